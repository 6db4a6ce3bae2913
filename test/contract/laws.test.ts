import { describe, expect, test } from "vitest";
import type { Machine, State } from "../../src/machine/machine.js";
import { Search } from "../../src/machine/search.js";
import { trace } from "../../src/machine/trace.js";
import {
  DEFAULT_MACHINE_OPTIONS,
  hasMachine,
  type MachineModel,
  type MachineOptions,
  NO_REDUCTIONS,
} from "../../src/models/model.js";
import { inOrderModels, models } from "../../src/models/models.js";
import type { Program } from "../../src/program/program.js";
import { hasRcu } from "./axioms.js";
import { build, show } from "./build.js";
import { cycles } from "./cycles.js";
import { forEachProgram, PAIRS, threadsAtOneLocation } from "./exhaustive.js";
import { LIMITS, outcomes, search } from "./laws.js";
import { type Ingredients, randomProgram } from "./random.js";
import { fenced, renamed } from "./rename.js";

const EVERYTHING: Ingredients = { locks: true, rcu: true, loops: true, faults: true };
const PLAIN: Ingredients = { locks: false, rcu: false, loops: false, faults: false };

function random(count: number, ingredients: Ingredients): readonly Program[] {
  return Array.from({ length: count }, (_, seed) => randomProgram(1_000_000 + seed, ingredients));
}

/** Every `step`-th program of a generator. */
function some(programs: Iterable<Program>, step: number): readonly Program[] {
  return [...programs].filter((_, i) => i % step === 0);
}

function somePairs(step: number): readonly Program[] {
  const programs: Program[] = [];
  forEachProgram(PAIRS, 2, 0, step, (p) => programs.push(p));
  return programs;
}

const outcomesOf = (program: Program, model: MachineModel): readonly string[] =>
  outcomes(program, search(program, model));

const sc = inOrderModels.find(({ id }) => id === "sc")!;

test("every model contains sc, and only models before it in the list", () => {
  for (const [i, { id, contains }] of inOrderModels.entries()) {
    const before = inOrderModels.slice(0, i).map((m) => m.id);
    expect(before).toEqual(expect.arrayContaining([...contains]));
    if (id !== "sc") expect(contains).toContain("sc");
  }
});

const machines = models.filter(hasMachine);

describe.each(machines.map((model) => [model.id, model] as const))("%s", (_id, model) => {
  const hasSections = model.machineLacks?.includes("RCU") !== true;
  const everything = { ...EVERYTHING, rcu: hasSections };
  const isSpoken = (program: Program): boolean => hasSections || !hasRcu(program);

  test("a trace replays to its state: outcomes, faults, events and deadlocks", () => {
    const broken: string[] = [];
    let traces = 0;
    const replayed: readonly (readonly [Program, MachineOptions])[] = [
      ...[...random(400, everything), ...some(cycles(), 10)].map(
        (program) => [program, DEFAULT_MACHINE_OPTIONS] as const,
      ),
      ...random(60, everything).map((program) => [program, NO_REDUCTIONS] as const),
    ];
    for (const [program, options] of replayed) {
      if (!isSpoken(program)) continue;
      const found = new Search(model.machine(program, options), program.observed.length, LIMITS);
      while (!found.advance(1 << 20));
      const result = found.result();
      const check = (state: number, holds: (machine: Machine, end: State) => boolean): void => {
        traces++;
        const { choices, steps, views } = trace(program, found, state);
        const isWhole = steps.length === choices.length && views.length === choices.length + 1;
        // A machine of its own: nothing that the search left behind may be needed.
        const machine = model.machine(program, options);
        const end = replay(machine, choices);
        const isThere = JSON.stringify(machine.view(end)) === JSON.stringify(views.at(-1));
        if (!isWhole || !isThere || !holds(machine, end)) broken.push(show(program));
      };
      for (const outcome of result.outcomes) {
        check(outcome.state, (machine, end) => {
          const values = new Int32Array(program.observed.length);
          machine.outcome(end, values);
          return machine.isFinal(end) && values.join() === outcome.values.join();
        });
      }
      for (const { what, state } of result.faults) {
        check(state, (machine, end) => machine.fault(end)?.message === what.message);
      }
      for (const { what, state } of result.events) {
        check(state, ({ events }) => events.list.some(({ site }) => site === what.site));
      }
      if (result.deadlock !== null) {
        check(
          result.deadlock,
          (machine, end) => !machine.isFinal(end) && machine.blocked(end).length > 0,
        );
      }
    }
    expect(broken).toEqual([]);
    expect(traces).toBeGreaterThan(2500);
  });

  test("two searches give the same result, in the same order", () => {
    const programs = [...random(100, everything), ...some(cycles(), 50)];
    const differing = programs.filter((p) => {
      const first = JSON.stringify(search(p, model));
      return JSON.stringify(search(p, model)) !== first;
    });
    expect(differing.map(show)).toEqual([]);
    expect(programs).toHaveLength(147);
  });

  test("one thread alone is sequential", () => {
    const threads = random(400, PLAIN).flatMap((p) =>
      p.threads.map(({ code }) => build([code], { locations: p.locations.map((l) => l.initial) })),
    );
    const broken = threads.filter((p) => {
      const found = outcomesOf(p, model);
      return found.length !== 1 || found[0] !== outcomesOf(p, sc)[0];
    });
    expect(broken.map(show)).toEqual([]);
    expect(threads.length).toBeGreaterThan(800);
  });

  test("a full fence before every access makes it sequentially consistent", () => {
    const programs = [...random(300, PLAIN), ...some(cycles(), 10), ...somePairs(100)];
    const broken = programs
      .filter(isSpoken)
      .filter((p) => outcomesOf(fenced(p), model).join("\n") !== outcomesOf(p, sc).join("\n"));
    expect(broken.map(show)).toEqual([]);
    expect(programs).toHaveLength(861);
  });

  test("coherence: on one location it is sequentially consistent", () => {
    const pairs = threadsAtOneLocation(["R", "W", "U"], 3);
    const triples = threadsAtOneLocation(["R", "W", "U"], 2);
    let programs = 0;
    const broken: string[] = [];
    const check = (p: Program): void => {
      programs++;
      if (outcomesOf(p, model).join("\n") !== outcomesOf(p, sc).join("\n")) broken.push(show(p));
    };
    for (const [i, a] of pairs.entries())
      for (const b of pairs.slice(i)) check(build([a(0), b(1)]));
    for (const [i, a] of triples.entries()) {
      for (const [j, b] of triples.slice(i).entries()) {
        for (const c of triples.slice(i + j)) check(build([a(0), b(1), c(2)]));
      }
    }
    expect(broken).toEqual([]);
    expect(programs).toBe((27 * 28) / 2 + (9 * 10 * 11) / 6);
  });

  test("names do not matter: threads and locations in another order give the same outcomes", () => {
    const programs = [...some(cycles(), 10), ...somePairs(100)];
    const broken = programs.filter(isSpoken).filter((p) => {
      const threads = [...p.threads.keys()].reverse();
      const locations = [...p.locations.keys()].reverse();
      const other = renamed(p, threads, locations);
      return outcomesOf(other, model).join("\n") !== outcomesOf(p, model).join("\n");
    });
    expect(broken.map(show)).toEqual([]);
    expect(programs).toHaveLength(561);
  });
});

/** The state after the given steps from the initial one. */
function replay(machine: Machine, choices: readonly number[]): State {
  let state = new Int32Array(machine.words);
  machine.initial(state);
  for (const choice of choices) {
    const next = new Int32Array(machine.words);
    let count = 0;
    let taken: State | null = null;
    machine.successors(state, next, () => {
      if (count++ === choice) taken = next.slice();
    });
    if (taken === null) throw new Error(`no step ${choice} of a state with ${count} successors`);
    state = taken;
  }
  return state;
}
