import type { Instruction, Program } from "../program/program.js";

/** Parts of an instruction that are its order, or only say where it stands. */
const ORDERS: ReadonlySet<string> = new Set([
  ...["order", "read", "write", "failure", "isFull", "tags", "site", "span"],
]);

/**
 * The first thing in which two programs differ beside the orders of their accesses and their fences, in words; null when
 * they differ in nothing else.
 */
export function differenceBeside(orders: Program, original: Program): string | null {
  const [a, b] = [orders, original];
  if (a.threads.length !== b.threads.length) {
    return `there are ${a.threads.length} threads where there were ${b.threads.length}`;
  }
  for (const [t, { name }] of b.threads.entries()) {
    if (textOf(threadOf(a, t)) !== textOf(threadOf(b, t))) return `what ${name} does is another`;
  }
  if (textOf(initOf(a)) !== textOf(initOf(b))) return "the locations or their first values differ";
  if (textOf(questionOf(a)) !== textOf(questionOf(b))) return "the condition is another";
  return null;
}

/** A thread without its fences, with the targets of its jumps moved accordingly. */
function threadOf({ threads }: Program, t: number): unknown {
  const { name, code, registers, startedBy } = threads[t]!;
  const places: number[] = [];
  let count = 0;
  for (const { op } of code) {
    places.push(count);
    if (op !== "fence") count++;
  }
  places.push(count);
  const moved = code.flatMap((i): readonly unknown[] =>
    i.op === "fence" ? [] : [jumping(i, places)],
  );
  return { name, code: moved, registers, startedBy };
}

function jumping(i: Instruction, places: readonly number[]): Instruction {
  if (i.op === "jump") return { ...i, target: places[i.target]! };
  if (i.op !== "branch") return i;
  return { ...i, target: places[i.target]!, join: i.join < 0 ? i.join : places[i.join]! };
}

function initOf({ locations, rcuDomains }: Program): unknown {
  return { locations, rcuDomains };
}

function questionOf({ condition, filter, observed }: Program): unknown {
  return { condition, filter, observed };
}

function textOf(value: unknown): string {
  return JSON.stringify(value, (key, part: unknown) => {
    if (ORDERS.has(key)) return undefined;
    return typeof part === "bigint" ? `${part}n` : part;
  });
}
