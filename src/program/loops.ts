import { endsOnceStored, isBoundedBySuccess } from "./attempts.js";
import type { Expression, Register } from "./expression.js";
import { assigned, followers, forEachRegister } from "./flow.js";
import { livenessOf } from "./liveness.js";
import type { Instruction, RegisterInfo, Site, Thread } from "./program.js";
import { CONSTANT_ROUNDS_MAX, loopsThatEnd } from "./rounds.js";
import type { Values } from "./value.js";

/** A natural loop. */
export interface Loop {
  /** Where every round begins. */
  readonly head: number;
  /** Instructions of the loop, the head among them. */
  readonly body: ReadonlySet<number>;
  /** Instructions from which a round ends by going to the head. */
  readonly ends: readonly number[];
}

/** The loops of a code, one for each head, by head. */
export function findLoops(code: readonly Instruction[]): readonly Loop[] {
  const predecessors = code.map((): number[] => []);
  code.forEach((_, pc) => {
    for (const next of followers(code, pc)) predecessors[next]?.push(pc);
  });
  const endsOf = new Map<number, number[]>();
  for (const [from, to] of retreatingEdges(code)) {
    const ends = endsOf.get(to);
    if (ends === undefined) endsOf.set(to, [from]);
    else ends.push(from);
  }
  return [...endsOf.keys()]
    .sort((a, b) => a - b)
    .map((head) => {
      const ends = endsOf.get(head)!;
      const body = new Set([head]);
      const pending = [...ends];
      for (let pc = pending.pop(); pc !== undefined; pc = pending.pop()) {
        if (body.has(pc)) continue;
        body.add(pc);
        pending.push(...predecessors[pc]!);
      }
      return { head, body, ends };
    });
}

/**
 * Makes every loop of a thread one that a search gets through:
 *
 * - A loop that only waits for a value changes nothing when it goes round. If it has a single access, that is marked
 *   `spins`, and the thread waits there; if it has several, a search comes back to a state that it knows.
 * - A loop that stores nothing and carries from round to round only values that were read, as an attempt to compare and
 *   exchange does, has finitely many states too.
 * - So has one that tries to store where it read, until it succeeds (load-linked, store-conditional).
 * - Every other loop counts its rounds and is cut off past `roundsMax`; one that ends whatever is read (`rounds.ts`) is
 *   not: its bound is out of its reach.
 *
 * `observed` are the registers that a final state is asked for.
 */
export function boundLoops(
  thread: Thread,
  observed: ReadonlySet<Register>,
  roundsMax: number,
  values: Values,
): Thread {
  const { code } = thread;
  const loops = findLoops(code);
  if (loops.length === 0) return thread;
  const live = livenessOf(thread, observed);
  const counted: Loop[] = [];
  const busy = new Set<number>();
  const waiting = new Set<number>();
  for (const loop of loops) {
    const isSmall = hasFinitelyManyStates(code, loop, live[loop.head]!);
    if (!isSmall) counted.push(loop);
    const accesses = [...loop.body].filter((pc) => isAccess(code[pc]!));
    const carries = [...loop.body].some((pc) => {
      const target = assigned(code[pc]!);
      return target !== null && live[loop.head]![target] === 1;
    });
    const isWait = isSmall && !carries && [...loop.body].every((pc) => isHarmless(code[pc]!));
    if (isWait && accesses.length === 1) waiting.add(accesses[0]!);
    else for (const pc of accesses) busy.add(pc);
  }
  const marked = code.map((i, pc): Instruction => {
    const spins = waiting.has(pc) && !busy.has(pc);
    return spins && (i.op === "load" || i.op === "rmw") ? { ...i, spins } : i;
  });
  const constant = loopsThatEnd(thread, loops, counted, live, values);
  const boundOf = (head: number): number =>
    constant.has(head) ? Math.max(roundsMax, CONSTANT_ROUNDS_MAX) : roundsMax;
  return countRounds({ ...thread, code: marked }, counted, boundOf);
}

/** Edges to an instruction that is on the way to itself, by a depth-first walk from the start. */
function retreatingEdges(code: readonly Instruction[]): readonly (readonly [number, number])[] {
  const edges: [number, number][] = [];
  const isDone = new Uint8Array(code.length + 1);
  const isOpen = new Uint8Array(code.length + 1);
  const path: { readonly pc: number; readonly next: number[] }[] = [];
  const enter = (pc: number): void => {
    isOpen[pc] = 1;
    path.push({ pc, next: pc < code.length ? [...followers(code, pc)] : [] });
  };
  enter(0);
  for (let top = path.at(-1); top !== undefined; top = path.at(-1)) {
    const to = top.next.shift();
    if (to === undefined) {
      isOpen[top.pc] = 0;
      isDone[top.pc] = 1;
      path.pop();
    } else if (isOpen[to] === 1) {
      edges.push([top.pc, to]);
    } else if (isDone[to] === 0) {
      enter(to);
    }
  }
  return edges;
}

function isAccess(i: Instruction): boolean {
  return i.op === "load" || i.op === "store" || i.op === "rmw" || i.op === "rcu";
}

/** Whether a round that comes back to where it was can as well not have happened. */
function isHarmless(i: Instruction): boolean {
  return i.op !== "store" && i.op !== "rcu" && i.op !== "warn";
}

/** A sufficient reason for a loop to need no bound; without one a bound only makes the answer more modest. */
function hasFinitelyManyStates(
  code: readonly Instruction[],
  loop: Loop,
  carried: Uint8Array,
): boolean {
  let sections = 0;
  for (const pc of loop.body) {
    const i = code[pc]!;
    if (i.op === "store" && !endsOnceStored(code, pc, loop)) return false;
    if (i.op === "rmw" && !isBoundedBySuccess(code, pc, loop)) return false;
    if (i.op === "rcu" && i.action === "lock") sections++;
    if (i.op === "rcu" && i.action === "unlock") sections--;
  }
  return (
    sections === 0 && !canRoundWithoutAccess(code, loop) && !hasGrowingRegister(code, loop, carried)
  );
}

/** Whether there is a round that is all local: a thread in it never comes to a step that a search could look at. */
function canRoundWithoutAccess(code: readonly Instruction[], loop: Loop): boolean {
  const seen = new Set<number>();
  const pending = [loop.head];
  for (let pc = pending.pop(); pc !== undefined; pc = pending.pop()) {
    if (isAccess(code[pc]!)) continue;
    for (const next of followers(code, pc)) {
      if (next === loop.head) return true;
      if (!loop.body.has(next) || seen.has(next)) continue;
      seen.add(next);
      pending.push(next);
    }
  }
  return false;
}

/** Whether a register is computed from its own value of an earlier round by arithmetic that can go on for ever. */
function hasGrowingRegister(
  code: readonly Instruction[],
  loop: Loop,
  carried: Uint8Array,
): boolean {
  const flows: { readonly from: Register; readonly to: Register; readonly grows: boolean }[] = [];
  for (const pc of loop.body) {
    const i = code[pc]!;
    if (i.op !== "assign") continue;
    forEachFlow(i.value, false, (from, grows) => flows.push({ from, to: i.register, grows }));
  }
  const reaches = (from: Register, to: Register): boolean => {
    const seen = new Set([from]);
    for (const register of seen) {
      if (register === to) return true;
      for (const f of flows) if (f.from === register) seen.add(f.to);
    }
    return false;
  };
  const growing = flows.filter((f) => f.grows);
  return [...carried.keys()].some((r) => {
    return carried[r] === 1 && growing.some((f) => reaches(r, f.from) && reaches(f.to, r));
  });
}

/** Calls `visit` for each register in an expression, and whether the expression can be larger than any it was given. */
function forEachFlow(
  e: Expression,
  grows: boolean,
  visit: (register: Register, grows: boolean) => void,
): void {
  if (e.kind === "binary") {
    const growsHere = grows || ["+", "-", "*", "<<"].includes(e.operator);
    forEachFlow(e.left, growsHere, visit);
    forEachFlow(e.right, growsHere, visit);
  } else {
    forEachRegister(e, (register) => visit(register, grows));
  }
}

/**
 * Gives each loop a counter: set to 0 on the way in, counted on the way back. A jump back counts before it jumps; a
 * branch back goes to a counting place of its own behind it; so does an instruction that falls through to the head.
 */
function countRounds(
  thread: Thread,
  loops: readonly Loop[],
  boundOf: (head: number) => number,
): Thread {
  const { code } = thread;
  const registers: RegisterInfo[] = [...thread.registers];
  const counters = new Map<number, Register>();
  for (const { head } of loops) {
    counters.set(head, registers.push({ name: `$rounds${counters.size}`, initial: 0 }) - 1);
  }
  const endsAt = (pc: number, head: number): boolean =>
    loops.some((loop) => loop.head === head && loop.ends.includes(pc));
  const out: Instruction[] = [];
  /** New place of each old instruction, and of the setting to 0 before it, if it is a head. */
  const moved = new Array<number>(code.length + 1);
  const entered = new Array<number>(code.length + 1);
  /** Instructions of `out` whose target is still an old place. */
  const toHead = new Set<number>();
  const countAndGoTo = (head: number, site: Site): void => {
    out.push({ op: "iterate", counter: counters.get(head)!, bound: boundOf(head), site });
    toHead.add(out.length);
    out.push({ op: "jump", target: head, site });
  };
  /** Jumps of `out` to a place in `out`. */
  const toNew = new Set<number>();
  code.forEach((i, pc) => {
    const { site } = i;
    entered[pc] = out.length;
    const counter = counters.get(pc);
    if (counter !== undefined) {
      out.push({ op: "assign", register: counter, value: { kind: "constant", code: 0 }, site });
    }
    moved[pc] = out.length;
    if (i.op === "jump" && endsAt(pc, i.target)) {
      countAndGoTo(i.target, site);
      return;
    }
    if (i.op === "branch" && endsAt(pc, i.target)) {
      const at = out.length;
      toNew.add(at).add(at + 1);
      out.push({ ...i, target: at + 2 }, { op: "jump", target: at + 4, site });
      countAndGoTo(i.target, site);
    } else {
      out.push(i);
    }
    const fallsThrough = i.op !== "jump" && i.op !== "fail";
    if (fallsThrough && endsAt(pc, pc + 1)) countAndGoTo(pc + 1, site);
  });
  moved[code.length] = out.length;
  entered[code.length] = out.length;
  const resolved = out.map((i, at): Instruction => {
    if (i.op === "jump") {
      if (toNew.has(at)) return i;
      return { ...i, target: (toHead.has(at) ? moved : entered)[i.target]! };
    }
    if (i.op !== "branch") return i;
    const target = toNew.has(at) ? i.target : entered[i.target]!;
    return { ...i, target, join: i.join < 0 ? -1 : entered[i.join]! };
  });
  return { ...thread, code: resolved, registers };
}
