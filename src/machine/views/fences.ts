import { followers } from "../../program/flow.js";
import type { Instruction, Program } from "../../program/program.js";
import { Mode, modesOf } from "./modes.js";

/**
 * Whether one view that every sequentially consistent fence takes in and hands on says exactly what these fences do.
 *
 * It orders them as they are executed, and the axioms order two of them only as far as they have to do with each other. The
 * two differ when a fence is executed after another for a reason that the axioms do not count: what comes before it was
 * read, through other threads, from what comes after the other one, and more than one of the reads on that way
 * synchronises with nothing (fence; hb; eco; hb; fence has room for one).
 */
export function isOneViewExact(program: Program): boolean {
  const { threads } = program;
  const isFence = (i: Instruction): boolean => i.op === "fence" && (modesOf(i) & Mode.sc) !== 0;
  const froms = threads.flatMap(({ code }, t) => (comes(code, isFence, isWrite) ? [t] : []));
  const tos = threads.flatMap(({ code }, t) => (comes(code, isRead, isFence) ? [t] : []));
  const hops = threads.map(({ code }) => hopOf(code));
  return froms.every((from) =>
    tos.every((to) => {
      if (from === to) return true;
      const between = hops.filter((_, t) => t !== from && t !== to);
      const halves = between.filter((hop) => hop === "half").length;
      return halves <= 1 && !between.includes("open");
    }),
  );
}

/**
 * What a thread does with what it reads before it writes: it is behind what the read is from, and so is who reads the
 * write (`closed`); one of the two at least (`half`); or perhaps none (`open`).
 */
type Hop = "closed" | "half" | "open";

function hopOf(code: readonly Instruction[]): Hop {
  const starts = code.flatMap((i, pc) => (isRead(i) ? [pc] : []));
  let hop: Hop = "closed";
  for (const start of starts) {
    const acquires = isAlways(code, start, Mode.acquire);
    const releases = isAlways(code, start, Mode.release);
    if (acquires && releases) continue;
    if (!acquires && !releases) return "open";
    hop = "half";
  }
  return hop;
}

/** Whether every way from a read to a write acquires (or releases) from the read, or before the write and with it. */
function isAlways(code: readonly Instruction[], start: number, mode: number): boolean {
  const first = code[start]!;
  const has = (i: Instruction): boolean => i.op === "fence" && (modesOf(i) & mode) !== 0;
  if (mode === Mode.acquire && isSure(first, mode)) return true;
  // An update is read and write at once.
  if (first.op === "rmw" && !isSure(first, mode)) return false;
  const seen = new Set(followers(code, start));
  for (const pc of seen) {
    const i = code[pc];
    if (i === undefined || has(i)) continue;
    if (isWrite(i) && !(mode === Mode.release && isSure(i, mode))) return false;
    for (const next of followers(code, pc)) seen.add(next);
  }
  return true;
}

/** Whether an access is of a mode whichever way it goes. */
function isSure(i: Instruction, mode: number): boolean {
  if (i.op !== "rmw") return (modesOf(i) & mode) !== 0;
  const isAcquire = i.read !== "relaxed" && i.read !== "plain";
  return mode === Mode.acquire
    ? isAcquire && (i.guard === undefined || i.otherwise === "wait")
    : i.write === "release";
}

/** Whether something may come after something else. */
function comes(
  code: readonly Instruction[],
  isFirst: (i: Instruction) => boolean,
  isSecond: (i: Instruction) => boolean,
): boolean {
  return code.some((i, start) => {
    if (!isFirst(i)) return false;
    const seen = new Set(followers(code, start));
    for (const pc of seen) {
      const other = code[pc];
      if (other === undefined) continue;
      if (isSecond(other)) return true;
      for (const next of followers(code, pc)) seen.add(next);
    }
    return false;
  });
}

function isRead(i: Instruction): boolean {
  return i.op === "load" || i.op === "rmw";
}

function isWrite(i: Instruction): boolean {
  return i.op === "store" || i.op === "rmw";
}
