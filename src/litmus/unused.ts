import type { Diagnostics } from "../source/diagnostic.js";
import { meant, nearest } from "../source/nearest.js";
import type { Span } from "../source/source.js";
import type { InitItem, InitValue, VariantNode, Word } from "./file.js";
import type { Sections } from "./sections.js";

/**
 * Warns of names that are given something and that nothing uses, which is nearly always a slip: the variants would all
 * be the same program, or the location that was meant starts as 0.
 */
export function warnUnused(
  sections: Sections,
  init: readonly InitItem[],
  variants: readonly VariantNode[],
  diagnostics: Diagnostics,
): void {
  const bindings = variants.flatMap((variant) => variant.bindings);
  const locations = init.filter((item) => item.thread === null && !startsAsZero(item.value));
  const given = new Map<string, { word: Word; code: "unused-binding" | "unused-location" }>();
  // From the last to the first: the first one of a name stays.
  for (const { name } of bindings.toReversed()) {
    given.set(name.text, { word: name, code: "unused-binding" });
  }
  for (const { target } of locations.toReversed()) {
    given.set(target.name.text, { word: target.name, code: "unused-location" });
  }
  if (given.size === 0) return;
  const clauses = sections.clauses.flatMap((c) => ("tokens" in c ? c.tokens : []));
  const texts = [
    ...sections.body.map(textOf),
    ...bindings.map(({ value }) => textOf(value)),
    ...clauses.map((token) => token.text),
    ...init.flatMap(({ value }) => (value === null ? [] : namesIn(value))),
  ];
  const used = new Set(texts.flatMap((text) => text.match(/[A-Za-z_]\w*/g) ?? []));
  for (const { word, code } of given.values()) {
    if (used.has(word.text)) continue;
    const near = nearest(word.text, used);
    const notes = meant(near);
    diagnostics.warning(code, word.span, `nothing uses \`${word.text}\``, ...notes);
  }
}

/** Whether the location would start the same without the item. */
function startsAsZero(value: InitValue | null): boolean {
  return value === null || (value.kind === "number" && value.value === 0n);
}

function namesIn(value: InitValue): readonly string[] {
  switch (value.kind) {
    case "number":
      return [];
    case "expression":
      return [value.text];
    case "name":
      return [value.path.name.text];
    case "call":
      return value.arguments.flatMap(namesIn);
    case "list":
      return value.items.flatMap((item) => namesIn(item.value));
  }
}

function textOf({ source, start, end }: Span): string {
  return source.text.slice(start, end);
}
