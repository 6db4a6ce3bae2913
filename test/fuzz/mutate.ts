import fc from "fast-check";

/** One change of a text. Places are fractions of its words, so that a smaller number means an earlier place. */
export interface Mutation {
  readonly kind: "delete" | "duplicate" | "swap" | "insert" | "truncate" | "splice";
  /** Of 10,000. */
  readonly at: number;
  /** Of 10,000: the other place of a swap, the target of a duplicate, the place in the other file of a splice. */
  readonly to: number;
  readonly words: number;
  readonly noise: string;
}

const NOISE = [
  ..."{}()[];:,=*&~!#\"'\\/.<>|+-@$`?\n\t\0",
  ..."/* */ (* *) // /\\ \\/ == != => -> << >>= && || ## ... \\\n \r\n".split(" "),
  ..."exists ~exists forall filter( locations[ variants\n expect\n P0 P9( 0: 0 -1 0x 09 1.5".split(
    " ",
  ),
  ..."99999999999999999999 0xffffffffffffffff 'a' \"s\" int struct return goto while(1) if else".split(
    " ",
  ),
  ..."break; for(;;) case switch do #define #if #include static typedef NULL true x y r0".split(
    " ",
  ),
  "\u{1f600}",
  "\ud800",
  "\u00a0",
  "\u201c",
];

export const mutations: fc.Arbitrary<readonly Mutation[]> = fc.array(
  fc.record({
    kind: fc.constantFrom<Mutation["kind"]>(
      "delete",
      "duplicate",
      "swap",
      "insert",
      "truncate",
      "splice",
    ),
    at: fc.nat(9_999),
    to: fc.nat(9_999),
    words: fc.integer({ min: 1, max: 12 }),
    noise: fc.oneof(
      { weight: 4, arbitrary: fc.constantFrom(...NOISE) },
      { weight: 1, arbitrary: fc.string({ unit: "binary", maxLength: 4 }) },
    ),
  }),
  { minLength: 1, maxLength: 4 },
);

/** The words, blanks and single other characters of a text; together they are the text. */
export function wordsOf(text: string): string[] {
  return text.match(/\s+|\w+|[^\w\s]/g) ?? [];
}

/** A text after all the changes. A splice ends it with the rest of the other text. */
export function mutate(text: string, other: string, changes: readonly Mutation[]): string {
  let words = wordsOf(text);
  for (const change of changes) {
    const at = placeIn(words, change.at);
    const piece = words.slice(at, at + change.words);
    switch (change.kind) {
      case "delete":
        words.splice(at, change.words);
        break;
      case "duplicate":
        words.splice(placeIn(words, change.to), 0, ...piece);
        break;
      case "swap": {
        const to = placeIn(words, change.to);
        [words[at], words[to]] = [words[to] ?? "", words[at] ?? ""];
        break;
      }
      case "insert":
        words.splice(at, 0, change.noise);
        break;
      case "truncate":
        // Seldom short: most of a file has to be there for the rest to matter.
        words.length = Math.max(at, Math.floor(words.length / 2));
        break;
      case "splice": {
        const rest = wordsOf(other);
        words = [...words.slice(0, at), ...rest.slice(placeIn(rest, change.to))];
        break;
      }
    }
  }
  return words.join("");
}

function placeIn(words: readonly string[], tenThousandths: number): number {
  return Math.floor((words.length * tenThousandths) / 10_000);
}

/** Places between two words of a text, outside of its comments. */
export function boundaries(text: string): readonly number[] {
  const commented = new Set<number>();
  for (const match of text.matchAll(/\/\*[\s\S]*?(?:\*\/|$)|\/\/[^\n]*|\(\*[\s\S]*?\*\)/g)) {
    for (let i = 1; i <= match[0].length; i++) commented.add(match.index + i);
  }
  const places: number[] = [];
  let at = 0;
  for (const word of wordsOf(text)) {
    if (!commented.has(at)) places.push(at);
    at += word.length;
  }
  return places;
}
