import { followers } from "../../program/flow.js";
import type { FenceKind, Instruction, Program, Site } from "../../program/program.js";
import { found, placeOf, type Rule } from "./rule.js";

/** On which sides of a fence there is something that it could order. */
interface Sides {
  readonly site: Site;
  hasBefore: boolean;
  hasAfter: boolean;
}

/** A fence of which one side has nothing that it orders, in every thread of every variant that executes it. */
export const fencesRule: Rule = {
  code: "idle-fence",
  summary: "a fence without an access before or after it that it could order",
  check({ variants }) {
    const fences = new Map<string, Sides>();
    for (const { program } of variants) collect(program, fences);
    return found(
      [...fences.values()].flatMap(({ site, hasBefore, hasAfter }) => {
        if (hasBefore && hasAfter) return [];
        const where = hasBefore ? "after" : "before";
        const name = site.primitive === "" ? "this fence" : `\`${site.primitive}\``;
        const message = `${name} orders nothing: there is no access ${where} it that it could keep in order`;
        const note = "help: move it between two accesses, or remove it";
        return [{ message, span: site.span, notes: [{ message: note, replacement: "" }] }];
      }),
    );
  },
};

function collect({ threads }: Program, fences: Map<string, Sides>): void {
  for (const { code } of threads) {
    // A primitive that accesses something itself has its fences for that.
    const accesses = new Set(code.flatMap((i) => (isAny(i) ? [placeOf(i.site)] : [])));
    const predecessors = code.map((): number[] => []);
    for (const pc of code.keys()) {
      for (const next of followers(code, pc)) predecessors[next]?.push(pc);
    }
    for (const [pc, i] of code.entries()) {
      if (i.op !== "fence" || i.fence === "barrier" || accesses.has(placeOf(i.site))) continue;
      const key = placeOf(i.site);
      const sides = fences.get(key) ?? { site: i.site, hasBefore: false, hasAfter: false };
      fences.set(key, sides);
      const isOrdered = orderedBy(i.fence);
      sides.hasBefore ||= reaches(pc, (at) => predecessors[at]!, code, isOrdered);
      sides.hasAfter ||= reaches(pc, (at) => followers(code, at), code, isOrdered);
    }
  }
}

function isAny({ op }: Instruction): boolean {
  return op === "load" || op === "store" || op === "rmw" || op === "rcu";
}

/** What a fence may order: on both of its sides, reads alone, writes alone, or any access. */
function orderedBy(fence: FenceKind): (i: Instruction) => boolean {
  if (fence === "rmb") return ({ op }) => op === "load" || op === "rmw" || op === "rcu";
  if (fence === "wmb") return ({ op }) => op === "store" || op === "rmw" || op === "rcu";
  return isAny;
}

function reaches(
  from: number,
  next: (pc: number) => readonly number[],
  code: readonly Instruction[],
  isWanted: (i: Instruction) => boolean,
): boolean {
  const seen = new Set<number>();
  const pending = [...next(from)];
  for (let pc = pending.pop(); pc !== undefined; pc = pending.pop()) {
    if (pc >= code.length || seen.has(pc)) continue;
    seen.add(pc);
    if (isWanted(code[pc]!)) return true;
    pending.push(...next(pc));
  }
  return false;
}
