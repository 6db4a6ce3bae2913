import type { BindingNode, LitmusFile, Word } from "../../litmus/file.js";
import type { Diagnostics } from "../../source/diagnostic.js";
import { meant, nearest } from "../../source/nearest.js";
import { cover, type Source, type Span } from "../../source/source.js";
import { type Architecture, fits, type InstructionForm } from "./architecture.js";
import { type Operand, OperandReader, type RegisterView } from "./operand.js";
import { type AssemblyToken, assemblyWords } from "./words.js";

/** A label, or an instruction of which the form is known. */
export type Statement =
  | { readonly kind: "label"; readonly label: Word }
  | {
      readonly kind: "instruction";
      readonly form: InstructionForm;
      readonly operands: readonly Operand[];
      /** What the end of the mnemonic says of their width; null for nothing. */
      readonly bits: RegisterView["bits"] | null;
      readonly span: Span;
    };

/** One column of the table. */
export interface Column {
  /** As the head says: `P0`. */
  readonly name: string;
  readonly statements: readonly Statement[];
}

/** What stands between two bars of the table. */
interface Cell {
  /** Where it starts, behind its bar. */
  readonly left: number;
  /** Of what is in it, without the blanks around that; both at its end when it is empty. */
  readonly start: number;
  readonly end: number;
}

const BLANKS = /\s*/y;
const COMMENT = /\(\*[\s\S]*?(?:\*\)|$)|\/\*[\s\S]*?(?:\*\/|$)|\/\/[^\n]*/g;

/** Reads the table of threads of an assembly file, column by column. What is wrong is reported. */
export class TableReader {
  readonly #source: Source;
  /** The source's text, with blanks in place of the table's comments. */
  #text: string;
  readonly #architecture: Architecture;
  readonly #bindings: readonly BindingNode[];
  readonly #diagnostics: Diagnostics;

  constructor(
    source: Source,
    architecture: Architecture,
    bindings: readonly BindingNode[],
    diagnostics: Diagnostics,
  ) {
    this.#source = source;
    this.#text = source.text;
    this.#architecture = architecture;
    this.#bindings = bindings;
    this.#diagnostics = diagnostics;
  }

  columns({ body, name }: LitmusFile): readonly Column[] {
    for (const { start, end } of body) this.#blankComments(start, end);
    const [head, ...rows] = body.flatMap((span) => this.#rows(span));
    if (head === undefined) {
      this.#diagnostics.error("no-threads", name.span, "there is no thread: write ` P0 | P1 ;`");
      return [];
    }
    const names = head.map((cell, thread) => this.#head(cell, thread));
    const statements = names.map((): Statement[] => []);
    for (const row of rows) {
      if (row.length > names.length) {
        const { left } = row[names.length]!;
        const { end } = row.at(-1)!;
        const columns = `${row.length} columns, and there are ${names.length} threads`;
        const span = { source: this.#source, start: left - 1, end };
        this.#diagnostics.error("wrong-columns", span, `this row has ${columns}`);
      }
      for (let k = 0; k < Math.min(row.length, names.length); k++) {
        this.#cell(row[k]!, statements[k]!);
      }
    }
    return names.map((threadName, k) => ({ name: threadName, statements: statements[k]! }));
  }

  /** Puts blanks in place of the comments of a piece of the table, every other character stays where it was. */
  #blankComments(start: number, end: number): void {
    const text = this.#text;
    const table = text.slice(start, end);
    if (table.search(COMMENT) < 0) return;
    const blank = table.replace(COMMENT, (comment) => comment.replace(/[^\n]/g, " "));
    this.#text = text.slice(0, start) + blank + text.slice(end);
  }

  /** The rows of a span; each ends in `;`, the last one may end with the table. */
  #rows(span: Span): readonly (readonly Cell[])[] {
    const rows: (readonly Cell[])[] = [];
    let start = span.start;
    while (start < span.end) {
      const semicolon = this.#text.indexOf(";", start);
      const end = semicolon < 0 || semicolon > span.end ? span.end : semicolon;
      const row = this.#cells(start, end);
      if (row.some((cell) => cell.start < cell.end)) rows.push(row);
      start = end + 1;
    }
    return rows;
  }

  #cells(start: number, end: number): readonly Cell[] {
    const cells: Cell[] = [];
    let at = start;
    for (let bar = this.#text.indexOf("|", at); bar >= 0 && bar < end; ) {
      cells.push(this.#trimmed(at, bar));
      at = bar + 1;
      bar = this.#text.indexOf("|", at);
    }
    cells.push(this.#trimmed(at, end));
    return cells;
  }

  #trimmed(left: number, right: number): Cell {
    BLANKS.lastIndex = left;
    BLANKS.test(this.#text);
    const start = Math.min(BLANKS.lastIndex, right);
    return { left, start, end: start + this.#text.slice(start, right).trimEnd().length };
  }

  /** `P0`, or `P0:name` as some tools write it. */
  #head(cell: Cell, thread: number): string {
    const { start, end } = cell;
    const [text] = this.#text.slice(start, end).split(/\s*\n/) as [string];
    const isOneLine = start + text.length === end;
    const number = /^P([0-9]{1,9})(?:\s*:\s*\w+)?$/.exec(text)?.[1];
    const span = { source: this.#source, start, end: start + text.length };
    if (number !== undefined && !isOneLine) {
      this.#diagnostics.error("unexpected-token", span, "expected `;` at the end of this row");
    } else if (number === undefined) {
      const found = text === "" ? "nothing" : `\`${text}\``;
      const message = `the head of this column should be \`P${thread}\`, found ${found}`;
      this.#diagnostics.error("unexpected-token", span, message);
    } else if (Number(number) !== thread) {
      const message = `threads are numbered from P0 without a gap: this is column P${thread}`;
      this.#diagnostics.error("thread-order", span, message);
    }
    return `P${thread}`;
  }

  /** Labels and at most one instruction. */
  #cell(cell: Cell, out: Statement[]): void {
    const { start, end } = cell;
    if (start === end) return;
    const tokens = assemblyWords(
      this.#source,
      this.#text,
      start,
      end,
      this.#bindings,
      this.#diagnostics,
    );
    let at = 0;
    while (tokens[at]!.kind === "word" && tokens[at + 1]!.text === ":") {
      const { text, span } = tokens[at]!;
      out.push({ kind: "label", label: { text, span } });
      at += 2;
    }
    if (tokens[at]!.kind === "end") return;
    const statement = this.#instruction(tokens, at);
    if (statement !== null) out.push(statement);
  }

  #instruction(tokens: readonly AssemblyToken[], at: number): Statement | null {
    const { register, prefixes } = this.#architecture;
    const first = tokens[at]!;
    if (first.kind !== "word") {
      const message = `expected an instruction or a label, found \`${first.text}\``;
      this.#diagnostics.error("unexpected-token", first.span, message);
      return null;
    }
    const isPrefixed =
      prefixes.includes(first.text.toLowerCase()) && tokens[at + 1]!.kind === "word";
    const last = isPrefixed ? tokens[at + 1]! : first;
    const written = isPrefixed ? `${first.text} ${last.text}` : first.text;
    const found = this.#forms(written.toLowerCase());
    const span = cover(first.span, last.span);
    if (found === null) return this.#unknown(written, span);
    const { forms, bits } = found;
    const reader = new OperandReader(
      tokens,
      at + (isPrefixed ? 2 : 1),
      register,
      this.#diagnostics,
    );
    const operands = reader.operands();
    if (operands === null) return null;
    const form = forms.find(
      (f) =>
        f.operands.length === operands.length &&
        f.operands.every((shape, k) => fits(operands[k]!, shape)),
    );
    const whole = cover(first.span, tokens.at(-2)!.span);
    if (form === undefined) return this.#wrongOperands(written, forms, operands, whole);
    const isOfWidth = (o: Operand) =>
      bits === null || o.kind !== "register" || o.view.bits === bits;
    if (!operands.every(isOfWidth)) {
      const message = `\`${written}\` is for operands of ${bits} bits, and a register here has others`;
      this.#diagnostics.error("wrong-operands", whole, message);
      return null;
    }
    return { kind: "instruction", form, operands, bits, span: whole };
  }

  /** The forms of a mnemonic, or of one without the letter at its end that says how wide its operands are. */
  #forms(mnemonic: string) {
    const { instructions, suffixes } = this.#architecture;
    const forms = instructions().get(mnemonic);
    if (forms !== undefined) return { forms, bits: null };
    const bits = suffixes?.get(mnemonic.at(-1)!);
    const sized = instructions()
      .get(mnemonic.slice(0, -1))
      ?.filter(({ operands }) => operands.some(({ kinds }) => kinds.includes("memory")));
    return bits === undefined || !sized?.length ? null : { forms: sized, bits };
  }

  #unknown(written: string, span: Span): null {
    const { headers, instructions, title, unsupported } = this.#architecture;
    const feature = unsupported?.get(written.toLowerCase());
    if (feature !== undefined) {
      const message = `\`${written}\` is not supported: it belongs to ${feature}`;
      this.#diagnostics.error("unsupported-instruction", span, message);
      return null;
    }
    const near = nearest(written.toLowerCase(), instructions().keys());
    const isUpper = written === written.toUpperCase();
    const shown = near !== undefined && isUpper ? near.toUpperCase() : near;
    this.#diagnostics.error(
      "unknown-instruction",
      span,
      `\`${written}\` is no instruction of ${title} that is known here`,
      ...meant(shown),
      `\`litmus models --dialect ${headers[0]}\` lists those that are`,
    );
    return null;
  }

  #wrongOperands(
    written: string,
    forms: readonly InstructionForm[],
    operands: readonly Operand[],
    span: Span,
  ): null {
    const found = operands.map((o) => (o.kind === "word" ? `\`${o.text}\`` : o.kind)).join(", ");
    this.#diagnostics.error(
      "wrong-operands",
      span,
      `\`${written}\` cannot have these operands: ${found === "" ? "none" : found}`,
      ...forms.map(({ syntax }) => `it is written \`${syntax}\``),
    );
    return null;
  }
}
