import { expect, test } from "vitest";
import { Disagreements } from "./axioms.js";
import { EXHAUSTIVE, forEachProgram } from "./exhaustive.js";
import type { Shard } from "./shards.js";

const MINUTES = 60_000;

/** Every program of an exhaustive set: a model's axioms allow what its machine shows, no more and no less. */
export function testAxiomsExhaustive(name: keyof typeof EXHAUSTIVE, { number, of }: Shard): void {
  const { letters, length, count } = EXHAUSTIVE[name];
  test(
    `all ${name}, part ${number} of ${of}: axioms = machine`,
    () => {
      const disagreements = new Disagreements();
      const visited = forEachProgram(letters, length, number - 1, of, disagreements.add);
      expect(disagreements.found).toEqual({ programs: 0, texts: [] });
      expect(visited).toBe(Math.ceil((count - (number - 1)) / of));
    },
    20 * MINUTES,
  );
}
