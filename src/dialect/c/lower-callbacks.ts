import { meant, nearest } from "../../source/nearest.js";
import type { Span } from "../../source/source.js";
import type { ExpressionNode, FunctionDefinition } from "./ast.js";
import { factsOf } from "./facts.js";
import { type Rules, ThreadLowering } from "./lower-context.js";
import { refuseLocalAddress } from "./lower-places.js";
import type { Callback, Unit } from "./lower-unit.js";
import { converted, scalar } from "./lower-values.js";
import { type Type, UNSIGNED_LONG } from "./types.js";

/**
 * `call_rcu(head, function)`: hands the head to a thread of its own, with a full barrier on either side. The thread runs
 * the function after a grace period (`lowerCallback`).
 */
export function queueCallback(
  thread: ThreadLowering,
  head: ExpressionNode,
  name: ExpressionNode,
  domain: number,
  span: Span,
): void {
  const { unit } = thread;
  const pointer = thread.rules.value(thread, head);
  const definition = functionNamed(thread, name);
  if (definition === null || !thread.isEvaluated) return;
  if (pointer.kind === "local-address") {
    refuseLocalAddress(thread, pointer, span);
    return;
  }
  if (thread.ancestors.includes(definition.name)) {
    const message = `\`${definition.name}\` queues itself again: callbacks that never end are not supported`;
    thread.error("recursion", span, message);
    return;
  }
  const primitive = thread.frame.primitive?.name ?? "call_rcu";
  const label = `${primitive}(${definition.name})`;
  const count = unit.callbacks.filter((c) => c.label === label).length;
  const callback: Callback = {
    label,
    name: count === 0 ? label : `${label} ${count + 1}`,
    definition,
    queued: unit.queue(`queued for ${definition.name}`),
    domain,
    span: thread.where(span),
    ancestors: [...thread.ancestors, definition.name],
  };
  unit.callbacks.push(callback);
  const site = thread.site(span);
  thread.emit({ op: "fence", fence: "mb", site });
  thread.emit({
    op: "store",
    address: { kind: "constant", code: unit.locations.address(callback.queued) },
    value: converted(pointer, UNSIGNED_LONG, unit.values).expression,
    order: "relaxed",
    requires: {
      condition: {
        kind: "binary",
        operator: "==",
        type: "u64",
        left: { kind: "old" },
        right: { kind: "constant", code: 0 },
      },
      fault: `${primitive}() of a callback that is queued already`,
    },
    site,
  });
  thread.emit({ op: "fence", fence: "mb", site });
}

function functionNamed(thread: ThreadLowering, node: ExpressionNode): FunctionDefinition | null {
  const meaning = node.kind === "name" ? thread.lookup(node.name) : undefined;
  const named = meaning?.kind === "expression" ? meaning.node : node;
  const own = named.kind === "unary" && named.operator === "&" ? named.operand : named;
  if (own.kind === "name") {
    const definition = thread.unit.functions.get(own.name);
    if (definition !== undefined && definition.parameters.length === 1) return definition;
    if (definition !== undefined) {
      const message = `\`${own.name}\` takes ${definition.parameters.length} arguments; a callback takes its rcu_head`;
      thread.error("wrong-arguments", own.span, message);
      return null;
    }
  }
  const name = own.kind === "name" ? own.name : "";
  const near = nearest(name, thread.unit.functions.keys());
  const notes = meant(near);
  thread.error(
    "unknown-function",
    own.span,
    "the callback must be a function of this file",
    ...notes,
  );
  return null;
}

/**
 * The thread of a callback: waits until it is queued, then for a grace period, then runs the function. The grace period
 * is also a full barrier between the call and the function (comment of `call_rcu()` in kernel/rcu/tree.c).
 */
export function lowerCallback(unit: Unit, rules: Rules, callback: Callback): ThreadLowering {
  const { definition, span, domain, name } = callback;
  const thread = new ThreadLowering(unit, rules, name, factsOf(definition), callback.ancestors);
  const { builder } = thread;
  const again = builder.label();
  const queued = builder.label();
  const site = { span, primitive: callback.label, calls: [] };
  const head = builder.temporary("u64");
  builder.place(again);
  const address = { kind: "constant", code: unit.locations.address(callback.queued) } as const;
  builder.emit({ op: "load", register: head, address, order: "relaxed", site });
  const value = { kind: "register", register: head } as const;
  builder.branch(
    { kind: "unary", operator: "!", type: "u64", operand: value },
    queued,
    queued,
    site,
  );
  builder.jump(again, site);
  builder.place(queued);
  builder.emit({ op: "fence", fence: "mb", site });
  builder.emit({ op: "rcu", action: "synchronize", domain, site });
  builder.emit({ op: "fence", fence: "mb", site });
  const { name: parameter, type: node } = definition.parameters[0]!;
  const type: Type = unit.types.resolve(node);
  thread.pin(scalar(value, type));
  const isOwn = thread.frame.facts.assigned.has(parameter);
  if (isOwn) {
    const variable = thread.variable(parameter, type, span);
    thread.assign(variable.registers[0]!, value, span);
    variable.isSet = true;
    thread.define(parameter, { kind: "variable", variable });
  } else {
    thread.define(parameter, { kind: "value", value: scalar(value, type) });
  }
  rules.statements(thread, definition.body.statements);
  thread.checkLabels(definition.nameSpan);
  builder.place(thread.frame.end);
  return thread;
}
