import { afterEach, describe, expect, test, vi } from "vitest";
import { createArena, LINE, RUNS, readCounts } from "../../src/hardware/arena.js";
import { frameOf, loopOf } from "../../src/hardware/loops.js";
import { type Mode, type Plan, valuesOf } from "../../src/hardware/plan.js";
import { runThread } from "../../src/hardware/thread.js";
import { runnable } from "./tests.js";

afterEach(() => vi.restoreAllMocks());

/** What a thread did to the cells, in order: `store 1 at 32`. */
function recorded(plan: Plan, thread: number, mode: Mode): readonly string[] {
  const arena = createArena(plan);
  const frame = frameOf(plan, arena, thread);
  const log: string[] = [];
  const store = (at: number, value: number) => log.push(`store ${value} at ${at}`);
  const load = (at: number) => log.push(`load at ${at}`);
  const { cells } = arena;
  const watched = new Proxy(cells, {
    get(target, key) {
      if (typeof key === "string" && /^\d+$/.test(key)) load(Number(key));
      return Reflect.get(target, key, target);
    },
    set(target, key, value) {
      store(Number(key), value);
      return Reflect.set(target, key, value, target);
    },
  });
  const { load: loadAtomic, store: storeAtomic } = Atomics;
  vi.spyOn(Atomics, "store").mockImplementation(((words: Int32Array, at: number, value: number) => {
    if (words === cells) store(at, value);
    return storeAtomic(words, at, value);
  }) as typeof Atomics.store);
  vi.spyOn(Atomics, "load").mockImplementation(((words: Int32Array, at: number) => {
    if (words === cells) load(at);
    return loadAtomic(words, at);
  }) as typeof Atomics.load);
  loopOf(plan, thread, mode)(mode === "plain" ? { ...frame, cells: watched } : frame);
  vi.restoreAllMocks();
  return log;
}

describe.each(["plain", "atomics"] as const)("%s", (mode) => {
  test.each(runnable().map(({ name, plan }) => [name, plan] as const))(
    "the loops of %s make the accesses of the test, in program order, in every run",
    (_, plan) => {
      for (const [t, accesses] of plan.threads.entries()) {
        const wanted = Array.from({ length: RUNS }, (__, run) =>
          accesses.map((access) => {
            const at = (run * plan.initial.length + access.location) * LINE;
            return access.kind === "store" ? `store ${access.value} at ${at}` : `load at ${at}`;
          }),
        );
        expect(recorded(plan, t, mode).join("\n")).toBe(wanted.flat().join("\n"));
      }
    },
  );

  const alone = runnable().filter(({ plan }) => plan.threads.length === 1);
  test.each(alone.map(({ name, plan }) => [name, plan] as const))(
    "one thread alone, %s, is sequential, and every run is counted once",
    (_, plan) => {
      const arena = createArena(plan);
      runThread({ plan, mode, buffer: arena.buffer, thread: 0, runsMax: 3 * RUNS - 1 });
      const { times, runs, together } = readCounts(arena);
      expect([runs, together]).toEqual([3 * RUNS, 3 * RUNS]);
      const memory = [...plan.initial];
      const read = plan.threads[0]!.map((access) => {
        if (access.kind === "load") return memory[access.location]!;
        memory[access.location] = access.value;
        return Number.NaN;
      });
      const values = plan.fields.map(({ place }) =>
        place.kind === "access" ? read[place.access] : memory[place.location],
      );
      const seen = times.flatMap((count, k) => (count > 0 ? [valuesOf(plan, k)] : []));
      expect(seen).toEqual([values]);
    },
  );

  test("there are such tests", () => {
    expect(alone.map(({ name }) => name)).toEqual(["CoRW1", "CoWW"]);
  });
});
