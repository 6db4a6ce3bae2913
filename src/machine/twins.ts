import type { Program } from "../program/program.js";
import type { ThreadCode } from "./code.js";
import { classesOf } from "./symmetry.js";

/**
 * The classes of threads that do the same, whatever their registers are called and wherever their code is written, and
 * of which the condition asks for the same registers (else one forgets what the other keeps). Beside its own words,
 * nothing in a state of an in-order machine names a thread but the words of one that waits for grace periods: then
 * there are none, and none among callbacks, which begin when another thread says so.
 */
export function twins(
  program: Program,
  codes: readonly ThreadCode[],
  storageWords: readonly number[],
): readonly (readonly number[])[] {
  const { threads } = program;
  const waits = threads.some(({ code }) =>
    code.some((i) => i.op === "rcu" && i.action === "synchronize"),
  );
  if (waits || threads.length < 2) return [];
  const texts: (string | undefined)[] = [];
  const textOf = (t: number): string => {
    texts[t] ??= JSON.stringify(codes[t]!, (key, value) => (key === "site" ? undefined : value));
    return texts[t];
  };
  return classesOf(threads.length, (t, u) => {
    const [a, b] = [threads[t]!, threads[u]!];
    return (
      a.code.length === b.code.length &&
      a.startedBy === undefined &&
      b.startedBy === undefined &&
      storageWords[t] === storageWords[u] &&
      a.code.every((i, pc) => i.op === b.code[pc]!.op) &&
      textOf(t) === textOf(u)
    );
  });
}
