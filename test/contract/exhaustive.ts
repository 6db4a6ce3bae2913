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

/** Two locations and two threads: an accessing letter stands for two instructions, one at each location. */
interface Word {
  readonly letter: Letter;
  readonly location: 0 | 1;
}

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
 * All programs of two threads with `length` instructions each, up to the names of threads and locations: `visit` is
 * called with every `shards`-th of them, beginning with number `shard`. Gives how many these are.
 */
export function forEachProgram(
  letters: readonly Letter[],
  length: number,
  shard: number,
  shards: number,
  visit: (program: Program) => void,
): number {
  const words = letters.flatMap((letter): Word[] =>
    isFence(letter)
      ? [{ letter, location: 0 }]
      : [
          { letter, location: 0 },
          { letter, location: 1 },
        ],
  );
  const other = words.map(({ letter, location }) =>
    isFence(letter)
      ? words.findIndex((w) => w.letter === letter)
      : words.findIndex((w) => w.letter === letter && w.location !== location),
  );
  const threads = sequences(words.length, length);
  const number = (sequence: readonly number[]): number =>
    sequence.reduce((n, digit) => n * words.length + digit, 0);
  const renamed = threads.map((sequence) => number(sequence.map((w) => other[w]!)));
  const codes = [0, 1].map((thread) =>
    threads.map((sequence) =>
      instructions(
        sequence.map((w) => words[w]!),
        thread,
      ),
    ),
  );
  let count = 0;
  let seen = 0;
  for (let a = 0; a < threads.length; a++) {
    for (let b = a; b < threads.length; b++) {
      const low = Math.min(renamed[a]!, renamed[b]!);
      const high = Math.max(renamed[a]!, renamed[b]!);
      // Of the program and its image under the other names of the locations, only the first counts.
      if (low < a || (low === a && high < b)) continue;
      if (seen++ % shards !== shard) continue;
      count++;
      visit(build([codes[0]![a]!, codes[1]![b]!]));
    }
  }
  return count;
}

/** All threads of `length` instructions at location 0, each to be told its number. */
export function threadsAtOneLocation(
  letters: readonly Letter[],
  length: number,
): readonly ((thread: number) => readonly Instruction[])[] {
  return sequences(letters.length, length).map((sequence) => {
    const words = sequence.map((l): Word => ({ letter: letters[l]!, location: 0 }));
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

/** Registers and written values are named by their position. An update adds, so that it shows its whole past. */
function instructions(words: readonly Word[], thread: number): readonly Instruction[] {
  let registers = 0;
  return words.map(({ letter, location }, i): Instruction => {
    const value = 1 << (3 * thread + i);
    const sum = binary("+", old, constant(value << 6));
    switch (letter) {
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
        return fence(letter);
    }
  });
}

function isFence(letter: Letter): letter is "mb" | "rmb" | "wmb" {
  return letter === "mb" || letter === "rmb" || letter === "wmb";
}
