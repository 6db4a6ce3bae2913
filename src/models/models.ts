import type { Model } from "./model.js";
import { sc } from "./sc.js";

/** Every model, strongest first. The command line, the page and the contract tests read this list. */
export const models: readonly Model[] = [sc];
