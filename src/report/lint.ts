import type { Linted } from "../explain/lint/lint.js";
import type { Finding } from "../explain/lint/rule.js";
import { fixesOf, formatDiagnostic } from "../source/diagnostic.js";
import type { Span } from "../source/source.js";
import { FORMAT } from "./json.js";
import { countText } from "./words.js";

/** One file, and what lint says of it. */
export interface LintedFile extends Linted {
  readonly file: string;
  readonly name: string;
}

/** The findings of one test, each with its line and a caret, as compilers print them; empty for a clean test. */
export function lintText({ file, findings, unfinished }: LintedFile): string {
  const texts = findings.map((one) =>
    formatDiagnostic({ ...one, message: `${one.message} [${one.code}]` }),
  );
  if (unfinished.length > 0) {
    texts.push(`${file}: note: a limit was hit before ${unfinished.join(", ")} was sure`);
  }
  return texts.map((text) => `${text}\n`).join("");
}

/** The findings of one test as commands that GitHub turns into annotations of its lines. */
export function lintAnnotations({ findings }: LintedFile): string {
  return findings
    .map(({ code, severity, message, span }) => {
      const { line, column } = span.source.position(span.start);
      const end = span.source.position(span.end);
      const endColumn = end.line === line ? `,endColumn=${end.column}` : "";
      const place = `file=${escapedProperty(span.source.name)},line=${line},col=${column}${endColumn}`;
      return `::${severity} ${place},title=${escapedProperty(code)}::${escaped(message)}\n`;
    })
    .join("");
}

/** The last line: `3 findings in 2 of 120 tests`. */
export function lintSummary(files: readonly LintedFile[], invalid: number): string {
  const count = files.reduce((sum, { findings }) => sum + findings.length, 0);
  const unfinished = files.filter((one) => one.unfinished.length > 0).length;
  const tests = countText(files.length, "test");
  const withFindings = files.filter(({ findings }) => findings.length > 0).length;
  return [
    count === 0
      ? `no findings in ${tests}`
      : `${countText(count, "finding")} in ${withFindings} of ${tests}`,
    ...(unfinished === 0 ? [] : [`${unfinished} not looked at in full`]),
    ...(invalid === 0 ? [] : [`${countText(invalid, "file")} not valid`]),
  ].join("   ");
}

/** What lint says of one test, as `lint --json` prints it. */
export interface LintReport {
  readonly format: typeof FORMAT;
  readonly version: string;
  readonly file: string;
  readonly name: string;
  readonly findings: readonly {
    /** The rule, as a comment that switches it off writes it. */
    readonly code: string;
    readonly severity: Finding["severity"];
    readonly message: string;
    readonly line: number;
    readonly column: number;
    /** Where it ends, the first column behind it. */
    readonly endLine: number;
    readonly endColumn: number;
    /** Other places and what to do; line and column are null for what has no place. */
    readonly notes: readonly {
      readonly message: string;
      readonly line: number | null;
      readonly column: number | null;
    }[];
    /** Changes that may mend it: what stands from the one place up to the other gives way to the text. */
    readonly fixes: readonly {
      readonly title: string;
      readonly line: number;
      readonly column: number;
      readonly endLine: number;
      readonly endColumn: number;
      readonly text: string;
    }[];
  }[];
  /** Rules that a limit kept from looking at everything. */
  readonly unfinished: readonly string[];
}

/** One line of JSON: what lint says of one test. */
export function lintJson(linted: LintedFile, version: string): string {
  const { file, name, findings, unfinished } = linted;
  const report: LintReport = {
    ...{ format: FORMAT, version, file, name },
    findings: findings.map(({ code, severity, message, span, notes }) => ({
      ...{ code, severity, message },
      ...positionOf(span),
      ...endOf(span),
      notes: notes.map((note) => ({
        message: note.message,
        ...(note.span === undefined ? { line: null, column: null } : positionOf(note.span)),
      })),
      fixes: fixesOf({ span, notes }).map(({ title, edit: { start, end, text } }) => {
        const place = { source: span.source, start, end };
        return { title, ...positionOf(place), ...endOf(place), text };
      }),
    })),
    unfinished,
  };
  return `${JSON.stringify(report)}\n`;
}

function positionOf({ source, start }: Span): { readonly line: number; readonly column: number } {
  const { line, column } = source.position(start);
  return { line, column };
}

function endOf({ source, end }: Span): { readonly endLine: number; readonly endColumn: number } {
  const { line, column } = source.position(end);
  return { endLine: line, endColumn: column };
}

/** Text of an annotation. */
function escaped(text: string): string {
  return text.replace(/%/g, "%25").replace(/\r/g, "%0D").replace(/\n/g, "%0A");
}

function escapedProperty(text: string): string {
  return escaped(text).replace(/:/g, "%3A").replace(/,/g, "%2C");
}
