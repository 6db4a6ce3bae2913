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

/** A name, a number or a mark behind blanks; else characters that mean nothing here. */
const WORD =
  /\s*(?:([A-Za-z_.][\w.]*)|([#$]?-?(?:0[xX][0-9a-fA-F]+|[0-9]+)(?![\w.]))|([[\](){},:!+*&%=-])|([^\s\w.[\](){},:!+*&%=-]+|\S))/uy;
const SIGN_AND_DIGITS = /^[#$]?(-?)(.*)$/;
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
  while (true) {
    WORD.lastIndex = at;
    const found = WORD.exec(piece);
    if (found === null) break;
    at = WORD.lastIndex;
    const written = found[1] ?? found[2] ?? found[3] ?? found[4]!;
    const span = { source, start: at - written.length, end: at };
    if (found[1] !== undefined) {
      addName(tokens, written, span, bindings, diagnostics);
    } else if (found[2] !== undefined) {
      tokens.push(numberToken(written, span, diagnostics));
    } else if (found[3] !== undefined) {
      tokens.push({ kind: "punctuator", text: written, span });
    } else {
      diagnostics.error("stray-character", span, `\`${written}\` has no meaning in assembly`);
    }
  }
  tokens.push({ kind: "end", text: "", span: { source, start: end, end } });
  return tokens;
}

function numberToken(text: string, span: Span, diagnostics: Diagnostics): AssemblyToken {
  const [, sign, digits] = SIGN_AND_DIGITS.exec(text) as unknown as [string, string, string];
  const value = digits.length > DIGITS_MAX ? OUT_OF_RANGE : BigInt(digits);
  const limit = sign === "-" ? 1n << 63n : (1n << 64n) - 1n;
  if (value > limit) {
    diagnostics.error("bad-number", span, `\`${text}\` does not fit into 64 bits`);
  }
  return { kind: "number", text: `${sign}${digits}`, value: sign === "-" ? -value : value, span };
}

/** Adds a name, or the words of the value that a variant binds it to. */
function addName(
  tokens: AssemblyToken[],
  text: string,
  span: Span,
  bindings: readonly BindingNode[],
  diagnostics: Diagnostics,
): void {
  const binding = bindings.find(({ name }) => name.text === text);
  if (binding === undefined) {
    tokens.push({ kind: "word", text, span });
    return;
  }
  const { source, start, end } = binding.value;
  const others = bindings.filter((other) => other !== binding);
  const words = assemblyWords(source, source.text, start, end, others, diagnostics);
  tokens.push(...words.slice(0, -1).map((token) => ({ ...token, span })));
}
