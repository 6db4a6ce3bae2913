import type { Command } from "commander";

/** A command as the help shows it. */
export interface CommandEntry {
  readonly name: string;
  /** One line. */
  readonly summary: string;
  /** Loads its code, which takes a while, once it is known that the user wants it. */
  load(): Promise<CommandModule>;
}

/** What a file in `commands/` exports. */
export interface CommandModule {
  /** Declares arguments, options, help and the action; the action sets `process.exitCode`. */
  readonly declare: (command: Command) => void;
}
