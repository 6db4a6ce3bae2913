import { Enumeration } from "../../src/axiomatic/enumerate.js";
import { readAxioms } from "../../src/harness/axioms.js";
import type { MachineModel, Model } from "../../src/models/model.js";
import { inOrderModels } from "../../src/models/models.js";
import type { Program } from "../../src/program/program.js";
import { show } from "./build.js";
import { outcomes, search } from "./laws.js";

/** More than any program of the tests has. */
const LIMITS = { candidatesMax: 10_000_000 };

/** What a machine and axioms must agree on. */
interface Answer {
  readonly outcomes: readonly string[];
  readonly hasFaults: boolean;
  readonly isCut: boolean;
}

function machineAnswer(program: Program, model: MachineModel): Answer {
  const result = search(program, model);
  return {
    outcomes: outcomes(program, result),
    hasFaults: result.faults.length > 0,
    isCut: result.events.some(({ what }) => what.kind === "loop-bound"),
  };
}

/** The answer of a model's axioms, in the words of `machineAnswer`. */
export function axiomaticAnswer(program: Program, model: Model): Answer {
  const { axioms } = readAxioms(model.axioms!);
  const enumeration = new Enumeration(program, axioms!.compiled, axioms!.vocabulary, {
    mode: "outcomes",
    limits: LIMITS,
  });
  while (!enumeration.advance(1 << 16));
  const result = enumeration.result();
  const texts = result.outcomes.map(({ values }) =>
    values.map((code) => program.values.decode(code)).join(" "),
  );
  return {
    outcomes: texts.sort(),
    hasFaults: result.faults.length > 0,
    isCut: !result.isComplete,
  };
}

/** Where a model's axioms and its machine give different answers, one text a model; none when all is well. */
export function disagreements(program: Program): readonly string[] {
  return inOrderModels.flatMap((model) => {
    const machine = machineAnswer(program, model);
    const axioms = axiomaticAnswer(program, model);
    if (JSON.stringify(machine) === JSON.stringify(axioms)) return [];
    const only = (a: Answer, b: Answer): string =>
      JSON.stringify({ ...a, outcomes: a.outcomes.filter((o) => !b.outcomes.includes(o)) });
    return [
      `${model.id}\n${show(program)}\n  machine: ${only(machine, axioms)}\n  axioms: ${only(axioms, machine)}`,
    ];
  });
}

/** The first few of all disagreements on many programs, and on how many programs there was one. */
export class Disagreements {
  programs = 0;
  readonly texts: string[] = [];

  readonly add = (program: Program): void => {
    const texts = disagreements(program);
    if (texts.length === 0) return;
    this.programs++;
    if (this.texts.length < 5) this.texts.push(texts[0]!);
  };

  /** What a test compares: nothing at all is expected. */
  get found(): { readonly programs: number; readonly texts: readonly string[] } {
    return { programs: this.programs, texts: this.texts };
  }
}

/** Whether a program has RCU, which the axioms of the machines' models do not speak of. */
export function hasRcu(program: Program): boolean {
  return program.threads.some((thread) => thread.code.some((i) => i.op === "rcu"));
}
