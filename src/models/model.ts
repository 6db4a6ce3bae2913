import type { Machine } from "../machine/machine.js";
import type { Program } from "../program/program.js";

/** A memory model as the registry, the command line and the page see it. */
export interface Model {
  /** Short name in lower case, as in tables and expectations: `tso`. */
  readonly id: string;
  /** `Total store order (x86)`. */
  readonly title: string;
  /** Paper or specification that the rules are taken from. */
  readonly source: string;
  /** Ids of models whose outcomes this one contains. */
  readonly contains: readonly string[];
  /** The operational semantics. */
  machine(program: Program, options: MachineOptions): Machine;
}

/** Switches of a machine. Every combination gives the same outcomes; they differ in the number of states. */
export interface MachineOptions {
  /**
   * A store enters its buffer at once, as the only step explored; and so does every other step that no other thread can
   * ever notice.
   */
  readonly eagerStores: boolean;
  /** Registers that nobody will read again are zero. */
  readonly deadRegisters: boolean;
}

export const DEFAULT_MACHINE_OPTIONS: MachineOptions = { eagerStores: true, deadRegisters: true };
