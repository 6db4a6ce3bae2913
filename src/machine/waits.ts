import type { Instruction, Location, Program } from "../program/program.js";
import type { Executor } from "./executor.js";
import type { BufferedStore, State, Waiting } from "./machine.js";
import { BUFFER_ENTRIES_MAX, type Storage } from "./storage.js";
import type { Threads } from "./threads.js";
import { valueInWords, waitInWords } from "./words.js";

/** What an in-order machine is made of. */
export interface InOrderParts {
  readonly program: Program;
  readonly storage: Storage;
  readonly threads: Threads;
  readonly executor: Executor;
}

/** What comes next in a thread or in its buffer and cannot happen yet, as `Machine.waiting`. */
export function waitingInOrder(parts: InOrderParts, state: State): readonly Waiting[] {
  const { program, threads } = parts;
  const ended = endedInWords(program, threads, state);
  if (ended !== null) return ended;
  return program.threads.flatMap((_, t) => [
    ...nextOf(parts, state, t),
    ...heldStores(parts, state, t),
  ]);
}

/** Where one thread failed or was cut off nobody goes on; null where none was. */
export function endedInWords(
  program: Program,
  threads: Threads,
  state: State,
): readonly Waiting[] | null {
  const stopped = threads.stopped(state);
  if (stopped === null) return null;
  return program.threads.map(({ name, code }, thread): Waiting => {
    const pc = threads.position(state, thread);
    const { name: other } = program.threads[stopped.thread]!;
    const verb = stopped.stop.kind === "fault" ? "failed" : "was cut off";
    const text = thread === stopped.thread ? `${name} ${verb}` : `${name} stops: ${other} ${verb}`;
    return { thread, pc, site: code[pc]?.site ?? null, text };
  });
}

/** The instruction at which a thread stands, when it cannot happen. */
function nextOf(parts: InOrderParts, state: State, thread: number): readonly Waiting[] {
  const { program, storage, threads, executor } = parts;
  const { name, code } = program.threads[thread]!;
  const pc = threads.position(state, thread);
  if (pc === code.length) {
    const isDrained = storage.isDrained(state, thread);
    const text = isDrained ? "is finished" : "has only its store buffer to empty";
    return [{ thread, pc, site: null, text: `${name} ${text}` }];
  }
  const { site } = code[pc]!;
  if (threads.isNotStarted(state, thread)) {
    return [{ thread, pc, site, text: `${name} waits: nobody has queued it` }];
  }
  const next = new Int32Array(threads.words);
  if (executor.canStep(state, next, thread)) return [];
  return [{ thread, pc, site, ...reasonAt(parts, state, thread, pc) }];
}

function reasonAt(
  { program, storage, threads }: InOrderParts,
  state: State,
  thread: number,
  pc: number,
): Pick<Waiting, "text" | "location" | "isLock"> {
  const { name, code } = program.threads[thread]!;
  const instruction = code[pc]!;
  const isAccess = "address" in instruction;
  const location = isAccess ? threads.locate(state, thread, pc) : -1;
  const held = storage.obstacles(state, thread, location, instruction);
  if (held.length > 0 && !(instruction.op === "rcu" && instruction.action === "unlock")) {
    const what = operationInWords(program, instruction, location);
    const holds = `its store buffer still holds ${storesInWords(program, held)}`;
    const isFull = held.length >= BUFFER_ENTRIES_MAX;
    const why = isFull ? `its store buffer has no room for a store behind ${held.length}` : holds;
    return { text: `${name}'s ${what} waits: ${why}` };
  }
  const text = `${name} ${waitInWords(program, threads, state, thread, pc)}`;
  return location < 0 ? { text } : { text, location, isLock: isLocking(instruction) };
}

/** Whether an instruction takes a lock, or waits until it can. */
export function isLocking(instruction: Instruction): boolean {
  if (!("role" in instruction)) return false;
  return instruction.role === "lock" || instruction.role === "other-lock";
}

/** Buffered stores that others have to leave before. */
function heldStores({ program, storage }: InOrderParts, state: State, t: number): Waiting[] {
  const held = storage.storeBuffer(state, t);
  const free = new Set<Location>();
  for (let slot = 0; slot < storage.drainSlots(t); slot++) {
    if (storage.canDrain(state, t, slot)) free.add(storage.drainLocation(state, t, slot));
  }
  return held.flatMap((store, k) => {
    const older = held.slice(0, k);
    const sameLocation = older.findLast(({ location }) => location === store.location);
    if (sameLocation === undefined && free.has(store.location)) return [];
    const first = sameLocation ?? older.findLast(({ group }) => group < store.group);
    if (first === undefined) return [];
    const [what, before] = [[store], [first]].map((one) => storesInWords(program, one));
    const text = `${program.threads[t]!.name}'s store of ${what} waits: ${before} leaves first`;
    return [{ thread: t, pc: -1, site: null, text }];
  });
}

/** `smp_store_release()`, or without a primitive `store to x` and `mfence`. */
export function operationInWords(
  program: Program,
  instruction: Instruction,
  location: Location,
): string {
  const { primitive } = instruction.site;
  if (primitive !== "") return `${primitive}()`;
  const to = location < 0 ? "" : ` ${program.locations[location]!.name}`;
  switch (instruction.op) {
    case "load":
      return `load of${to}`;
    case "store":
      return `store to${to}`;
    case "rmw":
      return `update of${to}`;
    case "fence":
      return instruction.fence;
    default:
      return instruction.op;
  }
}

/** `x = 1 and y = 2`. */
function storesInWords(program: Program, stores: readonly BufferedStore[]): string {
  const words = stores.map(({ location, value }) => {
    return `${program.locations[location]!.name} = ${valueInWords(program, value)}`;
  });
  const last = words.pop()!;
  return words.length === 0 ? last : `${words.join(", ")} and ${last}`;
}
