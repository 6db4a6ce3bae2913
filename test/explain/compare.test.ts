import { expect, test } from "vitest";
import { compareSides, relationOf, relationsOf, type Side } from "../../src/explain/compare.js";
import type { Cell } from "../../src/harness/result.js";
import { runTest } from "../../src/harness/run.js";
import { optionsFor, read, shipped } from "./tests.js";

type Options = Parameters<typeof runTest>[1];

async function sidesOf(
  loaded: ReturnType<typeof read>,
  options: Options,
): Promise<readonly Side[]> {
  const { variants } = await runTest(loaded, options);
  return variants.flatMap(({ name, program, cells }) =>
    cells.map((cell) => ({
      label: `${name ?? loaded.file.name.text} ${cell.model.id}`,
      program,
      cell,
    })),
  );
}

test("each model's states are in its own column, in the order of their values", async () => {
  const options = { ...optionsFor(["sc", "tso", "lkmm"]), variants: ["po"] };
  const comparison = compareSides(await sidesOf(shipped("classic/SB"), options));
  expect(comparison.observed).toEqual(["0:r_y", "1:r_x"]);
  expect(comparison.states.map(({ values, allowed }) => `${values.join("")} ${allowed}`)).toEqual([
    "00 false,true,true",
    "01 true,true,true",
    "10 true,true,true",
    "11 true,true,true",
  ]);
  const kinds = relationsOf(comparison).map(({ a, b, kind, onlyA, onlyB }) => {
    return [a, b, kind, onlyA.length, onlyB.length];
  });
  expect(kinds).toEqual([
    [0, 1, "different", 0, 1],
    [0, 2, "different", 0, 1],
    [1, 2, "equal", 0, 0],
  ]);
});

const body = (name: string, seen: string) => `C ${name}
{}
P0(int *x) { WRITE_ONCE(*x, 1); }
P1(int *x) { int r0 = READ_ONCE(*x); int r1 = READ_ONCE(*x); }
exists (${seen})
`;

test("tests that observe different things are compared on what both do", async () => {
  const options = optionsFor(["sc"]);
  const sides = [
    ...(await sidesOf(read(body("first", "1:r0=1 /\\ 1:r1=0")), options)),
    ...(await sidesOf(read(body("second", "x=1 /\\ 1:r0=1")), options)),
  ];
  const comparison = compareSides(sides);
  expect(comparison.observed).toEqual(["1:r0"]);
  expect(comparison.unmatched).toEqual([["1:r1"], ["x"]]);
  expect(comparison.states).toHaveLength(2);
  expect(relationOf(comparison, 0, 1).kind).toBe("equal");
});

test("what a search that was cut short has not shown is not known", async () => {
  const [full] = await sidesOf(read(body("t", "1:r0=1 /\\ 1:r1=0")), optionsFor(["sc"]));
  const cell = { ...full!.cell!, isComplete: false, outcomes: full!.cell!.outcomes.slice(0, 1) };
  const comparison = compareSides([full!, { ...full!, label: "cut", cell: cell as Cell }]);
  const { kind, onlyA } = relationOf(comparison, 0, 1);
  expect([kind, onlyA.length]).toEqual(["open", 0]);
  expect(comparison.states.map(({ allowed }) => allowed[0])).toEqual([true, true, true]);
  expect(comparison.states.map(({ allowed }) => allowed[1])).toContain(null);
});
