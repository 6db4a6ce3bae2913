import { describe, expect, test } from "vitest";
import { describeExecution } from "../../../src/axiomatic/cat/execution.js";
import { LIBRARY } from "../../../src/axiomatic/cat/library.js";
import { plain, result, run, threads } from "./helpers.js";

const MP = threads(["Wx1 Wy1:REL", "Ry1:ACQ Rx0"], { vocabulary: ["A", "MFENCE"] });

describe("stdlib.cat", () => {
  const claims: readonly (readonly [string, unknown])[] = [
    ["emptyset", []],
    ["po-loc", []],
    [
      "rfe",
      [
        [0, 5],
        [3, 4],
      ],
    ],
    ["rfi", []],
    [
      "co0",
      [
        [0, 2],
        [1, 3],
      ],
    ],
    [
      "toid R",
      [
        [4, 4],
        [5, 5],
      ],
    ],
    ["fencerel ACQ", "empty"],
    ["fencerel (R & W)", "empty"],
    ["imply (po, rf) & po", []],
    ["nodetour (rf, rf, id)", []],
    [
      "singlestep (po | rf)",
      [
        [0, 5],
        [2, 3],
        [3, 4],
        [4, 5],
      ],
    ],
    ["udr rf", [0, 3, 4, 5]],
    ["map (fun e -> {e}) IW", { set: [[1], [0]] }],
    ["map (fun p -> p ++ 0) rf", { set: [[[3, 4]], [[0, 5]]] }],
    ["map toid {}", "empty"],
    ["LKW", []],
    ["rmw", "empty"],
    ["inv-field", []],
  ];
  for (const [text, expected] of claims)
    test(text, () => expect(result(text, MP)).toEqual(expected));

  test("final writes are last", () => {
    const final = threads(["Wx1 Wx2:FW", "Wx3"]);
    expect(result("co0", final)).toEqual([
      [0, 1],
      [0, 2],
      [0, 3],
      [1, 2],
      [3, 2],
    ]);
  });

  test("fencerel and ctrlcfence", () => {
    const fenced = threads(["Rx0 F:ISB Wy1"], { relations: { ctrl: [[2, 3]] } });
    expect(result("fencerel ISB", fenced)).toEqual([[2, 4]]);
    expect(result("ctrlcfence (ctrl, ISB)", fenced)).toEqual([[2, 4]]);
  });

  test("read-modify-writes are found from their annotations, or given", () => {
    const event = (set: string, extra: string, instruction: number) => ({
      thread: 0,
      sets: [set, extra],
      location: "x",
      value: 0,
      instruction,
    });
    const atomic = [event("R", "X", 1), event("W", "X", 1), event("R", "X", 2), event("W", "X", 2)];
    expect(result("rmw", describeExecution(atomic))).toEqual([
      [0, 1],
      [2, 3],
    ]);
    const exclusive = ["R", "R", "W", "W"].map((set, k) => event(set, "EX", k));
    expect(result("lxsx", describeExecution(exclusive))).toEqual([[1, 2]]);
    const given = describeExecution(atomic, { relations: { rmw: [[0, 3]] } });
    expect(result("rmw", given)).toEqual([[0, 3]]);
  });
});

describe("cos.cat", () => {
  const orders = (text: string, execution = MP, name = "co"): unknown[] =>
    run(text, execution).map((j) => {
      const value = j.kind === "allowed" ? j.lookUp(name) : undefined;
      return value === undefined ? j.kind : plain(value, execution);
    });

  test("one write a location has one order", () => {
    expect(orders('include "cos.cat"')).toEqual([
      [
        [0, 2],
        [1, 3],
      ],
    ]);
    expect(orders('include "cos.cat"', MP, "fr")).toEqual([[[5, 2]]]);
    expect(orders('include "cos.cat"', MP, "fre")).toEqual([[[5, 2]]]);
    expect(orders('include "cos.cat"', MP, "coe")).toEqual([
      [
        [0, 2],
        [1, 3],
      ],
    ]);
  });

  test("every order of every location, and their products", () => {
    const writes = threads(["Wx1 Wy1", "Wx2 Wy2", "Wx3"]);
    const found = orders('include "cos.cat"', writes);
    expect(found).toHaveLength(6 * 2);
    expect(new Set(found.map((order) => JSON.stringify(order))).size).toBe(12);
  });

  test("cos-opt.cat leaves out what coherence forbids, and nothing else", () => {
    const writes = threads(["Wx1 Wx2", "Wx3 Rx1"]);
    const test = "acyclic po-loc | rf | co | fr as coherence";
    const plainly = run(`include "cos.cat" ${test}`, writes).filter((j) => j.kind === "allowed");
    const optimised = run(`include "cos-opt.cat" ${test}`, writes);
    expect(plainly).toHaveLength(1);
    expect(optimised.map((j) => j.kind)).toEqual(["allowed"]);
  });

  test("an execution without writes has one empty order", () => {
    expect(orders('include "cos.cat"', describeExecution([{ thread: 0, sets: ["F"] }]))).toEqual([
      [],
    ]);
  });

  test("seven writes of one location: a deep recursion, in the end 5040 orders", () => {
    const writes = threads(["Wx1", "Wx2", "Wx3", "Wx4", "Wx5", "Wx6", "Wx7"]);
    expect(run('include "cos.cat"', writes)).toHaveLength(5040);
  });

  test("c11_cos.cat orders atomic writes only", () => {
    const mixed = threads(["Wx1:A", "Wx2", "Wx3:A"], { vocabulary: ["A"] });
    expect(run('include "c11_cos.cat"', mixed)).toHaveLength(2);
    expect(orders('include "c11_cos.cat"', mixed, "mo")[0]).toEqual([
      [0, 1],
      [0, 3],
      [1, 3],
    ]);
  });
});

test("cross.cat takes one relation from each set", () => {
  const before = 'include "cross.cat"\nlet r = {po & (W * W), 0}\nlet s = {rf, po & (R * R)}';
  expect(result("cross {r, s}", MP, before)).toEqual({
    set: [
      [
        [0, 5],
        [2, 3],
        [3, 4],
      ],
      [
        [2, 3],
        [4, 5],
      ],
      [
        [0, 5],
        [3, 4],
      ],
      [[4, 5]],
    ],
  });
});

test("filters.cat restricts by kind of access", () => {
  const before = 'include "filters.cat"';
  expect(
    result("(WW po, RR po, WR po, RW po, MM po, PP po, noid (loc & (R * R)))", MP, before),
  ).toEqual({
    tuple: [
      [[2, 3]],
      [[4, 5]],
      [],
      [],
      [
        [2, 3],
        [4, 5],
      ],
      [
        [2, 3],
        [4, 5],
      ],
      [],
    ],
  });
});

test("every file of the library can be included", () => {
  for (const name of LIBRARY.keys()) {
    expect(run(`include "${name}"`, MP).map((j) => j.kind)).toEqual(["allowed"]);
  }
});
