import { fstatSync, statSync, writeSync } from "node:fs";
import { EXIT } from "./exit.js";

const NAMES = ["stdout", "stderr"] as const;
type Name = (typeof NAMES)[number];
/** Their numbers, the same on every system. */
const NUMBERS: Readonly<Record<Name, number>> = { stdout: 1, stderr: 2 };

/** The streams that were asked for. */
const made = new Set<Name>();

/**
 * Says what becomes of output that cannot be written, of each stream when it is first asked for: not before, since node loads
 * some forty files to make one, which takes longer than most tests.
 */
export function watchStreams(): void {
  for (const name of NAMES) {
    const make: () => NodeJS.WriteStream = Object.getOwnPropertyDescriptor(process, name)!.get!;
    const get = () => {
      const stream = make.call(process);
      if (!made.has(name)) stream.on("error", (error) => endWithout(name, error));
      made.add(name);
      return stream;
    };
    Object.defineProperty(process, name, { get, enumerable: true, configurable: true });
  }
}

function endWithout(name: Name, { code, message }: NodeJS.ErrnoException): void {
  // Whoever reads our output may have seen enough: `litmus list | head`.
  if (code === "EPIPE") process.exit(EXIT.ok);
  if (name === "stdout") process.stderr.write(`error: no output: ${message}\n`);
  process.exit(EXIT.invalid);
}

/** Whether a stream may be a terminal: a file, a pipe and the null device are none, and that is known without a stream. */
export function mayBeTerminal(name: Name): boolean {
  try {
    const status = fstatSync(NUMBERS[name]);
    if (status.isFile() || status.isFIFO() || status.isSocket()) return false;
    return status.rdev !== statSync("/dev/null").rdev;
  } catch {
    return true;
  }
}

/** Writes a text to standard output. */
export function print(text: string): void {
  if (made.has("stdout") || mayBeTerminal("stdout")) {
    process.stdout.write(text);
    return;
  }
  const bytes = Buffer.from(text);
  let written = 0;
  try {
    while (written < bytes.length) written += writeSync(NUMBERS.stdout, bytes, written);
  } catch (error) {
    // Whoever reads is slow, and does not want to be waited for: a stream can do that.
    if ((error as NodeJS.ErrnoException).code === "EAGAIN") {
      process.stdout.write(bytes.subarray(written));
    } else endWithout("stdout", error as NodeJS.ErrnoException);
  }
}
