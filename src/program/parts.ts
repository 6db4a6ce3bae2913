import type { Expression } from "./expression.js";
import type { Location, Parts } from "./program.js";
import { constant } from "./symbolic.js";
import type { Code, Values } from "./value.js";

/** The number that part `k` holds of a value. */
export function partOf(value: Expression, { bits }: Parts, k: number): Expression {
  const type = bits === 8 ? "u8" : bits === 16 ? "u16" : "u32";
  const shifted: Expression =
    k === 0
      ? value
      : { kind: "binary", operator: ">>", type: "u64", left: value, right: constant(bits * k) };
  return { kind: "cast", type, operand: shifted };
}

/** The value of which each part is given, the lowest first. */
export function wholeOf(parts: readonly Expression[], { bits, type }: Parts): Expression {
  const shifted = parts.map((part, k): Expression => {
    if (k === 0) return part;
    return { kind: "binary", operator: "<<", type: "u64", left: part, right: constant(bits * k) };
  });
  const whole = shifted.reduce((left, right) => {
    return { kind: "binary", operator: "|", type: "u64", left, right };
  });
  return { kind: "cast", type, operand: whole };
}

/** The same of codes. */
export function wholeCode(codes: readonly Code[], { bits, type }: Parts, values: Values): Code {
  let whole = 0n;
  codes.forEach((code, k) => {
    whole |= BigInt.asUintN(bits, values.decode(code)) << BigInt(bits * k);
  });
  return values.encode(values.wrap(whole, type));
}

/** What is wrong with the place of an access to several locations from `first` on; null for nothing. */
export function misplaced(
  first: Location,
  { count, bits }: Parts,
  locations: number,
  values: Values,
): string | null {
  const bytes = BigInt(bits / 8);
  const address = values.decode(values.address(first));
  const last = first + count - 1;
  const end = address + bytes * BigInt(count - 1);
  if (last >= locations || values.decode(values.address(last)) !== end) {
    return "an access reaches beyond its location";
  }
  return address % (bytes * BigInt(count)) === 0n ? null : "an access that is not aligned";
}
