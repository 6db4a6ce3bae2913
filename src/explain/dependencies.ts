import { flowOf, type ThreadFlow } from "../program/control.js";
import type { Expression, Register } from "../program/expression.js";
import { assigned, followers, forEachRegister } from "../program/flow.js";
import type { Instruction, Program, Site } from "../program/program.js";
import { isSamePlace } from "./orderings.js";

/** What of an access depends on a read: where it goes, what it writes, or whether it is done at all. */
export type DependencyKind = "address" | "data" | "control";

/** A dependency of one line: of all instructions that it stands for, in every thread that executes it. */
export interface Dependency {
  /** Where the dependent access, or the branch, stands. */
  readonly site: Site;
  readonly kind: DependencyKind;
  readonly strength: DependencyKind;
  /** There is nothing between a dependency and none. */
  readonly weaker: readonly [];
  readonly weakest: "removed";
  /** Where the reads stand that it depends on. */
  readonly sources: readonly Site[];
}

/**
 * Every dependency of a program by taint, in the order of its text: a register carries what flowed into it on any way, as
 * in herd (models.md section 0). Control dependencies are those that something may rest on: with a write or an
 * instruction barrier (ISB, ISYNC) behind the branch. Not listed are dependencies by choice (a conditional select), and what
 * a primitive does with what it has read itself.
 */
export function dependenciesOf(program: Program): readonly Dependency[] {
  const found: { site: Site; kind: DependencyKind; sources: Site[] }[] = [];
  for (const [t, { code }] of program.threads.entries()) {
    const flow = flowOf(program, t);
    const taints = taintsOf(program, t);
    for (const [pc, i] of code.entries()) {
      for (const kind of ["address", "data", "control"] as const) {
        const mask = dependedOn(i, kind, taints[pc]!);
        if (mask === 0n || (kind === "control" && !holdsSomething(code, flow, pc))) continue;
        const sites = sourcesOf(code, mask).filter((site) => !isInside(site, i.site));
        if (sites.length === 0) continue;
        const same = found.find((one) => one.kind === kind && isSamePlace(one.site, i.site));
        if (same === undefined) found.push({ site: i.site, kind, sources: sites });
        else same.sources.push(...sites);
      }
    }
  }
  found.sort((a, b) => a.site.span.start - b.site.span.start);
  return found.map(({ site, kind, sources }) => {
    const once = sources.filter((s, k) => sources.findIndex((o) => isSamePlace(o, s)) === k);
    return { site, kind, strength: kind, weaker: [], weakest: "removed", sources: once };
  });
}

function sourcesOf(code: readonly Instruction[], reads: Reads): readonly Site[] {
  return code.flatMap(({ site }, pc) => (((reads >> BigInt(pc)) & 1n) === 1n ? site : []));
}

function isInside(read: Site, site: Site): boolean {
  return site.primitive !== "" && isSamePlace(read, site);
}

/** Reads by their places in a thread's code, a bit each. */
type Reads = bigint;

/**
 * For each instruction of a thread, the reads that each register depends on before it. At the end of an `if`, temporaries
 * that it decided depend on what it went by.
 */
export function taintsOf(program: Program, t: number): readonly (readonly Reads[])[] {
  const { code, registers } = program.threads[t]!;
  const { joins, decided } = flowOf(program, t);
  const taints = Array.from({ length: code.length + 1 }, () => registers.map((): Reads => 0n));
  const add = (pc: number, register: Register, reads: Reads): boolean => {
    const before = taints[pc]![register]!;
    taints[pc]![register] = before | reads;
    return (before | reads) !== before;
  };
  for (let changed = true; changed; ) {
    changed = false;
    for (const [pc, i] of code.entries()) {
      const after = afterInstruction(i, pc, taints[pc]!);
      for (const next of followers(code, pc)) {
        for (const [register, reads] of after.entries()) {
          if (add(next, register, reads)) changed = true;
        }
      }
      if (i.op !== "branch" || i.isGuessed === true || joins[pc]! < 0) continue;
      const reads = readsIn(i.condition, taints[pc]!);
      for (const register of decided[pc] ?? []) {
        if (add(joins[pc]!, register, reads)) changed = true;
      }
    }
  }
  return taints;
}

function afterInstruction(i: Instruction, pc: number, before: readonly Reads[]): readonly Reads[] {
  const target = assigned(i);
  if (target === null) return before;
  if (i.op === "load" || i.op === "rmw" || i.op === "rcu")
    return before.with(target, 1n << BigInt(pc));
  return before.with(target, i.op === "assign" ? readsIn(i.value, before) : 0n);
}

function readsIn(e: Expression, taints: readonly Reads[]): Reads {
  let reads = 0n;
  forEachRegister(e, (register) => {
    reads |= taints[register]!;
  });
  return reads;
}

/** The reads that an instruction depends on in one way. */
export function dependedOn(i: Instruction, kind: DependencyKind, taints: readonly Reads[]): Reads {
  return expressionsOf(i, kind).reduce((all, e) => all | readsIn(e, taints), 0n);
}

/** What carries a dependency of an instruction. */
export function expressionsOf(i: Instruction, kind: DependencyKind): readonly Expression[] {
  switch (i.op) {
    case "load":
      return kind === "address" ? [i.address] : [];
    case "store":
      return kind === "address" ? [i.address] : kind === "data" ? [i.value] : [];
    case "rmw": {
      if (kind === "address") return [i.address];
      if (kind === "control") return [];
      return i.guard === undefined ? [i.value] : [i.value, i.guard];
    }
    case "branch":
      if (i.isChoice === true || i.isGuessed === true) return [];
      return kind === "control" ? [i.condition] : [];
    default:
      return [];
  }
}

/** Whether a branch of assembly or of C has something behind it that a model may hold back for it. */
function holdsSomething(
  code: readonly Instruction[],
  { joins, exits }: ThreadFlow,
  branch: number,
): boolean {
  const join = exits.has(branch) ? -1 : joins[branch]!;
  const seen = new Set<number>();
  const pending = [...followers(code, branch)];
  for (let pc = pending.pop(); pc !== undefined; pc = pending.pop()) {
    if (pc === join || pc === code.length || seen.has(pc)) continue;
    seen.add(pc);
    const i = code[pc]!;
    if (i.op === "store" || i.op === "rmw") return true;
    if (i.op === "fence" && (i.fence === "isb" || i.fence === "isync")) return true;
    pending.push(...followers(code, pc));
  }
  return false;
}
