import { evaluate } from "../program/evaluate.js";
import type { BinaryOperator, Expression } from "../program/expression.js";
import type { Code, Values } from "../program/value.js";
import type { Candidate } from "./candidate.js";
import type { RegisterFormula } from "./outcomes.js";
import type { PathTables } from "./tables.js";

/** Values that one read or write is followed to, and steps that one look may take. */
const VALUES_MAX = 64;
const WORK_MAX = 512;
/** Ways to decide the reads that are left from which on no look is taken: it would come to no end. */
export const CHOICES_MAX = 1024;
/** From so many wide values on none are tried: trying puts new ones into the program's table. */
const WIDE_MAX = 1 << 16;

/**
 * The values that are still possible in a partial candidate: of a read those of every write that it may still read, of a
 * write what it computes from every choice of those. Which choices go together is not looked at, nor the model: all
 * values of executions to come are among them, and others.
 *
 * A value that hangs on itself and is computed on the way has no solution (`Candidate.closeCycles`), so a choice that
 * leads back to where it came from adds nothing. What was found on such a way holds only there.
 */
export class Foresight {
  readonly #candidate: Candidate;
  readonly #tables: readonly PathTables[];
  readonly #codes: Values;
  readonly #isWanted: boolean;
  /** Whether this look goes beyond what is decided. */
  #isDeep = false;
  /** What is known of each event as it reads, and as it writes. */
  #reads: readonly Known[] = [];
  #writes: readonly Known[] = [];
  /** By slot: the values that are tried. */
  readonly #tried: Int32Array;
  /** The value of a write that is known, in a look that goes no further. */
  readonly #one: Code[] = [0];
  #look = 0;
  #work = 0;
  /** Reads and writes that are on the way, and how many of them compute. */
  #depth = 0;
  #computing = 0;
  /** The first one on the way that the last one looked at came back to. */
  #back = NOWHERE;

  /** Not `isWanted`: only values that are decided are told. */
  constructor(
    candidate: Candidate,
    tables: readonly PathTables[],
    codes: Values,
    isWanted: boolean,
  ) {
    this.#candidate = candidate;
    this.#tables = tables;
    this.#codes = codes;
    this.#isWanted = isWanted;
    this.#tried = new Int32Array(isWanted ? candidate.graph.slotCount : 0);
  }

  /** Begins to look at the candidate as it is now. */
  begin(): void {
    this.#look++;
    this.#isDeep = this.#isWanted && this.#areFew();
    if (!this.#isDeep) return;
    if (this.#reads.length === 0) {
      const { events } = this.#candidate.graph;
      this.#reads = events.map(nothingKnown);
      this.#writes = events.map(nothingKnown);
    }
    this.#work = 0;
    this.#depth = 0;
    this.#computing = 0;
    this.#back = NOWHERE;
  }

  /** Whether so few executions are below the candidate that a look has good chances to tell something. */
  #areFew(): boolean {
    const candidate = this.#candidate;
    let choices = 1;
    for (const r of candidate.reads) {
      choices *= candidate.sourceCount(r);
      if (choices > CHOICES_MAX) return false;
    }
    return true;
  }

  /** Puts the possible values of an observed register into `out`; false when they cannot be told. */
  register({ thread, expression, slots }: RegisterFormula, out: Code[]): boolean {
    const candidate = this.#candidate;
    if (areKnown(candidate, slots)) {
      putOnly(out, candidate.evaluate(thread, expression));
      return true;
    }
    if (!this.#isDeep) return false;
    const first = candidate.graph.slots[thread]!;
    const reads = slots.map((slot) => slot - first);
    clear(out);
    return this.#combine(thread, expression, reads, out);
  }

  /** The possible values of what a write writes, until it is asked for again; null when they cannot be told. */
  written(event: number): readonly Code[] | null {
    const candidate = this.#candidate;
    if (!this.#isDeep) {
      this.#one[0] = candidate.written(event);
      return candidate.isWritten(event) ? this.#one : null;
    }
    const known = this.#writes[event]!;
    if (known.look === this.#look) return known.values;
    if (candidate.isWritten(event)) return this.#only(known, candidate.written(event));
    if (known.look === -this.#look) return this.#again(known);
    const { thread, write } = candidate.graph.events[event]!;
    const formula = this.#tables[thread]!.writes[write]!;
    if (!this.#enter(known)) return null;
    const isComputing = Number(!isCopy(formula.expression));
    const before = this.#back;
    this.#back = NOWHERE;
    this.#computing += isComputing;
    if (!this.#combine(thread, formula.expression, formula.reads, known.values)) return null;
    this.#computing -= isComputing;
    this.#leave(known, before);
    return known.values;
  }

  #read(event: number): readonly Code[] | null {
    const { graph, sources, values } = this.#candidate;
    const known = this.#reads[event]!;
    if (known.look === this.#look) return known.values;
    const { slot } = graph.events[event]!;
    if (this.#candidate.isValued(slot)) return this.#only(known, values[slot]!);
    if (known.look === -this.#look) return this.#again(known);
    if (!this.#enter(known)) return null;
    const before = this.#back;
    this.#back = NOWHERE;
    const { words } = graph.space;
    for (let k = 0; k < words; k++) {
      for (let rest = sources[event * words + k]!; rest !== 0; rest &= rest - 1) {
        const from = this.written((k << 5) + 31 - Math.clz32(rest & -rest));
        if (from === null) return null;
        for (const code of from) if (!add(known.values, code)) return null;
      }
    }
    this.#leave(known, before);
    // What holds here only may be made again before it is used.
    return known.look === this.#look ? known.values : known.values.slice();
  }

  #only(known: Known, code: Code): readonly Code[] {
    known.look = this.#look;
    putOnly(known.values, code);
    return known.values;
  }

  /** What is on the way is come to again. */
  #again({ computing, depth }: Known): readonly Code[] | null {
    // A copy of itself may be anything.
    if (this.#computing === computing) return null;
    this.#back = Math.min(this.#back, depth);
    return NO_VALUES;
  }

  #enter(known: Known): boolean {
    known.look = -this.#look;
    known.depth = this.#depth++;
    known.computing = this.#computing;
    clear(known.values);
    return ++this.#work <= WORK_MAX;
  }

  /** `before`: how far back what was found earlier on the way to here came. */
  #leave(known: Known, before: number): void {
    this.#depth--;
    const isEverywhere = this.#back >= known.depth;
    known.look = isEverywhere ? this.#look : 0;
    this.#back = isEverywhere ? before : Math.min(before, this.#back);
  }

  /** Adds to `out` what an expression gives for every choice of values of the events of the path that it reads. */
  #combine(thread: number, expression: Expression, reads: readonly number[], out: Code[]): boolean {
    const { numbers, slots } = this.#candidate.graph;
    const slot = slots[thread]!;
    const open: number[] = [];
    const sets: (readonly Code[])[] = [];
    for (const k of reads) {
      if (!this.#candidate.isValued(slot + k) && isPartial(expression)) return false;
      const set = this.#read(numbers[thread]![k]!);
      if (set === null) return false;
      open.push(slot + k);
      sets.push(set);
    }
    return this.#try(expression, slot, { open, sets }, 0, out);
  }

  /** Tries every value of the reads from place `k` on. */
  #try(expression: Expression, slot: number, choices: Choices, k: number, out: Code[]): boolean {
    const set = choices.sets[k];
    if (set === undefined) {
      if (++this.#work > WORK_MAX || this.#codes.wideCount > WIDE_MAX) return false;
      return add(out, evaluate(expression, this.#tried, slot, 0, this.#codes));
    }
    const at = choices.open[k]!;
    for (const code of set) {
      this.#tried[at] = code;
      if (!this.#try(expression, slot, choices, k + 1, out)) return false;
    }
    return true;
  }
}

/** Slots, and the values to try in each. */
interface Choices {
  readonly open: readonly number[];
  readonly sets: readonly (readonly Code[])[];
}

function areKnown(candidate: Candidate, slots: readonly number[]): boolean {
  for (const slot of slots) if (!candidate.isValued(slot)) return false;
  return true;
}

/** What is known of one read or write. */
interface Known {
  /** The look that it is of; minus that while it is made. */
  look: number;
  readonly values: Code[];
  /** While it is made: how much was on the way before it, and how much of that computes. */
  depth: number;
  computing: number;
}

function nothingKnown(): Known {
  return { look: 0, values: [], depth: 0, computing: 0 };
}

const NO_VALUES: readonly Code[] = [];
/** Behind every place on the way. */
const NOWHERE = Number.MAX_SAFE_INTEGER;

/** Empties a list that soon has as many values again: `length = 0` would give its memory back. */
function clear(list: Code[]): void {
  while (list.length > 0) list.pop();
}

function putOnly(list: Code[], code: Code): void {
  while (list.length > 1) list.pop();
  list[0] = code;
}

/** Adds a value that may be there; false when there is no room. */
function add(set: Code[], code: Code): boolean {
  if (set.includes(code)) return true;
  if (set.length === VALUES_MAX) return false;
  set.push(code);
  return true;
}

/** Whether an expression may be tried only with values for which the thread has come this far: it divides or shifts. */
function isPartial(expression: Expression): boolean {
  switch (expression.kind) {
    case "binary": {
      const { operator, left, right } = expression;
      return PARTIAL.has(operator) || isPartial(left) || isPartial(right);
    }
    case "unary":
    case "cast":
      return isPartial(expression.operand);
    default:
      return false;
  }
}

const PARTIAL: ReadonlySet<BinaryOperator> = new Set(["/", "%", "<<", ">>"]);

/** Whether a value is that of a read. */
function isCopy(expression: Expression): boolean {
  if (expression.kind === "cast") return expression.type !== "bool" && isCopy(expression.operand);
  return expression.kind === "register";
}
