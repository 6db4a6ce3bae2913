import { readFileSync } from "node:fs";
import { DEFAULT_LIMITS } from "../../src/harness/limits.js";
import { readTest } from "../../src/harness/load.js";
import { hasMachine } from "../../src/models/model.js";
import { models } from "../../src/models/models.js";
import { Source } from "../../src/source/source.js";
import type { AskOptions } from "../../src/stepper/ask.js";
import { openSubject, type Subject } from "../../src/stepper/subject.js";

const ROOT = new URL("../../litmus/", import.meta.url).pathname;
const LOWERING = { loopRoundsMax: DEFAULT_LIMITS.loopRoundsMax };

/** Shipped tests with buffers, locks, grace periods, loops, faults, calls and every language of a machine. */
export const TESTS = [
  "classic/SB",
  "classic/MP+addr",
  "classic/c11/MP+relseq+c11",
  "classic/x86/SB+x86",
  "classic/aarch64/SB+lse+aarch64",
  "classic/aarch64/MP+addr-po+aarch64",
  "kernel/spinlock",
  "kernel/RCU-MP",
  "kernel/srcu-hand-over",
  "kernel/ring-buffer",
  "kernel/wake-up",
  "vma-lock/fence-loss",
  "vma-lock/free-by-rcu",
] as const;

/** A session's subject; null where the model's machine does not know something in the test. */
export function subjectOf(
  name: string,
  model: string,
  variant: string | null = null,
  isFine = false,
): Subject | null {
  const path = `${ROOT}${name}.lit`;
  const { test } = readTest(new Source(`litmus/${name}.lit`, readFileSync(path, "utf8")), LOWERING);
  const one = test!.variants.find((v) => v.name === variant) ?? test!.variants[0]!;
  const chosen = models.find(({ id }) => id === model)!;
  return openSubject(test!, one, chosen, isFine, LOWERING).subject;
}

/** Every test of `TESTS` with its first variant, or all, under every model whose machine can run it. */
export function subjects(isFine = false): readonly (readonly [string, Subject])[] {
  return TESTS.flatMap((name) =>
    models.filter(hasMachine).flatMap(({ id }) => {
      const subject = subjectOf(name, id, null, isFine);
      return subject === null ? [] : [[`${name} under ${id}`, subject] as const];
    }),
  );
}

/** Searches that end by themselves on every test here. */
export const ASK: AskOptions = { limits: DEFAULT_LIMITS, clock: () => 0 };
