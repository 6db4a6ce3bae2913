import { axiomsModels } from "./axioms.js";
import { lkmm } from "./lkmm.js";
import type { MachineModel, Model } from "./model.js";
import { pso } from "./pso.js";
import { sc } from "./sc.js";
import { tso } from "./tso.js";
import { wmm } from "./wmm.js";

/** The models that have a machine, strongest first. */
export const machineModels: readonly MachineModel[] = [sc, tso, pso, wmm];

/** The models of a table when nobody asks for others. */
export const defaultModels: readonly Model[] = [...machineModels, lkmm];

/** Every model. The command line, the page and the contract tests read this list. */
export const models: readonly Model[] = [...defaultModels, ...axiomsModels];
