import type { Expression, Register } from "../../src/program/expression.js";
import type { FenceKind, Instruction, Program } from "../../src/program/program.js";
import {
  at,
  binary,
  build,
  cmpxchg,
  constant,
  fence,
  load,
  old,
  register,
  rmw,
  site,
  store,
  zero,
} from "./build.js";

/** One access, but for its place in the program, from which it takes its registers and its value. */
type Access = keyof typeof ACCESSES;

/**
 * What stands between an access and the one before it: nothing, a dependency on the last thing read (of the address, of
 * the value, of a branch, of a branch with the barrier behind it that holds back reads), or a fence.
 */
type Link = (typeof DEPENDENCIES)[number] | FenceKind;

const DEPENDENCIES = ["po", "addr", "data", "ctrl", "ctrl+isb"] as const;

function isDependency(link: Link): link is Exclude<Link, FenceKind> {
  return (DEPENDENCIES as readonly Link[]).includes(link);
}

/** Two threads of so many accesses at two locations, with every link between two neighbours. */
export interface Linked {
  readonly accesses: readonly Access[];
  readonly links: readonly Link[];
  readonly length: number;
}

/** What an access is told: its address, the value that it may write, and two registers of its own. */
interface Place {
  readonly address: Expression;
  readonly value: Expression;
  readonly into: Register;
  readonly status: Register;
}

const sum = (value: Expression): Expression => binary("+", old, value);

const ACCESSES = {
  R: ({ into, address }: Place) => [load(into, address)],
  "R.na": ({ into, address }: Place) => [load(into, address, "plain")],
  "R.acq": ({ into, address }: Place) => [load(into, address, "acquirePc")],
  "R.rcsc": ({ into, address }: Place) => [load(into, address, "acquire")],
  "R.sc": ({ into, address }: Place) => [load(into, address, "sc")],
  W: ({ address, value }: Place) => [store(address, value)],
  "W.na": ({ address, value }: Place) => [store(address, value, "plain")],
  "W.rel": ({ address, value }: Place) => [store(address, value, "release")],
  "W.sc": ({ address, value }: Place) => [store(address, value, "sc")],
  U: ({ into, address, value }: Place) => [rmw(into, address, sum(value), { isSingle: true })],
  "U.acq": ({ into, address, value }: Place) => [
    rmw(into, address, sum(value), { isSingle: true, read: "acquirePc" }),
  ],
  "U.rel": ({ into, address, value }: Place) => [
    rmw(into, address, sum(value), { isSingle: true, write: "release" }),
  ],
  "U.acqrel": ({ into, address, value }: Place) => [
    rmw(into, address, sum(value), { isSingle: true, read: "acquire", write: "release" }),
  ],
  "U.sc": ({ into, address, value }: Place) => [
    rmw(into, address, sum(value), { read: "sc", write: "sc" }),
  ],
  /** A compare and exchange that finds what it wants where nobody wrote yet. */
  C: ({ into, address, value }: Place) => [
    rmw(into, address, value, {
      isSingle: true,
      guard: binary("==", old, constant(0)),
      read: "acquire",
      failure: "acquire",
    }),
  ],
  /** And one that never does. */
  "C.fails": ({ into, address }: Place) => [
    cmpxchg(into, address, -1, 1, { isSingle: true, read: "acquirePc", failure: "acquirePc" }),
  ],
  /** A pair of exclusives. */
  X: ({ into, status, address, value }: Place) => [
    load(into, address, "relaxed", { isExclusive: true }),
    store(address, value, "relaxed", { status }),
  ],
  "X.acqrel": ({ into, status, address, value }: Place) => [
    load(into, address, "acquire", { isExclusive: true }),
    store(address, value, "release", { status }),
  ],
} satisfies Readonly<Record<string, (place: Place) => readonly Instruction[]>>;

const isWriter = (access: Access): boolean => access[0] !== "R";
const isReader = (access: Access): boolean => access[0] !== "W";

interface Word {
  readonly access: Access;
  readonly location: 0 | 1;
  readonly link: Link;
}

/**
 * Every `shards`-th program of a set, up to the names of threads and locations, beginning with number `shard`: `visit` is
 * called with each of them. Gives how many these are.
 */
export function forEachLinked(
  set: Linked,
  shard: number,
  shards: number,
  visit: (program: Program) => void,
): number {
  const threads = threadsOf(set, set.length);
  const key = (words: readonly Word[]): string => JSON.stringify(words);
  const numbers = new Map(threads.map((words, k) => [key(words), k]));
  const other = threads.map((words) =>
    numbers.get(key(words.map((w) => ({ ...w, location: w.location === 0 ? 1 : 0 })))),
  );
  const codes = [0, 1].map((thread) => threads.map((words) => instructions(words, thread)));
  let count = 0;
  let seen = 0;
  for (let a = 0; a < threads.length; a++) {
    for (let b = a; b < threads.length; b++) {
      const low = Math.min(other[a]!, other[b]!);
      const high = Math.max(other[a]!, other[b]!);
      // Of the program and its image under the other names of the locations, only the first counts.
      if (low < a || (low === a && high < b)) continue;
      if (seen++ % shards !== shard) continue;
      count++;
      visit(build([codes[0]![a]!, codes[1]![b]!]));
    }
  }
  return count;
}

/** All threads of `length` accesses. */
function threadsOf(set: Linked, length: number): readonly (readonly Word[])[] {
  if (length === 0) return [[]];
  return threadsOf(set, length - 1).flatMap((before) =>
    set.accesses.flatMap((access) =>
      linksTo(access, before, set.links).flatMap((link): (readonly Word[])[] => [
        [...before, { access, link, location: 0 }],
        [...before, { access, link, location: 1 }],
      ]),
    ),
  );
}

function linksTo(access: Access, before: readonly Word[], links: readonly Link[]): readonly Link[] {
  if (before.length === 0) return ["po"];
  const knows = before.some((word) => isReader(word.access));
  return links.filter((link) => {
    if (link === "data") return knows && isWriter(access);
    return link === "addr" || link.startsWith("ctrl") ? knows : true;
  });
}

/** Registers and values are named by position. A branch goes to the next instruction either way, as tests of assembly do. */
function instructions(words: readonly Word[], thread: number): readonly Instruction[] {
  const code: Instruction[] = [];
  let last: Register | undefined;
  words.forEach(({ access, location, link }, i) => {
    const constantValue = constant(1 << (3 * thread + i));
    if (link === "ctrl" || link === "ctrl+isb") {
      const next = code.length + 1;
      code.push({ op: "branch", condition: register(last!), target: next, join: -1, site: site() });
    }
    if (link === "ctrl+isb") code.push(fence("isb"));
    else if (!isDependency(link)) code.push(fence(link));
    const place: Place = {
      address: at(location, link === "addr" ? last : undefined),
      value: link === "data" ? binary("+", constantValue, zero(last!)) : constantValue,
      into: 2 * i,
      status: 2 * i + 1,
    };
    code.push(...ACCESSES[access](place));
    if (isReader(access)) last = place.into;
  });
  return code;
}
