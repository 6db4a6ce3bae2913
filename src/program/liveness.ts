import type { Proposition } from "./condition.js";
import { assigned, followers, forEachRegister, operands } from "./flow.js";
import type { Program, Thread } from "./program.js";

/** Registers that somebody may still read, by program point: `live[pc][register]` is 1 just before `pc`. */
export type Liveness = readonly Uint8Array[];

/** Every machine of a program asks for the same. */
const known = new WeakMap<Program, Liveness[]>();

/**
 * Which registers of a thread are live before each instruction, and at the end (index: the code's length). A register
 * that the outcome, the condition or the filter speaks of lives to the end.
 */
export function liveness(program: Program, thread: number): Liveness {
  let threads = known.get(program);
  if (threads === undefined) {
    threads = [];
    known.set(program, threads);
  }
  threads[thread] ??= livenessOf(program.threads[thread]!, observedRegisters(program, thread));
  return threads[thread];
}

/** As `liveness`, for a thread of which nothing is observed but `observed`. */
export function livenessOf(thread: Thread, observed: ReadonlySet<number>): Liveness {
  const { code, registers } = thread;
  const live = Array.from({ length: code.length + 1 }, () => new Uint8Array(registers.length));
  for (const register of observed) live[code.length]![register] = 1;
  let changed = true;
  while (changed) {
    changed = false;
    for (let pc = code.length - 1; pc >= 0; pc--) {
      const before = new Uint8Array(registers.length);
      for (const next of followers(code, pc)) {
        for (let r = 0; r < before.length; r++) before[r]! |= live[next]![r]!;
      }
      const target = assigned(code[pc]!);
      if (target !== null) before[target] = 0;
      for (const e of operands(code[pc]!)) {
        forEachRegister(e, (register) => {
          before[register] = 1;
        });
      }
      if (before.some((bit, r) => bit !== live[pc]![r])) {
        live[pc]!.set(before);
        changed = true;
      }
    }
  }
  return live;
}

/** Registers of a thread that a final state is asked for. */
export function observedRegisters(program: Program, thread: number): ReadonlySet<number> {
  const out = new Set<number>();
  for (const o of program.observed) {
    if (o.kind === "register" && o.thread === thread) out.add(o.register);
  }
  addRegisters(program.condition.proposition, thread, out);
  if (program.filter !== null) addRegisters(program.filter.proposition, thread, out);
  return out;
}

function addRegisters(p: Proposition, thread: number, out: Set<number>): void {
  switch (p.kind) {
    case "compare":
      for (const term of [p.left, p.right]) {
        if (term.kind === "register" && term.thread === thread) out.add(term.register);
      }
      return;
    case "not":
      addRegisters(p.operand, thread, out);
      return;
    case "and":
    case "or":
    case "implies":
      addRegisters(p.left, thread, out);
      addRegisters(p.right, thread, out);
      return;
    case "constant":
      return;
  }
}
