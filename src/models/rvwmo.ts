import { RISCV } from "../machine/window/riscv.js";
import { outOfOrder } from "../machine/window/window.js";
import rvwmoAxioms from "./cat/rvwmo.cat";
import type { AxiomsModel, MachineModel } from "./model.js";

/** RISC-V. Its machine is that of ARMv8 with the rules of RISC-V (models.md 1.7). */
export const rvwmo: MachineModel & AxiomsModel = {
  id: "rvwmo",
  title: "RISC-V weak memory ordering",
  source: "The RISC-V Instruction Set Manual, volume I, version 20191213, chapter 14",
  contains: ["sc", "tso"],
  machine: (program, options) => outOfOrder(program, RISCV, options),
  machineLacks: [],
  isChecked: true,
  axioms: {
    text: rvwmoAxioms,
    file: "rvwmo.cat",
    vocabulary: "riscv",
    variants: [],
    lacks: ["RCU"],
  },
};
