import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { evaluate } from "../../src/program/evaluate.js";
import type { BinaryOperator, Expression } from "../../src/program/expression.js";
import { INTEGER_TYPES, type IntegerType, Values } from "../../src/program/value.js";

const values = new Values();
const constant = (value: number | bigint): Expression => ({
  kind: "constant",
  code: values.encode(value),
});
const run = (e: Expression, registers: readonly number[] = [], old = 0): bigint =>
  values.decode(evaluate(e, Int32Array.from(registers), 0, old, values));
const binary = (
  operator: BinaryOperator,
  type: IntegerType,
  a: number | bigint,
  b: number | bigint,
): bigint => run({ kind: "binary", operator, type, left: constant(a), right: constant(b) });

describe("an operation has C's value", () => {
  test.each<[BinaryOperator, IntegerType, number | bigint, number | bigint, bigint]>([
    ["+", "s32", 2147483647, 1, -2147483648n],
    ["+", "u32", 4294967295n, 1, 0n],
    ["+", "s64", 2147483647, 1, 2147483648n],
    ["+", "s64", 2n ** 63n - 1n, 1, -(2n ** 63n)],
    ["-", "u32", 0, 1, 4294967295n],
    ["-", "u64", 0, 1, 2n ** 64n - 1n],
    ["-", "s32", -2147483648, 1, 2147483647n],
    ["*", "s32", 65536, 65536, 0n],
    ["*", "s32", 2147483647, 2147483647, 1n],
    ["*", "s64", 2147483647, 2147483647, 4611686014132420609n],
    ["/", "s32", -7, 2, -3n],
    ["/", "u32", -7, 2, 2147483644n],
    ["/", "s32", -2147483648, -1, -2147483648n],
    ["%", "s32", -7, 2, -1n],
    ["%", "s32", 7, -2, 1n],
    ["&", "s32", -1, 255, 255n],
    ["|", "u32", -1, 0, 4294967295n],
    ["^", "s64", -1, 1, -2n],
    ["<<", "s32", 1, 31, -2147483648n],
    ["<<", "u32", 1, 31, 2147483648n],
    ["<<", "s64", 1, 40, 1099511627776n],
    [">>", "s32", -8, 1, -4n],
    [">>", "u32", -8, 1, 2147483644n],
    [">>", "s64", -1, 63, -1n],
    ["<", "s32", -1, 1, 1n],
    ["<", "u32", -1, 1, 0n],
    [">", "u64", -1, 1, 1n],
    ["==", "u32", -1, 4294967295n, 1n],
    ["==", "s64", -1, 4294967295n, 0n],
    ["!=", "u8", 256, 0, 0n],
    ["+", "u8", 255, 1, 0n],
    ["+", "bool", 1, 1, 1n],
  ])("%s in %s of %s and %s", (operator, type, a, b, expected) => {
    expect(binary(operator, type, a, b)).toBe(expected);
  });

  test.each<["-" | "~" | "!", IntegerType, number, bigint]>([
    ["-", "s32", -2147483648, -2147483648n],
    ["-", "u32", 1, 4294967295n],
    ["~", "u8", 0, 255n],
    ["~", "s32", 0, -1n],
    ["!", "s32", 7, 0n],
    ["!", "s32", 0, 1n],
    ["!", "u8", 256, 1n],
  ])("%s in %s of %s", (operator, type, a, expected) => {
    expect(run({ kind: "unary", operator, type, operand: constant(a) })).toBe(expected);
  });

  test.each<[IntegerType, number | bigint, bigint]>([
    ["bool", -3, 1n],
    ["s8", 200, -56n],
    ["u16", -1, 65535n],
    ["s32", 2n ** 31n, -(2n ** 31n)],
    ["u64", -1, 2n ** 64n - 1n],
    ["s64", 2n ** 64n - 1n, -1n],
  ])("conversion to %s of %s", (type, a, expected) => {
    expect(run({ kind: "cast", type, operand: constant(a) })).toBe(expected);
  });
});

test("small and wide numbers take different ways to the same value", () => {
  const types = Object.keys(INTEGER_TYPES) as IntegerType[];
  const operators: BinaryOperator[] = [
    "+",
    "-",
    "*",
    "/",
    "%",
    "&",
    "|",
    "^",
    "<",
    "<=",
    "==",
    "!=",
  ];
  const integer = fc.oneof(
    fc.integer({ min: -5, max: 5 }).map(BigInt),
    fc.integer().map(BigInt),
    fc.bigInt({ min: -(2n ** 63n), max: 2n ** 64n - 1n }),
    fc.constantFrom(2n ** 31n - 1n, -(2n ** 31n), 2n ** 32n - 1n, 2n ** 53n, -(2n ** 53n)),
  );
  const operands = fc.tuple(
    fc.constantFrom(...operators),
    fc.constantFrom(...types),
    integer,
    integer,
  );
  fc.assert(
    fc.property(operands, ([operator, type, left, right]) => {
      const a = values.wrap(left, type);
      const b = values.wrap(right, type);
      if ((operator === "/" || operator === "%") && b === 0n) return;
      const exact = {
        "+": () => a + b,
        "-": () => a - b,
        "*": () => a * b,
        "/": () => a / b,
        "%": () => a % b,
        "&": () => a & b,
        "|": () => a | b,
        "^": () => a ^ b,
        "<": () => BigInt(a < b),
        "<=": () => BigInt(a <= b),
        "==": () => BigInt(a === b),
        "!=": () => BigInt(a !== b),
      }[operator as "+"]();
      const isComparison = ["<", "<=", "==", "!="].includes(operator);
      expect(binary(operator, type, left, right)).toBe(
        isComparison ? exact : values.wrap(exact, type),
      );
    }),
    { seed: 1, numRuns: 20_000 },
  );
});

test("registers and the old value are read where they stand", () => {
  const registers = Int32Array.from([9, 9, 4, 5]);
  const sum: Expression = {
    kind: "binary",
    operator: "+",
    type: "s32",
    left: { kind: "register", register: 1 },
    right: { kind: "old" },
  };
  expect(evaluate(sum, registers, 2, 100, values)).toBe(105);
});

test("an address plus nothing is the address, and compares with NULL", () => {
  const address = values.address(3);
  const left: Expression = { kind: "constant", code: address };
  const same: Expression = { kind: "binary", operator: "+", type: "u64", left, right: constant(0) };
  expect(evaluate(same, new Int32Array(0), 0, 0, values)).toBe(address);
  expect(values.cell(address, 4)).toBe(3);
  expect(values.cell(address, 3)).toBe(-1);
  expect(run({ kind: "binary", operator: "==", type: "u64", left, right: constant(0) })).toBe(0n);
});

test("a division that nobody checked is a mistake of the lowering", () => {
  expect(() => binary("/", "s32", 1, 0)).toThrow(
    "division by zero in an expression that was not checked",
  );
  expect(() => binary("%", "s64", 2n ** 40n, 0)).toThrow("division by zero");
});
