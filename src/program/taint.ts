import type { Expression } from "./expression.js";
import { assigned, followers, forEachRegister } from "./flow.js";
import type { Instruction, Thread } from "./program.js";

/**
 * Marks the reads whose address is computed from a value that was read: an address dependency (LKMM `addr`). A register
 * carries what flowed into it on any way to the instruction, as herd's dependencies do; `r ^ r` is one still.
 */
export function markAddressDependencies(thread: Thread): Thread {
  const { code, registers } = thread;
  if (!code.some(hasComputedAddress)) return thread;
  const tainted = Array.from({ length: code.length + 1 }, () => new Uint8Array(registers.length));
  let changed = true;
  while (changed) {
    changed = false;
    code.forEach((instruction, pc) => {
      const after = flow(instruction, tainted[pc]!);
      for (const next of followers(code, pc)) {
        for (let r = 0; r < after.length; r++) {
          if (after[r] === 1 && tainted[next]![r] === 0) {
            tainted[next]![r] = 1;
            changed = true;
          }
        }
      }
    });
  }
  const marked = code.map((instruction, pc): Instruction => {
    if (instruction.op !== "load" && instruction.op !== "rmw") return instruction;
    if (!reads(instruction.address, tainted[pc]!)) return instruction;
    return { ...instruction, isAddressDependent: true };
  });
  return { ...thread, code: marked };
}

function hasComputedAddress(i: Instruction): boolean {
  return (i.op === "load" || i.op === "rmw") && i.address.kind !== "constant";
}

/** The tainted registers after an instruction. */
function flow(instruction: Instruction, before: Uint8Array): Uint8Array {
  const after = before.slice();
  const { op } = instruction;
  if (op === "load" || op === "rmw" || op === "rcu") {
    // The axioms have srcu_read_lock() read its index.
    const target = assigned(instruction);
    if (target !== null) after[target] = 1;
  } else if (op === "assign") {
    after[instruction.register] = reads(instruction.value, before) ? 1 : 0;
  }
  return after;
}

function reads(e: Expression, tainted: Uint8Array): boolean {
  let found = false;
  forEachRegister(e, (register) => {
    if (tainted[register] === 1) found = true;
  });
  return found;
}
