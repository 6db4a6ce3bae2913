import type { Location, Site } from "../../program/program.js";
import { supportOf } from "../../program/symbolic.js";
import type { State, Waiting } from "../machine.js";
import { isLocking, operationInWords } from "../waits.js";
import { valueInWords } from "../words.js";
import type { Architecture, Half } from "./architecture.js";
import { heldBit } from "./entries.js";
import { type Part, readOf } from "./entry.js";
import { type Look, UNKNOWN } from "./look.js";
import { isEntryDone, isPartDone, isReserved } from "./progress.js";
import type { Window } from "./window.js";
import { blockedInWords, lineOf } from "./words.js";

/** An entry of a window that is not done and cannot do anything now. */
interface Stuck {
  readonly window: Window;
  readonly architecture: Architecture;
  readonly state: State;
  readonly thread: number;
  readonly look: Look;
  readonly k: number;
}

/** What is in a window and cannot happen yet, as `Machine.waiting`. */
export function waitingInWindow(
  window: Window,
  architecture: Architecture,
  state: State,
): readonly Waiting[] {
  const { program } = window;
  const stopped = window.isInOrder(state) ? window.stopped(state) : -1;
  const chooser = stopped >= 0 ? -1 : window.chooser(state);
  return program.threads.flatMap(({ name, code }, thread): readonly Waiting[] => {
    const { node, stop, isFinished } = window.stateOf(state, thread);
    const say = (text: string, pc: number, site: Site | null) => [{ thread, pc, site, text }];
    if (isFinished) return say(`${name} is finished`, code.length, null);
    const { pc } = node.entries[0] ?? node.context;
    const site = code[pc]?.site ?? null;
    if (window.isFinished(state, thread))
      return say(`${name} waits: nobody has queued it`, pc, site);
    if (stop !== null)
      return say(`${name} ${stop.kind === "fault" ? "fails" : "is cut off"}`, pc, site);
    if (stopped >= 0) return say(`${name} stops with ${program.threads[stopped]!.name}`, pc, site);
    if (chooser >= 0 && chooser !== thread) {
      return say(`${name} waits: ${program.threads[chooser]!.name} decides first`, pc, site);
    }
    return chooser >= 0 ? [] : entriesOf(window, architecture, state, thread);
  });
}

/** The entries of a thread that cannot do anything; for a thread without any, what it waits for as a whole. */
function entriesOf(
  window: Window,
  architecture: Architecture,
  state: State,
  thread: number,
): readonly Waiting[] {
  const { program } = window;
  const { name } = program.threads[thread]!;
  const { node, progress } = window.stateOf(state, thread);
  const next = new Int32Array(window.words);
  const open = node.entries.flatMap((entry, k) => (isEntryDone(entry, progress[k]!) ? [] : [k]));
  if (open.length === 0) {
    if (window.canGuess(state, next, thread)) return [];
    const [blocked] = blockedInWords(window, state, thread);
    const text = blocked?.message ?? "has guessed wrong: there is no such execution";
    const { pc } = node.context;
    return [{ thread, pc, site: blocked?.site ?? null, text: `${name} ${text}` }];
  }
  return open.flatMap((k): readonly Waiting[] => {
    if (window.canStep(state, next, thread, k)) return [];
    const look = window.threads[thread]!.look(node, progress);
    const { pc, instruction } = node.entries[k]!;
    const site = window.siteOf(thread, node.entries[k]!.site);
    const at = look.location(k);
    const { why, ...where } = reasonOf({ window, architecture, state, thread, look, k });
    const what = instruction === null ? "grace period" : operationInWords(program, instruction, at);
    return [{ thread, pc, site, text: `${name}'s ${what} waits: ${why}`, ...where }];
  });
}

interface Reason {
  readonly why: string;
  readonly location?: Location;
  readonly isLock?: boolean;
}

/** Why an entry cannot do anything: the first of the guards of `Actions` that it fails. */
function reasonOf(stuck: Stuck): Reason {
  const { window, look, k } = stuck;
  const { node, progress } = look;
  const entry = node.entries[k]!;
  const { isRead, awaited } = progress[k]!;
  const undone = (parts: readonly Part[]) => parts.filter((part) => !isPartDone(progress, part));
  const location = entry.domain >= 0 ? -1 : look.location(k);
  if (location === UNKNOWN && entry.domain < 0) {
    return { why: `where it goes depends on ${unread(stuck, supportOf(entry.address))}` };
  }
  const reads = entry.read !== null && !isRead;
  const [first] = undone(reads ? entry.readAfter : entry.writeAfter);
  if (first !== undefined) return { why: orderInWords(stuck, first, reads) };
  if (entry.domain >= 0) {
    if (awaited !== null) {
      const readers = awaited.map((j) => window.program.threads[j]!.name);
      return { why: `${readers.join(" and ")} has not passed a quiescent state` };
    }
    return { why: "somebody is in a read-side section, it may be the thread itself" };
  }
  if (reads && !entry.isOneStep) return readInWords(stuck, location);
  const data = look.data(k);
  if (data === null && entry.data !== null) {
    return { why: `what it writes depends on ${unread(stuck, supportOf(entry.data))}` };
  }
  return writeInWords(stuck, location);
}

/** Why a read that is in order cannot take a value. */
function readInWords(stuck: Stuck, location: Location): Reason {
  const { window, state, thread, look, k } = stuck;
  const { node, progress } = look;
  const entry = node.entries[k]!;
  const own = node.entries.findLastIndex(({ write }, o) => {
    return o < k && write !== null && !progress[o]!.isWritten && look.location(o) === location;
  });
  const { name } = window.program.locations[location]!;
  if (own >= 0)
    return {
      why: `line ${lineOf(window.siteOf(thread, node.entries[own]!.site))} writes ${name} first`,
    };
  if (node.entries.some(({ chosenAfter }) => chosenAfter.length > 0)) {
    return { why: "it is behind a choice between values that is not made yet" };
  }
  const found = `${name} = ${valueInWords(window.program, window.memory(state, location))}`;
  const { instruction } = entry;
  if (instruction !== null && isLocking(instruction)) {
    return { why: `the lock ${name} is taken`, location, isLock: true };
  }
  const isWaiting =
    instruction !== null &&
    instruction.op !== "store" &&
    (instruction.spins === true || (instruction.op === "rmw" && instruction.otherwise === "wait"));
  if (isWaiting) return { why: `${name} has to change`, location };
  return { why: `${found} does not go with what was guessed or read before`, location };
}

/** Why a write that is in order cannot reach memory. */
function writeInWords({ window, state, thread, look, k }: Stuck, location: Location): Reason {
  const { node, progress } = look;
  const behind = node.entries.findIndex((older, o) => {
    if (o >= k || older.domain >= 0 || isEntryDone(older, progress[o]!)) return false;
    const at = look.location(o);
    return at === location || at < 0;
  });
  const { name } = window.program.locations[location]!;
  if (behind >= 0) {
    const line = lineOf(window.siteOf(thread, node.entries[behind]!.site));
    const isSame = look.location(behind) === location;
    return { why: `line ${line} ${isSame ? `accesses ${name}` : "may access the same"} first` };
  }
  const holder = window.threads.findIndex((states, j) => {
    if (j === thread) return false;
    const other = window.stateOf(state, j);
    const at = states.look(other.node, other.progress);
    return other.progress.some((p, o) => {
      return p.isRead && at.location(o) === location && isReserved(other.node, other.progress, o);
    });
  });
  if (holder >= 0) {
    const other = window.program.threads[holder]!.name;
    return { why: `${other} has begun an update of ${name} and completes it first`, location };
  }
  return { why: "what was guessed or read before does not let it happen" };
}

/** What a part keeps an entry behind: a fence, what one of the two is, or a dependency. */
function orderInWords(stuck: Stuck, part: Part, reads: boolean): string {
  const { window, architecture, thread, look, k } = stuck;
  const { entries, contexts } = look.node;
  const o = part >> 1;
  const entry = entries[k]!;
  const line = `line ${lineOf(window.siteOf(thread, entries[o]!.site))}`;
  if (o === k) return "it has to read first";
  const isRead = part === readOf(o);
  const verb = isRead ? "read" : "written";
  if (entry.addressAfter.includes(part)) return `where it goes depends on ${unread(stuck, [o])}`;
  if (!reads && entry.dataAfter.includes(part)) {
    return `what it writes depends on ${unread(stuck, [o])}`;
  }
  const older = (isRead ? entries[o]!.read : entries[o]!.write) as Half;
  const younger = (reads ? entry.read : entry.write) as Half;
  if (architecture.isOrdered(older, younger)) {
    const { primitive } = entries[o]!.site;
    return `${line}${primitive === "" ? "" : ` (${primitive})`} has not ${verb}`;
  }
  const bit = heldBit(older.isRead, younger.isRead);
  const marks = contexts[k]!.fences;
  if (marks.some(({ rule, at }) => o < at && (rule.held & bit) !== 0)) {
    const { code } = window.program.threads[thread]!;
    const fence = code.slice(0, entry.pc).findLast((i, pc) => {
      return (
        pc >= entries[o]!.pc && i.op === "fence" && (architecture.fence(i.fence).held & bit) !== 0
      );
    });
    const by =
      fence?.op !== "fence"
        ? "a full barrier"
        : `line ${lineOf(fence.site)} (${fence.site.primitive || fence.fence})`;
    return `${by} keeps it behind ${line}, which has not ${verb}`;
  }
  if (entry.instruction?.op === "rmw" && entry.instruction.isFull) {
    return `it is a full barrier, and ${line} has not ${verb}`;
  }
  if (reads && entry.barrierAfter.includes(part)) {
    return `an instruction barrier keeps it behind ${unread(stuck, [o])}`;
  }
  return `a branch or an address before it depends on ${unread(stuck, [o])}`;
}

/** The values that some entries read and that are not known yet: `r0, which line 4 has not read`. */
function unread({ window, thread, look }: Stuck, entries: readonly number[]): string {
  const { node, progress } = look;
  const { registers } = window.program.threads[thread]!;
  const open = entries.filter((o) => !progress[o]!.isRead);
  const words = (open.length === 0 ? entries : open).map((o) => {
    const { instruction } = node.entries[o]!;
    const site = window.siteOf(thread, node.entries[o]!.site);
    const register =
      instruction !== null && "register" in instruction ? instruction.register : null;
    const name = register === null ? "$" : registers[register]!.name;
    const what = name.startsWith("$") ? "what" : `${name}, which`;
    return `${what} line ${lineOf(site)} has not read`;
  });
  return words.join(" and ");
}
