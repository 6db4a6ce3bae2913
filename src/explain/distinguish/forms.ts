import { type Letter, programsUpToNames, type Words } from "./names.js";

/** What an access does. */
export interface Access extends Letter {
  readonly name: "read" | "write" | "update";
  /** What it counts for: an update is a read and a write. */
  readonly weight: number;
}

/** The accesses of a program: which threads read and write which locations, in which order. Nothing is ordered yet. */
export type Form = Words<Access>;

const READ: Access = { name: "read", isAccess: true, weight: 1 };
const WRITE: Access = { name: "write", isAccess: true, weight: 1 };
const UPDATE: Access = { name: "update", isAccess: true, weight: 2 };

/** All forms of so many accesses in so many threads, up to names. */
export function* formsOf(accesses: number, threads: number, hasUpdates: boolean): Generator<Form> {
  const letters = hasUpdates ? [READ, WRITE, UPDATE] : [READ, WRITE];
  const least = hasUpdates ? Math.ceil(accesses / 2) : accesses;
  for (let words = accesses; words >= Math.max(least, threads); words--) {
    for (const lengths of partitions(words, threads, words)) {
      for (const form of programsUpToNames(letters, lengths, words)) {
        if (weightOf(form) === accesses) yield form;
      }
    }
  }
}

/** How many reads and writes a form has. */
function weightOf(form: Form): number {
  return form.flat().reduce((sum, { letter }) => sum + letter.weight, 0);
}

/** A step of a form in a graph: an update is two. */
interface Step {
  readonly thread: number;
  readonly location: number;
  readonly isWrite: boolean;
}

/**
 * Whether some execution need not be an interleaving: program order and conflicts between threads have a cycle. Without
 * one every candidate execution is sequentially consistent (Shasha, Snir, Efficient and correct execution of parallel
 * programs that share memory, TOPLAS 1988).
 */
export function hasCycle(form: Form): boolean {
  const steps = form.flatMap((words, thread) =>
    words.flatMap(({ letter, location }): readonly Step[] => {
      const read = { thread, location, isWrite: false };
      const write = { thread, location, isWrite: true };
      return letter === UPDATE ? [read, write] : [letter === READ ? read : write];
    }),
  );
  const isNext = (a: number, b: number): boolean => {
    const [from, to] = [steps[a]!, steps[b]!];
    if (from.thread === to.thread) return a < b;
    return from.location === to.location && (from.isWrite || to.isWrite);
  };
  const reaches = (start: number, goal: number): boolean => {
    const seen = new Set([start]);
    for (const at of seen) {
      if (at === goal) return true;
      for (const next of steps.keys()) if (isNext(at, next)) seen.add(next);
    }
    return false;
  };
  return steps.some((step, a) => {
    const isBefore = (b: number) => b > a && steps[b]!.thread === step.thread;
    return [...steps.keys()].some((b) => isBefore(b) && reaches(b, a));
  });
}

/** What one thread of a ring does: one write, or two accesses at two locations. */
type Shape = readonly Access[];

const SHAPES: readonly Shape[] = [
  [READ, READ],
  [READ, WRITE],
  [WRITE, READ],
  [WRITE, WRITE],
  [WRITE],
];

/**
 * All critical cycles of so many accesses in so many threads: threads in a ring, the last access of each at the location
 * of the first of the next, one of the two a write; no two threads of one access side by side.
 */
export function* ringsOf(accesses: number, threads: number): Generator<Form> {
  const doubles = accesses - threads;
  if (doubles < 2 || doubles > threads) return;
  for (const ring of shapesOf(threads)) {
    if (ring.filter((shape) => shape.length === 2).length !== doubles) continue;
    if (isFirstRotation(ring) && ring.every((shape, i) => meets(shape, next(ring, i)))) {
      yield placed(ring, doubles);
    }
  }
}

function* shapesOf(count: number): Generator<readonly Shape[]> {
  if (count === 0) yield [];
  else for (const rest of shapesOf(count - 1)) for (const shape of SHAPES) yield [...rest, shape];
}

function next(ring: readonly Shape[], i: number): Shape {
  return ring[(i + 1) % ring.length]!;
}

function meets(a: Shape, b: Shape): boolean {
  if (a.length === 1 && b.length === 1) return false;
  return a.at(-1) === WRITE || b[0] === WRITE;
}

/** A ring may begin anywhere: whether this is the beginning that counts. */
function isFirstRotation(ring: readonly Shape[]): boolean {
  const numbers = ring.map((shape) => SHAPES.indexOf(shape));
  const own = numbers.join("");
  return numbers.every((_, i) => [...numbers.slice(i), ...numbers.slice(0, i)].join("") >= own);
}

function placed(ring: readonly Shape[], locations: number): Form {
  let location = 0;
  return ring.map((shape) => {
    const first = { letter: shape[0]!, location: location % locations };
    if (shape.length === 1) return [first];
    location++;
    return [first, { letter: shape[1]!, location: location % locations }];
  });
}

/** Ways to write a number as a sum of so many positive ones, none above `max`, the largest first. */
function* partitions(sum: number, count: number, max: number): Generator<readonly number[]> {
  if (count === 0) {
    if (sum === 0) yield [];
    return;
  }
  for (let first = Math.min(max, sum - count + 1); first * count >= sum; first--) {
    for (const rest of partitions(sum - first, count - 1, first)) yield [first, ...rest];
  }
}
