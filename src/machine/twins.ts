import { observedRegisters } from "../program/liveness.js";
import type { Instruction, Program } from "../program/program.js";
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
  return alike(program, names, (t) => [codes[t], storageWords[t]]);
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
  const texts: (string | undefined)[] = [];
  const textOf = (t: number): string => {
    texts[t] ??= JSON.stringify(whatOf(t), (key, value) =>
      // Of a site what it is called: words in a story.
      key === "site" ? value.primitive : value,
    );
    return texts[t];
  };
  return classesOf(threads.length, (t, u) => {
    const [a, b] = [threads[t]!, threads[u]!];
    return (
      a.code.length === b.code.length &&
      a.startedBy === undefined &&
      b.startedBy === undefined &&
      a.code.every((i, pc) => i.op === b.code[pc]!.op) &&
      textOf(t) === textOf(u)
    );
  });
}
