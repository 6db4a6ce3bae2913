import type { Test, TestVariant } from "../harness/load.js";
import { tester } from "../harness/outcomes.js";
import type { Cell } from "../harness/result.js";
import { type RunOptions, runTest } from "../harness/run.js";
import { isAskedFor } from "../harness/verdict.js";
import { models } from "../models/models.js";
import type { Expression } from "../program/expression.js";
import type { Instruction, Program, Thread } from "../program/program.js";
import { javascriptModel } from "./javascript.js";
import { type Mode, outcomesOf, type Plan, planOf, valuesOf } from "./plan.js";

/** A test that real threads can run, beside what models say of it. Plain data: a worker sends it to the page. */
export interface Experiment {
  readonly name: string;
  readonly description: string;
  readonly condition: string;
  /** Null for a test without variants. */
  readonly variant: string | null;
  readonly mode: Mode;
  readonly plan: Plan;
  /** What each thread does, in the names of the test. */
  readonly threads: readonly { readonly name: string; readonly accesses: readonly string[] }[];
  readonly columns: readonly Column[];
  /** Every combination of values that are stored anywhere, by its number. */
  readonly outcomes: readonly ExperimentOutcome[];
}

/** A model. */
export interface Column {
  readonly id: string;
  readonly title: string;
  /** False: a limit was hit, and what is not among the outcomes may be allowed all the same. */
  readonly isComplete: boolean;
}

export interface ExperimentOutcome {
  /** `0:r_y=0  1:r_x=0`. */
  readonly text: string;
  /** It is one that the test asks about. */
  readonly isAsked: boolean;
  /** For each column whether it allows this; null when a limit was hit before that was known. */
  readonly allowed: readonly (boolean | null)[];
}

/** The models that a kernel test is shown beside; another language has its own. JavaScript's follows in any case. */
const MODELS: readonly string[] = ["sc", "tso", "pso", "wmm", "armv8", "rvwmo", "power", "lkmm"];

/** An experiment, or why there is none, in words. */
export type Prepared =
  | { readonly kind: "experiment"; readonly experiment: Experiment }
  | { readonly kind: "problem"; readonly why: string };

/**
 * Prepares a test: the named variant, or the first one that real threads can run. What models allow is asked of the same
 * program; where the accesses are made with `Atomics`, of the one with a full barrier between any two of a thread, since
 * they are sequentially consistent.
 */
export async function prepareExperiment(
  test: Test,
  variant: string | null,
  mode: Mode,
  options: Omit<RunOptions, "models" | "variants">,
): Promise<Prepared> {
  const candidates = test.variants.filter(({ name }) => variant === null || name === variant);
  if (test.isCompiled) return { kind: "problem", why: "it is a program for a compiler of C11" };
  const planned = candidates.map((candidate) => ({ candidate, ...planOf(candidate.program) }));
  const chosen = planned.find(({ kind }) => kind === "plan") ?? planned[0];
  if (chosen === undefined) return { kind: "problem", why: `it has no variant ${variant}` };
  if (chosen.kind === "problem") return { kind: "problem", why: chosen.why };
  const { candidate, plan } = chosen;
  const judged = mode === "atomics" ? withFullBarriers(candidate.program) : candidate.program;
  const wanted = test.defaultModels ?? MODELS;
  const columns = [...models.filter(({ id }) => wanted.includes(id)), javascriptModel(mode)];
  const asked: Test = { ...test, variants: [{ ...candidate, program: judged }], expectations: [] };
  const result = await runTest(asked, { ...options, models: columns, variants: null });
  const cells = result.variants[0]!.cells;
  return {
    kind: "experiment",
    experiment: {
      ...{ name: result.name, description: result.description, condition: result.condition },
      ...{ variant: candidate.name, mode, plan, threads: threadsOf(candidate.program) },
      columns: cells.map(({ model: { id, title }, isComplete }) => ({ id, title, isComplete })),
      outcomes: outcomesFor(candidate, plan, cells),
    },
  };
}

/** Accesses in words: `x = 1`, `r_y = y`. */
function threadsOf(program: Program): Experiment["threads"] {
  const { threads, locations, values } = program;
  const name = (address: Expression) => {
    const isAt = (_: unknown, cell: number) =>
      address.kind === "constant" && values.address(cell) === address.code;
    return locations.find(isAt)?.name ?? "";
  };
  return threads.map((thread) => ({
    name: thread.name,
    accesses: thread.code.flatMap((i) => {
      if (i.op === "load") {
        return [`${thread.registers[i.register]?.name ?? ""} = ${name(i.address)}`];
      }
      if (i.op !== "store" || i.value.kind !== "constant") return [];
      return [`${name(i.address)} = ${values.decode(i.value.code)}`];
    }),
  }));
}

function outcomesFor(
  { program }: TestVariant,
  plan: Plan,
  cells: readonly Cell[],
): readonly ExperimentOutcome[] {
  const { quantifier, proposition } = program.condition;
  const satisfies = tester(program, proposition);
  const known = cells.map(({ outcomes }) => {
    return new Map(outcomes.map(({ values, satisfies }) => [values.join(), satisfies]));
  });
  return Array.from({ length: outcomesOf(plan) }, (_, k) => {
    const values = valuesOf(plan, k);
    const key = values.join();
    return {
      text: program.observed.map(({ name }, i) => `${name}=${values[i]}`).join("  "),
      isAsked: isAskedFor(quantifier, satisfies(values)),
      allowed: cells.map(({ isComplete }, i) => {
        return known[i]!.has(key) ? true : isComplete ? false : null;
      }),
    };
  });
}

/** The program with a full barrier of the kernel between any two accesses of a thread. */
function withFullBarriers(program: Program): Program {
  const separated = ({ code, ...thread }: Thread): Thread => {
    const accesses = code.filter(({ op }) => op === "load" || op === "store");
    const between = accesses.flatMap((access, k): readonly Instruction[] => {
      if (k === 0) return [access];
      return [{ op: "fence", fence: "mb", site: access.site }, access];
    });
    return { ...thread, code: between };
  };
  return { ...program, threads: program.threads.map(separated) };
}
