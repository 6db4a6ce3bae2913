import type { Witness } from "../axiomatic/result.js";
import { type Cell, flagsOf, type MachineCell, type VariantResult } from "../harness/result.js";
import { locationName } from "./json-witness.js";
import { flagText, lineOf } from "./words.js";

/** Pairs of accesses that a note about a race names; of more it gives the number. */
const PAIRS_MAX = 3;

/** One sentence for each flag that a model raises on a program: what it says, and where. */
export function flagTexts(cell: Cell, variant: VariantResult): readonly string[] {
  // Of two semantics that both know of a race, the one that was asked first says it.
  if (cell.engine === "machine" && flagsOf(cell).length > 0) return [raceText(variant, cell)];
  const axioms = cell.engine === "axioms" ? cell : cell.axioms;
  if (axioms === null) return [];
  return axioms.flags.map(({ what, witness }) => {
    const text = MEANINGS[what];
    // What C11 and its like leave undefined is a data race.
    const isRace = what === "data-race" || what === "undefined";
    const where = isRace ? conflictsText(variant, witness()) : "";
    return `${flagText(what)}${text === undefined ? ": the model flags an execution so" : `: ${text}`}${where}`;
  });
}

/** Sets that say nothing about how an access is made: one that is in no other is plain. */
const BARE: ReadonlySet<string> = new Set(["R", "W", "M", "Exp", "EXEC", "NA"]);

const UNDEFINED = "undefined";

/** What the flags of published models say, by name. */
const MEANINGS: Readonly<Record<string, string | undefined>> = {
  "data-race":
    "plain accesses of which nothing says the order; a compiler may do with them what the verdict does not cover",
  undefined: "an execution has no meaning, so that the verdict says nothing about compiled code",
  "Assuming-common-inner-shareable-domain":
    "the verdict is for threads that run in one inner shareable domain, for which the barriers are",
  "mixed-accesses": "a location is accessed by the primitives of its kind and otherwise",
  "lock-final": "the test asks for the final value of a lock, which the model does not speak of",
};

/** The accesses at which a machine came into a race. */
function raceText({ program }: VariantResult, { events }: MachineCell): string {
  const places = events.flatMap(({ what }) => {
    if (what.kind !== "race") return [];
    const { name } = program.threads[what.other]!;
    return [`line ${lineOf(what.site)} (${locationName(program, what.location)}) with ${name}`];
  });
  const where = places.length > PAIRS_MAX ? `${places.length} accesses race` : places.join(", ");
  return `${flagText(UNDEFINED)}: ${MEANINGS[UNDEFINED]}; ${where}`;
}

/** The pairs of accesses that can be what races: of one location, of two threads, one writes and one is plain. */
function conflictsText({ program }: VariantResult, { events }: Witness): string {
  const isPlain = (sets: readonly string[]) => sets.every((name) => BARE.has(name));
  const found = new Set<string>();
  for (const [i, a] of events.entries()) {
    for (const b of events.slice(i + 1)) {
      if (a.site === null || b.site === null || a.thread === b.thread) continue;
      if (a.location < 0 || a.location !== b.location) continue;
      if (a.kind === "fence" || b.kind === "fence") continue;
      if (a.kind === "read" && b.kind === "read") continue;
      if (!isPlain(a.sets) && !isPlain(b.sets)) continue;
      const name = locationName(program, a.location);
      found.add(`lines ${lineOf(a.site)} and ${lineOf(b.site)} (${name})`);
    }
  }
  if (found.size === 0) return "";
  if (found.size > PAIRS_MAX) return `; ${found.size} pairs of lines come into question`;
  return `; ${[...found].join(", ")}${found.size > 1 ? " come into question" : ""}`;
}
