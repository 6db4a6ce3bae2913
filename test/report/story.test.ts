import { expect, test } from "vitest";
import { PLAIN } from "../../src/report/look.js";
import { storyTable } from "../../src/report/story.js";
import { traceOf, twoThreads, view } from "./fixtures.js";
import { drain, read, staleRead, storeBuffering, write, X, Y } from "./traces.js";

const program = twoThreads();

/** The two threads over locations of other names. */
function named(x: string, y: string) {
  return { ...program, locations: [x, y].map((name) => ({ name, initial: 0, isHidden: false })) };
}

test("shows the buffers, stale values and memory that a step changed", () => {
  expect(storyTable(program, staleRead, PLAIN)).toEqual([
    "  step  thread  line  what happens                            store buffer  stale in P1  memory",
    "                      start                                                              x=0 y=0",
    "     1  P0        10  buffers x = 1                           x=1",
    "     2  P0        10  store of x = 1 leaves its store buffer  -             x=0          x=1",
    "     3  P0        11  buffers y = 1                           y=1",
    "     4  P0        11  store of y = 1 leaves its store buffer  -                          y=1",
    "     5  P1        20  reads y = 1",
    "     6  P1        21  reads x = 0",
  ]);
});

test("leaves out what nobody uses", () => {
  const trace = traceOf(view({}), [read(10, X, 0, "x"), view({})]);
  expect(storyTable(program, trace, PLAIN)).toEqual([
    "  step  thread  line  what happens",
    "                      start",
    "     1  P0        10  reads x = 0",
  ]);
});

test("names the thread of a stale value when several read some", () => {
  const stale = [[[Y, 0]], [[X, 0]]] as const;
  const trace = traceOf(
    view({}),
    [drain(0, X, 1, "x"), view({ x: 1, stale: [[], [[X, 0]]] })],
    [drain(1, Y, 1, "y"), view({ x: 1, y: 1, stale })],
    [read(10, Y, 0, "y", "invalidation-buffer"), view({ x: 1, y: 1, stale })],
    [read(20, X, 0, "x", "invalidation-buffer"), view({ x: 1, y: 1, stale: [[[Y, 0]], []] })],
  );
  const lines = storyTable(program, trace, PLAIN).map((line) => line.slice(62));
  expect(lines).toEqual([
    "stale values  memory",
    "              x=0 y=0",
    "P1: x=0       x=1",
    "P0: y=0       y=1",
    "",
    "P1: -",
  ]);
});

test("shows where a store barrier stands in a buffer", () => {
  const first = { location: X, value: 1, group: 0 };
  const second = { location: Y, value: 2, group: 1 };
  const last = view({});
  const threads = [{ ...last.threads[0]!, storeBuffer: [first, second] }, last.threads[1]!];
  const trace = traceOf(view({ buffers: [[[X, 1]], []] }), [
    write(10, Y, 2, "y"),
    { ...last, threads },
  ]);
  expect(storyTable(program, trace, PLAIN)[2]).toBe(
    "     1  P0        10  buffers y = 2  x=1 | y=2",
  );
});

test("leaves out the variable of a field when what is left is no other's name", () => {
  const trace = traceOf(view({}), [read(10, X, 0, "vma.seq"), view({})]);
  const words = (x: string, y: string) => storyTable(named(x, y), trace, PLAIN)[2]!.slice(22);
  expect(words("vma.seq", "vma.count")).toBe("reads seq = 0");
  expect(words("vma.seq", "mm.seq")).toBe("reads vma.seq = 0");
  expect(words("vma.seq", "seq")).toBe("reads vma.seq = 0");
  expect(words("a.seq", "ma.seq.x")).toBe("reads vma.seq = 0");
});

test("wraps in narrow columns, and never inside of x = 1", () => {
  expect(storyTable(program, storeBuffering, { ...PLAIN, width: 52 }).slice(0, 6)).toEqual([
    "  step  thread  line  what       store       memory",
    "                      happens    buffer",
    "                      start                  x=0 y=0",
    "     1  P0        10  buffers    x=1",
    "                      x = 1",
    "     2  P1        20  buffers    y=1",
  ]);
});
