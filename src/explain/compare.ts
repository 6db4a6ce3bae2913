import type { Cell } from "../harness/result.js";
import { valueInWords } from "../machine/words.js";
import type { Program } from "../program/program.js";

/** One of several sets of final states: what a model allows, or what a variant or another test does under it. */
export interface Side {
  readonly label: string;
  /** Where the set is from. */
  readonly program: Program;
  /** Null when it could not be asked. */
  readonly cell: Cell | null;
}

/** A final state that one of the sides allows. */
export interface ComparedState {
  /** Values of what all sides observe, in words. */
  readonly values: readonly string[];
  /** By side: whether it allows the state; null when that is not known. */
  readonly allowed: readonly (boolean | null)[];
  /** Whether every side that allows it counts it as what its condition describes. */
  readonly satisfies: boolean;
}

/** Several sets of final states side by side. */
export interface Comparison {
  readonly sides: readonly Side[];
  /** What all sides observe, in the order of the first. */
  readonly observed: readonly string[];
  /** By side: what it observes and another does not. */
  readonly unmatched: readonly (readonly string[])[];
  /** In the order of their values. */
  readonly states: readonly ComparedState[];
}

/** How two sides of a comparison stand to each other. */
export interface Relation {
  /** Numbers of the sides. */
  readonly a: number;
  readonly b: number;
  /** States that the one shows and the other does not. */
  readonly onlyA: readonly ComparedState[];
  readonly onlyB: readonly ComparedState[];
  /** `open`: a limit kept one of them from an answer, and what is known shows no difference. */
  readonly kind: "equal" | "different" | "open";
}

/** Puts sets of final states side by side, on what all of them observe, by name. */
export function compareSides(sides: readonly Side[]): Comparison {
  const names = sides.map(({ program }) => program.observed.map(({ name }) => name));
  const isCommon = (name: string) => names.every((own) => own.includes(name));
  const observed = [...new Set(names[0] ?? [])].filter(isCommon);
  const unmatched = names.map((own) => own.filter((name) => !isCommon(name)));
  const sets = sides.map((side) => statesOf(side, observed));
  const all = new Map<string, SeenState>();
  for (const set of sets) for (const [key, state] of set) all.set(key, state);
  const states = [...all].map(([key, { numbers, values }]): ComparedState & SortedState => ({
    numbers,
    values,
    allowed: sets.map((set, i) => {
      if (set.has(key)) return true;
      return sides[i]!.cell?.isComplete === true ? false : null;
    }),
    satisfies: sets.every((set) => set.get(key)?.satisfies !== false),
  }));
  states.sort((x, y) => compareNumbers(x.numbers, y.numbers));
  return { sides, observed, unmatched, states: states.map(({ numbers: _, ...state }) => state) };
}

/** How every side stands to every later one. */
export function relationsOf(comparison: Comparison): readonly Relation[] {
  const { sides } = comparison;
  return sides.flatMap((_, a) =>
    sides.flatMap((_other, b) => (b > a ? [relationOf(comparison, a, b)] : [])),
  );
}

/** How two sides stand to each other. */
export function relationOf({ sides, states }: Comparison, a: number, b: number): Relation {
  const only = (x: number, y: number) =>
    states.filter(({ allowed }) => allowed[x] === true && allowed[y] === false);
  const [onlyA, onlyB] = [only(a, b), only(b, a)];
  const isKnown = [a, b].every((side) => sides[side]!.cell?.isComplete === true);
  const isDifferent = onlyA.length + onlyB.length > 0;
  return { a, b, onlyA, onlyB, kind: isDifferent ? "different" : isKnown ? "equal" : "open" };
}

interface SortedState {
  readonly numbers: readonly bigint[];
}

interface SeenState extends SortedState {
  readonly values: readonly string[];
  readonly satisfies: boolean;
}

/** States of a side by their values in words; of several that are the same on what is compared, one. */
function statesOf(
  { program, cell }: Side,
  observed: readonly string[],
): ReadonlyMap<string, SeenState> {
  const fields = observed.map((name) => program.observed.findIndex((o) => o.name === name));
  const states = new Map<string, SeenState>();
  for (const outcome of cell?.outcomes ?? []) {
    const codes = fields.map((field) => outcome.values[field]!);
    const values = codes.map((code) => valueInWords(program, code));
    const key = values.join();
    const satisfies = outcome.satisfies || states.get(key)?.satisfies === true;
    const numbers = codes.map((code) => program.values.decode(code));
    states.set(key, { values, numbers, satisfies });
  }
  return states;
}

function compareNumbers(a: readonly bigint[], b: readonly bigint[]): number {
  for (const [i, number] of a.entries()) {
    if (number !== b[i]) return number < b[i]! ? -1 : 1;
  }
  return 0;
}
