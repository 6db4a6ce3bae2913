import type { Step } from "../machine/machine.js";
import type { Trace } from "../machine/trace.js";
import { valueInWords } from "../machine/words.js";
import type { Program, Site } from "../program/program.js";
import type { Code } from "../program/value.js";
import { issuerOf } from "./delays.js";
import {
  type Effect,
  effectsOf,
  type Inversion,
  inversionsOf,
  isConflict,
  overtakingsOf,
} from "./effects.js";
import { lineOf } from "./words.js";

/** One sentence of a why, and the places that it speaks of first. */
export interface Reason {
  readonly text: string;
  readonly sites: readonly Site[];
}

/**
 * Which two accesses of a thread took effect against program order in a trace, as one sentence for each of the two ways
 * that there are with buffers: a read that took a value after it was overwritten, and a store that waited in its buffer.
 * Of an out-of-order machine, one for each thread that executed against program order. Every sentence repeats what the
 * steps show. When nothing was reordered, that is the sentence; when accesses were reordered but no other thread could
 * tell, there is none. Among messages it is the read of an old one, or the write behind which
 * others stand already.
 */
export function whyOf(program: Program, trace: Trace): readonly Reason[] {
  const effects = effectsOf(trace);
  if (trace.steps.some(({ overtakes }) => overtakes !== undefined)) {
    return overtakingReasons(program, trace, effects);
  }
  const inversions = inversionsOf(effects);
  const messages = messageReasons(program, trace);
  if (messages.length > 0) return messages;
  if (inversions.length === 0) {
    const text = "no access is reordered: the order in which the threads take turns is enough";
    return [{ text, sites: [] }];
  }
  const seen = inversions.filter(({ witnesses }) => witnesses.length > 0);
  const stale = staleRead(seen, effects);
  const delayed = delayedStore(seen);
  return [
    ...(stale === null ? [] : [staleReason(program, trace, stale)]),
    ...(delayed === null ? [] : [delayReason(program, trace, delayed)]),
  ];
}

/**
 * The first stale read that took effect before an access that is earlier in program order. Of several such accesses, the
 * first that met what another thread had done since.
 */
function staleRead(inversions: readonly Inversion[], effects: readonly Effect[]): Inversion | null {
  const stale = inversions.filter(({ second }) => second.overwrittenAt >= 0);
  const reads = Math.min(...stale.map(({ second }) => second.step));
  const ofFirst = stale.filter(({ second }) => second.step === reads);
  const isNews = ({ first, second }: Inversion) =>
    first.kind !== "write" &&
    effects.some((other) => {
      const isBetween = other.at >= second.overwrittenAt && other.at < first.at;
      return isBetween && other.thread !== first.thread && isConflict(other, first);
    });
  return ofFirst.find(isNews) ?? ofFirst[0] ?? null;
}

/** The first store that waited while a later access took effect; best one whose location another thread then met. */
function delayedStore(inversions: readonly Inversion[]): Inversion | null {
  const delayed = inversions.filter(({ first, second }) => {
    return first.kind === "write" && second.overwrittenAt < 0;
  });
  const isMet = ({ first, witnesses }: Inversion) => witnesses.some((w) => isConflict(w, first));
  return delayed.find(isMet) ?? delayed[0] ?? null;
}

/** For each thread, the pair between whose two accesses other threads did most that meets them. */
function overtakingReasons(
  program: Program,
  trace: Trace,
  effects: readonly Effect[],
): readonly Reason[] {
  const best = new Map<number, Inversion>();
  const weightOf = ({ first, second, witnesses }: Inversion) =>
    Number(witnesses.some((w) => isConflict(w, first))) +
    Number(witnesses.some((w) => isConflict(w, second)));
  for (const pair of overtakingsOf(trace, effects)) {
    const { thread } = pair.first;
    const other = best.get(thread);
    const weight = weightOf(pair);
    if (weight > 0 && (other === undefined || weight > weightOf(other))) best.set(thread, pair);
  }
  return [...best.values()].map(({ first, second }) => {
    const steps = [trace.steps[first.step]!, trace.steps[second.step]!] as const;
    const text =
      `${siteText(steps[0])} and ${siteText(steps[1])} are not ordered: ` +
      `the later one ${doneText(program, second)} at step ${second.step + 1}, ` +
      `the earlier one ${doneText(program, first)} only at step ${first.step + 1}`;
    return { text, sites: sitesOf(...steps) };
  });
}

function staleReason(program: Program, trace: Trace, { first, second }: Inversion): Reason {
  const steps = [trace.steps[first.step]!, trace.steps[second.step]!] as const;
  const writer = issuerOf(trace, second.overwrittenAt);
  const text =
    `${siteText(steps[0])} and ${siteText(steps[1])} are not ordered: ` +
    `the read at step ${second.step + 1} took ${accessText(program, second)}, which ` +
    `${siteText(writer)} had already overwritten at step ${second.overwrittenAt + 1}`;
  return { text, sites: sitesOf(...steps, writer) };
}

function delayReason(program: Program, trace: Trace, { first, second }: Inversion): Reason {
  const steps = [trace.steps[first.step]!, trace.steps[second.step]!] as const;
  const text =
    `${siteText(steps[0])} and ${siteText(steps[1])} are not ordered: ` +
    `the store of ${accessText(program, first)} waited in the store buffer from step ` +
    `${first.step + 1} to step ${first.at + 1}, and ${effectText(program, second)}`;
  return { text, sites: sitesOf(...steps) };
}

/** The last step that took an old message, and the first that wrote one, of a machine that has messages. */
function messageReasons(program: Program, trace: Trace): readonly Reason[] {
  const steps = trace.steps.filter(({ access }) => access?.overwrittenBy !== undefined);
  const isRead = ({ access }: Step) => access!.kind === "read" || access!.kind === "failed-update";
  const old = steps.filter(isRead).at(-1);
  const early = steps.find((step) => !isRead(step));
  return [old, early].flatMap((step) => {
    if (step === undefined) return [];
    const { location, value, written, overwrittenBy } = step.access!;
    const { name } = program.locations[location!]!;
    const equation = (code: Code) => `${name} = ${valueInWords(program, code)}`;
    const what = equation(isRead(step) ? value! : (written ?? value!));
    const later = equation(overwrittenBy!);
    const thread = program.threads[step.thread]!.name;
    const order = `in the order of the writes to ${name}`;
    const text = isRead(step)
      ? `${siteText(step)} read ${what} although ${later} comes after it ${order}: nothing that ${thread} had learnt tells it of that write`
      : `${siteText(step)} wrote ${what} when ${later} was there already, and comes before it ${order}`;
    return [{ text, sites: sitesOf(step) }];
  });
}

function siteText({ site, text }: Step): string {
  if (site === null) return `"${text}"`;
  return `line ${lineOf(site)}${site.primitive === "" ? "" : ` (${site.primitive})`}`;
}

function effectText(program: Program, effect: Effect): string {
  const what = accessText(program, effect);
  switch (effect.kind) {
    case "write":
      return `the later store of ${what} reached memory at step ${effect.at + 1}`;
    case "update":
      return `the later update found ${what} at step ${effect.step + 1}`;
    case "read":
      return `the later read took ${what} at step ${effect.step + 1}`;
    default:
      return effect.kind satisfies never;
  }
}

function doneText(program: Program, effect: Effect): string {
  const what = accessText(program, effect);
  switch (effect.kind) {
    case "read":
      return `took ${what}`;
    case "update":
      return `found ${what}`;
    case "write":
      return `stored ${what}`;
    default:
      return effect.kind satisfies never;
  }
}

function accessText(program: Program, { location, value }: Effect): string {
  return `${program.locations[location]!.name} = ${valueInWords(program, value)}`;
}

function sitesOf(...steps: readonly Step[]): readonly Site[] {
  return steps.flatMap(({ site }) => (site === null ? [] : [site]));
}
