import type { Program } from "./program.js";
import { markAddressDependencies } from "./taint.js";

export interface PassOptions {
  /** Rounds of a loop that does more than wait. */
  readonly loopRoundsMax: number;
}

/** What every dialect calls on the program that it has lowered: bounds its loops and marks its dependencies. */
export function finishProgram(program: Program, _options: PassOptions): Program {
  const threads = program.threads.map((thread) => markAddressDependencies(thread));
  return { ...program, threads };
}
