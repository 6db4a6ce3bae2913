import { expect, test } from "vitest";
import type { ThreadPath } from "../../src/axiomatic/path.js";
import { unfold } from "../../src/axiomatic/unfold.js";
import { explore } from "../../src/machine/search.js";
import { DEFAULT_MACHINE_OPTIONS } from "../../src/models/model.js";
import { sc } from "../../src/models/sc.js";
import type { Program } from "../../src/program/program.js";
import { tryEvaluate } from "../../src/program/symbolic.js";
import type { Code } from "../../src/program/value.js";
import { show } from "../contract/build.js";
import { type Ingredients, randomProgram } from "../contract/random.js";

/**
 * Everything that can happen when the threads take the given paths and their events are put in one order, one after the
 * other: each read finds the last write. The halves of a read-modify-write are one step.
 */
function runs(program: Program, paths: readonly ThreadPath[], found: Set<string>): void {
  const memory = program.locations.map((l) => l.initial);
  const next = paths.map(() => 0);
  const read = paths.map((path) => new Int32Array(path.events.length));
  const step = (): void => {
    let isOver = true;
    paths.forEach((path, t) => {
      const { events } = path;
      const from = next[t]!;
      if (from === events.length) return;
      isOver = false;
      const changed: [number, Code][] = [];
      do {
        const event = events[next[t]!]!;
        if (event.kind === "read") read[t]![next[t]!] = memory[event.location]!;
        if (event.kind === "write") {
          changed.push([event.location, memory[event.location]!]);
          memory[event.location] = tryEvaluate(event.value, read[t]!, 0, program.values) ?? 0;
        }
        next[t]!++;
      } while (events[next[t]!]?.instruction === events[from]!.instruction);
      step();
      next[t] = from;
      for (const [location, code] of changed.reverse()) memory[location] = code;
    });
    if (isOver && paths.every((path, t) => isTaken(program, path, read[t]!, memory))) {
      found.add(outcome(program, paths, read, memory));
    }
  };
  step();
}

function isTaken(
  program: Program,
  path: ThreadPath,
  read: Int32Array,
  memory: readonly Code[],
): boolean {
  if (path.end.kind === "never-started" && memory[path.end.location] !== 0) return false;
  return path.constraints.every(
    ({ expression, isTrue }) => (tryEvaluate(expression, read, 0, program.values) !== 0) === isTrue,
  );
}

function outcome(
  program: Program,
  paths: readonly ThreadPath[],
  read: readonly Int32Array[],
  memory: readonly Code[],
): string {
  const codes = program.observed.map((o) =>
    o.kind === "location"
      ? memory[o.location]!
      : tryEvaluate(paths[o.thread]!.registers[o.register]!, read[o.thread]!, 0, program.values)!,
  );
  return codes.map((code) => program.values.decode(code)).join(" ");
}

/** Calls `visit` with every choice of one path for each thread. */
function forEachChoice<T>(lists: readonly (readonly T[])[], visit: (chosen: T[]) => void): void {
  const chosen: T[] = [];
  const choose = (): void => {
    const list = lists[chosen.length];
    if (list === undefined) {
      visit(chosen);
      return;
    }
    for (const item of list) {
      chosen.push(item);
      choose();
      chosen.pop();
    }
  };
  choose();
}

const MACHINE_LIMITS = { statesMax: 100_000, stepsMax: 1_000_000, bytesMax: 2 ** 28 };

function machineOutcomes(program: Program): readonly string[] {
  const machine = sc.machine(program, DEFAULT_MACHINE_OPTIONS);
  return explore(machine, program.observed.length, MACHINE_LIMITS)
    .outcomes.map(({ values }) => values.map((code) => program.values.decode(code)).join(" "))
    .sort();
}

function pathOutcomes(
  program: Program,
  lists: readonly (readonly ThreadPath[])[],
): readonly string[] {
  const found = new Set<string>();
  const ended = lists.map((paths) =>
    paths.filter(({ end }) => end.kind === "finished" || end.kind === "never-started"),
  );
  forEachChoice(ended, (paths) => runs(program, paths, found));
  return [...found].sort();
}

/** The most steps that all threads together can take. */
function stepsOf(lists: readonly (readonly ThreadPath[])[]): number {
  const lengths = lists.map((paths) =>
    Math.max(0, ...paths.map(({ events }) => new Set(events.map((e) => e.instruction)).size)),
  );
  return lengths.reduce((sum, n) => sum + n, 0);
}

const KINDS: readonly [string, Ingredients][] = [
  ["straight", { locks: false, rcu: false, loops: false, faults: false }],
  ["all but grace periods", { locks: true, rcu: false, loops: true, faults: true }],
];

test.each(KINDS)("paths in any order = the sc machine, programs with %s", (_, ingredients) => {
  let compared = 0;
  for (let seed = 1; seed <= 600; seed++) {
    const program = randomProgram(seed, ingredients);
    const lists = unfold(program).threads;
    if (stepsOf(lists) > 8) continue;
    compared++;
    const text = `seed ${seed}\n${show(program)}`;
    expect([text, ...pathOutcomes(program, lists)]).toEqual([text, ...machineOutcomes(program)]);
  }
  expect(compared).toBeGreaterThan(300);
});

test("a thread alone goes one way: the one that the machine goes", () => {
  const ingredients = { locks: true, rcu: true, loops: true, faults: true };
  for (let seed = 1; seed <= 600; seed++) {
    const whole = randomProgram(seed, ingredients);
    whole.threads.forEach((thread, t) => {
      for (const initial of [0, 1, 2]) {
        const program: Program = {
          ...whole,
          threads: [thread],
          locations: whole.locations.map((l) => ({ ...l, initial })),
          observed: thread.registers.map(({ name }, register) => ({
            kind: "register",
            thread: 0,
            register,
            name,
          })),
        };
        const lists = unfold(program).threads;
        const text = `seed ${seed}, thread ${t}, ${initial}\n${show(program)}`;
        expect([text, ...pathOutcomes(program, lists)]).toEqual([
          text,
          ...machineOutcomes(program),
        ]);
      }
    });
  }
});
