import type { Declarator, Initializer } from "./ast.js";
import type { ThreadLowering } from "./lower-context.js";
import { fieldPlace, moved, stored, textOf, typeOf } from "./lower-places.js";
import { copied } from "./lower-structs.js";
import { constant, converted, type LocalPlace, type Place, type Variable } from "./lower-values.js";
import { cellCount, INT, isSameType, isScalar, type Type, typeName, VOID } from "./types.js";

/** Declares a local variable and gives it its initial value. */
export function declaration(thread: ThreadLowering, node: Declarator): void {
  const { name, initial, span } = node;
  const type = declaredType(thread, node);
  const { names } = thread.frame.scope;
  const before = names.get(name);
  if (before?.kind === "variable" && !before.variable.isImplicit) {
    const note = { message: "the first one is here", span: before.variable.span };
    thread.error("redefined", span, `\`${name}\` is declared twice`, note);
  }
  if (initial?.kind === "expression" && mayBeAlias(thread, name, type)) {
    const value = thread.rules.value(thread, initial.expression);
    if (value.kind === "local-address" || thread.frame.isPrelude) {
      thread.pin(value);
      const isScalarValue = value.kind === "scalar" && value.type !== VOID;
      const held = isScalarValue ? converted(value, type, thread.values) : value;
      thread.define(name, { kind: "value", value: held });
    } else {
      stored(thread, whole(newVariable(thread, name, type, node)), value, span);
    }
    return;
  }
  // In C a name is known in its own initial value.
  const variable = newVariable(thread, name, type, node);
  if (initial !== null) initialize(thread, whole(variable), initial);
}

/** Whether a variable may stand for its initial value: it is never assigned, and a pointer or the prelude's. */
function mayBeAlias(thread: ThreadLowering, name: string, type: Type): boolean {
  const { facts, isPrelude } = thread.frame;
  return !facts.assigned.has(name) && (isPrelude || type.kind === "pointer");
}

function declaredType(
  thread: ThreadLowering,
  { type: node, initial, name, span }: Declarator,
): Type {
  const type = thread.unit.types.resolve(node, (n) => typeOf(thread, n));
  if (type === VOID) {
    thread.error("unknown-type", span, `\`${name}\` cannot be of type void`);
    return INT;
  }
  if (type.kind === "array" && node.kind === "array" && node.length === null) {
    const length = initial?.kind === "list" ? initial.items.length : 1;
    return { ...type, length };
  }
  return type;
}

/**
 * The variable of a declaration. A thread's blocks that do not overlap may each declare a name: a condition can only ask
 * for one of them, so those of one type are one register.
 */
function newVariable(
  thread: ThreadLowering,
  name: string,
  type: Type,
  { span }: Declarator,
): Variable {
  const same = thread.isThreadBody ? thread.variables.get(name) : undefined;
  const isFree = same !== undefined && thread.lookup(name) === undefined;
  if (isFree && isSameType(same.type, type)) {
    thread.define(name, { kind: "variable", variable: same });
    return same;
  }
  const given = thread.isThreadBody ? thread.initialRegisters.get(name) : undefined;
  const variable = thread.variable(name, type, span, given?.value ?? 0);
  variable.isSet = given !== undefined || !isScalar(type);
  thread.define(name, { kind: "variable", variable });
  if (thread.isThreadBody && same === undefined) thread.variables.set(name, variable);
  return variable;
}

function whole(variable: Variable): LocalPlace {
  return { kind: "local", variable, at: 0, type: variable.type };
}

/** Gives a place, or each part of it, its initial value; parts that are not named become 0. */
function initialize(thread: ThreadLowering, place: Place, initial: Initializer): void {
  if (initial.kind === "expression") {
    if (copied(thread, place, initial.expression, initial.expression.span)) return;
    const value = thread.rules.value(thread, initial.expression);
    stored(thread, place, value, initial.expression.span);
    return;
  }
  const { type } = place;
  const parts =
    type.kind === "array" ? type.length : type.kind === "struct" ? type.fields.length : 1;
  const given = new Map<number, Initializer>();
  let next = 0;
  for (const item of initial.items) {
    const at = indexOf(thread, type, item) ?? next;
    if (at >= parts) {
      const message = `${typeName(type)} has ${parts} ${parts === 1 ? "part" : "parts"}, this is one more`;
      thread.error("too-many-values", initial.span, message, textOf(initial.span));
      return;
    }
    given.set(at, item.value);
    next = at + 1;
  }
  for (let at = 0; at < parts; at++) {
    const part = partOf(thread, place, at, initial);
    const value = given.get(at);
    if (part === null) continue;
    if (value !== undefined) initialize(thread, part, value);
    else clear(thread, part, initial);
  }
}

type Item = Extract<Initializer, { kind: "list" }>["items"][number];

function indexOf(thread: ThreadLowering, type: Type, item: Item): number | null {
  if (item.index !== null) {
    const index = thread.unit.types.constant(item.index);
    if (index !== null && index >= 0n && index < 1_000_000n) return Number(index);
    thread.error("not-constant", item.index.span, "an index must be a constant from 0 on");
    return null;
  }
  if (item.field === null || type.kind !== "struct") return null;
  return type.fields.findIndex((f) => f.name === item.field);
}

function partOf(
  thread: ThreadLowering,
  place: Place,
  at: number,
  { span }: Extract<Initializer, { kind: "list" }>,
): Place | null {
  const { type } = place;
  if (type.kind === "array") return moved(thread, place, at * cellCount(type.of), type.of);
  if (type.kind === "struct") return fieldPlace(thread, place, type.fields[at]!.name, span);
  return place;
}

function clear(
  thread: ThreadLowering,
  place: Place,
  initial: Extract<Initializer, { kind: "list" }>,
): void {
  if (isScalar(place.type)) {
    stored(thread, place, constant(0n, INT, thread.values), initial.span);
  } else {
    initialize(thread, place, { kind: "list", items: [], span: initial.span });
  }
}
