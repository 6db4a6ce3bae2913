import { observedRegisters } from "../program/liveness.js";
import type { Instruction, Program, Site } from "../program/program.js";
import type { ThreadCode } from "./code.js";
import { classesOf } from "./symmetry.js";

type Classes = readonly (readonly number[])[];

/**
 * The classes of threads of an in-order machine that do the same, whatever their registers are called and wherever
 * their code is written, and of which the condition asks for the same registers (else one forgets what the other keeps).
 * Beside its own words, nothing in a state names a thread but the words of one that waits for grace periods: then there
 * are none.
 */
export function twins(
  program: Program,
  codes: readonly ThreadCode[],
  storageWords: readonly number[],
): Classes {
  const names = (i: Instruction): boolean => i.op === "rcu" && i.action === "synchronize";
  return alike(program, names, (t) => {
    const { slot: _, ...code } = codes[t]!;
    return [storageWords[t], code];
  });
}

/** Those of an out-of-order machine: grace periods that wait are in the states of its threads. */
export function windowTwins(program: Program): Classes {
  return alike(
    program,
    ({ op }) => op === "rcu",
    (t) => {
      const { code, registers } = program.threads[t]!;
      const initial = registers.map(({ name: _, ...rest }) => rest);
      return [code, initial, [...observedRegisters(program, t)].sort()];
    },
  );
}

/** `names` says which instructions put threads into states, `whatOf` all that decides what a thread does. */
function alike(
  program: Program,
  names: (instruction: Instruction) => boolean,
  whatOf: (thread: number) => unknown,
): Classes {
  const { threads } = program;
  if (threads.length < 2 || threads.some(({ code }) => code.some(names))) return [];
  return classesOf(threads.length, (t, u) => {
    const [a, b] = [threads[t]!, threads[u]!];
    return (
      a.code.length === b.code.length &&
      a.startedBy === undefined &&
      b.startedBy === undefined &&
      isSame(whatOf(t), whatOf(u))
    );
  });
}

/** Whether two values without functions are the same but for the places of sites; a site has a name in stories. */
function isSame(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (typeof a !== "object" || typeof b !== "object" || a === null || b === null) return false;
  const keys = Object.keys(a);
  if (keys.length !== Object.keys(b).length) return false;
  const [one, other] = [a, b] as readonly Readonly<Record<string, unknown>>[];
  return keys.every((key) => {
    if (!(key in b)) return false;
    const [x, y] = [one![key], other![key]];
    return key === "site" ? (x as Site).primitive === (y as Site).primitive : isSame(x, y);
  });
}
