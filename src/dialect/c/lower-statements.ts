import type { Label } from "../../program/builder.js";
import { meant, nearest } from "../../source/nearest.js";
import type { Span } from "../../source/source.js";
import type { ExpressionNode, StatementNode } from "./ast.js";
import { jumpIf } from "./lower-conditions.js";
import type { ThreadLowering } from "./lower-context.js";
import { declaration } from "./lower-declarations.js";
import { effect, isPure, value } from "./lower-expressions.js";
import { refuseLocalAddress } from "./lower-places.js";
import {
  binary,
  computing,
  constant,
  constantOf,
  converted,
  mentionsRegister,
} from "./lower-values.js";
import { common, INT } from "./types.js";

type Node<Kind extends StatementNode["kind"]> = Extract<StatementNode, { kind: Kind }>;

/** Emits the statements of a body, in order. */
export function statements(thread: ThreadLowering, list: readonly StatementNode[]): void {
  for (const [i, node] of list.entries()) statement(thread, node, i === list.length - 1);
}

/** `isLast`: nothing follows it in its block. */
function statement(thread: ThreadLowering, node: StatementNode, isLast: boolean): void {
  switch (node.kind) {
    case "block":
      thread.scoped(() => statements(thread, node.statements));
      return;
    case "declaration":
      for (const declarator of node.declarators) declaration(thread, declarator);
      return;
    case "expression":
      effect(thread, node.expression);
      return;
    case "if":
      conditional(thread, node);
      return;
    case "while":
    case "do":
    case "for":
      loop(thread, node);
      return;
    case "switch":
      chosen(thread, node);
      return;
    case "case":
    case "default":
      placeCase(thread, node);
      return;
    case "label":
      placeLabel(thread, node);
      return;
    case "goto":
      jumpTo(thread, node);
      return;
    case "break":
      leave(thread, thread.frame.breaks.at(-1), node.span, "`break` outside of a loop or switch");
      return;
    case "continue":
      leave(thread, thread.frame.continues.at(-1), node.span, "`continue` outside of a loop");
      return;
    case "return":
      returned(thread, node, isLast);
      return;
    case "empty":
      return;
  }
}

function inner(thread: ThreadLowering, node: StatementNode): void {
  thread.scoped(() => statement(thread, node, false));
}

/** What a condition that does nothing but compute is known to be, or null. */
function known(thread: ThreadLowering, node: ExpressionNode): boolean | null {
  if (!isPure(thread, node)) return null;
  const result = thread.unevaluated(() => value(thread, node));
  if (result.kind === "local-address") return true;
  const number = constantOf(result, thread.values);
  return number === null ? null : number !== 0n;
}

function conditional(thread: ThreadLowering, node: Node<"if">): void {
  // In the prelude a parameter may say which of two forms of a primitive is meant.
  const choice = thread.frame.isPrelude ? known(thread, node.condition) : null;
  if (choice !== null) {
    const taken = choice ? node.then : node.otherwise;
    if (taken !== null) inner(thread, taken);
    return;
  }
  const { builder } = thread;
  const end = builder.label();
  if (node.otherwise === null) {
    jumpIf(thread, node.condition, false, end, end);
    inner(thread, node.then);
  } else {
    const otherwise = builder.label();
    jumpIf(thread, node.condition, false, otherwise, end);
    inner(thread, node.then);
    builder.jump(end, thread.site(node.span));
    builder.place(otherwise);
    inner(thread, node.otherwise);
  }
  builder.place(end);
}

function loop(thread: ThreadLowering, node: Node<"while"> | Node<"do"> | Node<"for">): void {
  thread.scoped(() => {
    const { builder, frame } = thread;
    if (node.kind === "for" && node.initial !== null) statement(thread, node.initial, false);
    const top = builder.label();
    const next = builder.label();
    const end = builder.label();
    builder.place(top);
    const condition = node.condition;
    if (node.kind !== "do" && condition !== null) jumpIf(thread, condition, false, end, end);
    frame.breaks.push(end);
    frame.continues.push(next);
    inner(thread, node.body);
    frame.breaks.pop();
    frame.continues.pop();
    builder.place(next);
    if (node.kind === "for" && node.step !== null) effect(thread, node.step);
    if (node.kind === "do") jumpIf(thread, node.condition, true, top, end);
    else builder.jump(top, thread.site(node.span));
    builder.place(end);
  });
}

function leave(
  thread: ThreadLowering,
  label: Label | undefined,
  span: Span,
  message: string,
): void {
  if (label === undefined) thread.error("misplaced-jump", span, message);
  else thread.builder.jump(label, thread.site(span));
}

/** A switch compares with its cases in their order, then goes to the default. */
function chosen(thread: ThreadLowering, node: Node<"switch">): void {
  const { builder, frame, values } = thread;
  let selected = value(thread, node.value);
  if (selected.kind === "local-address") {
    refuseLocalAddress(thread, selected, node.value.span);
    return;
  }
  if (mentionsRegister(selected.expression, thread.isNamed)) {
    selected = thread.snapshot(selected, node.value.span) as typeof selected;
  }
  thread.pin(selected);
  const end = builder.label();
  const seen = new Set<bigint>();
  let fallback = end;
  for (const label of casesOf(node.body)) {
    const target = builder.label();
    frame.cases.set(label, target);
    if (label.kind === "default") {
      fallback = target;
      continue;
    }
    const number = thread.unit.types.constant(label.value);
    if (number === null) {
      thread.error("not-constant", label.value.span, "a case must be a constant");
      continue;
    }
    if (seen.has(number))
      thread.error("redefined", label.span, `the case ${number} is there twice`);
    seen.add(number);
    const type = common(selected.type, INT);
    const left = converted(selected, type, values).expression;
    const right = constant(number, type, values).expression;
    const isOther = binary("!=", computing(type), left, right, values);
    builder.branch(isOther, target, end, thread.site(label.span));
  }
  builder.jump(fallback, thread.site(node.span));
  frame.breaks.push(end);
  inner(thread, node.body);
  frame.breaks.pop();
  builder.place(end);
}

/** The case labels of a switch, not those of a switch in it. */
function casesOf(node: StatementNode): readonly (Node<"case"> | Node<"default">)[] {
  switch (node.kind) {
    case "case":
    case "default":
      return [node];
    case "block":
      return node.statements.flatMap(casesOf);
    case "if":
      return [node.then, node.otherwise].flatMap((s) => (s === null ? [] : casesOf(s)));
    case "while":
    case "do":
    case "for":
      return casesOf(node.body);
    default:
      return [];
  }
}

function placeCase(thread: ThreadLowering, node: Node<"case"> | Node<"default">): void {
  const label = thread.frame.cases.get(node);
  if (label === undefined) {
    thread.error("misplaced-jump", node.span, `\`${node.kind}\` outside of a switch`);
    return;
  }
  // A switch is lowered once for each call of its function: its labels are not kept.
  thread.frame.cases.delete(node);
  thread.builder.place(label);
}

function labelNamed(thread: ThreadLowering, name: string): Label {
  const { labels } = thread.frame;
  const label = labels.get(name) ?? thread.builder.label();
  labels.set(name, label);
  return label;
}

function placeLabel(thread: ThreadLowering, node: Node<"label">): void {
  const label = labelNamed(thread, node.name);
  if (label.pc >= 0) {
    thread.error("redefined", node.span, `the label \`${node.name}\` is there twice`);
    return;
  }
  thread.builder.place(label);
}

function jumpTo(thread: ThreadLowering, node: Node<"goto">): void {
  const { labels } = thread.frame.facts;
  if (labels.has(node.name)) {
    thread.builder.jump(labelNamed(thread, node.name), thread.site(node.span));
    return;
  }
  const near = nearest(node.name, labels);
  const notes = meant(near, near, node.name);
  thread.error("unknown-label", node.span, `no label is called \`${node.name}\``, ...notes);
}

/** Nothing of the body runs after it; `isLast` at the end of the body saves the jump. */
function returned(thread: ThreadLowering, node: Node<"return">, isLast: boolean): void {
  const { frame } = thread;
  if (node.value !== null) {
    const result = value(thread, node.value);
    if (frame.result !== null) {
      if (result.kind === "local-address") refuseLocalAddress(thread, result, node.span);
      else {
        const { register, type } = frame.result;
        const { expression } = converted(result, type, thread.values);
        thread.assign(register, expression, node.span);
      }
    } else if (thread.isThreadBody && result.type.kind !== "void") {
      thread.error("misplaced-return", node.value.span, "a thread returns no value");
    }
  }
  const isEnd = isLast && frame.scope.outer === null;
  if (!isEnd) thread.builder.jump(frame.end, thread.site(node.span));
}
