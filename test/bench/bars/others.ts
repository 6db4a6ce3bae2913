import { join } from "node:path";
import { inParallel } from "../process.js";
import type { Asked } from "../search.js";
import { type Answer, NONE } from "./answer.js";
import { writeC, writeTest } from "./files.js";
import { askGenmc } from "./genmc.js";
import { askHerd, askHerdAll } from "./herd.js";
import { type Row, SMALL } from "./rows.js";

/** The tools that litmus is compared with. */
export type Tool = "herd7" | "GenMC";

/** What is told of an answer as soon as it is there. */
export type Keep = (row: Row, tool: Tool, answer: Answer) => void;

/** Searches at the same time: each has a core of its own. */
const AT_A_TIME = 2;

/**
 * Asks tools about rows: herd7 about a corpus with all cores, and both about programs, side by side. Of programs of one
 * family those that are larger than one that was cut off are not asked about.
 */
export async function askOthers(
  rows: readonly Row[],
  tools: readonly Tool[],
  place: { readonly folder: string; readonly corpus: string },
  keep: Keep,
): Promise<void> {
  for (const row of rows) {
    if (row.work.kind !== "corpus" || !tools.includes("herd7")) continue;
    const folders = row.work.folders.map((name) => join(place.corpus, name, "tests"));
    keep(row, "herd7", await askHerdAll(folders, row.work.model));
  }
  const jobs = familiesOf(rows).flatMap((family) => tools.map((tool) => ({ tool, family })));
  await inParallel(jobs, AT_A_TIME, async ({ tool, family }) => {
    let isCutOff = false;
    for (const row of family) {
      const answer: Answer = isCutOff
        ? { kind: "not run" }
        : await ask(tool, askedOf(row)!, place.folder);
      isCutOff ||= answer.kind === "cut off";
      keep(row, tool, answer);
    }
  });
}

async function ask(tool: Tool, asked: Asked, folder: string): Promise<Answer> {
  if (tool === "herd7") return askHerd(writeTest(folder, asked), asked.model);
  const file = writeC(folder, asked);
  return file === null ? NONE : askGenmc(file, asked.model);
}

const askedOf = ({ work }: Row): Asked | null =>
  work.kind === "program" ? work.asked : work.kind === "start-up" ? SMALL : null;

/** Rows about programs of one family under one model, in the order of the table. */
function familiesOf(rows: readonly Row[]): readonly (readonly Row[])[] {
  const families = new Map<string, Row[]>();
  for (const row of rows) {
    const asked = askedOf(row);
    if (asked === null) continue;
    const key = `${row.work.kind} ${asked.family} ${asked.model}`;
    families.set(key, [...(families.get(key) ?? []), row]);
  }
  return [...families.values()];
}
