import type { Expression, Register } from "../program/expression.js";
import { assigned, followers } from "../program/flow.js";
import { type Liveness, liveness } from "../program/liveness.js";
import type { Instruction, Program } from "../program/program.js";
import type { Code } from "../program/value.js";

/** What the executor does at an instruction. Numbers, so that the hot switch is a jump table. */
export const Op = {
  /** Concerns nobody else: with fused steps it is executed together with the access before it. */
  local: 0,
  load: 1,
  store: 2,
  rmw: 3,
  fence: 4,
  rcu: 5,
  choose: 6,
  fail: 7,
  end: 8,
} as const;

/**
 * One thread, prepared for execution. Registers are renamed to slots, the words of a state after the program counter:
 * with dead registers off the state, two registers that are never needed at the same time share a slot.
 */
export interface ThreadCode {
  /** As in the program, over slots in place of registers. */
  readonly instructions: readonly Instruction[];
  /** `Op` by program counter; the last is `end`. */
  readonly ops: Uint8Array;
  /** The location of an access with a constant address, -1 for any other. */
  readonly locations: Int32Array;
  /** The slot that an instruction writes, -1 for none: nobody reads what it would write. */
  readonly targets: Int32Array;
  readonly slots: number;
  /** By program counter: slots that hold nothing there. Empty when dead registers are kept. */
  readonly deadSlots: readonly (readonly number[])[];
  /** What the slots hold before the first instruction. */
  readonly initial: readonly Code[];
  /** The slot of a register at a program counter, -1 when nobody needs its value there. */
  slot(register: Register, pc: number): number;
}

/** Which instructions concern nobody else under a storage. */
export type IsLocal = (instruction: Instruction) => boolean;

/** Prepares one thread of a program. */
export function compile(
  program: Program,
  thread: number,
  deadRegisters: boolean,
  isLocal: IsLocal,
): ThreadCode {
  const { code, registers } = program.threads[thread]!;
  const live = liveness(program, thread);
  const slotOf = deadRegisters
    ? shareSlots(code, live, registers.length)
    : registers.map((_, r) => r);
  const slots = slotOf.reduce((most, slot) => Math.max(most, slot + 1), 0);
  const isNeeded = (register: Register, pc: number): boolean =>
    !deadRegisters || live[pc]![register] === 1;
  const initial = new Array<Code>(slots).fill(0);
  registers.forEach((info, r) => {
    if (isNeeded(r, 0)) initial[slotOf[r]!] = info.initial;
  });
  const deadSlots = live.map((_, pc) => {
    if (!deadRegisters) return [];
    const used = new Set(slotOf.filter((_, r) => isNeeded(r, pc)));
    return Array.from({ length: slots }, (_, s) => s).filter((s) => !used.has(s));
  });
  return {
    instructions: code.map((i) => renamed(i, slotOf)),
    ops: Uint8Array.from([...code.map((i) => (isLocal(i) ? Op.local : opOf(i))), Op.end]),
    locations: Int32Array.from(code, (i) => constantLocation(i, program)),
    targets: Int32Array.from(code, (i, pc) => {
      const target = assigned(i);
      if (target === null) return -1;
      return followers(code, pc).some((next) => isNeeded(target, next)) ? slotOf[target]! : -1;
    }),
    slots,
    deadSlots,
    initial,
    slot: (register, pc) => (isNeeded(register, pc) ? slotOf[register]! : -1),
  };
}

/** Whether a thread may stay at or come back to an instruction, until another thread does something. */
export function mayBlock(i: Instruction, pc: number): boolean {
  if (i.op === "jump" || i.op === "branch") return i.target <= pc;
  return i.op === "rmw" && i.otherwise === "wait";
}

/** What the failure at `pc` says. */
export function faultOf(code: ThreadCode, pc: number): string {
  const instruction = code.instructions[pc]!;
  if (instruction.op !== "fail") throw new Error(`no failure at ${pc}: ${instruction.op}`);
  return instruction.fault;
}

function opOf(instruction: Instruction): number {
  switch (instruction.op) {
    case "load":
      return Op.load;
    case "store":
      return Op.store;
    case "rmw":
      return Op.rmw;
    case "fence":
      return Op.fence;
    case "rcu":
      return Op.rcu;
    case "choose":
      return Op.choose;
    case "fail":
      return Op.fail;
    default:
      return Op.local;
  }
}

function constantLocation(instruction: Instruction, program: Program): number {
  if (!("address" in instruction) || instruction.address.kind !== "constant") return -1;
  return program.values.cell(instruction.address.code, program.locations.length);
}

/**
 * Gives every register the lowest slot that no register that interferes with it has. Two registers interfere when one
 * is written, or begins, while the other is needed.
 */
function shareSlots(
  code: readonly Instruction[],
  live: Liveness,
  registers: number,
): readonly number[] {
  const interferes = Array.from({ length: registers }, () => new Uint8Array(registers));
  const meet = (needed: Uint8Array, register: number): void => {
    for (let r = 0; r < registers; r++) {
      if (needed[r] === 1 && r !== register) {
        interferes[r]![register] = 1;
        interferes[register]![r] = 1;
      }
    }
  };
  for (let r = 0; r < registers; r++) if (live[0]![r] === 1) meet(live[0]!, r);
  code.forEach((instruction, pc) => {
    const target = assigned(instruction);
    if (target === null) return;
    for (const next of followers(code, pc))
      if (live[next]![target] === 1) meet(live[next]!, target);
  });
  const isUsed = (r: number): boolean => live.some((needed) => needed[r] === 1);
  const slotOf = new Array<number>(registers).fill(-1);
  for (let r = 0; r < registers; r++) {
    if (!isUsed(r)) continue;
    let slot = 0;
    while (slotOf.some((s, other) => s === slot && interferes[r]![other] === 1)) slot++;
    slotOf[r] = slot;
  }
  return slotOf;
}

function renamed(instruction: Instruction, slotOf: readonly number[]): Instruction {
  const rename = (e: Expression): Expression => renamedExpression(e, slotOf);
  switch (instruction.op) {
    case "load":
      return { ...instruction, address: rename(instruction.address) };
    case "store": {
      const { requires } = instruction;
      const out = {
        ...instruction,
        address: rename(instruction.address),
        value: rename(instruction.value),
      };
      if (requires === undefined) return out;
      return { ...out, requires: { ...requires, condition: rename(requires.condition) } };
    }
    case "rmw": {
      const { guard } = instruction;
      const out = {
        ...instruction,
        address: rename(instruction.address),
        value: rename(instruction.value),
      };
      return guard === undefined ? out : { ...out, guard: rename(guard) };
    }
    case "assign":
      return { ...instruction, value: rename(instruction.value) };
    case "branch":
      return { ...instruction, condition: rename(instruction.condition) };
    case "rcu": {
      const { value } = instruction;
      return value === undefined ? instruction : { ...instruction, value: rename(value) };
    }
    case "iterate":
      return { ...instruction, counter: slotOf[instruction.counter]! };
    default:
      return instruction;
  }
}

function renamedExpression(e: Expression, slotOf: readonly number[]): Expression {
  switch (e.kind) {
    case "register":
      return { kind: "register", register: slotOf[e.register]! };
    case "unary":
    case "cast":
      return { ...e, operand: renamedExpression(e.operand, slotOf) };
    case "binary":
      return {
        ...e,
        left: renamedExpression(e.left, slotOf),
        right: renamedExpression(e.right, slotOf),
      };
    default:
      return e;
  }
}
