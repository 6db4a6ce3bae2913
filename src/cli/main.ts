import { Command, CommanderError } from "commander";
import { formatDiagnostic } from "../source/diagnostic.js";
import { commands } from "./commands.js";
import { EXIT, InvalidInput, UsageError } from "./exit.js";
import { watchStreams } from "./output.js";
import { version } from "./version.js";

const HELP = `
A test is a file, - for standard input, or the name of a test that ships with litmus.

Exit codes: 0 as expected, 1 an expectation does not hold or a fault is reachable, 2 the command line
or a test is not valid, 3 no answer within the limits, 71 machine and axioms of a model differ (a bug
in litmus), 130 interrupted.

Example:
  litmus run fence-loss.lit
`;

/** Runs the command line; the result is in `process.exitCode`. */
async function main(argv: readonly string[]): Promise<void> {
  const program = new Command("litmus")
    .description("Weak-memory litmus tests: what each memory model allows, and how it comes about.")
    .version(version, "-V, --version", "print the version")
    .helpOption("-h, --help", "print this help")
    .helpCommand("help [command]", "print the help of a command")
    .addHelpText("after", HELP)
    .exitOverride();
  for (const entry of commands) {
    const command = program.command(entry.name).description(entry.summary).exitOverride();
    command.helpOption("-h, --help", "print this help");
    if (argv.includes(entry.name)) (await entry.load()).declare(command);
  }
  // The name of a test is no command, however near.
  if (isTestName(argv[0] ?? "")) program.showSuggestionAfterError(false);
  if (argv.length === 0) {
    program.outputHelp();
    return;
  }
  await program.parseAsync(argv, { from: "user" });
}

function isTestName(word: string): boolean {
  return /\.(lit|litmus)$/.test(word);
}

/** The end of every error: says what is wrong in the user's words, and sets the exit code. */
function report(error: unknown, argv: readonly string[]): void {
  if (error instanceof CommanderError) {
    // Commander has printed the message already.
    process.exitCode = error.exitCode === 0 ? EXIT.ok : EXIT.invalid;
    const first = argv[0] ?? "";
    if (error.code === "commander.unknownCommand" && isTestName(first)) {
      process.stderr.write(`To run a test: litmus run ${first}\n`);
    }
    return;
  }
  if (error instanceof UsageError) {
    process.exitCode = EXIT.invalid;
    process.stderr.write(`error: ${error.message}\n`);
    return;
  }
  if (error instanceof InvalidInput) {
    process.exitCode = EXIT.invalid;
    for (const each of error.diagnostics) process.stderr.write(`${formatDiagnostic(each)}\n`);
    return;
  }
  process.exitCode = EXIT.internal;
  const message = error instanceof Error ? error.message : `${error}`;
  process.stderr.write(
    `error: this is a bug in litmus, please report it with the test: ${message.split("\n")[0]}\n`,
  );
  const { LITMUS_DEBUG } = process.env;
  if (LITMUS_DEBUG === "1" && error instanceof Error) {
    process.stderr.write(`${error.stack}\n`);
  }
}

/** Runs what the process or thread is there for. */
async function start(argv: readonly string[]): Promise<void> {
  const [first] = argv;
  if (first === "worker" && process.send !== undefined) {
    // One of the processes that `check` starts.
    const { work } = await import("./worker.js");
    return work();
  }
  if (first === "thread" || first === "together") {
    const { isMainThread } = await import("node:worker_threads");
    if (!isMainThread && first === "thread") {
      // One of the threads that `hw` starts.
      const { workAsThread } = await import("./hw/thread.js");
      return workAsThread();
    }
    if (!isMainThread) {
      // One of the threads of a large search.
      const { workTogether } = await import("./sharing/thread.js");
      return workTogether();
    }
  }
  await main(argv).catch((error: unknown) => report(error, argv));
}

watchStreams();
start(process.argv.slice(2));
