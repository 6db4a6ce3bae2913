import type { BinaryOperator, Expression } from "../../program/expression.js";
import type { IntegerType } from "../../program/value.js";
import { type AssemblyThread, binary, constantOf, type Flags, not } from "./thread.js";

const ZERO = constantOf(0);

/** What a difference leaves in the flags. */
export function flagsOfDifference(
  left: Expression,
  right: Expression,
  bits: 8 | 16 | 32 | 64,
): Flags {
  return {
    result: binary("-", `s${bits}`, left, right),
    isLess: binary("<", `s${bits}`, left, right),
    isBelow: binary("<", `u${bits}`, left, right),
  };
}

/** What a sum leaves in the flags: of its exact value the sign, and whether it does not fit. */
export function flagsOfSum(left: Expression, right: Expression, bits: 8 | 16 | 32 | 64): Flags {
  const type: IntegerType = `s${bits}`;
  const result = binary("+", type, left, right);
  const isNegative = (e: Expression) => binary("<", type, e, ZERO);
  const both = binary("&", "s32", isNegative(left), isNegative(right));
  const either = binary("|", "s32", isNegative(left), isNegative(right));
  const isLess = binary("|", "s32", both, binary("&", "s32", either, isNegative(result)));
  return { result, isLess, isBelow: binary("<", `u${bits}`, result, left) };
}

/** What a bitwise operation leaves in the flags. */
export function flagsOfBits(result: Expression, bits: 8 | 16 | 32 | 64): Flags {
  return { result, isLess: binary("<", `s${bits}`, result, ZERO), isBelow: ZERO };
}

/** Conditions on flags; what is signed and what is not is in the names of the architectures. */
export type FlagCondition =
  | "equal"
  | "different"
  | "less"
  | "less or equal"
  | "greater"
  | "greater or equal"
  | "below"
  | "below or equal"
  | "above"
  | "above or equal"
  | "negative"
  | "not negative"
  | "overflow"
  | "no overflow";

/** 1 when the flags of a thread satisfy a condition. */
export function flagsSatisfy(thread: AssemblyThread, condition: FlagCondition): Expression {
  const isZero = () => compared("==", thread.flag("result"));
  switch (condition) {
    case "equal":
      return isZero();
    case "different":
      return compared("!=", thread.flag("result"));
    case "less":
      return thread.flag("less");
    case "less or equal":
      return binary("|", "s32", thread.flag("less"), isZero());
    case "greater":
      return not(flagsSatisfy(thread, "less or equal"));
    case "greater or equal":
      return not(thread.flag("less"));
    case "below":
      return thread.flag("below");
    case "below or equal":
      return binary("|", "s32", thread.flag("below"), isZero());
    case "above":
      return not(flagsSatisfy(thread, "below or equal"));
    case "above or equal":
      return not(thread.flag("below"));
    case "negative":
      return compared("<", thread.flag("result"));
    case "not negative":
      return compared(">=", thread.flag("result"));
    case "overflow":
      return binary("!=", "s32", compared("<", thread.flag("result")), thread.flag("less"));
    case "no overflow":
      return not(flagsSatisfy(thread, "overflow"));
  }
}

function compared(operator: BinaryOperator, result: Expression): Expression {
  return binary(operator, "s64", result, ZERO);
}
