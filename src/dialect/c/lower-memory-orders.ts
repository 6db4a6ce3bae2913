import type { Span } from "../../source/source.js";
import type { ExpressionNode } from "./ast.js";
import type { ThreadLowering } from "./lower-context.js";
import { constantOf } from "./lower-values.js";

type IntrinsicNode = Extract<ExpressionNode, { kind: "intrinsic" }>;

/** C11's memory orders, by their numbers (C11 7.17.3, in the order of the standard). */
export const MEMORY_ORDERS = [
  "relaxed",
  "consume",
  "acquire",
  "release",
  "acq_rel",
  "seq_cst",
] as const;

type MemoryOrder = (typeof MEMORY_ORDERS)[number];

/** What may have which order (C11 7.17.7); a read-modify-write and a fence may have any. */
const LIMITS: Readonly<Record<string, { what: string; allowed: readonly MemoryOrder[] }>> = {
  __load: { what: "a load", allowed: ["relaxed", "consume", "acquire", "seq_cst"] },
  __store: { what: "a store", allowed: ["relaxed", "release", "seq_cst"] },
  failure: {
    what: "the order of a compare-exchange that fails",
    allowed: ["relaxed", "consume", "acquire", "seq_cst"],
  },
};

/**
 * An intrinsic with words in place of the memory orders that it is given: `=order` is that of the parameter `order`,
 * `failure=order` is for an operation that fails. Null after a diagnostic.
 */
export function withOrders(thread: ThreadLowering, node: IntrinsicNode): IntrinsicNode | null {
  if (!node.modifiers.some((m) => m.includes("="))) return node;
  const modifiers: string[] = [];
  for (const modifier of node.modifiers) {
    const [kind, parameter] = modifier.split("=");
    if (parameter === undefined) {
      modifiers.push(modifier);
      continue;
    }
    const order = orderOf(thread, parameter, node.span);
    if (order === null || !isAllowed(thread, kind || node.name, order, node.span)) return null;
    modifiers.push(kind === "" || node.name === "__load" ? order : `${kind}.${order}`);
  }
  return { ...node, modifiers };
}

function orderOf(thread: ThreadLowering, parameter: string, span: Span): MemoryOrder | null {
  const value = thread.rules.value(thread, { kind: "name", name: parameter, span });
  const number = constantOf(value, thread.values);
  const order = number === null ? undefined : MEMORY_ORDERS[Number(number)];
  if (order !== undefined) return order;
  const { primitive, argumentTexts } = thread.frame;
  const text = argumentTexts.get(parameter) ?? parameter;
  const message = `the memory order of \`${primitive?.name}\` must be a constant, not \`${text}\``;
  thread.error("not-constant", span, message, "write one of `memory_order_relaxed` and the like");
  return null;
}

function isAllowed(thread: ThreadLowering, kind: string, order: MemoryOrder, span: Span): boolean {
  const limits = LIMITS[kind];
  if (limits === undefined || limits.allowed.includes(order)) return true;
  const words = limits.allowed.map((word) => `\`memory_order_${word}\``);
  const list = `${words.slice(0, -1).join(", ")} or ${words.at(-1)}`;
  const message = `${limits.what} cannot be \`memory_order_${order}\``;
  // The load by which a weak compare-exchange fails at will has the same order as its update.
  const { start } = thread.where(span);
  const isSaid = thread.unit.diagnostics.list.some(
    (known) => known.span.start === start && known.message === message,
  );
  if (!isSaid) thread.error("wrong-order", span, message, `it may be ${list}`);
  return false;
}
