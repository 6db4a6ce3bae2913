import type { Command } from "commander";
import { campaignLine } from "../../harness/campaign/file.js";
import { type Gap, type Merged, merge, misfits } from "../../harness/campaign/merge.js";
import type { CampaignResult } from "../../report/campaign.js";
import { mergeJson } from "../../report/campaign-json.js";
import { totalsText } from "../../report/totals.js";
import { countText, groupDigits } from "../../report/words.js";
import { readCampaignFile, replaceFile } from "../campaign-file.js";
import { writeReports } from "../checking.js";
import { EXIT, UsageError } from "../exit.js";
import { readSource } from "../inputs.js";
import { expandNames } from "../lists.js";
import { lookOf } from "../terminal.js";
import { version } from "../version.js";

interface MergeFlags {
  readonly output?: string;
  readonly junit?: string;
  readonly sarif?: string;
  readonly json?: boolean;
}

const HELP = `
Puts the files together that the shards of a campaign wrote with --jsonl: rows in the order of the
list of tests. Files that are not of the same campaign are an error. A row that stands in two files
is counted; if the two do not say the same, the one of the file that is named last stays. What no
file has is named by its shard. litmus check ... --jsonl ALL.jsonl --resume then runs what is
missing, and prints what check prints.

Exit codes: 0 every test has one row, 1 two files do not say the same of a test, 2 a file is not of
this campaign, 3 rows are missing.

Examples:
  litmus merge shard-*.jsonl -o all.jsonl
  litmus merge shard-*.jsonl -o all.jsonl --junit report.xml
`;

/** `litmus merge FILE... -o ALL.jsonl`. */
export function declare(command: Command): void {
  command
    .argument("<file...>", "files that check wrote with --jsonl")
    .option("-o, --output <file>", "the file to write; without it, standard output")
    .option("--junit <file>", "write the results as JUnit does")
    .option("--sarif <file>", "write what is wrong in SARIF")
    .option("--json", "with --output: what was merged, as one line of JSON")
    .addHelpText("after", HELP)
    .action(mergeFiles);
}

async function mergeFiles(words: readonly string[], flags: MergeFlags): Promise<void> {
  if (flags.json === true && flags.output === undefined) {
    throw new UsageError("--json goes with --output: standard output has the rows");
  }
  const names = await expandNames(words, []);
  const files = names.map((name) => {
    return { name, campaign: readCampaignFile(name, readSource(name).text) };
  });
  const wrong = misfits(files);
  if (wrong.length > 0) {
    throw new UsageError(`these are not parts of one campaign:\n  ${wrong.join("\n  ")}`);
  }
  const merged = merge(files);
  const text = [merged.header, ...merged.rows].map(campaignLine).join("");
  if (flags.output === undefined) process.stdout.write(text);
  else replaceFile(flags.output, text);
  const context = { look: lookOf(process.stdout), version, wanted: merged.rows.length };
  await writeReports(flags, resultOf(merged), context);
  tell(merged, names, flags);
  process.exitCode = exitCode(merged);
}

/** What was merged: on standard output, unless the rows are there. */
function tell(merged: Merged, files: readonly string[], { output, json }: MergeFlags): void {
  const { duplicates, conflicts, gaps } = merged;
  if (json === true) {
    process.stdout.write(mergeJson(merged, files, version));
    return;
  }
  const stream = output === undefined ? process.stderr : process.stdout;
  const torn = duplicates === 0 ? "" : `, ${countText(duplicates, "row")} twice`;
  const lines = [
    ...conflicts.map(({ test, files: both }) => `conflict  ${test}: ${both.join(" and ")} differ`),
    ...gaps.map(gapText),
    `${countText(files.length, "file")}${torn}   ${totalsText(resultOf(merged))}`,
  ];
  stream.write(`${lines.join("\n")}\n`);
}

/** `missing   shard 3/16: 714 tests, the whole shard`. */
function gapText({ shard, missing, of, isWhole }: Gap): string {
  const what = shard === null ? "" : `shard ${shard}: `;
  const how = isWhole ? "the whole shard" : `of ${groupDigits(of)}`;
  return `missing   ${what}${countText(missing, "test")}${isWhole ? "," : ""} ${how}`;
}

function resultOf({ rows }: Merged): CampaignResult {
  const milliseconds = rows.reduce((sum, row) => sum + row.milliseconds, 0);
  const wanted = rows.length;
  return { rows, wanted, isInterrupted: false, interrupted: new Set(), milliseconds };
}

function exitCode({ conflicts, gaps }: Merged): number {
  if (conflicts.length > 0) return EXIT.differs;
  return gaps.length > 0 ? EXIT.bounded : EXIT.ok;
}
