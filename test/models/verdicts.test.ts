import { expect, test } from "vitest";
import { explore } from "../../src/machine/search.js";
import { DEFAULT_MACHINE_OPTIONS } from "../../src/models/model.js";
import { models } from "../../src/models/models.js";
import { program, R, W } from "../program/build.js";

test("sb", () => {
  const p = program({ x: 0, y: 0 }, [W("x", 1), R("r0", "y")], [W("y", 1), R("r0", "x")]);
  for (const m of models) {
    const r = explore(m.machine(p, DEFAULT_MACHINE_OPTIONS), p.observed.length, {
      statesMax: 1e6,
      stepsMax: 1e9,
      bytesMax: 1e9,
    });
    console.log(m.id, r);
    expect(r.isComplete).toBe(true);
  }
});
