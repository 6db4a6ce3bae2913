import type { Instruction, Site } from "../../program/program.js";
import type { Access, Blocked, Note, Overtaken, State, Step, ThreadView } from "../machine.js";
import { valueInWords } from "../words.js";
import type { Progress } from "./entry.js";
import type { Node } from "./node.js";
import { areRead, extended, isEntryDone } from "./progress.js";
import type { Action, ThreadState } from "./state.js";
import type { Window } from "./window.js";

/** A step of one entry, with all that it is described by. */
interface Moment {
  readonly window: Window;
  readonly state: State;
  readonly next: State;
  readonly thread: number;
  readonly action: Exclude<Action, { kind: "choose" }>;
  readonly node: Node;
  /** How far the entries of `node` were before the step. */
  readonly progress: readonly Progress[];
  readonly before: ThreadState;
}

/** The step that `window` has just taken from `state` to `next`. */
export function stepInWords(window: Window, state: State, next: State): Step {
  const { thread, action, program } = window;
  if (action === null) throw new Error("no step was taken");
  const { name, code } = program.threads[thread]!;
  const before = window.stateOf(state, thread);
  const { stop } = window.stateOf(next, thread);
  const fault = stop?.kind === "fault" ? stop.message : null;
  if (action.kind === "choose") {
    const { pc } = before.node.fork!;
    const { site } = code[pc]!;
    const text = `${name}'s ${choiceInWords(code[pc]!, action.choice)}`;
    return { thread, pc, site, text: fault === null ? text : `${text}, and it fails: ${fault}` };
  }
  const { node, entry: k } = action;
  const { pc } = node.entries[k]!;
  const site = window.siteOf(thread, node.entries[k]!.site);
  if (action.kind === "begin" || action.kind === "end") {
    const isOver = action.kind === "end";
    return { thread, pc, site, text: `${name}'s grace period ${isOver ? "ends" : "begins"}` };
  }
  if (action.kind === "write" && fault !== null && action.refusals !== null) {
    return { thread, pc, site, text: `${name} fails: ${fault}` };
  }
  const progress = extended(before.progress, node);
  const moment: Moment = { window, state, next, thread, action, node, progress, before };
  const access = accessOf(moment);
  const overtakes = overtakenBy(moment);
  const words = accessInWords(moment, access, overtakes.length > 0);
  const [oldest] = overtakes;
  const ahead = oldest === undefined ? "" : `, before ${oldest.words}`;
  const end = fault === null ? "" : `, and fails: ${fault}`;
  const step = {
    thread,
    pc,
    site,
    text: `${name}${guessInWords(moment)} ${words}${ahead}${end}`,
    access,
  };
  return oldest === undefined ? step : { ...step, overtakes };
}

/** What a thread that can do nothing waits for; nothing when it is done. */
export function blockedInWords(window: Window, state: State, t: number): readonly Blocked[] {
  if (window.isFinished(state, t)) return [];
  const { program } = window;
  const { node, progress } = window.stateOf(state, t);
  const k = node.entries.findIndex((entry, o) => !isEntryDone(entry, progress[o]!));
  const entry = node.entries[k];
  if (entry === undefined) {
    // It stands at an update that would only look again.
    const ahead = program.threads[t]!.code[node.fork?.pc ?? -1];
    if (ahead === undefined || !("address" in ahead)) return [];
    const address = ahead.address.kind === "constant" ? ahead.address.code : 0;
    const cell = program.values.cell(address, program.locations.length);
    const place = cell < 0 ? "memory" : program.locations[cell]!.name;
    return [{ thread: t, site: ahead.site, message: `waits for ${place} to change` }];
  }
  const { instruction, domain } = entry;
  const site = window.siteOf(t, entry.site);
  if (instruction === null) {
    const isInside = node.contexts[k]!.depths[domain]! > 0;
    const readers = (progress[k]!.awaited ?? []).map((j) => program.threads[j]!.name);
    const message = isInside
      ? "waits for a grace period inside of its own read-side section"
      : `waits for ${readers.join(" and ")} to pass a quiescent state`;
    return [{ thread: t, site, message }];
  }
  const location = window.threads[t]!.look(node, progress).location(k);
  const name = location < 0 ? "memory" : program.locations[location]!.name;
  const isLock = instruction.role === "lock" || instruction.role === "other-lock";
  const message = isLock ? `waits for the lock ${name}` : `waits for ${name} to change`;
  return [{ thread: t, site, message }];
}

/** What is to be seen of a thread: where its oldest access that is not done stands, and its window. */
export function threadView(window: Window, state: State, t: number): ThreadView {
  const { program } = window;
  const own = window.stateOf(state, t);
  const { node, progress } = own;
  const k = node.entries.findIndex((entry, o) => !isEntryDone(entry, progress[o]!));
  const { depths } = node.contexts[Math.max(0, k)] ?? node.context;
  const shown = windowInWords(window, own, t);
  const notes: readonly Note[] = shown === "" ? [] : [{ label: "window", text: shown }];
  return {
    pc: node.entries[k]?.pc ?? node.context.pc,
    registers: program.threads[t]!.registers.map((_, r) => window.threads[t]!.register(own, r)),
    storeBuffer: [],
    stale: [],
    rcu: depths.flatMap((depth, domain) => (depth > 0 ? [{ domain, depth }] : [])),
    notes,
  };
}

function choiceInWords(i: Instruction, choice: number): string {
  const { primitive } = i.site;
  if (i.op === "store") return `store-exclusive ${choice === 0 ? "is going to store" : "fails"}`;
  if (i.op === "choose" && i.isGuess === true) return `${primitive} guesses`;
  return `${primitive} ${choice === 1 ? "fails at will" : "tries"}`;
}

function accessOf({ window, state, next, thread, action, node, progress }: Moment): Access {
  const isFailed = "entry" in action && node.entries[action.entry]!.kind === "failed-update";
  const kind = isFailed ? "failed-update" : "read";
  switch (action.kind) {
    case "read": {
      const { location } = action;
      return { kind, location, value: window.memory(state, location), from: "memory" };
    }
    case "forward": {
      const look = window.threads[thread]!.look(node, progress);
      const location = look.location(action.source);
      const value = look.data(action.source);
      return { kind, location, value, from: "store-buffer" };
    }
    case "update": {
      const { location } = action;
      const value = window.memory(state, location);
      const written = window.memory(next, location);
      return { kind: "update", location, value, written, from: "memory" };
    }
    case "write":
      return { kind: "write", location: action.location, value: action.value, from: "memory" };
    default:
      throw new Error(`no access: ${action.kind}`);
  }
}

function accessInWords(
  { window: { program }, action, node }: Moment,
  { kind, location, value, from, written }: Access,
  isAhead: boolean,
): string {
  const isUpdate = node.entries[action.entry]!.kind === "update";
  const { name } = program.locations[location!]!;
  const found = valueInWords(program, value!);
  const memory = isAhead ? " from memory" : "";
  const source = from === "store-buffer" ? " from its own store in the window" : memory;
  switch (kind) {
    case "failed-update":
      return `finds ${name} = ${found}${source} and does not update it`;
    case "update":
      return `updates ${name} from ${found} to ${valueInWords(program, written!)}`;
    case "write":
      if (isAhead) return `lets its store ${name} = ${found} leave the window`;
      return isUpdate ? `completes its update: ${name} = ${found}` : `writes ${name} = ${found}`;
    default:
      return `reads ${name} = ${found}${source}${isUpdate ? " to update it" : ""}`;
  }
}

/** Older accesses of the thread that the step does not wait for, oldest first. */
function overtakenBy(moment: Moment): readonly (Overtaken & { readonly words: string })[] {
  const { window, thread, action, node, progress } = moment;
  const own = lineOf(window.siteOf(thread, node.entries[action.entry]!.site));
  return node.entries.slice(0, action.entry).flatMap((entry, o) => {
    if (isEntryDone(entry, progress[o]!)) return [];
    const { pc } = entry;
    const site = window.siteOf(thread, entry.site);
    const isRead = entry.read !== null && !progress[o]!.isRead;
    const location = window.threads[thread]!.look(node, progress).location(o);
    const to = location < 0 ? "" : ` ${window.program.locations[location]!.name}`;
    const verb =
      entry.kind === "load" ? "load of" : entry.kind === "store" ? "store to" : "update of";
    const line = lineOf(site) === own ? "" : ` at line ${lineOf(site)}`;
    const end = isRead ? "" : entry.kind === "store" ? " leaves the window" : " is complete";
    const what = to === "" ? verb.split(" ")[0]! : `${verb}${to}`;
    const kind = isRead ? ("read" as const) : ("write" as const);
    return [{ pc, site, kind, words: `its ${what}${line}${end}` }];
  });
}

/** What the thread guesses with the step: ` guesses that the condition at line 12 holds, and`. */
function guessInWords({ window, thread, action, node, progress, before }: Moment): string {
  const { code } = window.program.threads[thread]!;
  const isRead = action.kind === "read" || action.kind === "forward" || action.kind === "update";
  const after = progress.map((p, k) => (isRead && k === action.entry ? { ...p, isRead } : p));
  const guesses = node.claims.slice(before.node.claims.length).flatMap((claim) => {
    if (!claim.isGuess || areRead(claim.expression, after)) return [];
    const { op, site } = code[claim.pc]!;
    const line = `at line ${lineOf(site)}`;
    if (op === "branch")
      return [`the condition ${line} ${claim.isTrue ? "holds" : "does not hold"}`];
    return [`the update ${line} ${claim.isTrue ? "succeeds" : "fails"}`];
  });
  return guesses.length === 0 ? "" : ` guesses that ${guesses.join(" and that ")}, and`;
}

/** What stands in the window out of order, in program order; empty when nothing does. */
function windowInWords(window: Window, { node, progress }: ThreadState, t: number): string {
  const { program } = window;
  const look = window.threads[t]!.look(node, progress);
  const isDone = node.entries.map((entry, k) => isEntryDone(entry, progress[k]!));
  const isBegun = progress.map((p) => p.isRead || p.isWritten);
  const first = isDone.indexOf(false);
  const last = isBegun.lastIndexOf(true);
  if (first < 0 || last < first) return "";
  const words = node.entries.slice(first, last + 1).map((entry, i) => {
    const k = first + i;
    const location = look.location(k);
    const name = location < 0 ? "?" : program.locations[location]!.name;
    const data = look.data(k);
    const written = data === null ? "?" : valueInWords(program, data);
    switch (entry.kind) {
      case "store":
        return isDone[k] ? `${name} := ${written} done` : `${name} := ${written} waits`;
      case "update":
        if (isDone[k]) return `update of ${name} done`;
        return isBegun[k] ? `${name} := ${written} waits` : `update of ${name} waits`;
      case "synchronize":
        return "grace period";
      default:
        return isDone[k] ? `load of ${name} done` : `load of ${name} waits`;
    }
  });
  return words.join(", ");
}

/** The line (from 1) of a site. */
export function lineOf({ span }: Site): number {
  return span.source.position(span.start).line;
}
