import type { TestResult, VariantResult } from "../harness/result.js";
import type { Access, Step } from "../machine/machine.js";
import type { Trace } from "../machine/trace.js";
import { valueInWords } from "../machine/words.js";
import type { Location, Program, Site } from "../program/program.js";
import { delaysOf, issuerOf } from "./delays.js";
import { forbids, type Subject } from "./subject.js";
import { lineOf } from "./words.js";

/**
 * Which two accesses of a thread took effect against program order in a trace, as one sentence for each of the two ways
 * that there are: a read that took a value after it was overwritten, and a store that waited in its buffer. Every
 * sentence repeats what the steps show. When nothing was reordered at all, that is the sentence; when accesses were
 * reordered but no other thread could tell, there is none.
 */
export function whyOf(program: Program, trace: Trace): readonly Reason[] {
  const found = [staleRead(program, trace), delayedStore(program, trace)].filter((r) => r !== null);
  if (found.length > 0) return found;
  if (!isInOrder(trace)) return [];
  const text = "no access is reordered: the order in which the threads take turns is enough";
  return [{ text, sites: [] }];
}

/** One sentence of a why, and the places that it speaks of first. */
export interface Reason {
  readonly text: string;
  readonly sites: readonly Site[];
}

/**
 * The first stale read for which an access that is earlier in program order took effect after the value had been
 * overwritten. Of several such accesses it names the first that met what another thread had done in between.
 */
function staleRead(program: Program, trace: Trace): Reason | null {
  for (const [i, step] of trace.steps.entries()) {
    const { access } = step;
    if (!isRead(access) || access.from !== "invalidation-buffer") continue;
    const overwrite = overwriteBefore(trace, i, access);
    if (overwrite < 0) continue;
    const between = indices(overwrite + 1, i).filter((k) => {
      return trace.steps[k]!.thread === step.thread && takesEffect(trace.steps[k]!);
    });
    const earlier = between.find((k) => isNewsAt(trace, overwrite, k)) ?? between[0];
    if (earlier === undefined) continue;
    const value = valueInWords(program, access.value);
    const writer = issuerOf(trace, overwrite);
    const first = trace.steps[earlier]!;
    return {
      text:
        `${pairText(first, step)} not ordered: the read at step ${i + 1} took ` +
        `${program.locations[access.location]!.name} = ${value}, which ` +
        `${siteText(writer)} had already overwritten at step ${overwrite + 1}`,
      sites: sitesOf(first, step, writer),
    };
  }
  return null;
}

/**
 * The first access that took effect while an earlier store of the same thread still waited in the buffer, if another
 * thread then looked at (or wrote) the store's location before the store reached memory.
 */
function delayedStore(program: Program, trace: Trace): Reason | null {
  for (const { store, drain } of delaysOf(trace)) {
    const step = trace.steps[store]!;
    const location = step.access!.location!;
    for (const k of overtaking(trace, store, drain)) {
      const isSeen = indices(k + 1, drain).some((m) => {
        const other = trace.steps[m]!;
        return other.thread !== step.thread && touchesMemory(other, location);
      });
      if (!isSeen) continue;
      const later = trace.steps[k]!;
      const issued = later.access!.kind === "drain" ? issuerOf(trace, k) : later;
      return {
        text:
          `${pairText(step, issued)} not ordered: the store of ` +
          `${accessText(program, step.access!)} waited in the store buffer from step ${store + 1} ` +
          `to step ${drain + 1}, and ${effectText(program, later.access!)} at step ${k + 1}`,
        sites: sitesOf(step, issued),
      };
    }
  }
  return null;
}

/** Which models and variants forbid what the story shows, as far as complete searches say so; null when none does. */
export function compareText(result: TestResult, subject: Subject): string | null {
  if (subject.kind !== "outcome") return null;
  const parts: string[] = [];
  const models = forbidding(subject.variant);
  if (models.length > 0)
    parts.push(`${listText(models)} ${models.length > 1 ? "forbid" : "forbids"} it`);
  const isAll = (variant: VariantResult) =>
    variant.cells.length === result.models.length &&
    forbidding(variant).length === result.models.length;
  const others = result.variants.filter((variant) => variant !== subject.variant);
  const everywhere = others.filter(isAll);
  const here = others.filter((variant) => {
    return !isAll(variant) && forbidding(variant).includes(subject.cell.model.id);
  });
  const isMany = result.models.length > 1;
  for (const [variants, where] of [
    [everywhere, isMany ? "under every model listed" : `under ${subject.cell.model.id}`],
    [here, `under ${subject.cell.model.id}`],
  ] as const) {
    if (variants.length === 0) continue;
    const names = listText(variants.map((variant) => `"${variant.name}"`));
    parts.push(`${names} ${variants.length > 1 ? "forbid" : "forbids"} it ${where}`);
  }
  return parts.length === 0 ? null : parts.join("; ");
}

function forbidding(variant: VariantResult): readonly string[] {
  return variant.cells.filter((cell) => forbids(variant, cell)).map((cell) => cell.model.id);
}

type ReadAccess = Access & { readonly location: Location; readonly value: number };

function isRead(access: Access | undefined): access is ReadAccess {
  if (access === undefined || access.location === null || access.value === null) return false;
  return access.kind === "read" || access.kind === "failed-update";
}

/** The last step before `before` that replaced the value that was read in memory, or -1. */
function overwriteBefore(trace: Trace, before: number, { location, value }: ReadAccess): number {
  for (let j = before - 1; j >= 0; j--) {
    const had = trace.views[j]!.memory[location] === value;
    if (had && trace.views[j + 1]!.memory[location] !== value) return j;
  }
  return -1;
}

/** Whether step `k` met a location that another thread changed in memory at or after step `since`. */
function isNewsAt(trace: Trace, since: number, k: number): boolean {
  const { thread, access } = trace.steps[k]!;
  const location = access!.location!;
  return indices(since, k).some((j) => {
    const isChange = trace.views[j]!.memory[location] !== trace.views[j + 1]!.memory[location];
    return isChange && trace.steps[j]!.thread !== thread;
  });
}

/** Whether a step is an access that acts on memory at once: no buffered store, no forwarding, no drain, no fence. */
function takesEffect({ pc, access }: Step): boolean {
  if (pc < 0 || access === undefined || access.location === null) return false;
  if (access.kind === "update") return true;
  return isRead(access) && access.from !== "store-buffer";
}

function touchesMemory({ access }: Step, location: Location): boolean {
  if (access === undefined || access.location !== location) return false;
  if (access.kind === "drain" || access.kind === "update") return true;
  return isRead(access) && access.from === "memory";
}

/** Steps of the same thread, later in program order than the store, that took effect before it did. */
function overtaking(trace: Trace, store: number, drain: number): readonly number[] {
  const { thread, access } = trace.steps[store]!;
  const laterDrains = delaysOf(trace).filter((delay) => {
    const other = trace.steps[delay.store]!;
    const isSame = other.thread === thread && other.access!.location !== access!.location;
    return isSame && delay.store > store && delay.drain < drain;
  });
  const drains = new Set(laterDrains.map((delay) => delay.drain));
  return indices(store + 1, drain).filter((k) => {
    const step = trace.steps[k]!;
    return step.thread === thread && (takesEffect(step) || drains.has(k));
  });
}

/** No buffer and no stale value was of any consequence: the trace is one of sequential consistency. */
function isInOrder(trace: Trace): boolean {
  const isDirect = trace.steps.every(({ access }) => !isRead(access) || access.from === "memory");
  return isDirect && delaysOf(trace).every((d) => overtaking(trace, d.store, d.drain).length === 0);
}

/** `line 31 (refcount_inc_not_zero) and line 34 (READ_ONCE) are`. */
function pairText(first: Step, second: Step): string {
  return `${siteText(first)} and ${siteText(second)} are`;
}

function siteText({ site, text }: Step): string {
  if (site === null) return `"${text}"`;
  return `line ${lineOf(site)}${site.primitive === "" ? "" : ` (${site.primitive})`}`;
}

function sitesOf(...steps: readonly Step[]): readonly Site[] {
  return steps.flatMap(({ site }) => (site === null ? [] : [site]));
}

function accessText(program: Program, access: Access): string {
  return `${program.locations[access.location!]!.name} = ${valueInWords(program, access.value!)}`;
}

function effectText(program: Program, access: Access): string {
  const what = accessText(program, access);
  if (access.kind === "drain") return `the later store of ${what} reached memory`;
  if (access.kind === "update") return `the later update found ${what}`;
  return `the later read took ${what}`;
}

function listText(names: readonly string[]): string {
  return names.length < 2 ? names.join("") : `${names.slice(0, -1).join(", ")} and ${names.at(-1)}`;
}

function indices(from: number, to: number): readonly number[] {
  return Array.from({ length: Math.max(0, to - from) }, (_, n) => from + n);
}
