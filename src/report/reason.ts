import { hanging } from "./layout.js";
import type { Look } from "./look.js";
import type { Reason } from "./why.js";
import { lineOf } from "./words.js";

/** Columns up to the end of a quoted line's number. */
const SOURCE_INDENT = 14;

/** A reason, and under it the lines of the source that it speaks of. */
export function reasonLines({ text, sites }: Reason, look: Look): readonly string[] {
  const numbers = [...new Set(sites.map(lineOf))].sort((a, b) => a - b);
  const source = sites[0]?.span.source;
  const quoted = numbers.map((number) => {
    const words = source!
      .line(number)
      .trim()
      .replace(/\s*\t\s*/g, "  ");
    const quote = `${`${number}`.padStart(SOURCE_INDENT)}  ${words}`;
    const isTooLong = quote.length > look.width;
    return look.paint("dim", isTooLong ? `${quote.slice(0, look.width - 3)}...` : quote);
  });
  return [...hanging("why    ", text, look), ...quoted];
}
