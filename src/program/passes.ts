import { observedRegisters } from "./liveness.js";
import { boundLoops } from "./loops.js";
import type { Program } from "./program.js";
import { markAddressDependencies } from "./taint.js";

export interface PassOptions {
  /** Rounds of a loop that does more than wait. */
  readonly loopRoundsMax: number;
}

/** What every dialect calls on the program that it has lowered: bounds its loops and marks its dependencies. */
export function finishProgram(program: Program, options: PassOptions): Program {
  const threads = program.threads.map((thread, t) => {
    const observed = observedRegisters(program, t);
    const bounded = boundLoops(thread, observed, options.loopRoundsMax, program.values);
    return markAddressDependencies(bounded);
  });
  return { ...program, threads };
}
