import type { BindingNode } from "../../litmus/file.js";
import { nesting, scan, type Token } from "../../litmus/scanner.js";
import { Diagnostics } from "../../source/diagnostic.js";
import { cover, Source, type Span } from "../../source/source.js";
import { type Macro, type MacroTable, readDirective } from "./directives.js";

/** The built-in macros, asked for by name, so that only those that a test uses are ever read. */
export interface MacroSource {
  lookup(name: string): Macro | undefined;
}

/** What is left of a text after preprocessing. */
export interface Preprocessed {
  /** Without directives; the last one has kind `end`. */
  readonly tokens: readonly Token[];
  /**
   * The text's own macros and the bindings, as they stand at the end: for constants in the init
   * block.
   */
  readonly macros: ReadonlyMap<string, Macro>;
}

/**
 * Tokens that one text may expand to. A dozen macros that each name the one before twice make
 * millions; no test that anyone means comes near this.
 */
const EXPANDED_TOKENS_MAX = 200_000;

/** Macros' arguments that are uses of macros; each level costs stack. */
const ARGUMENT_NESTING_MAX = 200;

/** The tokens of the pieces of a body, in order, as one list with one `end`. */
export function scanPieces(pieces: readonly Span[], diagnostics: Diagnostics): readonly Token[] {
  const tokens: Token[] = [];
  for (const { source, start, end } of pieces) {
    tokens.pop();
    const piece = scan(source, { start, end, ocamlComments: "outside-braces" }, diagnostics);
    for (const token of piece) tokens.push(token);
  }
  return tokens;
}

/** The macro that a variant's `NAME = text` is. Parentheses around the whole text stay, as in C. */
export function bindingMacro({ name, value }: BindingNode, diagnostics: Diagnostics): Macro {
  const { source, start, end } = value;
  const tokens = scan(source, { start, end, ocamlComments: "never" }, diagnostics);
  return { name: name.text, parameters: null, replacement: tokens.slice(0, -1), span: value };
}

/**
 * C's preprocessor as far as tests need it: `#define` with and without parameters, `#`, `##`,
 * `#undef`. `#include` is passed over; every other directive is an error. A macro is not expanded
 * within its own expansion.
 *
 * Where it differs from C: `##` also pastes in plain code, and an operand that is a variant's name
 * or the text's own macro without parameters is expanded first: with `MO` bound to `acquire`,
 * `atomic_read_##MO(&x)` is `atomic_read_acquire(&x)`. That is what a reader expects of it. Pasting
 * `full` after a name that ends in `_` takes that `_` off instead: `atomic_xchg_##MO` is
 * `atomic_xchg` when `MO` is `full`, as the kernel names its fully ordered primitives.
 *
 * A token that comes out of a macro carries the span of the outermost use in the text; a macro's
 * argument keeps its own.
 */
export function preprocess(
  tokens: readonly Token[],
  bindings: readonly Macro[],
  builtin: MacroSource,
  diagnostics: Diagnostics,
): Preprocessed {
  return new Preprocessor(bindings, builtin, diagnostics).run(tokens);
}

/** Tokens still to be read: the text itself, or what a macro stands for. */
interface Frame {
  readonly tokens: readonly Token[];
  index: number;
  /** Not expanded while this frame is being read; empty for the text itself. */
  readonly macro: string;
}

class Preprocessor implements MacroTable {
  readonly macros = new Map<string, Macro>();
  readonly removed = new Set<string>();
  readonly diagnostics: Diagnostics;
  readonly #builtin: MacroSource;
  /** Names that stood within their own expansion: never expanded again, wherever they go. */
  readonly #painted = new Set<Token>();
  #frames: Frame[] = [];
  #output: Token[] = [];
  #tokensLeft = EXPANDED_TOKENS_MAX;
  #argumentNesting = 0;
  #isStopped = false;

  constructor(bindings: readonly Macro[], builtin: MacroSource, diagnostics: Diagnostics) {
    for (const macro of bindings) this.macros.set(macro.name, macro);
    this.#builtin = builtin;
    this.diagnostics = diagnostics;
  }

  run(tokens: readonly Token[]): Preprocessed {
    const text = tokens.slice(0, -1);
    const frame: Frame = { tokens: text, index: 0, macro: "" };
    this.#frames = [frame];
    while (true) {
      this.#dropFinished();
      const at = this.#frames.length === 1 ? text[frame.index] : undefined;
      if (at !== undefined && at.text === "#" && (at.startsLine || frame.index === 0)) {
        frame.index = readDirective(text, frame.index, this);
      } else if (!this.#step()) {
        break;
      }
    }
    // After a limit was hit nothing that is left makes sense.
    if (this.#isStopped) this.#output = [];
    this.#output.push(tokens.at(-1)!);
    return { tokens: this.#output, macros: this.macros };
  }

  /** Reads one token and puts it, or what it stands for, where it belongs; false at the end. */
  #step(): boolean {
    const token = this.#next();
    if (token === undefined) return false;
    if (this.#frames.length > 1 && --this.#tokensLeft < 0) {
      this.#stop(token.span, `the macros expand to more than ${EXPANDED_TOKENS_MAX} tokens`);
      return false;
    }
    if (this.#peek()?.text === "##") this.#paste(token);
    else if (token.kind !== "identifier" || !this.#expand(token)) this.#emit(token);
    return true;
  }

  /** Reports a limit, once; nothing more is read. */
  #stop(span: Span, message: string): void {
    if (!this.#isStopped) this.diagnostics.error("expansion-too-long", span, message);
    this.#isStopped = true;
    this.#tokensLeft = 0;
  }

  /** Placeholders for an empty operand of `##` have no text and are dropped. */
  #emit(token: Token): void {
    if (token.text !== "") this.#output.push(token);
  }

  #peek(): Token | undefined {
    for (let i = this.#frames.length - 1; i >= 0; i--) {
      const frame = this.#frames[i]!;
      const token = frame.tokens[frame.index];
      if (token !== undefined) return token;
    }
    return undefined;
  }

  #next(): Token | undefined {
    this.#dropFinished();
    const frame = this.#frames.at(-1)!;
    return frame.tokens[frame.index++];
  }

  /** Leaves the expansions that were read to their end; the text itself stays. */
  #dropFinished(): void {
    while (this.#frames.length > 1) {
      const { tokens, index } = this.#frames.at(-1)!;
      if (index < tokens.length) return;
      this.#frames.pop();
    }
  }

  #push(tokens: readonly Token[], macro: string): void {
    this.#frames.push({ tokens, index: 0, macro });
  }

  /**
   * Puts an expansion where its macro's name stood: perhaps as the first of a line, perhaps behind
   * a space.
   */
  #replace({ startsLine, hasSpace }: Token, expansion: readonly Token[], macro: string): void {
    const [first, ...rest] = expansion;
    if (first === undefined) return;
    const moved = { ...first, startsLine, hasSpace };
    if (this.#painted.has(first)) this.#painted.add(moved);
    this.#push([moved, ...rest], macro);
  }

  #lookup(name: string): Macro | undefined {
    const own = this.macros.get(name);
    if (own !== undefined || this.removed.has(name)) return own;
    return this.#builtin.lookup(name);
  }

  /**
   * Puts the expansion of a macro's name before what is still to be read; false when it is no use
   * of a macro.
   */
  #expand(token: Token): boolean {
    const macro = this.#lookup(token.text);
    if (macro === undefined || this.#painted.has(token)) return false;
    if (this.#frames.some((frame) => frame.macro === macro.name)) {
      this.#painted.add(token);
      return false;
    }
    if (macro.parameters === null) {
      const expansion = macro.replacement.map((t) => placed(t, token.span));
      this.#replace(token, expansion, macro.name);
      return true;
    }
    if (this.#peek()?.text !== "(") return false;
    const call = this.#call(token);
    const given = call.arguments.length;
    const wanted = macro.parameters.length;
    const isEmptyCall = wanted === 0 && given === 1 && call.arguments[0]!.length === 0;
    if (given !== wanted && !isEmptyCall) {
      const takes = `${wanted} ${wanted === 1 ? "argument" : "arguments"}`;
      const message = `macro \`${token.text}\` takes ${takes}, not ${given}`;
      const note = { message: "it is defined here", span: macro.span };
      this.diagnostics.error("macro-arguments", token.span, message, note);
      this.#painted.add(token);
      this.#push([token, ...call.tokens], "");
      return true;
    }
    this.#replace(token, this.#substitute(macro, call), macro.name);
    return true;
  }

  /** Reads the `(...)` after the name of a macro. */
  #call(name: Token): MacroCall {
    const tokens: Token[] = [this.#next()!];
    const list: Token[][] = [[]];
    let depth = 1;
    let braces = 0;
    while (true) {
      const token = this.#peek();
      if (token === undefined || (token.text === ";" && braces === 0)) {
        const last = tokens.at(-1)!;
        this.diagnostics.error(
          "unclosed",
          name.span,
          `the arguments of macro \`${name.text}\` are not closed: expected \`)\``,
        );
        tokens.push(placed({ ...last, kind: "punctuator", text: ")" }, last.span));
        break;
      }
      tokens.push(this.#next()!);
      depth += nesting(token);
      if (token.text === "{") braces++;
      else if (token.text === "}") braces--;
      if (depth === 0) break;
      if (token.text === "," && depth === 1) list.push([]);
      else list.at(-1)!.push(token);
    }
    return { arguments: list, tokens, span: coverTokens(name, tokens.at(-1)!) };
  }

  /** A macro's replacement with the arguments in place of the parameters. */
  #substitute(macro: Macro, call: MacroCall): readonly Token[] {
    const { replacement, parameters } = macro;
    const expanded: (readonly Token[] | undefined)[] = [];
    const out: Token[] = [];
    for (let i = 0; i < replacement.length; i++) {
      const token = replacement[i]!;
      const index = token.kind === "identifier" ? parameters!.indexOf(token.text) : -1;
      const next = replacement[i + 1];
      if (token.text === "#" && next !== undefined && parameters!.includes(next.text)) {
        out.push(quoted(call.arguments[parameters!.indexOf(next.text)]!, call.span));
        i++;
      } else if (index < 0) {
        out.push(placed(token, call.span));
      } else if (replacement[i - 1]?.text === "##" || next?.text === "##") {
        const operand = call.arguments[index]!;
        if (operand.length === 0) out.push(placed({ ...token, text: "" }, call.span));
        else for (const t of operand) out.push(t);
      } else {
        expanded[index] ??= this.#expandAlone(call.arguments[index]!);
        for (const t of expanded[index]!) out.push(t);
      }
      // Without this a macro that names its argument often grows before the limit is looked at.
      if (out.length > EXPANDED_TOKENS_MAX) break;
    }
    return out;
  }

  /** What tokens expand to when nothing follows them. */
  #expandAlone(tokens: readonly Token[]): readonly Token[] {
    if (tokens.length === 0) return tokens;
    if (this.#argumentNesting >= ARGUMENT_NESTING_MAX) {
      const limit = `more than ${ARGUMENT_NESTING_MAX} levels deep`;
      this.#stop(tokens[0]!.span, `macros in arguments of macros are ${limit}`);
      return tokens;
    }
    this.#argumentNesting++;
    const active = this.#frames.filter((frame) => frame.macro !== "");
    const frames = this.#frames;
    const output = this.#output;
    this.#output = [];
    this.#frames = active.map((frame) => ({ tokens: [], index: 0, macro: frame.macro }));
    this.#push(tokens, "");
    while (this.#step());
    const result = this.#output;
    this.#frames = frames;
    this.#output = output;
    this.#argumentNesting--;
    return result;
  }

  /** `left ## right`, with `left` read and `##` next. */
  #paste(left: Token): void {
    const operator = this.#next()!;
    const right = this.#next();
    if (right === undefined) {
      this.diagnostics.error("bad-paste", operator.span, "expected a name after `##`");
      this.#emit(left);
      return;
    }
    const before = this.#operand(left);
    const after = this.#operand(right);
    for (const token of before.slice(0, -1)) this.#emit(token);
    const pasted = this.#joined(before.at(-1)!, after[0]!, operator);
    this.#push([...pasted, ...after.slice(1)], "");
  }

  /**
   * An operand of `##`: the text's own macros and the variant's names are expanded. Never empty.
   */
  #operand(token: Token): readonly Token[] {
    const macro = token.kind === "identifier" ? this.macros.get(token.text) : undefined;
    if (macro === undefined || macro.parameters !== null) return [token];
    const expansion = this.#expandAlone([token]);
    return expansion.length > 0 ? expansion : [{ ...token, kind: "punctuator", text: "" }];
  }

  #joined(left: Token, right: Token, operator: Token): readonly Token[] {
    const span = coverTokens(left, right);
    if (left.text === "") return [right];
    if (right.text === "") return [left];
    if (right.text === "full" && left.kind === "identifier" && left.text.endsWith("_")) {
      return [{ ...left, text: left.text.slice(0, -1), span }];
    }
    const text = left.text + right.text;
    if (left.kind === "identifier" && /^\w+$/.test(right.text)) return [{ ...left, text, span }];
    const token = pastedToken(text);
    if (token === undefined) {
      this.diagnostics.error(
        "bad-paste",
        operator.span,
        `\`${left.text}\` and \`${right.text}\` do not make one token when \`##\` joins them`,
      );
      return [left, right];
    }
    const { startsLine, hasSpace } = left;
    return [{ ...token, span, startsLine, hasSpace }];
  }
}

interface MacroCall {
  /** At least one, which may be empty. */
  readonly arguments: readonly (readonly Token[])[];
  /** From `(` to `)`. */
  readonly tokens: readonly Token[];
  readonly span: Span;
}

/** A macro's token as if it stood at its use. */
function placed(token: Token, span: Span): Token {
  return { ...token, span };
}

function coverTokens(a: Token, b: Token): Span {
  return a.span.source === b.span.source ? cover(a.span, b.span) : a.span;
}

/** What `#parameter` makes of an argument: a string. */
function quoted(tokens: readonly Token[], span: Span): Token {
  const words = tokens.map((t, i) => (t.hasSpace && i > 0 ? ` ${t.text}` : t.text));
  const text = JSON.stringify(words.join(""));
  return { kind: "string", text, span, startsLine: false, hasSpace: true };
}

/** The one token that a text is, or undefined when it is none or several. */
function pastedToken(text: string): Token | undefined {
  const problems = new Diagnostics();
  const source = new Source("", text);
  const options = { start: 0, end: text.length, ocamlComments: "never" } as const;
  const tokens = scan(source, options, problems);
  return tokens.length === 2 && !problems.hasErrors ? tokens[0] : undefined;
}
