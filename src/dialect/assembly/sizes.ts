import type { Expression, Register } from "../../program/expression.js";
import type { Instruction, Thread } from "../../program/program.js";
import type { Span } from "../../source/source.js";
import type { SharedObject } from "./locations.js";
import type { Unit } from "./unit.js";

/** Objects that a value may point into. */
type Targets = ReadonlySet<SharedObject>;
const NOWHERE: Targets = new Set();

/** A thread's code, and how many bits each of its accesses has where that is known. */
export interface SizedThread {
  readonly thread: Thread;
  readonly widths: ReadonlyMap<Instruction, number>;
}

/**
 * Accesses of several sizes to one object are none that the engines know: to them an access is of a whole location. Such
 * programs are refused. Where an access may go is followed through registers and memory, whatever way the threads take.
 */
export function checkSizes(unit: Unit, threads: readonly SizedThread[]): void {
  const flow = new Flow(unit, threads);
  const first = new Map<SharedObject, { readonly bits: number; readonly span: Span }>();
  for (const [index, { thread, widths }] of threads.entries()) {
    for (const i of thread.code) {
      const bits = widths.get(i);
      if (bits === undefined || !("address" in i)) continue;
      const { span } = i.site;
      for (const object of flow.targets(index, i.address)) {
        const known = first.get(object);
        if (known === undefined) first.set(object, { bits, span });
        else if (known.bits !== bits) {
          const note = { message: `here with ${known.bits} bits`, span: known.span };
          report(unit, object, bits, span, note);
          return;
        }
        if (!isWhole(unit, object, bits)) {
          const note = `it is declared with ${object.bits} bits`;
          report(unit, object, bits, span, note);
          return;
        }
      }
    }
  }
}

/** Whether an access of some bits says all of an object: a small number in a large scalar has nothing above them. */
function isWhole(unit: Unit, { bits: declared, elements }: SharedObject, bits: number): boolean {
  if (declared === null || declared === bits) return true;
  return bits < declared && elements === null && !unit.isWide;
}

function report(
  { diagnostics }: Unit,
  { name }: SharedObject,
  bits: number,
  span: Span,
  note: string | { readonly message: string; readonly span: Span },
): void {
  const message = `\`${name}\` is accessed with ${bits} bits here, which is not its only size`;
  const limit = "accesses of mixed sizes are not supported";
  diagnostics.error("mixed-sizes", span, message, note, limit);
}

/** Where the values in registers and in memory may point: the smallest sets that no instruction adds to. */
class Flow {
  readonly #unit: Unit;
  readonly #registers: readonly Map<Register, Targets>[];
  readonly #memory = new Map<SharedObject, Targets>();
  #isChanged = true;

  constructor(unit: Unit, threads: readonly SizedThread[]) {
    this.#unit = unit;
    this.#registers = threads.map(({ thread }) => {
      return new Map(thread.registers.map(({ initial }, r) => [r, this.#constant(initial)]));
    });
    const { locations } = unit;
    for (const [cell, { initial }] of locations.infos().entries()) {
      this.#add(this.#memory, locations.object(cell), this.#constant(initial));
    }
    while (this.#isChanged) {
      this.#isChanged = false;
      for (const [index, { thread }] of threads.entries()) {
        for (const instruction of thread.code) this.#step(index, instruction);
      }
    }
  }

  /** Into what the value of an expression may point: sums and differences stay in an object. */
  targets(thread: number, expression: Expression, old: Targets = NOWHERE): Targets {
    switch (expression.kind) {
      case "constant":
        return this.#constant(expression.code);
      case "register":
        return this.#registers[thread]!.get(expression.register) ?? NOWHERE;
      case "old":
        return old;
      case "unary":
        return NOWHERE;
      case "cast":
        return this.targets(thread, expression.operand, old);
      case "binary": {
        const { operator, left, right } = expression;
        if (operator !== "+" && operator !== "-") return NOWHERE;
        return union(this.targets(thread, left, old), this.targets(thread, right, old));
      }
    }
  }

  #constant(code: number): Targets {
    const { values, locations } = this.#unit;
    const cell = values.cell(code, locations.infos().length);
    return cell < 0 ? NOWHERE : new Set([locations.object(cell)]);
  }

  #step(thread: number, i: Instruction): void {
    const registers = this.#registers[thread]!;
    if (i.op === "assign") this.#add(registers, i.register, this.targets(thread, i.value));
    if (i.op !== "load" && i.op !== "store" && i.op !== "rmw") return;
    for (const object of this.targets(thread, i.address)) {
      const found = this.#memory.get(object) ?? NOWHERE;
      if (i.op !== "store" && i.register !== null) this.#add(registers, i.register, found);
      if (i.op !== "load") this.#add(this.#memory, object, this.targets(thread, i.value, found));
    }
  }

  #add<K>(map: Map<K, Targets>, key: K, more: Targets): void {
    const known = map.get(key) ?? NOWHERE;
    const all = union(known, more);
    if (all.size === known.size) return;
    map.set(key, all);
    this.#isChanged = true;
  }
}

function union(left: Targets, right: Targets): Targets {
  return right.size === 0 ? left : new Set([...left, ...right]);
}
