import type { Diagnostics } from "../source/diagnostic.js";
import { meant, nearest } from "../source/nearest.js";
import type { Source } from "../source/source.js";
import type { Word } from "./file.js";
import type { Scanner } from "./scanner.js";

/** The first line of a litmus file. */
export interface Header {
  readonly dialect: Word;
  readonly name: Word;
  readonly layout: Layout;
}

/** How thread bodies are written: as C functions, or as a table with a column for each thread. */
type Layout = "braces" | "columns";

/** The header words of herd. Which of them can be run is for the dialects to say; the frame reads them all. */
const LAYOUTS: ReadonlyMap<string, Layout> = new Map([
  ["C", "braces"],
  ["AArch64", "columns"],
  ["ARM", "columns"],
  ["BPF", "columns"],
  ["LISA", "columns"],
  ["MIPS", "columns"],
  ["PPC", "columns"],
  ["RISCV", "columns"],
  ["X86", "columns"],
  ["X86_64", "columns"],
]);

/** Reads the first line that is not blank and no comment, and leaves the scanner after it. Null: it is no header. */
export function readHeader(
  source: Source,
  scanner: Scanner,
  diagnostics: Diagnostics,
): Header | null {
  const first = scanner.next(true);
  const { start } = first.span;
  const newline = source.text.indexOf("\n", start);
  const line = source.text.slice(start, newline < 0 ? source.text.length : newline);
  const comment = line.search(/\(\*|\/\*|\s\/\//);
  const text = comment < 0 ? line : line.slice(0, comment);
  const word = /^\S*/.exec(text)![0];
  const dialect = { text: word, span: { source, start, end: start + word.length } };
  const layout = LAYOUTS.get(word);
  if (layout === undefined) {
    unknownHeader(dialect, diagnostics);
    return null;
  }
  const rest = text.slice(word.length).trim();
  const nameStart = start + text.indexOf(rest, word.length);
  const name = { text: rest, span: { source, start: nameStart, end: nameStart + rest.length } };
  if (rest === "") {
    diagnostics.error(
      "missing-name",
      dialect.span,
      `expected a name for the test after \`${word}\``,
    );
  }
  scanner.seek(nameStart + rest.length);
  return { dialect, name, layout };
}

function unknownHeader(word: Word, diagnostics: Diagnostics): void {
  if (word.text === "") {
    diagnostics.error("missing-header", word.span, "expected a first line such as `C name`");
    return;
  }
  const near = nearest(word.text, LAYOUTS.keys());
  // Of `P0(int` the name is enough.
  const text = /^\w+/.exec(word.text)?.[0] ?? word.text;
  diagnostics.error(
    "missing-header",
    { ...word.span, end: word.span.start + text.length },
    `expected a first line such as \`C name\`, found \`${text}\``,
    ...(near === undefined || near === "C"
      ? [`the first word is one of ${[...LAYOUTS.keys()].join(", ")}`]
      : meant(near)),
  );
}
