import { evaluate } from "./evaluate.js";
import type { Expression, Register } from "./expression.js";
import { assigned, followers, forEachRegister } from "./flow.js";
import type { Liveness } from "./liveness.js";
import type { Loop } from "./loops.js";
import type { Instruction, Thread } from "./program.js";
import type { Code, Values } from "./value.js";

/**
 * Rounds that a thread is followed for to see whether its loops end by themselves, over all loops and all ways through
 * them. It is the bound of such a loop too. Each round is at least one state: far more would fill a search on its own.
 */
export const CONSTANT_ROUNDS_MAX = 10_000;

/** A place where ways part or meet, with what is known of the registers there. */
interface Point {
  readonly pc: number;
  /** By register; means nothing where `isKnown` is 0. */
  readonly codes: Int32Array;
  readonly isKnown: Uint8Array;
  /** Indices of the points that can come next. */
  readonly next: number[];
}

/**
 * The heads of those `candidates` that end whatever is read: as many rounds as the program says. Registers are followed
 * from the start of the thread as far as their values do not come from memory; where a branch depends on more, both ways
 * are. A loop ends if no round leads back to a head where as much is known as there was before.
 */
export function loopsThatEnd(
  thread: Thread,
  loops: readonly Loop[],
  candidates: readonly Loop[],
  live: Liveness,
  values: Values,
): ReadonlySet<number> {
  const { code } = thread;
  const fromReads = registersFromReads(code);
  const hopeful = candidates.filter((loop) => hasExitWithoutReads(code, loop, fromReads));
  if (hopeful.length === 0) return new Set();
  const points = follow(thread, new Set(loops.map(({ head }) => head)), live, values);
  if (points === null) return new Set();
  return new Set(hopeful.filter((loop) => ends(loop, points)).map(({ head }) => head));
}

/** Registers that a value which was read may flow into, wherever in the code. */
function registersFromReads(code: readonly Instruction[]): ReadonlySet<Register> {
  const found = new Set<Register>();
  for (let before = -1; before < found.size; ) {
    before = found.size;
    for (const i of code) {
      const target = assigned(i);
      if (target === null) continue;
      if (i.op !== "assign" || reads(i.value, (register) => found.has(register))) found.add(target);
    }
  }
  return found;
}

/** Without one, following the rounds would be of no use: only a read can end the loop. */
function hasExitWithoutReads(
  code: readonly Instruction[],
  { body }: Loop,
  fromReads: ReadonlySet<Register>,
): boolean {
  return [...body].some((pc) => {
    const i = code[pc]!;
    if (i.op !== "branch" || followers(code, pc).every((next) => body.has(next))) return false;
    return !reads(i.condition, (register) => fromReads.has(register));
  });
}

function reads(e: Expression, test: (register: Register) => boolean): boolean {
  let found = false;
  forEachRegister(e, (register) => {
    if (test(register)) found = true;
  });
  return found;
}

/** All points of a thread, the start first; null when there are too many. */
function follow(
  { code, registers }: Thread,
  heads: ReadonlySet<number>,
  live: Liveness,
  values: Values,
): readonly Point[] | null {
  const points: Point[] = [];
  const ids = new Map<string, number>();
  const pointAt = (pc: number, codes: Int32Array, isKnown: Uint8Array): number => {
    let key = `${pc}`;
    for (let r = 0; r < codes.length; r++) {
      if (live[pc]![r] === 0) isKnown[r] = 0;
      key += isKnown[r] === 1 ? `,${codes[r]}` : ",";
    }
    let id = ids.get(key);
    if (id === undefined) {
      id = points.push({ pc, codes: codes.slice(), isKnown: isKnown.slice(), next: [] }) - 1;
      ids.set(key, id);
    }
    return id;
  };
  pointAt(
    0,
    Int32Array.from(registers, ({ initial }) => initial),
    new Uint8Array(registers.length).fill(1),
  );
  for (let id = 0; id < points.length; id++) {
    if (points.length > CONSTANT_ROUNDS_MAX) return null;
    const { next, ...start } = points[id]!;
    const codes = start.codes.slice();
    const isKnown = start.isKnown.slice();
    const evaluated = (e: Expression): Code | null =>
      reads(e, (register) => isKnown[register] === 0) ? null : evaluate(e, codes, 0, 0, values);
    let pc: number | undefined = start.pc;
    do {
      const after: readonly number[] = execute(code, pc, codes, isKnown, evaluated);
      pc = after[0];
      if (after.length > 1) {
        for (const to of after) next.push(pointAt(to, codes, isKnown.slice()));
        break;
      }
      if (pc !== undefined && heads.has(pc)) {
        next.push(pointAt(pc, codes, isKnown));
        break;
      }
    } while (pc !== undefined && pc < code.length);
  }
  return points;
}

/** Executes one instruction as far as its operands are known; gives the places at which the thread may go on. */
function execute(
  code: readonly Instruction[],
  pc: number,
  codes: Int32Array,
  isKnown: Uint8Array,
  evaluated: (e: Expression) => Code | null,
): readonly number[] {
  const i = code[pc];
  if (i === undefined) return [];
  if (i.op === "branch") {
    const condition = evaluated(i.condition);
    if (condition === null) return followers(code, pc);
    return [condition === 0 ? i.target : pc + 1];
  }
  const target = assigned(i);
  if (target !== null) {
    const value = i.op === "assign" ? evaluated(i.value) : null;
    isKnown[target] = value === null ? 0 : 1;
    codes[target] = value ?? 0;
  }
  return followers(code, pc);
}

/** Whether no point at the head of the loop can come after itself inside of the loop. */
function ends({ head, body }: Loop, points: readonly Point[]): boolean {
  const rounds = points.flatMap(({ pc }, id) => (pc === head ? [id] : []));
  const after = new Map(rounds.map((id) => [id, nextRounds(id, head, body, points)]));
  const arrivals = new Map<number, number>();
  for (const next of after.values()) {
    for (const id of next) arrivals.set(id, (arrivals.get(id) ?? 0) + 1);
  }
  const pending = rounds.filter((id) => !arrivals.has(id));
  let done = 0;
  for (let id = pending.pop(); id !== undefined; id = pending.pop()) {
    done++;
    for (const next of after.get(id)!) {
      const left = arrivals.get(next)! - 1;
      arrivals.set(next, left);
      if (left === 0) pending.push(next);
    }
  }
  return done === rounds.length;
}

/** The points at the head that a round from `start` can lead to. */
function nextRounds(
  start: number,
  head: number,
  body: ReadonlySet<number>,
  points: readonly Point[],
): ReadonlySet<number> {
  const found = new Set<number>();
  const seen = new Set<number>();
  const pending = [...points[start]!.next];
  for (let id = pending.pop(); id !== undefined; id = pending.pop()) {
    const { pc, next } = points[id]!;
    if (seen.has(id) || !body.has(pc)) continue;
    seen.add(id);
    if (pc === head) found.add(id);
    else pending.push(...next);
  }
  return found;
}
