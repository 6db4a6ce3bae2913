import { combined } from "../machine/combined.js";
import type { Machine } from "../machine/machine.js";
import { type Explored, Search, type SearchLimits, type SearchResult } from "../machine/search.js";
import { Stop } from "../machine/together.js";
import { trace } from "../machine/trace.js";
import type { MachineModel } from "../models/model.js";
import type { TestVariant } from "./load.js";
import { countedOutcomes, withFilterTerms } from "./outcomes.js";
import type { Work } from "./pace.js";
import type { MachineCell } from "./result.js";
import type { RunOptions } from "./run.js";
import type { SharedSearch } from "./sharing.js";
import { observe } from "./verdict.js";

/** Transitions between two looks at the clock. */
const SLICE_STEPS = 20_000;

/** Searches all states of one program under one model; what is not known when it is stopped is not in the cell. */
export async function exploreMachine(
  { name, program }: Pick<TestVariant, "name" | "program">,
  model: MachineModel,
  { limits, machineOptions, sharing }: Pick<RunOptions, "limits" | "machineOptions" | "sharing">,
  work: Work,
): Promise<MachineCell> {
  const asked = withFilterTerms(program);
  const makeMachine = () => model.machine(asked, machineOptions);
  const machine = makeMachine();
  const alone = new Search(machine, asked.observed.length, limits);
  // Where threads can change places, one search has fewer states than all shards together.
  const isShareable =
    sharing !== undefined && machine.symmetry === null && Number.isFinite(machine.named());
  const isLarge = () => isShareable && alone.states >= sharing.statesMin;
  const stopped = await work.run(SLICE_STEPS, () => alone.advance(SLICE_STEPS) || isLarge());
  let searched: Searched = { found: alone.result(), search: alone, stopped };
  if (isShareable && stopped === null && !alone.isFinished) {
    const shared = await searchTogether(
      sharing.search(name, model, limits),
      makeMachine,
      limits,
      work,
    );
    searched = shared ?? (await goOn(alone, work));
  }
  const { found, search } = searched;
  const bounds = searched.stopped === null ? found.bounds : [searched.stopped, ...found.bounds];
  const outcomes = countedOutcomes(
    program,
    asked,
    found.outcomes,
    ({ values, satisfies }, { state }) => ({ values, satisfies, state }),
  );
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

/** What a search found, where its states are, and what ended it before it was done. */
interface Searched {
  readonly found: SearchResult;
  readonly search: Explored;
  readonly stopped: string | null;
}

async function goOn(search: Search, work: Work): Promise<Searched> {
  const stopped = await work.run(SLICE_STEPS, () => search.advance(SLICE_STEPS));
  return { found: search.result(), search, stopped };
}

/** Null when something came up that the threads would not understand of each other. */
async function searchTogether(
  shared: SharedSearch,
  makeMachine: () => Machine,
  limits: SearchLimits,
  work: Work,
): Promise<Searched | null> {
  const stopped = await work.run(SLICE_STEPS, () => shared.advance());
  if (stopped !== null) {
    shared.stop();
    while (!shared.advance());
  }
  const { standing } = shared;
  if (standing.stop === Stop.named) return null;
  const search = shared.explored(makeMachine());
  return { found: combined(shared.parts, search, standing, limits), search, stopped };
}

/** What the unfinished threads of a state wait for. */
function blockedIn(search: Explored, state: number): NonNullable<MachineCell["deadlock"]> {
  const words = new Int32Array(search.machine.words);
  search.load(state, words);
  return { what: search.machine.blocked(words), state };
}
