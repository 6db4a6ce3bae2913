import { type Draft, Immer } from "immer";
import type { Expression, Register } from "../program/expression.js";
import type {
  Iterate,
  Load,
  Location,
  Program,
  Rcu,
  Rmw,
  Store,
  Warn,
} from "../program/program.js";
import { sharedDomains } from "../program/sections.js";
import type { Code } from "../program/value.js";
import { unreachable } from "../source/unreachable.js";
import { evaluate } from "./evaluate.js";
import { noChange, type ReferenceModel } from "./model.js";
import type { Change, GracePeriod, ReferenceState, ThreadState } from "./state.js";

/** Called at a place that is reported: a warning, or a loop that is cut off. */
export type Notice = (thread: number, instruction: Warn | Iterate) => void;

/** Every state is new, so nothing has to be frozen to stay as it is. */
const immer = new Immer({ autoFreeze: false });

/** Every state that one step of a thread, of a store buffer or of RCU leads to. */
export function successors(
  program: Program,
  model: ReferenceModel,
  state: ReferenceState,
  notice: Notice,
): readonly ReferenceState[] {
  if (state.fault !== null) return [];
  const changes: Change[] = [];
  program.threads.forEach((_, i) => {
    if (state.threads[i]!.status === "running") {
      changes.push(...instruction(program, model, state, i, notice));
    }
    changes.push(...model.dequeue(state, i), ...quiescentState(state, i));
  });
  return changes.map((change) => immer.produce(state, change));
}

/** Every thread has finished, or is a callback that was never queued, and every store is in memory. */
export function isFinal(program: Program, state: ReferenceState): boolean {
  if (state.fault !== null) return false;
  return state.threads.every(
    (thread, i) =>
      thread.storeBuffer.length === 0 &&
      (thread.status === "finished" || !isStarted(program, state, i)),
  );
}

/** The values of `program.observed`, as integers with blanks between. */
export function outcome(program: Program, state: ReferenceState): string {
  return program.observed
    .map((o) =>
      o.kind === "register"
        ? state.threads[o.thread]!.registers[o.register]!
        : state.memory[o.location]!,
    )
    .map((code) => program.values.decode(code))
    .join(" ");
}

/** A callback waits at its first instruction until somebody has queued it. */
function isStarted(program: Program, state: ReferenceState, i: number): boolean {
  const { startedBy } = program.threads[i]!;
  return startedBy === undefined || state.memory[startedBy] !== 0;
}

/** What the next instruction of thread `i` may do now. */
function instruction(
  program: Program,
  model: ReferenceModel,
  state: ReferenceState,
  i: number,
  notice: Notice,
): readonly Change[] {
  const { pc, registers } = state.threads[i]!;
  const { code } = program.threads[i]!;
  const instruction = code[pc]!;
  const value = (e: Expression, old?: Code): Code => evaluate(e, registers, program.values, old);
  /** The change, then on to the instruction at `target`. */
  const proceed = (change: Change, target = pc + 1): Change => {
    const isLast = target === code.length;
    return (next) => {
      change(next);
      next.threads[i]!.pc = target;
      if (isLast) finish(next.threads[i]!);
    };
  };
  /** As `proceed`, with a value for a register. */
  const receive = (register: Register | null, received: Code, change: Change = noChange): Change =>
    proceed((next) => {
      change(next);
      if (register !== null) next.threads[i]!.registers = registers.with(register, received);
    });
  switch (instruction.op) {
    case "load":
    case "store":
    case "rmw": {
      const a = location(program, value(instruction.address));
      if (a === null) return [fault(i, pc, "no location")];
      return access(model, state, i, a, instruction, { value, proceed, receive });
    }
    case "fence":
      return model.fence(state, i, instruction.fence).map((change) => proceed(change));
    case "rcu":
      return rcu(program, state, i, instruction).map(({ change, isDone }) =>
        isDone ? receive(instruction.register ?? null, 0, change) : change,
      );
    case "assign":
      return [receive(instruction.register, value(instruction.value))];
    case "choose":
      return [0, 1].map((chosen) => receive(instruction.register, chosen));
    case "branch": {
      const isTaken = value(instruction.condition) === 0;
      return [proceed(noChange, isTaken ? instruction.target : pc + 1)];
    }
    case "jump":
      return [proceed(noChange, instruction.target)];
    case "iterate": {
      const rounds = registers[instruction.counter]! + 1;
      if (rounds <= instruction.bound) return [receive(instruction.counter, rounds)];
      notice(i, instruction);
      return [
        (next) => {
          next.threads[i]!.status = "cut";
        },
      ];
    }
    case "warn":
      notice(i, instruction);
      return [proceed(noChange)];
    case "fail":
      return [fault(i, pc, instruction.fault)];
    default:
      return unreachable(instruction);
  }
}

/** Nobody will read the stale values of a thread that has ended. */
function finish(thread: Draft<ThreadState>): void {
  thread.status = "finished";
  if (thread.staleValues.length > 0) thread.staleValues = [];
}

/** What an access needs of the thread that makes it. */
interface Steps {
  readonly value: (e: Expression, old?: Code) => Code;
  readonly proceed: (change: Change) => Change;
  readonly receive: (register: Register | null, received: Code, change: Change) => Change;
}

function access(
  model: ReferenceModel,
  state: ReferenceState,
  i: number,
  a: Location,
  instruction: Load | Store | Rmw,
  { value, proceed, receive }: Steps,
): readonly Change[] {
  const { pc } = state.threads[i]!;
  switch (instruction.op) {
    case "load":
      return model
        .load(state, i, a, instruction)
        .map((read) => receive(instruction.register, read.value, read.change));
    case "store": {
      const broken = brokenRequirement(instruction, ownValue(state, i, a), value);
      return model
        .store(state, i, a, value(instruction.value), instruction)
        .map((change) => (broken === null ? proceed(change) : fault(i, pc, broken)));
    }
    case "rmw":
      return model
        .update(state, i, a, (old) => updated(instruction, old, value), instruction)
        .flatMap((update) => {
          if (update.succeeds || instruction.otherwise === "read") {
            return [receive(instruction.register, update.value, update.change)];
          }
          if (instruction.otherwise === "wait") return [];
          return [fault(i, pc, instruction.otherwise.fault)];
        });
    default:
      return unreachable(instruction);
  }
}

/** The new value of a read-modify-write, null when it fails on `old`. */
function updated(rmw: Rmw, old: Code, value: (e: Expression, old: Code) => Code): Code | null {
  const fails = rmw.guard !== undefined && value(rmw.guard, old) === 0;
  return fails ? null : value(rmw.value, old);
}

/** The fault of a checked store whose requirement the old value does not meet. */
function brokenRequirement(
  { requires }: Store,
  old: Code,
  value: (e: Expression, old: Code) => Code,
): string | null {
  return requires !== undefined && value(requires.condition, old) === 0 ? requires.fault : null;
}

/** What the thread itself would read: its own youngest store, else memory. */
function ownValue(state: ReferenceState, i: number, a: Location): Code {
  const own = state.threads[i]!.storeBuffer.findLast((e) => e !== "#" && e.location === a);
  return own === undefined || own === "#" ? state.memory[a]! : own.value;
}

function fault(i: number, pc: number, message: string): Change {
  return (next) => {
    next.fault = `${i}:${pc}: ${message}`;
  };
}

/** The location that an address is of, null for none. */
function location(program: Program, address: Code): Location | null {
  const found = program.locations.findIndex((_, l) => program.values.address(l) === address);
  return found < 0 ? null : found;
}

/**
 * RCU as models.md 3.3 has it: a grace period is over when every other thread was seen once outside of a section of its
 * domain, with nothing in its store buffer. Inside of a section of its own a thread would wait for itself.
 *
 * Where a section may be left by another thread, the whole grace period is one instant, with nobody inside.
 */
function rcu(
  program: Program,
  state: ReferenceState,
  i: number,
  { action, domain }: Rcu,
): readonly { change: Change; isDone: boolean }[] {
  const { storeBuffer, gracePeriod, nesting, pc } = state.threads[i]!;
  const nest =
    (by: number): Change =>
    (next) => {
      next.threads[i]!.nesting = nesting.with(domain, nesting[domain]! + by);
    };
  const isShared = sharedDomains(program)[domain]!;
  const inside = state.threads.reduce((sum, thread) => sum + thread.nesting[domain]!, 0);
  switch (action) {
    case "lock":
      return [{ change: nest(1), isDone: true }];
    case "unlock":
      if (isShared && inside > 0) return [{ change: nest(-1), isDone: true }];
      if (isShared && program.filter !== null) return [];
      return isShared || nesting[domain] === 0
        ? [{ change: fault(i, pc, "unlock outside of a section"), isDone: false }]
        : [{ change: nest(-1), isDone: true }];
    case "synchronize": {
      if (isShared) {
        if (inside > 0 || state.threads.some((thread) => thread.storeBuffer.length > 0)) return [];
        return [{ change: fullBarriers, isDone: true }];
      }
      if (gracePeriod === null) {
        if (storeBuffer.length > 0 || nesting[domain]! > 0) return [];
        const waitsFor = [...state.threads.keys()].filter((j) => j !== i);
        return [{ change: fullBarrier(i, { domain, waitsFor }), isDone: false }];
      }
      if (gracePeriod.waitsFor.length > 0) return [];
      return [{ change: fullBarrier(i, null), isDone: true }];
    }
    default:
      return unreachable(action);
  }
}

/** mb of a thread with an empty store buffer, together with the begin or the end of its grace period. */
function fullBarrier(i: number, gracePeriod: GracePeriod | null): Change {
  return (next) => {
    const thread = next.threads[i]!;
    thread.staleValues = [];
    thread.gracePeriod = gracePeriod as Draft<GracePeriod> | null;
  };
}

/** mb of all threads at once, with empty store buffers. */
const fullBarriers: Change = (next) => {
  for (const thread of next.threads) thread.staleValues = [];
};

/** QS(j): thread `j` is outside of a section, which counts as a full barrier of it, for all who wait for that. */
function quiescentState(state: ReferenceState, j: number): readonly Change[] {
  const { storeBuffer, nesting } = state.threads[j]!;
  const isSeen = (gracePeriod: GracePeriod | null): boolean => {
    if (gracePeriod === null || !gracePeriod.waitsFor.includes(j)) return false;
    return nesting[gracePeriod.domain] === 0;
  };
  if (storeBuffer.length > 0 || !state.threads.some((t) => isSeen(t.gracePeriod))) return [];
  return [
    (next) => {
      next.threads[j]!.staleValues = [];
      state.threads.forEach(({ gracePeriod }, i) => {
        if (!isSeen(gracePeriod)) return;
        const waitsFor = gracePeriod!.waitsFor.filter((k) => k !== j);
        next.threads[i]!.gracePeriod = { domain: gracePeriod!.domain, waitsFor };
      });
    },
  ];
}
