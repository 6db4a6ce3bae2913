/** A place of a test's text at which an order or a fence can be chosen, and every way to write it. */
export interface Choice {
  /** Offsets of what gives way to the text of the option that is chosen; equal where something may be added. */
  readonly start: number;
  readonly end: number;
  /** From 1. */
  readonly line: number;
  readonly kind: "access" | "fence" | "gap";
  /** What orders least first. */
  readonly options: readonly ChoiceOption[];
  /** Which of the options stands in the text. */
  readonly own: number;
}

/** One way to write a place. */
export interface ChoiceOption {
  /** The word that makes the difference, such as `smp_mb()`; empty for nothing. */
  readonly words: string;
  /** What stands from the start of the place to its end; it begins with the words. */
  readonly text: string;
}

/** The text of a test after a choice at each place: the number of an option for each. */
export function chosenText(
  text: string,
  choices: readonly Choice[],
  picks: readonly number[],
): string {
  let result = "";
  let at = 0;
  for (const [i, { start, end, options }] of choices.entries()) {
    result += text.slice(at, start) + options[picks[i]!]!.text;
    at = end;
  }
  return result + text.slice(at);
}

/** The choices that make a text of another one; null when it is none that choices make. */
export function picksOf(
  text: string,
  choices: readonly Choice[],
  chosen: string,
): readonly number[] | null {
  const match = (i: number, from: number, at: number): readonly number[] | null => {
    const choice = choices[i];
    const between = text.slice(from, choice?.start);
    if (!chosen.startsWith(between, at)) return null;
    const next = at + between.length;
    if (choice === undefined) return next === chosen.length ? [] : null;
    for (const [pick, option] of choice.options.entries()) {
      if (!chosen.startsWith(option.text, next)) continue;
      const rest = match(i + 1, choice.end, next + option.text.length);
      if (rest !== null) return [pick, ...rest];
    }
    return null;
  };
  return match(0, 0, 0);
}
