import { inOrder } from "../machine/inorder.js";
import { Memory } from "../machine/memory.js";
import { scAxioms } from "./axioms-of-machines.js";
import type { MachineModel } from "./model.js";

/** Sequential consistency: one memory, no buffers; every access is one atomic step (models.md 1.1). */
export const sc: MachineModel = {
  id: "sc",
  title: "Sequential consistency",
  source:
    "Lamport, How to make a multiprocessor computer that correctly executes multiprocess programs (1979)",
  contains: [],
  axioms: scAxioms,
  machine: (program, options) => inOrder(program, new Memory(program), options),
};
