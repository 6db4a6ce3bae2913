import { AARCH64 } from "../machine/window/aarch64.js";
import { outOfOrder } from "../machine/window/window.js";
import armv8Axioms from "./cat/armv8.cat";
import type { AxiomsModel, MachineModel } from "./model.js";

/**
 * ARMv8. Its machine is a simplification of Flat, the machine of the POPL 2018 paper: a window of instructions that
 * execute out of order, with guesses that are dropped when they turn out wrong in place of restarts (models.md 1.7).
 */
export const armv8: MachineModel & AxiomsModel = {
  id: "armv8",
  title: "ARMv8 (AArch64)",
  source:
    "Pulte and others, Simplifying ARM concurrency (POPL 2018); Arm ARM DDI 0487 L.b, section B2.3",
  contains: ["sc", "tso"],
  machine: (program, options) => outOfOrder(program, AARCH64, options),
  machineLacks: [],
  isChecked: true,
  axioms: {
    text: armv8Axioms,
    file: "armv8.cat",
    vocabulary: "aarch64",
    variants: [],
    lacks: ["RCU"],
    hasParts: true,
  },
};
