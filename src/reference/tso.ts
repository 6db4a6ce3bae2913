import { isFullFence, noChange, type ReferenceModel } from "./model.js";
import { sc } from "./sc.js";
import type { Entry } from "./state.js";

/** x86-TSO (Owens, Sarkar, Sewell, TPHOLs 2009): a first-in first-out buffer of stores for every thread. */
export const tso: ReferenceModel = {
  id: "tso",

  load(state, i, a) {
    const own = state.threads[i]!.storeBuffer.findLast(
      (e): e is Entry => e !== "#" && e.location === a,
    );
    return [{ value: own === undefined ? state.memory[a]! : own.value, change: noChange }];
  },

  store(state, i, a, v, store) {
    // ST; MFENCE: the thread goes on once the store and all before it are in memory, so they may go there at once.
    if (store.order === "sc") {
      return state.threads[i]!.storeBuffer.length === 0 ? sc.store(state, i, a, v, store) : [];
    }
    const storeBuffer = [...state.threads[i]!.storeBuffer, { location: a, value: v }];
    return [
      (next) => {
        next.threads[i]!.storeBuffer = storeBuffer;
      },
    ];
  },

  // A locked operation; one that fails, such as CMPXCHG, has the same guard.
  update: (state, i, a, f, rmw) =>
    state.threads[i]!.storeBuffer.length === 0 ? sc.update(state, i, a, f, rmw) : [],

  fence: (state, i, kind) =>
    isFullFence(kind) && state.threads[i]!.storeBuffer.length > 0 ? [] : [noChange],

  dequeue(state, i) {
    const [oldest, ...left] = state.threads[i]!.storeBuffer as readonly Entry[];
    if (oldest === undefined) return [];
    return [
      (next) => {
        next.threads[i]!.storeBuffer = left;
        next.memory = state.memory.with(oldest.location, oldest.value);
      },
    ];
  },
};
