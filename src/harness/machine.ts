import { Search } from "../machine/search.js";
import { trace } from "../machine/trace.js";
import type { MachineModel, MachineOptions } from "../models/model.js";
import type { Program } from "../program/program.js";
import type { Limits } from "./limits.js";
import { countedOutcomes, withFilterTerms } from "./outcomes.js";
import type { Work } from "./pace.js";
import type { MachineCell } from "./result.js";
import { observe } from "./verdict.js";

/** Transitions between two looks at the clock. */
const SLICE_STEPS = 20_000;

/** Searches all states of one program under one model; what is not known when it is stopped is not in the cell. */
export async function exploreMachine(
  program: Program,
  model: MachineModel,
  limits: Limits,
  machineOptions: MachineOptions,
  work: Work,
): Promise<MachineCell> {
  const asked = withFilterTerms(program);
  const search = new Search(model.machine(asked, machineOptions), asked.observed.length, limits);
  const stopped = await work.run(SLICE_STEPS, () => search.advance(SLICE_STEPS));
  const found = search.result();
  const bounds = stopped === null ? found.bounds : [stopped, ...found.bounds];
  const outcomes = countedOutcomes(program, asked, found.outcomes, ({ state }) => ({ state }));
  return {
    engine: "machine",
    model,
    observation: observe(outcomes),
    isComplete: bounds.length === 0 && found.isComplete,
    bounds,
    outcomes,
    faults: found.faults,
    events: found.events,
    deadlocks: found.deadlocks,
    deadlock: found.deadlock === null ? null : blockedIn(search, found.deadlock),
    states: found.states,
    transitions: found.transitions,
    bytes: found.bytes,
    axioms: null,
    milliseconds: work.milliseconds,
    trace: (state) => trace(program, search, state),
  };
}

/** What the unfinished threads of a state wait for. */
function blockedIn(search: Search, state: number): NonNullable<MachineCell["deadlock"]> {
  const words = new Int32Array(search.machine.words);
  search.load(state, words);
  return { what: search.machine.blocked(words), state };
}
