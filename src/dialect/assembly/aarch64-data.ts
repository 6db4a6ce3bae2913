import type { BinaryOperator, Expression } from "../../program/expression.js";
import type { FormLine, FormOptions } from "./architecture.js";
import { flagsOfBits, flagsOfDifference, flagsOfSum } from "./flags.js";
import type { RegisterView } from "./operand.js";
import type { Operands } from "./operands.js";
import { type AssemblyThread, binary, constantOf, type Flags, type Width } from "./thread.js";

type Bits = RegisterView["bits"];

const WIDE = { isWide: true } as const;
const ONE = constantOf(1);
const SHIFTS = "<lsl|lsr|asr>";
/** Of a bitwise operation. */
const ROTATIONS = "<lsl|lsr|asr|ror>";
const EXTENDS = "<uxtb|uxth|uxtw|uxtx|sxtb|sxth|sxtw|sxtx>";

/** What a word behind the last operand takes of a register, before it shifts left. */
const EXTENDED: ReadonlyMap<string, Width> = new Map([
  ["uxtb", { bits: 8 }],
  ["uxth", { bits: 16 }],
  ["uxtw", { bits: 32 }],
  ["uxtx", { bits: 64 }],
  ["sxtb", { bits: 8, isSigned: true }],
  ["sxth", { bits: 16, isSigned: true }],
  ["sxtw", { bits: 32, isSigned: true }],
  ["sxtx", { bits: 64 }],
]);

/** The value of the last operand, which a word behind it may shift or extend. */
function lastOperand(t: AssemblyThread, o: Operands, index: number, bits: Bits): Expression {
  const value = t.value(o.simple(index));
  if (!o.is(index + 1, "word")) return value;
  const word = o.word(index + 1);
  const amount = o.name(index + 1).amount ?? 0n;
  const width = EXTENDED.get(word);
  if (width !== undefined) return t.extend(value, width, amount);
  return shift(word, value, t.number(amount), bits);
}

/** A value shifted or rotated as a word says, by an amount below its width. */
export function shift(word: string, value: Expression, amount: Expression, bits: Bits): Expression {
  if (word === "ror") {
    const rest = binary(
      "&",
      "s64",
      binary("-", "s64", constantOf(0), amount),
      constantOf(bits - 1),
    );
    const high = shift("lsl", value, rest, bits);
    return binary("|", "s64", shift("lsr", value, amount, bits), high);
  }
  if (word === "asr") return binary(">>", bits === 64 ? "s64" : "s32", value, amount);
  return binary(word === "lsl" ? "<<" : ">>", bits === 64 ? "u64" : "u32", value, amount);
}

type Compute = (left: Expression, right: Expression, bits: Bits) => Expression;

const compute =
  (operator: BinaryOperator): Compute =>
  (left, right, bits) =>
    binary(operator, bits === 64 ? "s64" : "u32", left, right);

const inverted = (operand: Expression): Expression => {
  return { kind: "unary", operator: "~", type: "s64", operand };
};

const sum = compute("+");
const difference = compute("-");
const andNot: Compute = (left, right, bits) => compute("&")(left, inverted(right), bits);
const orNot: Compute = (left, right, bits) => compute("|")(left, inverted(right), bits);
const xorNot: Compute = (left, right, bits) => compute("^")(left, inverted(right), bits);

type FlagsOf = (left: Expression, right: Expression, bits: Bits) => Flags;

/** The carry of AArch64 says after a difference that nothing was borrowed; `isBelow` is that it is clear. */
const sumFlags: FlagsOf = (left, right, bits) => {
  const { isBelow: carry, ...flags } = flagsOfSum(left, right, bits);
  return { ...flags, isBelow: carry && binary("==", "s32", carry, constantOf(0)) };
};

function bitFlags(value: Compute): FlagsOf {
  return (left, right, bits) => ({
    ...flagsOfBits(signed(value(left, right, bits), bits), bits),
    isBelow: ONE,
  });
}

function signed(operand: Expression, bits: Bits): Expression {
  return { kind: "cast", type: `s${bits}`, operand };
}

/** A small number that is shifted may be large. */
function shifted(words: string, options: FormOptions): FormOptions {
  return words === EXTENDS ? options : WIDE;
}

/** An operation of three operands, in every way to write the last one; with flags it has an `s` more. */
function operation(
  name: string,
  value: Compute,
  words: readonly string[],
  flagsOf: FlagsOf | null,
  options: { isWide?: boolean } = {},
): readonly FormLine[] {
  const lower: FormLine[1] = (t, o) => {
    const { bits } = o.register(0);
    const left = t.read(o.register(1));
    const right = lastOperand(t, o, 2, bits);
    if (flagsOf !== null) t.setFlags(flagsOf(left, right, bits));
    t.write(o.register(0), value(left, right, bits));
  };
  return [
    [`${name} r,r,r/i`, lower, options],
    ...words.map((word): FormLine => [`${name} r,r,r/i,${word}`, lower, shifted(word, options)]),
  ];
}

/** An instruction that only leaves flags. */
function comparison(
  name: string,
  flagsOf: FlagsOf,
  words: readonly string[],
  options = {},
): readonly FormLine[] {
  const lower: FormLine[1] = (t, o) => {
    const { bits } = o.register(0);
    t.setFlags(flagsOf(t.read(o.register(0)), lastOperand(t, o, 1, bits), bits));
  };
  return [
    [`${name} r,r/i`, lower, options],
    ...words.map((word): FormLine => [`${name} r,r/i,${word}`, lower, shifted(word, options)]),
  ];
}

/** Shifts take their amount modulo the width. */
function shifts(): readonly FormLine[] {
  return ["lsl", "lsr", "asr", "ror"].flatMap((word): FormLine[] => {
    const lower: FormLine[1] = (t, o) => {
      const { bits } = o.register(0);
      const modulo = constantOf(bits - 1);
      const amount = binary("&", "s64", t.value(o.simple(2)), modulo);
      t.write(o.register(0), shift(word, t.read(o.register(1)), amount, bits));
    };
    return [
      [`${word} r,r,r/i`, lower, WIDE],
      [`${word}v r,r,r`, lower, WIDE],
    ];
  });
}

/** An operation of one operand, which may be shifted. */
function unary(
  name: string,
  value: (e: Expression, bits: Bits) => Expression,
  words = SHIFTS,
): FormLine[] {
  const lower: FormLine[1] = (t, o) => {
    const { bits } = o.register(0);
    t.write(o.register(0), value(lastOperand(t, o, 1, bits), bits));
  };
  return [
    [`${name} r,r`, lower, WIDE],
    [`${name} r,r,${words}`, lower, WIDE],
  ];
}

/** NEGS. */
function negation(): readonly FormLine[] {
  const lower: FormLine[1] = (t, o) => {
    const { bits } = o.register(0);
    const value = lastOperand(t, o, 1, bits);
    t.setFlags(flagsOfDifference(constantOf(0), value, bits));
    t.write(o.register(0), difference(constantOf(0), value, bits));
  };
  return [
    ["negs r,r", lower, WIDE],
    [`negs r,r,${SHIFTS}`, lower, WIDE],
  ];
}

function extensions(): readonly FormLine[] {
  return [...EXTENDED]
    .filter(([, { bits }]) => bits < 64)
    .map(([name, width]): FormLine => {
      const lower: FormLine[1] = (t, o) =>
        t.write(o.register(0), t.narrow(t.read(o.register(1)), width));
      return [`${name} r,r`, lower, name.startsWith("s") ? WIDE : {}];
    });
}

/** MOVZ, MOVN and MOVK put 16 bits at a place, and make the others 0, 1, or leave them. */
function moves(): readonly FormLine[] {
  const lower =
    (value: (t: AssemblyThread, view: RegisterView, bits: bigint, at: bigint) => Expression) =>
    (t: AssemblyThread, o: Operands): void => {
      const at = o.is(2, "word") ? (o.name(2).amount ?? 0n) : 0n;
      t.write(o.register(0), value(t, o.register(0), o.number(1) << at, at));
    };
  const zeroing = lower((t, _, bits) => t.number(bits));
  const negating = lower((t, _, bits) => t.number(~bits));
  const keeping = lower((t, view, bits, at) => {
    const others = binary("&", "s64", t.read(view), t.number(~(0xffffn << at)));
    return binary("|", "s64", others, t.number(bits));
  });
  const lines = [
    ["movz", zeroing],
    ["movn", negating],
    ["movk", keeping],
  ] as const;
  return [
    ["mov r,r/i", (t, o) => t.write(o.register(0), t.value(o.simple(1)))],
    ...lines.flatMap(([name, lowering]): FormLine[] => [
      [`${name} r,i`, lowering, WIDE],
      [`${name} r,i,<lsl>`, lowering, WIDE],
    ]),
  ];
}

/** Instructions of AArch64 that compute: moves, arithmetic, logic, shifts and comparisons. */
export const dataInstructions: readonly FormLine[] = [
  ...moves(),
  ...operation("add", sum, [SHIFTS, EXTENDS], null),
  ...operation("adds", sum, [SHIFTS, EXTENDS], sumFlags),
  ...operation("sub", difference, [SHIFTS, EXTENDS], null, WIDE),
  ...operation("subs", difference, [SHIFTS, EXTENDS], flagsOfDifference, WIDE),
  ...operation("and", compute("&"), [ROTATIONS], null),
  ...operation("ands", compute("&"), [ROTATIONS], bitFlags(compute("&"))),
  ...operation("orr", compute("|"), [ROTATIONS], null),
  ...operation("eor", compute("^"), [ROTATIONS], null),
  ...operation("bic", andNot, [ROTATIONS], null, WIDE),
  ...operation("bics", andNot, [ROTATIONS], bitFlags(andNot), WIDE),
  ...operation("orn", orNot, [ROTATIONS], null, WIDE),
  ...operation("eon", xorNot, [ROTATIONS], null, WIDE),
  ...shifts(),
  ...unary("mvn", inverted, ROTATIONS),
  ...unary("neg", (e, bits) => difference(constantOf(0), e, bits)),
  ...negation(),
  ...extensions(),
  ...comparison("cmp", flagsOfDifference, [SHIFTS, EXTENDS]),
  ...comparison("cmn", sumFlags, [SHIFTS, EXTENDS]),
  ...comparison("tst", bitFlags(compute("&")), [ROTATIONS]),
];
