import { availableParallelism } from "node:os";
import { partOf } from "../../page.js";
import { SHORT_SECONDS } from "../process.js";
import { WARM_RUNS } from "../search.js";
import { STARTS } from "../startup.js";
import { SECONDS_MAX } from "./answer.js";
import { TEST_SECONDS_MAX } from "./herd.js";
import { asMarkdown, asText, barCells, countCells, isMet, type Line, problemsOf } from "./table.js";

/** The tools beside which litmus was run, by their versions; null: it was not there. */
export interface Versions {
  readonly herd: string | null;
  readonly genmc: string | null;
}

/** The part of the README that a run writes. */
export const BARS_PART = partOf("test/bench/bars");

const PROGRAMS = `\
fetch_add n: n threads of one relaxed increment. fib n: two threads that add both counters into
their own, n times. spinlock n, cmpxchg lock n: n threads that add 1 under the lock. IRIW n: two
writers of n values each, two readers. readers n: one releasing writer, n acquiring readers. SB
ring n: n threads that write their own location and read the next one's. cas chain n: n threads, of
which each replaces its number by the next.`;

/** The tables, with what the numbers are, for a terminal. */
export function text(lines: readonly Line[], versions: Versions): string {
  return parts(lines, versions, asText).join("\n\n");
}

/** The same for the README. */
export function markdown(lines: readonly Line[], versions: Versions): string {
  return parts(lines, versions, asMarkdown).join("\n\n");
}

function parts(
  lines: readonly Line[],
  versions: Versions,
  table: typeof asText,
): readonly string[] {
  const isCounted = lines.some(({ executions }) => executions !== null);
  return [
    facts(lines, versions),
    table(barCells(lines)),
    EXPLANATION,
    ...notesOf(lines),
    ...(lines.some(({ row }) => row.work.kind === "program") ? [table(countCells(lines))] : []),
    ...(isCounted ? [COUNTING] : []),
  ];
}

function facts(lines: readonly Line[], { herd, genmc }: Versions): string {
  const met = lines.filter(isMet).length;
  const tools = [
    `Node ${process.version.slice(1)}`,
    ...(herd === null ? [] : [`herd7 ${herd}`]),
    ...(genmc === null ? [] : [`GenMC ${genmc}`]),
  ].join(", ");
  return `${met} of ${lines.length} bars are met; ${tools}, ${availableParallelism()} cores, one run.`;
}

const EXPLANATION = `\
litmus: what the bar is about, after start-up. All of a folder: litmus check with known answers, on
2 cores, as long as it says itself: reading the rows and starting two processes are a part of it. A
program: every outcome, inside one process, by axioms where the row does not say machine; the fastest
of ${WARM_RUNS} searches, or the first when that takes over a second. The small test, SB in C11: how much longer
litmus takes than an empty script of node, of each the fastest of ${STARTS}.
process: litmus check or outcomes from start to end, as herd7 and GenMC are measured; how many times
as long these take is in the last columns. What takes less than ${SHORT_SECONDS} s is the fastest of three.
Over ${SECONDS_MAX} s: cut off; not run: a smaller one was cut off; refused: the tool has no answer. In a
folder herd7 has 2 processes, and ${TEST_SECONDS_MAX} s of processor time a test.

${PROGRAMS}`;

const COUNTING = `\
outcomes: of litmus and of herd7, which must be equal. executions: of litmus --executions and of
GenMC, which must be equal too; explored: how many candidates litmus looked at for that; process:
how long that takes. Where GenMC has no number, none is counted. GenMC looks at every execution;
litmus needs only as many as show every outcome.`;

/** What is to be said of single rows. */
function notesOf(lines: readonly Line[]): readonly string[] {
  const notes = lines.flatMap((line) => {
    const { row, ours, herd } = line;
    const without =
      row.work.kind === "corpus" && herd.kind === "took" ? ours.tests - herd.count : 0;
    return [
      ...problemsOf(line).map((problem) => `WRONG: ${problem}`),
      ...ours.notes,
      ...(without > 0 ? [`herd7 has no answer to ${without} of ${ours.tests} tests`] : []),
    ].map((note) => `- ${row.name}: ${note}`);
  });
  return notes.length === 0 ? [] : [notes.join("\n")];
}
