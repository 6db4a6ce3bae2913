import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { compileModel } from "../../../src/axiomatic/compile/compile.js";
import { decided, type Flavour, interpreted, load, randomFrom, randomSample } from "./samples.js";

const KERNEL: Flavour = {
  reads: ["", "ONCE", "ONCE", "ACQUIRE+Acquire", "NORETURN+Noreturn+RMW"],
  writes: ["", "ONCE", "ONCE", "RELEASE+Release"],
  fences: ["Mb", "Wmb", "Rmb", "Barrier", "Sync-rcu"],
  rmws: ["RMW+ONCE", "RMW+MB+Mb"],
  pairs: [["Rcu-lock", "Rcu-unlock"]],
};

const basics = load(`include "cos.cat"
  acyclic po-loc | rf | co | fr
  empty rmw & (fre; coe)`);

const folder = new URL("../../../src/models/cat/", import.meta.url);
const texts = readdirSync(folder).filter((name) => name.endsWith(".cat"));
const words = (text: string): string[] => text.match(/[A-Za-z][\w.-]*/g) ?? [];

describe("the models of this tool: compiled says what the interpreter says", () => {
  for (const name of texts) {
    test(name, () => {
      const text = readFileSync(new URL(name, folder), "utf8");
      const sets = words(text).filter((w) => /^[A-Z]/.test(w));
      const program = load(text);
      const model = compileModel(program, { variants: [], sets });
      expect(model.interpreted).toBeNull();
      const seen = { allowed: 0, forbidden: 0 };
      for (let seed = 0; seed < 400; seed++) {
        const sample = randomSample(randomFrom(seed), KERNEL, sets);
        const expected = interpreted(program, sample);
        const choice = decided(sample);
        const judge = model.start(sample.frame, choice);
        const { isAllowed, flags } = judge.judge();
        const names = model.flags.filter((_, k) => ((flags >>> k) & 1) === 1).sort();
        expect({ seed, isAllowed, flags: names }).toEqual({ seed, ...expected });
        expect(judge.isPossible()).toBe(isAllowed);
        // A search builds only what is coherent and atomic when the model asks for that.
        const isBuilt = !model.isCoherent || interpreted(basics, sample).isAllowed;
        if (isBuilt || isAllowed) expect(judge.isCertain()).toBe(isAllowed);
        if (isAllowed) expect(judge.possibleFlags()).toBe(flags);
        seen[isAllowed ? "allowed" : "forbidden"]++;
      }
      expect(Math.min(seen.allowed, seen.forbidden)).toBeGreaterThan(40);
    });
  }
});
