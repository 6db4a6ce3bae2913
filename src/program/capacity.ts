import { followers } from "./flow.js";
import { findLoops } from "./loops.js";
import type { Instruction, Location, Program } from "./program.js";

/** What an instruction does to a buffer whose size is asked for. */
export interface BufferUse {
  /** It may put one more entry into the buffer. */
  enters(instruction: Instruction): boolean;
  /** After its wait, and before it enters anything, the buffer is empty. */
  empties(instruction: Instruction): boolean;
}

/**
 * The most entries that a buffer of one thread can hold, counted over all ways through the code; at most `most`, which
 * the caller must be prepared to find exceeded.
 */
export function entriesMax(code: readonly Instruction[], use: BufferUse, most: number): number {
  const times = executionsMax(code);
  let total = 0;
  code.forEach((i, pc) => {
    if (use.enters(i)) total += times[pc]!;
  });
  const ceiling = Math.min(total, most);
  const before = new Array<number>(code.length + 1).fill(0);
  let highest = 0;
  let changed = true;
  while (changed) {
    changed = false;
    code.forEach((i, pc) => {
      let entries = use.empties(i) ? 0 : before[pc]!;
      if (use.enters(i)) entries = Math.min(ceiling, entries + 1);
      highest = Math.max(highest, entries);
      for (const next of followers(code, pc)) {
        if (entries > before[next]!) {
          before[next] = entries;
          changed = true;
        }
      }
    });
  }
  return highest;
}

/** Whether an access may go to a location: one with a computed address may go anywhere. */
export function mayTouch(program: Program, instruction: Instruction, location: Location): boolean {
  if (!("address" in instruction)) return false;
  const { address } = instruction;
  if (address.kind !== "constant") return true;
  return program.values.cell(address.code, program.locations.length) === location;
}

/** How often each instruction can be executed, by the bounds of the loops around it; Infinity without a bound. */
function executionsMax(code: readonly Instruction[]): readonly number[] {
  const times = new Array<number>(code.length).fill(1);
  for (const { body, ends } of findLoops(code)) {
    let rounds = 1;
    for (const end of ends) {
      const counter = code[end - 1];
      rounds = counter?.op === "iterate" ? Math.max(rounds, counter.bound + 1) : Infinity;
    }
    for (const pc of body) times[pc]! *= rounds;
  }
  return times;
}
