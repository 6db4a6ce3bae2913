import { describe, expect, test } from "vitest";
import type { PathEvent } from "../../src/axiomatic/path.js";
import { KERNEL, KERNEL_V1, KERNEL_V2 } from "../../src/axiomatic/vocabulary/kernel.js";
import lkmm from "../../src/models/cat/lkmm.cat";
import { judgementText, run } from "../axiomatic/cat/helpers.js";
import { kernelExecution } from "./lkmm.js";

/** Name, threads (see `kernelExecution`), and what the model says. */
type Row = readonly [string, readonly string[], string];

const verdict = (bodies: readonly string[], observed = ""): string =>
  run(lkmm, kernelExecution(bodies, observed)).map(judgementText).join(" | ");

function table(title: string, rows: readonly Row[]): void {
  describe(title, () => {
    for (const [name, bodies, expected] of rows) {
      test(`${name}: ${expected}`, () => expect(verdict(bodies)).toBe(expected));
    }
  });
}

const PO = "allowed";
const HB = "forbidden by happens-before";
const PB = "forbidden by propagation";
const RCU = "forbidden by rcu";
const COHERENCE = "forbidden by coherence";

table("coherence and atomicity", [
  ["CoWW", ["Wx2 Wx1"], COHERENCE],
  ["CoRW1", ["Rx1 Wx1"], COHERENCE],
  ["CoRW2", ["Rx2 Wx1", "Wx2"], COHERENCE],
  ["CoWR", ["Wx2 Rx1", "Wx1"], COHERENCE],
  ["CoRR", ["Wx1", "Rx1 Rx0"], COHERENCE],
  ["CoRR2", ["Wx1", "Wx2", "Rx1 Rx2", "Rx2 Rx1"], COHERENCE],
  ["plain accesses are coherent too", ["Wx1:plain Rx0:plain"], COHERENCE],
  ["a write between the halves", ["Ux02:relaxed", "Wx1"], "forbidden by atomic"],
  ["a write before both halves", ["Ux12:relaxed", "Wx1"], PO],
  ["two increments of the same value", ["Ux01:relaxed", "Ux02:relaxed"], "forbidden by atomic"],
]);

table("two threads", [
  ["SB", ["Wx1 Ry0", "Wy1 Rx0"], PO],
  ["SB+mbs", ["Wx1 mb Ry0", "Wy1 mb Rx0"], PB],
  ["SB+mb+po", ["Wx1 mb Ry0", "Wy1 Rx0"], PO],
  ["SB+rel+acq", ["Wx1:release Ry0:acquire", "Wy1:release Rx0:acquire"], PO],
  ["SB+rfi", ["Wx1 Rx1 Ry0", "Wy1 Ry1 Rx0"], PO],
  ["MP", ["Wx1 Wy1", "Ry1 Rx0"], PO],
  ["MP+wmb+rmb", ["Wx1 wmb Wy1", "Ry1 rmb Rx0"], HB],
  ["MP+wmb+po", ["Wx1 wmb Wy1", "Ry1 Rx0"], PO],
  ["MP+po+rmb", ["Wx1 Wy1", "Ry1 rmb Rx0"], PO],
  ["MP+rmb+wmb", ["Wx1 rmb Wy1", "Ry1 wmb Rx0"], PO],
  ["MP+rel+acq", ["Wx1 Wy1:release", "Ry1:acquire Rx0"], HB],
  ["MP+wmb+addr", ["Wx1 wmb Wy1", "Ry1 Rx0:addr"], HB],
  ["MP+wmb+ctrl", ["Wx1 wmb Wy1", "Ry1 Rx0:ctrl"], PO],
  ["LB", ["Rx1 Wy1", "Ry1 Wx1"], PO],
  ["LB+datas", ["Rx1 Wy1:data", "Ry1 Wx1:data"], HB],
  ["LB+ctrls", ["Rx1 Wy1:ctrl", "Ry1 Wx1:ctrl"], HB],
  ["LB+addrs", ["Rx1 Wy1:addr", "Ry1 Wx1:addr"], HB],
  ["LB+data+po", ["Rx1 Wy1:data", "Ry1 Wx1"], PO],
  ["LB+acq+rel", ["Rx1:acquire Wy1", "Ry1 Wx1:release"], HB],
  ["LB+mb+data", ["Rx1 mb Wy1", "Ry1 Wx1:data"], HB],
  ["LB+rmbs", ["Rx1 rmb Wy1", "Ry1 rmb Wx1"], PO],
  ["LB+data through a local copy", ["Rx1 Wz1:plain:data Rz1:plain Wy1:data", "Ry1 Wx1:data"], HB],
  ["S", ["Wx2 Wy1", "Ry1 Wx1"], PO],
  ["S+wmb+acq", ["Wx2 wmb Wy1", "Ry1:acquire Wx1"], HB],
  ["S+wmb+po", ["Wx2 wmb Wy1", "Ry1 Wx1"], PO],
  ["R", ["Wx1 Wy1", "Wy2 Rx0"], PO],
  ["R+mbs", ["Wx1 mb Wy1", "Wy2 mb Rx0"], PB],
  ["R+wmb+mb", ["Wx1 wmb Wy1", "Wy2 mb Rx0"], PO],
  ["2+2W", ["Wx2 Wy1", "Wy2 Wx1"], PO],
  ["2+2W+wmbs", ["Wx2 wmb Wy1", "Wy2 wmb Wx1"], PO],
  ["2+2W+mbs", ["Wx2 mb Wy1", "Wy2 mb Wx1"], PB],
]);

table("three and four threads", [
  ["WRC", ["Wx1", "Rx1 Wy1", "Ry1 Rx0"], PO],
  ["WRC+rel+rmb", ["Wx1", "Rx1 Wy1:release", "Ry1 rmb Rx0"], HB],
  ["WRC+data+rmb", ["Wx1", "Rx1 Wy1:data", "Ry1 rmb Rx0"], PO],
  ["RWC+mbs", ["Wx1", "Rx1 mb Ry0", "Wy1 mb Rx0"], PB],
  ["RWC+rmb+mb", ["Wx1", "Rx1 rmb Ry0", "Wy1 mb Rx0"], PO],
  ["IRIW", ["Wx1", "Rx1 Ry0", "Wy1", "Ry1 Rx0"], PO],
  ["IRIW+rmbs", ["Wx1", "Rx1 rmb Ry0", "Wy1", "Ry1 rmb Rx0"], PO],
  ["IRIW+acqs", ["Wx1", "Rx1:acquire Ry0", "Wy1", "Ry1:acquire Rx0"], PO],
  ["IRIW+rmb+mb", ["Wx1", "Rx1 rmb Ry0", "Wy1", "Ry1 mb Rx0"], PO],
  ["IRIW+mbs", ["Wx1", "Rx1 mb Ry0", "Wy1", "Ry1 mb Rx0"], PB],
  ["ISA2+rel+acq-rel+acq", ["Wx1 Wy1:release", "Ry1:acquire Wz1:release", "Rz1:acquire Rx0"], HB],
  ["Z6.0+rel+acq-rel+mb", ["Wx1 Wy1:release", "Ry1:acquire Wz1:release", "Wz2 mb Rx0"], PO],
  ["Z6.0+mbs", ["Wx1 mb Wy1", "Ry1 mb Wz1", "Wz2 mb Rx0"], PB],
  ["W+RWC+rel+acq-mb+mb", ["Wx1 Wy1:release", "Ry1:acquire mb Rz0", "Wz1 mb Rx0"], PB],
  ["W+RWC+wmb+rmb+mb", ["Wx1 wmb Wy1", "Ry1 rmb Rz0", "Wz1 mb Rx0"], PO],
  ["3.2W+wmbs", ["Wx2 wmb Wy1", "Wy2 wmb Wz1", "Wz2 wmb Wx1"], PO],
  ["3.2W+mbs", ["Wx2 mb Wy1", "Wy2 mb Wz1", "Wz2 mb Wx1"], PB],
  ["3.LB+datas", ["Rx1 Wy1:data", "Ry1 Wz1:data", "Rz1 Wx1:data"], HB],
]);

table("read-modify-writes", [
  ["SB+full updates", ["Wx1 Ua01 Ry0", "Wy1 mb Rx0"], PB],
  ["SB+xchgs", ["Ux01 Ry0", "Uy01 Rx0"], PB],
  ["SB+relaxed xchgs", ["Ux01:relaxed Ry0", "Uy01:relaxed Rx0"], PO],
  ["SB+failed full", ["Wx1 Ua0! Ry0", "Wy1 mb Rx0"], PO],
  ["SB+after-atomic", ["Ux01:relaxed after-atomic Ry0", "Wy1 mb Rx0"], PB],
  ["SB+after-atomic of a write", ["Wx1 after-atomic Ry0", "Wy1 mb Rx0"], PO],
  ["SB+before-atomic", ["Wx1 before-atomic Uy01:relaxed", "Wy2 mb Rx0"], PB],
  ["SB+before-atomic of a write", ["Wx1 before-atomic Wy1", "Wy2 mb Rx0"], PO],
  ["MP+rel+relaxed update+acq", ["Wx1 Wy1:release", "Uy12:relaxed", "Ry2:acquire Rx0"], HB],
  ["MP+wmb+acquire update", ["Wx1 wmb Wy1", "Uy12:acquire Rx0"], HB],
  ["MP+release update+rmb", ["Wx1 Uy01:release", "Ry1 rmb Rx0"], HB],
  ["MP+wmb+update that returns rmb", ["Wx1 wmb Wy1", "Uy12:relaxed rmb Rx0"], HB],
  ["MP+wmb+noreturn rmb", ["Wx1 wmb Wy1", "Uy12:noreturn rmb Rx0"], PO],
  ["MP+wmb+failed full", ["Wx1 wmb Wy1", "Uy1! Rx0"], PO],
]);

table("RCU", [
  ["MP+rcu+sync", ["Wx1 sync-rcu Wy1", "rcu-lock Ry1 Rx0 rcu-unlock"], RCU],
  ["MP+sync alone", ["Wx1 sync-rcu Wy1", "Ry1 Rx0"], PO],
  ["SB+rcu+sync", ["rcu-lock Wx1 Ry0 rcu-unlock", "Wy1 sync-rcu Rx0"], RCU],
  ["LB+rcu+sync", ["rcu-lock Rx1 Wy1 rcu-unlock", "Ry1 sync-rcu Wx1"], RCU],
  ["a period inside of a section", ["rcu-lock Wy1 Rx1 rcu-unlock", "Ry1 sync-rcu Wx1"], RCU],
  [
    "a period between two sections",
    ["rcu-lock Wy1 rcu-unlock rcu-lock Rx1 rcu-unlock", "Ry1 sync-rcu Wx1"],
    PO,
  ],
  ["nested", ["rcu-lock Rx1 rcu-lock rcu-unlock Wy1 rcu-unlock", "Ry1 sync-rcu Wx1"], RCU],
  [
    "two sections, two periods",
    [
      "rcu-lock Wx1 Ry0 rcu-unlock",
      "rcu-lock Wy1 Rz0 rcu-unlock",
      "Wz1 sync-rcu Ra0",
      "Wa1 sync-rcu Rx0",
    ],
    RCU,
  ],
  [
    "two sections, one period",
    ["rcu-lock Wx1 Ry0 rcu-unlock", "rcu-lock Wy1 Rz0 rcu-unlock", "Wz1 sync-rcu Rx0"],
    PO,
  ],
  ["a period is a strong fence", ["Wx1 sync-rcu Ry0", "Wy1 mb Rx0"], PB],
  ["a section alone", ["rcu-lock Wx1 Ry0 rcu-unlock", "Wy1 mb Rx0"], PO],
  ["no unlock", ["rcu-lock Rx0"], "allowed unmatched-rcu-lock"],
  ["no lock", ["rcu-lock rcu-unlock rcu-unlock"], "allowed unmatched-rcu-unlock"],
]);

table("SRCU", [
  ["LB+srcu+sync", ["srcu-lock Rx1 Wy1 srcu-unlock", "Ry1 sync-srcu Wx1"], RCU],
  ["LB+srcu+sync of another", ["srcu-lock Rx1 Wy1 srcu-unlock", "Ry1 sync-srcu:t Wx1"], PO],
  ["LB+srcu+sync-rcu", ["srcu-lock Rx1 Wy1 srcu-unlock", "Ry1 sync-rcu Wx1"], PO],
  ["LB+rcu+sync-srcu", ["rcu-lock Rx1 Wy1 rcu-unlock", "Ry1 sync-srcu Wx1"], PO],
  ["SB+srcu+sync", ["srcu-lock Wx1 Ry0 srcu-unlock", "Wy1 sync-srcu Rx0"], RCU],
  [
    "two sections of two structs, a period of each",
    [
      "srcu-lock Wx1 Ry0 srcu-unlock",
      "srcu-lock:t Wy1 Rz0 srcu-unlock:t",
      "Wz1 sync-srcu:t Ra0",
      "Wa1 sync-srcu Rx0",
    ],
    RCU,
  ],
  [
    "after-srcu-read-unlock",
    ["Wx1 srcu-lock srcu-unlock after-srcu-read-unlock Ry0", "Wy1 mb Rx0"],
    PB,
  ],
  ["no such fence", ["Wx1 srcu-lock srcu-unlock Ry0", "Wy1 mb Rx0"], PO],
  ["no unlock", ["srcu-lock Rx0"], "allowed unmatched-srcu-lock"],
  [
    "an index from nowhere",
    ["srcu-lock srcu-unlock:s:none"],
    "allowed unmatched-srcu-lock unmatched-srcu-unlock",
  ],
  ["a wrong index", ["srcu-lock srcu-unlock:s:wrong"], "allowed srcu-bad-value-match"],
  ["one index twice", ["srcu-lock srcu-unlock srcu-unlock"], "allowed multiple-srcu-matches"],
  ["sleeping in RCU", ["rcu-lock sync-srcu rcu-unlock"], "allowed invalid-sleep"],
  ["sleeping outside", ["rcu-lock rcu-unlock sync-srcu"], PO],
]);

table("spinlocks", [
  ["MP in sections", ["lock Wx1 Wy1 unlock", "lock Ry1 Rx0 unlock"], HB],
  ["MP, the writer's section first", ["lock Wx1 unlock Wy1", "Ry1 lock Rx0 unlock"], HB],
  ["MP, read before an earlier section", ["Ry1 lock Rx0 unlock", "lock Wx1 unlock Wy1"], HB],
  ["MP, the reader's section first", ["lock Rx0 unlock Ry1", "lock Wx1 unlock Wy1"], PO],
  ["MP+unlock-lock+rmb", ["lock Wx1 unlock lock Wy1 unlock", "Ry1 rmb Rx0"], HB],
  ["MP+lock+rmb", ["Wx1 lock Wy1 unlock", "Ry1 rmb Rx0"], PO],
  ["SB+after-spinlock", ["Wx1 lock after-spinlock Ry0 unlock", "Wy1 mb Rx0"], PB],
  ["SB+lock", ["Wx1 lock Ry0 unlock", "Wy1 mb Rx0"], PO],
  ["SB+after-unlock-lock", ["lock Wx1 unlock lock after-unlock-lock Ry0 unlock", "Wy1 mb Rx0"], PB],
  ["SB+unlock-lock", ["lock Wx1 unlock lock Ry0 unlock", "Wy1 mb Rx0"], PO],
  ["LB+lock", ["lock Rx1 unlock lock Wy1 unlock", "Ry1:acquire Wx1"], HB],
  ["a lock inside of itself", ["lock lock unlock"], "forbidden by lock"],
  ["locked while held", ["lock is-locked unlock"], PO],
  ["a trylock fails in a section", ["lock unlock failed-trylock"], COHERENCE],
  ["a trylock fails while another holds it", ["lock unlock", "failed-trylock"], PO],
  ["MP+failed trylock", ["lock Wx1 unlock", "failed-trylock Rx0"], PO],
  ["unlocked twice", ["lock unlock unlock"], "allowed unmatched-unlock"],
  ["a lock as a variable", ["Wl1", "is-locked"], "allowed mixed-lock-accesses"],
]);

table("plain accesses", [
  ["a race of writes", ["Wx1:plain", "Wx2:plain"], "allowed data-race"],
  ["a race of a plain read and a write", ["Wx1", "Rx1:plain"], "allowed data-race"],
  ["marked accesses do not race", ["Wx1", "Rx1"], PO],
  ["MP+plain, synchronised", ["Wx1:plain Wy1:release", "Ry1:acquire Rx1:plain"], PO],
  [
    "MP+plain, stale",
    ["Wx1:plain Wy1:release", "Ry1:acquire Rx0:plain"],
    "forbidden by plain-coherence",
  ],
  ["MP+plain, no acquire", ["Wx1:plain Wy1:release", "Ry1 Rx1:plain"], "allowed data-race"],
  ["MP+plain, no release", ["Wx1:plain Wy1", "Ry1:acquire Rx1:plain"], "allowed data-race"],
  ["locked", ["lock Wx1:plain unlock", "lock Rx1:plain unlock"], PO],
  ["in different sections", ["lock Wx1:plain unlock", "Rx1:plain"], "allowed data-race"],
  [
    "freed after a grace period",
    ["Wx1 sync-rcu Wy1:plain", "rcu-lock Rx0 Ry0:plain rcu-unlock"],
    PO,
  ],
  ["freed at once", ["Wx1 Wy1:plain", "rcu-lock Rx0 Ry0:plain rcu-unlock"], "allowed data-race"],
  ["plain and marked together", ["Wx1:plain Wx2"], "allowed mixed-accesses"],
  ["plain and marked apart", ["Wx1:plain barrier Wx2"], PO],
  ["a plain read and a marked write", ["Rx0:plain Wx1"], PO],
]);

test("the final value of a lock is flagged only where it is asked for", () => {
  expect(verdict(["lock unlock"], "l")).toBe("allowed lock-final");
  expect(verdict(["lock unlock"], "x")).toBe("allowed");
});

test("the model names every set of the vocabulary and no other", () => {
  const section = "srcu-lock srcu-unlock";
  const execution = kernelExecution(["Ux01", `lock unlock lock unlock ${section}`]);
  const without = (name: string): string => {
    const sets = new Map(execution.sets);
    sets.delete(name);
    return judgementText(run(lkmm, { ...execution, sets })[0]);
  };
  const isNeeded = (name: string): boolean => without(name).includes(`\`${name}\` is not defined`);
  // stdlib.cat gives LKW where there is none.
  expect(KERNEL.names.filter((name) => !isNeeded(name))).toEqual(["LKW"]);
  expect(without("no such set")).toBe("allowed");
});

describe("the vocabularies differ only in read-modify-writes and spelling", () => {
  const base = { site: null as never, instruction: 0, location: 0 };
  const half = { read: "relaxed", write: "relaxed", isFull: true, isNoReturn: false } as const;
  const full = { ...half, isFailed: false };
  const rows: readonly (readonly [string, PathEvent, string])[] = [
    [
      "a full read",
      { ...base, kind: "read", order: "relaxed", rmw: full },
      "Mb RMW | Once RMW | MB RMW",
    ],
    [
      "a full read that failed",
      { ...base, kind: "read", order: "relaxed", rmw: { ...full, isFailed: true } },
      "Once RMW | Once RMW | ONCE RMW",
    ],
    ["a fence around it", { ...base, kind: "fence", fence: "full-before" }, "F Mb | F Mb | F MB"],
    [
      "smp_load_acquire",
      { ...base, kind: "read", order: "acquirePc" },
      "Acquire | Acquire | ACQUIRE",
    ],
    ["a plain read", { ...base, kind: "read", order: "plain" }, " |  | "],
    [
      "tags of a macro file",
      { ...base, kind: "read", order: "relaxed", tags: ["once"] },
      "Once | Once | Once",
    ],
    [
      "a mutex",
      { ...base, kind: "read", order: "acquirePc", role: "other-lock" },
      "Acquire | Acquire | ACQUIRE",
    ],
  ];
  for (const [name, event, expected] of rows) {
    test(name, () => {
      const all = [KERNEL, KERNEL_V1, KERNEL_V2].map((v) => v.setsOf(event).join(" "));
      expect(all.join(" | ")).toBe(expected);
    });
  }
});
