import type { Fence, Instruction, Location, Program, Rcu } from "../program/program.js";
import type { Code } from "../program/value.js";
import { place } from "../source/diagnostic.js";
import type { Executor } from "./executor.js";
import type { Access, State, Step } from "./machine.js";
import { type ReadSource, type Storage, strength } from "./storage.js";
import type { Threads } from "./threads.js";

/** From here on a number is a mask or a flag more often than a count, and reads better in hexadecimal. */
const HEXADECIMAL_FROM = 0x10000n;

/** The integer that a code stands for, as C writes it, or `&x` for the address of a location. */
export function valueInWords(program: Program, code: Code): string {
  const cell = program.values.cell(code, program.locations.length);
  if (cell >= 0) return `&${program.locations[cell]!.name}`;
  const symbol = program.values.symbolIndex(code);
  if (symbol >= 0) return `S${symbol}`;
  const value = program.values.decode(code);
  return value < HEXADECIMAL_FROM ? String(value) : `0x${value.toString(16)}`;
}

/** The step that `executor` has just taken from `state` to `next`. */
export function stepInWords(
  program: Program,
  storage: Storage,
  threads: Threads,
  executor: Executor,
  state: State,
  next: State,
): Step {
  const { thread, kind, choice } = executor;
  const { name, code } = program.threads[thread]!;
  if (kind === "drain") {
    const location = storage.drainLocation(state, thread, choice);
    const value = storage.drainValue(state, thread, choice);
    const what = assignment(program, location, value);
    const text = `${name}'s store of ${what} leaves its store buffer`;
    return { thread, pc: -1, site: null, text, access: { kind: "drain", location, value } };
  }
  if (kind === "quiesce") {
    return { thread, pc: -1, site: null, text: `${name} passes a quiescent state` };
  }
  const pc = state[threads.counters[thread]!]!;
  const instruction = code[pc]!;
  const { site } = instruction;
  if (kind === "fence") {
    const text = `${name}'s ${fenceInWords(instruction as Fence, storage, state, thread)}`;
    return { thread, pc, site, text, access: { kind: "fence", location: null, value: null } };
  }
  if (kind === "local") {
    return { thread, pc, site, text: localInWords(program, storage, threads, state, next, thread) };
  }
  if (kind === "choose") {
    const isGuess = instruction.op === "choose" && instruction.isGuess === true;
    const what = isGuess ? "guesses" : executor.choice === 1 ? "fails at will" : "tries";
    const text = `${name}'s ${site.primitive} ${what}`;
    return { thread, pc, site, text };
  }
  if (kind === "rcu") {
    return {
      thread,
      pc,
      site,
      text: rcuInWords(program, name, instruction as Rcu, threads, state, thread),
    };
  }
  if (kind === "fault") {
    const message = threads.stopped(next)!.stop.message;
    return { thread, pc, site, text: `${name} fails: ${message}` };
  }
  const location = threads.locate(state, thread, pc);
  const access = accessOf(storage, executor, state, next, location);
  return { thread, pc, site, text: accessInWords(program, name, access, location), access };
}

/** What a thread that can do nothing waits for at `pc`. */
export function waitInWords(
  program: Program,
  threads: Threads,
  state: State,
  thread: number,
  pc: number,
): string {
  const instruction: Instruction = program.threads[thread]!.code[pc]!;
  if (instruction.op === "load" || instruction.op === "rmw") {
    const location = threads.locate(state, thread, pc);
    const { name } = program.locations[location]!;
    const isLock = instruction.role === "lock" || instruction.role === "other-lock";
    return isLock ? `waits for the lock ${name}` : `waits for ${name} to change`;
  }
  if (instruction.op !== "rcu") return "waits for its store buffer to empty";
  const { action, domain } = instruction;
  if (threads.grace.isShared(domain)) {
    const name = program.rcuDomains[domain]!;
    return action === "unlock"
      ? `waits for somebody to enter a read-side section of ${name}`
      : `waits for the read-side sections of ${name} to be left`;
  }
  if (threads.grace.depth(state, thread, instruction.domain) > 0) {
    return "waits for a grace period inside of its own read-side section";
  }
  const readers = program.threads.filter((_, j) => threads.grace.waits(state, thread, j));
  return `waits for ${readers.map((r) => r.name).join(" and ")} to pass a quiescent state`;
}

function accessOf(
  storage: Storage,
  executor: Executor,
  state: State,
  next: State,
  location: Location,
): Access {
  const { thread, kind, choice } = executor;
  switch (kind) {
    case "read":
    case "failed-update": {
      const value = storage.peek(state, thread, location, choice);
      const from = storage.source(state, thread, location, choice);
      return from === "invalidation-buffer"
        ? { kind, location, value, from, place: choice - 1 }
        : { kind, location, value, from };
    }
    case "update": {
      const value = storage.memory(state, location);
      return { kind, location, value, written: storage.memory(next, location), from: "memory" };
    }
    case "write":
      return {
        kind,
        location,
        value: storage.peek(next, thread, location, 0),
        from: storage.source(next, thread, location, 0),
      };
    default:
      throw new Error(`no access: ${kind}`);
  }
}

function accessInWords(program: Program, name: string, access: Access, location: Location): string {
  const what = assignment(program, location, access.value!);
  switch (access.kind) {
    case "read":
      return `${name} reads ${what}${sourceInWords(access.from!)}`;
    case "failed-update":
      return `${name} finds ${what}${sourceInWords(access.from!)} and does not update it`;
    case "update": {
      const from = valueInWords(program, access.value!);
      const to = valueInWords(program, access.written!);
      return `${name} updates ${program.locations[location]!.name} from ${from} to ${to}`;
    }
    default:
      return `${name} ${access.from === "store-buffer" ? "buffers" : "writes"} ${what}`;
  }
}

function sourceInWords(source: ReadSource): string {
  switch (source) {
    case "memory":
      return "";
    case "store-buffer":
      return " from its store buffer";
    case "invalidation-buffer":
      return " from its invalidation buffer";
  }
}

function fenceInWords(fence: Fence, storage: Storage, state: State, thread: number): string {
  const { primitive } = fence.site;
  const name = primitive === "" ? fence.fence : `${primitive}()`;
  if (strength(fence.fence) === "barrier") return `${name} has nothing to do`;
  const hasStale = storage.stale(state, thread).length > 0;
  if (strength(fence.fence) === "rmb") {
    return `${name} ${hasStale ? "drops its stale values" : "finds no stale value"}`;
  }
  if (!storage.isDrained(state, thread))
    return `${name} holds later stores behind the buffered ones`;
  const drops = strength(fence.fence) !== "wmb" && hasStale ? " and drops its stale values" : "";
  return `${name} finds its store buffer empty${drops}`;
}

function rcuInWords(
  program: Program,
  name: string,
  rcu: Rcu,
  threads: Threads,
  state: State,
  thread: number,
): string {
  const section =
    rcu.domain === 0
      ? "an RCU read-side section"
      : `a read-side section of ${program.rcuDomains[rcu.domain]!}`;
  switch (rcu.action) {
    case "lock":
      return `${name} enters ${section}`;
    case "unlock":
      return `${name} leaves ${section}`;
    case "synchronize":
      if (threads.grace.isShared(rcu.domain)) return `${name}'s grace period begins and ends`;
      return `${name}'s grace period ${threads.grace.hasBegun(state, thread) ? "ends" : "begins"}`;
  }
}

/** What a thread does by itself, where that is a step. */
function localInWords(
  program: Program,
  storage: Storage,
  threads: Threads,
  state: State,
  next: State,
  thread: number,
): string {
  const { name, code, registers } = program.threads[thread]!;
  const at = threads.counters[thread]!;
  const pc = state[at]!;
  const instruction = code[pc]!;
  switch (instruction.op) {
    case "assign": {
      const value = valueInWords(program, threads.assigned(state, thread, pc));
      const register = registers[instruction.register]!.name;
      return `${name} computes ${register.startsWith("$") ? "" : `${register} = `}${value}`;
    }
    case "iterate":
      return threads.stopped(next) === null
        ? `${name} goes round its loop once more`
        : `${name} is cut off after ${instruction.bound} rounds of its loop`;
    case "warn":
      return `${name} warns: ${instruction.message}`;
    case "fence":
      return `${name}'s ${fenceInWords(instruction, storage, state, thread)}`;
    case "rcu":
      return rcuInWords(program, name, instruction, threads, state, thread);
    default: {
      const to = code[next[at]!]?.site.span;
      return to === undefined ? `${name} goes to its end` : `${name} goes on at ${place(to)}`;
    }
  }
}

function assignment(program: Program, location: Location, value: Code): string {
  return `${program.locations[location]!.name} = ${valueInWords(program, value)}`;
}
