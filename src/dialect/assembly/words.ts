import type { BindingNode } from "../../litmus/file.js";
import type { Diagnostics } from "../../source/diagnostic.js";
import type { Source, Span } from "../../source/source.js";

/** One word of an instruction. */
export interface AssemblyToken {
  readonly kind: "word" | "number" | "punctuator" | "end";
  /** As written; a number with its sign and without the mark (`#`, `$`) before it. */
  readonly text: string;
  /** Of numbers. */
  readonly value?: bigint;
  readonly span: Span;
}

const SPACE = /\s+/y;
const WORD = /[A-Za-z_.][\w.]*/y;
const NUMBER = /[#$]?(-?)(0[xX][0-9a-fA-F]+|[0-9]+)(?![\w.])/y;
const PUNCTUATOR = /[[\](){},:!+*&%=-]/y;
const STRAY = /[^\s\w.[\](){},:!+*&%=-]+/uy;
/** More digits than any 64-bit number needs. */
const DIGITS_MAX = 20;
const OUT_OF_RANGE = 1n << 64n;

/**
 * The words of a piece of an assembly table, the last of kind `end`. `text` is the source's text with comments blanked.
 * Names that a variant binds are replaced by the words of their values, which stand where the name stood.
 */
export function assemblyWords(
  source: Source,
  text: string,
  start: number,
  end: number,
  bindings: readonly BindingNode[],
  diagnostics: Diagnostics,
): readonly AssemblyToken[] {
  const tokens: AssemblyToken[] = [];
  const piece = text.slice(0, end);
  let at = start;
  const match = (pattern: RegExp): RegExpExecArray | null => {
    pattern.lastIndex = at;
    return pattern.exec(piece);
  };
  while (at < end) {
    const space = match(SPACE);
    if (space !== null) {
      at += space[0].length;
      continue;
    }
    const word = match(WORD) ?? match(NUMBER) ?? match(PUNCTUATOR);
    const length = word?.[0].length ?? match(STRAY)?.[0].length ?? 1;
    const span = { source, start: at, end: at + length };
    if (word === null) {
      const shown = piece.slice(at, at + length);
      diagnostics.error("stray-character", span, `\`${shown}\` has no meaning in assembly`);
    } else {
      tokens.push(...wordTokens(word, span, bindings, diagnostics));
    }
    at += length;
  }
  tokens.push({ kind: "end", text: "", span: { source, start: end, end } });
  return tokens;
}

function wordTokens(
  word: RegExpExecArray,
  span: Span,
  bindings: readonly BindingNode[],
  diagnostics: Diagnostics,
): readonly AssemblyToken[] {
  const [text, sign, digits] = word;
  if (digits !== undefined) {
    const value = digits.length > DIGITS_MAX ? OUT_OF_RANGE : BigInt(digits);
    const limit = sign === "-" ? 1n << 63n : (1n << 64n) - 1n;
    if (value > limit) {
      diagnostics.error("bad-number", span, `\`${text}\` does not fit into 64 bits`);
    }
    return [
      { kind: "number", text: `${sign}${digits}`, value: sign === "-" ? -value : value, span },
    ];
  }
  if (!/^[A-Za-z_.]/.test(text)) return [{ kind: "punctuator", text, span }];
  const binding = bindings.find(({ name }) => name.text === text);
  if (binding === undefined) return [{ kind: "word", text, span }];
  const { source, start, end } = binding.value;
  const others = bindings.filter((other) => other !== binding);
  const words = assemblyWords(source, source.text, start, end, others, diagnostics);
  return words.slice(0, -1).map((token) => ({ ...token, span }));
}
