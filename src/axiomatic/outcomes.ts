import { isSatisfied, type Proposition, type Term, termsOf } from "../program/condition.js";
import type { Expression } from "../program/expression.js";
import { wholeCode } from "../program/parts.js";
import type { Observed, Program } from "../program/program.js";
import type { Code } from "../program/value.js";
import { WordSet } from "../program/wordset.js";
import type { Candidate } from "./candidate.js";
import type { Foresight } from "./foresight.js";
import type { Graph } from "./graph.js";
import type { SymmetryGroup } from "./symmetry.js";
import { readsOf } from "./tables.js";

/**
 * The final states that were seen, as values of what is observed: of `program.observed`, of the terms of its filter, and
 * of the same registers of the threads that a thread may change places with.
 */
export class Outcomes {
  readonly observed: readonly Observed[];
  readonly #program: Program;
  readonly #groups: readonly SymmetryGroup[];
  readonly #records: WordSet;
  readonly #record: Int32Array;
  /** For each observed register the values that it may have. */
  readonly #possible: readonly Code[][];
  readonly #filter: ((record: Int32Array) => boolean) | null;
  readonly #satisfies: (record: Int32Array) => boolean;
  /** For each record the number that `add` was given, and the record that came of the execution itself. */
  readonly #marks: number[] = [];
  readonly #originals: number[] = [];

  constructor(program: Program, groups: readonly SymmetryGroup[]) {
    this.#program = program;
    this.#groups = groups;
    this.observed = observedWith(program, groups);
    this.#records = new WordSet(Math.max(1, this.observed.length));
    this.#record = new Int32Array(Math.max(1, this.observed.length));
    this.#possible = this.observed.map(() => []);
    const { filter, condition } = program;
    this.#filter = filter === null ? null : this.#tester(filter.proposition);
    this.#satisfies = this.#tester(condition.proposition);
  }

  get count(): number {
    return this.#records.count;
  }

  /**
   * Whether every final state that the candidate can still come to was seen, or is filtered out. False when it cannot be
   * told yet. `registers` are as in `add`.
   */
  isSettled(
    candidate: Candidate,
    registers: readonly (RegisterFormula | null)[],
    foresight: Foresight,
  ): boolean {
    foresight.begin();
    for (let k = 0; k < registers.length; k++) {
      const register = registers[k]!;
      if (register !== null && !foresight.register(register, this.#possible[k]!)) return false;
    }
    return this.#areSeen(candidate, foresight, 0);
  }

  /** Whether the final state of a decided candidate was seen, or is filtered out. */
  isSeen(candidate: Candidate, registers: readonly (RegisterFormula | null)[]): boolean {
    this.#load(candidate, registers);
    const isDropped = this.#filter !== null && !this.#filter(this.#record);
    return isDropped || this.#records.has(this.#record, 0);
  }

  /** Adds the final state of a decided candidate, unless the filter drops it; gives whether it was let through. */
  add(
    candidate: Candidate,
    registers: readonly (RegisterFormula | null)[],
    mark: () => number,
  ): Seen {
    this.#load(candidate, registers);
    if (this.#filter !== null && !this.#filter(this.#record)) return "filtered";
    const seen = this.#satisfies(this.#record) ? "positive" : "negative";
    const original = this.#records.add(this.#record, 0);
    if (!this.#records.isNew) return seen;
    const first = mark();
    this.#marks.push(first);
    this.#originals.push(original);
    if (this.#groups.length === 0) return seen;
    forEachArrangement(this.#record, this.#places(), (record) => {
      this.#records.add(record, 0);
      if (!this.#records.isNew) return;
      this.#marks.push(first);
      this.#originals.push(original);
    });
    return seen;
  }

  /** The different final states as values of `program.observed`, each with the number of a record that shows it. */
  list(): readonly { readonly values: readonly Code[]; readonly record: number }[] {
    const kept = this.#program.observed.length;
    const found = new WordSet(Math.max(1, kept));
    const words = new Int32Array(this.#record.length);
    const list: { readonly values: readonly Code[]; readonly record: number }[] = [];
    // Nothing else is in a record: each is another final state.
    const areDifferent = kept === this.observed.length;
    for (let record = 0; record < this.#records.count; record++) {
      this.#records.load(record, words, 0);
      if (!areDifferent) found.add(words, 0);
      if (!areDifferent && !found.isNew) continue;
      const values: Code[] = [];
      for (let k = 0; k < kept; k++) values.push(words[k]!);
      list.push({ values, record });
    }
    return list;
  }

  /**
   * The mark of the execution that showed a record, and for each thread the one of that execution that does what the
   * thread does in the record.
   */
  origin(record: number): { readonly mark: number; readonly roles: readonly number[] } {
    const wanted = new Int32Array(this.#record.length);
    const shown = new Int32Array(this.#record.length);
    this.#records.load(record, wanted, 0);
    this.#records.load(this.#originals[record]!, shown, 0);
    const roles = this.#program.threads.map((_, thread) => thread);
    this.#places().forEach((places, g) => {
      const group = this.#groups[g]!;
      const free = new Set(group.keys());
      places.forEach((at, t) => {
        for (const u of free) {
          if (!at.every((k, i) => wanted[k] === shown[places[u]![i]!])) continue;
          roles[group[t]!] = group[u]!;
          free.delete(u);
          break;
        }
      });
    });
    return { mark: this.#marks[record]!, roles };
  }

  /** Makes the record of a decided candidate. */
  #load(candidate: Candidate, registers: readonly (RegisterFormula | null)[]): void {
    const record = this.#record;
    for (let k = 0; k < registers.length; k++) {
      const register = registers[k]!;
      const o = this.observed[k]!;
      record[k] =
        o.kind === "location"
          ? lastWhole(candidate, o, this.#program)
          : candidate.evaluate(o.thread, register!.expression);
    }
  }

  /** Whether the records that the observed values from `k` on can complete were all seen. */
  #areSeen(candidate: Candidate, foresight: Foresight, k: number): boolean {
    if (k === this.observed.length) {
      const isDropped = this.#filter !== null && !this.#filter(this.#record);
      return isDropped || this.#records.has(this.#record, 0);
    }
    const o = this.observed[k]!;
    if (o.kind === "register") return this.#isEachSeen(this.#possible[k]!, candidate, foresight, k);
    // Of the parts of one write some may be the last ones and some not.
    if (o.parts !== undefined) return false;
    const initial = candidate.graph.initials[o.location]!;
    if (initial < 0) {
      this.#record[k] = this.#program.locations[o.location]!.initial;
      return this.#areSeen(candidate, foresight, k + 1);
    }
    const writes = candidate.writesAt[initial]!;
    const { words } = candidate.graph.space;
    for (let v = 0; v < words; v++) {
      for (let rest = writes[v]!; rest !== 0; rest &= rest - 1) {
        const last = (v << 5) + 31 - Math.clz32(rest & -rest);
        if (candidate.hasLater(last)) continue;
        const possible = foresight.written(last);
        if (possible === null || !this.#isEachSeen(possible, candidate, foresight, k)) return false;
      }
    }
    return true;
  }

  /** The same, with each of these values at place `k`. */
  #isEachSeen(
    possible: readonly Code[],
    candidate: Candidate,
    foresight: Foresight,
    k: number,
  ): boolean {
    for (const code of possible) {
      this.#record[k] = code;
      if (!this.#areSeen(candidate, foresight, k + 1)) return false;
    }
    return true;
  }

  /** For each group the places of its threads' registers in a record, thread by thread in the same order. */
  #places(): readonly (readonly (readonly number[])[])[] {
    return this.#groups.map((group) =>
      group.map((thread) => {
        const own = this.observed.flatMap((o, k) =>
          o.kind === "register" && o.thread === thread ? [{ k, register: o.register }] : [],
        );
        return own.sort((a, b) => a.register - b.register).map(({ k }) => k);
      }),
    );
  }

  #tester(proposition: Proposition): (record: Int32Array) => boolean {
    const places = new Map(termsOf(proposition).map((t) => [t, indexOf(this.observed, t)]));
    return (record) =>
      isSatisfied(
        proposition,
        (term) => (term.kind === "constant" ? term.code : record[places.get(term)!]!),
        this.#program.values,
      );
  }
}

/** What `Outcomes.add` made of a final state: whether it satisfies the condition, or the filter drops it. */
export type Seen = "positive" | "negative" | "filtered";

/** The final value of an observed register on the path that its thread takes. */
export interface RegisterFormula {
  readonly thread: number;
  readonly expression: Expression;
  /** Slots of the values that it needs. */
  readonly slots: readonly number[];
}

/** How each observed register is computed in a graph; null for a location. */
export function registerFormulas(
  observed: readonly Observed[],
  { paths, slots }: Graph,
): readonly (RegisterFormula | null)[] {
  return observed.map((o) => {
    if (o.kind === "location") return null;
    const expression = paths[o.thread]!.registers[o.register]!;
    const slot = slots[o.thread]!;
    return { thread: o.thread, expression, slots: readsOf(expression).map((k) => slot + k) };
  });
}

/** What is observed at the end of a decided candidate. */
export function finalValues(
  candidate: Candidate,
  observed: readonly Observed[],
  program: Program,
): readonly Code[] {
  const registers = registerFormulas(observed, candidate.graph);
  return observed.map((o, k) => {
    if (o.kind === "location") return lastWhole(candidate, o, program);
    const { thread, expression } = registers[k]!;
    return candidate.evaluate(thread, expression);
  });
}

/** What is seen of a location, or of several as one number, at the end. */
function lastWhole(
  candidate: Candidate,
  { location, parts }: Extract<Observed, { kind: "location" }>,
  program: Program,
): Code {
  if (parts === undefined) return lastValue(candidate, location, program);
  const codes = Array.from({ length: parts.count }, (_, k) =>
    lastValue(candidate, location + k, program),
  );
  return wholeCode(codes, parts, program.values);
}

/** The value of a location at the end: that of the write that no other one follows. */
export function lastValue(candidate: Candidate, location: number, program: Program): Code {
  const initial = candidate.graph.initials[location]!;
  if (initial < 0) return program.locations[location]!.initial;
  const writes = candidate.writesAt[initial]!;
  for (let last = candidate.graph.space.events - 1; last >= 0; last--) {
    const isWrite = ((writes[last >>> 5]! >>> (last & 31)) & 1) === 1;
    if (isWrite && !candidate.hasLater(last)) return candidate.written(last);
  }
  throw new Error(`no last write to location ${location}`);
}

function observedWith(program: Program, groups: readonly SymmetryGroup[]): readonly Observed[] {
  const observed: Observed[] = [...program.observed];
  const add = (term: Observed): void => {
    if (indexOf(observed, term) < 0) observed.push(term);
  };
  if (program.filter !== null) {
    for (const t of termsOf(program.filter.proposition)) if (t.kind !== "constant") add(t);
  }
  for (const term of termsOf(program.condition.proposition))
    if (term.kind !== "constant") add(term);
  for (const group of groups) {
    for (const o of [...observed]) {
      if (o.kind !== "register" || !group.includes(o.thread)) continue;
      for (const thread of group) add({ ...o, thread, name: "" });
    }
  }
  return observed;
}

function indexOf(observed: readonly Observed[], term: Term): number {
  return observed.findIndex((candidate) =>
    candidate.kind === "register"
      ? term.kind === "register" &&
        term.thread === candidate.thread &&
        term.register === candidate.register
      : term.kind === "location" && term.location === candidate.location,
  );
}

/**
 * Calls `visit` with the record and every different one that exchanging threads of a group makes of it. `places[g][t]`
 * are the places of thread t of group g.
 */
function forEachArrangement(
  record: Int32Array,
  places: readonly (readonly (readonly number[])[])[],
  visit: (record: Int32Array) => void,
): void {
  const work = record.slice();
  const arrange = (g: number): void => {
    const group = places[g];
    if (group === undefined) {
      visit(work);
      return;
    }
    const kinds = new Map<string, { readonly values: readonly number[]; left: number }>();
    for (const at of group) {
      const values = at.map((k) => record[k]!);
      const kind = kinds.get(values.join());
      if (kind === undefined) kinds.set(values.join(), { values, left: 1 });
      else kind.left++;
    }
    const list = [...kinds.values()];
    const fill = (t: number): void => {
      const at = group[t];
      if (at === undefined) {
        arrange(g + 1);
        return;
      }
      for (const kind of list) {
        if (kind.left === 0) continue;
        kind.left--;
        for (let k = 0; k < at.length; k++) work[at[k]!] = kind.values[k]!;
        fill(t + 1);
        kind.left++;
      }
    };
    fill(0);
  };
  arrange(0);
}
