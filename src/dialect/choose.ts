import type { LitmusFile } from "../litmus/file.js";
import type { Diagnostics } from "../source/diagnostic.js";
import type { Span } from "../source/source.js";
import type { Dialect } from "./dialect.js";

/** The dialect that a file is read as. */
export interface ChosenDialect {
  readonly dialect: Dialect;
  /** Whether its header or its words say so; false: another one has the same header, and it uses words of neither. */
  readonly isCertain: boolean;
}

/**
 * The dialect of a file, out of those that have its header: the one whose own words the file uses. When it uses words of
 * none, the one whose first model is `preferred`, else the first. Words that two of them have say nothing. Null after a
 * diagnostic, when it uses words of two.
 */
export function chooseDialect(
  candidates: readonly Dialect[],
  file: LitmusFile,
  preferred: string | undefined,
  diagnostics: Diagnostics,
): ChosenDialect | null {
  const [first] = candidates;
  if (first === undefined) return null;
  if (candidates.length === 1) return { dialect: first, isCertain: true };
  const words = candidates.map((dialect) => dialect.words?.(file) ?? new Map<string, Span>());
  const uses = candidates.flatMap((dialect, k) => {
    const own = [...words[k]!].filter(([word]) => words.every((w, j) => j === k || !w.has(word)));
    const [use] = own.sort(([, a], [, b]) => a.start - b.start);
    return use === undefined ? [] : [{ dialect, word: use[0], span: use[1] }];
  });
  uses.sort((a, b) => a.span.start - b.span.start);
  const [one, other] = uses;
  if (one === undefined) {
    const wanted = candidates.find(({ defaultModels = [] }) => defaultModels[0] === preferred);
    return { dialect: wanted ?? first, isCertain: false };
  }
  if (other === undefined) return { dialect: one.dialect, isCertain: true };
  const message = `\`${other.word}\` is ${other.dialect.title}, in a test that is ${one.dialect.title}: it can only be one of the two`;
  const note = { message: `\`${one.word}\` is ${one.dialect.title}`, span: one.span };
  diagnostics.error("mixed-dialects", other.span, message, note);
  return null;
}
