import { nearest } from "../../source/nearest.js";
import type { ExpressionNode } from "./ast.js";
import { call } from "./lower-calls.js";
import type { ThreadLowering } from "./lower-context.js";
import { intrinsic } from "./lower-intrinsics.js";
import { constantType, meaningOf, unknownName } from "./lower-names.js";
import { arithmetic, negated, normalized } from "./lower-operators.js";
import { kept, keptPlace } from "./lower-order.js";
import {
  addressOf,
  containerOf,
  loaded,
  placeOf,
  refuseLocalAddress,
  sizeOf,
  stored,
  typeOf,
} from "./lower-places.js";
import { copied } from "./lower-structs.js";
import {
  binary,
  constant,
  constantOf,
  converted,
  mentionsRegister,
  NOTHING,
  POISON,
  scalar,
  type Value,
} from "./lower-values.js";
import {
  ANY,
  BOOL,
  common,
  INT,
  isScalar,
  LONG,
  type Type,
  typeName,
  UNSIGNED_INT,
  UNSIGNED_LONG,
  VOID,
} from "./types.js";

type Node<Kind extends ExpressionNode["kind"]> = Extract<ExpressionNode, { kind: Kind }>;

/** Emits what an expression does, from left to right, and gives its value. */
export function value(thread: ThreadLowering, node: ExpressionNode): Value {
  switch (node.kind) {
    case "number":
      return constant(node.value, literalType(node), thread.values);
    case "string":
      return thread.error("no-value", node.span, "a string is no value here");
    case "name":
      return named(thread, node);
    case "unary":
      return unaryValue(thread, node);
    case "increment":
      return incremented(thread, node, true);
    case "binary":
      return binaryValue(thread, node);
    case "conditional":
      return conditional(thread, node);
    case "assign":
      return assigned(thread, node);
    case "comma":
      effect(thread, node.left);
      return value(thread, node.right);
    case "call":
      return call(thread, node);
    case "intrinsic":
      return intrinsic(thread, node);
    case "index":
    case "member": {
      const place = placeOf(thread, node);
      return place === null ? POISON : loaded(thread, place, node.span);
    }
    case "cast":
      return castValue(thread, node);
    case "sizeof":
      return sizeOf(thread, node);
    case "container-of":
      return containerOf(thread, node);
    case "statements":
      return statementsValue(thread, node);
  }
}

/** Emits what an expression does when nobody wants its value. */
export function effect(thread: ThreadLowering, node: ExpressionNode): void {
  switch (node.kind) {
    case "increment":
      incremented(thread, node, false);
      return;
    case "comma":
      effect(thread, node.left);
      effect(thread, node.right);
      return;
    case "conditional":
    case "binary":
      if (node.kind === "conditional" || node.operator === "&&" || node.operator === "||") {
        branching(thread, node);
        return;
      }
      effect(thread, node.left);
      effect(thread, node.right);
      return;
    case "cast":
      effect(thread, node.operand);
      return;
    case "name":
      if (meaningOf(thread, node.name)?.kind === "value") return;
      value(thread, node);
      return;
    default: {
      const result = value(thread, node);
      if (result.kind !== "scalar" || result.expression.kind !== "register") return;
      const { register } = result.expression;
      if (!thread.isNamed(register)) thread.builder.redirect(register, null);
    }
  }
}

/** `a && f();`, `a ? f() : g();` as statements. */
function branching(thread: ThreadLowering, node: Node<"conditional"> | Node<"binary">): void {
  const end = thread.builder.label();
  if (node.kind === "binary") {
    thread.rules.jumpIf(thread, node.left, node.operator === "||", end, end);
    effect(thread, node.right);
  } else {
    const otherwise = thread.builder.label();
    thread.rules.jumpIf(thread, node.condition, false, otherwise, end);
    if (node.then !== null) effect(thread, node.then);
    thread.builder.jump(end, thread.site(node.span));
    thread.builder.place(otherwise);
    effect(thread, node.otherwise);
  }
  thread.builder.place(end);
}

/** The type of a number: that of a constant of its value, unless its suffix asks for more. */
function literalType({ value, suffix }: Node<"number">): Type {
  const isUnsigned = /u/i.test(suffix);
  const type = constantType(value);
  if (/l/i.test(suffix)) return isUnsigned || type === UNSIGNED_LONG ? UNSIGNED_LONG : LONG;
  if (!isUnsigned) return type;
  return type === INT ? UNSIGNED_INT : type === LONG ? UNSIGNED_LONG : type;
}

function named(thread: ThreadLowering, node: Node<"name">): Value {
  const meaning = meaningOf(thread, node.name);
  switch (meaning?.kind) {
    case "value":
      return meaning.value;
    case "variable": {
      const { variable } = meaning;
      return loaded(thread, { kind: "local", variable, at: 0, type: variable.type }, node.span);
    }
    case "place":
      return loaded(thread, meaning.place, node.span);
    case "expression": {
      const found = thread.lookup("VAL");
      const names = found === undefined ? new Map() : new Map([["VAL", found]]);
      return thread.within(meaning.frame, names, () => value(thread, meaning.node));
    }
    case undefined:
      return unknownName(thread, node.name, node.span);
  }
}

function unaryValue(thread: ThreadLowering, node: Node<"unary">): Value {
  if (node.operator === "*") {
    const place = placeOf(thread, node);
    return place === null ? POISON : loaded(thread, place, node.span);
  }
  if (node.operator === "&") {
    if (node.isReference === true && standsForItself(thread, node.operand)) {
      return value(thread, node.operand);
    }
    const place = thread.rules.place(thread, node.operand);
    return place === null ? POISON : addressOf(place);
  }
  return negated(thread, node.operator, value(thread, node.operand), node.span);
}

/** A pointer, unless it is a pointer that a reference is a name of. */
function standsForItself(thread: ThreadLowering, operand: ExpressionNode): boolean {
  if (operand.kind === "name" && meaningOf(thread, operand.name)?.kind === "place") return false;
  return typeOf(thread, operand).kind === "pointer";
}

function binaryValue(thread: ThreadLowering, node: Node<"binary">): Value {
  const { operator } = node;
  if (operator === "&&" || operator === "||") return logical(thread, node);
  const left = kept(thread, value(thread, node.left), node.right);
  const right = value(thread, node.right);
  return arithmetic(thread, operator, left, right, node.span);
}

/** `&&` and `||` as a value: without a branch when the right side does nothing but compute. */
function logical(thread: ThreadLowering, node: Node<"binary">): Value {
  const { builder, values } = thread;
  const { operator } = node;
  if (isPure(thread, node)) {
    const left = normalized(thread, value(thread, node.left));
    const known = constantOf(scalar(left, BOOL), values);
    if (known !== null && (known === 0n) === (operator === "&&")) return scalar(left, BOOL);
    const right = normalized(thread, value(thread, node.right));
    if (known !== null) return scalar(right, BOOL);
    return scalar(binary(operator === "&&" ? "&" : "|", "s32", left, right, values), BOOL);
  }
  const register = thread.temporary(BOOL);
  const no = builder.label();
  const end = builder.label();
  const site = thread.site(node.span);
  thread.rules.jumpIf(thread, node, false, no, end);
  thread.emit({ op: "assign", register, value: { kind: "constant", code: 1 }, site });
  builder.jump(end, site);
  builder.place(no);
  thread.emit({ op: "assign", register, value: { kind: "constant", code: 0 }, site });
  builder.place(end);
  return scalar({ kind: "register", register }, BOOL);
}

/** Whether a node only computes on local variables and constants, and cannot fail. */
export function isPure(thread: ThreadLowering, node: ExpressionNode): boolean {
  switch (node.kind) {
    case "number":
    case "sizeof":
      return true;
    case "name": {
      const meaning = meaningOf(thread, node.name);
      if (meaning?.kind === "place") return meaning.place.kind === "local";
      return meaning?.kind === "value" || meaning?.kind === "variable";
    }
    case "unary":
      return node.operator !== "*" && node.operator !== "&" && isPure(thread, node.operand);
    case "cast":
      return isPure(thread, node.operand);
    case "call":
      return node.name === "__builtin_constant_p";
    case "binary": {
      if (!isPure(thread, node.left) || !isPure(thread, node.right)) return false;
      if (!["/", "%", "<<", ">>"].includes(node.operator)) return true;
      return thread.unit.types.constant(node.right) !== null;
    }
    default:
      return false;
  }
}

function conditional(thread: ThreadLowering, node: Node<"conditional">): Value {
  const { builder, values } = thread;
  const condition = node.then === null || isPure(thread, node.condition);
  const tested = condition ? value(thread, node.condition) : null;
  const known = tested === null ? null : constantOf(tested, values);
  const thenType = node.then === null ? tested!.type : typeOf(thread, node.then);
  const type = mergedType(thenType, typeOf(thread, node.otherwise));
  if (known !== null) {
    const taken =
      known === 0n
        ? value(thread, node.otherwise)
        : node.then === null
          ? tested!
          : value(thread, node.then);
    const isScalarValue = taken.kind === "scalar" && type !== VOID;
    return isScalarValue ? converted(taken, type, values) : taken;
  }
  const register = thread.temporary(type);
  const otherwise = builder.label();
  const end = builder.label();
  const site = thread.site(node.span);
  if (tested === null) thread.rules.jumpIf(thread, node.condition, false, otherwise, end);
  else
    builder.branch(
      tested.kind === "scalar" ? tested.expression : { kind: "constant", code: 1 },
      otherwise,
      end,
      site,
    );
  const assign = (result: Value): void => {
    if (type === VOID) return;
    if (result.kind === "local-address") refuseLocalAddress(thread, result, node.span);
    else thread.assign(register, converted(result, type, values).expression, node.span);
  };
  assign(node.then === null ? tested! : value(thread, node.then));
  builder.jump(end, site);
  builder.place(otherwise);
  assign(value(thread, node.otherwise));
  builder.place(end);
  return scalar({ kind: "register", register }, type);
}

function mergedType(a: Type, b: Type): Type {
  if (a.kind === "pointer") return a;
  if (b.kind === "pointer") return b;
  if (a.kind === "void" || b.kind === "void") return VOID;
  if (a.kind === "any" && b.kind === "any") return ANY;
  return common(a, b);
}

function assigned(thread: ThreadLowering, node: Node<"assign">): Value {
  const { operator, target, span } = node;
  declareRegister(thread, target);
  const place = thread.rules.place(thread, target);
  if (place === null) {
    value(thread, node.value);
    return POISON;
  }
  if (!isScalar(place.type)) {
    if (operator === null && copied(thread, place, node.value, span)) return NOTHING;
    const message = `a whole ${typeName(place.type)} cannot be assigned`;
    return thread.error("not-scalar", span, message, "assign its parts one by one");
  }
  const stable = keptPlace(thread, place, node.value);
  if (operator === null) return stored(thread, stable, value(thread, node.value), span);
  const before = kept(thread, loaded(thread, stable, target.span), node.value);
  const result = arithmetic(thread, operator, before, value(thread, node.value), span);
  return stored(thread, stable, result, span);
}

/** Names that herd's tests use for registers without declaring them. */
const REGISTER_NAME = /^r\w?\d*$|^[a-z]\w?$|^[a-z_]+\d+$/;

/**
 * An assignment to an undeclared name in a thread declares a register, as in herd, when the name looks like one; or when
 * the thread declares no variable at all, and the name is not a known one with a slip.
 */
function declareRegister(thread: ThreadLowering, target: ExpressionNode): void {
  if (target.kind !== "name" || !thread.isThreadBody) return;
  const { name, span } = target;
  if (meaningOf(thread, name) !== undefined) return;
  const isBare = !thread.frame.facts.hasDeclarations;
  const isNew = isBare && nearest(name, thread.knownNames()) === undefined;
  if (!isNew && !REGISTER_NAME.test(name)) return;
  const variable = thread.variable(name, ANY, span, 0, true);
  thread.variables.set(name, variable);
}

function incremented(thread: ThreadLowering, node: Node<"increment">, isWanted: boolean): Value {
  const place = thread.rules.place(thread, node.operand);
  if (place === null) return POISON;
  let before = loaded(thread, place, node.span);
  if (isWanted && !node.isPrefix && place.kind === "local") {
    before = thread.snapshot(before, node.span);
  }
  const one = constant(1n, INT, thread.values);
  const operator = node.operator === "++" ? "+" : "-";
  const after = stored(
    thread,
    place,
    arithmetic(thread, operator, before, one, node.span),
    node.span,
  );
  return node.isPrefix ? after : before;
}

function castValue(thread: ThreadLowering, node: Node<"cast">): Value {
  const type = thread.unit.types.resolve(node.type, (n) => typeOf(thread, n));
  if (type === VOID) {
    effect(thread, node.operand);
    return scalar({ kind: "constant", code: 0 }, VOID);
  }
  const operand = value(thread, node.operand);
  if (operand.kind === "local-address") {
    if (type.kind !== "pointer") return refuseLocalAddress(thread, operand, node.span);
    return { ...operand, place: { ...operand.place, type: type.to }, type };
  }
  if (operand.type === VOID) return thread.error("no-value", node.span, "this gives no value");
  if (type.kind === "struct" || type.kind === "array") {
    return thread.error("not-scalar", node.span, `nothing can be cast to ${typeName(type)}`);
  }
  if (type === BOOL) return scalar(normalized(thread, operand), BOOL);
  return converted(operand, type, thread.values);
}

/** `({ ...; value; })`: the value is that of the last statement, when it is an expression. */
function statementsValue(thread: ThreadLowering, node: Node<"statements">): Value {
  const { statements, span } = node.body;
  const last = statements.at(-1);
  return thread.scoped(() => {
    if (last?.kind !== "expression") {
      thread.rules.statements(thread, statements);
      return scalar({ kind: "constant", code: 0 }, VOID);
    }
    thread.rules.statements(thread, statements.slice(0, -1));
    const result = value(thread, last.expression);
    const isStable =
      result.kind !== "scalar" || !mentionsRegister(result.expression, thread.isNamed);
    return isStable ? result : thread.snapshot(result, span);
  });
}
