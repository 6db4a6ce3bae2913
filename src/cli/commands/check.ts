import { type Command, InvalidArgumentError, Option } from "commander";
import { parseShard } from "../../harness/campaign/plan.js";
import type { Row, Shard } from "../../harness/campaign/row.js";
import { isFolder, isTestName } from "../../harness/files.js";
import type { CheckFlags } from "../checking.js";
import { addEngineOptions } from "../engines.js";
import { UsageError } from "../exit.js";
import { addFormatOption } from "../formats.js";
import { expandNames } from "../lists.js";
import { addSearchOptions, parseCount } from "../options.js";
import { interruption } from "../terminal.js";

const HELP = `
One line a test: ok, differs (an expectation does not hold), fault (one is reachable), bounded (no
answer within the limits), invalid, or crashed (the process that ran it ended; the others go on).
Folders are searched for .lit and .litmus files at any depth; a folder of shipped tests can be
named too, a pattern in quotes, and @FILE or --list FILE for a list of names, one a line (@- and
--list -: standard input). Tests run in --jobs processes at a time; what is printed has the order
of the list. --memory is what all of these have together; a test that needs more than its part runs
again alone.

With --expected, tests are compared with known answers: each with a row of the expected.jsonl
beside or above its folder, or of the file that is named. A row is one line of JSON: file (below
tests/, or beside the rows where there is no such folder), result (Ok, No, Undef), observation
(Never, Sometimes, Always), states ("0:r0=1; [x]=2;"), flags; without states, only the result is
compared. It is asked of the axioms of its model, without one of the first model of the test's
language, or with --engine machine of its machine; of --cat FILE instead, when that is given.
--model leaves out rows for other models. Differences are printed first, then what could not be
compared, then a table by folder.

Long runs: --jsonl FILE has a line for each test as soon as it is done; --resume goes on with that
file, whatever ended the run before. --shard 3/16 runs the 3rd, 19th, 35th test of the list and so
on; litmus merge puts the files of all shards together. --baseline FILE prints what is not as in
the file of an earlier run, or in a log of herd.

Exit codes: 71 if machine and axioms of a model differ on any test, else 70 if any crashed, else 1
if any test differs, has a fault or has another answer than in the baseline, else 2 if any is
invalid, else 3 if any is bounded. With --expected: 70 if any crashed, else 1 if any test differs,
else 2 if more are unsupported than --unsupported-max or a row names no test, else 3 if any is
bounded. 130 after Ctrl-C: what is known is printed, and in the file.

Examples:
  litmus check litmus/vma-lock
  litmus check classic --model sc,tso
  litmus check 'kernel/**/MP*.litmus' --engine both
  litmus check litmus/classic --model lkmm --format herd > lkmm.log
  litmus check corpus --expected
  litmus check corpus/*/tests --expected --unsupported-max 2
  litmus check mytests --expected answers.jsonl --cat my.cat
  litmus check @tests.txt --time 10s --jsonl all.jsonl --resume
  litmus check mytests --junit report.xml --baseline yesterday.jsonl
`;

/** `litmus check PATH...`. */
export function declare(command: Command): void {
  const option = (flags: string, what: string, parse: (text: string) => unknown) =>
    new Option(flags, what).argParser(parse);
  const collect = (text: string, before: readonly string[] = []) => [...before, text];
  const factor = option(
    "--time-factor <x>",
    "with --baseline: a time is named that is so many times longer or shorter",
    parseFactor,
  );
  command
    .argument("[path...]", "files, folders, names of shipped tests, patterns, @lists, or -")
    .option("--list <file>", "a list of names, one a line; repeat", collect)
    .option("--expected [file]", "compare with the answers in expected.jsonl, or in this file")
    .addOption(
      option(
        "--unsupported-max <n>",
        "with --expected: how many tests may be unsupported",
        parseNumber,
      ),
    )
    .addOption(option("--jobs <n>", "processes at a time (default: one a core)", parseCount))
    .option("--jsonl <file>", "write a line of JSON for each test as soon as it is done")
    .option("--resume", "go on with the tests that the file of --jsonl lacks")
    .addOption(option("--shard <k/n>", "only every n-th test, from the k-th on", parseShardOption))
    .option("--baseline <file>", "print what is not as in this file of --jsonl or log of herd")
    .addOption(factor.default(2))
    .option("--junit <file>", "write the results as JUnit does")
    .option("--sarif <file>", "write what is wrong in SARIF")
    .option("--tap", "print TAP: --format tap")
    .option("--watch", "run again what changes, until Ctrl-C");
  addSearchOptions(command);
  addEngineOptions(command).addHelpText("after", HELP).action(check);
  addFormatOption(command, ["tap", "github"]);
}

async function check(
  paths: readonly string[],
  given: Omit<CheckFlags, "isMemoryGiven">,
  command: Command,
): Promise<void> {
  const isMemoryGiven = command.getOptionValueSource("memory") !== "default";
  const flags: CheckFlags = { ...given, isMemoryGiven };
  const { words, isCompared, file } = wordsOf(paths, flags);
  if (words.length + (flags.list ?? []).length === 0) {
    throw new UsageError("missing required argument 'path'");
  }
  refuse(flags);
  const signal = interruption();
  const once = async (known: ReadonlyMap<string, Row>): Promise<readonly Row[]> => {
    const names = await expandNames(words, flags.list ?? []);
    if (isCompared) {
      const { checkAnswers } = await import("../conformance.js");
      return checkAnswers(names, file, flags, signal, known);
    }
    const { checkExpectations } = await import("../expectations.js");
    return checkExpectations(names, flags, signal, known);
  };
  if (flags.watch !== true) await once(new Map());
  else {
    const { watch } = await import("../watch.js");
    await watch(once, { words, flags, file }, signal);
  }
}

/** What was named, and what it is compared with. A folder or a test behind `--expected` is no file of answers. */
function wordsOf(paths: readonly string[], { expected }: CheckFlags) {
  const isPath = typeof expected === "string" && (isFolder(expected) || isTestName(expected));
  return {
    words: isPath ? [expected, ...paths] : paths,
    isCompared: expected !== undefined,
    file: typeof expected === "string" && !isPath ? expected : null,
  };
}

/** Options that do not go together. */
function refuse({ resume, jsonl, watch, shard, tap, format, json }: CheckFlags): void {
  if (resume === true && jsonl === undefined) {
    throw new UsageError("--resume belongs to --jsonl FILE: the file to go on with");
  }
  if (watch === true && (jsonl !== undefined || shard !== undefined)) {
    throw new UsageError(`--watch does not go with ${jsonl === undefined ? "--shard" : "--jsonl"}`);
  }
  if (tap === true && (json === true || (format ?? "tap") !== "tap")) {
    throw new UsageError("--tap is a format of its own");
  }
}

function parseShardOption(text: string): Shard {
  const shard = parseShard(text);
  if (shard === null) throw new InvalidArgumentError("Expected a part such as 3/16.");
  return shard;
}

/** `2`, `1.5`: more than 1. */
function parseFactor(text: string): number {
  const factor = Number(text);
  if (factor > 1 && Number.isFinite(factor)) return factor;
  throw new InvalidArgumentError("Expected a number such as 2 or 1.5.");
}

/** `0`, `12`. */
function parseNumber(text: string): number {
  if (/^\d+$/.test(text)) return Number(text);
  throw new InvalidArgumentError("Expected a number such as 0 or 12.");
}
