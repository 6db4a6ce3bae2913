import { Enumeration } from "../../src/axiomatic/enumerate.js";
import { readAxioms } from "../../src/harness/axioms.js";
import {
  DEFAULT_MACHINE_OPTIONS,
  hasAxioms,
  hasMachine,
  type MachineModel,
  type MachineOptions,
  type Model,
} from "../../src/models/model.js";
import { inOrderModels, models } from "../../src/models/models.js";
import type { Program } from "../../src/program/program.js";
import type { Language } from "./architecture-cycles.js";
import { show } from "./build.js";
import { outcomes, search } from "./laws.js";

/** More than any program of the tests has. */
const LIMITS = { candidatesMax: 10_000_000 };

/** Every model that has a machine and axioms: both must give the same answers. */
export const twofoldModels: readonly MachineModel[] = models.filter(hasMachine).filter(hasAxioms);

const WINDOWS = ["armv8", "rvwmo"];
const VIEWS = ["rc11", "c20"];

/** By the language of a program, the models whose machine runs it. */
const SPEAKERS: Readonly<Record<Language | "kernel", readonly string[]>> = {
  kernel: [...inOrderModels.map(({ id }) => id), ...WINDOWS, ...VIEWS],
  aarch64: WINDOWS,
  riscv: WINDOWS,
  c11: [...VIEWS, ...WINDOWS, ...inOrderModels.map(({ id }) => id)],
};

/** The twofold models that speak a language. */
export function speakersOf(language: Language | "kernel"): readonly MachineModel[] {
  return twofoldModels.filter(({ id }) => SPEAKERS[language].includes(id));
}

/** What a machine and axioms must agree on. */
interface Answer {
  readonly outcomes: readonly string[];
  readonly hasFaults: boolean;
  readonly isCut: boolean;
  /** The program has no meaning: a data race in C11. */
  readonly isUndefined: boolean;
}

/** `canStop`: some runs never finish. */
function machineAnswer(
  program: Program,
  model: MachineModel,
  options: MachineOptions,
): Answer & { readonly canStop: boolean } {
  const result = search(program, model, options);
  return {
    outcomes: outcomes(program, result),
    hasFaults: result.faults.length > 0,
    isCut: result.events.some(({ what }) => what.kind === "loop-bound"),
    isUndefined: result.events.some(({ what }) => what.kind === "race"),
    canStop: result.deadlocks > 0 || result.faults.length > 0 || !result.isComplete,
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
    isUndefined: result.flags.some(({ name }) => name === "undefined"),
  };
}

const ALL_ON: readonly (readonly [string, MachineOptions])[] = [["", DEFAULT_MACHINE_OPTIONS]];

/** Where a model's axioms and its machine give different answers, one text a model; none when all is well. */
export function disagreements(
  program: Program,
  among: readonly MachineModel[] = inOrderModels,
  switches = ALL_ON,
): readonly string[] {
  return among.flatMap((model) => {
    const axioms = axiomaticAnswer(program, model);
    const only = (a: Answer, b: Answer): string =>
      JSON.stringify({ ...a, outcomes: a.outcomes.filter((o) => !b.outcomes.includes(o)) });
    return switches.flatMap(([name, options]) => {
      const { canStop, ...found } = machineAnswer(program, model, options);
      // A run that does not finish may have a race, of which axioms, about whole executions, know nothing.
      const isUndefined = found.isUndefined && (!canStop || axioms.isUndefined);
      const machine = { ...found, isUndefined };
      if (JSON.stringify(machine) === JSON.stringify(axioms)) return [];
      return [
        `${[model.id, name].join(" ").trim()}\n${show(program)}\n  machine: ${only(machine, axioms)}\n  axioms: ${only(axioms, machine)}`,
      ];
    });
  });
}

/** The first few of all disagreements on many programs, and on how many programs there was one. */
export class Disagreements {
  programs = 0;
  readonly texts: string[] = [];

  /** Notes where machines and axioms of some models differ on a program; of the machines in order without more. */
  readonly add = (program: Program, among = inOrderModels, switches = ALL_ON): void => {
    const texts = disagreements(program, among, switches);
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
