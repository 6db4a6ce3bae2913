import type { Command } from "commander";
import { describeTest, searchTests } from "../../harness/catalogue.js";
import { layOut } from "../../report/layout.js";
import { UsageError } from "../exit.js";
import { shippedTests } from "../inputs.js";
import { lookOf } from "../terminal.js";

const HELP = `
With words, only the tests of which path, name or description contain all of them. The files in
litmus/invalid, which are wrong on purpose, are listed when a word asks for them.

Examples:
  litmus list
  litmus list detach refcount
  litmus list invalid/
`;

/** `litmus list [WORD...]`. */
export function declare(command: Command): void {
  command
    .argument("[word...]", "what to look for")
    .option("--json", "as JSON")
    .addHelpText("after", HELP)
    .action(list);
}

function list(words: readonly string[], flags: { readonly json?: boolean }): void {
  const files = shippedTests().filter(
    ({ path }) => words.length > 0 || !path.startsWith("invalid/"),
  );
  const entries = searchTests(words, files.map(describeTest));
  if (flags.json === true) {
    process.stdout.write(`${JSON.stringify(entries)}\n`);
    return;
  }
  if (entries.length === 0) {
    throw new UsageError(
      words.length === 0 ? "no tests are shipped" : `no test has ${words.join(" and ")}`,
    );
  }
  const columns = [
    { header: "", align: "left" },
    { header: "", align: "left" },
  ] as const;
  const rows = entries.map(({ path, name, description }) => [
    { text: path },
    { text: description === "" ? name : description },
  ]);
  const look = lookOf(process.stdout);
  // What reads a pipe takes a line for a test.
  const width = process.stdout.isTTY ? look.width : Number.POSITIVE_INFINITY;
  process.stdout.write(`${layOut(columns, rows, { ...look, width }).join("\n")}\n`);
}
