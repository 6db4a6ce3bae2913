import type { Model } from "./model.js";
import { pso } from "./pso.js";
import { sc } from "./sc.js";
import { tso } from "./tso.js";
import { wmm } from "./wmm.js";

/** Every model, strongest first. The command line, the page and the contract tests read this list. */
export const models: readonly Model[] = [sc, tso, pso, wmm];
