import type { ExpressionNode, TypeNode } from "./ast.js";

/** Where a constant expression finds what it names. */
export interface ConstantNames {
  readonly name: (name: string) => bigint | undefined;
  readonly size: (type: TypeNode) => bigint;
}

/** The integer that an expression of constants gives, as a `long long` computes it; null when it is none. */
export function constantValue(node: ExpressionNode, names: ConstantNames): bigint | null {
  switch (node.kind) {
    case "number":
      return node.value;
    case "name":
      return names.name(node.name) ?? null;
    case "sizeof":
      return node.type === null ? null : names.size(node.type);
    case "cast":
      return constantValue(node.operand, names);
    case "unary": {
      const operand = constantValue(node.operand, names);
      return operand === null ? null : unary(node.operator, operand);
    }
    case "binary": {
      const left = constantValue(node.left, names);
      const right = constantValue(node.right, names);
      if (left === null || right === null) return null;
      const result = binary(node.operator, left, right);
      return result === null ? null : BigInt.asIntN(64, result);
    }
    case "conditional": {
      const condition = constantValue(node.condition, names);
      if (condition === null) return null;
      if (condition === 0n) return constantValue(node.otherwise, names);
      return node.then === null ? condition : constantValue(node.then, names);
    }
    default:
      return null;
  }
}

function unary(operator: string, operand: bigint): bigint | null {
  switch (operator) {
    case "+":
      return operand;
    case "-":
      return -operand;
    case "~":
      return ~operand;
    case "!":
      return operand === 0n ? 1n : 0n;
    default:
      return null;
  }
}

type Operator = Extract<ExpressionNode, { kind: "binary" }>["operator"];

const BINARY: Readonly<Record<Operator, (a: bigint, b: bigint) => bigint | boolean | null>> = {
  "+": (a, b) => a + b,
  "-": (a, b) => a - b,
  "*": (a, b) => a * b,
  "/": (a, b) => (b === 0n ? null : a / b),
  "%": (a, b) => (b === 0n ? null : a % b),
  "&": (a, b) => a & b,
  "|": (a, b) => a | b,
  "^": (a, b) => a ^ b,
  "<<": (a, b) => (b < 0n || b > 63n ? null : a << b),
  ">>": (a, b) => (b < 0n || b > 63n ? null : a >> b),
  "==": (a, b) => a === b,
  "!=": (a, b) => a !== b,
  "<": (a, b) => a < b,
  "<=": (a, b) => a <= b,
  ">": (a, b) => a > b,
  ">=": (a, b) => a >= b,
  "&&": (a, b) => a !== 0n && b !== 0n,
  "||": (a, b) => a !== 0n || b !== 0n,
};

function binary(operator: Operator, left: bigint, right: bigint): bigint | null {
  const result = BINARY[operator](left, right);
  return typeof result === "boolean" ? (result ? 1n : 0n) : result;
}
