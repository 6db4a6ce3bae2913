import type { Test } from "../harness/load.js";
import type { Program, Site } from "../program/program.js";

/** A line of a thread's code as a stepper shows it; a line without a number stands for lines that are left out. */
export interface CodeLine {
  /** In the file, from 1; null for lines that are left out. */
  readonly line: number | null;
  readonly text: string;
}

/** Lines between two that matter which are shown all the same. */
const GAP_MAX = 2;

/**
 * The lines that the instructions of each thread come from, in the order of the file, with the user's own functions that
 * they call. In assembly a line has an instruction of every thread: there only the thread's own part of it is shown.
 */
export function codeOf({ dialect }: Test, program: Program): readonly (readonly CodeLine[])[] {
  const isAssembly = dialect.instructions !== undefined;
  return program.threads.map(({ code }) => {
    const sites = code.map(({ site }) => site);
    return isAssembly ? instructionLines(sites) : sourceLines(sites);
  });
}

/** The number of the line at which an instruction begins. */
export function lineOf({ span }: Site): number {
  return span.source.position(span.start).line;
}

function instructionLines(sites: readonly Site[]): readonly CodeLine[] {
  const lines = new Map<number, string>();
  for (const site of sites) {
    const { source, start, end } = site.span;
    const line = lineOf(site);
    const text = source.text.slice(start, end).replace(/\s+/g, " ").trim();
    if (!lines.has(line)) lines.set(line, text);
  }
  return [...lines].sort(([a], [b]) => a - b).map(([line, text]) => ({ line, text }));
}

function sourceLines(sites: readonly Site[]): readonly CodeLine[] {
  const source = sites[0]?.span.source;
  if (source === undefined) return [];
  const wanted = new Set<number>();
  for (const { span, calls } of sites) {
    for (const { start, end } of [span, ...calls]) {
      const last = source.position(Math.max(start, end - 1)).line;
      for (let line = source.position(start).line; line <= last; line++) wanted.add(line);
    }
  }
  const sorted = [...wanted].sort((a, b) => a - b);
  const shown: CodeLine[] = [];
  for (const [i, line] of sorted.entries()) {
    const before = sorted[i - 1];
    if (before !== undefined && line - before - 1 > GAP_MAX)
      shown.push({ line: null, text: "..." });
    else if (before !== undefined) {
      for (let l = before + 1; l < line; l++) {
        if (source.line(l).trim() !== "") shown.push({ line: l, text: source.line(l) });
      }
    }
    shown.push({ line, text: source.line(line) });
  }
  return withoutIndent(shown);
}

/** With tabs as four spaces, and without what all lines are indented by. */
function withoutIndent(lines: readonly CodeLine[]): readonly CodeLine[] {
  const wide = lines.map(({ line, text }) => ({
    line,
    text: text.replace(/^[\t ]+/, (space) => space.replaceAll("\t", "    ")).replaceAll("\t", " "),
  }));
  const indents = wide.flatMap(({ line, text }) => (line === null ? [] : [text.search(/\S/)]));
  const least = Math.max(0, Math.min(...indents));
  return wide.map(({ line, text }) => ({ line, text: line === null ? text : text.slice(least) }));
}
