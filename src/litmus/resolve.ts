import { type Edit, edited } from "../source/edit.js";
import { Source } from "../source/source.js";
import type { BindingNode, LitmusFile, VariantNode } from "./file.js";

/**
 * The text of a test as if it had one of its variants only: the names that the variant binds are replaced by what they
 * stand for, and there are blanks for the `variants` and `expect` clauses. Every line stays where it is.
 */
export function resolveVariant(file: LitmusFile, variant: VariantNode | null): Source {
  const { text, name } = file.source;
  const edits: Edit[] = file.ownClauses.map(({ start, end }) => {
    return { start, end, text: blank(text.slice(start, end)) };
  });
  const isIn = ({ start }: Edit) => {
    return file.ownClauses.some((clause) => start >= clause.start && start < clause.end);
  };
  // The init block and the condition may name what is bound too; the header may not.
  const start = file.name.span.end;
  const rest = withoutComments(blank(text.slice(0, start)) + text.slice(start));
  edits.push(...uses(rest, variant?.bindings ?? []).filter((edit) => !isIn(edit)));
  return new Source(name, edited(text, edits));
}

/** Replacements of bound names; `a_##NAME` is pasted as the preprocessor does, see `preprocess`. */
function uses(body: string, bindings: readonly BindingNode[]): readonly Edit[] {
  if (bindings.length === 0) return [];
  const names = bindings.map((binding) => binding.name.text).join("|");
  const pattern = new RegExp(
    `(?:\\b([A-Za-z_]\\w*)\\s*##\\s*)?(?<![\\w.])(${names})\\b(?:\\s*##\\s*(\\w+))?`,
    "g",
  );
  return Array.from(body.matchAll(pattern), (match): Edit => {
    const [whole, before = "", name, after = ""] = match;
    const value = meaningOf(bindings.find((b) => b.name.text === name)!, bindings);
    const isFull = value === "full" && before.endsWith("_");
    const pasted = isFull ? before.slice(0, -1) + after : before + value + after;
    return { start: match.index, end: match.index + whole.length, text: pasted };
  });
}

/** What a name stands for; another bound name in it is replaced too, itself is not. */
function meaningOf({ name, value }: BindingNode, bindings: readonly BindingNode[]): string {
  const text = value.source.text.slice(value.start, value.end).replace(/\s+/g, " ");
  const others = bindings.filter((other) => other.name.text !== name.text);
  return edited(text, uses(text, others));
}

/** The text with blanks for its comments. */
function withoutComments(text: string): string {
  return text.replace(/\/\*[\s\S]*?(?:\*\/|$)|\/\/[^\n]*/g, blank);
}

function blank(text: string): string {
  return text.replace(/[^\n]/g, " ");
}
