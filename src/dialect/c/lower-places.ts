import { meant, nearest } from "../../source/nearest.js";
import type { Span } from "../../source/source.js";
import type { ExpressionNode } from "./ast.js";
import type { ThreadLowering } from "./lower-context.js";
import { meaningOf, unknownName } from "./lower-names.js";
import { check, shifted } from "./lower-operators.js";
import {
  binary,
  constant,
  constantOf,
  converted,
  type Place,
  POISON,
  scalar,
  type Value,
} from "./lower-values.js";
import {
  ANY,
  byteSize,
  fieldNames,
  findField,
  isScalar,
  type StructType,
  TRANSPARENT_FIELDS,
  type Type,
  typeName,
  UNSIGNED_LONG,
  VOID,
} from "./types.js";

/** The place that a node names; null after a diagnostic when it names none. */
export function placeOf(thread: ThreadLowering, node: ExpressionNode): Place | null {
  switch (node.kind) {
    case "name":
      return namedPlace(thread, node);
    case "unary":
      if (node.operator === "*") {
        return dereferenced(thread, thread.rules.value(thread, node.operand), node.span);
      }
      break;
    case "index":
      return elementPlace(thread, node);
    case "member":
      return memberPlace(thread, node);
    case "cast": {
      const place = thread.rules.place(thread, node.operand);
      const type = thread.unit.types.resolve(node.type, (n) => typeOf(thread, n));
      return place === null ? null : { ...place, type };
    }
  }
  thread.error("not-a-variable", node.span, "this is no variable or location");
  return null;
}

function namedPlace(
  thread: ThreadLowering,
  node: Extract<ExpressionNode, { kind: "name" }>,
): Place | null {
  const meaning = meaningOf(thread, node.name);
  switch (meaning?.kind) {
    case "variable": {
      const { variable } = meaning;
      return { kind: "local", variable, at: 0, type: variable.type };
    }
    case "place":
      return meaning.place;
    case "expression":
      return thread.within(meaning.frame, new Map(), () =>
        thread.rules.place(thread, meaning.node),
      );
    case "value": {
      const message = `\`${node.name}\` is no variable: it cannot be assigned or pointed to`;
      thread.error("not-a-variable", node.span, message);
      return null;
    }
    case undefined:
      unknownName(thread, node.name, node.span);
      return null;
  }
}

/** What a pointer points to; herd's tests also keep addresses in integers. */
export function dereferenced(thread: ThreadLowering, pointer: Value, span: Span): Place | null {
  if (pointer.kind === "local-address") return pointer.place;
  const { expression, type } = pointer;
  switch (type.kind) {
    case "pointer":
      return { kind: "memory", address: expression, type: type.to === VOID ? ANY : type.to };
    case "integer":
    case "any":
      return { kind: "memory", address: expression, type: ANY };
    default:
      thread.error("wrong-pointer", span, `${typeName(type)} is no pointer`);
      return null;
  }
}

/** The address of a place. */
export function addressOf(place: Place): Value {
  if (place.kind === "memory") return scalar(place.address, { kind: "pointer", to: place.type });
  place.variable.isSet = true;
  return { kind: "local-address", place, type: { kind: "pointer", to: place.type } };
}

/** The value in a place, by a plain read where it is shared; an array is the address of its first element. */
export function loaded(thread: ThreadLowering, place: Place, span: Span): Value {
  const { type } = place;
  if (type.kind === "array") return addressOf({ ...place, type: type.of });
  if (!isScalar(type)) {
    const note = "read and write its fields one by one";
    return thread.error("not-scalar", span, `a whole ${typeName(type)} is no value here`, note);
  }
  if (place.kind === "local") {
    const { variable, at } = place;
    warnUnset(thread, place, span);
    return scalar({ kind: "register", register: variable.registers[at]! }, type);
  }
  warnPlain(thread, type, "read", span);
  const register = thread.temporary(type);
  thread.emit({
    op: "load",
    register,
    address: place.address,
    order: "plain",
    site: thread.site(span),
  });
  return scalar({ kind: "register", register }, type);
}

/** In C11 an access to an atomic object is sequentially consistent; herd's tests mean a plain one. */
function warnPlain(thread: ThreadLowering, type: Type, what: string, span: Span): void {
  if (type.kind !== "integer" || type.isAtomic !== true) return;
  if (thread.frame.isPrelude || !thread.isEvaluated) return;
  const message = `this ${type.name} is ${what} without an operation of its own: not atomic here, as in herd`;
  const name = what === "read" ? "atomic_load" : "atomic_store";
  thread.warning("plain-atomic", span, message, `C would make it \`${name}()\`: write that`);
}

function warnUnset(thread: ThreadLowering, place: Place, span: Span): void {
  if (place.kind === "memory" || place.variable.isSet || thread.frame.isPrelude) return;
  if (!thread.isEvaluated) return;
  const { variable } = place;
  variable.isSet = true;
  const message = `\`${variable.name}\` is read before anything is assigned to it: it is 0 then`;
  thread.warning("unset-variable", span, message);
}

/** Writes a value to a place, by a plain write where it is shared, and gives the value as the place holds it. */
export function stored(thread: ThreadLowering, place: Place, value: Value, span: Span): Value {
  const { type } = place;
  if (value.kind === "local-address") return refuseLocalAddress(thread, value, span);
  if (!isScalar(type)) {
    const note = "assign its parts one by one";
    return thread.error("not-scalar", span, `a whole ${typeName(type)} cannot be assigned`, note);
  }
  if (value.type.kind === "void") {
    return thread.error("no-value", span, "this gives no value");
  }
  const { expression } = converted(value, type, thread.values);
  if (place.kind === "local") {
    const register = place.variable.registers[place.at]!;
    place.variable.isSet = true;
    thread.assign(register, expression, span);
    return scalar({ kind: "register", register }, type);
  }
  warnPlain(thread, type, "written", span);
  thread.emit({
    op: "store",
    address: place.address,
    value: expression,
    order: "plain",
    site: thread.site(span),
  });
  return scalar(expression, type);
}

/** Reports the address of a local variable where only a value can stand. */
export function refuseLocalAddress(
  thread: ThreadLowering,
  value: Extract<Value, { kind: "local-address" }>,
  span: Span,
): Value {
  const { name } = value.place.variable;
  return thread.error(
    "local-address",
    span,
    `the address of the local variable \`${name}\` can only be given to a function or a pointer that is assigned once`,
    "declare it in the init block if threads are to share it",
  );
}

function elementPlace(
  thread: ThreadLowering,
  node: Extract<ExpressionNode, { kind: "index" }>,
): Place | null {
  const base = arrayPlace(thread, node.base) ?? thread.rules.value(thread, node.base);
  let index = thread.rules.value(thread, node.index);
  if (index.kind !== "scalar") index = refuseLocalAddress(thread, index, node.index.span);
  if (index.kind !== "scalar") return null;
  if (base.kind === "local-address" || base.kind === "scalar") {
    return dereferenced(thread, shifted(thread, base, index, "+", node.span), node.span);
  }
  const { type } = base;
  if (type.kind !== "array") return null;
  const at = constantOf(index, thread.values);
  const text = textOf(node.base.span);
  if (at !== null && (at < 0n || at >= type.length)) {
    const message = `index ${at} is outside of ${text}[${type.length}]`;
    thread.error("index-out-of-range", node.index.span, message);
    return null;
  }
  if (at === null) {
    const length = constant(BigInt(type.length), UNSIGNED_LONG, thread.values).expression;
    const isOutside = binary(">=", "u64", index.expression, length, thread.values);
    check(thread, isOutside, `index outside of ${text}[${type.length}]`, node.span);
  }
  const first = addressOf({ ...base, type: type.of });
  return dereferenced(thread, shifted(thread, first, index, "+", node.span), node.span);
}

/** The place of an array that is indexed by its name; null for a pointer. */
function arrayPlace(thread: ThreadLowering, node: ExpressionNode): Place | null {
  if (node.kind !== "name" && node.kind !== "member" && node.kind !== "index") return null;
  if (node.kind === "name" && meaningOf(thread, node.name)?.kind === "value") return null;
  if (thread.unevaluated(() => thread.rules.place(thread, node))?.type.kind !== "array")
    return null;
  return thread.rules.place(thread, node);
}

/** A piece of source text in a message. */
export function textOf({ source, start, end }: Span): string {
  return source.text.slice(start, end).replace(/\s+/g, " ");
}

function memberPlace(
  thread: ThreadLowering,
  node: Extract<ExpressionNode, { kind: "member" }>,
): Place | null {
  const { base, field, isArrow, span } = node;
  const place = isArrow
    ? pointedTo(thread, node)
    : isPointerName(thread, base)
      ? refuseDot(thread, node)
      : thread.rules.place(thread, base);
  if (place === null) return null;
  return fieldPlace(thread, place, field, span);
}

function pointedTo(
  thread: ThreadLowering,
  { base, span, field }: Extract<ExpressionNode, { kind: "member" }>,
): Place | null {
  const meaning = base.kind === "name" ? meaningOf(thread, base.name) : undefined;
  if (meaning?.kind === "place" && meaning.place.type.kind === "struct") {
    const message = `\`${textOf(base.span)}\` is no pointer: write \`${textOf(base.span)}.${field}\``;
    thread.error("wrong-pointer", span, message);
    return null;
  }
  return dereferenced(thread, thread.rules.value(thread, base), span);
}

function isPointerName(thread: ThreadLowering, node: ExpressionNode): boolean {
  return node.kind === "name" && meaningOf(thread, node.name)?.kind === "value";
}

function refuseDot(
  thread: ThreadLowering,
  { base, span, field }: Extract<ExpressionNode, { kind: "member" }>,
): null {
  const text = textOf(base.span);
  thread.error("wrong-pointer", span, `\`${text}\` is a pointer: write \`${text}->${field}\``);
  return null;
}

/** A field of a place; `.counter` and the like of a scalar are the scalar. */
export function fieldPlace(
  thread: ThreadLowering,
  place: Place,
  field: string,
  span: Span,
): Place | null {
  const { type } = place;
  if (type.kind === "integer" && TRANSPARENT_FIELDS.has(field)) return place;
  if (type.kind !== "struct") {
    if (type === ANY) {
      const note = "give the parameter or the location its struct type";
      thread.error("no-such-field", span, `\`${field}\` of a value without a type`, note);
    } else {
      thread.error("no-such-field", span, `${typeName(type)} has no fields`);
    }
    return null;
  }
  const found = findField(type, field);
  if (found === undefined) {
    const near = nearest(field, fieldNames(type));
    const notes = meant(near, near, field);
    thread.error("no-such-field", span, `${typeName(type)} has no field \`${field}\``, ...notes);
    return null;
  }
  if (type.isUnion) checkUnion(thread, type, found.type, field, span);
  return moved(thread, place, found.offset, found.type);
}

/** Members of a union that are used must be of one size: locations do not overlap. */
function checkUnion(
  thread: ThreadLowering,
  type: StructType,
  field: Type,
  name: string,
  span: Span,
): void {
  const used = thread.unit.unionMembers.get(type);
  if (used === undefined) thread.unit.unionMembers.set(type, { name, type: field });
  else if (byteSize(used.type) !== byteSize(field) || isScalar(used.type) !== isScalar(field)) {
    const message = `\`${name}\` and \`${used.name}\` of ${typeName(type)} overlap and are of different sizes`;
    thread.error("overlapping-members", span, message);
  }
}

/** The place `offset` cells on. */
export function moved(thread: ThreadLowering, place: Place, offset: number, type: Type): Place {
  if (place.kind === "local") return { ...place, at: place.at + offset, type };
  if (offset === 0) return { ...place, type };
  const bytes = constant(BigInt(8 * offset), UNSIGNED_LONG, thread.values).expression;
  return { ...place, address: binary("+", "u64", place.address, bytes, thread.values), type };
}

/** The pointer to the struct around a member. */
export function containerOf(
  thread: ThreadLowering,
  node: Extract<ExpressionNode, { kind: "container-of" }>,
): Value {
  const type = thread.unit.types.resolve(node.type, (n) => typeOf(thread, n));
  const pointer = thread.rules.value(thread, node.pointer);
  if (pointer.kind !== "scalar") return refuseLocalAddress(thread, pointer, node.span);
  let offset = 0;
  let inner: Type = type;
  for (const name of node.field.split(".")) {
    const field = inner.kind === "struct" ? findField(inner, name) : undefined;
    if (field === undefined) {
      const message = `${typeName(inner)} has no field \`${name}\``;
      return thread.error("no-such-field", node.span, message);
    }
    offset += field.offset;
    inner = field.type;
  }
  const bytes = constant(BigInt(8 * offset), UNSIGNED_LONG, thread.values).expression;
  const whole =
    offset === 0
      ? pointer.expression
      : binary("-", "u64", pointer.expression, bytes, thread.values);
  return scalar(whole, { kind: "pointer", to: type });
}

/** The type of an expression that is not evaluated. */
export function typeOf(thread: ThreadLowering, node: ExpressionNode): Type {
  const { types } = thread.frame;
  const known = types.get(node);
  if (known !== undefined) return known;
  const type = thread.unevaluated(() => {
    const isPlace =
      node.kind === "index" ||
      node.kind === "member" ||
      (node.kind === "unary" && node.operator === "*") ||
      (node.kind === "name" && meaningOf(thread, node.name)?.kind !== "value");
    if (isPlace) return (thread.rules.place(thread, node) ?? POISON).type;
    return thread.rules.value(thread, node).type;
  });
  types.set(node, type);
  return type;
}

/** Bytes that `sizeof` gives. */
export function sizeOf(
  thread: ThreadLowering,
  node: Extract<ExpressionNode, { kind: "sizeof" }>,
): Value {
  const type =
    node.operand !== null
      ? typeOf(thread, node.operand)
      : thread.unit.types.resolve(node.type!, (n) => typeOf(thread, n));
  return constant(BigInt(byteSize(type)), UNSIGNED_LONG, thread.values);
}
