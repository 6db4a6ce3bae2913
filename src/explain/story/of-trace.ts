import type { Access } from "../../machine/machine.js";
import type { Trace } from "../../machine/trace.js";
import type { Location } from "../../program/program.js";
import type { Code } from "../../program/value.js";
import { communicationOf, writesByLocation } from "./communication.js";
import { type Before, type Precedence, precedence, programPairs } from "./order.js";
import { type Plot, plotOf, type StoryAccess } from "./story.js";

type MemoryAccess = Access & { readonly location: Location; readonly value: Code };

/** A step that issued an access. */
interface Issue {
  readonly step: number;
  readonly thread: number;
  readonly access: MemoryAccess;
}

/**
 * What happened in a trace, and what of it was out of order. Where threads have buffers or execute out of order, each
 * access has a moment, and a pair that is told of was against program order there. Where memory is made of messages,
 * accesses are in program order, and what is told of are reads of messages that others follow already, and writes that
 * went in before others.
 */
export function plotOfTrace(trace: Trace): Plot {
  const issues = issuesOf(trace);
  const isOfMessages = issues.some(({ access }) => access.messagesAfter !== undefined);
  const { accesses, writes, known, moments } = isOfMessages
    ? ofMessages(trace, issues)
    : ofMoments(trace, issues);
  const isSooner = (a: number, b: number): boolean => {
    const difference = moments[a]! - moments[b]!;
    return difference < 0 || (difference === 0 && accesses[a]!.origin < accesses[b]!.origin);
  };
  const soonest = (ready: readonly number[]) => ready.reduce((a, b) => (isSooner(b, a) ? b : a));
  return plotOf(accesses, writes, known, known.order.schedule(soonest));
}

interface Told {
  readonly accesses: readonly StoryAccess[];
  readonly writes: readonly (readonly number[])[];
  readonly known: Precedence;
  /** When each access took effect. */
  readonly moments: readonly number[];
}

/** Of a machine with one memory, behind buffers or a window. */
function ofMoments(trace: Trace, issues: readonly Issue[]): Told {
  const moments = momentsOf(trace, issues);
  const bare = issues.map((issue) => accessOf(trace, issue, null));
  const writes = writesByLocation(bare, (a, b) => moments[a]! - moments[b]!);
  const accesses = issues.map((issue, i): StoryAccess => {
    const { thread, access } = issue;
    if (access.kind === "write") return bare[i]!;
    const all = writes.get(access.location) ?? [];
    const isOwn = access.from === "store-buffer";
    const source = isOwn
      ? bare.findLastIndex((w, k) => {
          return k < i && w.thread === thread && all.includes(k);
        })
      : (all.findLast((w) => w !== i && moments[w]! < moments[i]!) ?? -1);
    return accessOf(trace, issue, source < 0 ? null : source);
  });
  const { rf, co, fr } = communicationOf(accesses, writes);
  const known = precedence({
    threads: accesses.map(({ thread }) => thread),
    communication: [rf, co, fr],
    sure: 3,
    kept: [],
    isSuspect: ({ from, to }) => moments[to]! < moments[from]!,
  });
  return { accesses, writes: [...writes.values()], known, moments };
}

/** Of a machine whose memory is made of messages: `Access.messagesAfter` says which. */
function ofMessages(trace: Trace, issues: readonly Issue[]): Told {
  const messages = new Map<number, (number | null)[]>();
  const sources: (number | null)[] = issues.map(() => null);
  const inTime = issues.map((_, i) => i).sort((a, b) => issues[a]!.step - issues[b]!.step);
  for (const i of inTime) {
    const { location, kind, messagesAfter } = issues[i]!.access;
    const all = messages.get(location) ?? [null];
    messages.set(location, all);
    const behind = all.length - messagesAfter!;
    if (kind !== "write") sources[i] = all[behind - 1]!;
    if (kind === "write" || kind === "update") all.splice(behind, 0, i);
  }
  const accesses = issues.map((issue, i) => accessOf(trace, issue, sources[i]!));
  const places = new Map(
    [...messages.values()].flatMap((all) => [...all.entries()].map(([k, i]) => [i, k])),
  );
  const writes = writesByLocation(accesses, (a, b) => places.get(a)! - places.get(b)!);
  const { rf, co, fr } = communicationOf(accesses, writes);
  const threads = accesses.map(({ thread }) => thread);
  const isForward = ({ from, to }: Before) => issues[from]!.step < issues[to]!.step;
  const others = [...co, ...fr];
  const known = precedence({
    threads,
    communication: [rf, others.filter(isForward), others.filter((pair) => !isForward(pair))],
    sure: 1,
    kept: programPairs(threads),
  });
  return { accesses, writes: [...writes.values()], known, moments: issues.map(({ step }) => step) };
}

function accessOf(
  trace: Trace,
  { step, thread, access }: Issue,
  source: number | null,
): StoryAccess {
  const { location, value, kind, written } = access;
  return {
    ...{ thread, location, value, source, origin: step, site: trace.steps[step]!.site },
    kind: kind === "write" || kind === "update" ? kind : "read",
    written: kind === "update" ? written! : null,
  };
}

/** The steps that issue accesses, by thread and in program order. */
function issuesOf(trace: Trace): readonly Issue[] {
  const issues = trace.steps.flatMap(({ thread, pc, access }, step): readonly Issue[] => {
    const isIssue = pc >= 0 && access !== undefined && isMemoryAccess(access);
    return isIssue ? [{ step, thread, access }] : [];
  });
  const ranks = issues.map((one) => {
    return issues.filter((other) => other.thread === one.thread && isOlder(trace, other, one))
      .length;
  });
  return issues
    .map((issue, i) => ({ issue, rank: ranks[i]! }))
    .sort((a, b) => a.issue.thread - b.issue.thread || a.rank - b.rank)
    .map(({ issue }) => issue);
}

/** Whether an access of a thread is before another one in program order: an out-of-order machine says what it overtakes. */
function isOlder(trace: Trace, one: Issue, other: Issue): boolean {
  if (one.step === other.step) return false;
  return one.step < other.step ? !isOvertaken(trace, one, other) : isOvertaken(trace, other, one);
}

/** Whether an access, at its step, does not wait for one that came at a later step and is older. */
function isOvertaken({ steps }: Trace, early: Issue, late: Issue): boolean {
  const { pc } = steps[late.step]!;
  const isSame = (pcOfOther: number, kind: string): boolean => {
    return pcOfOther === pc && (late.access.kind === "update" || kind === halfOf(late.access));
  };
  const overtaken = (steps[early.step]!.overtakes ?? []).filter((o) => isSame(o.pc, o.kind));
  // Of a loop there may be several: the oldest come next.
  const since = steps.slice(early.step + 1, late.step + 1).filter((step) => {
    const { access } = step;
    const isAccess = step.thread === late.thread && access !== undefined && isMemoryAccess(access);
    return isAccess && isSame(step.pc, access.kind === "update" ? "read" : halfOf(access));
  });
  return since.length <= overtaken.length;
}

function halfOf({ kind }: Access): "read" | "write" {
  return kind === "write" ? "write" : "read";
}

function isMemoryAccess(access: Access): access is MemoryAccess {
  const isAccess = access.kind !== "drain" && access.kind !== "fence";
  return isAccess && access.location !== null && access.value !== null;
}

/**
 * When every thread could see each access, counted in steps: a buffered store when it left its buffer, a read of a stale
 * value just before the value was overwritten, all others at their step. A thread's stores to one location leave its
 * buffer in the order in which they were issued.
 */
function momentsOf({ steps }: Trace, issues: readonly Issue[]): readonly number[] {
  const taken = new Set<number>();
  return issues.map(({ step, thread, access }) => {
    if (access.staleSince !== undefined) return access.staleSince - 0.5;
    if (access.kind !== "write" || access.from !== "store-buffer") return step;
    const drain = steps.findIndex((other, k) => {
      const isDrain = other.access?.kind === "drain" && other.access.location === access.location;
      return isDrain && other.thread === thread && k > step && !taken.has(k);
    });
    if (drain < 0)
      throw new RangeError(`the store of step ${step + 1} is still buffered at the end`);
    taken.add(drain);
    return drain;
  });
}
