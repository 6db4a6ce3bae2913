import { expect, test } from "vitest";
import { readTest } from "../../../src/harness/load.js";
import { formatDiagnostic } from "../../../src/source/diagnostic.js";
import { Source } from "../../../src/source/source.js";

/** The first value of every location of a test with this init block. */
function firstValues(init: string): string {
  const uses = "P0(int *x, long *y, atomic_t *v, int *a, struct pair *p, int **q) { smp_mb(); }";
  const text = `C t
#define LIMIT 3
enum { FIRST = 1 << 4, SECOND };
struct pair { int f; long g; };
{ ${init} }
${uses}
exists (x=1)
`;
  const { test, diagnostics } = readTest(new Source("t.lit", text), { loopRoundsMax: 8 });
  expect(diagnostics.map(formatDiagnostic)).toEqual([]);
  const { locations, values } = test!.variants[0]!.program;
  const shown = locations
    .filter(({ initial }) => initial !== 0)
    .map(({ name, initial }) => {
      const cell = values.cell(initial, locations.length);
      return `${name}=${cell >= 0 ? `&${locations[cell]!.name}` : values.decode(initial)}`;
    });
  return shown.join(" ");
}

test.each([
  ["", ""],
  ["x = 1;", "x=1"],
  ["int x = -1; long y = 0xffffffffffffffff;", "x=-1 y=-1"],
  ["int x = LIMIT;", "x=3"],
  ["int x = LIMIT + 1; long y = 1UL << 40;", "x=4 y=1099511627776"],
  ["int x = -LIMIT; long y = ~0;", "x=-3 y=-1"],
  ["int x = (SECOND - FIRST) * 7 | 8; long y = sizeof(long) * 2;", "x=15 y=16"],
  ["int x = 1 << 31;", "x=-2147483648"],
  ["atomic_t v = ATOMIC_INIT(LIMIT * 2);", "v=6"],
  ["int a[3] = { 1, LIMIT - 1, [0] = 7 };", "a[0]=7 a[1]=2"],
  ["struct pair p = { .g = FIRST / 2, .f = 1 };", "p.f=1 p.g=8"],
  ["struct pair p; p.g = 5; int a[2]; a[1] = 6;", "a[1]=6 p.g=5"],
  ["int *q = &x; x = 2;", "q=&x x=2"],
  ["int *q = a; int a[2];", "q=&a[0]"],
  ["int a[2][2] = { { 1, 2 }, { 3 } };", "a[0][0]=1 a[0][1]=2 a[1][0]=3"],
  ["int a[][2] = { { 1 }, { 2 } }; a[1][1] = 7;", "a[0][0]=1 a[1][0]=2 a[1][1]=7"],
])("{ %s }", (init, expected) => {
  expect(firstValues(init).split(" ").sort().join(" ")).toBe(expected);
});
