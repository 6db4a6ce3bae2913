import { expect, test } from "vitest";
import type { Witness, WitnessEvent } from "../../src/axiomatic/result.js";
import { contradiction } from "../../src/report/contradiction.js";
import { executionTable, executionWhy } from "../../src/report/execution.js";
import { PLAIN } from "../../src/report/look.js";
import { siteOn, twoThreads } from "./fixtures.js";

/** An event of a thread on a line over x (0) or y (1). */
const event = (
  thread: number,
  line: number,
  kind: WitnessEvent["kind"],
  location: number,
  value: number | null,
): WitnessEvent => ({
  thread,
  kind,
  location,
  value,
  written: kind === "read-write" ? value! + 1 : null,
  sets: kind === "fence" ? ["Mb"] : [],
  site: thread < 0 ? null : siteOn(line, kind === "fence" ? "smp_mb" : ""),
});

const NONE: Witness["relations"] = {
  po: [],
  rf: [],
  co: [],
  fr: [],
  addr: [],
  data: [],
  ctrl: [],
  rmw: [],
};

/** Load buffering with a fence and a data dependency: each thread reads what the other writes later. */
const loadBuffering: Witness = {
  events: [
    event(0, 4, "read", 0, 1),
    event(0, 5, "fence", -1, null),
    event(0, 6, "write", 1, 1),
    event(1, 8, "read", 1, 1),
    event(1, 9, "write", 0, 1),
  ],
  relations: {
    ...NONE,
    po: [
      [0, 1],
      [1, 2],
      [3, 4],
    ],
    rf: [
      [2, 3],
      [4, 0],
    ],
    data: [[3, 4]],
  },
};

test("a line an event, with what it reads from and depends on; columns that nobody uses are left out", () => {
  expect(executionTable(twoThreads(), loadBuffering, PLAIN)).toEqual([
    "  event  thread  line  what it does  reads from  depends on",
    "  a      P0         4  reads x = 1   e",
    "  b      P0         5  smp_mb",
    "  c      P0         6  writes y = 1",
    "  d      P1         8  reads y = 1   c",
    "  e      P1         9  writes x = 1              data d",
  ]);
});

test("the why goes round a circle, over a fence too", () => {
  expect(contradiction(loadBuffering)).toEqual([
    { relation: "po", from: 0, to: 2 },
    { relation: "rf", from: 2, to: 3 },
    { relation: "po", from: 3, to: 4 },
    { relation: "rf", from: 4, to: 0 },
  ]);
  const [reason] = executionWhy(loadBuffering);
  expect(reason!.text).toBe(
    "a and c, d and e are not all ordered, although their threads have them in this order: a is before c in " +
      "program order, d reads from c, d is before e in program order, a reads from e",
  );
  expect(reason!.sites).toHaveLength(4);
});

test("an execution without a circle is one of taking turns", () => {
  const relations: Witness["relations"] = { ...loadBuffering.relations, rf: [[2, 3]] };
  const inOrder: Witness = { ...loadBuffering, relations };
  expect(contradiction(inOrder)).toBe(null);
  expect(executionWhy(inOrder)).toEqual([
    {
      text: "no access is reordered: the order in which the threads take turns is enough",
      sites: [],
    },
  ]);
});

test("an update is one event where the model says so, and an initial write has no line", () => {
  const witness: Witness = {
    events: [
      event(-1, 0, "write", 0, 0),
      event(0, 4, "read-write", 0, 0),
      event(1, 8, "read", 0, 0),
    ],
    relations: {
      ...NONE,
      rf: [
        [0, 1],
        [0, 2],
      ],
      co: [[0, 1]],
      fr: [[2, 1]],
    },
  };
  expect(executionTable(twoThreads(), witness, PLAIN)).toEqual([
    "  event  thread  line  what it does           reads from  before",
    "  a      P0         4  updates x from 0 to 1  start",
    "  b      P1         8  reads x = 0            start       a",
  ]);
});
