import { styleText } from "node:util";
import { type Look, PLAIN } from "../report/look.js";

/** The most columns that text is laid out for, however wide the terminal. */
const WIDTH_MAX = 160;
/** Milliseconds between two lines of progress. */
const PROGRESS_INTERVAL = 100;

/** Colours and the full width on a terminal that wants them; plain text of 100 columns everywhere else. */
export function lookOf(stream: NodeJS.WriteStream): Look {
  if (!stream.isTTY) return PLAIN;
  const width = Math.min(stream.columns ?? PLAIN.width, WIDTH_MAX);
  const { NO_COLOR = "", TERM } = process.env;
  if (NO_COLOR !== "" || TERM === "dumb") return { ...PLAIN, width };
  return { width, paint: (format, text) => styleText(format, text) };
}

/** One line on a terminal's standard error that is overwritten again and again; nothing when that is no terminal. */
export class ProgressLine {
  #isShown = false;
  #shownAt = Number.NEGATIVE_INFINITY;

  show(text: () => string): void {
    const { stderr } = process;
    const now = performance.now();
    if (!stderr.isTTY || now - this.#shownAt < PROGRESS_INTERVAL) return;
    this.#shownAt = now;
    this.#isShown = true;
    stderr.write(`\r\x1b[K${text().slice(0, (stderr.columns ?? PLAIN.width) - 1)}`);
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
