import { expect, test } from "vitest";
import { evaluate } from "../../src/program/evaluate.js";
import type { BinaryOperator, Expression } from "../../src/program/expression.js";
import { type Code, INTEGER_TYPES, type IntegerType, Values } from "../../src/program/value.js";
import { evaluate as evaluateReference } from "../../src/reference/evaluate.js";
import { type Dice, dice } from "./random.js";

const TYPES = Object.keys(INTEGER_TYPES) as IntegerType[];
const OPERATORS: readonly BinaryOperator[] = [
  ..."+-*&|^<>".split(""),
  ..."== != <= >=".split(" "),
] as BinaryOperator[];
const CHECKED: readonly BinaryOperator[] = ["/", "%", "<<", ">>"];

/** Values around the ends of every type, where codes change from small to wide and results wrap. */
const INTERESTING: readonly bigint[] = [0n, 7n, 8n, 15n, 16n, 24n, 31n, 32n, 40n, 63n, 64n]
  .flatMap((bits) => [-1n, 0n, 1n].map((d) => (1n << bits) + d))
  .flatMap((v) => [v, -v])
  .filter((v) => v >= -(1n << 63n) && v < 1n << 64n);

test("packed and reference evaluation agree on 100,000 random expressions", () => {
  const roll = dice(20_260_101);
  const values = new Values();
  const codes = [
    ...INTERESTING.map((v) => values.encode(v)),
    ...[0, 1, 5].map((c) => values.address(c)),
  ];
  const registers = Int32Array.from(codes);
  const broken: string[] = [];
  for (let n = 0; n < 100_000; n++) {
    const e = randomExpression(roll, codes, 1 + roll(3));
    const old = codes[roll(codes.length)]!;
    const packed = evaluate(e, registers, 0, old, values);
    const reference = evaluateReference(e, codes, values, old);
    if (packed !== reference) {
      broken.push(
        `${JSON.stringify(e)}: ${values.decode(packed)}, not ${values.decode(reference)}`,
      );
    }
  }
  expect(broken).toEqual([]);
});

function randomExpression(roll: Dice, codes: readonly Code[], depth: number): Expression {
  if (depth === 0 || roll(6) === 0) {
    if (roll(4) === 0) return { kind: "old" };
    return roll(2) === 0
      ? { kind: "register", register: roll(codes.length) }
      : { kind: "constant", code: codes[roll(codes.length)]! };
  }
  const type = TYPES[roll(TYPES.length)]!;
  const operand = (): Expression => randomExpression(roll, codes, depth - 1);
  const kind = roll(8);
  if (kind === 0) return { kind: "cast", type, operand: operand() };
  if (kind === 1) {
    return {
      kind: "unary",
      operator: (["-", "~", "!"] as const)[roll(3)]!,
      type,
      operand: operand(),
    };
  }
  if (kind > 2) {
    const operator = OPERATORS[roll(OPERATORS.length)]!;
    return { kind: "binary", operator, type, left: operand(), right: operand() };
  }
  // The lowering checks these before: never by 0, never a shift by the width.
  const operator = CHECKED[roll(CHECKED.length)]!;
  const isShift = operator === "<<" || operator === ">>";
  const code = isShift ? roll(INTEGER_TYPES[type].bits) : [1, 2, 3, 7, -1, -3][roll(6)]!;
  return { kind: "binary", operator, type, left: operand(), right: { kind: "constant", code } };
}
