import { styleText } from "node:util";
import { type Look, PLAIN } from "../report/look.js";
import { clock } from "./clock.js";
import { mayBeTerminal } from "./output.js";

/** The most and the fewest columns that text is laid out for, whatever the terminal has. */
const WIDTH_MAX = 160;
const WIDTH_MIN = 60;
/** Milliseconds between two lines of progress. */
const PROGRESS_INTERVAL = 100;

/** Colours and the full width on a terminal that wants them; plain text of 100 columns everywhere else. */
export function lookOf(stream: Pick<NodeJS.WriteStream, "isTTY" | "columns">): Look {
  if (!stream.isTTY) return PLAIN;
  // A terminal that does not know its size says 0.
  const width = Math.max(WIDTH_MIN, Math.min(stream.columns || PLAIN.width, WIDTH_MAX));
  const { NO_COLOR = "", TERM } = process.env;
  if (NO_COLOR !== "" || TERM === "dumb") return { ...PLAIN, width };
  return { width, paint: (format, text) => styleText(format, text, { validateStream: false }) };
}

/** How text for standard output looks. */
export function outputLook(): Look {
  return mayBeTerminal("stdout") ? lookOf(process.stdout) : PLAIN;
}

/** One line on a terminal's standard error that is overwritten again and again; nothing when that is no terminal. */
export class ProgressLine {
  #isShown = false;
  #shownAt = Number.NEGATIVE_INFINITY;

  show(text: () => string): void {
    const now = clock();
    if (now - this.#shownAt < PROGRESS_INTERVAL) return;
    this.#shownAt = now;
    if (!mayBeTerminal("stderr")) return;
    const { stderr } = process;
    if (!stderr.isTTY) return;
    this.#isShown = true;
    stderr.write(`\r\x1b[K${text().slice(0, (stderr.columns || PLAIN.width) - 1)}`);
  }

  clear(): void {
    if (this.#isShown) process.stderr.write("\r\x1b[K");
    this.#isShown = false;
  }
}

/**
 * A signal that Ctrl-C aborts. The first one lets the search end in order and print what is known; a second one ends
 * the process at once.
 */
export function interruption(): AbortSignal {
  const controller = new AbortController();
  process.once("SIGINT", () => controller.abort());
  return controller.signal;
}
