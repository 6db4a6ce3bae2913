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
  /** What the test is with it, and nothing else changed. */
  readonly program: Program;
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

/** Every place of a test at which its orders can be changed in one direction, in the order of the text. */
export function sitesOf(subject: Subject, direction: Direction): readonly FixSite[] {
  const { test, program, options } = subject;
  const places = test.dialect.places(test.file, program, options);
  const gaps = new Set<string>();
  return places.flatMap((place) => {
    if (place.kind === "gap" && direction === "weaker") return [];
    const readings = readingsOf(subject, place, gaps);
    const own: Level = {
      ...{ words: place.words, edits: [], program },
      instruction: place.kind === "gap" ? null : instructionIn(program, place.span),
    };
    const levels = levelsOf(place, own, readings, direction);
    return levels.length < 2 ? [] : [siteOf(place, levels)];
  });
}

/** A place's rewritings as far as they are tests. `gaps`: the shapes of those before it; its own comes to them. */
function readingsOf(subject: Subject, place: Place, gaps: Set<string>): readonly Level[] {
  const readings: Level[] = [];
  for (const rewriting of place.rewritings) {
    const reading = read(subject, place, rewriting);
    if (reading === null) continue;
    // Where the first fence of a gap is of no use, no other is.
    if (place.kind === "gap" && readings.length === 0) {
      if (!isBetweenAccesses(reading.program, reading.instruction!)) return [];
      // Where a function is called and where it begins may be one place.
      const shape = shapeOf(reading);
      if (gaps.has(shape)) return [];
      gaps.add(shape);
    }
    readings.push(reading);
  }
  return readings;
}

/** The test with a place rewritten; null when that is no test, or says nothing new. */
function read(subject: Subject, place: Place, { words, edits }: Rewriting): Level | null {
  const program = programOf(subject, edits);
  if (program === null) return null;
  const [first] = edits;
  const { start } = place.kind === "gap" ? first! : place.span;
  const end = place.kind === "gap" ? start + first!.text.length : start + 1;
  const instruction = words === "" ? null : instructionIn(program, { start, end });
  if (words !== "" && instruction === null) return null;
  return { words, edits, instruction, program };
}

/** The program of a test with some changes to its text; null when it cannot be read. */
export function programOf(
  { source, test, options }: Subject,
  edits: readonly Edit[],
): Program | null {
  const changed = new Source(source.name, edited(source.text, edits));
  return readTest(changed, options, test).test?.variants[0]?.program ?? null;
}

/** What the threads do to memory, with fences as late as they can be: the same for programs that do the same. */
function shapeOf({ program: { threads } }: Level): string {
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
  own: Level,
  readings: readonly Level[],
  direction: Direction,
): readonly Level[] {
  const isWanted = (reading: Level): boolean => {
    if (place.kind === "gap") return true;
    if (reading.words === "") return direction !== "stronger";
    const compared = compareOrders(reading.program, own.program);
    return compared === direction || (direction === "any" && compared !== "equal");
  };
  const levels: Level[] = [own];
  for (const reading of readings.filter(isWanted)) {
    const isKnown = levels.some(
      (level) => compareOrders(level.program, reading.program) === "equal",
    );
    if (!isKnown) levels.push(reading);
  }
  const isLess = (a: Level, b: Level) => isBelow(a, b) && !isBelow(b, a);
  const bottom = levels.filter((level) => !levels.some((other) => isLess(other, level)))[0]!;
  return levels
    .filter((level) => isBelow(bottom, level))
    .map((level) => ({ level, rank: levels.filter((other) => isLess(other, level)).length }))
    .sort((a, b) => a.rank - b.rank)
    .map(({ level }) => level);
}

/** Whether a level orders no more than another one of its place. */
function isBelow(a: Level, b: Level): boolean {
  if (a === b || a.instruction === null) return true;
  if (b.instruction === null) return false;
  const compared = compareOrders(a.program, b.program);
  return compared === "weaker" || compared === "equal";
}

function siteOf(place: Place, levels: readonly Level[]): FixSite {
  return {
    place,
    levels,
    isBelow: levels.map((a) => levels.map((b) => isBelow(a, b))),
  };
}
