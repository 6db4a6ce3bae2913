import type { Fence, Instruction, Program, Rmw, Thread } from "../../program/program.js";

/** What an attempt at a full read-modify-write has been decided to be, before it is known what it finds. */
export type Guess = "succeeds" | "fails";

/** A program without full read-modify-writes, and where its instructions come from. */
export interface Spelt {
  readonly program: Program;
  /** By thread and program counter: the program counter in the program as it was; one more for the end. */
  readonly origins: readonly (readonly number[])[];
  /** By thread and program counter: what has to come of the read-modify-write there; null for either. */
  readonly guesses: readonly (readonly (Guess | null)[])[];
  /** By thread and program counter: where the operation begins that the instruction is a part of. */
  readonly begins: readonly (readonly number[])[];
}

/**
 * Spells out full read-modify-writes of the kernel: on success one stands between two sequentially consistent fences
 * (models.md 3). Other threads may act between the three. A failed one has no fence, so whether it will fail is guessed
 * before the first; a guess that turns out wrong is no execution.
 */
export function spellFullUpdates(program: Program): Spelt {
  const threads = program.threads.map(spell);
  return {
    program: { ...program, threads: threads.map(({ thread }) => thread) },
    origins: threads.map(({ origins }) => origins),
    guesses: threads.map(({ guesses }) => guesses),
    begins: threads.map(({ begins }) => begins),
  };
}

interface SpeltThread {
  readonly thread: Thread;
  readonly origins: readonly number[];
  readonly guesses: readonly (Guess | null)[];
  readonly begins: readonly number[];
}

function spell(thread: Thread): SpeltThread {
  const { code } = thread;
  const out: Instruction[] = [];
  const origins: number[] = [];
  const guesses: (Guess | null)[] = [];
  const begins: number[] = [];
  const registers = [...thread.registers];
  const starts: number[] = [];
  /** Instructions of `out` whose target is a place in `code`. */
  const moves: number[] = [];
  code.forEach((i, pc) => {
    const start = out.length;
    starts.push(start);
    const add = (instruction: Instruction, guess: Guess | null = null): void => {
      out.push(instruction);
      origins.push(pc);
      guesses.push(guess);
      begins.push(start);
    };
    if (i.op !== "rmw" || !i.isFull) {
      if (i.op === "branch" || i.op === "jump") moves.push(start);
      add(i);
      return;
    }
    const { site } = i;
    const fence: Fence = { op: "fence", fence: "mb", site };
    const bare: Rmw = { ...i, isFull: false };
    if (i.guard === undefined || i.otherwise === "wait") {
      for (const part of [fence, bare, fence]) add(part);
      return;
    }
    const chosen = registers.push({ name: "$full", initial: 0 }) - 1;
    const condition = { kind: "register", register: chosen } as const;
    const [failing, end] = [start + 6, start + 7];
    add({ op: "choose", register: chosen, site });
    add({ op: "branch", condition, target: failing, join: end, site });
    add(fence);
    add(bare, "succeeds");
    add(fence);
    add({ op: "jump", target: end, site });
    add(bare, "fails");
    if (out.length !== end) throw new Error("an update spelt wrongly");
  });
  starts.push(out.length);
  origins.push(code.length);
  for (const at of moves) {
    const i = out[at]!;
    if (i.op === "jump") out[at] = { ...i, target: starts[i.target]! };
    if (i.op !== "branch") continue;
    out[at] = { ...i, target: starts[i.target]!, join: i.join < 0 ? -1 : starts[i.join]! };
  }
  return { thread: { ...thread, code: out, registers }, origins, guesses, begins };
}
