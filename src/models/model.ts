import type { AxiomaticModel, Feature } from "../axiomatic/model.js";
import type { Machine } from "../machine/machine.js";
import type { Program } from "../program/program.js";

/** A memory model as the registry, the command line and the page see it: it has a machine, axioms, or both. */
export interface Model {
  /** Short name in lower case, as in tables and expectations: `tso`. */
  readonly id: string;
  /** `Total store order (x86)`. */
  readonly title: string;
  /** Paper or specification that the rules are taken from, with its version where it has one. */
  readonly source: string;
  /** What else somebody who compares models has to know, in one sentence. */
  readonly note?: string;
  /** Ids of models whose outcomes this one contains. */
  readonly contains: readonly string[];
  /** The operational semantics. */
  machine?(program: Program, options: MachineOptions): Machine;
  /** What a program may do that the machine has no rules for; absent: store-conditionals. */
  readonly machineLacks?: readonly MachineFeature[];
  readonly axioms?: AxiomaticModel;
  /** The machine is far from its axioms: `litmus run` asks both where that is quick. */
  readonly isChecked?: boolean;
}

/** Something that not every machine has rules for. */
export type MachineFeature = Feature | "store-conditionals" | "accesses of mixed sizes";

/** A model of which it is known that it has a machine. */
export type MachineModel = Model & Required<Pick<Model, "machine">>;

/** A model of which it is known that it has axioms. */
export type AxiomsModel = Model & Required<Pick<Model, "axioms">>;

export function hasMachine(model: Model): model is MachineModel {
  return model.machine !== undefined;
}

export function hasAxioms(model: Model): model is AxiomsModel {
  return model.axioms !== undefined;
}

/** A semantics of a model: states and steps, or rules about whole executions. */
export type Engine = "machine" | "axioms";

/** The semantics that a model has. */
export function enginesOf(model: Model): readonly Engine[] {
  return [
    ...(hasMachine(model) ? (["machine"] as const) : []),
    ...(hasAxioms(model) ? (["axioms"] as const) : []),
  ];
}

/** Switches of a machine. Every combination gives the same outcomes; they differ in the number of states. */
export interface MachineOptions {
  /**
   * A store enters its buffer at once, as the only step explored; and so does every other step that no other thread can
   * ever notice.
   */
  readonly eagerStores: boolean;
  /**
   * A step of a thread on a location that no other thread will ever access (or, for a read, write) is one that nobody can
   * notice. In an in-order machine and over messages, `eagerStores` has to be on too.
   */
  readonly loneAccesses: boolean;
  /** Registers that nobody will read again are zero. */
  readonly deadRegisters: boolean;
  /** Stale values that their thread will never read are forgotten, in a machine with invalidation buffers. */
  readonly deadStaleValues: boolean;
  /**
   * What a thread does by itself after a step that others may notice (computes, branches, warns) belongs to that step. In
   * an out-of-order machine that is always so: there such things have no moment of their own.
   */
  readonly fusedSteps: boolean;
  /**
   * Over messages and views, a write to a location that no other thread may still write is taken at once, as the only
   * step explored: whoever could have gone before it finds the older messages still there.
   */
  readonly earlyWrites: boolean;
  /**
   * Of states that differ only in which of several threads with the same code is which, one is explored; outcomes and
   * stories are those of all. Not where grace periods, races or logs put threads into states (src/machine/README.md).
   */
  readonly identicalThreads: boolean;
}

export const DEFAULT_MACHINE_OPTIONS: MachineOptions = {
  eagerStores: true,
  loneAccesses: true,
  deadRegisters: true,
  deadStaleValues: true,
  fusedSteps: true,
  earlyWrites: true,
  identicalThreads: true,
};

/** Every reduction off: the plain semantics, step by step. */
export const NO_REDUCTIONS: MachineOptions = {
  eagerStores: false,
  loneAccesses: false,
  deadRegisters: false,
  deadStaleValues: false,
  fusedSteps: false,
  earlyWrites: false,
  identicalThreads: false,
};
