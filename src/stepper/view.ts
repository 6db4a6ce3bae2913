import { countedOutcomes } from "../harness/outcomes.js";
import type { Machine, Note, State } from "../machine/machine.js";
import { valueInWords } from "../machine/words.js";
import type { Location, Program } from "../program/program.js";
import type { Code } from "../program/value.js";
import { lineOf } from "./code.js";
import type { Subject } from "./subject.js";

/** A name and the value that it has, as C writes it. */
export interface NamedValue {
  readonly name: string;
  readonly value: string;
}

/** A store in a store buffer. */
export interface StoreShown extends NamedValue {
  /** A store of a later group waits for all earlier groups. */
  readonly group: number;
}

/** What is to be seen of one thread. */
export interface ThreadPane {
  readonly name: string;
  /** Index of the next instruction. */
  readonly pc: number;
  /** The line of it; null for a thread without one left. */
  readonly line: number | null;
  /** Lines of the calls that it is inside of, outermost first. */
  readonly calls: readonly number[];
  /** Those that have a name. */
  readonly registers: readonly NamedValue[];
  /** Oldest first. */
  readonly storeBuffer: readonly StoreShown[];
  /** Values of the invalidation buffer: overwritten, and still readable; by location, oldest first. */
  readonly stale: readonly NamedValue[];
  /** Depth of read-side sections by their domain, where not 0. */
  readonly sections: readonly { readonly domain: string; readonly depth: number }[];
  /** The window, or what the thread knows of the messages. */
  readonly notes: readonly Note[];
}

/** A step that can be taken. */
export interface PossibleStep {
  /** Its place among the successors of the state, from 0: what a link is made of. */
  readonly index: number;
  /** -1 for none. */
  readonly thread: number;
  /** Null for a step of the storage alone. */
  readonly line: number | null;
  /** `P1 reads x = 0`. */
  readonly text: string;
}

/** Something that comes next and cannot happen yet. */
export interface ImpossibleStep {
  readonly thread: number;
  readonly line: number | null;
  /** What it is, and what it waits for. */
  readonly text: string;
}

/** The step, from 1, that wrote a location last, and the thread that took it. */
export interface LastWrite {
  readonly name: string;
  readonly at: number;
}

/** Why nothing more can happen. */
export type End =
  | {
      readonly kind: "final";
      readonly outcome: readonly NamedValue[];
      /** Whether the condition's proposition is true of it. */
      readonly satisfies: boolean;
      /** False: the test's filter leaves it out. */
      readonly isCounted: boolean;
    }
  | { readonly kind: "fault" | "deadlock" | "cut"; readonly text: string };

/** One state as a page or a terminal shows it. */
export interface StepView {
  readonly threads: readonly ThreadPane[];
  /** The last value of every location, in its order of writes. */
  readonly memory: readonly NamedValue[];
  /** Such as the messages of each location. */
  readonly notes: readonly Note[];
  readonly possible: readonly PossibleStep[];
  readonly impossible: readonly ImpossibleStep[];
  readonly end: End | null;
}

/** What is to be seen of a state. `lastWrites` says by location who wrote there last and when. */
export function viewOf(
  { program, asked }: Pick<Subject, "program" | "asked">,
  machine: Machine,
  state: State,
  lastWrites: ReadonlyMap<Location, LastWrite>,
): StepView {
  const view = machine.view(state);
  const named = (location: Location, value: Code): NamedValue => ({
    name: program.locations[location]!.name,
    value: valueInWords(program, value),
  });
  const possible = possibleSteps(machine, state);
  return {
    threads: view.threads.map((thread, t) => {
      const { name, code, registers } = program.threads[t]!;
      const site = code[thread.pc]?.site;
      return {
        name,
        pc: thread.pc,
        line: site === undefined ? null : lineOf(site),
        calls: (site?.calls ?? []).map(({ source, start }) => source.position(start).line),
        registers: registers.flatMap((register, r) => {
          const value = valueInWords(program, thread.registers[r]!);
          return register.name.startsWith("$") ? [] : [{ name: register.name, value }];
        }),
        storeBuffer: thread.storeBuffer.map(({ location, value, group }) => {
          return { ...named(location, value), group };
        }),
        stale: thread.stale.map(({ location, value }) => named(location, value)),
        sections: thread.rcu.map(({ domain, depth }) => {
          return { domain: program.rcuDomains[domain]!, depth };
        }),
        notes: thread.notes,
      };
    }),
    memory: program.locations.flatMap(({ isHidden }, l) => {
      return isHidden ? [] : [named(l, view.memory[l]!)];
    }),
    notes: view.notes,
    possible,
    impossible: impossibleSteps(machine, state, lastWrites),
    end: possible.length > 0 ? null : endOf(program, asked, machine, state),
  };
}

function possibleSteps(machine: Machine, state: State): readonly PossibleStep[] {
  const next = new Int32Array(machine.words);
  let count = 0;
  machine.successors(state, next, () => count++);
  return Array.from({ length: count }, (_, index) => {
    const { thread, site, text } = machine.describe(state, index);
    return { index, thread, line: site === null ? null : lineOf(site), text };
  });
}

function impossibleSteps(
  machine: Machine,
  state: State,
  lastWrites: ReadonlyMap<Location, LastWrite>,
): readonly ImpossibleStep[] {
  return machine.waiting(state).map(({ thread, site, text, location, isLock = false }) => {
    const last = location === undefined ? undefined : lastWrites.get(location);
    const line = site === null ? null : lineOf(site);
    if (last === undefined) return { thread, line, text };
    const { name, at } = last;
    const who = isLock ? `held by ${name} since step ${at}` : `${name} wrote it at step ${at}`;
    return { thread, line, text: `${text} (${who})` };
  });
}

/** What a state without a step is. */
function endOf(program: Program, asked: Program, machine: Machine, state: State): End {
  if (machine.isFinal(state)) return finalState(program, asked, machine, state);
  const fault = machine.fault(state);
  if (fault !== null) {
    const { name } = program.threads[fault.thread]!;
    return { kind: "fault", text: `${name} fails at line ${lineOf(fault.site)}: ${fault.message}` };
  }
  if (machine.isCut(state)) {
    const text = "no execution goes on from here: a loop is cut off, or a guess was wrong";
    return { kind: "cut", text };
  }
  const waits = machine.blocked(state).map(({ thread, site, message }) => {
    return `${program.threads[thread]!.name} ${message} at line ${lineOf(site)}`;
  });
  return { kind: "deadlock", text: `nothing can happen any more: ${waits.join(", ")}` };
}

function finalState(program: Program, asked: Program, machine: Machine, state: State): End {
  const values = new Int32Array(Math.max(1, asked.observed.length));
  machine.outcome(state, values);
  const found = [{ values: [...values].slice(0, asked.observed.length) }];
  const [counted] = countedOutcomes(program, asked, found, (outcome) => outcome);
  const outcome = program.observed.map(({ name }, k) => {
    return { name, value: valueInWords(program, values[k]!) };
  });
  return {
    kind: "final",
    outcome,
    satisfies: counted?.satisfies === true,
    isCounted: counted !== undefined,
  };
}
