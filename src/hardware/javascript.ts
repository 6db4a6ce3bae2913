import type { Model } from "../models/model.js";
import { sc } from "../models/sc.js";
import javascript from "./javascript.cat";
import type { Mode } from "./plan.js";

/** The column of the language itself. */
const LANGUAGE = {
  id: "javascript",
  source: "ECMAScript 2024, section 29 (Memory Model)",
  contains: ["sc"],
} as const;

/**
 * What JavaScript promises of accesses to shared memory. With `Atomics` all of them have one order, which every load
 * follows: what `sc` allows. It stands in no registry, since it speaks of what these threads do and of nothing else.
 */
export function javascriptModel(mode: Mode): Model {
  if (mode === "atomics") return { ...sc, ...LANGUAGE, title: "JavaScript, accesses with Atomics" };
  return {
    ...LANGUAGE,
    title: "JavaScript, plain accesses",
    axioms: { text: javascript, file: "javascript.cat", vocabulary: "generic", variants: [] },
  };
}
