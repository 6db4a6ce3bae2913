import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { unreachable } from "../../../src/source/unreachable.js";
import { withPart } from "../../page.js";
import { NONE } from "./answer.js";
import { writeTest } from "./files.js";
import { genmcVersion } from "./genmc.js";
import { herdVersion } from "./herd.js";
import * as litmus from "./litmus.js";
import { askOthers, type Keep, type Tool } from "./others.js";
import { BARS_PART, markdown, text } from "./report.js";
import { ROWS, type Row, SMALL } from "./rows.js";
import { isMet, type Line, seconds } from "./table.js";

/** What a run is asked for. */
export interface Options {
  /** Folder of the tests with known answers. */
  readonly corpus: string;
  /** Rows with one of these words in their names; empty: all. */
  readonly only: readonly string[];
  readonly isWithOthers: boolean;
  /** Into the README. */
  readonly isWritten: boolean;
}

/** The files of a run. */
interface Place {
  readonly folder: string;
  /** The command line, built. */
  readonly program: string;
  readonly corpus: string;
}

const PAGE = "README.md";

/** What goes on is told on standard error: a run takes minutes. */
const say = (words: string): void => {
  process.stderr.write(`${words}\n`);
};

/** Measures the rows and prints them, or writes them into the README too; whether every bar is met. */
export async function bars(options: Options): Promise<boolean> {
  const { corpus, isWithOthers, isWritten } = options;
  const versions = isWithOthers
    ? { herd: herdVersion(), genmc: genmcVersion() }
    : { herd: null, genmc: null };
  const tools: readonly Tool[] = [
    ...(versions.herd === null ? [] : (["herd7"] as const)),
    ...(versions.genmc === null ? [] : (["GenMC"] as const)),
  ];
  const folder = mkdtempSync(join(tmpdir(), "litmus-bars-"));
  // Also when a signal ends the run.
  process.once("exit", () => rmSync(folder, { recursive: true, force: true }));
  const program = litmus.buildInto(join(folder, "dist"));
  const lines = await measureAll(chosenRows(options), tools, { folder, program, corpus });
  console.log(text(lines, versions));
  if (isWritten) {
    const page = readFileSync(PAGE, "utf8");
    writeFileSync(PAGE, withPart(page, BARS_PART, markdown(lines, versions)));
  }
  return lines.every(isMet);
}

function chosenRows({ only, corpus }: Options): readonly Row[] {
  return ROWS.filter(({ name, work }) => {
    if (only.length > 0 && !only.some((word) => name.includes(word))) return false;
    if (work.kind !== "corpus") return true;
    const isThere = work.folders.every((folder) => existsSync(join(corpus, folder)));
    if (!isThere) say(`${name}: not beside this checkout`);
    return isThere;
  });
}

/** First litmus alone, then the others, then litmus where GenMC has a number of executions. */
async function measureAll(
  rows: readonly Row[],
  tools: readonly Tool[],
  place: Place,
): Promise<readonly Line[]> {
  const lines = new Map<Row, Line>();
  for (const row of rows) {
    const ours = await askLitmus(row, place);
    lines.set(row, { row, ours, herd: NONE, genmc: NONE, executions: null });
    say(`litmus: ${row.name}: ${seconds(ours.seconds)}`);
  }
  const keep: Keep = (row, tool, answer) => {
    lines.set(row, { ...lines.get(row)!, [tool === "herd7" ? "herd" : "genmc"]: answer });
    const took = answer.kind === "took" ? seconds(answer.seconds) : answer.kind;
    if (answer.kind !== "none") say(`${tool}: ${row.name}: ${took}`);
  };
  await askOthers(rows, tools, place, keep);
  for (const [row, line] of lines) {
    if (line.genmc.kind !== "took" || row.work.kind !== "program") continue;
    const { asked } = row.work;
    const file = writeTest(place.folder, asked);
    const executions = await litmus.countExecutions(place.program, file, asked.model);
    lines.set(row, { ...line, executions });
    say(`litmus: ${row.name}: executions ${executions.kind}`);
  }
  return [...lines.values()];
}

async function askLitmus({ work }: Row, { folder, program, corpus }: Place): Promise<litmus.Ours> {
  switch (work.kind) {
    case "corpus":
      return litmus.checkFolders(
        program,
        work.folders.map((name) => join(corpus, name)),
      );
    case "program":
      return litmus.searchProgram(program, writeTest(folder, work.asked), work.asked);
    case "start-up":
      return litmus.startSmall(program, [...work.args, writeTest(folder, SMALL)]);
    default:
      return unreachable(work);
  }
}
