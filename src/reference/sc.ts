import type { ReferenceModel } from "./model.js";
import { noChange } from "./model.js";

/** Sequential consistency (Lamport 1979): each instruction acts on memory at once. */
export const sc: ReferenceModel = {
  id: "sc",

  load: (state, _i, a) => [{ value: state.memory[a]!, change: noChange }],

  store: (state, _i, a, v) => [
    (next) => {
      next.memory = state.memory.with(a, v);
    },
  ],

  update(state, _i, a, f) {
    const old = state.memory[a]!;
    const written = f(old);
    if (written === null) return [{ value: old, succeeds: false, change: noChange }];
    return [
      {
        value: old,
        succeeds: true,
        change: (next) => {
          next.memory = state.memory.with(a, written);
        },
      },
    ];
  },

  fence: () => [noChange],

  dequeue: () => [],
};
