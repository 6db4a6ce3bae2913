import type { Location, Program, Site } from "../../program/program.js";
import type { Access, Blocked, Note, State, Step } from "../machine.js";
import type { Threads } from "../threads.js";
import { valueInWords } from "../words.js";
import type { ViewExecutor } from "./executor.js";
import type { Spelt } from "./full.js";
import type { ViewMemory } from "./memory.js";
import {
  Mode,
  type ModeSet,
  modeOfFailure,
  modeOfFence,
  modeOfLoad,
  modeOfUpdate,
} from "./modes.js";

/** What the words of a state are made of. */
export interface ViewWordsSource {
  readonly spelt: Spelt;
  readonly memory: ViewMemory;
  readonly threads: Threads;
}

/** The step that `executor` has just taken from `state` to `next`. */
export function stepInWords(
  source: ViewWordsSource,
  executor: ViewExecutor,
  state: State,
  next: State,
): Step {
  const { spelt, threads } = source;
  const { thread, kind, raced } = executor;
  const { name, code } = spelt.program.threads[thread]!;
  const at = state[threads.counters[thread]!]!;
  const pc = spelt.origins[thread]![at]!;
  const { site } = code[at]!;
  if (kind === "fault") {
    const { message } = threads.stopped(next)!.stop;
    return { thread, pc, site, text: `${name} fails: ${message}` };
  }
  if (kind === "local")
    return { thread, pc, site, text: localInWords(source, state, next, thread) };
  if (kind === "choose") {
    // A choice of the user's is an instruction of its own.
    const isGuess = spelt.origins[thread]![at + 1] === pc;
    return { thread, pc, site, text: `${name}'s ${chosenInWords(site, executor, isGuess)}` };
  }
  if (kind === "fence") {
    const text = `${name}'s ${fenceInWords(source, executor, state)}`;
    return { thread, pc, site, text, access: { kind: "fence", location: null, value: null } };
  }
  const access = accessOf(source, executor, state);
  const race =
    raced === null ? "" : `, in a race with ${spelt.program.threads[raced.thread]!.name}`;
  const text = `${name} ${accessInWords(source, executor, state, access)}${race}`;
  return { thread, pc, site, text, access };
}

/** What every thread that can do nothing waits for. */
export function waitsInWords(
  { spelt, threads }: ViewWordsSource,
  state: State,
): readonly Blocked[] {
  const { program } = spelt;
  return program.threads.flatMap(({ code }, thread) => {
    const pc = state[threads.counters[thread]!]!;
    if (threads.isFinished(state, thread) || pc >= code.length) return [];
    const { site } = code[pc]!;
    return [{ thread, site, message: waitAt(program, threads, state, thread, pc) }];
  });
}

/** The messages of every location that has more than one, oldest first. */
export function messagesInWords({ spelt, memory }: ViewWordsSource, state: State): readonly Note[] {
  const { program } = spelt;
  return program.locations.flatMap(({ name, isHidden }, location) => {
    const count = memory.views.count(state, location);
    if (isHidden || count === 1) return [];
    const texts = Array.from({ length: count }, (_, place) => {
      const value = valueInWords(program, memory.views.value(state, location, place));
      const known = knownBy(program, memory, state, memory.views.viewOf(location, place), location);
      return known.length === 0 ? value : `${value} (with ${known.join(" ")})`;
    });
    return [{ label: `messages of ${name}`, text: texts.join(", ") }];
  });
}

/** What a thread knows to be out of date, by what it may still read. */
export function viewInWords(
  { spelt, memory }: ViewWordsSource,
  state: State,
  thread: number,
): readonly Note[] {
  const { program } = spelt;
  const known = knownBy(program, memory, state, memory.views.viewOfThread(thread), -1);
  return known.length === 0 ? [] : [{ label: "knows of", text: known.join(" ") }];
}

/** The messages that a view is up to, of locations of which it knows that there is something older. */
function knownBy(
  program: Program,
  memory: ViewMemory,
  state: State,
  view: number,
  except: Location,
): readonly string[] {
  return program.locations.flatMap(({ isHidden }, location) => {
    if (isHidden || location === except) return [];
    const place = memory.views.placeIn(state, view, location);
    return place === 0 ? [] : [message(program, memory, state, location, place)];
  });
}

/** Messages that a thread comes to know by taking in a view, of other locations than one. */
function learnt(
  { spelt, memory }: ViewWordsSource,
  state: State,
  thread: number,
  view: number,
  except: Location,
): readonly string[] {
  const { program } = spelt;
  const { views } = memory;
  return program.locations.flatMap(({ isHidden }, location) => {
    if (isHidden || location === except) return [];
    const place = views.placeIn(state, view, location);
    if (place <= views.oldest(state, thread, location)) return [];
    return [message(program, memory, state, location, place)];
  });
}

function message(
  program: Program,
  memory: ViewMemory,
  state: State,
  location: Location,
  place: number,
): string {
  const value = memory.views.value(state, location, place);
  return `${program.locations[location]!.name}=${valueInWords(program, value)}`;
}

function accessOf(
  { memory, threads }: ViewWordsSource,
  { thread, kind, place, written }: ViewExecutor,
  state: State,
): Access {
  const { views } = memory;
  const location = threads.locate(state, thread, state[threads.counters[thread]!]!);
  // A write stands before the message that has its place now, an update before the one behind what it reads.
  const behind = kind === "write" ? place : place + 1;
  const isLast = behind === views.count(state, location);
  const next = isLast ? {} : { overwrittenBy: views.value(state, location, behind) };
  const order = { ...next, messagesAfter: views.count(state, location) - behind };
  if (kind === "write") return { kind, location, value: written, ...order };
  const value = views.value(state, location, place);
  switch (kind) {
    case "read":
    case "failed-update":
      return { kind, location, value, ...order };
    case "update":
      return { kind, location, value, written, ...order };
    default:
      throw new Error(`no access: ${kind}`);
  }
}

function accessInWords(
  source: ViewWordsSource,
  executor: ViewExecutor,
  state: State,
  access: Access,
): string {
  const { spelt, memory, threads } = source;
  const { program } = spelt;
  const { thread, place } = executor;
  const location = access.location!;
  const { name } = program.locations[location]!;
  const { views } = memory;
  const count = views.count(state, location);
  const at = (p: number): string => message(program, memory, state, location, p);
  const instruction = program.threads[thread]!.code[state[threads.counters[thread]!]!]!;
  const learns = (mode: ModeSet): string => {
    if ((mode & Mode.acquire) === 0) return "";
    const known = learnt(source, state, thread, views.viewOf(location, place), location);
    return known.length === 0 ? "" : ` and learns ${known.join(" ")}`;
  };
  switch (access.kind) {
    case "read":
    case "failed-update": {
      const old = place === count - 1 ? "" : `, older than ${at(place + 1)}`;
      const mode = instruction.op === "load" ? modeOfLoad(instruction) : failureOf(instruction);
      if (access.kind === "read") return `reads the message ${at(place)}${old}${learns(mode)}`;
      return `finds the message ${at(place)}${old} and does not update it${learns(mode)}`;
    }
    case "update": {
      const from = valueInWords(program, access.value!);
      const to = valueInWords(program, access.written!);
      const before = place === count - 1 ? "" : `, before ${at(place + 1)}`;
      const mode = instruction.op === "rmw" ? modeOfUpdate(instruction) : 0;
      return `updates ${name} from ${from} to ${to}${before}${learns(mode)}`;
    }
    default: {
      const what = `${name}=${valueInWords(program, access.value!)}`;
      if (place === count) return `writes ${what}`;
      return `writes ${what} between ${at(place - 1)} and ${at(place)}`;
    }
  }
}

function failureOf(instruction: Program["threads"][number]["code"][number]): ModeSet {
  return instruction.op === "rmw" ? modeOfFailure(instruction) : 0;
}

function fenceInWords(source: ViewWordsSource, { thread }: ViewExecutor, state: State): string {
  const { spelt, memory, threads } = source;
  const instruction = spelt.program.threads[thread]!.code[state[threads.counters[thread]!]!]!;
  if (instruction.op !== "fence") throw new Error(`no fence: ${instruction.op}`);
  const { site, fence } = instruction;
  const isPart = spelt.program.threads[thread]!.code.some((i) => i.op === "rmw" && i.site === site);
  const call = site.primitive === "" ? fence : `${site.primitive}()`;
  const name = isPart ? `full barrier of ${call}` : call;
  const mode = modeOfFence(fence);
  const { views } = memory;
  const taken = [
    ...((mode & Mode.acquire) === 0 ? [] : [views.acquirableOf(thread)]),
    ...((mode & Mode.sc) === 0 ? [] : [views.scView]),
  ];
  const known = taken.flatMap((view) => (view < 0 ? [] : learnt(source, state, thread, view, -1)));
  const news = known.length === 0 ? "nothing new" : [...new Set(known)].join(" ");
  const effects = [
    ...((mode & Mode.acquire) === 0 ? [] : [`learns ${news}`]),
    ...((mode & Mode.release) === 0 ? [] : ["hands what the thread knows to its later writes"]),
  ];
  return `${name} ${effects.join(" and ")}`;
}

/** What a weak compare-exchange, or a full one of the kernel, has been decided to do. */
function chosenInWords(site: Site, { place }: ViewExecutor, isGuess: boolean): string {
  if (!isGuess) return `${site.primitive} ${place === 1 ? "fails at will" : "tries"}`;
  return `${site.primitive} will ${place === 1 ? "succeed" : "fail"}`;
}

function localInWords(
  { spelt, threads }: ViewWordsSource,
  state: State,
  next: State,
  thread: number,
): string {
  const { name, code, registers } = spelt.program.threads[thread]!;
  const pc = state[threads.counters[thread]!]!;
  const instruction = code[pc]!;
  switch (instruction.op) {
    case "assign": {
      const value = valueInWords(spelt.program, threads.assigned(state, thread, pc));
      const register = registers[instruction.register]!.name;
      return `${name} computes ${register.startsWith("$") ? "" : `${register} = `}${value}`;
    }
    case "iterate":
      return threads.stopped(next) === null
        ? `${name} goes round its loop once more`
        : `${name} is cut off after ${instruction.bound} rounds of its loop`;
    case "warn":
      return `${name} warns: ${instruction.message}`;
    default:
      return `${name} goes on`;
  }
}

function waitAt(program: Program, threads: Threads, state: State, t: number, pc: number): string {
  const instruction = program.threads[t]!.code[pc]!;
  if (instruction.op !== "load" && instruction.op !== "rmw") return "waits";
  const { name } = program.locations[threads.locate(state, t, pc)]!;
  const isLock = instruction.role === "lock" || instruction.role === "other-lock";
  return isLock ? `waits for the lock ${name}` : `waits for ${name} to change`;
}
