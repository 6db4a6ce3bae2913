import { describe, expect, test } from "vitest";
import { PLAIN } from "../../src/report/look.js";
import { storyTable } from "../../src/report/story.js";
import { traceOf, twoThreads, view } from "./fixtures.js";
import { read, staleRead, storeBuffering, X } from "./traces.js";

const program = twoThreads();

describe("story", () => {
  test("shows buffers, stale values and the memory that changes", () => {
    expect(storyTable(program, staleRead, PLAIN)).toEqual([
      "  step  thread  line  what happens                            store buffer  stale values  memory",
      "                      start                                                               x=0 y=0",
      "     1  P0        10  buffers x = 1                           P0: x=1                     x=0 y=0",
      "     2  P0        10  store of x = 1 leaves its store buffer                P1: x=0       x=1 y=0",
      "     3  P0        11  buffers y = 1                           P0: y=1       P1: x=0       x=1 y=0",
      "     4  P0        11  store of y = 1 leaves its store buffer                P1: x=0       x=1 y=1",
      "     5  P1        20  reads y = 1                                           P1: x=0       x=1 y=1",
      "     6  P1        21  reads x = 0                                           P1: x=0       x=1 y=1",
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

  test("wraps in narrow columns", () => {
    expect(storyTable(program, storeBuffering, { ...PLAIN, width: 52 }).slice(0, 6)).toEqual([
      "  step  thread  line  what       store       memory",
      "                      happens    buffer",
      "                      start                  x=0 y=0",
      "     1  P0        10  buffers x  P0: x=1     x=0 y=0",
      "                      = 1",
      "     2  P1        20  buffers y  P0: x=1;    x=0 y=0",
    ]);
  });
});
