import { describe, expect, test } from "vitest";
import type { PathEvent, PathFence, RmwHalf } from "../../../src/axiomatic/path.js";
import { VOCABULARIES } from "../../../src/axiomatic/vocabulary/vocabularies.js";
import type { LockRole, ReadOrder, WriteOrder } from "../../../src/program/program.js";
import { site } from "../../contract/build.js";

const base = { site: site(), instruction: 0 };

const read = (order: ReadOrder, more: { rmw?: RmwHalf; role?: LockRole } = {}): PathEvent => ({
  ...base,
  kind: "read",
  location: 0,
  order,
  ...more,
});
const write = (order: WriteOrder, more: { rmw?: RmwHalf; role?: LockRole } = {}): PathEvent => ({
  ...base,
  kind: "write",
  location: 0,
  order,
  value: { kind: "constant", code: 0 },
  ...more,
});
const fence = (kind: PathFence["fence"]): PathEvent => ({ ...base, kind: "fence", fence: kind });

const RMW: RmwHalf = {
  read: "relaxed",
  write: "relaxed",
  isFull: false,
  isNoReturn: false,
  isFailed: false,
};
const reads = (more: Partial<RmwHalf>): PathEvent => {
  const rmw = { ...RMW, ...more };
  // One that fails has no order unless it is given one.
  return read(rmw.isFailed ? "relaxed" : rmw.read, { rmw });
};
const writes = (more: Partial<RmwHalf>): PathEvent => {
  const rmw = { ...RMW, ...more };
  return write(rmw.write, { rmw });
};

/** Vocabularies of the columns below; the kernel's own has a test of its own. */
const COLUMNS = ["generic", "c11", "aarch64", "riscv", "ppc", "x86"];

type Row = readonly [name: string, event: PathEvent, ...sets: string[]];

/** The sets of an event, in each column, beside R and W. */
const ROWS: readonly Row[] = [
  ["plain read", read("plain"), "Plain", "NA", "", "", "", ""],
  ["plain write", write("plain"), "Plain", "NA", "", "", "", ""],
  ["relaxed read", read("relaxed"), "", "A RLX", "", "", "", ""],
  ["relaxed write", write("relaxed"), "", "A RLX", "", "", "", ""],
  ["acquire, RCpc", read("acquirePc"), "Acquire", "A ACQ", "Q", "Acq", "Isync-after", ""],
  ["acquire, RCsc", read("acquire"), "Acquire", "A ACQ", "A", "Acq", "Isync-after", ""],
  ["sc read", read("sc"), "Acquire Sc", "A SC", "A", "AcqRel", "Sync-before Isync-after", ""],
  ["release", write("release"), "Release", "A REL", "L", "Rel", "Lwsync-before", ""],
  ["sc write", write("sc"), "Release Sc", "A SC", "L", "AcqRel", "Sync-before", "X"],

  ["rmw, read", reads({}), "X", "A RMW RLX", "X", "EX", "X EX", "X"],
  ["rmw, write", writes({}), "X", "A RMW RLX", "X", "EX", "X EX", "X"],
  [
    "acquire rmw, read",
    reads({ read: "acquirePc" }),
    ...["Acquire X", "A RMW ACQ", "Q X", "Acq EX", "Isync-after X EX", "X"],
  ],
  [
    "acquire rmw, write",
    writes({ read: "acquirePc" }),
    ...["X", "A RMW ACQ", "X", "EX", "X EX", "X"],
  ],
  [
    "release rmw, read",
    reads({ write: "release" }),
    ...["X Drains", "A RMW REL", "X", "EX", "Lwsync-before X EX", "X"],
  ],
  [
    "release rmw, write",
    writes({ write: "release" }),
    ...["Release X Drains", "A RMW REL", "L X", "Rel EX", "X EX", "X"],
  ],
  [
    "acquire and release rmw, read",
    reads({ read: "acquire", write: "release" }),
    ...[
      "Acquire X Drains",
      "A RMW ACQ_REL",
      "A X",
      "Acq EX",
      "Lwsync-before Isync-after X EX",
      "X",
    ],
  ],
  [
    "sc rmw, read",
    reads({ read: "sc", write: "sc" }),
    ...["Acquire Sc X Drains", "A RMW SC", "A X", "AcqRel EX", "Sync-before Isync-after X EX", "X"],
  ],
  ["full rmw, read", reads({ isFull: true }), ...["X Drains", "A RMW RLX", "X", "EX", "X EX", "X"]],
  [
    "rmw that returns nothing, read",
    reads({ isNoReturn: true }),
    ...["X", "A RMW RLX", "X NoRet", "EX", "X EX", "X"],
  ],
  [
    "failed full rmw",
    reads({ isFull: true, isFailed: true }),
    ...["X Failed Drains", "A RLX", "X", "EX", "X EX", "X"],
  ],
  [
    "failed acquire and release rmw",
    reads({ read: "acquirePc", write: "release", isFailed: true }),
    ...["X Failed Drains", "A RLX", "X", "EX", "X EX", "X"],
  ],
  [
    "failed rmw that acquires when it fails",
    read("acquirePc", { rmw: { ...RMW, read: "sc", write: "sc", isFailed: true } }),
    ...["Acquire X Failed Drains", "A ACQ", "Q X", "Acq EX", "Isync-after X EX", "X"],
  ],
  [
    "failed rmw that is sequentially consistent when it fails",
    read("sc", { rmw: { ...RMW, read: "sc", write: "sc", isFailed: true } }),
    ...[
      "Acquire Sc X Failed Drains",
      "A SC",
      "A X",
      "AcqRel EX",
      "Sync-before Isync-after X EX",
      "X",
    ],
  ],
  [
    "lock, read",
    read("acquirePc", { role: "lock", rmw: { ...RMW, read: "acquirePc" } }),
    ...["Acquire X", "A RMW ACQ", "A X", "Acq EX", "Isync-after X EX", "X"],
  ],
  [
    "unlock",
    write("release", { role: "unlock" }),
    ...["Release", "A REL", "L", "Rel EX", "Lwsync-before", ""],
  ],

  ["full fence", fence("mb"), "F Mb", "F SC", "F DMB.SY", "F Fence.rw.rw", "F SYNC", "F MFENCE"],
  ["read fence", fence("rmb"), "F Rmb", "F ACQ", "F DMB.LD", "F Fence.r.r", "F LWSYNC", "F"],
  ["write fence", fence("wmb"), "F Wmb", "F REL", "F DMB.ST", "F Fence.w.w", "F LWSYNC", "F"],
  [
    "acquire fence",
    fence("acquire"),
    "F Rmb",
    "F ACQ",
    "F DMB.LD",
    "F Fence.r.rw",
    "F LWSYNC",
    "F",
  ],
  [
    "release fence",
    fence("release"),
    ...["F Wmb", "F REL", "F DMB.LD DMB.ST", "F Fence.rw.w", "F LWSYNC", "F"],
  ],
  [
    "acquire and release fence",
    fence("acquire-release"),
    ...["F Rmb Wmb", "F ACQ_REL", "F DMB.LD DMB.ST", "F Fence.tso", "F LWSYNC", "F"],
  ],
  [
    "sequentially consistent fence",
    fence("seq-cst"),
    ...["F Mb", "F SC", "F DMB.SY", "F Fence.rw.rw", "F SYNC", "F MFENCE"],
  ],
  ["compiler's barrier", fence("barrier"), "F Barrier", "F", "F", "F", "F", "F"],
  ["section", fence("rcu-lock"), "F Barrier", "F", "F", "F", "F", "F"],
];

describe("sets of events", () => {
  const named = ROWS.map(([name, event, ...expected]) => ({ name, event, expected }));
  test.each(named)("$name", ({ event, expected }) => {
    const given = COLUMNS.map((id) => VOCABULARIES.get(id)!.setsOf(event).join(" "));
    expect(given).toEqual(expected);
  });

  const FULL = [
    ...["before-atomic", "after-atomic", "after-spinlock", "after-unlock-lock"],
    ...["after-srcu-read-unlock", "full-before", "full-after", "sync-rcu", "sync-srcu"],
  ] as const;
  test.each(FULL)("%s is a full fence outside of the kernel's own model", (kind) => {
    for (const id of COLUMNS) {
      const { setsOf } = VOCABULARIES.get(id)!;
      expect(setsOf(fence(kind))).toEqual(setsOf(fence("mb")));
    }
  });
});

describe("every vocabulary", () => {
  test.each([...VOCABULARIES])(
    "%s has the id it is found by, and declares what it gives",
    (id, v) => {
      expect(v.id).toBe(id);
      const declared = new Set([...v.names, "F"]);
      for (const [, event] of ROWS) {
        expect(v.setsOf(event).filter((name) => !declared.has(name))).toEqual([]);
      }
    },
  );

  test.each(COLUMNS)("%s takes every access for an ordinary one", (id) => {
    for (const [, event] of ROWS) {
      expect(VOCABULARIES.get(id)!.isOrdinary(event)).toBe(event.kind !== "fence");
    }
  });

  test("only C has one event for a read-modify-write, only x86 no fences around a full one", () => {
    const which = (holds: (id: string) => boolean): string[] => COLUMNS.filter(holds);
    expect(which((id) => VOCABULARIES.get(id)!.isRmwOneEvent)).toEqual(["c11"]);
    expect(which((id) => !VOCABULARIES.get(id)!.hasFullFences)).toEqual(["x86"]);
  });
});
