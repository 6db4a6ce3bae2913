import { describe, expect, test } from "vitest";
import type { MachineEvent } from "../../src/machine/machine.js";
import { Search } from "../../src/machine/search.js";
import { replay, trace } from "../../src/machine/trace.js";
import { armv8 } from "../../src/models/armv8.js";
import {
  DEFAULT_MACHINE_OPTIONS,
  type MachineModel,
  type MachineOptions,
} from "../../src/models/model.js";
import { inOrderModels } from "../../src/models/models.js";
import { c20, rc11 } from "../../src/models/rc11.js";
import { rvwmo } from "../../src/models/rvwmo.js";
import type { Program, Site } from "../../src/program/program.js";
import { show } from "./build.js";
import { cycles } from "./cycles.js";
import { LIMITS, outcomes } from "./laws.js";
import { randomProgram } from "./random.js";
import { withTwins } from "./twins.js";

const TOLD_APART = { ...DEFAULT_MACHINE_OPTIONS, identicalThreads: false };
const EVERYTHING = { locks: true, rcu: false, loops: true, faults: true };

const PROGRAMS: readonly Program[] = [
  ...Array.from({ length: 240 }, (_, seed) =>
    withTwins(randomProgram(4_000_000 + seed, EVERYTHING), 1),
  ),
  ...Array.from({ length: 60 }, (_, seed) =>
    withTwins(randomProgram(5_000_000 + seed, EVERYTHING), 1),
  ).map((program) => ({ ...program, observed: program.observed.slice(0, -1) })),
  ...[...cycles()].filter((_, i) => i % 60 === 0).map((program) => withTwins(program, 1)),
  ...[...cycles()].filter((_, i) => i % 300 === 7).map((program) => withTwins(program, 2)),
];

function searchOf(program: Program, model: MachineModel, options: MachineOptions): Search {
  const machine = model.machine(program, options);
  const search = new Search(machine, program.observed.length, LIMITS);
  while (!search.advance(1 << 20));
  return search;
}

/** How many steps a state is from the first one. */
function distance(search: Search, state: number): number {
  let steps = -1;
  for (let id = state; id !== -1; id = search.parent(id)) steps++;
  return steps;
}

/** Everything that a search says, in no order, with the lengths of its ways. */
function answer(program: Program, search: Search): unknown {
  const found = search.result();
  const place = (thread: number, site: Site): string =>
    `P${thread} ${program.threads[thread]!.code.findIndex((i) => i.site === site)}`;
  const eventOf = (event: MachineEvent): string =>
    `${event.kind} ${place(event.thread, event.site)}`;
  const isStopped = found.faults.length > 0 || found.bounds.length > 0;
  return {
    outcomes: outcomes(program, found),
    lengths: found.outcomes
      .map(({ values, state }) => `${values.join(" ")}: ${distance(search, state)}`)
      .sort(),
    faults: found.faults
      .map(({ what }) => `${place(what.thread, what.site)} ${what.message}`)
      .sort(),
    events: isStopped ? [] : found.events.map(({ what }) => eventOf(what)).sort(),
    cuts: found.bounds.length,
    deadlocks: found.deadlocks > 0,
    isComplete: found.isComplete,
  };
}

/** What is wrong with the ways that a search tells to what it found. */
function wrongWays(program: Program, model: MachineModel, search: Search): readonly string[] {
  const { machine } = search;
  const found = search.result();
  const endOf = (state: number): Int32Array => {
    const told = trace(program, search, state);
    const other = model.machine(program, DEFAULT_MACHINE_OPTIONS);
    const again = replay(program, other, told.choices);
    if (JSON.stringify(again.steps) !== JSON.stringify(told.steps)) throw new Error("another way");
    const isElsewhere = told.steps.some(({ thread, pc, site }) => {
      return site !== null && pc >= 0 && program.threads[thread]!.code[pc]!.site !== site;
    });
    // Over messages an operation may be spelt as two, at the same site.
    if (isElsewhere && !["rc11", "c20"].includes(model.id)) throw new Error("another's code");
    const end = new Int32Array(machine.words);
    search.load(state, end);
    if (JSON.stringify(machine.view(end)) !== JSON.stringify(again.views.at(-1))) {
      throw new Error("another end");
    }
    return end;
  };
  const values = new Int32Array(Math.max(1, program.observed.length));
  const wrong = found.outcomes.filter((outcome) => {
    machine.outcome(endOf(outcome.state), values);
    return outcome.values.some((value, k) => value !== values[k]);
  });
  const faults = found.faults.filter(({ what, state }) => {
    const fault = machine.fault(endOf(state));
    return fault?.thread !== what.thread || fault.site !== what.site;
  });
  const events = found.events.filter(({ what, state }) => {
    endOf(state);
    const other = model.machine(program, DEFAULT_MACHINE_OPTIONS);
    replay(program, other, trace(program, search, state).choices);
    return !other.events.list.some(({ kind, site }) => kind === what.kind && site === what.site);
  });
  if (found.deadlock !== null) endOf(found.deadlock);
  return [...wrong, ...faults, ...events].map((one) => JSON.stringify(one));
}

/** With every how many of the programs are used: those over messages take their time told apart. */
const MODELS = [
  ...inOrderModels.map((model) => [model.id, model, 5] as const),
  ...[rc11, c20, armv8, rvwmo].map((model) => [model.id, model, 12] as const),
];

describe.each(MODELS)("%s", (_, model, step) => {
  const programs = PROGRAMS.filter((_program, i) => i % step === 0);

  test("threads that can change places: the same answer and ways, of fewer states", () => {
    const broken: string[] = [];
    let fewer = 0;
    for (const program of programs) {
      const on = searchOf(program, model, DEFAULT_MACHINE_OPTIONS);
      const off = searchOf(program, model, TOLD_APART);
      const [said, expected] = [on, off].map((search) => JSON.stringify(answer(program, search)));
      if (said !== expected) broken.push(`${show(program)}\n${said}\n${expected}`);
      if (on.states < off.states) fewer++;
    }
    expect(broken).toEqual([]);
    expect(fewer).toBeGreaterThan(programs.length / 4);
  });

  test("what is found is at the end of a run, whoever is who", () => {
    const some = programs.filter((_program, i) => i % 2 === 0);
    const broken = some.flatMap((program) => {
      const search = searchOf(program, model, DEFAULT_MACHINE_OPTIONS);
      return wrongWays(program, model, search).map((way) => `${show(program)}\n${way}`);
    });
    expect(broken).toEqual([]);
  });
});
