import type { LitmusFile } from "../../litmus/file.js";
import type { Program } from "../../program/program.js";
import type { Edit } from "../../source/edit.js";
import type { Span } from "../../source/source.js";
import type { Place, Rewriting } from "../places.js";
import type { Architecture } from "./architecture.js";

/** One instruction of the table, with what it does to memory. */
interface Line {
  readonly thread: number;
  readonly name: string;
  readonly span: Span;
  readonly text: string;
  readonly isFence: boolean;
}

/**
 * The places of a file in assembly: mnemonics, fences, and the rows before all accesses but a thread's first. Beside a fence
 * there is no room for another: it is made a stronger one.
 */
export function placesOf(
  file: LitmusFile,
  program: Program,
  architecture: Architecture,
): readonly Place[] {
  const places: Place[] = [];
  const table = new Table(file, program.threads.length);
  for (const thread of program.threads.keys()) {
    const lines = linesOf(program, thread);
    for (const [k, line] of lines.entries()) {
      const place = line.isFence ? fenceAt(line, architecture) : accessAt(line, architecture);
      if (place.rewritings.length > 0) places.push(place);
      if (k > 0 && !line.isFence && !lines[k - 1]!.isFence)
        places.push(gapBefore(line, table, architecture));
    }
  }
  return places.sort((a, b) => a.span.start - b.span.start);
}

/** A thread's accesses and fences in the order of the text. One instruction may be several of the program's. */
function linesOf({ threads }: Program, thread: number): readonly Line[] {
  const lines = new Map<number, Line>();
  const { name, code } = threads[thread]!;
  for (const i of code) {
    const isAccess = i.op === "load" || i.op === "store" || i.op === "rmw";
    const { span } = i.site;
    if ((!isAccess && i.op !== "fence") || lines.has(span.start)) continue;
    const text = span.source.text.slice(span.start, span.end);
    lines.set(span.start, { thread, name, span, text, isFence: i.op === "fence" });
  }
  return [...lines.values()].sort((a, b) => a.span.start - b.span.start);
}

function accessAt(
  { span, text, name: thread }: Line,
  { alternatives, instructions }: Architecture,
): Place {
  const [mnemonic] = /^\S+/.exec(text) ?? [""];
  const lower = mnemonic.toLowerCase();
  const others = alternatives(lower).filter((name) => name !== lower && instructions().has(name));
  const { start } = span;
  const rewritings = others.map((other): Rewriting => {
    const words = inCaseOf(text, other);
    return { words, edits: [{ start, end: start + mnemonic.length, text: words }] };
  });
  return { kind: "access", span, words: mnemonic, rewritings, thread };
}

function fenceAt({ span, text, name: thread }: Line, { fences }: Architecture): Place {
  const { start, end } = span;
  const rewritings = fences.map((fence): Rewriting => {
    const words = inCaseOf(text, fence);
    return { words, edits: [{ start, end, text: words }] };
  });
  const removal = { words: "", edits: [{ start, end, text: " ".repeat(end - start) }] };
  return { kind: "fence", span, words: text, rewritings: [...rewritings, removal], thread };
}

function gapBefore(line: Line, table: Table, { fences }: Architecture): Place {
  const rewritings = fences.map((fence): Rewriting => {
    const words = inCaseOf(line.text, fence);
    return { words, edits: [table.rowBefore(line, words)] };
  });
  return { kind: "gap", span: line.span, words: "", rewritings, thread: line.name };
}

/** A name in capitals where the instruction beside it is. */
function inCaseOf(text: string, name: string): string {
  const [letters] = /^[A-Za-z]+/.exec(text) ?? [""];
  return letters !== "" && letters === letters.toUpperCase() ? name.toUpperCase() : name;
}

/** The table of a file's threads, to put rows in. */
class Table {
  /** The file's text, with blanks for comments. */
  readonly #text: string;
  readonly #threads: number;

  constructor({ source }: LitmusFile, threads: number) {
    const comment = /\(\*[\s\S]*?(?:\*\)|$)|\/\*[\s\S]*?(?:\*\/|$)|\/\/[^\n]*/g;
    this.#text = source.text.replace(comment, (whole) => whole.replace(/[^\n]/g, " "));
    this.#threads = threads;
  }

  /** A row before that of an instruction, with nothing in it but `words` in the instruction's column. */
  rowBefore({ span, thread }: Line, words: string): Edit {
    const end = this.#text.lastIndexOf(";", span.start - 1) + 1;
    const semicolon = this.#text.indexOf(";", span.start);
    const row = this.#text.slice(end, semicolon < 0 ? span.end : semicolon).replace(/^\s*\n/, "");
    const widths = row.split("|").map((cell) => cell.length);
    const cells = Array.from({ length: this.#threads }, (_, k) => {
      return (k === thread ? ` ${words} ` : "").padEnd(widths[k] ?? 0);
    });
    return { start: end, end, text: `\n${cells.join("|")};` };
  }
}
