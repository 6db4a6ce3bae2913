import { expect, test } from "vitest";
import { explain } from "../../src/explain/explain.js";
import { optionsFor, shipped } from "./tests.js";

/** What was out of order, by the lines of the two accesses: `buffered store 40 45`. */
async function causes(name: string, variant: string | null, model: string) {
  const { engine: _, ...options } = optionsFor([model]);
  const variants = variant === null ? null : [variant];
  const [one] = await explain(shipped(name), { ...options, variants });
  if (one!.story === null) return null;
  const { accesses, disorders } = one!.story.plot;
  const lineOf = (i: number): number => {
    const { source, start } = accesses[i]!.site!.span;
    return source.position(start).line;
  };
  return disorders.map(({ cause, first, second }) => `${cause} ${lineOf(first)} ${lineOf(second)}`);
}

test.each([
  ["classic/SB", "po", "sc", null],
  ["classic/SB", "po", "tso", ["buffered store 45 47"]],
  ["classic/SB", "po", "ra", ["not propagated 47 38"]],
  ["classic/MP", "po", "wmm", ["overtaken store 36 38"]],
  ["classic/MP", "po", "pso", ["overtaken store 36 38"]],
  ["classic/MP", "po", "rc11", ["not propagated 45 36"]],
  ["classic/2+2W", "po", "pso", ["overtaken store 26 28"]],
  ["classic/2+2W", "po", "ra", ["older write 28 19"]],
  ["classic/n6", null, "tso", ["forwarded 17 18", "buffered store 17 19"]],
  ["classic/IRIW+addrs", null, "armv8", null],
  ["classic/IRIW+addrs", null, "power", ["not propagated 33 16"]],
  ["vma-lock/fence-loss", "refcount inc relaxed", "wmm", ["stale value 52 55"]],
  ["vma-lock/fence-loss", "refcount inc relaxed", "armv8", ["stale value 52 55"]],
  ["vma-lock/fence-loss", "refcount inc relaxed", "lkmm", ["stale value 52 55"]],
  ["classic/LB", "po", "armv8", ["early store 28 30"]],
  ["classic/LB", "po", "lkmm", ["early store 35 37"]],
] as const)("%s, %s, under %s", async (name, variant, model, expected) => {
  expect(await causes(name, variant, model)).toEqual(expected);
});
