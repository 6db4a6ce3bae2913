import type { Command } from "commander";
import { dialects } from "../../dialect/dialects.js";
import { modelEntries } from "../../models/entries.js";
import { layOut } from "../../report/layout.js";
import { notOneOf, UsageError } from "../exit.js";
import { lookOf } from "../terminal.js";

const HELP = `
An engine is a semantics: a machine has states and steps, axioms are rules about whole executions.

Example:
  litmus models --json
  litmus models --dialect X86
`;

interface ModelsFlags {
  readonly json?: boolean;
  readonly dialect?: string;
}

/** `litmus models`. */
export function declare(command: Command): void {
  command
    .option("--dialect <name>", "the instructions that tests with this first word may have")
    .option("--json", "as JSON")
    .addHelpText("after", HELP)
    .action(showModels);
}

/** Every way to write an instruction of a dialect, one a line. */
function showInstructions(name: string, isJson: boolean): void {
  const assemblies = dialects.filter(({ instructions }) => instructions !== undefined);
  const headers = assemblies.flatMap((dialect) => dialect.headers);
  const found = assemblies.find((dialect) => dialect.headers.includes(name));
  if (found === undefined) {
    throw new UsageError(`--dialect: ${notOneOf("assembly dialect", name, headers)}`);
  }
  const instructions = [...found.instructions!].sort();
  process.stdout.write(`${isJson ? JSON.stringify(instructions) : instructions.join("\n")}\n`);
}

function showModels(flags: ModelsFlags): void {
  if (flags.dialect !== undefined) {
    showInstructions(flags.dialect, flags.json === true);
    return;
  }
  const rows = modelEntries();
  if (flags.json === true) {
    process.stdout.write(`${JSON.stringify(rows)}\n`);
    return;
  }
  const columns = ["id", "model", "engines", "allows all of", "rules from"].map(
    (header) => ({ header, align: "left" }) as const,
  );
  const cells = rows.map(({ id, title, source, contains, engines }) =>
    [id, title, engines.join(", "), contains.join(", "), source].map((text) => ({ text })),
  );
  const notes = rows.flatMap(({ id, note }) => (note === undefined ? [] : [`${id}: ${note}`]));
  const mappings = rows.flatMap(({ id, mapping }) => {
    return mapping === undefined ? [] : [`${id}: C11 compiled with ${mapping}`];
  });
  const table = layOut(columns, cells, lookOf(process.stdout));
  process.stdout.write(`${[...table, "", ...notes, ...mappings].join("\n")}\n`);
}
