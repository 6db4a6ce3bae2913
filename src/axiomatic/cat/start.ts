import { bindName, EMPTY_SCOPE, indexed, Lazy, type Scope } from "./environment.js";
import type { Execution } from "./execution.js";
import { primitivesOf } from "./primitives.js";
import { type CatLimits, DEFAULT_CAT_LIMITS, type Run, relationValue, setValue } from "./run.js";

export interface ModelOptions {
  /** Variants that are on; compared without regard to case. */
  readonly variants?: Iterable<string>;
  readonly limits?: CatLimits;
}

/** The state of an evaluation that has not begun. */
export function startRun(execution: Execution, options: ModelOptions): Run {
  return {
    execution,
    space: execution.space,
    variants: new Set([...(options.variants ?? [])].map((v) => v.toLowerCase())),
    limits: options.limits ?? DEFAULT_CAT_LIMITS,
    depth: 0,
    calls: 0,
    closures: 0,
  };
}

/**
 * What is in scope before the first instruction: the execution's sets and relations, and the
 * primitives.
 */
export function initialScope(run: Run): Scope {
  let scope = EMPTY_SCOPE;
  for (const [name, bits] of run.execution.sets) {
    scope = bindName(scope, name, Lazy.of(setValue(bits)));
  }
  for (const [name, bits] of run.execution.relations) {
    scope = bindName(scope, name, Lazy.of(relationValue(bits)));
  }
  for (const [name, primitive] of primitivesOf(run)) {
    scope = bindName(scope, name, Lazy.of(primitive));
  }
  return indexed(scope);
}
