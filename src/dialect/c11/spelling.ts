import type { Token } from "../../litmus/scanner.js";
import { cover } from "../../source/source.js";

/** What `std::atomic` has a name for, by the words of its type; the names are those of `<stdatomic.h>`. */
const ATOMICS: ReadonlyMap<string, string> = new Map([
  ["bool", "atomic_bool"],
  ["char", "atomic_char"],
  ["signed char", "atomic_schar"],
  ["unsigned char", "atomic_uchar"],
  ["short", "atomic_short"],
  ["unsigned short", "atomic_ushort"],
  ["int", "atomic_int"],
  ["unsigned", "atomic_uint"],
  ["unsigned int", "atomic_uint"],
  ["long", "atomic_long"],
  ["unsigned long", "atomic_ulong"],
  ["long long", "atomic_llong"],
  ["unsigned long long", "atomic_ullong"],
  ...["size_t", "ptrdiff_t", "intptr_t", "uintptr_t", "intmax_t", "uintmax_t"].map(
    (name): [string, string] => [name, `atomic_${name}`],
  ),
  ...[8, 16, 32, 64].flatMap((bits): [string, string][] => [
    [`int${bits}_t`, `atomic_int${bits}_t`],
    [`uint${bits}_t`, `atomic_uint${bits}_t`],
  ]),
]);

/**
 * C++'s names in C's spelling: `std::name` is `name`, `memory_order::acquire` is `memory_order_acquire`, `atomic<int>` is
 * `atomic_int`; `atomic<T>` of what C has no name for is `T`. A token that stands for several has the place of all.
 */
export function inC(tokens: readonly Token[]): readonly Token[] {
  const found: Token[] = [];
  for (let k = 0; k < tokens.length; ) {
    const first = tokens[k]!;
    if (first.kind !== "identifier") {
      found.push(first);
      k++;
      continue;
    }
    const start = first.text === "std" && isScope(tokens, k + 1) ? k + 3 : k;
    const { end, replacement } = nameAt(tokens, start, first);
    found.push(...replacement);
    k = end;
  }
  return found;
}

/** The name at `start`, as `inC` has it, and where it ends; `first` is where its qualification begins. */
function nameAt(
  tokens: readonly Token[],
  start: number,
  first: Token,
): { readonly end: number; readonly replacement: readonly Token[] } {
  const { text } = tokens[start]!;
  const named = (end: number, name: string) => ({
    end,
    replacement: [merged(first, tokens[end - 1]!, name)],
  });
  const member = tokens[start + 3];
  if (text === "memory_order" && isScope(tokens, start + 1) && member?.kind === "identifier") {
    return named(start + 4, `memory_order_${member.text}`);
  }
  const close =
    text === "atomic" && tokens[start + 1]?.text === "<" ? closing(tokens, start + 2) : -1;
  if (close < 0) return named(start + 1, text);
  const type = inC(tokens.slice(start + 2, close));
  const atomic = ATOMICS.get(type.map((token) => token.text).join(" "));
  return atomic === undefined ? { end: close + 1, replacement: type } : named(close + 1, atomic);
}

/** The index of the `>` after the words and stars of a type; -1 when something else stands there. */
function closing(tokens: readonly Token[], start: number): number {
  let k = start;
  while (tokens[k]?.kind === "identifier" || tokens[k]?.text === "*" || tokens[k]?.text === ":")
    k++;
  return k > start && tokens[k]?.text === ">" ? k : -1;
}

/** Whether `::` and a name are next. */
function isScope(tokens: readonly Token[], k: number): boolean {
  const [first, second, name] = tokens.slice(k, k + 3);
  return (
    first?.text === ":" && second?.text === ":" && !second.hasSpace && name?.kind === "identifier"
  );
}

function merged(first: Token, last: Token, text: string): Token {
  if (first === last) return first;
  const { startsLine, hasSpace } = first;
  const isOneText = first.span.source === last.span.source;
  const span = isOneText ? cover(first.span, last.span) : first.span;
  return { kind: "identifier", text, span, startsLine, hasSpace };
}
