import type { Command } from "commander";
import { enginesOf } from "../../models/model.js";
import { models } from "../../models/models.js";
import { layOut } from "../../report/layout.js";
import { lookOf } from "../terminal.js";

const HELP = `
An engine is a semantics: a machine has states and steps, axioms are rules about whole executions.

Example:
  litmus models --json
`;

/** `litmus models`. */
export function declare(command: Command): void {
  command.option("--json", "as JSON").addHelpText("after", HELP).action(showModels);
}

function showModels(flags: { readonly json?: boolean }): void {
  const rows = models.map((model) => {
    const { id, title, source, contains } = model;
    return { id, title, source, contains, engines: enginesOf(model) };
  });
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
  process.stdout.write(`${layOut(columns, cells, lookOf(process.stdout)).join("\n")}\n`);
}
