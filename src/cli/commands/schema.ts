import type { Command } from "commander";
import schema from "../../report/schema.json" with { type: "json" };
import { notOneOf, UsageError } from "../exit.js";

const HELP = `
What each command prints with --json, as JSON Schema. "format" in every answer is the version of this: it grows when a
field changes its meaning or goes away; new fields may come at any time. Of a file that is no test every command prints
what is called "invalid" here.

Examples:
  litmus schema > litmus.schema.json
  litmus schema fix
`;

/** `litmus schema [COMMAND]`. */
export function declare(command: Command): void {
  command
    .argument("[command]", "only what this command prints")
    .addHelpText("after", HELP)
    .action(run);
}

function run(name: string | undefined): void {
  const { properties, required: _, ...rest } = schema;
  if (name === undefined) {
    process.stdout.write(`${JSON.stringify(schema, null, 1)}\n`);
    return;
  }
  const known = new Map<string, object>(Object.entries(properties));
  const own = known.get(name);
  if (own === undefined) throw new UsageError(notOneOf("command", name, [...known.keys()]));
  const only = { $schema: rest.$schema, ...own, definitions: rest.definitions };
  process.stdout.write(`${JSON.stringify(only, null, 1)}\n`);
}
