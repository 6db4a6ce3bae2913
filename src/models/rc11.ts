import { viewMachine } from "../machine/views/machine.js";
import text from "./cat/rc11.cat";
import type { MachineModel } from "./model.js";

/**
 * Messages and views (models.md 1.9): a write may go behind others in the order of its location, a read may find any
 * message that its thread does not know to be out of date.
 */
export const rc11: MachineModel = {
  id: "rc11",
  title: "RC11 (repaired C11)",
  source: "Lahav and others, Repairing sequential consistency in C/C++11 (PLDI 2017)",
  contains: ["sc"],
  isChecked: true,
  axioms: { text, file: "rc11.cat", vocabulary: "c11", variants: [] },
  machineLacks: ["RCU", "store-conditionals"],
  machine: (program, options) => viewMachine(program, { hasOwnWrites: true }, options),
};

/** The same with the release sequences of C++20: a thread's own later writes are not in them. */
export const c20: MachineModel = {
  id: "c20",
  title: "C++20 (RC11 with its release sequences)",
  source:
    "ISO/IEC 14882:2020, [intro.races]; Boehm, Giroux, Vafeiadis, P0982R1, Weaken release sequences (2018)",
  contains: ["sc", "rc11"],
  isChecked: true,
  axioms: { text, file: "rc11.cat", vocabulary: "c11", variants: ["c20"] },
  machineLacks: rc11.machineLacks!,
  machine: (program, options) => viewMachine(program, { hasOwnWrites: false }, options),
};
