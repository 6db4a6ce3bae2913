import type { LoggedTest } from "./herdlog.js";
import type { CellRow, Row } from "./row.js";

/** What an earlier run said, to be compared with this one. */
export interface Baseline {
  /** By name of the test in its campaign; for a log of herd by the name that herd has for it. */
  readonly tests: ReadonlyMap<string, BaselineTest>;
  /** A log of herd has one answer a test, of the one model that it is about, and names the test by its header line. */
  readonly isLog: boolean;
  /** Names that a log has twice with different answers: these are not compared. */
  readonly ambiguous: readonly string[];
}

interface BaselineTest {
  /** Null when the earlier run does not say. */
  readonly standing: Row["standing"] | null;
  readonly cells: readonly BaselineCell[];
  readonly milliseconds: number | null;
}

/** A cell as far as it is compared. In a log, variant and model are those of whatever it is compared with. */
type BaselineCell = Pick<CellRow, "observation" | "isSure" | "states" | "flags"> & {
  readonly variant: string | null;
  readonly model: string | null;
  readonly isComplete: boolean;
};

/** Something that is not as it was. */
export type Change =
  | {
      readonly kind: "standing";
      readonly test: string;
      readonly before: string;
      readonly now: string;
    }
  | (CellChange & { readonly kind: "verdict"; readonly before: string; readonly now: string })
  | (CellChange & {
      readonly kind: "states" | "flags";
      readonly appeared: readonly string[];
      readonly vanished: readonly string[];
    })
  /** Milliseconds. */
  | { readonly kind: "time"; readonly test: string; readonly before: number; readonly now: number }
  /** The earlier run does not have the test, or this one does not. */
  | { readonly kind: "new" | "gone"; readonly test: string };

interface CellChange {
  readonly test: string;
  readonly variant: string | null;
  readonly model: string;
}

/** Whether a change is one of an answer, and not of a time or of which tests there are. */
export function isAnswerChange({ kind }: Change): boolean {
  return kind === "standing" || kind === "verdict" || kind === "states" || kind === "flags";
}

/** The rows of an earlier campaign. */
export function baselineOfRows(rows: Iterable<Row>): Baseline {
  const tests = new Map<string, BaselineTest>();
  for (const { test, standing, cells, milliseconds } of rows) {
    const compared = cells.map((cell) => ({ ...cell, isComplete: cell.bounds.length === 0 }));
    tests.set(test, { standing, cells: compared, milliseconds });
  }
  return { tests, isLog: false, ambiguous: [] };
}

/** The tests of a log of herd. */
export function baselineOfLog(logged: readonly LoggedTest[]): Baseline {
  const tests = new Map<string, BaselineTest>();
  const ambiguous = new Set<string>();
  for (const { name, states, observation, isCut, flags, milliseconds } of logged) {
    if (observation === null) continue;
    const isSure = !isCut || observation === "Sometimes";
    const place = { variant: null, model: null };
    const cell = { ...place, observation, isSure, states: [...states].sort(), flags };
    const test = { standing: null, cells: [{ ...cell, isComplete: !isCut }], milliseconds };
    const other = tests.get(name);
    if (other !== undefined && answerText(other) !== answerText(test)) ambiguous.add(name);
    tests.set(name, test);
  }
  for (const name of ambiguous) tests.delete(name);
  return { tests, isLog: true, ambiguous: [...ambiguous] };
}

function answerText({ cells }: BaselineTest): string {
  return JSON.stringify(cells);
}

/** How much longer or shorter a test must take to be named, and how many milliseconds at least. */
export interface TimeChange {
  readonly factor: number;
  readonly millisecondsMin: number;
}

/** What is not as it was, test by test. */
export function changes(
  baseline: Baseline,
  rows: readonly Row[],
  time: TimeChange,
): readonly Change[] {
  const found = rows.flatMap((row) => changesOf(baseline, row, time));
  const names = new Set(rows.flatMap((row) => namesIn(baseline, row)));
  const gone = [...baseline.tests.keys()].filter((name) => !names.has(name)).sort();
  return [...found, ...gone.map((test): Change => ({ kind: "gone", test }))];
}

/** What a baseline calls a test: one name, but in a log one for each variant. */
function namesIn({ isLog }: Baseline, row: Row): readonly string[] {
  return isLog ? row.cells.map((cell) => logName(row, cell)) : [row.test];
}

/** As a log of herd names a variant of a test: `fence-loss+inc-relaxed`. */
function logName(row: Row, { variant }: CellRow): string {
  const name = "name" in row && row.name !== null ? row.name : row.test;
  return variant === null ? name : `${name}+${variant.replace(/\s+/g, "-")}`;
}

function changesOf(baseline: Baseline, row: Row, time: TimeChange): readonly Change[] {
  const { test, milliseconds } = row;
  if (baseline.isLog) {
    return row.cells.flatMap((cell): readonly Change[] => {
      const name = logName(row, cell);
      const before = baseline.tests.get(name);
      if (before !== undefined) return cellChanges(test, before.cells[0]!, cell);
      return baseline.ambiguous.includes(name) ? [] : [{ kind: "new", test }];
    });
  }
  const before = baseline.tests.get(test);
  if (before === undefined) return [{ kind: "new", test }];
  const isSame = (a: { variant: string | null; model: string | null }, b: CellRow) =>
    a.variant === b.variant && a.model === b.model;
  const standing: readonly Change[] =
    before.standing === row.standing
      ? []
      : [{ kind: "standing", test, before: `${before.standing}`, now: row.standing }];
  const cells = row.cells.flatMap((cell) => {
    const other = before.cells.find((one) => isSame(one, cell));
    return other === undefined ? [] : cellChanges(test, other, cell);
  });
  return [...standing, ...cells, ...timeChange(test, before.milliseconds, milliseconds, time)];
}

/** What differs in one cell. A search that was cut short proves nothing about what it did not see. */
function cellChanges(test: string, before: BaselineCell, now: CellRow): readonly Change[] {
  const where = { test, variant: now.variant, model: now.model };
  const isComplete = now.bounds.length === 0;
  const without = (some: readonly string[], others: readonly string[]) => {
    const known = new Set(others);
    return some.filter((one) => !known.has(one));
  };
  const difference = (kind: "states" | "flags"): readonly Change[] => {
    const appeared = before.isComplete ? without(now[kind], before[kind]) : [];
    const vanished = isComplete ? without(before[kind], now[kind]) : [];
    if (appeared.length + vanished.length === 0) return [];
    return [{ ...where, kind, appeared, vanished }];
  };
  const textOf = ({ observation, isSure }: Pick<CellRow, "observation" | "isSure">) =>
    isSure ? observation : `${observation}?`;
  const verdict: readonly Change[] =
    textOf(before) === textOf(now)
      ? []
      : [{ ...where, kind: "verdict", before: textOf(before), now: textOf(now) }];
  return [...verdict, ...difference("states"), ...difference("flags")];
}

function timeChange(
  test: string,
  before: number | null,
  now: number,
  { factor, millisecondsMin }: TimeChange,
): readonly Change[] {
  if (before === null) return [];
  const [less, more] = [Math.min(before, now), Math.max(before, now)];
  if (more < millisecondsMin || more <= less * factor) return [];
  return [{ kind: "time", test, before, now }];
}
