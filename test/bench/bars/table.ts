import { count as digits } from "../table.js";
import type { Answer } from "./answer.js";
import type { Ours } from "./litmus.js";
import type { Row } from "./rows.js";

/** All that is known of a row. */
export interface Line {
  readonly row: Row;
  readonly ours: Ours;
  readonly herd: Answer;
  readonly genmc: Answer;
  /** Every execution, counted as GenMC does; null where GenMC has no number to compare it with. */
  readonly executions: (Answer & { readonly explored?: number }) | null;
}

/** Cells of a table; the first row has the titles. */
export type Cells = readonly (readonly string[])[];

/** What is wrong with what a row found, in words: what litmus says of itself, and what the others do not agree with. */
export function problemsOf({ ours, row, herd, genmc, executions }: Line): readonly string[] {
  const problems = [...ours.problems];
  if (row.work.kind === "program" && herd.kind === "took" && herd.count !== ours.outcomes) {
    problems.push(`herd7 has ${herd.count} outcomes, litmus ${ours.outcomes}`);
  }
  if (genmc.kind === "took" && executions?.kind === "took" && genmc.count !== executions.count) {
    problems.push(`GenMC has ${genmc.count} executions, litmus ${executions.count}`);
  }
  if (executions?.kind === "refused") problems.push("executions were not counted");
  return problems;
}

/** Whether the bar is met, and by a right answer. */
export const isMet = (line: Line): boolean =>
  line.ours.seconds <= line.row.bar && problemsOf(line).length === 0;

export const BAR_TITLES: readonly string[] = [
  ...["work", "bar", "litmus", "met", "process", "herd7", "GenMC", "vs herd7", "vs GenMC"],
];

/** The rows and their bars. */
export function barCells(lines: readonly Line[]): Cells {
  const rows = lines.map((line) => {
    const { row, ours, herd, genmc } = line;
    const met = problemsOf(line).length > 0 ? "wrong" : isMet(line) ? "yes" : "no";
    return [
      ...nameAndBar(row),
      seconds(ours.seconds),
      met,
      seconds(ours.processSeconds),
      timeOf(herd),
      timeOf(genmc),
      ratio(herd, ours.processSeconds),
      ratio(genmc, ours.processSeconds),
    ];
  });
  return [BAR_TITLES, ...rows];
}

/** The cells of a row that do not depend on a run. */
export const nameAndBar = ({ name, bar }: Row): readonly [string, string] => [
  name,
  `< ${limit(bar)}`,
];

const COUNT_TITLES: readonly string[] = [
  ...[
    "work",
    "outcomes",
    "herd7",
    "executions",
    "GenMC",
    "explored",
    "process",
    "GenMC",
    "vs GenMC",
  ],
];

/** What was found, and how long it takes to count every execution. */
export function countCells(lines: readonly Line[]): Cells {
  const rows = lines
    .filter(({ row }) => row.work.kind === "program")
    .map(({ row, ours, herd, genmc, executions }) => [
      ...[row.name, digits(ours.outcomes), countOf(herd)],
      ...(executions === null
        ? ["-", countOf(genmc), "-", "-", timeOf(genmc), "-"]
        : [
            countOf(executions),
            countOf(genmc),
            executions.explored === undefined ? "-" : digits(executions.explored),
            timeOf(executions),
            timeOf(genmc),
            executions.kind === "took" ? ratio(genmc, executions.seconds) : "-",
          ]),
    ]);
  return [COUNT_TITLES, ...rows];
}

/** Lines for a terminal: the first column at the left, the others at the right, without those that say nothing. */
export function asText(all: Cells): string {
  const isSaying = all[0]!.map((_, k) => all.slice(1).some((row) => row[k] !== "-"));
  const cells = all.map((row) => row.filter((_, k) => isSaying[k]));
  const widths = cells[0]!.map((_, k) => Math.max(...cells.map((row) => row[k]!.length)));
  return cells
    .map((row) =>
      row.map((t, k) => (k === 0 ? t.padEnd(widths[0]!) : t.padStart(widths[k]! + 2))).join(""),
    )
    .join("\n");
}

/** The same in Markdown. */
export function asMarkdown([titles, ...rows]: Cells): string {
  const rules = titles!.map((_, k) => (k === 0 ? "---" : "---:"));
  return [titles!, rules, ...rows].map((row) => `| ${row.join(" | ")} |`).join("\n");
}

/** A time in two digits at least; milliseconds below a second. */
export function seconds(time: number): string {
  const [value, unit] = time < 0.9995 ? [time * 1000, "ms"] : [time, "s"];
  return `${value >= 99.5 ? value.toFixed(0) : value.toPrecision(2)} ${unit}`;
}

/** A bar as it was set: without digits that say nothing. */
const limit = (time: number): string => (time < 1 ? `${time * 1000} ms` : `${time} s`);

function timeOf(answer: Answer): string {
  switch (answer.kind) {
    case "took":
      return seconds(answer.seconds);
    case "cut off":
      return `> ${limit(answer.seconds)}`;
    case "none":
      return "-";
    default:
      return answer.kind;
  }
}

const countOf = (answer: Answer): string => (answer.kind === "took" ? digits(answer.count) : "-");

/** How many times our time another tool takes. */
function ratio(answer: Answer, ours: number): string {
  if (answer.kind !== "took" && answer.kind !== "cut off") return "-";
  const times = answer.seconds / ours;
  const text = times >= 10 ? digits(times) : times.toFixed(times >= 0.1 ? 1 : 2);
  return `${answer.kind === "cut off" ? "> " : ""}${text}x`;
}
