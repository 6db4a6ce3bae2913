import type { Command } from "commander";
import { models } from "../../models/models.js";
import { layOut } from "../../report/layout.js";
import { lookOf } from "../terminal.js";

const HELP = `
Example:
  litmus models --json
`;

/** `litmus models`. */
export function declare(command: Command): void {
  command.option("--json", "as JSON").addHelpText("after", HELP).action(showModels);
}

function showModels(flags: { readonly json?: boolean }): void {
  const rows = models.map(({ id, title, source, contains }) => ({ id, title, source, contains }));
  if (flags.json === true) {
    process.stdout.write(`${JSON.stringify(rows)}\n`);
    return;
  }
  const columns = ["id", "model", "allows all of", "rules from"].map(
    (header) => ({ header, align: "left" }) as const,
  );
  const cells = rows.map(({ id, title, source, contains }) =>
    [id, title, contains.join(", "), source].map((text) => ({ text })),
  );
  process.stdout.write(`${layOut(columns, cells, lookOf(process.stdout)).join("\n")}\n`);
}
