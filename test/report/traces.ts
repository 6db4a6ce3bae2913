import { step, traceOf, view } from "./fixtures.js";

export const X = 0;
export const Y = 1;

/** A store of P0 (lines below 20) or P1 into its buffer. */
export const write = (line: number, location: number, value: number, name: string) =>
  step(
    line < 20 ? 0 : 1,
    line,
    `buffers ${name} = ${value}`,
    { kind: "write", location, value, from: "store-buffer" },
    "WRITE_ONCE",
  );
export const drain = (thread: number, location: number, value: number, name: string) =>
  step(thread, null, `store of ${name} = ${value} leaves its store buffer`, {
    kind: "drain",
    location,
    value,
  });
export const read = (
  line: number,
  location: number,
  value: number,
  name: string,
  from: "memory" | "store-buffer" | "invalidation-buffer" = "memory",
) =>
  step(
    line < 20 ? 0 : 1,
    line,
    `reads ${name} = ${value}`,
    { kind: "read", location, value, from },
    "READ_ONCE",
  );

/** Store buffering: both stores wait while both reads are done. */
export const storeBuffering = traceOf(
  view({}),
  [write(10, X, 1, "x"), view({ buffers: [[[X, 1]], []] })],
  [write(20, Y, 1, "y"), view({ buffers: [[[X, 1]], [[Y, 1]]] })],
  [read(11, Y, 0, "y"), view({ buffers: [[[X, 1]], [[Y, 1]]] })],
  [read(21, X, 0, "x"), view({ buffers: [[[X, 1]], [[Y, 1]]] })],
  [drain(0, X, 1, "x"), view({ x: 1, buffers: [[], [[Y, 1]]] })],
  [drain(1, Y, 1, "y"), view({ x: 1, y: 1 })],
);

/** Message passing: P1 reads the new y, then the old x from its invalidation buffer. */
export const staleRead = traceOf(
  view({}),
  [write(10, X, 1, "x"), view({ buffers: [[[X, 1]], []] })],
  [drain(0, X, 1, "x"), view({ x: 1, stale: [[], [[X, 0]]] })],
  [write(11, Y, 1, "y"), view({ x: 1, buffers: [[[Y, 1]], []], stale: [[], [[X, 0]]] })],
  [drain(0, Y, 1, "y"), view({ x: 1, y: 1, stale: [[], [[X, 0]]] })],
  [read(20, Y, 1, "y"), view({ x: 1, y: 1, stale: [[], [[X, 0]]] })],
  [read(21, X, 0, "x", "invalidation-buffer"), view({ x: 1, y: 1, stale: [[], [[X, 0]]] })],
);
