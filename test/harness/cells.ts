import type { Cell, MachineCell } from "../../src/harness/result.js";

/** The cell of a machine; a RangeError for one of axioms. */
export function ofMachine(cell: Cell): MachineCell {
  if (cell.engine !== "machine") throw new RangeError(`${cell.model.id} was asked by its axioms`);
  return cell;
}
