import { comparableStates, type KnownAnswer } from "../../src/harness/answers.js";
import { statesOf } from "../../src/harness/comparison.js";
import type { MachineCell } from "../../src/harness/result.js";
import type { Program } from "../../src/program/program.js";

/** How the answers of one machine compare with the rows that have states. */
export interface Soundness {
  equal: number;
  contained: number;
  unsound: number;
  bounded: number;
  states: number;
}

/** Adds the answer of one machine, and gives the first outcome that the row's states lack: what it shows must be there. */
export function judgeMachine(
  program: Program,
  cell: MachineCell,
  row: KnownAnswer,
  soundness: Soundness,
): readonly string[] {
  soundness.states += cell.states;
  if (!cell.isComplete) soundness.bounded++;
  if (row.states === null) return [];
  const expected = new Set(comparableStates(row.states));
  const shown = new Set(statesOf(program, cell));
  const outside = [...shown].filter((state) => !expected.has(state));
  if (outside.length > 0) soundness.unsound++;
  else if (shown.size === expected.size) soundness.equal++;
  else soundness.contained++;
  return outside.slice(0, 1).map((state) => `shows what the kernel's model forbids: ${state}`);
}
