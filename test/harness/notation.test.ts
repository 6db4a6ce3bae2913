import { expect, test } from "vitest";
import { readTest } from "../../src/harness/load.js";
import { normalizeState, normalStates, stateInHerd } from "../../src/harness/notation.js";
import { Source } from "../../src/source/source.js";

test.each([
  ["0:r1=1; 0:r0=0; [x]=2;", "0:r0=0; 0:r1=1; x=2"],
  ["x=2;0:r0=0", "0:r0=0; x=2"],
  ["[x]=y; 1:X0=-1;", "1:X0=-1; x=y"],
  ["0:r0=S8; [x]=S12;", "0:r0=S; x=S"],
  ["0:r0=S8x;", "0:r0=S8x"],
  ["", ""],
])("%j is normalized to %j", (state, normalized) => {
  expect(normalizeState(state)).toBe(normalized);
});

test("states of a test are normalized as those that are read", () => {
  const text = `C names
{ int a[2]; int *q = &x; x=1; }
P0(int *x, int *x1, int *S1, int **q, int *a) { int r10 = *x; int r1 = *x1; *q = S1; a[1] = 3; }
exists (0:r10=1 /\\ 0:r1=0 /\\ q=S1 /\\ a[1]=3 /\\ a[0]=0 /\\ x1=0 /\\ x=1)`;
  const { test: read } = readTest(new Source("names.litmus", text), { loopRoundsMax: 8 });
  const { program } = read!.variants[0]!;
  const states = [program.observed.map((_, k) => program.values.encode(BigInt(k)))];
  const address = program.values.address(program.locations.findIndex(({ name }) => name === "S1"));
  states.push(program.observed.map(() => address));
  states.push(program.observed.map((_, k) => program.values.symbol(k)));
  expect(program.observed.map(({ name }) => name)).toContain("a[1]");
  expect(normalStates(program, states)).toEqual(
    states.map((values) => normalizeState(stateInHerd(program, values))),
  );
});
