import type { Expression, Register } from "../program/expression.js";
import { followers } from "../program/flow.js";
import { misplaced, partOf, wholeOf } from "../program/parts.js";
import type {
  Instruction,
  Location,
  Parts,
  Program,
  Rcu,
  Rmw,
  Store,
  Thread,
} from "../program/program.js";
import type { Code, Values } from "../program/value.js";
import { domainLocation } from "./path.js";
import { forEachValue, type ValueSet } from "./symbolic.js";

/** More different values than that at one place count as any value. */
const VALUES_MAX = 32;
/** Rounds after which a value that still grows in a loop counts as any value. */
const ROUNDS_MAX = 6;

const ANY: ValueSet = null;

/**
 * The values that each location (the SRCU domains behind those of the program) may ever hold: what it holds at first, and
 * whatever any instruction may store there, on any way and with any values of what it was computed from. Only the flow
 * of data counts, so that executions that justify a condition by its own consequences are covered too.
 *
 * In an execution every value comes from a constant or an initial value through a chain of different writes, so without
 * loops as many rounds are enough as there are writes that compute something: their value, or where they write.
 */
export function possibleValues(program: Program): readonly ValueSet[] {
  const { locations, threads, rcuDomains } = program;
  let sets: ValueSet[] = locations.map((l): ValueSet => [l.initial]);
  for (let domain = 1; domain < rcuDomains.length; domain++) sets.push([0]);
  const hasLoops = threads.some(({ code }) => code.some(isBackward));
  let chain = 1;
  for (const { code } of threads) {
    for (const i of code) {
      if ((i.op === "store" || i.op === "rmw") && !isFixed(i)) chain++;
      else if (i.op === "rcu" && i.action === "unlock" && i.domain > 0) chain++;
    }
  }
  for (let round = 1; ; round++) {
    const next = [...sets];
    for (const thread of threads) new ThreadValues(program, thread, sets, next).run();
    const changed = next.map((set, l) => set !== sets[l]);
    if (!changed.includes(true)) return sets;
    const isLate = hasLoops && round >= ROUNDS_MAX;
    sets = isLate ? next.map((set, l) => (changed[l]! ? ANY : set)) : next;
    if (!hasLoops && round >= chain) return sets;
  }
}

/**
 * The values that each register of each thread may have right before each instruction, in any execution of any model: by
 * thread, by place, by register. Null for a place that nothing leads to; a null set is any value.
 */
export function possibleRegisters(
  program: Program,
): readonly (readonly (readonly ValueSet[] | null)[])[] {
  const sets = possibleValues(program);
  return program.threads.map((thread) => {
    const values = new ThreadValues(program, thread, sets, [...sets]);
    values.run();
    return values.at;
  });
}

function isFixed({ value, address }: Store | Rmw): boolean {
  return value.kind === "constant" && address.kind === "constant";
}

function isBackward(i: Instruction, pc: number): boolean {
  return (i.op === "jump" || i.op === "branch") && i.target <= pc;
}

/** The union of two sets: the first itself when the second brings nothing new. */
function merge(a: ValueSet, b: ValueSet): ValueSet {
  if (a === null || b === null) return ANY;
  const added = b.filter((code) => !a.includes(code));
  if (added.length === 0) return a;
  return a.length + added.length > VALUES_MAX ? ANY : [...a, ...added];
}

/** One round through one thread: the values that its registers may have at each place, and what it may write. */
class ThreadValues {
  readonly #thread: Thread;
  readonly #values: Values;
  readonly #locations: number;
  readonly #sets: readonly ValueSet[];
  readonly #next: ValueSet[];
  /** By place in the code: the set of each register, null when nothing is known to lead there. */
  readonly at: (ValueSet[] | null)[];

  constructor(program: Program, thread: Thread, sets: readonly ValueSet[], next: ValueSet[]) {
    this.#thread = thread;
    this.#values = program.values;
    this.#locations = program.locations.length;
    this.#sets = sets;
    this.#next = next;
    this.at = Array.from({ length: thread.code.length + 1 }, () => null);
  }

  run(): void {
    const { code, registers } = this.#thread;
    this.at[0] = registers.map((r): ValueSet => [r.initial]);
    let again = true;
    while (again) {
      again = false;
      for (let pc = 0; pc < code.length; pc++) {
        const before = this.at[pc]!;
        if (before === null) continue;
        const after = this.#execute(code[pc]!, before);
        for (const next of followers(code, pc)) {
          if (this.#flow(after, next) && next <= pc) again = true;
        }
      }
    }
  }

  #flow(after: ValueSet[], to: number): boolean {
    const known = this.at[to]!;
    if (known === null) {
      this.at[to] = after;
      return true;
    }
    const merged = known.map((set, r) => merge(set, after[r]!));
    if (merged.every((set, r) => set === known[r])) return false;
    this.at[to] = merged;
    return true;
  }

  #execute(i: Instruction, before: ValueSet[]): ValueSet[] {
    switch (i.op) {
      case "load": {
        const places = this.#places(i.address, before);
        if (i.parts !== undefined)
          return set(before, i.register, this.#foundParts(places, i.parts));
        return set(before, i.register, this.#found(places));
      }
      case "store":
        if (i.parts !== undefined) this.#writeParts(i, i.parts, before);
        else this.#write(this.#places(i.address, before), this.#image(i.value, before, ANY));
        return i.status === undefined ? before : set(before, i.status, upTo(1));
      case "rmw": {
        const places = this.#places(i.address, before);
        for (const place of places) {
          this.#write([place], this.#image(i.value, before, this.#sets[place]!));
        }
        return i.register === null ? before : set(before, i.register, this.#found(places));
      }
      case "rcu":
        return this.#section(i, before);
      case "assign":
        return set(before, i.register, this.#image(i.value, before, ANY));
      case "choose":
        return set(before, i.register, upTo(1));
      case "iterate":
        return set(before, i.counter, upTo(i.bound));
      default:
        return before;
    }
  }

  /** What `srcu_read_lock()` gives, and `srcu_read_unlock()` gives back. */
  #section(i: Rcu, before: ValueSet[]): ValueSet[] {
    if (i.domain === 0 || i.action === "synchronize") return before;
    const location = domainLocation(this.#locations, i.domain);
    if (i.action === "lock") {
      const { register } = i;
      if (register === undefined || register === null) return before;
      return set(before, register, this.#sets[location]!);
    }
    if (i.value !== undefined) this.#write([location], this.#image(i.value, before, ANY));
    return before;
  }

  #places(address: Expression, before: ValueSet[]): readonly Location[] {
    const codes = this.#image(address, before, ANY);
    if (codes === null) return Array.from({ length: this.#locations }, (_, l) => l);
    return codes.map((c) => this.#values.cell(c, this.#locations)).filter((cell) => cell >= 0);
  }

  #found(places: readonly Location[]): ValueSet {
    let found: ValueSet = [];
    for (const place of places) found = merge(found, this.#sets[place]!);
    return found;
  }

  /** What an access to several locations may find, whichever of their values come together. */
  #foundParts(places: readonly Location[], parts: Parts): ValueSet {
    const whole = wholeOf(
      Array.from({ length: parts.count }, (_, register) => ({ kind: "register", register })),
      parts,
    );
    let found: ValueSet = [];
    for (const place of places) {
      if (misplaced(place, parts, this.#locations, this.#values) !== null) continue;
      const sets = this.#sets.slice(place, place + parts.count);
      found = merge(found, this.#image(whole, sets, ANY));
    }
    return found;
  }

  #writeParts({ address, value }: Store, parts: Parts, before: ValueSet[]): void {
    for (const place of this.#places(address, before)) {
      if (misplaced(place, parts, this.#locations, this.#values) !== null) continue;
      for (let k = 0; k < parts.count; k++) {
        this.#write([place + k], this.#image(partOf(value, parts, k), before, ANY));
      }
    }
  }

  #write(places: readonly Location[], codes: ValueSet): void {
    for (const place of places) this.#next[place] = merge(this.#next[place]!, codes);
  }

  #image(e: Expression, before: ValueSet[], old: ValueSet): ValueSet {
    if (e.kind === "register") return before[e.register]!;
    const out: Code[] = [];
    const isKnown = forEachValue(
      e,
      (r) => before[r]!,
      old,
      this.#values,
      (code) => {
        if (!out.includes(code)) out.push(code);
      },
    );
    return isKnown && out.length <= VALUES_MAX ? out : ANY;
  }
}

function set(before: ValueSet[], register: Register, codes: ValueSet): ValueSet[] {
  const after = [...before];
  after[register] = codes;
  return after;
}

function upTo(bound: number): ValueSet {
  return bound < VALUES_MAX ? Array.from({ length: bound + 1 }, (_, n) => n) : ANY;
}
