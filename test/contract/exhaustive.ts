import { programsUpToNames } from "../../src/explain/distinguish/names.js";
import type { Instruction, Program } from "../../src/program/program.js";
import { binary, build, cmpxchg, constant, fence, load, old, rmw, store } from "./build.js";

/** An instruction but for its place in the program, from which it takes its register and its value. */
export type Letter =
  | "R"
  | "W"
  | "U"
  | "Uacq"
  | "Ufull"
  | "Cfail"
  | "Wrel"
  | "Racq"
  | "mb"
  | "rmb"
  | "wmb";

/** Every instruction of the list for two instructions a thread, at both locations. */
export const PAIRS: readonly Letter[] = [
  "R",
  "W",
  "U",
  "Uacq",
  "Ufull",
  "Cfail",
  "Wrel",
  "Racq",
  "mb",
  "rmb",
  "wmb",
];

/** And for three. */
export const TRIPLES: readonly Letter[] = ["R", "W", "U", "mb", "wmb"];

interface Exhaustive {
  readonly letters: readonly Letter[];
  readonly length: number;
  /** How many programs there are up to names (test "all programs up to names"). */
  readonly count: number;
  /** Each switch is turned off alone on one program in so many; all switches on are tested on every program. */
  readonly switchesOnOneIn: number;
}

/** The two exhaustive sets that the packed machines are compared with their references on. */
export const EXHAUSTIVE: Readonly<Record<"pairs" | "triples", Exhaustive>> = {
  pairs: { letters: PAIRS, length: 2, count: 32_781, switchesOnOneIn: 1 },
  triples: { letters: TRIPLES, length: 3, count: 65_808, switchesOnOneIn: 4 },
};

/**
 * All programs of two threads with `length` instructions each over two locations, up to the names of threads and
 * locations: `visit` is called with every `shards`-th of them, beginning with number `shard`. Gives how many these are.
 */
export function forEachProgram(
  letters: readonly Letter[],
  length: number,
  shard: number,
  shards: number,
  visit: (program: Program) => void,
): number {
  const alphabet = letters.map((name) => ({ name, isAccess: !isFence(name) }));
  let count = 0;
  let seen = 0;
  for (const threads of programsUpToNames(alphabet, [length, length], 2)) {
    if (seen++ % shards !== shard) continue;
    count++;
    visit(build(threads.map(instructions)));
  }
  return count;
}

/** All threads of `length` instructions at location 0, each to be told its number. */
export function threadsAtOneLocation(
  letters: readonly Letter[],
  length: number,
): readonly ((thread: number) => readonly Instruction[])[] {
  return sequences(letters.length, length).map((sequence) => {
    const words = sequence.map((l) => ({ letter: { name: letters[l]! }, location: 0 }));
    return (thread) => instructions(words, thread);
  });
}

/** All lists of `length` numbers below `base`, in order. */
function sequences(base: number, length: number): readonly (readonly number[])[] {
  if (length === 0) return [[]];
  return sequences(base, length - 1).flatMap((s) =>
    Array.from({ length: base }, (_, d) => [...s, d]),
  );
}

/** What `instructions` needs to know of a word of `programsUpToNames`. */
interface Place {
  readonly letter: { readonly name: Letter };
  readonly location: number;
}

/** Registers and written values are named by their position. An update adds, so that it shows its whole past. */
function instructions(words: readonly Place[], thread: number): readonly Instruction[] {
  let registers = 0;
  return words.map(({ letter: { name }, location }, i): Instruction => {
    const value = 1 << (3 * thread + i);
    const sum = binary("+", old, constant(value << 6));
    switch (name) {
      case "R":
        return load(registers++, location);
      case "Racq":
        return load(registers++, location, "acquirePc");
      case "W":
        return store(location, value);
      case "Wrel":
        return store(location, value, "release");
      case "U":
        return rmw(registers++, location, sum);
      case "Uacq":
        return rmw(registers++, location, sum, { read: "acquirePc" });
      case "Ufull":
        return rmw(registers++, location, sum, { isFull: true });
      case "Cfail":
        return cmpxchg(registers++, location, -1, value, { isFull: true });
      default:
        return fence(name);
    }
  });
}

function isFence(letter: Letter): letter is "mb" | "rmb" | "wmb" {
  return letter === "mb" || letter === "rmb" || letter === "wmb";
}
