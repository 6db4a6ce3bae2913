import { expect, test } from "vitest";
import { describeExecution } from "../../../src/axiomatic/cat/execution.js";
import { VOCABULARY } from "../../../src/axiomatic/cat/vocabulary.js";
import { result } from "./helpers.js";

test("a model may name every set of its architecture, each once, also where no event is in it", () => {
  for (const names of Object.values(VOCABULARY)) {
    const execution = describeExecution([{ thread: 0, sets: ["F"] }], { vocabulary: names });
    expect(new Set(names).size).toBe(names.length);
    for (const name of names) expect(result(name, execution)).toEqual([]);
  }
});

test("fences are spelled as published models spell them", () => {
  expect(VOCABULARY.AArch64).toEqual(
    expect.arrayContaining(["DMB.SY", "DMB.LD", "DMB.ST", "DMB.ISH", "DSB.OSHST", "DSB.NSHLD"]),
  );
  expect(VOCABULARY.RISCV).toEqual(
    expect.arrayContaining(["Fence.rw.w", "Fence.r.rw", "Fence.w.w"]),
  );
});
