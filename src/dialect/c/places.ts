import type { Program } from "../../program/program.js";
import type { Edit } from "../../source/edit.js";
import type { Span } from "../../source/source.js";
import type { Place, Rewriting } from "../places.js";
import type {
  BlockNode,
  ExpressionNode,
  FunctionDefinition,
  StatementNode,
  TranslationUnit,
} from "./ast.js";
import { walk } from "./facts.js";

/** A call of a primitive in a test's own text. */
export type CallNode = Extract<ExpressionNode, { kind: "call" }>;

/** What a dialect of C knows of the ways to write an access or a fence. */
export interface Rewriter {
  /** Fences that may be put between two statements, such as `smp_rmb()`. */
  readonly fences: readonly string[];
  /**
   * Other ways to write a call, whatever they order; `isKnown` says whether there is a primitive of a name. None when the
   * call came out of a macro: what stands in the text is something else.
   */
  rewritings(call: CallNode, isKnown: (name: string) => boolean): readonly Rewriting[];
}

/** The places of a file in a dialect of C; `program` is what it was lowered to. In the order of the text. */
export function placesOf(
  { functions, threads }: TranslationUnit,
  program: Program,
  rewriter: Rewriter,
  isKnown: (name: string) => boolean,
): readonly Place[] {
  const accesses = accessSpans(program);
  const places: Place[] = [];
  for (const definition of [...functions, ...threads]) {
    if (!accesses.some((span) => isWithin(span, definition.span))) continue;
    addCalls(definition, rewriter, isKnown, places);
    addGaps(definition.body, accesses, rewriter, places);
  }
  return places.sort((a, b) => a.span.start - b.span.start);
}

/** Where the text accesses memory, or calls a function of its own that does. */
function accessSpans({ threads }: Program): readonly Span[] {
  const spans = threads.flatMap(({ code }) =>
    code.flatMap((i) => {
      const isAccess = i.op === "load" || i.op === "store" || i.op === "rmw" || i.op === "rcu";
      return isAccess ? [i.site.span, ...i.site.calls] : [];
    }),
  );
  return [...new Map(spans.map((span) => [`${span.start} ${span.end}`, span])).values()];
}

function isWithin(inner: Span, outer: Span): boolean {
  return inner.start >= outer.start && inner.end <= outer.end;
}

function addCalls(
  { body }: FunctionDefinition,
  rewriter: Rewriter,
  isKnown: (name: string) => boolean,
  places: Place[],
): void {
  walk(body, (node) => {
    const call = node.kind === "expression" ? node.expression : node;
    if (call.kind !== "call") return;
    if (node.kind === "expression" && rewriter.fences.includes(`${call.name}()`)) return;
    if (places.some(({ span }) => span.start === call.span.start)) return;
    const rewritings = rewriter.rewritings(call, isKnown);
    if (rewritings.length === 0) return;
    places.push({ kind: "access", span: call.span, words: call.name, rewritings, thread: null });
  });
}

/** The fences between the statements of a block and of all blocks in it, and the places for more. */
function addGaps(
  block: BlockNode,
  accesses: readonly Span[],
  rewriter: Rewriter,
  places: Place[],
): void {
  for (const [k, statement] of block.statements.entries()) {
    const before = block.statements[k - 1];
    const isBeside = before !== undefined && fenceOf(before, rewriter) !== null;
    addGap(statement, isBeside ? "none" : "in a block", accesses, rewriter, places);
  }
}

/** Where a fence could stand before a statement; beside a fence there is no room: that one is made stronger. */
type Room = "in a block" | "alone" | "none";

function addGap(
  statement: StatementNode,
  room: Room,
  accesses: readonly Span[],
  rewriter: Rewriter,
  places: Place[],
): void {
  const fence = fenceOf(statement, rewriter);
  if (fence !== null) places.push(fence);
  const inner = innerStatements(statement);
  const isOwn = accesses.some((span) => {
    return isWithin(span, statement.span) && !inner.some(({ span: part }) => isWithin(span, part));
  });
  const busy = inner.filter((part) => accesses.some((span) => isWithin(span, part.span)));
  const isBranch = statement.kind === "block" || (statement.kind === "if" && busy.length === 1);
  const isUseful = isOwn || (busy.length > 0 && !isBranch);
  if (isUseful && fence === null && room !== "none") {
    places.push(gapBefore(statement, room, rewriter));
  }
  if (statement.kind === "block") addGaps(statement, accesses, rewriter, places);
  else
    for (const part of inner)
      addGap(part, part.kind === "block" ? "none" : "alone", accesses, rewriter, places);
}

/** The statements that a statement controls; of a block none: they are not controlled by it. */
function innerStatements(statement: StatementNode): readonly StatementNode[] {
  switch (statement.kind) {
    case "block":
      return statement.statements;
    case "if":
      return statement.otherwise === null
        ? [statement.then]
        : [statement.then, statement.otherwise];
    case "while":
    case "do":
    case "for":
    case "switch":
      return [statement.body];
    default:
      return [];
  }
}

/** A fence of the text, which may be stronger, weaker or not there. */
function fenceOf(statement: StatementNode, { fences }: Rewriter): Place | null {
  if (statement.kind !== "expression" || statement.expression.kind !== "call") return null;
  const { expression, span } = statement;
  const text = textOf(expression.span).replace(/\s+/g, "");
  if (!fences.includes(text)) return null;
  const others = fences.filter((other) => other !== text);
  const { start, end } = expression.span;
  const rewritings = others.map((other): Rewriting => {
    return { words: other, edits: [{ start, end, text: other }] };
  });
  const removal: Rewriting = { words: "", edits: [removed(span)] };
  return {
    kind: "fence",
    span: expression.span,
    words: text,
    rewritings: [...rewritings, removal],
    thread: null,
  };
}

/** The whole line goes when nothing else stands on it; else only what the statement controls stays a statement. */
function removed({ source: { text }, start, end }: Span): Edit {
  const lineStart = text.lastIndexOf("\n", start - 1) + 1;
  const newline = text.indexOf("\n", end);
  const lineEnd = newline < 0 ? text.length : newline + 1;
  const isAlone =
    text.slice(lineStart, start).trim() === "" && text.slice(end, lineEnd).trim() === "";
  return isAlone
    ? { start: lineStart, end: lineEnd, text: "" }
    : { start, end, text: text.slice(start, end).endsWith(";") ? ";" : "" };
}

function gapBefore(statement: StatementNode, room: Room, { fences }: Rewriter): Place {
  const { span } = statement;
  const { source, start, end } = span;
  const lineStart = source.text.lastIndexOf("\n", start - 1) + 1;
  const before = source.text.slice(lineStart, start);
  const separator = before.trim() === "" ? `\n${before}` : " ";
  const rewritings = fences.map((fence): Rewriting => {
    const edits: Edit[] =
      room === "in a block"
        ? [{ start, end: start, text: `${fence};${separator}` }]
        : [
            { start, end: start, text: `{ ${fence}; ` },
            { start: end, end, text: " }" },
          ];
    return { words: fence, edits };
  });
  return { kind: "gap", span, words: "", rewritings, thread: null };
}

/** What the user wrote there. */
export function textOf({ source, start, end }: Span): string {
  return source.text.slice(start, end);
}
