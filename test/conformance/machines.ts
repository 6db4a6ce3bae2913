import type { MachineCell } from "../../src/harness/result.js";
import type { Program } from "../../src/program/program.js";
import { normalize, outcomeText, type Row } from "./corpus.js";

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
  row: Row,
  soundness: Soundness,
): readonly string[] {
  soundness.states += cell.states;
  if (!cell.isComplete) soundness.bounded++;
  if (row.states === undefined) return [];
  const expected = new Set(row.states.map(normalize));
  const shown = new Set(cell.outcomes.map((o) => outcomeText(program, o.values)));
  const outside = [...shown].filter((outcome) => !expected.has(outcome));
  if (outside.length > 0) soundness.unsound++;
  else if (shown.size === expected.size) soundness.equal++;
  else soundness.contained++;
  return outside.slice(0, 1).map((o) => `shows what the kernel's model forbids: ${o}`);
}
