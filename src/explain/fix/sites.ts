import type { LoweringOptions } from "../../dialect/dialect.js";
import type { Place, Rewriting } from "../../dialect/places.js";
import { readTest, type Test } from "../../harness/load.js";
import type { Instruction, Program } from "../../program/program.js";
import { compareOrders } from "../../program/strength.js";
import { type Edit, edited } from "../../source/edit.js";
import { Source } from "../../source/source.js";

/** A place of a test with the levels that it can have: level 0 orders least. */
export interface FixSite {
  readonly place: Place;
  readonly levels: readonly Level[];
  /** For level a and level b whether a is b, or orders less. */
  readonly isBelow: readonly (readonly boolean[])[];
}

export interface Level {
  /** What then stands there; empty for nothing. */
  readonly words: string;
  /** From the text of the test; none for what stands there already. */
  readonly edits: readonly Edit[];
  /** The instruction whose order it is; null where there is none. */
  readonly instruction: Instruction | null;
}

/** Which way the orders of a test are changed: `any` is both, from a test without any. */
export type Direction = "stronger" | "weaker" | "any";

/** A test with only one variant, and the text that it was read from. */
export interface Subject {
  readonly source: Source;
  readonly test: Test;
  readonly program: Program;
  readonly options: LoweringOptions;
}

/** A level, and the program that it makes of the test. */
interface Reading extends Level {
  readonly program: Program;
}

/** Every place of a test at which its orders can be changed in one direction, in the order of the text. */
export function sitesOf(subject: Subject, direction: Direction): readonly FixSite[] {
  const { test, program, options } = subject;
  const places = test.dialect.places(test.file, program, options);
  const gaps = new Set<string>();
  return places.flatMap((place) => {
    if (place.kind === "gap" && direction === "weaker") return [];
    const readings = place.rewritings.flatMap((rewriting) => read(subject, place, rewriting) ?? []);
    // Where a function is called and where it begins may be one place.
    const gap = place.kind === "gap" && readings[0] !== undefined ? shapeOf(readings[0]) : null;
    if (gap !== null && gaps.has(gap)) return [];
    if (gap !== null) gaps.add(gap);
    const own: Reading = {
      ...{ words: place.words, edits: [], program },
      instruction: place.kind === "gap" ? null : instructionIn(program, place.span),
    };
    const levels = levelsOf(place, own, readings, direction);
    return levels.length < 2 ? [] : [siteOf(place, levels)];
  });
}

/** The test with a place rewritten; null when that is no test, or says nothing new. */
function read(subject: Subject, place: Place, { words, edits }: Rewriting): Reading | null {
  const program = programOf(subject, edits);
  if (program === null) return null;
  const [first] = edits;
  const { start } = place.kind === "gap" ? first! : place.span;
  const end = place.kind === "gap" ? start + first!.text.length : start + 1;
  const instruction = words === "" ? null : instructionIn(program, { start, end });
  if (words !== "" && instruction === null) return null;
  if (place.kind === "gap" && !isBetweenAccesses(program, instruction!)) return null;
  return { words, edits, instruction, program };
}

/** The program of a test with some changes to its text; null when it cannot be read. */
export function programOf({ source, options }: Subject, edits: readonly Edit[]): Program | null {
  const changed = new Source(source.name, edited(source.text, edits));
  return readTest(changed, options).test?.variants[0]?.program ?? null;
}

/** What the threads do to memory, with fences as late as they can be: the same for programs that do the same. */
function shapeOf({ program: { threads } }: Reading): string {
  const shapes = threads.map(({ code }) => {
    const targets = new Set(
      code.flatMap((i) => (i.op === "branch" || i.op === "jump" ? [i.target] : [])),
    );
    const late = [...code];
    for (let k = late.length - 2; k >= 0; k--) {
      for (
        let at = k;
        late[at]!.op === "fence" && isLocal(late[at + 1]) && !targets.has(at + 1);
        at++
      ) {
        [late[at], late[at + 1]] = [late[at + 1]!, late[at]!];
      }
    }
    return late.map((i) => ({ ...i, site: null }));
  });
  return JSON.stringify(shapes);
}

/** Whether an instruction only computes. */
function isLocal(i: Instruction | undefined): boolean {
  return i?.op === "assign";
}

/** The first access or fence whose text starts in a range. */
function instructionIn(
  { threads }: Program,
  { start, end }: { readonly start: number; readonly end: number },
): Instruction | null {
  for (const { code } of threads) {
    for (const i of code) {
      const isIn = i.site.span.start >= start && i.site.span.start < end;
      if (isIn && isOrdering(i)) return i;
    }
  }
  return null;
}

function isOrdering({ op }: Instruction): boolean {
  return op === "load" || op === "store" || op === "rmw" || op === "fence";
}

/** Whether some thread has an access before a fence and one after it. */
function isBetweenAccesses({ threads }: Program, { site: { span } }: Instruction): boolean {
  return threads.some(({ code }) => {
    const accesses = code.flatMap(({ op }, k) =>
      op !== "fence" && isOrdering(code[k]!) ? [k] : [],
    );
    return code.some(({ site }, k) => {
      const isIt = site.span.start === span.start && site.span.end === span.end;
      return isIt && accesses[0]! < k && accesses.at(-1)! > k;
    });
  });
}

/** The levels of a place, what orders least first; without those that order the same as another. */
function levelsOf(
  place: Place,
  own: Reading,
  readings: readonly Reading[],
  direction: Direction,
): readonly Reading[] {
  const isWanted = (reading: Reading): boolean => {
    if (place.kind === "gap") return true;
    if (reading.words === "") return direction !== "stronger";
    const compared = compareOrders(reading.program, own.program);
    return compared === direction || (direction === "any" && compared !== "equal");
  };
  const levels: Reading[] = [own];
  for (const reading of readings.filter(isWanted)) {
    const isKnown = levels.some(
      (level) => compareOrders(level.program, reading.program) === "equal",
    );
    if (!isKnown) levels.push(reading);
  }
  const isLess = (a: Reading, b: Reading) => isBelow(a, b) && !isBelow(b, a);
  const bottom = levels.filter((level) => !levels.some((other) => isLess(other, level)))[0]!;
  return levels
    .filter((level) => isBelow(bottom, level))
    .map((level) => ({ level, rank: levels.filter((other) => isLess(other, level)).length }))
    .sort((a, b) => a.rank - b.rank)
    .map(({ level }) => level);
}

/** Whether a level orders no more than another one of its place. */
function isBelow(a: Reading, b: Reading): boolean {
  if (a === b || a.instruction === null) return true;
  if (b.instruction === null) return false;
  const compared = compareOrders(a.program, b.program);
  return compared === "weaker" || compared === "equal";
}

function siteOf(place: Place, levels: readonly Reading[]): FixSite {
  return {
    place,
    levels: levels.map(({ words, edits, instruction }) => ({ words, edits, instruction })),
    isBelow: levels.map((a) => levels.map((b) => isBelow(a, b))),
  };
}
