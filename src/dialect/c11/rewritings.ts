import { type CallNode, type Rewriter, textOf } from "../c/places.js";
import type { Rewriting } from "../places.js";

const ORDERS = ["relaxed", "acquire", "release", "acq_rel", "seq_cst"];
/** The orders that a load and a store may have (C11 7.17.7.1 and 7.17.7.2). */
const LOAD_ORDERS = ["relaxed", "acquire", "seq_cst"];
const STORE_ORDERS = ["relaxed", "release", "seq_cst"];

/** An order as it may be written: `memory_order_relaxed`, `std::memory_order::relaxed`. */
const ORDER = /memory_order(?:_|\s*::\s*)(\w+)$/;

/** C11: the memory order of an operation, written or not, and the fences. An order that is not allowed is no C11. */
export const rewriter: Rewriter = {
  fences: ["acquire", "release", "acq_rel", "seq_cst"].map(
    (order) => `atomic_thread_fence(memory_order_${order})`,
  ),
  rewritings(call): readonly Rewriting[] {
    if (!/atomic|compare_exchange/.test(call.name) || call.name === "atomic_thread_fence")
      return [];
    const written = call.arguments.find(({ span }) => ORDER.test(textOf(span)));
    return written === undefined ? withOrder(call) : otherOrders(call, written.span);
  },
};

function ordersOf({ name }: CallNode): readonly string[] {
  if (/^atomic_load(?:_explicit)?$/.test(name)) return LOAD_ORDERS;
  return /^atomic_store(?:_explicit)?$/.test(name) ? STORE_ORDERS : ORDERS;
}

function otherOrders(call: CallNode, span: CallNode["span"]): readonly Rewriting[] {
  const text = textOf(span);
  const word = ORDER.exec(text)![1]!;
  const start = span.end - word.length;
  return ordersOf(call)
    .filter((order) => order !== word)
    .map((order) => {
      return { words: `memory_order_${order}`, edits: [{ start, end: span.end, text: order }] };
    });
}

/** An operation that names no order is sequentially consistent. */
function withOrder(call: CallNode): readonly Rewriting[] {
  const { name, nameSpan, span, arguments: given } = call;
  const written = textOf(nameSpan);
  const isFunction = written === name;
  if (!isFunction && !name.endsWith(written)) return [];
  const last = span.end - 1;
  const isEmpty = textOf({ ...span, start: nameSpan.end }).replace(/\s+/g, "") === "()";
  const isCompare = name.includes("compare_exchange");
  return ordersOf(call)
    .filter((order) => order !== "seq_cst")
    .map((order) => {
      const comma = isEmpty || given.length === 0 ? "" : ", ";
      const failure = isCompare && isFunction ? ", memory_order_relaxed" : "";
      const added = { start: last, end: last, text: `${comma}memory_order_${order}${failure}` };
      const renamed = { start: nameSpan.end, end: nameSpan.end, text: "_explicit" };
      return { words: `memory_order_${order}`, edits: isFunction ? [renamed, added] : [added] };
    });
}
