import type { Label } from "../../program/builder.js";
import type { ExpressionNode } from "./ast.js";
import { throughHint } from "./lower-calls.js";
import type { ThreadLowering } from "./lower-context.js";
import { isPure, value } from "./lower-expressions.js";
import { meaningOf } from "./lower-names.js";
import { inverted, truthOf } from "./lower-operators.js";

/** Goes to `target` when the truth of the node is `sense`, else on; `join` is where both ways meet in the source. */
export function jumpIf(
  thread: ThreadLowering,
  node: ExpressionNode,
  sense: boolean,
  target: Label,
  join: Label,
): void {
  if (node.kind === "unary" && node.operator === "!") {
    jumpIf(thread, node.operand, !sense, target, join);
    return;
  }
  if (node.kind === "binary" && (node.operator === "&&" || node.operator === "||")) {
    if (!isPure(thread, node)) {
      jumpIfBoth(thread, node, sense, target, join);
      return;
    }
  }
  if (node.kind === "name") {
    const meaning = meaningOf(thread, node.name);
    if (meaning?.kind === "expression") {
      const found = thread.lookup("VAL");
      const names = found === undefined ? new Map() : new Map([["VAL", found]]);
      thread.within(meaning.frame, names, () => jumpIf(thread, meaning.node, sense, target, join));
      return;
    }
  }
  if (node.kind === "call") {
    const go = (condition: ExpressionNode): void => jumpIf(thread, condition, sense, target, join);
    if (throughHint(thread, node, go)) return;
  }
  jumpOnValue(thread, node, sense, target, join);
}

/** `a && b` and `a || b`: the right side is evaluated only when the left one does not decide. */
function jumpIfBoth(
  thread: ThreadLowering,
  node: Extract<ExpressionNode, { kind: "binary" }>,
  sense: boolean,
  target: Label,
  join: Label,
): void {
  const decides = node.operator === "||";
  if (decides === sense) {
    jumpIf(thread, node.left, sense, target, join);
    jumpIf(thread, node.right, sense, target, join);
    return;
  }
  const skip = thread.builder.label();
  jumpIf(thread, node.left, decides, skip, join);
  jumpIf(thread, node.right, sense, target, join);
  thread.builder.place(skip);
}

function jumpOnValue(
  thread: ThreadLowering,
  node: ExpressionNode,
  sense: boolean,
  target: Label,
  join: Label,
): void {
  const result = value(thread, node);
  if (result.type.kind === "void") {
    thread.error("no-value", node.span, "this gives no value");
    return;
  }
  const truth = sense ? inverted(thread, result) : truthOf(result);
  const site = thread.site(node.span);
  if (truth.kind !== "constant") thread.builder.branch(truth, target, join, site);
  else if (truth.code === 0) thread.builder.jump(target, site);
}
