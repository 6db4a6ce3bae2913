import { meant, nearest } from "../../source/nearest.js";
import type { Span } from "../../source/source.js";
import type { ExpressionNode, FunctionDefinition, TypeNode } from "./ast.js";
import { type Facts, factsOf, hasEffect } from "./facts.js";
import type { Frame, Meaning, ThreadLowering } from "./lower-context.js";
import { meaningOf } from "./lower-names.js";
import { kept } from "./lower-order.js";
import { stored, textOf, typeOf } from "./lower-places.js";
import { constant, constantOf, converted, POISON, scalar, type Value } from "./lower-values.js";
import { PRELUDE_TYPES } from "./prelude.js";
import { ANY, INT, type Type, typeName, VOID } from "./types.js";

/** Calls of all threads together: functions that call each other twice double the code at every level. */
const INLINED_MAX = 50_000;

type CallNode = Extract<ExpressionNode, { kind: "call" }>;

/** Inlines a call of the user's function or of a primitive, and gives its value. */
export function call(thread: ThreadLowering, node: CallNode): Value {
  if (node.name === "__builtin_constant_p") return isConstant(thread, node);
  const definition = definitionOf(thread, node.name);
  if (definition === undefined) return unknownFunction(thread, node);
  if (thread.isInside(definition)) {
    const message = `\`${node.name}\` calls itself: functions are inlined, so recursion is not supported`;
    return thread.error("recursion", node.nameSpan, message);
  }
  if (++thread.unit.inlinedCalls > INLINED_MAX) {
    if (thread.unit.inlinedCalls > INLINED_MAX + 1) return POISON;
    const message = `more than ${INLINED_MAX.toLocaleString("en-US")} calls to inline`;
    return thread.error("too-large", node.nameSpan, message);
  }
  const frame = enter(thread, definition, node);
  return frame === null ? POISON : inlined(thread, definition, frame);
}

/**
 * The user's function, which goes before a macro and that before a primitive of the same name; primitives see primitives
 * only, and macros what they are made of.
 */
function definitionOf(thread: ThreadLowering, name: string): FunctionDefinition | undefined {
  const { functions, macros, prelude } = thread.unit;
  const own = thread.frame.isPrelude
    ? macros?.part(name)
    : (functions.get(name) ?? macros?.lookup(name));
  return own ?? prelude.lookup(name);
}

function unknownFunction(thread: ThreadLowering, node: CallNode): Value {
  for (const argument of node.arguments) {
    if (argument.kind !== "string") thread.rules.value(thread, argument);
  }
  if (meaningOf(thread, node.name) !== undefined) {
    return thread.error("unknown-function", node.nameSpan, `\`${node.name}\` is no function`);
  }
  const { functions, macros, prelude } = thread.unit;
  const known = [...functions.keys(), ...(macros?.names() ?? []), ...prelude.names()];
  const near = nearest(node.name, known);
  const notes = meant(near);
  const message = `no function or primitive is called \`${node.name}\``;
  return thread.error("unknown-function", node.nameSpan, message, ...notes);
}

function isConstant(thread: ThreadLowering, node: CallNode): Value {
  const [argument] = node.arguments;
  const value =
    argument === undefined
      ? POISON
      : thread.unevaluated(() => thread.rules.value(thread, argument));
  const isKnown = constantOf(value, thread.values) !== null;
  return constant(isKnown ? 1n : 0n, INT, thread.values);
}

/** How an argument is given to a parameter. */
function modeOf(type: TypeNode, isPrelude: boolean): string {
  const isMode = isPrelude && type.kind === "named" && PRELUDE_TYPES.has(type.name);
  return isMode ? type.name : "value";
}

/** Evaluates the arguments and makes the frame in which the function's body runs; null after a diagnostic. */
function enter(
  thread: ThreadLowering,
  definition: FunctionDefinition,
  node: CallNode,
): Frame | null {
  const isPrelude = isPreludeFunction(thread, definition);
  if (!checkCount(thread, definition, node, isPrelude)) return null;
  const facts = factsOf(definition);
  const bound = evaluateArguments(thread, definition, node, isPrelude);
  const frame = newFrame(thread, definition, node, facts, isPrelude);
  const aliases = bound.some((b) => b.kind === "value" && b.value.kind === "local-address");
  for (const [i, argument] of bound.entries()) {
    const { name, span } = definition.parameters[i]!;
    const isShared = (facts.mentions.get(name) ?? 0) > 1;
    const meaning =
      argument.kind === "value"
        ? parameter(thread, name, argument.value, span, {
            isOwn: facts.assigned.has(name) || (aliases && !isPrelude && !isFixed(argument.value)),
            isShared,
          })
        : argument;
    frame.scope.names.set(name, meaning);
  }
  return frame;
}

/** Whether nothing that a function does can change what a value is. */
function isFixed(value: Value): boolean {
  return value.kind === "local-address" || value.expression.kind === "constant";
}

function isPreludeFunction(thread: ThreadLowering, definition: FunctionDefinition): boolean {
  return thread.unit.functions.get(definition.name) !== definition;
}

function checkCount(
  thread: ThreadLowering,
  definition: FunctionDefinition,
  node: CallNode,
  isPrelude: boolean,
): boolean {
  const { parameters } = definition;
  const last = parameters.at(-1);
  const hasRest = last !== undefined && modeOf(last.type, isPrelude) === "rest";
  const wanted = hasRest ? parameters.length - 1 : parameters.length;
  const given = node.arguments.length;
  if (given === wanted || (hasRest && given > wanted)) return true;
  const count = `${hasRest ? "at least " : ""}${wanted} ${wanted === 1 ? "argument" : "arguments"}`;
  const names = parameters.map((p) => p.name).join(", ");
  thread.error(
    "wrong-arguments",
    node.span,
    `\`${node.name}\` takes ${count}, not ${given}: ${node.name}(${names})`,
  );
  return false;
}

function evaluateArguments(
  thread: ThreadLowering,
  definition: FunctionDefinition,
  node: CallNode,
  isPrelude: boolean,
): readonly Meaning[] {
  const bound: Meaning[] = [];
  for (const [i, { type: typeNode, isReference }] of definition.parameters.entries()) {
    const argument = node.arguments[i];
    const mode = modeOf(typeNode, isPrelude);
    if (mode === "rest") checkRest(thread, node, i);
    if (mode === "rest" || argument === undefined) break;
    if (mode === "expression") {
      bound.push({ kind: "expression", node: argument, frame: thread.frame });
      continue;
    }
    if (mode === "lvalue" || isReference === true) {
      const place = thread.rules.place(thread, argument);
      bound.push(place === null ? { kind: "value", value: POISON } : { kind: "place", place });
      continue;
    }
    let value = thread.rules.value(thread, argument);
    for (const next of node.arguments.slice(i + 1)) value = kept(thread, value, next);
    if (mode === "value") {
      const type = thread.unit.types.resolve(typeNode, (n) => typeOf(thread, n));
      value = passed(thread, value, type, argument, node.name);
    }
    bound.push({ kind: "value", value });
  }
  return bound;
}

/** Reports what would be lost with arguments that are not evaluated: those of annotations and messages. */
function checkRest(thread: ThreadLowering, node: CallNode, first: number): void {
  for (const argument of node.arguments.slice(first)) {
    if (!hasEffect(argument)) continue;
    const message = `\`${node.name}\` does not evaluate its arguments in a test, and this one does something`;
    thread.error("ignored-effect", argument.span, message, "do it in a statement before");
  }
}

/** An argument as its parameter's type holds it. */
function passed(
  thread: ThreadLowering,
  value: Value,
  type: Type,
  argument: ExpressionNode,
  name: string,
): Value {
  if (value.kind === "local-address") {
    if (type.kind === "pointer" || type === ANY) return value;
    return thread.error(
      "wrong-pointer",
      argument.span,
      `\`${name}\` takes ${typeName(type)} here, not a pointer`,
    );
  }
  if (value.type === VOID) {
    return thread.error("no-value", argument.span, "this gives no value");
  }
  if (type.kind === "pointer") checkPointer(thread, value.type, type.to, argument, name);
  return converted(value, type, thread.values);
}

/** Reports an argument that cannot be the pointer that is asked for, though herd's tests may keep those anywhere. */
function checkPointer(
  thread: ThreadLowering,
  given: Type,
  to: Type,
  argument: ExpressionNode,
  name: string,
): void {
  const text = textOf(argument.span);
  if (given.kind === "integer" && isOpaque(given.name)) {
    const pointer = text.startsWith("*") ? text.slice(1) : `&${text}`;
    const message = `\`${name}\` takes a pointer: write \`${pointer}\``;
    thread.error("wrong-pointer", argument.span, message);
    return;
  }
  const from = given.kind === "pointer" ? given.to : ANY;
  if (from.kind === "struct" && to.kind === "struct" && from.tag !== to.tag) {
    const message = `\`${name}\` takes a pointer to ${typeName(to)}, not to ${typeName(from)}`;
    thread.error("wrong-pointer", argument.span, message);
  }
}

/** Whether values of a type are only used through pointers: atomic_t, a lock. */
function isOpaque(name: string): boolean {
  return (
    name.startsWith("struct ") || /^(atomic|refcount|spinlock|raw_spinlock|rwlock)\w*_t$/.test(name)
  );
}

/** What a parameter's name means in the body: the argument itself where nothing can change it. */
function parameter(
  thread: ThreadLowering,
  name: string,
  value: Value,
  span: Span,
  { isOwn, isShared }: { isOwn: boolean; isShared: boolean },
): Meaning {
  if (!isOwn) {
    if (isShared) thread.pin(value);
    return { kind: "value", value };
  }
  const variable = thread.variable(name, value.type, span);
  stored(thread, { kind: "local", variable, at: 0, type: value.type }, value, span);
  return { kind: "variable", variable };
}

function newFrame(
  thread: ThreadLowering,
  definition: FunctionDefinition,
  node: CallNode,
  facts: Facts,
  isPrelude: boolean,
): Frame {
  const caller = thread.frame;
  const own = { span: node.span, name: node.name };
  const type = thread.unit.types.resolve(definition.result);
  const isSingle = singleReturn(definition, facts) !== null;
  const texts = new Map<string, string>();
  for (const [i, { name }] of definition.parameters.entries()) {
    const argument = node.arguments[i];
    if (argument !== undefined) texts.set(name, argumentText(argument, caller));
  }
  return {
    name: definition.name,
    isPrelude,
    caller,
    primitive: isPrelude ? (caller.primitive ?? own) : null,
    calls: isPrelude ? caller.calls : [...caller.calls, node.span],
    argumentTexts: texts,
    scope: { names: new Map(), outer: null },
    facts,
    end: thread.builder.label(),
    result: type === VOID || isSingle ? null : { register: thread.temporary(type), type },
    labels: new Map(),
    breaks: [],
    continues: [],
    types: new Map(),
    cases: new Map(),
  };
}

/** An argument in the user's words: what a lock is called, without the `&`. */
function argumentText(node: ExpressionNode, caller: Frame): string {
  const text = textOf(node.span).replace(/^&\s*/, "");
  if (!caller.isPrelude) return text;
  return text.replace(/\w+/g, (word) => caller.argumentTexts.get(word) ?? word);
}

/** The value of a body whose only return is its last statement: it needs no register and no jump. */
function singleReturn(definition: FunctionDefinition, facts: Facts): ExpressionNode | null {
  const last = definition.body.statements.at(-1);
  return facts.returnCount === 1 && last?.kind === "return" ? last.value : null;
}

function inlined(thread: ThreadLowering, definition: FunctionDefinition, frame: Frame): Value {
  const { statements } = definition.body;
  const { facts } = frame;
  const single = singleReturn(definition, facts);
  const type = thread.unit.types.resolve(definition.result);
  return thread.within(frame, new Map(), () => {
    if (single !== null) {
      thread.rules.statements(thread, statements.slice(0, -1));
      thread.checkLabels(definition.nameSpan);
      const value = thread.rules.value(thread, single);
      if (type === VOID) return scalar({ kind: "constant", code: 0 }, VOID);
      if (value.kind === "local-address" || type === ANY) return value;
      return converted(value, type, thread.values);
    }
    thread.rules.statements(thread, statements);
    thread.checkLabels(definition.nameSpan);
    const isTail = facts.returnCount === 1 && statements.at(-1)?.kind === "return";
    if (facts.returnCount > 0 && !isTail) thread.builder.place(frame.end);
    const { result } = frame;
    if (result === null) return scalar({ kind: "constant", code: 0 }, VOID);
    return scalar({ kind: "register", register: result.register }, result.type);
  });
}

/**
 * Runs `lower` on the condition that a hint such as `likely(c)` only passes on, in the place of the call; false when the
 * call is something else.
 */
export function throughHint(
  thread: ThreadLowering,
  node: CallNode,
  lower: (condition: ExpressionNode) => void,
): boolean {
  const definition = definitionOf(thread, node.name);
  if (definition === undefined || !isPreludeFunction(thread, definition)) return false;
  const facts = factsOf(definition);
  const single = singleReturn(definition, facts);
  const isHint =
    single !== null &&
    definition.body.statements.length === 1 &&
    definition.parameters.length === 1 &&
    definition.parameters.every((p) => modeOf(p.type, true) === "expression");
  if (!isHint) return false;
  const frame = enter(thread, definition, node);
  if (frame !== null) thread.within(frame, new Map(), () => lower(single));
  return true;
}
