import { INTEGER_TYPES, type IntegerType } from "../../program/value.js";

/** A C type, with typedefs seen through. Locations are scalars: integers and pointers. */
export type Type =
  | { readonly kind: "void" }
  | {
      readonly kind: "integer";
      readonly integer: IntegerType;
      /** As a message names it: `unsigned int`, `atomic_t`. */
      readonly name: string;
      /** One of C11's atomic types, which are not meant to be accessed without an operation of their own. */
      readonly isAtomic?: boolean;
    }
  | { readonly kind: "pointer"; readonly to: Type }
  | { readonly kind: "array"; readonly of: Type; readonly length: number }
  | {
      readonly kind: "struct";
      readonly tag: string;
      readonly isUnion: boolean;
      readonly fields: readonly Field[];
    }
  /** Of a register without a declared type and of what such a register points to: any value, as in herd. */
  | { readonly kind: "any" };

export interface Field {
  readonly name: string;
  readonly type: Type;
}

export type PointerType = Extract<Type, { kind: "pointer" }>;
export type StructType = Extract<Type, { kind: "struct" }>;

export const VOID: Type = { kind: "void" };
export const ANY: Type = { kind: "any" };

export function integer(integer: IntegerType, name: string): Type {
  return { kind: "integer", integer, name };
}

export const BOOL = integer("bool", "bool");
export const INT = integer("s32", "int");
export const UNSIGNED_INT = integer("u32", "unsigned int");
export const LONG = integer("s64", "long");
export const UNSIGNED_LONG = integer("u64", "unsigned long");

/** C's words for integers, in the parser's order. */
const WORDS: readonly (readonly [string, IntegerType])[] = [
  ["bool", "bool"],
  ["char", "s8"],
  ["signed char", "s8"],
  ["unsigned char", "u8"],
  ["short", "s16"],
  ["signed short", "s16"],
  ["unsigned short", "u16"],
  ["int", "s32"],
  ["signed int", "s32"],
  ["unsigned int", "u32"],
  ["long", "s64"],
  ["signed long", "s64"],
  ["unsigned long", "u64"],
  ["long long", "s64"],
  ["signed long long", "s64"],
  ["unsigned long long", "u64"],
];

/** Typedefs of C's own headers, and the short names that everybody knows. */
const TYPEDEFS: readonly (readonly [string, IntegerType])[] = [
  ["u8", "u8"],
  ["u16", "u16"],
  ["u32", "u32"],
  ["u64", "u64"],
  ["s8", "s8"],
  ["s16", "s16"],
  ["s32", "s32"],
  ["s64", "s64"],
  ["__u8", "u8"],
  ["__u16", "u16"],
  ["__u32", "u32"],
  ["__u64", "u64"],
  ["__s8", "s8"],
  ["__s16", "s16"],
  ["__s32", "s32"],
  ["__s64", "s64"],
  ["uint", "u32"],
  ["ulong", "u64"],
  ["uint8_t", "u8"],
  ["uint16_t", "u16"],
  ["uint32_t", "u32"],
  ["uint64_t", "u64"],
  ["int8_t", "s8"],
  ["int16_t", "s16"],
  ["int32_t", "s32"],
  ["int64_t", "s64"],
  ["size_t", "u64"],
  ["ssize_t", "s64"],
  ["intptr_t", "s64"],
  ["uintptr_t", "u64"],
  ["ptrdiff_t", "s64"],
];

/** Types that every test may name, whatever its dialect. */
export const C_TYPES: ReadonlyMap<string, Type> = new Map<string, Type>([
  ["void", VOID],
  ...[...WORDS, ...TYPEDEFS].map(([name, type]) => [name, integer(type, name)] as const),
]);

/** Members by which the kernel reaches the scalar in a wrapper: `v->counter`, `r->refs.counter`, `p->__state`. */
export const TRANSPARENT_FIELDS: ReadonlySet<string> = new Set([
  "counter",
  "refs",
  "count",
  "done",
  "task",
  "state",
  "__state",
  "rlock",
  "raw_lock",
]);

/** The type as a message names it. */
export function typeName(type: Type): string {
  switch (type.kind) {
    case "void":
      return "void";
    case "any":
      return "an untyped value";
    case "integer":
      return type.name;
    case "pointer":
      return type.to.kind === "pointer" ? `${typeName(type.to)}*` : `${typeName(type.to)} *`;
    case "array":
      return `${typeName(type.of)} [${type.length}]`;
    case "struct":
      return `${type.isUnion ? "union" : "struct"} ${type.tag}`;
  }
}

/** Scalar locations that a value of the type takes. */
export function cellCount(type: Type): number {
  switch (type.kind) {
    case "array":
      return type.length * cellCount(type.of);
    case "struct": {
      const counts = type.fields.map((f) => cellCount(f.type));
      return type.isUnion ? Math.max(0, ...counts) : counts.reduce((a, b) => a + b, 0);
    }
    default:
      return 1;
  }
}

/** Bytes of C's `sizeof`, with C's alignment. */
export function byteSize(type: Type): number {
  return layout(type).size;
}

function layout(type: Type): { size: number; alignment: number } {
  switch (type.kind) {
    case "void":
      return { size: 1, alignment: 1 };
    case "integer": {
      const size = Math.max(1, INTEGER_TYPES[type.integer].bits / 8);
      return { size: type.integer === "bool" ? 1 : size, alignment: size };
    }
    case "any":
    case "pointer":
      return { size: 8, alignment: 8 };
    case "array": {
      const { size, alignment } = layout(type.of);
      return { size: size * type.length, alignment };
    }
    case "struct": {
      let end = 0;
      let alignment = 1;
      for (const field of type.fields) {
        const inner = layout(field.type);
        alignment = Math.max(alignment, inner.alignment);
        const start = type.isUnion ? 0 : Math.ceil(end / inner.alignment) * inner.alignment;
        end = Math.max(end, start + inner.size);
      }
      return { size: Math.ceil(end / alignment) * alignment, alignment };
    }
  }
}

/** The field and the cells before it; looks into members without a name. */
export function findField(
  type: StructType,
  name: string,
): { readonly type: Type; readonly offset: number } | undefined {
  let offset = 0;
  for (const field of type.fields) {
    if (field.name === name) return { type: field.type, offset };
    if (field.name === "" && field.type.kind === "struct") {
      const inner = findField(field.type, name);
      if (inner !== undefined) return { type: inner.type, offset: offset + inner.offset };
    }
    if (!type.isUnion) offset += cellCount(field.type);
  }
  return undefined;
}

/** The names of a struct's fields, those of members without a name too. */
export function fieldNames(type: StructType): readonly string[] {
  return type.fields.flatMap((f) =>
    f.name === "" && f.type.kind === "struct" ? fieldNames(f.type) : [f.name],
  );
}

/** The scalar cells of a type in order, each with its path from the whole: `.f`, `[1].g`, or empty. */
export function cells(type: Type, path = ""): readonly { path: string; type: Type }[] {
  if (type.kind === "array") {
    return Array.from({ length: type.length }, (_, i) => cells(type.of, `${path}[${i}]`)).flat();
  }
  if (type.kind !== "struct") return [{ path, type }];
  const inner = type.fields.map((f) => cells(f.type, f.name === "" ? path : `${path}.${f.name}`));
  if (!type.isUnion) return inner.flat();
  return inner.reduce((a, b) => (b.length > a.length ? b : a), []);
}

export function isScalar(type: Type): boolean {
  return type.kind === "integer" || type.kind === "pointer" || type.kind === "any";
}

/** How a scalar computes: a pointer as an unsigned word; null for a value without a type. */
export function integerOf(type: Type): IntegerType | null {
  if (type.kind === "integer") return type.integer;
  return type.kind === "pointer" ? "u64" : null;
}

/** C's integer promotion (C11 6.3.1.1): what is narrower than an int computes as one. */
export function promoted(type: Type): Type {
  if (type.kind !== "integer") return type;
  return INTEGER_TYPES[type.integer].bits < 32 ? INT : type;
}

/** C's usual arithmetic conversions (C11 6.3.1.8). An untyped operand computes as a long. */
export function common(left: Type, right: Type): Type {
  if (left.kind === "pointer" || right.kind === "pointer") return UNSIGNED_LONG;
  if (left.kind !== "integer" || right.kind !== "integer") return LONG;
  const a = promoted(left);
  const b = promoted(right);
  if (a.kind !== "integer" || b.kind !== "integer") return LONG;
  const wide = INTEGER_TYPES[a.integer].bits >= INTEGER_TYPES[b.integer].bits ? a : b;
  const other = wide === a ? b : a;
  const sameBits = INTEGER_TYPES[a.integer].bits === INTEGER_TYPES[b.integer].bits;
  const isUnsigned = (t: typeof a): boolean => !INTEGER_TYPES[t.integer].signed;
  if (!isUnsigned(wide) && sameBits && isUnsigned(other)) return other;
  return wide;
}

/** Whether a value of one type is the same value in the other, so that no conversion is needed. */
export function isWithin(from: IntegerType, to: IntegerType): boolean {
  if (from === to) return true;
  const a = INTEGER_TYPES[from];
  const b = INTEGER_TYPES[to];
  if (to === "bool") return false;
  return a.signed === b.signed ? a.bits <= b.bits : !a.signed && a.bits < b.bits;
}

export function isSameType(a: Type, b: Type): boolean {
  if (a.kind === "integer") return b.kind === "integer" && a.integer === b.integer;
  if (a.kind === "pointer") return b.kind === "pointer" && isSameType(a.to, b.to);
  if (a.kind === "struct") return b.kind === "struct" && a.tag === b.tag;
  if (a.kind === "array") {
    return b.kind === "array" && a.length === b.length && isSameType(a.of, b.of);
  }
  return a.kind === b.kind;
}
