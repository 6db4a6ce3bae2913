import { type Command, Option } from "commander";
import { lkmm } from "../models/lkmm.js";
import type { EngineFlags, Selection } from "./engines.js";
import { UsageError } from "./exit.js";

/** What a command prints, as its `--format` names it: its own text, or a format that is the same for all. */
export type FormatName = "screen" | "json" | "herd" | "tap" | "github";

/** Options that choose a format. */
export interface FormatFlags {
  readonly format?: FormatName;
  readonly json?: boolean;
}

/** Declares `--format`, and `--json` for its most frequent use; `more` are formats that other commands do not have. */
export function addFormatOption(command: Command, more: readonly FormatName[] = []): Command {
  const format = new Option(
    "--format <format>",
    "herd is the log of one model, as herd7 prints it",
  ).choices(["screen", "json", "herd", ...more]);
  return command.addOption(format).option("--json", "one line of JSON a test: --format json");
}

/** The report of a command that prints `screen` when nobody asks for another. */
export function formatOf<S extends string>(flags: FormatFlags, screen: S): S | "json" | "herd" {
  if (isJson(flags)) return "json";
  return flags.format === "herd" ? "herd" : screen;
}

/** Whether whoever reads the output wants JSON. */
export function isJson({ format, json = false }: FormatFlags): boolean {
  return json || format === "json";
}

/** What to run for a format: a log of herd is of one model, by default the kernel's. */
export function forFormat(format: string, selection: Selection, flags: EngineFlags): Selection {
  if (format !== "herd") return selection;
  const isChosen = flags.model !== undefined || flags.cat !== undefined;
  if (!isChosen && flags.engine !== "machine" && flags.engine !== "both") {
    return { ...selection, models: [lkmm] };
  }
  const ids = selection.models.map(({ id }) => id).join(", ");
  if (selection.models.length > 1) {
    throw new UsageError(
      `--format herd is the log of one model: choose one of ${ids} with --model`,
    );
  }
  return selection;
}
