import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { describeExecution, type Pairs } from "../../../src/axiomatic/cat/execution.js";
import { result } from "./helpers.js";

describe("random expressions mean what they mean on sets of pairs", () => {
  type Naive = ReadonlySet<string>;
  interface Term {
    readonly text: string;
    readonly value: Naive;
  }
  const pairs = (r: Naive): number[][] => [...r].map((p) => p.split(",").map(Number));
  const naive = (list: readonly (readonly number[])[]): Naive =>
    new Set(list.map((p) => p.join(",")));
  const compose = (r: Naive, s: Naive): Naive =>
    naive(
      pairs(r).flatMap(([i, j]) =>
        pairs(s)
          .filter(([k]) => k === j)
          .map(([, l]) => [i!, l!]),
      ),
    );
  const close = (r: Naive): Naive => {
    const next: Naive = new Set([...r, ...compose(r, r)]);
    return next.size === r.size ? r : close(next);
  };
  /** Few of the events are related, but they lie on both sides of a word's end. */
  const related = (n: number): number[] => [0, 1, 2, 3].map((e) => (e * 11) % n);
  const all = (n: number): Naive => naive(related(n).flatMap((i) => related(n).map((j) => [i, j])));
  const id = (n: number): Naive => naive(Array.from({ length: n }, (_, i) => [i, i]));

  const term = (n: number, base: readonly Pairs[]): fc.Arbitrary<Term> =>
    fc.letrec<{ term: Term }>((tie) => {
      const both = (symbol: string, mean: (r: Naive, s: Naive) => Naive): fc.Arbitrary<Term> =>
        fc.tuple(tie("term"), tie("term")).map(([l, r]) => ({
          text: `(${l.text} ${symbol} ${r.text})`,
          value: mean(l.value, r.value),
        }));
      const one = (
        write: (text: string) => string,
        mean: (r: Naive) => Naive,
      ): fc.Arbitrary<Term> =>
        tie("term").map((t) => ({ text: write(t.text), value: mean(t.value) }));
      const leaf = fc.nat({ max: base.length - 1 }).map((k) => ({
        text: `r${k}`,
        value: naive(base[k]!),
      }));
      return {
        term: fc.oneof(
          { maxDepth: 4, depthSize: "medium" },
          leaf,
          both("|", (r, s) => new Set([...r, ...s])),
          both("&", (r, s) => new Set([...r].filter((p) => s.has(p)))),
          both("\\", (r, s) => new Set([...r].filter((p) => !s.has(p)))),
          both(";", compose),
          one((t) => `(${t})+`, close),
          one(
            (t) => `(${t})*`,
            (r) => new Set([...close(r), ...id(n)]),
          ),
          one(
            (t) => `(${t})?`,
            (r) => new Set([...r, ...id(n)]),
          ),
          one(
            (t) => `(${t})^-1`,
            (r) => naive(pairs(r).map(([i, j]) => [j!, i!])),
          ),
          one(
            (t) => `(~(${t}) & all)`,
            (r) => new Set([...all(n)].filter((p) => !r.has(p))),
          ),
          one(
            (t) => `[domain (${t})]`,
            (r) => naive(pairs(r).map(([i]) => [i!, i!])),
          ),
        ),
      };
    }).term;

  test("on 1 to 34 events", () => {
    const input = fc.constantFrom(1, 2, 4, 32, 33, 34).chain((n) => {
      const event = fc.constantFrom(...related(n));
      const relation = fc.array(fc.tuple(event, event), { maxLength: 8 });
      return fc
        .array(relation, { minLength: 2, maxLength: 2 })
        .chain((base) =>
          fc.record({ n: fc.constant(n), base: fc.constant(base), term: term(n, base) }),
        );
    });
    fc.assert(
      fc.property(input, ({ n, base, term: { text, value } }) => {
        const events = Array.from({ length: n }, () => ({ thread: 0, sets: ["F"] }));
        const everything = pairs(all(n)) as unknown as Pairs;
        const relations = {
          ...Object.fromEntries(base.map((r, k) => [`r${k}`, r])),
          all: everything,
        };
        const found = result(`(${text}) | 0`, describeExecution(events, { relations }));
        const expected = pairs(value).sort(([i, j], [k, l]) => i! - k! || j! - l!);
        expect(found).toEqual(expected);
      }),
      { numRuns: 400 },
    );
  });
});
