import type { Observation } from "../litmus/file.js";
import type { Model } from "../models/model.js";
import { models } from "../models/models.js";
import { type Diagnostic, Diagnostics } from "../source/diagnostic.js";
import { meant, nearest } from "../source/nearest.js";
import type { Source, Span } from "../source/source.js";
import { normalizeState, RESULTS, type Result } from "./notation.js";

/** What somebody else found out about one test: a row of a file of known answers, one JSON object a line. */
export interface KnownAnswer {
  /** The test, as the row names it: below the folder of the tests, with `/` between folders. */
  readonly file: string;
  /** What the answer is for; null: the own model of the test's language. */
  readonly model: Model | null;
  readonly result: Result;
  /** Null when only the result is known: whoever answered did not see every final state. */
  readonly states: KnownStates | null;
  readonly span: Span;
}

/** All that may be seen of a test. */
export interface KnownStates {
  readonly observation: Observation;
  /** Every final state, in the spelling of whoever wrote it: see `comparableStates`. */
  readonly states: readonly string[];
  /** What the model says of some allowed execution, by herd's names: `data-race`. */
  readonly flags: readonly string[];
}

/**
 * The final states of a row as `normalizeState` writes them. A row is read before its test is known to run, and is compared
 * by the process that runs it: so the work is shared.
 */
export function comparableStates({ states }: KnownStates): readonly string[] {
  return states.map(normalizeState);
}

/** The fields of a row, of which nothing is known yet. */
type Row = { readonly [F in Field]?: unknown };

type Field = "file" | "model" | "result" | "observation" | "states" | "flags";

const OBSERVATIONS: readonly Observation[] = ["Never", "Sometimes", "Always"];

/** Reads a file of known answers. Every line that is wrong is a problem; the others are read. */
export function readAnswers(source: Source): {
  readonly answers: readonly KnownAnswer[];
  readonly diagnostics: readonly Diagnostic[];
} {
  const diagnostics = new Diagnostics();
  const answers = new Map<string, KnownAnswer>();
  let start = 0;
  for (const line of source.text.split("\n")) {
    const span = { source, start, end: start + line.length };
    start = span.end + 1;
    if (line.trim() === "") continue;
    const answer = readRow(line, span, diagnostics);
    if (answer === null) continue;
    const key = `${answer.model?.id ?? ""} ${answer.file}`;
    const earlier = answers.get(key);
    if (earlier === undefined) answers.set(key, answer);
    else {
      const note = { message: "the other one is here", span: earlier.span };
      diagnostics.error("row-twice", span, `a second row for ${answer.file}`, note);
    }
  }
  return { answers: [...answers.values()], diagnostics: diagnostics.list };
}

/** One row, or null when it is wrong in any way. */
function readRow(line: string, span: Span, diagnostics: Diagnostics): KnownAnswer | null {
  const row = parseObject(line, span, diagnostics);
  if (row === null) return null;
  const problems: string[] = [];
  const file = nameIn(row, "file", problems);
  const result = choiceIn(row, "result", RESULTS, problems);
  const states = row.states === undefined ? null : statesIn(row, problems);
  const id = row.model === undefined ? null : nameIn(row, "model", problems);
  for (const problem of problems) diagnostics.error("bad-row", span, problem);
  const model = models.find((known) => known.id === id) ?? null;
  if (id !== null && model === null) {
    const ids = models.map((known) => known.id);
    const near = nearest(id, ids);
    const notes = near === undefined ? [`there is ${ids.join(", ")}`] : meant(near);
    diagnostics.error("unknown-model", span, `there is no model \`${id}\``, ...notes);
    return null;
  }
  if (file === null || result === null || problems.length > 0) return null;
  return { file: file.replace(/^\.\//, ""), model, result, states, span };
}

function statesIn(row: Row, problems: string[]): KnownStates | null {
  const observation = choiceIn(row, "observation", OBSERVATIONS, problems);
  const states = namesIn(row, "states", problems);
  const flags = row.flags === undefined ? [] : namesIn(row, "flags", problems);
  if (observation === null || states === null || flags === null) return null;
  return { observation, states, flags };
}

/** The object that a line of JSON is; null, with a problem, for anything else. */
function parseObject(line: string, span: Span, diagnostics: Diagnostics): Row | null {
  let row: unknown;
  try {
    row = JSON.parse(line);
  } catch {
    diagnostics.error("bad-json", span, "this line is not JSON: each line is the row of one test");
    return null;
  }
  if (typeof row === "object" && row !== null && !Array.isArray(row)) {
    return row as Row;
  }
  diagnostics.error(
    "bad-row",
    span,
    "a row is an object: `file`, `result` and more about one test",
  );
  return null;
}

function nameIn(row: Row, field: Field, problems: string[]): string | null {
  const value = row[field];
  if (typeof value === "string" && value !== "") return value;
  problems.push(`\`${field}\` is a name; here it is ${words(value)}`);
  return null;
}

function namesIn(row: Row, field: Field, problems: string[]): readonly string[] | null {
  const value = row[field];
  const isName = (one: unknown) => typeof one === "string";
  if (Array.isArray(value) && value.every(isName)) return value;
  problems.push(`\`${field}\` is a list of texts; here it is ${words(value)}`);
  return null;
}

function choiceIn<T extends string>(
  row: Row,
  field: Field,
  known: readonly T[],
  problems: string[],
): T | null {
  const value = known.find((one) => one === row[field]);
  if (value !== undefined) return value;
  problems.push(`\`${field}\` is one of ${known.join(", ")}; here it is ${words(row[field])}`);
  return null;
}

/** Characters of a wrong value that a message quotes. */
const QUOTED_MAX = 40;

function words(value: unknown): string {
  return value === undefined ? "missing" : `\`${JSON.stringify(value).slice(0, QUOTED_MAX)}\``;
}
