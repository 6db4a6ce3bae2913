import type { Blocked, State, Step, ThreadView } from "../machine.js";
import { valueInWords } from "../words.js";
import type { Window } from "./window.js";
export function stepInWords(w: Window, state: State, next: State): Step {
  const { thread, action } = w;
  const { name } = w.program.threads[thread]!;
  if (action === null) throw new Error("no step");
  const at = "entry" in action ? action.node.entries[action.entry]! : null;
  const loc =
    "location" in action
      ? `${w.program.locations[action.location]!.name}=${valueInWords(w.program, action.kind === "read" ? w.memory(state, action.location) : w.memory(next, action.location))}`
      : "";
  return {
    thread,
    pc: at?.pc ?? -1,
    site: at?.site ?? null,
    text: `${name} ${action.kind} ${loc} decisions ${action.node.context.decisions}`,
  };
}
export function threadView(w: Window, state: State, t: number): ThreadView {
  void w;
  void state;
  void t;
  return { pc: 0, registers: [], storeBuffer: [], stale: [], rcu: [], notes: [] };
}
export function blockedInWords(w: Window, state: State, t: number): readonly Blocked[] {
  void w;
  void state;
  void t;
  return [];
}
