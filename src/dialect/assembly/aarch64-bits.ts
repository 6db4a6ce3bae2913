import type { BinaryOperator, Expression } from "../../program/expression.js";
import { shift } from "./aarch64-data.js";
import type { FormLine } from "./architecture.js";
import type { RegisterView } from "./operand.js";
import type { Operands } from "./operands.js";
import { type AssemblyThread, binary, constantOf, type Width } from "./thread.js";

const WIDE = { isWide: true } as const;
const ZERO = constantOf(0);

function mask(t: AssemblyThread, width: bigint): Expression {
  return t.number((1n << width) - 1n);
}

function and(left: Expression, right: Expression): Expression {
  return binary("&", "s64", left, right);
}

function or(left: Expression, right: Expression): Expression {
  return binary("|", "s64", left, right);
}

/** What of the source a bit field is, and where it goes: bits `from` and up, `width` of them, to `to` and up. */
interface Field {
  readonly from: bigint;
  readonly width: bigint;
  readonly to: bigint;
}

/** How a mnemonic names a field by its two numbers. */
type FieldOf = (first: bigint, second: bigint, bits: bigint) => Field;

/** UBFM: down to bit 0 if the second is not less than the first, else up from bit 0. */
const rotated: FieldOf = (r, s, bits) =>
  s >= r ? { from: r, width: s - r + 1n, to: 0n } : { from: 0n, width: s + 1n, to: bits - r };
const extracted: FieldOf = (from, width) => ({ from, width, to: 0n });
const inserted: FieldOf = (to, width) => ({ from: 0n, width, to });

function fieldOf(t: AssemblyThread, o: Operands, { bits }: RegisterView, named: FieldOf): Field {
  const field = named(o.number(2), o.number(3), BigInt(bits));
  const { from, width, to } = field;
  const isInside = from >= 0n && to >= 0n && width > 0n && from + width + to <= BigInt(bits);
  if (isInside) return field;
  const message = `these numbers name no bits of a register of ${bits}`;
  t.unit.diagnostics.error("wrong-operands", t.site.span, message);
  return { from: 0n, width: 1n, to: 0n };
}

/** The bits of a field at their new place, the others 0 or as the field's sign. */
function moved(t: AssemblyThread, value: Expression, field: Field, isSigned: boolean): Expression {
  const { from, width, to } = field;
  const low = binary(">>", "u64", value, t.number(from));
  if (!isSigned) return binary("<<", "u64", and(low, mask(t, width)), t.number(to));
  const top = binary("<<", "s64", low, t.number(64n - width));
  return binary("<<", "s64", binary(">>", "s64", top, t.number(64n - width)), t.number(to));
}

function bitFields(): readonly FormLine[] {
  const copy = (name: string, named: FieldOf, isSigned: boolean): FormLine => [
    `${name} r,r,i,i`,
    (t, o) => {
      const view = o.register(0);
      const field = fieldOf(t, o, view, named);
      t.write(view, moved(t, t.read(o.register(1)), field, isSigned));
    },
    WIDE,
  ];
  const insert = (name: string, named: FieldOf): FormLine => [
    `${name} r,r,i,i`,
    (t, o) => {
      const view = o.register(0);
      const field = fieldOf(t, o, view, named);
      const others = ~(((1n << field.width) - 1n) << field.to);
      const bits = moved(t, t.read(o.register(1)), field, false);
      t.write(view, or(and(t.read(view), t.number(others)), bits));
    },
    WIDE,
  ];
  return [
    copy("ubfm", rotated, false),
    copy("sbfm", rotated, true),
    copy("ubfx", extracted, false),
    copy("sbfx", extracted, true),
    copy("ubfiz", inserted, false),
    copy("sbfiz", inserted, true),
    insert("bfi", inserted),
    insert("bfxil", extracted),
  ];
}

/** EXTR: the bits from a place of the second register up, and behind them those of the first. */
function extraction(): FormLine {
  return [
    "extr r,r,r,i",
    (t, o) => {
      const { bits } = o.register(0);
      const at = o.number(3) % BigInt(bits);
      const low = shift("lsr", t.read(o.register(2)), t.number(at), bits);
      const high = shift("lsl", t.read(o.register(1)), t.number(BigInt(bits) - at), bits);
      t.write(o.register(0), at === 0n ? low : or(low, high));
    },
    WIDE,
  ];
}

/** Every second group of some bits of 64. */
function everySecond(size: number): bigint {
  let bits = 0n;
  for (let at = 0; at < 64; at += 2 * size) bits |= ((1n << BigInt(size)) - 1n) << BigInt(at);
  return bits;
}

/** Reverses groups: those of `from` bits in those of `to`, by exchanging neighbours of 1, 2, 4, ... bits. */
function reversal(name: string, from: number, to: number | null): FormLine {
  return [
    `${name} r,r`,
    (t, o) => {
      const view = o.register(0);
      let value = t.read(o.register(1));
      for (let size = from; size < (to ?? view.bits); size *= 2) {
        const chosen = t.number(everySecond(size));
        const amount = constantOf(size);
        const down = and(binary(">>", "u64", value, amount), chosen);
        const register = t.temporary();
        t.assign(register, or(down, binary("<<", "u64", and(value, chosen), amount)));
        value = { kind: "register", register };
      }
      t.write(view, value);
    },
    WIDE,
  ];
}

function absolute(): FormLine {
  return [
    "abs r,r",
    (t, o) => {
      const view = o.register(0);
      const value = t.read(o.register(1));
      // All ones of a negative number: what is then inverted and made one more.
      const sign = binary(">>", view.bits === 64 ? "s64" : "s32", value, constantOf(view.bits - 1));
      t.write(view, binary("-", "s64", binary("^", "s64", value, sign), sign));
    },
    WIDE,
  ];
}

/** Products of whole registers, or of low halves to a whole register, alone or added to a third. */
function products(): readonly FormLine[] {
  const product =
    (width: Width | null) =>
    (t: AssemblyThread, o: Operands): Expression => {
      const factor = (index: number): Expression => {
        const value = t.read(o.register(index));
        return width === null ? value : t.narrow(value, width);
      };
      return binary("*", "s64", factor(1), factor(2));
    };
  const kinds: readonly (readonly [prefix: string, suffix: string, Width | null])[] = [
    ["", "", null],
    ["s", "l", { bits: 32, isSigned: true }],
    ["u", "l", { bits: 32 }],
  ];
  return kinds.flatMap(([prefix, suffix, width]): readonly FormLine[] => {
    const value = product(width);
    const add = (name: string, operator: BinaryOperator): FormLine => [
      `${prefix}${name}${suffix} r,r,r,r`,
      (t, o) => t.write(o.register(0), binary(operator, "s64", t.read(o.register(3)), value(t, o))),
      WIDE,
    ];
    return [
      [`${prefix}mul${suffix} r,r,r`, (t, o) => t.write(o.register(0), value(t, o)), WIDE],
      [
        `${prefix}mneg${suffix} r,r,r`,
        (t, o) => t.write(o.register(0), binary("-", "s64", ZERO, value(t, o))),
        WIDE,
      ],
      add("madd", "+"),
      add("msub", "-"),
    ];
  });
}

/** Instructions of AArch64 on parts of a register, and products. */
export const bitInstructions: readonly FormLine[] = [
  ...bitFields(),
  extraction(),
  reversal("rbit", 1, null),
  reversal("rev", 8, null),
  reversal("rev16", 8, 16),
  reversal("rev32", 8, 32),
  reversal("rev64", 8, 64),
  absolute(),
  ...products(),
];
