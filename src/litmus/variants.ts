import type { Diagnostics } from "../source/diagnostic.js";
import type { Source, Span } from "../source/source.js";
import type { BindingNode, VariantNode, Word } from "./file.js";
import type { IndentedLine } from "./lines.js";
import type { LineClause } from "./sections.js";

const BINDING = /^(\s*)([A-Za-z_]\w*)(\s*=(?!=)\s*)([\s\S]*)$/;

/**
 * Reads the alternatives of a `variants` clause. One that is wrong is reported and left out. In assembly the operands of an
 * instruction have commas between them too: `A = fence rw,w, B = nop` binds two names.
 */
export function readVariants(
  clause: LineClause,
  isAssembly: boolean,
  diagnostics: Diagnostics,
): readonly VariantNode[] {
  const { source } = clause.keyword;
  const variants: VariantNode[] = [];
  if (clause.lines.length === 0) {
    const message = "expected `name: NAME = text` on an indented line under `variants`";
    diagnostics.error("empty-clause", clause.keyword, message);
  }
  for (const text of alternatives(source, clause.lines)) {
    const variant = readVariant(text, isAssembly, diagnostics);
    if (variant === null) continue;
    const earlier = variants.find((v) => v.name.text === variant.name.text);
    if (earlier === undefined) {
      variants.push(variant);
    } else {
      const note = { message: "the first one is here", span: earlier.name.span };
      const message = `a second variant named \`${variant.name.text}\``;
      diagnostics.error("variant-twice", variant.name.span, message, note);
    }
  }
  return variants;
}

/** From an offset up to another one. */
type Range = readonly [start: number, end: number];

/** A piece of the source with spaces for its comments. */
interface Piece {
  readonly source: Source;
  readonly start: number;
  readonly text: string;
}

/** One piece for each alternative: lines that start deeper than the first go on with the one above. */
function alternatives(source: Source, lines: readonly IndentedLine[]): readonly Piece[] {
  const pieces: Piece[] = [];
  const outer = lines[0]?.indent ?? 0;
  for (const line of lines) {
    const last = pieces.at(-1);
    if (last === undefined || line.indent <= outer) {
      pieces.push({ source, start: line.start, text: line.text });
    } else {
      // Spaces for the lines between, so that places stay right.
      const text = last.text.padEnd(line.start - last.start) + line.text;
      pieces[pieces.length - 1] = { ...last, text };
    }
  }
  return pieces;
}

function readVariant(
  piece: Piece,
  isAssembly: boolean,
  diagnostics: Diagnostics,
): VariantNode | null {
  const colon = piece.text.indexOf(":");
  const name = trimmed(piece, 0, colon < 0 ? piece.text.length : colon);
  if (colon < 0 || name.text === "") {
    const message = "expected `name: NAME = text, ...`, the name of a variant first";
    diagnostics.error(
      "variant-syntax",
      colon < 0 ? name.span : trimmed(piece, colon, colon + 1).span,
      message,
    );
    return null;
  }
  const bindings: BindingNode[] = [];
  const separated = commaSeparated(piece.text, colon + 1);
  const parts = isAssembly ? bindingRanges(piece.text, separated) : separated;
  if (parts.length === 1 && trimmed(piece, ...parts[0]!).text === "") return { name, bindings };
  for (const [start, end] of parts) {
    const binding = readBinding(piece, start, end, diagnostics);
    if (binding === null) return null;
    if (bindings.some((b) => b.name.text === binding.name.text)) {
      const message = `\`${binding.name.text}\` is bound twice in one variant`;
      diagnostics.error("binding-twice", binding.name.span, message);
      return null;
    }
    bindings.push(binding);
  }
  return { name, bindings };
}

/** What starts no binding goes on with the one before it. */
function bindingRanges(text: string, ranges: readonly Range[]): readonly Range[] {
  const bindings: Range[] = [];
  for (const range of ranges) {
    const last = bindings.at(-1);
    if (last === undefined || BINDING.test(text.slice(...range))) bindings.push(range);
    else bindings[bindings.length - 1] = [last[0], range[1]];
  }
  return bindings;
}

function readBinding(
  piece: Piece,
  start: number,
  end: number,
  diagnostics: Diagnostics,
): BindingNode | null {
  const match = BINDING.exec(piece.text.slice(start, end).trimEnd());
  if (match === null) {
    const { text, span } = trimmed(piece, start, end);
    const found = text === "" ? "nothing" : `\`${text}\``;
    diagnostics.error("variant-syntax", span, `expected \`NAME = text\`, found ${found}`);
    return null;
  }
  const [, blank, name, equals, value] = match;
  const nameStart = start + blank!.length;
  const valueStart = nameStart + name!.length + equals!.length;
  return {
    name: { text: name!, span: spanOf(piece, nameStart, nameStart + name!.length) },
    value: spanOf(piece, valueStart, valueStart + value!.length),
  };
}

/** The ranges between the commas that stand outside of parentheses, from an offset on; at least one. */
function commaSeparated(text: string, from: number): readonly Range[] {
  const ranges: Range[] = [];
  let depth = 0;
  let start = from;
  for (let i = from; i < text.length; i++) {
    const c = text[i]!;
    if ("([{".includes(c)) depth++;
    else if (")]}".includes(c)) depth--;
    else if (c === "," && depth <= 0) {
      ranges.push([start, i]);
      start = i + 1;
    }
  }
  ranges.push([start, text.length]);
  return ranges;
}

/** A range without the blanks around it. An empty one keeps one place. */
function trimmed(piece: Piece, start: number, end: number): Word {
  const raw = piece.text.slice(start, end);
  const text = raw.trim();
  const at = text === "" ? start : start + raw.indexOf(text);
  return { text, span: spanOf(piece, at, at + text.length) };
}

function spanOf(piece: Piece, start: number, end: number): Span {
  return { source: piece.source, start: piece.start + start, end: piece.start + end };
}
