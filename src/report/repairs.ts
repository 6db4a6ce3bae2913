import type { Change, Fixes, Repair, RepairSet } from "../explain/fix/fix.js";
import type { Level } from "../explain/fix/sites.js";
import type { Instruction } from "../program/program.js";
import { listText } from "./words.js";

/** One change in words, as somebody would ask for it: `put smp_rmb() before line 55`. */
export function changeText({ place, line, from, to }: Change): string {
  const at = lineText(place, line);
  if (place.kind === "gap") return `put ${to.words} before ${at}`;
  if (to.words === "") return `take away ${from.words} at ${at}`;
  return `make ${at} ${place.kind === "fence" ? to.words : orderText(to)}`;
}

/** What is kept at a place: `smp_rmb() before line 55`. */
export function levelText({ place, line }: Pick<Change, "place" | "line">, level: Level): string {
  const at = lineText(place, line);
  if (place.kind === "gap") return `${level.words} before ${at}`;
  return place.kind === "fence" ? `${level.words} at ${at}` : `${at} ${orderText(level)}`;
}

/** Letters of a statement that are quoted. */
const QUOTED_MAX = 30;

/**
 * `line 55`, or `P1's line 15` where the threads stand side by side; a place that is not the first of its line is quoted:
 * `int r0 = ... in line 3`.
 */
function lineText({ thread, span }: Change["place"], line: number): string {
  if (thread !== null) return `${thread}'s line ${line}`;
  const { text } = span.source;
  const start = text.lastIndexOf("\n", span.start - 1) + 1;
  if (!/[;{}]/.test(text.slice(start, span.start))) return `line ${line}`;
  const own = text.slice(span.start, span.end).replace(/\s+/g, " ");
  const quoted = own.length > QUOTED_MAX ? `${own.slice(0, QUOTED_MAX - 3)}...` : own;
  return `\`${quoted}\` in line ${line}`;
}

/** `an acquire (smp_load_acquire)` */
function orderText({ instruction, words }: Level): string {
  const order = instruction === null ? "" : orderOf(instruction);
  return order === "" ? words : `${order} (${words})`;
}

/** The order of an access, with its article. */
function orderOf(instruction: Instruction): string {
  switch (instruction.op) {
    case "load":
      if (instruction.order === "sc") return "sequentially consistent";
      return instruction.order === "relaxed" ? "relaxed" : "an acquire";
    case "store":
      if (instruction.order === "sc") return "sequentially consistent";
      return instruction.order === "release" ? "a release" : "relaxed";
    case "rmw": {
      const { isFull, read, write } = instruction;
      if (isFull) return "fully ordered";
      if (read === "sc" || write === "sc") return "sequentially consistent";
      const acquires = read === "acquire" || read === "acquirePc";
      if (write === "release") return acquires ? "acquire and release" : "a release";
      return acquires ? "an acquire" : "relaxed";
    }
    default:
      return "";
  }
}

/**
 * All repairs of a set as one sentence when they are all ways to take one from each of some groups of changes: `make line 52
 * an acquire, or put smp_rmb() before line 55`. Null when they are not.
 */
export function alternatives({ repairs }: Pick<RepairSet, "repairs">): readonly string[] | null {
  const groups = groupsOf(repairs);
  return groups?.map((changes) => changes.map(changeText).join(", or ")) ?? null;
}

/** Groups such that every repair has one change of each, and every such choice is a repair; null when there are none. */
function groupsOf(repairs: readonly Repair[]): readonly (readonly Change[])[] | null {
  const changes = new Map<string, Change>();
  for (const repair of repairs)
    for (const change of repair.changes) changes.set(keyOf(change), change);
  const keys = repairs.map((repair) => new Set(repair.changes.map(keyOf)));
  const isTogether = (a: string, b: string) => keys.some((own) => own.has(a) && own.has(b));
  const groups: string[][] = [];
  for (const key of changes.keys()) {
    const group = groups.find((known) => known.every((other) => !isTogether(other, key)));
    if (group === undefined) groups.push([key]);
    else group.push(key);
  }
  const count = groups.reduce((product, group) => product * group.length, 1);
  const isProduct =
    count === repairs.length &&
    keys.every((own) => groups.every((group) => group.filter((key) => own.has(key)).length === 1));
  if (!isProduct || repairs.length === 0) return null;
  return groups
    .map((group) => group.map((key) => changes.get(key)!))
    .sort((a, b) => a[0]!.line - b[0]!.line);
}

function keyOf({ place, to }: Change): string {
  return `${place.span.start} ${place.kind} ${to.words}`;
}

/** Alternatives of one group that a sentence names. */
const NAMED_MAX = 3;

/** The repairs for all models that were run, in a sentence or two. */
export function fixSentence({ sets, unknown, searches }: Fixes): string {
  const [set] = sets;
  const all = "litmus fix shows all";
  if (set === undefined || (set.repairs.length === 0 && !set.isComplete)) {
    const what = unknown.length > 0 ? "not looked for" : `none found in ${searches} searches`;
    return `${what}: litmus fix takes its time for it`;
  }
  const { repairs, isComplete } = set;
  const [cheapest] = repairs;
  if (cheapest === undefined) return "no stronger access and no fence in its text is enough";
  const groups = isComplete ? groupsOf(repairs) : null;
  const isShort = groups?.every((group) => group.length <= NAMED_MAX) === true;
  if (groups === null || !isShort) {
    const text = cheapest.changes.map(changeText).join(" and ");
    const more = isComplete && repairs.length === 1 ? "" : ` (the cheapest; ${all})`;
    return `${text}${more}.  It holds under every model listed.`;
  }
  const isChoice = groups.some((group) => group.length > 1);
  const text = groups
    .map((group) => group.map(changeText).join(", or "))
    .join(isChoice ? "; and " : " and ");
  const count = { 1: "It holds", 2: "Both hold" }[repairs.length] ?? "Each choice holds";
  return `${text}.  ${count} under every model listed.`;
}

/** The models of a set: `wmm, armv8 and lkmm`. */
export function modelsText({ models }: Pick<RepairSet, "models">): string {
  return listText(models.map(({ id }) => id));
}
