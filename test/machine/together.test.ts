import { describe, expect, test } from "vitest";
import { combined } from "../../src/machine/combined.js";
import type { Machine } from "../../src/machine/machine.js";
import { type Explored, Search, type SearchResult } from "../../src/machine/search.js";
import { Shard } from "../../src/machine/shard.js";
import { Stop } from "../../src/machine/together.js";
import { trace } from "../../src/machine/trace.js";
import {
  DEFAULT_MACHINE_OPTIONS,
  type MachineModel,
  NO_REDUCTIONS,
} from "../../src/models/model.js";
import { inOrderModels, models } from "../../src/models/models.js";
import { rc11 } from "../../src/models/rc11.js";
import type { Program } from "../../src/program/program.js";
import { show } from "../contract/build.js";
import { SETS } from "../contract/sets.js";

/** A search in shards, one after the other in one thread: what each finds is what a search of one finds. */

const LIMITS = { statesMax: 1_000_000, stepsMax: 10_000_000, bytesMax: 2 ** 30 };

interface Divided {
  readonly result: SearchResult;
  readonly explored: Explored;
}

/** Null when a state came up that the shards do not understand of each other. */
function divided(
  makeMachine: () => Machine,
  observed: number,
  count: number,
  steps: number,
): Divided | null {
  const machines = Array.from({ length: count }, makeMachine);
  const named = machines.map((machine) => machine.named());
  const shards = machines.map((machine, index) => new Shard(machine, observed, index, count));
  for (let left = 1; left > 0; ) {
    for (const shard of shards) while (!shard.search.advance(steps));
    if (machines.some((machine, k) => machine.named() !== named[k])) return null;
    for (const to of shards) {
      for (const from of shards) for (const one of from.batchesFor(to.index, true)) to.receive(one);
    }
    left = 0;
    for (const shard of shards) left += shard.nextLevel();
  }
  const parts = shards.map((shard) => shard.result());
  const of = (id: number) => shards[((id % count) + count) % count]!.search;
  const explored: Explored = {
    machine: makeMachine(),
    parent: (id) => of(id).parent(id),
    load: (id, out) => of(id).load(id, out),
  };
  const states = shards.reduce((sum, { search }) => sum + search.states, 0);
  const transitions = shards.reduce((sum, { search }) => sum + search.transitions, 0);
  const standing = { states, transitions, bytes: 0, stop: Stop.none, isDone: true };
  return { result: combined(parts, explored, standing, LIMITS), explored };
}

/** Everything of a result that does not depend on the order in which states came. */
function said({
  outcomes,
  events,
  deadlocks,
  states,
  transitions,
  isComplete,
  bounds,
}: SearchResult) {
  return {
    outcomes: outcomes.map(({ values }) => values.join()).sort(),
    events: events.map(({ what }) => `${what.kind} P${what.thread}`).sort(),
    ...{ deadlocks, states, transitions, isComplete },
    bounds: [...bounds].sort(),
  };
}

/** What a search in shards says of a program that a search of one does not; null when it is not divided. */
function difference(p: Program, model: MachineModel, options = DEFAULT_MACHINE_OPTIONS) {
  const makeMachine = () => model.machine(p, options);
  const search = new Search(makeMachine(), p.observed.length, LIMITS);
  while (!search.advance(LIMITS.stepsMax));
  const alone = search.result();
  let differs = false;
  for (const count of [2, 3]) {
    const together = divided(makeMachine, p.observed.length, count, 7);
    if (together === null) return null;
    const { result, explored } = together;
    if (JSON.stringify(said(result)) !== JSON.stringify(said(alone))) differs = true;
    const lengthOf = (of: Explored, state: number) => trace(p, of, state).steps.length;
    for (const { values, state } of result.outcomes) {
      // Ways are the shortest ones, too.
      const same = alone.outcomes.find((one) => one.values.join() === values.join())!;
      if (lengthOf(explored, state) !== lengthOf(search, same.state)) differs = true;
    }
    for (const { state } of result.events) if (lengthOf(explored, state) === 0) differs = true;
  }
  return differs;
}

describe("a search in shards says what a search of one says", () => {
  const all = [...inOrderModels, rc11];
  test.each(
    SETS.filter(({ language }) => language === "kernel" || language === "c11").map(
      (set) => [`${set.language}/${set.name}`, set] as const,
    ),
  )("%s", (_, set) => {
    const speakers = set.language === "c11" ? [rc11] : all.filter((model) => model !== rc11);
    const wrong: string[] = [];
    let compared = 0;
    set.sample(Math.floor(set.size / 10) | 1, (p) => {
      for (const model of speakers) {
        for (const options of [DEFAULT_MACHINE_OPTIONS, NO_REDUCTIONS]) {
          const differs = difference(p, model, options);
          if (differs === null) continue;
          compared++;
          if (differs) wrong.push(`${model.id}: ${show(p)}`);
        }
      }
    });
    expect(wrong).toEqual([]);
    expect(compared).toBeGreaterThan(10);
  });
});

test("only machines whose states mean the same everywhere are divided", () => {
  const [p] = programsOf(1);
  const window = models.find(({ id }) => id === "armv8") as MachineModel;
  expect(() => new Shard(window.machine(p!, DEFAULT_MACHINE_OPTIONS), 1, 0, 2)).toThrow(RangeError);
});

function programsOf(count: number): readonly Program[] {
  const found: Program[] = [];
  SETS[0]!.sample(1, (p) => {
    if (found.length < count) found.push(p);
  });
  return found;
}
