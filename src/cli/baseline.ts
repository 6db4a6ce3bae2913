import {
  type Baseline,
  baselineOfLog,
  baselineOfRows,
  type Change,
  changes,
} from "../harness/campaign/baseline.js";
import { isHerdLog, readHerdLog } from "../harness/campaign/herdlog.js";
import type { CampaignHeader, Row } from "../harness/campaign/row.js";
import { changeLines } from "../report/changes.js";
import type { Look } from "../report/look.js";
import { readCampaignFile } from "./campaign-file.js";
import { UsageError } from "./exit.js";
import { readSource } from "./inputs.js";

/** An earlier run, and its name. */
export interface NamedBaseline {
  readonly path: string;
  readonly baseline: Baseline;
  /** By name of the test; none in a log of herd. */
  readonly rows: ReadonlyMap<string, Row>;
}

/** Milliseconds below which nobody asks how long a test takes. */
const TIME_MIN = 100;

/** Reads the file of a campaign, or a log of herd. Throws an InvalidInput or a UsageError. */
export function readBaseline(path: string, mode: CampaignHeader["mode"]): NamedBaseline {
  const { text } = readSource(path);
  if (isHerdLog(text)) {
    if (mode === "answers") {
      throw new UsageError(
        `${path} is a log of herd, which names no files: it does not go with --expected`,
      );
    }
    return { path, baseline: baselineOfLog(readHerdLog(text)), rows: new Map() };
  }
  const { header, rows } = readCampaignFile(path, text);
  if (header.mode !== mode) {
    const other = mode === "answers" ? "without" : "with";
    throw new UsageError(`${path} was written ${other} --expected: its rows say something else`);
  }
  return { path, baseline: baselineOfRows(rows.values()), rows };
}

/** What is not as it was, and the same in words. Of a part of the tests, nobody asks where the others are. */
export function compareWithBaseline(
  { path, baseline }: NamedBaseline,
  rows: readonly Row[],
  isPart: boolean,
  { timeFactor }: { readonly timeFactor: number },
  look: Look,
): { readonly changes: readonly Change[]; readonly text: string } {
  const all = changes(baseline, rows, { factor: timeFactor, millisecondsMin: TIME_MIN });
  const found = isPart ? all.filter(({ kind }) => kind !== "gone") : all;
  const lines = changeLines(found, path, baseline.ambiguous, look);
  return { changes: found, text: `\n${lines.join("\n")}\n` };
}
