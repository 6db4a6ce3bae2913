import type {
  FenceKind,
  LockRole,
  LockStep,
  Rcu,
  ReadOrder,
  Rmw,
  Tags,
  WriteOrder,
} from "../../program/program.js";
import type { Span } from "../../source/source.js";
import type { ExpressionNode } from "./ast.js";
import { queueCallback } from "./lower-callbacks.js";
import type { ThreadLowering } from "./lower-context.js";
import { withOrders } from "./lower-memory-orders.js";
import { truthOf } from "./lower-operators.js";
import { dereferenced, loaded, refuseLocalAddress, stored } from "./lower-places.js";
import {
  converted,
  type MemoryPlace,
  NOTHING,
  type Place,
  POISON,
  type ScalarValue,
  scalar,
  type Value,
} from "./lower-values.js";
import { BOOL, INT, isScalar, type Type, typeName, VOID } from "./types.js";

type IntrinsicNode = Extract<ExpressionNode, { kind: "intrinsic" }>;

const READ_ORDERS: Readonly<Record<string, ReadOrder>> = {
  plain: "plain",
  once: "relaxed",
  acquire: "acquirePc",
  relaxed: "relaxed",
  consume: "acquirePc",
  seq_cst: "sc",
};

const WRITE_ORDERS: Readonly<Record<string, WriteOrder>> = {
  plain: "plain",
  once: "relaxed",
  release: "release",
  relaxed: "relaxed",
  seq_cst: "sc",
};

const FENCES: Readonly<Record<string, FenceKind>> = {
  mb: "mb",
  rmb: "rmb",
  wmb: "wmb",
  before_atomic: "before-atomic",
  after_atomic: "after-atomic",
  after_spinlock: "after-spinlock",
  after_unlock_lock: "after-unlock-lock",
  after_srcu_read_unlock: "after-srcu-read-unlock",
  barrier: "barrier",
  // A fence of C11 without an order, and those with one.
  relaxed: "barrier",
  consume: "acquire",
  acquire: "acquire",
  release: "release",
  acq_rel: "acquire-release",
  seq_cst: "seq-cst",
};

/** Before the order of a compare and exchange that fails. */
const FAILURE = "failure.";

/** Before an annotation of a macro file. */
const TAG = "tag.";

const ROLES: Readonly<Record<string, LockRole>> = {
  lock: "lock",
  trylock: "trylock",
  unlock: "unlock",
  is_locked: "is-locked",
  other_lock: "other-lock",
};

const LOCK_STEPS: Readonly<Record<string, LockStep>> = {
  takes: "take",
  downgrades: "downgrade",
  gives: "give",
};

/** What the prelude is written in: see `PreludeGroup`. */
export function intrinsic(thread: ThreadLowering, given: IntrinsicNode): Value {
  const { span } = given;
  const node = withOrders(thread, given);
  if (node === null) return POISON;
  const site = thread.site(span);
  switch (node.name) {
    case "__load":
      return load(thread, node);
    case "__store":
      return store(thread, node, null, node.arguments[1]!);
    case "__store_if":
      return store(thread, node, node.arguments[1]!, node.arguments[2]!);
    case "__rmw":
      return update(thread, node, null, node.arguments[1]!);
    case "__rmw_if":
      return update(thread, node, node.arguments[1]!, node.arguments[2]!);
    case "__fence":
      thread.emit({
        op: "fence",
        fence: FENCES[node.modifiers[0]!]!,
        ...tagsOf(node.modifiers),
        site,
      });
      return NOTHING;
    case "__choose": {
      const register = thread.temporary(BOOL);
      thread.emit({ op: "choose", register, site });
      return scalar({ kind: "register", register }, BOOL);
    }
    case "__rcu_step":
      return rcuStep(thread, node);
    case "__queue": {
      const [head, name, structure] = node.arguments;
      const domain = structure === undefined ? 0 : domainOf(thread, structure);
      if (domain >= 0) queueCallback(thread, head!, name!, domain, span);
      return NOTHING;
    }
    case "__report": {
      const message = text(thread, node.arguments[0]!);
      if (node.modifiers[0] === "warn") thread.emit({ op: "warn", message, site });
      else thread.emit({ op: "fail", fault: message, site });
      return NOTHING;
    }
    default:
      throw new Error(`no intrinsic is called ${node.name}`);
  }
}

function rcuStep(thread: ThreadLowering, node: IntrinsicNode): Value {
  const action = node.modifiers[0] as Rcu["action"];
  const site = thread.site(node.span);
  const [structure, handedBack] = node.arguments;
  if (structure === undefined) {
    thread.emit({ op: "rcu", action, domain: 0, site });
    return NOTHING;
  }
  const domain = domainOf(thread, structure);
  if (handedBack !== undefined) {
    const value = thread.rules.value(thread, handedBack);
    if (domain < 0 || value.kind !== "scalar") return NOTHING;
    thread.emit({ op: "rcu", action, domain, value: value.expression, site });
    return NOTHING;
  }
  if (domain < 0) return action === "lock" ? POISON : NOTHING;
  if (action !== "lock") {
    thread.emit({ op: "rcu", action, domain, site });
    return NOTHING;
  }
  const register = thread.temporary(INT);
  thread.emit({ op: "rcu", action, domain, register, site });
  return scalar({ kind: "register", register }, INT);
}

/** A text of the prelude with the user's arguments in it. */
function text(thread: ThreadLowering, node: ExpressionNode): string {
  if (node.kind !== "string") throw new Error(`expected a text, found ${node.kind}`);
  return node.value.replace(/\{(\w+)\}/g, (_, name: string) => {
    return thread.frame.argumentTexts.get(name) ?? name;
  });
}

/** The scalar that an access goes to; null after a diagnostic. */
function target(thread: ThreadLowering, node: ExpressionNode, span: Span): Place | null {
  const place = dereferenced(thread, thread.rules.value(thread, node), span);
  if (place === null || isScalar(place.type)) return place;
  const message = `\`${thread.frame.primitive?.name}\` accesses a scalar, not a whole ${typeName(place.type)}`;
  thread.error("not-scalar", span, message);
  return null;
}

function roleOf(modifiers: readonly string[]): { role?: LockRole } {
  const word = modifiers.find((m) => ROLES[m] !== undefined);
  return word === undefined ? {} : { role: ROLES[word]! };
}

function lockStepOf(modifiers: readonly string[]): { lockStep?: LockStep } {
  const word = modifiers.find((m) => LOCK_STEPS[m] !== undefined);
  return word === undefined ? {} : { lockStep: LOCK_STEPS[word]! };
}

/** What a macro file calls an event: `tag.Word` for each. */
function tagsOf(modifiers: readonly string[]): { tags?: Tags } {
  const tags = modifiers.filter((m) => m.startsWith(TAG)).map((m) => m.slice(TAG.length));
  return tags.length === 0 ? {} : { tags };
}

function load(thread: ThreadLowering, node: IntrinsicNode): Value {
  const place = target(thread, node.arguments[0]!, node.span);
  if (place === null) return POISON;
  if (place.kind === "local") return loaded(thread, place, node.span);
  const register = thread.temporary(place.type);
  thread.emit({
    op: "load",
    register,
    address: place.address,
    order: READ_ORDERS[node.modifiers[0]!]!,
    ...roleOf(node.modifiers),
    ...tagsOf(node.modifiers),
    site: thread.site(node.span),
  });
  return scalar({ kind: "register", register }, place.type);
}

/** An argument that may speak of `__old`, as the place's type holds it. */
function overOld(thread: ThreadLowering, node: ExpressionNode, type: Type): Value {
  const before = thread.oldType;
  thread.oldType = type;
  const value = thread.rules.value(thread, node);
  thread.oldType = before;
  return value;
}

function valueFor(thread: ThreadLowering, node: ExpressionNode, place: MemoryPlace): ScalarValue {
  const value = overOld(thread, node, place.type);
  if (value.kind === "local-address") {
    refuseLocalAddress(thread, value, node.span);
    return POISON;
  }
  if (value.type === VOID) return thread.error("no-value", node.span, "this gives no value");
  return converted(value, place.type, thread.values);
}

function store(
  thread: ThreadLowering,
  node: IntrinsicNode,
  condition: ExpressionNode | null,
  value: ExpressionNode,
): Value {
  const place = target(thread, node.arguments[0]!, node.span);
  if (place === null) return POISON;
  if (place.kind === "local") {
    stored(thread, place, thread.rules.value(thread, value), node.span);
    return NOTHING;
  }
  const requires =
    condition === null
      ? {}
      : {
          requires: {
            condition: truthOf(overOld(thread, condition, place.type)),
            fault: text(thread, node.arguments[3]!),
          },
        };
  thread.emit({
    op: "store",
    address: place.address,
    value: valueFor(thread, value, place).expression,
    order: WRITE_ORDERS[node.modifiers[0]!]!,
    ...roleOf(node.modifiers),
    ...lockStepOf(node.modifiers),
    ...tagsOf(node.modifiers),
    ...requires,
    site: thread.site(node.span),
  });
  return NOTHING;
}

function update(
  thread: ThreadLowering,
  node: IntrinsicNode,
  condition: ExpressionNode | null,
  value: ExpressionNode,
): Value {
  const { modifiers, span } = node;
  const place = target(thread, node.arguments[0]!, span);
  if (place === null) return POISON;
  if (place.kind === "local") {
    const { name } = place.variable;
    const message = `\`${name}\` is a local variable: no other thread could see an atomic operation on it`;
    return thread.error("local-atomic", span, message, "declare it in the init block");
  }
  const guard =
    condition === null ? {} : { guard: truthOf(overOld(thread, condition, place.type)) };
  const register = thread.temporary(place.type);
  thread.emit({
    op: "rmw",
    register,
    address: place.address,
    ...guard,
    value: valueFor(thread, value, place).expression,
    otherwise: otherwise(thread, node),
    read: readOrderOf(modifiers),
    write: writeOrderOf(modifiers),
    ...failureOf(modifiers),
    isFull: modifiers.includes("full"),
    isNoReturn: modifiers.includes("noreturn"),
    ...roleOf(modifiers),
    ...lockStepOf(modifiers),
    ...tagsOf(modifiers),
    site: thread.site(span),
  });
  return scalar({ kind: "register", register }, place.type);
}

function readOrderOf(modifiers: readonly string[]): ReadOrder {
  if (modifiers.includes("seq_cst")) return "sc";
  const acquires = ["acquire", "consume", "acq_rel"].some((word) => modifiers.includes(word));
  return acquires ? "acquirePc" : "relaxed";
}

function writeOrderOf(modifiers: readonly string[]): WriteOrder {
  if (modifiers.includes("seq_cst")) return "sc";
  return modifiers.includes("release") || modifiers.includes("acq_rel") ? "release" : "relaxed";
}

function failureOf(modifiers: readonly string[]): { failure?: ReadOrder } {
  const word = modifiers.find((m) => m.startsWith(FAILURE))?.slice(FAILURE.length) ?? "relaxed";
  return word === "relaxed" ? {} : { failure: READ_ORDERS[word]! };
}

function otherwise(thread: ThreadLowering, node: IntrinsicNode): Rmw["otherwise"] {
  const fault = node.name === "__rmw_if" ? node.arguments[3] : undefined;
  if (fault !== undefined) return { fault: text(thread, fault) };
  return node.modifiers.includes("wait") ? "wait" : "read";
}

/** The number of an srcu_struct: it must be known which one it is. -1 after a diagnostic. */
function domainOf(thread: ThreadLowering, node: ExpressionNode): number {
  const pointer = thread.rules.value(thread, node);
  const { locations } = thread.unit;
  if (pointer.kind === "scalar" && pointer.expression.kind === "constant") {
    const infos = locations.infos();
    const cell = thread.values.cell(pointer.expression.code, infos.length);
    if (cell >= 0) return thread.unit.domain(infos[cell]!.name);
  }
  const message =
    "the srcu_struct must be one that is named here, not one behind a pointer that was read";
  thread.error("unknown-srcu-struct", node.span, message);
  return -1;
}
