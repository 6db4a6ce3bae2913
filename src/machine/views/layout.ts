import { entriesMax, mayTouch } from "../../program/capacity.js";
import type { Instruction, Location, Program } from "../../program/program.js";
import type { Needs } from "./needs.js";

/** Most messages of a location that are kept: those of which somebody may still read or follow one. */
export const MESSAGES_MAX = 32;

/** Words of a location before its messages: how many there are, and which of them an update has read. */
export const HISTORY_HEADER = 2;

/** Where the views of a thread begin; -1 for one that it never needs. */
export interface ThreadPlaces {
  /** What the thread knows. */
  readonly current: number;
  /** What an acquire fence would add to that. */
  readonly acquirable: number;
  /** What it knew at its last release fence. */
  readonly fenced: number;
  /** By location: what it knew at its last release there. */
  readonly released: Int32Array;
}

export interface HistoryPlace {
  readonly at: number;
  readonly capacity: number;
  /** There may be more messages than there is room for. */
  readonly isCut: boolean;
}

/** How many words everything takes that is not a thread's registers. */
export interface ViewShape {
  readonly locations: number;
  /** Words of a view: a byte for each location, then bytes of clocks, then bits about races. */
  readonly viewWords: number;
  /** Words of a view that are bytes. */
  readonly byteWords: number;
  /** Words of bits about races. */
  readonly raceWords: number;
  /** Words of a thread's part of the log. */
  readonly logWords: readonly number[];
}

/** Where the words of messages and views stand in a state. */
export interface Places {
  readonly threads: readonly ThreadPlaces[];
  /** By thread: its part of the log. */
  readonly logs: readonly number[];
  readonly histories: readonly HistoryPlace[];
  /** The view of the sequentially consistent fences, -1 for none. */
  readonly scView: number;
  /** The bits of accesses that have happened and may be part of a race. */
  readonly happened: number;
  /** Every view but those of messages. */
  readonly views: readonly number[];
}

/** Words of messages and views: those of each thread, and those that belong to none. */
export interface ViewWords {
  readonly threads: readonly number[];
  readonly shared: number;
  place(threads: readonly number[], shared: number): Places;
}

/** Lays out what a program needs; `hasSequences`: a release begins a sequence of the thread's own later writes too. */
export function layOutViews(
  program: Program,
  needs: Needs,
  shape: ViewShape,
  hasSequences: boolean,
  hasScView: boolean,
): ViewWords {
  const { viewWords, locations, raceWords, logWords } = shape;
  const capacities = historiesOf(program);
  const isEver = (places: readonly Int32Array[], t: number): boolean => places[t]![0] !== 0;
  const isKept = (places: readonly Int32Array[], t: number, bits: number): boolean =>
    places[t]!.some((set) => (set & bits) !== 0);
  const lay = (
    t: number,
    start: number,
  ): { readonly places: ThreadPlaces; readonly end: number } => {
    let at = start;
    const view = (isNeeded: boolean): number => {
      if (!isNeeded) return -1;
      at += viewWords;
      return at - viewWords;
    };
    const current = view(true);
    const acquirable = view(isEver(needs.acquireFences, t));
    const fenced = view(isKept(needs.releaseFence, t, -1) && isEver(needs.publishes, t));
    const released = Int32Array.from({ length: locations }, (_, l) =>
      view(hasSequences && isEver(needs.publishes, t) && isKept(needs.sequences, t, 1 << (l & 31))),
    );
    return { places: { current, acquirable, fenced, released }, end: at };
  };
  const historyWords = capacities.map(
    ({ capacity }) => HISTORY_HEADER + capacity * (1 + viewWords),
  );
  const shared = sum(historyWords) + (hasScView ? viewWords : 0) + raceWords;
  return {
    threads: program.threads.map((_, t) => lay(t, 0).end + logWords[t]!),
    shared,
    place(starts, sharedAt) {
      const laid = program.threads.map((_, t) => lay(t, starts[t]!));
      const threads = laid.map(({ places }) => places);
      let at = sharedAt;
      const histories = capacities.map(({ capacity, isCut }, l): HistoryPlace => {
        at += historyWords[l]!;
        return { at: at - historyWords[l]!, capacity, isCut };
      });
      const scView = hasScView ? at : -1;
      const happened = at + (hasScView ? viewWords : 0);
      const views = threads.flatMap(({ current, acquirable, fenced, released }) =>
        [current, acquirable, fenced, ...released].filter((place) => place >= 0),
      );
      return {
        threads,
        logs: laid.map(({ end }) => end),
        histories,
        scView,
        happened,
        views: scView < 0 ? views : [...views, scView],
      };
    },
  };
}

/** How many messages each location may have. */
function historiesOf(program: Program): readonly Omit<HistoryPlace, "at">[] {
  return program.locations.map((_, location: Location) => {
    const enters = (i: Instruction): boolean =>
      (i.op === "store" || i.op === "rmw") && mayTouch(program, i, location);
    const use = { enters, empties: () => false };
    const most = 1 + sum(program.threads.map(({ code }) => entriesMax(code, use, MESSAGES_MAX)));
    return { capacity: Math.min(MESSAGES_MAX, most), isCut: most > MESSAGES_MAX };
  });
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, n) => total + n, 0);
}
