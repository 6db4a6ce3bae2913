import type {
  FenceAccesses,
  FenceKind,
  Instruction,
  Program,
  ReadOrder,
  Rmw,
  Site,
  WriteOrder,
} from "../program/program.js";

/**
 * What keeps accesses in order in a program, line by line as its author wrote it, and how each can be weakened. Models
 * are not asked here: an ordering may be of no use under one, or under all.
 */

/** How strong an access or a fence is; of a fence its kind. */
export type Strength =
  /** Sequentially consistent, of C11. */
  | "sc"
  /** A kernel operation without suffix: a full barrier before and after. */
  | "full"
  | "acquire-release"
  | "acquire"
  | "release"
  | "relaxed"
  | FenceKind
  /** A fence that is not there. */
  | "removed";

/** An ordering of one line: all instructions that a line's primitive stands for, in every thread that executes it. */
export interface Ordering {
  readonly site: Site;
  readonly kind: "load" | "store" | "rmw" | "fence";
  readonly strength: Strength;
  /** The strengths just below it. */
  readonly weaker: readonly Strength[];
  /** Without any order. */
  readonly weakest: Strength;
}

/** Every ordering of a program, in the order of its text. */
export function orderingsOf(program: Program): readonly Ordering[] {
  const byPlace = new Map<string, Ordering>();
  for (const { code } of program.threads) {
    for (const i of code) {
      const strength = strengthAt(i);
      if (strength === null) continue;
      const key = placeOf(i.site);
      const known = byPlace.get(key);
      // One line may stand for a loop around a stronger access.
      if (known !== undefined && rank(known.strength) >= rank(strength)) continue;
      byPlace.set(key, {
        site: i.site,
        kind: i.op as Ordering["kind"],
        strength,
        weaker: below(i, strength),
        weakest: i.op === "fence" ? "removed" : "relaxed",
      });
    }
  }
  return [...byPlace.values()].sort((a, b) => a.site.span.start - b.site.span.start);
}

/** The program with one ordering at another strength; the program itself is left as it is. */
export function withStrength(program: Program, { site }: Ordering, to: Strength): Program {
  const place = placeOf(site);
  return {
    ...program,
    threads: program.threads.map((thread) => ({
      ...thread,
      code: thread.code.map((i) => {
        return placeOf(i.site) === place && strengthAt(i) !== null ? atStrength(i, to) : i;
      }),
    })),
  };
}

/** Whether two sites are the same words of the text: calls around them do not count. */
export function isSamePlace(a: Site, b: Site): boolean {
  return placeOf(a) === placeOf(b);
}

function placeOf({ span: { source, start, end }, primitive }: Site): string {
  return `${source.name} ${start} ${end} ${primitive}`;
}

/**
 * How much an instruction orders; null for one that orders nothing, and for a spinlock's accesses: a lock of the kernel
 * is taken as a whole.
 */
function strengthAt(i: Instruction): Strength | null {
  if ("role" in i && i.role !== undefined && i.role !== "other-lock") return null;
  switch (i.op) {
    case "load":
      return ofRead(i.order);
    case "store":
      return ofWrite(i.order);
    case "rmw":
      return ofRmw(i);
    case "fence":
      return i.fence === "barrier" ? null : i.fence;
    default:
      return null;
  }
}

function ofRead(order: ReadOrder): Strength | null {
  if (order === "sc") return "sc";
  return order === "acquire" || order === "acquirePc" ? "acquire" : null;
}

function ofWrite(order: WriteOrder): Strength | null {
  return order === "sc" || order === "release" ? order : null;
}

function ofRmw({ isFull, read, write }: Rmw): Strength | null {
  if (isFull) return "full";
  const [r, w] = [ofRead(read), ofWrite(write)];
  if (r === "sc" || w === "sc") return "sc";
  if (r !== null && w !== null) return "acquire-release";
  return r ?? w;
}

function rank(strength: Strength): number {
  const order = ["acquire", "release", "acquire-release", "sc", "full"];
  return order.indexOf(strength);
}

/** The strengths one step below. */
function below(i: Instruction, strength: Strength): readonly Strength[] {
  switch (i.op) {
    case "load":
      return strength === "sc" ? ["acquire"] : ["relaxed"];
    case "store":
      return strength === "sc" ? ["release"] : ["relaxed"];
    case "rmw":
      if (strength === "sc") return ["acquire-release"];
      return strength === "full" || strength === "acquire-release"
        ? ["acquire", "release"]
        : ["relaxed"];
    case "fence":
      return belowFence(i.fence);
    default:
      return [];
  }
}

/** The fences of the same language that order a part of what a fence does. */
function belowFence(fence: FenceKind): readonly Strength[] {
  switch (fence) {
    case "mb":
      return ["rmb", "wmb"];
    case "seq-cst":
      return ["acquire-release"];
    case "acquire-release":
      return ["acquire", "release"];
    case "sync":
      return ["lwsync"];
    case "fence.tso":
      return ["fence.r.rw", "fence.rw.w"];
    default:
      break;
  }
  const riscv = /^fence\.(r|w|rw)\.(r|w|rw)$/.exec(fence);
  if (riscv !== null) return belowRiscv(riscv[1] as FenceAccesses, riscv[2] as FenceAccesses);
  const arm = /^(dmb|dsb)\.(sy|ish|osh|nsh)$/.exec(fence);
  if (arm === null) return ["removed"];
  const [, name, domain] = arm as unknown as readonly ["", "dmb" | "dsb", "sy" | "ish"];
  return domain === "sy"
    ? [`${name}.ld`, `${name}.st`]
    : [`${name}.${domain}ld`, `${name}.${domain}st`];
}

function belowRiscv(before: FenceAccesses, after: FenceAccesses): readonly Strength[] {
  if (before === "rw" && after === "rw") return ["fence.tso"];
  const befores: readonly FenceAccesses[] = before === "rw" ? ["r", "w"] : [];
  const afters: readonly FenceAccesses[] = after === "rw" ? ["r", "w"] : [];
  const weaker = [
    ...befores.map((b) => `fence.${b}.${after}` as const),
    ...afters.map((a) => `fence.${before}.${a}` as const),
  ];
  return weaker.length === 0 ? ["removed"] : weaker;
}

/** The instruction with another strength; what it does to values stays. */
function atStrength(i: Instruction, to: Strength): Instruction {
  switch (i.op) {
    case "load":
      return { ...i, order: to === "acquire" ? "acquirePc" : "relaxed" };
    case "store":
      return { ...i, order: to === "release" ? "release" : "relaxed" };
    case "rmw":
      return rmwAtStrength(i, to);
    case "fence":
      // One that is not there is one that nobody sees.
      return { ...i, fence: to === "removed" ? "barrier" : (to as FenceKind) };
    default:
      return i;
  }
}

function rmwAtStrength(rmw: Rmw, to: Strength): Rmw {
  const acquires = to === "acquire" || to === "acquire-release";
  const releases = to === "release" || to === "acquire-release";
  const { failure, ...rest } = rmw;
  return {
    ...rest,
    isFull: false,
    read: acquires ? (rmw.read === "acquire" ? "acquire" : "acquirePc") : "relaxed",
    write: releases ? "release" : "relaxed",
    ...(failure === undefined ? {} : { failure: acquires ? failure : "relaxed" }),
  };
}
