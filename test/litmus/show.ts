import type {
  InitItem,
  InitValue,
  LitmusFile,
  PathNode,
  PropositionNode,
  TermNode,
} from "../../src/litmus/file.js";
import { parseLitmus } from "../../src/litmus/parse.js";
import { Diagnostics, formatDiagnostic } from "../../src/source/diagnostic.js";
import { Source, type Span } from "../../src/source/source.js";
import { unreachable } from "../../src/source/unreachable.js";

/** The frame of a text, and everything that is wrong with it as a user sees it. */
export function parse(text: string): { file: LitmusFile | null; problems: readonly string[] } {
  const diagnostics = new Diagnostics();
  const file = parseLitmus(new Source("t.lit", text), diagnostics);
  return { file, problems: diagnostics.list.map(formatDiagnostic) };
}

/** The frame of a text that has nothing wrong with it. */
export function parseValid(text: string): LitmusFile {
  const { file, problems } = parse(text);
  if (file === null || problems.length > 0) throw new Error(problems.join("\n"));
  return file;
}

export function textOf(span: Span): string {
  return span.source.text.slice(span.start, span.end);
}

export function showItem(item: InitItem): string {
  const type = item.type === null ? "" : `${item.type.text} ${"*".repeat(item.pointers)}`;
  const thread = item.thread === null ? "" : `${item.thread}:`;
  const inner = (item.inner ?? []).map((n) => `[${n}]`).join("");
  const elements =
    item.elements === null ? "" : `[${item.elements < 0 ? "" : item.elements}]${inner}`;
  const value = item.value === null ? "" : ` = ${showValue(item.value)}`;
  return `${type}${thread}${showPath(item.target)}${elements}${value}`;
}

function showValue(value: InitValue): string {
  switch (value.kind) {
    case "number":
      return String(value.value);
    case "name":
      return (value.isAddress ? "&" : "") + showPath(value.path);
    case "expression":
      return `<${value.text}>`;
    case "call":
      return `${value.name.text}(${value.arguments.map(showValue).join(", ")})`;
    case "list": {
      const items = value.items.map((item) => {
        const start = item.designator === null ? "" : `${item.designator.text}: `;
        return start + showValue(item.value);
      });
      return `{${items.join(", ")}}`;
    }
    default:
      return unreachable(value);
  }
}

export function showPath(path: PathNode): string {
  const steps = path.steps.map((s) => (s.kind === "field" ? `.${s.field.text}` : `[${s.index}]`));
  return path.name.text + steps.join("");
}

/** With every operator in parentheses, and addresses marked by `&`. */
export function showProposition(node: PropositionNode): string {
  switch (node.kind) {
    case "compare":
      return `${showTerm(node.left)}${node.operator}${showTerm(node.right)}`;
    case "and":
    case "or":
    case "implies":
      return `(${showProposition(node.left)} ${node.kind} ${showProposition(node.right)})`;
    case "not":
      return `not ${showProposition(node.operand)}`;
    case "constant":
      return String(node.value);
    default:
      return unreachable(node);
  }
}

export function showTerm(term: TermNode): string {
  switch (term.kind) {
    case "register":
      return `${term.thread}:${term.name.text}`;
    case "location":
      return showPath(term.path);
    case "address":
      return `&${showPath(term.path)}`;
    case "number":
      return String(term.value);
    default:
      return unreachable(term);
  }
}
