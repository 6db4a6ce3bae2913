/** A benchmark program by name, for any size, as a litmus test. */
export interface BenchmarkFamily {
  readonly name: string;
  /** What grows with the size. */
  readonly size: string;
  source(size: number): string;
}

/** The numbers below n. */
export const count = (n: number): readonly number[] => Array.from({ length: n }, (_, i) => i);

/** The text of a test. */
export const test = (
  name: string,
  init: string,
  threads: readonly string[],
  clauses: string,
): string => [`C ${name}`, `{ ${init} }`, ...threads, clauses, ""].join("\n");

/** The text of a thread. */
export const thread = (index: number, parameters: string, lines: readonly string[]): string =>
  [`P${index}(${parameters})`, "{", ...lines.map((l) => `\t${l}`), "}"].join("\n");

/** That all of these hold in some final state. */
export const all = (terms: readonly string[]): string => `exists (${terms.join(" /\\ ")})`;
