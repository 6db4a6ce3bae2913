import { unreachable } from "../source/unreachable.js";
import type { Expression, Register } from "./expression.js";
import type { Instruction } from "./program.js";

/** Instructions that may be executed right after the one at `pc`; the code's length is the end of the thread. */
export function followers(code: readonly Instruction[], pc: number): readonly number[] {
  const instruction = code[pc]!;
  switch (instruction.op) {
    case "branch":
      return instruction.target === pc + 1 ? [pc + 1] : [pc + 1, instruction.target];
    case "jump":
      return [instruction.target];
    case "fail":
      return [];
    default:
      return [pc + 1];
  }
}

/** The register that an instruction assigns, or null. */
export function assigned(instruction: Instruction): Register | null {
  switch (instruction.op) {
    case "load":
    case "rmw":
    case "assign":
    case "choose":
      return instruction.register;
    case "rcu":
      return instruction.register ?? null;
    case "store":
      return instruction.status ?? null;
    case "iterate":
      return instruction.counter;
    default:
      return null;
  }
}

/** The expressions that an instruction evaluates. */
export function operands(instruction: Instruction): readonly Expression[] {
  switch (instruction.op) {
    case "load":
      return [instruction.address];
    case "store": {
      const { address, value, requires } = instruction;
      return requires === undefined ? [address, value] : [address, value, requires.condition];
    }
    case "rmw": {
      const { address, value, guard } = instruction;
      return guard === undefined ? [address, value] : [address, value, guard];
    }
    case "assign":
      return [instruction.value];
    case "branch":
      return [instruction.condition];
    case "iterate":
      return [{ kind: "register", register: instruction.counter }];
    case "rcu":
      return instruction.value === undefined ? [] : [instruction.value];
    case "fence":
    case "choose":
    case "jump":
    case "fail":
    case "warn":
      return [];
    default:
      return unreachable(instruction);
  }
}

/** Calls `visit` for every register in an expression. */
export function forEachRegister(e: Expression, visit: (register: Register) => void): void {
  switch (e.kind) {
    case "constant":
    case "old":
      return;
    case "register":
      visit(e.register);
      return;
    case "unary":
    case "cast":
      forEachRegister(e.operand, visit);
      return;
    case "binary":
      forEachRegister(e.left, visit);
      forEachRegister(e.right, visit);
      return;
    default:
      unreachable(e);
  }
}
