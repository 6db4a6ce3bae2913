import type { Witness } from "../axiomatic/result.js";
import type { Cell } from "../harness/result.js";
import type { Trace } from "../machine/trace.js";
import type { Program } from "../program/program.js";
import { place } from "../source/diagnostic.js";

/** An execution of a weakened program. */
export type Shown = { readonly program: Program } & (
  | { readonly engine: "machine"; readonly trace: Trace }
  | { readonly engine: "axioms"; readonly witness: Witness }
);

/** A fault or a deadlock that one answer has and the other has not. */
export interface Failure {
  /** In words: `P0 fails: unlock of l, which is not held`, `an execution waits for ever`. */
  readonly failure: string;
  readonly shown: Shown;
}

/** The first failure of a changed program that it did not have before. */
export function failureIn(program: Program, before: Cell, after: Cell): Failure | null {
  const textOf = ({ thread, message }: Cell["faults"][number]["what"]) =>
    `${program.threads[thread]!.name} fails: ${message}`;
  const keyOf = (fault: Cell["faults"][number]["what"]) =>
    `${place(fault.site.span)} ${fault.message}`;
  const known = new Set(before.faults.map(({ what }) => keyOf(what)));
  if (after.engine === "axioms") {
    const fault = after.faults.find(({ what }) => !known.has(keyOf(what)));
    if (fault === undefined) return null;
    const shown: Shown = { engine: "axioms", program, witness: fault.witness() };
    return { failure: textOf(fault.what), shown };
  }
  const show = (state: number): Shown => ({
    engine: "machine",
    program,
    trace: after.trace(state),
  });
  const fault = after.faults.find(({ what }) => !known.has(keyOf(what)));
  if (fault !== undefined) return { failure: textOf(fault.what), shown: show(fault.state) };
  const wasBlocked = before.engine === "machine" && before.deadlocks > 0;
  if (after.deadlock === null || wasBlocked || before.engine !== "machine") return null;
  return { failure: "an execution waits for ever", shown: show(after.deadlock.state) };
}
