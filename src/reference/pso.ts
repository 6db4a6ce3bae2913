import type { Draft } from "immer";
import { strengthOf } from "../program/fences.js";
import { isFullFence, noChange, type ReferenceModel } from "./model.js";
import { sc } from "./sc.js";
import type { Change, ThreadState } from "./state.js";
import { tso } from "./tso.js";

type Buffer = ThreadState["storeBuffer"];

/**
 * Partial store order (SPARC v8): as TSO, but stores to different locations leave the buffer in any order, unless a
 * marker `#` stands between them.
 */
export const pso: ReferenceModel = {
  id: "pso",

  load: tso.load,

  store(state, i, a, v, store) {
    if (store.order === "sc") return tso.store(state, i, a, v, store);
    const before = state.threads[i]!.storeBuffer;
    const marked = store.order === "release" ? mark(before) : before;
    return [setBuffer(i, [...marked, { location: a, value: v }])];
  },

  // One that fails has the same guard.
  update(state, i, a, f, rmw) {
    const buffer = state.threads[i]!.storeBuffer;
    const isRelaxed =
      !rmw.isFull && rmw.read !== "sc" && (rmw.write === "plain" || rmw.write === "relaxed");
    const mustWait = isRelaxed
      ? buffer.some((e) => e === "#" || e.location === a)
      : buffer.length > 0;
    return mustWait ? [] : sc.update(state, i, a, f, rmw);
  },

  fence(state, i, kind) {
    const strength = strengthOf(kind);
    if (strength === "write" || strength === "release" || strength === "light")
      return [setBuffer(i, mark(state.threads[i]!.storeBuffer))];
    return isFullFence(kind) && state.threads[i]!.storeBuffer.length > 0 ? [] : [noChange];
  },

  dequeue(state, i) {
    const buffer = state.threads[i]!.storeBuffer;
    const marker = buffer.indexOf("#");
    const free = marker < 0 ? buffer : buffer.slice(0, marker);
    const changes: Change[] = [];
    free.forEach((entry, k) => {
      if (entry === "#") return;
      const isFirst = !free.slice(0, k).some((e) => e !== "#" && e.location === entry.location);
      if (!isFirst) return;
      const left = buffer.toSpliced(k, 1);
      while (left[0] === "#") left.shift();
      changes.push((next) => {
        setBuffer(i, left)(next);
        next.memory = state.memory.with(entry.location, entry.value);
      });
    });
    return changes;
  },
};

/** A marker goes neither to an empty buffer, where nothing would ever take it away, nor behind another. */
function mark(buffer: Buffer): Buffer {
  const last = buffer.at(-1);
  return last === undefined || last === "#" ? buffer : [...buffer, "#"];
}

function setBuffer(i: number, buffer: Buffer): Change {
  return (next) => {
    next.threads[i]!.storeBuffer = buffer as Draft<Buffer>;
  };
}
