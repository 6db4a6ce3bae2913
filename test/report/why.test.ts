import { describe, expect, test } from "vitest";
import type { Trace } from "../../src/machine/trace.js";
import { whyOf } from "../../src/report/why.js";
import { traceOf, twoThreads, view } from "./fixtures.js";
import { drain, read, staleRead, storeBuffering, write, X, Y } from "./traces.js";

const program = twoThreads();

const whyTexts = (trace: Trace) => whyOf(program, trace).map(({ text }) => text);

describe("why", () => {
  test("a store that waits in its buffer while a later read is done", () => {
    expect(whyTexts(storeBuffering)).toEqual([
      "line 10 (WRITE_ONCE) and line 11 (READ_ONCE) are not ordered: the store of x = 1 waited in the store " +
        "buffer from step 1 to step 5, and the later read took y = 0 at step 3",
    ]);
  });

  test("a read that takes a value after it was overwritten, and the earlier read that met the news", () => {
    expect(whyTexts(staleRead)).toEqual([
      "line 20 (READ_ONCE) and line 21 (READ_ONCE) are not ordered: the read at step 6 took x = 0, which " +
        "line 10 (WRITE_ONCE) had already overwritten at step 2",
    ]);
  });

  test("two stores that reach memory in the other order", () => {
    const trace = traceOf(
      view({}),
      [write(10, X, 1, "x"), view({ buffers: [[[X, 1]], []] })],
      [
        write(11, Y, 1, "y"),
        view({
          buffers: [
            [
              [X, 1],
              [Y, 1],
            ],
            [],
          ],
        }),
      ],
      [drain(0, Y, 1, "y"), view({ y: 1, buffers: [[[X, 1]], []] })],
      [read(20, Y, 1, "y"), view({ y: 1, buffers: [[[X, 1]], []] })],
      [read(21, X, 0, "x"), view({ y: 1, buffers: [[[X, 1]], []] })],
      [drain(0, X, 1, "x"), view({ x: 1, y: 1 })],
    );
    expect(whyTexts(trace)).toEqual([
      "line 10 (WRITE_ONCE) and line 11 (WRITE_ONCE) are not ordered: the store of x = 1 waited in the store " +
        "buffer from step 1 to step 6, and the later store of y = 1 reached memory at step 3",
    ]);
  });

  test("nothing was reordered", () => {
    const trace = traceOf(
      view({}),
      [write(10, X, 1, "x"), view({ buffers: [[[X, 1]], []] })],
      [read(20, Y, 0, "y"), view({ buffers: [[[X, 1]], []] })],
      [drain(0, X, 1, "x"), view({ x: 1 })],
      [read(11, Y, 0, "y"), view({ x: 1 })],
    );
    expect(whyTexts(trace)).toEqual([
      "no access is reordered: the order in which the threads take turns is enough",
    ]);
  });

  test("a reordering that no other thread looks at is not blamed", () => {
    const trace = traceOf(
      view({}),
      [write(10, X, 1, "x"), view({ buffers: [[[X, 1]], []] })],
      [read(11, Y, 0, "y"), view({ buffers: [[[X, 1]], []] })],
      [drain(0, X, 1, "x"), view({ x: 1 })],
    );
    expect(whyTexts(trace)).toEqual([]);
  });
});
