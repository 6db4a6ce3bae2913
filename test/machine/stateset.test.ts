import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { StateSet } from "../../src/machine/stateset.js";
import { WordSet } from "../../src/program/wordset.js";

const record = (...words: number[]): Int32Array => Int32Array.from(words);

describe("a set of records", () => {
  test("gives equal records one number and different ones different numbers", () => {
    const set = new WordSet(2);
    expect(set.add(record(1, 2), 0)).toBe(0);
    expect(set.isNew).toBe(true);
    expect(set.add(record(2, 1), 0)).toBe(1);
    expect(set.add(record(9, 1, 2), 1)).toBe(0);
    expect(set.isNew).toBe(false);
    const out = record(7, 7, 7);
    set.load(1, out, 1);
    expect([...out]).toEqual([7, 2, 1]);
  });

  test("keeps what it holds while it grows past pages and index", () => {
    const set = new WordSet(3);
    const count = 100_000;
    const ids = Int32Array.from({ length: 2 * count }, (_, i) => {
      const k = i % count;
      return set.add(record(k, -k, k % 7), 0);
    });
    expect(ids.every((id, i) => id === i % count)).toBe(true);
    expect(set.count).toBe(count);
    const out = record(0, 0, 0);
    set.load(77_777, out, 0);
    expect([...out]).toEqual([77_777, -77_777, 77_777 % 7]);
    expect(set.bytes).toBeGreaterThan(count * 3 * 4);
    expect(set.bytes).toBeLessThan(count * 3 * 4 + count * 30);
  });

  test("holds records wider than a page", () => {
    const set = new WordSet(20_000);
    const a = new Int32Array(20_000);
    const b = new Int32Array(20_000);
    b[19_999] = 1;
    expect([set.add(a, 0), set.add(b, 0), set.add(a, 0)]).toEqual([0, 1, 0]);
  });
});

describe("a set that lies in small pieces", () => {
  const sizes = { pageWords: 8, segmentSlots: 64 };

  test("gives the same numbers at the borders of pages and segments as one in one piece", () => {
    const small = new WordSet(3, sizes);
    const large = new WordSet(3, { pageWords: 1 << 16, segmentSlots: 1 << 16 });
    const out = record(0, 0, 0);
    const broken: number[] = [];
    for (let i = 0; i < 40_000; i++) {
      // Every other record is an old one.
      const k = i % 2 === 0 ? i : i >> 1;
      const words = record(k % 101, -k, 7);
      const id = small.add(words, 0);
      small.load(id, out, 0);
      const isSame = id === large.add(words, 0) && small.isNew === large.isNew;
      if (!isSame || out.join() !== words.join() || !small.has(words, 0)) broken.push(i);
    }
    expect(broken).toEqual([]);
    expect(small.count).toBe(large.count);
    expect(small.count).toBeGreaterThan(20_000);
    expect(small.has(record(1, 1, 1), 0)).toBe(false);
  });

  test("takes the memory that it says, not more, at every moment", () => {
    const before = process.memoryUsage().arrayBuffers;
    const set = new WordSet(4);
    const words = record(0, 0, 0, 0);
    let most = Number.NEGATIVE_INFINITY;
    for (let i = 0; i < 400_000; i++) {
      words[0] = i;
      set.add(words, 0);
      if (i % 1000 > 0) continue;
      const taken = process.memoryUsage().arrayBuffers - before;
      most = Math.max(most, taken - set.bytes);
    }
    // A small set grows by copying: what is left behind then is all that is not counted.
    expect(most).toBeLessThan(2 ** 20);
    expect(set.bytes / set.count).toBeLessThan(4 * 4 + 8 / 0.33);
  });
});

describe("a set of states", () => {
  const width = 32;
  const starts = [0, 7, 9, 20, 24];

  test("is a set whatever was loaded between", () => {
    const state = fc.array(fc.integer({ min: 0, max: 2 }), { minLength: width, maxLength: width });
    const action = fc.record({ state, load: fc.nat() });
    fc.assert(
      fc.property(fc.array(action, { maxLength: 60 }), (actions) => {
        const set = new StateSet(width, starts);
        const known = new Map<string, number>();
        const loaded = new Int32Array(width);
        for (const a of actions) {
          const key = a.state.join();
          const isNew = !known.has(key);
          if (isNew) known.set(key, known.size);
          expect(set.add(Int32Array.from(a.state))).toBe(known.get(key));
          expect(set.isNew).toBe(isNew);
          const id = a.load % set.count;
          set.load(id, loaded);
          expect([...known].find(([, n]) => n === id)![0]).toBe(loaded.join());
        }
      }),
      { seed: 2, numRuns: 300 },
    );
  });

  test("finds a state again that differs from the loaded one in one part only", () => {
    const set = new StateSet(width, starts);
    const a = new Int32Array(width);
    const b = a.slice();
    b[25] = 1;
    expect([set.add(a), set.add(b)]).toEqual([0, 1]);
    const out = new Int32Array(width);
    set.load(0, out);
    expect([set.add(b), set.add(a)]).toEqual([1, 0]);
    out[25] = 1;
    expect(set.add(out)).toBe(1);
  });

  test("shares the parts that states have in common", () => {
    const set = new StateSet(64, [0, 32]);
    for (let i = 0; i < 100; i++) {
      for (let j = 0; j < 100; j++) {
        const s = new Int32Array(64);
        s[3] = i;
        s[40] = j;
        set.add(s);
      }
    }
    expect(set.count).toBe(10_000);
    expect(set.bytes).toBeLessThan((10_000 * 64 * 4) / 4);
  });
});
