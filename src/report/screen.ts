import type { TestResult } from "../harness/result.js";
import { compareText } from "./compare.js";
import { countLines } from "./counts.js";
import { executionTable, executionWhy } from "./execution.js";
import { conditionLines, hanging } from "./layout.js";
import type { Look } from "./look.js";
import { notesOf } from "./notes.js";
import { reasonLines } from "./reason.js";
import type { Report, StoryChoice } from "./report.js";
import { storyTable } from "./story.js";
import { cellName, chooseSubject, type Subject, subjectOf } from "./subject.js";
import { summaryLine } from "./summary.js";
import { matrix } from "./table.js";
import { type Reason, whyOf } from "./why.js";
import { lineOf, outcomeText } from "./words.js";

/** What `run` prints: the condition, the verdicts, what must be known beside them, one story, the expectations. */
export const screen: Report = (result, { look, story, fix = null }) => {
  const subject = choose(result, story);
  const sections = [
    heading(result, look),
    matrix(result, look),
    countLines(result, look),
    notesOf(result).flatMap((note) => hanging(note.kind.padEnd(8), note.text, look)),
    storyLines(result, story, subject, look, fix),
    [summaryLine(result)],
  ];
  const text = sections.filter((lines) => lines.length > 0).map((lines) => lines.join("\n"));
  return `${text.join("\n\n")}\n`;
};

function heading(result: TestResult, look: Look): readonly string[] {
  const { name, description } = result;
  const title =
    description === "" ? [look.paint("bold", name)] : hanging(`${name} `, description, look);
  return [...title, ...conditionLines(result, look)];
}

/** What the story that was asked for tells; null for none. */
export function choose(result: TestResult, story: StoryChoice): Subject | null {
  if (story === "none") return null;
  if (story === "most interesting") return chooseSubject(result);
  const variant = result.variants.find((candidate) => candidate.name === story.variant);
  const cell = variant?.cells.find((candidate) => candidate.model.id === story.model);
  return variant === undefined || cell === undefined ? null : subjectOf(variant, cell);
}

function storyLines(
  result: TestResult,
  story: StoryChoice,
  subject: Subject | null,
  look: Look,
  fix: string | null,
): readonly string[] {
  if (subject === null) {
    if (typeof story === "string") return [];
    return [`${cellName(story.variant, story.model)}: nothing to tell, the outcome is not there`];
  }
  const { table, why } = toldBy(subject, look);
  const compare = compareText(result, subject);
  return [
    look.paint("bold", storyTitle(subject)),
    ...table,
    "",
    ...hanging("end    ", endText(subject), look),
    ...(subject.kind === "outcome" ? why.flatMap((reason) => reasonLines(reason, look)) : []),
    ...(fix === null ? [] : hanging("fix    ", fix, look)),
    ...(compare === null ? [] : hanging("compare", compare, look)),
  ];
}

/** The steps of a trace or the events of an execution, and why it is as it is. */
export function toldBy(
  subject: Subject,
  look: Look,
): { readonly table: readonly string[]; readonly why: readonly Reason[] } {
  const { program } = subject.variant;
  if (subject.engine === "axioms") {
    const { witness } = subject;
    return { table: executionTable(program, witness, look), why: executionWhy(witness) };
  }
  const trace = subject.cell.trace(subject.state);
  return { table: storyTable(program, trace, look), why: whyOf(program, trace) };
}

function storyTitle({ kind, variant, cell }: Subject): string {
  const where = cellName(variant.name, cell.model.id);
  if (cell.engine === "axioms") {
    return `${where}: an execution ${kind === "fault" ? "that fails" : "that shows it"}`;
  }
  if (kind === "fault") return `${where}: how the fault comes about`;
  if (kind === "deadlock") return `${where}: how an execution comes to wait for ever`;
  const isCounterexample = variant.program.condition.quantifier === "forall";
  return `${where}: how ${isCounterexample ? "it comes out otherwise" : "it happens"}`;
}

/** What the last step of a story leads to. */
function endText({ kind, variant, cell, outcome }: Subject): string {
  const { program } = variant;
  if (outcome !== null) return outcomeText(program, outcome.values);
  if (kind === "fault") {
    const { thread, site, message } = cell.faults[0]!.what;
    return `${program.threads[thread]!.name} fails at line ${lineOf(site)}: ${message}`;
  }
  const blocked = cell.engine === "machine" ? (cell.deadlock?.what ?? []) : [];
  const waits = blocked.map(({ thread, site, message }) => {
    return `${program.threads[thread]!.name} ${message} at line ${lineOf(site)}`;
  });
  return waits.join(", ");
}
