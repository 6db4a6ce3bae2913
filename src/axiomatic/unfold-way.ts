import type { BinaryOperator, Expression, Register } from "../program/expression.js";
import type { Site } from "../program/program.js";
import { isSame, supportOf, tryEvaluate } from "../program/symbolic.js";
import type { Code, Values } from "../program/value.js";
import {
  NO_PICKS,
  type PathConstraint,
  type PathEnd,
  type PathEvent,
  type PathFence,
  type ThreadPath,
} from "./path.js";
import { forEachValue, type Taint, UNTAINTED, union, type ValueSet } from "./symbolic.js";

/** A branch that what comes now depends on. */
interface Scope {
  readonly pc: number;
  /** Where it ends, -1 for never. */
  readonly join: number;
  readonly taint: Taint;
}

/** A waiting access on whose loop the way still is. */
interface Wait {
  readonly pc: number;
  /** A read-modify-write that succeeded: what it found and what it wrote. */
  readonly wrote: { readonly read: number; readonly value: Expression } | null;
}

/** Where a way was when it last came to the head of a loop. */
interface Round {
  /** Rounds begun since the way came into the loop. */
  readonly count: number;
  /** Of those, the ones that changed nothing. */
  readonly idle: number;
  readonly events: number;
  readonly warnings: number;
  readonly registers: readonly Expression[];
}

type Pair = readonly [number, number];

/** One way through a thread as far as it was followed. */
export class Way {
  pc = 0;
  readonly registers: Expression[];
  readonly taints: Taint[];
  events: PathEvent[] = [];
  addr: Pair[] = [];
  data: Pair[] = [];
  ctrl: Pair[] = [];
  rmw: Pair[] = [];
  /** Dependencies through choices; null as long as there was none. */
  picks: { readonly addr: Pair[]; readonly data: Pair[]; readonly ctrl: Pair[] } | null = null;
  constraints: PathConstraint[] = [];
  warnings: { readonly site: Site; readonly message: string }[] = [];
  /** Values that each event may read as far as the constraints say; null for any, and for what reads nothing. */
  found: ValueSet[] = [];
  instructions = 0;
  scopes: Scope[] = [];
  /** Choices between values that the way is in: where they end, and what has a part in them. */
  choices: { readonly join: number; readonly taint: Taint }[] = [];
  waits: Wait[] = [];
  /** The round of each loop that the way is in, by its head. */
  rounds = new Map<number, Round>();
  /** The exclusive load that a store-conditional pairs with, -1 for none. */
  reserved = -1;
  /** By domain, the reads of the sections that it is in; -1 for a section of RCU. */
  sections = new Map<number, readonly number[]>();
  readonly #values: Values;

  constructor(registers: Expression[], taints: Taint[], values: Values) {
    this.registers = registers;
    this.taints = taints;
    this.#values = values;
  }

  /** The two ways on over an instruction that gives a register 0 or 1. */
  choose(register: Register): readonly Way[] {
    const ways: readonly Way[] = [this, this.fork()];
    for (const [chosen, way] of ways.entries()) {
      way.registers[register] = { kind: "constant", code: chosen };
      way.taints[register] = UNTAINTED;
      way.pc++;
    }
    return ways;
  }

  /** The same way once more, to be followed differently from here on. */
  fork(): Way {
    const way = new Way([...this.registers], [...this.taints], this.#values);
    way.pc = this.pc;
    way.events = [...this.events];
    way.addr = [...this.addr];
    way.data = [...this.data];
    way.ctrl = [...this.ctrl];
    way.rmw = [...this.rmw];
    const { picks } = this;
    if (picks !== null) {
      way.picks = { addr: [...picks.addr], data: [...picks.data], ctrl: [...picks.ctrl] };
    }
    way.constraints = [...this.constraints];
    way.warnings = [...this.warnings];
    way.found = [...this.found];
    way.instructions = this.instructions;
    way.scopes = [...this.scopes];
    way.choices = [...this.choices];
    way.waits = [...this.waits];
    way.rounds = new Map(this.rounds);
    way.reserved = this.reserved;
    way.sections = new Map(this.sections);
    return way;
  }

  finish(end: PathEnd): ThreadPath {
    const { events, addr, data, ctrl, rmw, constraints, registers, warnings } = this;
    const picks = this.picks ?? NO_PICKS;
    return { events, addr, data, ctrl, picks, rmw, constraints, registers, end, warnings };
  }

  /** Adds an event, under control of all open branches; gives its index. */
  event(event: PathEvent, found: ValueSet, addr: Taint, data: Taint): number {
    const index = this.events.push(event) - 1;
    this.found.push(found);
    this.#depend("addr", addr, index);
    this.#depend("data", data, index);
    let control = UNTAINTED;
    for (const scope of this.scopes) control = union(control, scope.taint);
    this.#depend("ctrl", control, index);
    return index;
  }

  #depend(kind: "addr" | "data" | "ctrl", taint: Taint, index: number): void {
    for (const read of taint) {
      if (read >= 0) {
        this[kind].push([read, index]);
        continue;
      }
      this.picks ??= { addr: [], data: [], ctrl: [] };
      this.picks[kind].push([~read, index]);
    }
  }

  /** Adds a fence, an instruction of its own. */
  fence(site: Site, fence: Omit<PathFence, "kind" | "site" | "instruction">): void {
    const instruction = this.instructions++;
    this.event({ kind: "fence", ...fence, site, instruction }, null, UNTAINTED, UNTAINTED);
  }

  /**
   * The reads since the way was last at the head of a loop, or null when it did more than look: a write, a section, a
   * warning, or a register with another value than before that somebody still asks for.
   */
  readsSince(round: Round, live: Uint8Array): number | null {
    if (this.warnings.length > round.warnings) return null;
    let reads = 0;
    for (let k = round.events; k < this.events.length; k++) {
      const event = this.events[k]!;
      if (event.kind === "write") return null;
      if (event.kind === "read") {
        if (event.isSrcuLock === true) return null;
        reads++;
      } else if (event.fence.startsWith("rcu-") || event.fence.startsWith("sync-")) {
        return null;
      }
    }
    const isChanged = this.registers.some(
      (value, r) => live[r] === 1 && !isSame(value, round.registers[r]!),
    );
    return isChanged ? null : reads;
  }

  /** What flowed into the value of an expression over the thread's registers. */
  taintOf(e: Expression): Taint {
    let taint = UNTAINTED;
    for (const register of supportOf(e)) taint = union(taint, this.taints[register]!);
    return taint;
  }

  /** What flows into what is computed from an expression here, where a choice may be under way. */
  flowOf(e: Expression): Taint {
    return this.choices.reduce((all, { taint }) => union(all, taint), this.taintOf(e));
  }

  /** Opens the scope of a branch; in another round of a loop it is open already. */
  open(pc: number, join: number, taint: Taint): void {
    const k = this.scopes.findIndex((scope) => scope.pc === pc);
    if (k < 0) this.scopes.push({ pc, join, taint });
    else this.scopes[k] = { pc, join, taint: union(this.scopes[k]!.taint, taint) };
  }

  /**
   * Requires an expression over the reads to be true, or false. False when that cannot be: it contradicts what is known
   * already, or no value that the reads may have makes it so.
   */
  require(expression: Expression, isTrue: boolean): boolean {
    const { core, sense } = normal(expression, isTrue);
    if (core.kind === "constant") return (core.code !== 0) === sense;
    const same = this.constraints.find((c) => isSame(c.expression, core));
    if (same !== undefined) return same.isTrue === sense;
    const support = supportOf(core);
    if (support.length === 1) {
      const read = support[0]!;
      const before = this.found[read]!;
      if (before !== null) {
        const after = this.#satisfying(core, sense, read, before);
        if (after.length === 0) return false;
        if (after.length === before.length) return true;
        this.found[read] = after;
      }
    } else if (!this.#canBe(core, sense)) {
      return false;
    }
    this.constraints.push({ expression: core, isTrue: sense });
    return true;
  }

  #satisfying(e: Expression, sense: boolean, read: number, before: readonly Code[]): Code[] {
    const registers = new Int32Array(read + 1);
    return before.filter((code) => {
      registers[read] = code;
      const truth = tryEvaluate(e, registers, 0, this.#values);
      return truth === null || (truth !== 0) === sense;
    });
  }

  #canBe(e: Expression, sense: boolean): boolean {
    let isPossible = false;
    const visit = (code: Code): void => {
      if ((code !== 0) === sense) isPossible = true;
    };
    const isKnown = forEachValue(e, (read) => this.found[read]!, null, this.#values, visit);
    return isPossible || !isKnown;
  }

  /** Whether a value is what a read found, whichever of its values that was. */
  isAlways(value: Expression, read: number): boolean {
    const found = this.found[read]!;
    const support = supportOf(value);
    if (found === null || support.some((other) => other !== read)) return false;
    const registers = new Int32Array(read + 1);
    return found.every((code) => {
      registers[read] = code;
      return tryEvaluate(value, registers, 0, this.#values) === code;
    });
  }
}

const OPPOSITES: Partial<Record<BinaryOperator, BinaryOperator>> = {
  "!=": "==",
  ">": "<=",
  ">=": "<",
};

/** A claim and its opposite in one form, so that they can be told to be such. */
function normal(
  e: Expression,
  isTrue: boolean,
): { readonly core: Expression; readonly sense: boolean } {
  let core = e;
  let sense = isTrue;
  while (core.kind === "unary" && core.operator === "!" && isTruth(core.operand)) {
    core = core.operand;
    sense = !sense;
  }
  if (core.kind !== "binary") return { core, sense };
  const operator = OPPOSITES[core.operator];
  return operator === undefined ? { core, sense } : { core: { ...core, operator }, sense: !sense };
}

/** Whether an expression is 0 or 1 in every type. */
function isTruth(e: Expression): boolean {
  if (e.kind === "unary") return e.operator === "!";
  return e.kind === "binary" && ["==", "!=", "<", "<=", ">", ">="].includes(e.operator);
}
