import { armv8 } from "./armv8.js";
import { axiomsModels } from "./axioms.js";
import { lkmm } from "./lkmm.js";
import type { MachineModel, Model } from "./model.js";
import { pso } from "./pso.js";
import { c20, rc11 } from "./rc11.js";
import { rvwmo } from "./rvwmo.js";
import { sc } from "./sc.js";
import { tso } from "./tso.js";
import { wmm } from "./wmm.js";

/** The models whose machine keeps each thread in program order, beside buffers; strongest first. */
export const inOrderModels: readonly MachineModel[] = [sc, tso, pso, wmm];

/** The models of a table when nobody asks for others. */
export const defaultModels: readonly Model[] = [...inOrderModels, armv8, lkmm];

/** Every model. The command line, the page and the contract tests read this list. */
export const models: readonly Model[] = [...defaultModels, rvwmo, ...axiomsModels, rc11, c20];
