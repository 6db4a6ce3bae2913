import { followers } from "../program/flow.js";
import type { Instruction, LockStep, Program, Site, Thread } from "../program/program.js";
import { sharedDomains } from "../program/sections.js";
import { isSamePlace } from "./orderings.js";

/** A critical section of a lock, or a read-side section of RCU: what enters it and what leaves it, line by line. */
export interface Section {
  readonly kind: "lock" | "section";
  /** Where it is entered. */
  readonly site: Site;
  /** All lines that belong to it, `site` first: of every way in and out, in every thread that executes them. */
  readonly sites: readonly Site[];
  readonly strength: "lock" | "section";
  /** `exclusion` of a spinlock: it keeps others out, and orders nothing. */
  readonly weaker: readonly "exclusion"[];
  readonly weakest: "removed";
}

/** A wait for a grace period; of a callback the barriers around it belong to it. */
export interface GracePeriod {
  readonly kind: "grace-period";
  readonly site: Site;
  readonly strength: "grace-period";
  /** A full barrier that waits for nobody. */
  readonly weaker: readonly ["mb"];
  readonly weakest: "removed";
}

/** Every critical section and every read-side section of a program, in the order of its text. */
export function sectionsOf(program: Program): readonly Section[] {
  const shared = sharedDomains(program);
  let groups: (readonly Step[])[] = [];
  for (const thread of program.threads) groups.push(...sectionsIn(thread));
  // What has a line in common goes together; so do sections that one thread enters and another one leaves.
  for (let k = 0; k < groups.length; k++) {
    const group = groups[k]!;
    const isSame = (other: readonly Step[]) =>
      other.some((a) =>
        group.some((b) => isSamePlace(a.site, b.site) || isHandedOver(a, b, shared)),
      );
    const same = groups.filter((other, n) => n > k && isSame(other));
    if (same.length === 0) continue;
    groups = groups.filter((other) => !same.includes(other));
    groups[k] = [...group, ...same.flat()];
    k--;
  }
  const sections = groups.map((steps): Section => {
    const sorted = [...steps].sort((a, b) => a.site.span.start - b.site.span.start);
    const sites = sorted.map(({ site }) => site);
    const once = sites.filter((s, n) => sites.findIndex((o) => isSamePlace(o, s)) === n);
    const enters = steps.find(({ step }) => step === "take") ?? steps[0]!;
    const kind = enters.domain === null ? "lock" : "section";
    return {
      kind,
      strength: kind,
      site: enters.site,
      sites: [enters.site, ...once.filter((s) => !isSamePlace(s, enters.site))],
      weaker: steps.some(({ isSpinlock }) => isSpinlock) ? ["exclusion"] : [],
      weakest: "removed",
    };
  });
  return sections.sort((a, b) => a.site.span.start - b.site.span.start);
}

/** Every wait for a grace period, in the order of the text. */
export function gracePeriodsOf({ threads }: Program): readonly GracePeriod[] {
  const sites: Site[] = [];
  for (const { code } of threads) {
    for (const i of code) {
      const isOne = i.op === "rcu" && i.action === "synchronize";
      if (isOne && !sites.some((site) => isSamePlace(site, i.site))) sites.push(i.site);
    }
  }
  sites.sort((a, b) => a.span.start - b.span.start);
  const what = { kind: "grace-period", strength: "grace-period", weakest: "removed" } as const;
  return sites.map((site) => ({ ...what, site, weaker: ["mb"] }));
}

/** The program with a section, or a grace period, at a weaker strength. */
export function withSection(
  program: Program,
  support: Section | GracePeriod,
  to: "exclusion" | "mb" | "removed",
): Program {
  const sites = support.kind === "grace-period" ? [support.site] : support.sites;
  const threads = program.threads.map((thread) => ({
    ...thread,
    code: thread.code.map((i, pc) => {
      if (!sites.some((site) => isSamePlace(site, i.site))) return i;
      if (support.kind === "grace-period") {
        if (i.op === "fence" && to === "removed") return nothing(i, pc);
        if (i.op !== "rcu") return i;
        return to === "mb" ? ({ op: "fence", fence: "mb", site: i.site } as const) : nothing(i, pc);
      }
      if (stepOf(i) === null) return i;
      return to === "exclusion" ? exclusionOnly(i) : nothing(i, pc);
    }),
  }));
  return { ...program, threads };
}

/** What enters or leaves a section. */
interface Step {
  readonly pc: number;
  readonly site: Site;
  readonly step: LockStep;
  /** The lock, or the domain, by name. */
  readonly of: string;
  /** Of RCU; null for a lock. */
  readonly domain: number | null;
  readonly isSpinlock: boolean;
}

function stepOf(i: Instruction): Omit<Step, "pc"> | null {
  const { site } = i;
  if (i.op === "rcu") {
    if (i.action === "synchronize") return null;
    const step = i.action === "lock" ? "take" : "give";
    return { site, step, of: `domain ${i.domain}`, domain: i.domain, isSpinlock: false };
  }
  if ((i.op !== "rmw" && i.op !== "store") || i.lockStep === undefined) return null;
  const isSpinlock = i.role !== undefined && i.role !== "other-lock";
  return { site, step: i.lockStep, of: JSON.stringify(i.address), domain: null, isSpinlock };
}

/** The sections of one thread: what enters goes with whatever leaves behind it. */
function sectionsIn({ code }: Thread): readonly (readonly Step[])[] {
  const steps = code.flatMap((i, pc) => {
    const step = stepOf(i);
    return step === null ? [] : [{ ...step, pc }];
  });
  if (steps.length === 0) return [];
  const open = code.map(() => new Set<Step>());
  open.push(new Set());
  const groupOf = new Map(steps.map((step) => [step, [step]]));
  const join = (a: Step, b: Step): void => {
    const [to, from] = [groupOf.get(a)!, groupOf.get(b)!];
    if (to === from) return;
    to.push(...from);
    for (const step of from) groupOf.set(step, to);
  };
  for (let changed = true; changed; ) {
    changed = false;
    for (const pc of code.keys()) {
      const after = new Set(open[pc]);
      const step = steps.find((one) => one.pc === pc);
      if (step !== undefined) {
        for (const other of open[pc]!) {
          if (other.of !== step.of || step.step === "take") continue;
          join(other, step);
          if (step.step === "give") after.delete(other);
        }
        if (step.step === "take") after.add(step);
      }
      for (const next of followers(code, pc)) {
        for (const one of after) {
          if (open[next]!.has(one)) continue;
          open[next]!.add(one);
          changed = true;
        }
      }
    }
  }
  return [...new Set(groupOf.values())];
}

function isHandedOver(a: Step, b: Step, shared: readonly boolean[]): boolean {
  return a.domain !== null && a.domain === b.domain && shared[a.domain] === true;
}

/** In place of an instruction that is gone; a register gets what it would have when a lock was free. */
function nothing(i: Instruction, pc: number): Instruction {
  const { site } = i;
  const register = i.op === "rmw" || i.op === "rcu" ? (i.register ?? null) : null;
  if (register === null) return { op: "jump", target: pc + 1, site };
  return { op: "assign", register, value: { kind: "constant", code: 0 }, site };
}

/** An access to a spinlock as an ordinary atomic one without order. */
function exclusionOnly(i: Instruction): Instruction {
  if (i.op === "rmw") {
    const { role: _, ...rest } = i;
    return { ...rest, read: "relaxed", write: "relaxed", isFull: false };
  }
  if (i.op !== "store") return i;
  const { role: _, ...rest } = i;
  return { ...rest, order: "relaxed" };
}
