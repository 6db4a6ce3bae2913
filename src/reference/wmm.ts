import type { Draft } from "immer";
import { strengthOf } from "../program/fences.js";
import type { Location, ReadOrder } from "../program/program.js";
import type { Code } from "../program/value.js";
import { noChange, type Read, type ReferenceModel } from "./model.js";
import type { Change, Entry, ReferenceState } from "./state.js";

/**
 * WMM (Zhang, Vijayaraghavan, Arvind, PACT 2017), with the rule for read-modify-writes of models.md 1.4 and the kernel's
 * primitives as its section 3 lowers them. Store buffers in which only stores to one location have an order, and
 * buffers of stale values that a thread may still read.
 */
export const wmm: ReferenceModel = {
  id: "wmm",

  load(state, i, a, load) {
    return readWith(state, i, a, load.order, load.isAddressDependent === true);
  },

  store(state, i, a, v, store) {
    const isRelaxed = store.order === "plain" || store.order === "relaxed";
    if (!isRelaxed && !isCommitted(state, i)) return [];
    const thread = state.threads[i]!;
    const storeBuffer = append(thread.storeBuffer as readonly Entry[], { location: a, value: v });
    const staleValues = thread.staleValues.filter((e) => e.location !== a);
    return [
      (next) => {
        next.threads[i]!.storeBuffer = storeBuffer;
        next.threads[i]!.staleValues = staleValues;
      },
    ];
  },

  update(state, i, a, f, rmw) {
    const commits = rmw.isFull || rmw.write === "release" || rmw.write === "sc";
    const reconciles = rmw.isFull || (rmw.read !== "plain" && rmw.read !== "relaxed");
    // One that fails is a load with the order that it has for that.
    const dependent = rmw.isAddressDependent === true;
    const failed = readWith(state, i, a, rmw.failure ?? "relaxed", dependent)
      .filter(({ value }) => f(value) === null)
      .map((read) => ({ ...read, succeeds: false }));
    const old = state.memory[a]!;
    const written = f(old);
    const { storeBuffer, staleValues } = state.threads[i]!;
    const isBuffered = storeBuffer.some((e) => (e as Entry).location === a);
    if (written === null || isBuffered || (commits && !isCommitted(state, i))) return failed;
    const left = reconciles ? [] : staleValues.filter((e) => e.location !== a);
    const change: Change = (next) => {
      next.threads[i]!.staleValues = left;
      writeMemory(state, next, i, a, written);
    };
    return [{ value: old, succeeds: true, change }, ...failed];
  },

  fence(state, i, kind) {
    const strength = strengthOf(kind);
    const commits = ["full", "light", "release", "write"].includes(strength);
    if (commits && !isCommitted(state, i)) return [];
    if (["release", "write", "none"].includes(strength)) return [noChange];
    return [
      (next) => {
        next.threads[i]!.staleValues = [];
      },
    ];
  },

  dequeue(state, i) {
    const buffer = state.threads[i]!.storeBuffer as readonly Entry[];
    const oldest = buffer.filter((e, k) => buffer[k - 1]?.location !== e.location);
    return oldest.map((entry) => (next) => {
      next.threads[i]!.storeBuffer = buffer.filter((e) => e !== entry);
      writeMemory(state, next, i, entry.location, entry.value);
    });
  },
};

/** A read with its ordering. */
function readWith(
  state: ReferenceState,
  i: number,
  a: Location,
  order: ReadOrder,
  dependent: boolean,
): readonly Read[] {
  if (order === "sc" && !isCommitted(state, i)) return [];
  const reconcilesBefore = order === "sc" || dependent;
  const reconcilesAfter = order !== "plain" && order !== "relaxed";
  return readChoices(state, i, a, reconcilesBefore).map(({ value, change }) => ({
    value,
    change: (next) => {
      change(next);
      if (reconcilesBefore || reconcilesAfter) next.threads[i]!.staleValues = [];
    },
  }));
}

/** LdSb, LdMem and LdIb; LdSb is forced. With `reconciled` the stale values count as gone already. */
function readChoices(
  state: ReferenceState,
  i: number,
  a: Location,
  reconciled: boolean,
): readonly Read[] {
  const { storeBuffer, staleValues } = state.threads[i]!;
  const own = (storeBuffer as readonly Entry[]).findLast((e) => e.location === a);
  if (own !== undefined) return [{ value: own.value, change: noChange }];
  const keep = (kept: (e: Entry, k: number) => boolean): Change => {
    const left = staleValues.filter(kept);
    return (next) => {
      next.threads[i]!.staleValues = left;
    };
  };
  const fromMemory = { value: state.memory[a]!, change: keep((e) => e.location !== a) };
  if (reconciled) return [fromMemory];
  const stale = staleValues.flatMap((entry, chosen) =>
    entry.location === a
      ? // The chosen value stays: the next load may read it again. The older ones go.
        [{ value: entry.value, change: keep((e, k) => e.location !== a || k >= chosen) }]
      : [],
  );
  return [fromMemory, ...stale];
}

/** MEMWRITE: the old value stays readable for every other thread that has no store of its own on the way. */
function writeMemory(
  state: ReferenceState,
  next: Draft<ReferenceState>,
  i: number,
  a: Location,
  v: Code,
): void {
  const old = state.memory[a]!;
  next.memory = state.memory.with(a, v);
  state.threads.forEach(({ status, storeBuffer, staleValues }, j) => {
    if (j === i || status === "finished") return;
    if (storeBuffer.some((e) => (e as Entry).location === a)) return;
    // Two equal stale values next to each other are as good as one.
    if (staleValues.findLast((e) => e.location === a)?.value === old) return;
    next.threads[j]!.staleValues = append(staleValues, { location: a, value: old });
  });
}

/** COMMIT waits for this. */
function isCommitted(state: ReferenceState, i: number): boolean {
  return state.threads[i]!.storeBuffer.length === 0;
}

/** Entries of different locations have no order; keeping them sorted makes states that are the same equal. */
function append(entries: readonly Entry[], entry: Entry): Entry[] {
  const rest = entries.findIndex((e) => e.location > entry.location);
  return rest < 0 ? [...entries, entry] : entries.toSpliced(rest, 0, entry);
}
