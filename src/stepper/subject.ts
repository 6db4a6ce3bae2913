import type { LoweringOptions } from "../dialect/dialect.js";
import { readTest, type Test, type TestVariant } from "../harness/load.js";
import { withFilterTerms } from "../harness/outcomes.js";
import { machineLack, programFor } from "../harness/run.js";
import {
  hasMachine,
  type MachineModel,
  type MachineOptions,
  type Model,
  NO_REDUCTIONS,
} from "../models/model.js";
import type { Program } from "../program/program.js";
import type { Diagnostic } from "../source/diagnostic.js";
import { Source } from "../source/source.js";

/** What is stepped through: one variant of a test under one model with a machine. */
export interface Subject {
  readonly test: Test;
  readonly variant: TestVariant;
  readonly model: MachineModel;
  /** What the model judges. */
  readonly program: Program;
  /** The same, with what a filter asks for observed too: the program of the machine. */
  readonly asked: Program;
  /** Every instruction is a step of its own, also one that concerns nobody else, such as a branch. */
  readonly isFine: boolean;
  readonly machineOptions: MachineOptions;
  /** How the text was read: a question about it is read the same way. */
  readonly lowering: LoweringOptions;
}

/** The subject, or in words why it cannot be stepped through. */
export type Opened =
  | { readonly subject: Subject; readonly problem: null }
  | { readonly subject: null; readonly problem: string };

/** Chooses what to step through. Nothing is reduced but, unless it is fine, what a thread does by itself. */
export function openSubject(
  test: Test,
  variant: TestVariant,
  model: Model,
  isFine: boolean,
  lowering: LoweringOptions,
): Opened {
  if (!hasMachine(model)) {
    return { subject: null, problem: `${model.id} has axioms, but no machine to step through` };
  }
  const program = programFor(variant, model, test.isCompiled);
  const lacks = machineLack(model, program);
  if (lacks !== null) {
    return { subject: null, problem: `the machine of ${model.id} has no rules for ${lacks}` };
  }
  const machineOptions = { ...NO_REDUCTIONS, deadStaleValues: true, fusedSteps: !isFine };
  const asked = withFilterTerms(program);
  return {
    subject: { test, variant, model, program, asked, isFine, machineOptions, lowering },
    problem: null,
  };
}

/** A subject that asks for another outcome, or what is wrong with the question. */
export type Asked =
  | { readonly subject: Subject; readonly diagnostics: readonly Diagnostic[] }
  | { readonly subject: null; readonly diagnostics: readonly Diagnostic[] };

/** The same with another question: a proposition as it stands after `exists`. Its steps are the same. */
export function asking(subject: Subject, proposition: string): Asked {
  const { test, variant, model, isFine, lowering } = subject;
  const { source, condition } = test.file;
  const { start, end } = condition.span;
  const text = `${source.text.slice(0, start)}exists (${proposition})${source.text.slice(end)}`;
  const { test: other, diagnostics } = readTest(new Source(source.name, text), lowering);
  const same = other?.variants.find(({ name }) => name === variant.name);
  if (other === null || same === undefined) return { subject: null, diagnostics };
  const opened = openSubject(other, same, model, isFine, lowering);
  if (opened.subject === null) throw new Error(opened.problem);
  return { subject: opened.subject, diagnostics: [] };
}
