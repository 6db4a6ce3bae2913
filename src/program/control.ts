import type { Register } from "./expression.js";
import { assigned, followers } from "./flow.js";
import { type Liveness, liveness } from "./liveness.js";
import { findLoops, type Loop } from "./loops.js";
import type { Instruction, Program } from "./program.js";

/** What is known of the shape of a thread's code before any of it is followed. */
export interface ThreadFlow {
  /** Where the control dependencies on a branch end, by place in the code: -1 for never. */
  readonly joins: Int32Array;
  /**
   * Temporaries that get their value on one of the ways from a branch to its join, as the value of `a && b` and what an
   * inlined function returns do: behind the join they hold what the branch decided.
   */
  readonly decided: readonly (readonly Register[])[];
  /** The loop that begins at a place in the code, and whether it counts its rounds itself. */
  readonly loops: ReadonlyMap<number, { readonly loop: Loop; readonly isCounted: boolean }>;
  /** Registers that somebody may still ask for, by place; empty when there are no loops. */
  readonly live: Liveness;
  /** The innermost loop around each place. */
  readonly innermost: readonly (Loop | null)[];
  /** Branches that leave a loop which does nothing but wait: whatever comes later depends on them. */
  readonly exits: ReadonlySet<number>;
}

/**
 * In C a branch ends where all ways from it to the end of the thread meet again: for an `if` without jumps out of it that
 * is behind the `if`, as herd has it; what follows `if (r) return;` is done only when `r` was 0 and depends on it. A way
 * that ends in a fault meets nobody. In assembly (`join` -1) the dependency never ends, and neither does that on a branch
 * by which a wait ends: what comes after is not done before the awaited value was read, as the kernel relies on in
 * `smp_acquire__after_ctrl_dep()`.
 */
export function flowOf(program: Program, t: number): ThreadFlow {
  const { code, registers } = program.threads[t]!;
  const joins = new Int32Array(code.length).fill(-1);
  const decided: (readonly Register[])[] = [];
  if (code.some(isJoined)) {
    const meeting = meetings(code);
    code.forEach((i, pc) => {
      if (!isJoined(i)) return;
      joins[pc] = meeting[pc]!;
      decided[pc] = assignedBetween(code, pc, meeting[pc]!).filter((r) =>
        registers[r]!.name.startsWith("$"),
      );
    });
  }
  const loops = new Map<number, { loop: Loop; isCounted: boolean }>();
  const innermost: (Loop | null)[] = code.map(() => null);
  if (code.some((i, pc) => (i.op === "jump" || i.op === "branch") && i.target <= pc)) {
    for (const loop of findLoops(code)) {
      const isCounted = loop.ends.every((end) => isCount(code, end));
      loops.set(loop.head, { loop, isCounted });
      for (const pc of loop.body) {
        const other = innermost[pc];
        if (other == null || other.body.size > loop.body.size) innermost[pc] = loop;
      }
    }
  }
  const live = loops.size > 0 ? liveness(program, t) : [];
  const exits = new Set([...loops.values()].flatMap(({ loop }) => exitsOfWait(code, loop)));
  return { joins, decided, loops, live, innermost, exits };
}

function isJoined(i: Instruction): boolean {
  return i.op === "branch" && i.join >= 0 && i.isChoice !== true;
}

/** The branches that lead out of a loop, when it is one that waits. */
function exitsOfWait(code: readonly Instruction[], { body }: Loop): readonly number[] {
  const places = [...body];
  const isWait = places.some((pc) => {
    const i = code[pc]!;
    return (i.op === "load" || i.op === "rmw") && i.spins === true;
  });
  if (!isWait) return [];
  return places.filter((pc) => {
    const i = code[pc]!;
    return i.op === "branch" && !(body.has(pc + 1) && body.has(i.target));
  });
}

/** `boundLoops` puts an `iterate` before each jump back of a loop that it bounds. */
function isCount(code: readonly Instruction[], end: number): boolean {
  return code[end]!.op === "iterate" || (end > 0 && code[end - 1]!.op === "iterate");
}

/** Registers assigned on the ways from a place to another, without those two. */
function assignedBetween(
  code: readonly Instruction[],
  from: number,
  to: number,
): readonly Register[] {
  const found = new Set<Register>();
  const seen = new Set<number>();
  const pending = [...followers(code, from)];
  for (let pc = pending.pop(); pc !== undefined; pc = pending.pop()) {
    if (pc === to || pc === code.length || seen.has(pc)) continue;
    seen.add(pc);
    const register = assigned(code[pc]!);
    if (register !== null) found.add(register);
    pending.push(...followers(code, pc));
  }
  return [...found];
}

/**
 * The first place that every way from an instruction to the end comes to (its immediate postdominator), -1 for one that
 * no end follows. Cooper, Harvey, Kennedy, A Simple, Fast Dominance Algorithm (2001), on the reversed code.
 */
function meetings(code: readonly Instruction[]): Int32Array {
  const end = code.length;
  const predecessors = Array.from({ length: end + 1 }, (): number[] => []);
  code.forEach((_, pc) => {
    for (const next of followers(code, pc)) predecessors[next]!.push(pc);
  });
  const order = new Int32Array(end + 1).fill(-1);
  const places: number[] = [];
  const isSeen = new Uint8Array(end + 1);
  const visit = (start: number): void => {
    const path = [{ pc: start, at: 0 }];
    isSeen[start] = 1;
    for (let top = path.at(-1); top !== undefined; top = path.at(-1)) {
      const next = predecessors[top.pc]![top.at++];
      if (next === undefined) {
        order[top.pc] = places.push(top.pc) - 1;
        path.pop();
      } else if (isSeen[next] === 0) {
        isSeen[next] = 1;
        path.push({ pc: next, at: 0 });
      }
    }
  };
  visit(end);
  const meeting = new Int32Array(end + 1).fill(-1);
  meeting[end] = end;
  const common = (a: number, b: number): number => {
    let [x, y] = [a, b];
    while (x !== y) {
      while (order[x]! < order[y]!) x = meeting[x]!;
      while (order[y]! < order[x]!) y = meeting[y]!;
    }
    return x;
  };
  for (let changed = true; changed; ) {
    changed = false;
    for (let k = places.length - 2; k >= 0; k--) {
      const pc = places[k]!;
      let found = -1;
      for (const next of followers(code, pc)) {
        if (meeting[next] === -1) continue;
        found = found === -1 ? next : common(next, found);
      }
      if (found !== meeting[pc]) {
        meeting[pc] = found;
        changed = true;
      }
    }
  }
  return meeting;
}
