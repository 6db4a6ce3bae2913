import { unreachable } from "../../source/unreachable.js";
import {
  addPair,
  type Bits,
  closeTransitively,
  complement,
  compose,
  domainOf,
  emptyRelation,
  emptySet,
  fill,
  hasPair,
  identityOn,
  intersect,
  invert,
  isAcyclic,
  isEmpty,
  isEqual,
  isIrreflexive,
  isSubset,
  product,
  rangeOf,
  restrict,
  type Space,
  subtract,
} from "../cat/relation.js";
import { type Choice, type Frame, ModelFailure } from "../judge.js";
import type { Check } from "./checks.js";
import type { Node, Recursion } from "./graph.js";

/** What is surely in a relation, and what may be. */
type Side = 0 | 1;
export const LOWER: Side = 0;
export const UPPER: Side = 1;

/**
 * Calculates nodes over one frame. Each node has a place in memory for each side; a stamp says
 * whether what is there is of this frame (static nodes) or of this look at the choice (others).
 */
export class Evaluator {
  readonly #space: Space;
  /** Values by node and side: `id * 2 + side`; static nodes use the lower side. */
  readonly #values: Bits[] = [];
  /** Memory of the nodes that have been calculated so far, by the same place. */
  readonly #memory: (Bits | undefined)[] = [];
  readonly #stamps: Float64Array;
  readonly #voids: Float64Array;
  readonly #none: { readonly set: Bits; readonly relation: Bits };
  readonly #all: { readonly set: Bits; readonly relation: Bits };
  readonly #picks = new Map<Node, Bits>();
  readonly #recursions = new Map<Recursion, Solved>();
  #frame: Frame | null = null;
  #choice: Choice | null = null;
  /** Numbers of the frame and of the look; both only grow, from one counter. */
  #clock = 1;
  #frameTime = 1;
  #lookTime = 1;
  /** What turns a side into the other one: nothing when everything is decided. */
  #flip: 0 | 1 = 1;

  constructor(nodes: readonly Node[], space: Space) {
    this.#space = space;
    this.#stamps = new Float64Array(nodes.length * 2);
    this.#voids = new Float64Array(nodes.length);
    this.#none = { set: emptySet(space), relation: emptyRelation(space) };
    this.#all = { set: emptySet(space), relation: emptyRelation(space) };
    fill(space, this.#all.set);
    fill(space, this.#all.relation);
    for (let k = 0; k < nodes.length * 2; k++) {
      this.#values.push(this.#none.relation);
      this.#memory.push(undefined);
    }
  }

  /** Turns to another frame. */
  startFrame(frame: Frame, choice: Choice): void {
    this.#frame = frame;
    this.#choice = choice;
    this.#clock++;
    this.#frameTime = this.#clock;
  }

  /** Forgets what depends on the choice. `isExact`: the lower side is all there is. */
  begin(isExact: boolean): void {
    this.#clock++;
    this.#lookTime = this.#clock;
    this.#flip = isExact ? 0 : 1;
  }

  /** Sets what the model chooses, for looks at an execution that begin from now on. */
  pick(node: Node, bits: Bits): void {
    this.#picks.set(node, bits);
  }

  /** A copy of a node: one that the frame decides, or in a look at an execution any. */
  copyOf(node: Node): Bits {
    return this.#value(node, LOWER).slice();
  }

  /** Whether one side of a node has a property. */
  has(property: Check["property"], node: Node, side: Side): boolean {
    const bits = this.#value(node, (side & this.#flip) as Side);
    switch (property) {
      case "acyclic":
        return isAcyclic(this.#space, bits);
      case "irreflexive":
        return isIrreflexive(this.#space, bits);
      case "empty":
        return isEmpty(bits);
      default:
        return unreachable(property);
    }
  }

  /**
   * Whether a node is empty in every execution of the frame, as far as that is seen without a look
   * at the choice.
   */
  isVoid(node: Node): boolean {
    const known = this.#voids[node.id]!;
    if (known === this.#frameTime) return true;
    if (known === -this.#frameTime) return false;
    const isVoid = this.#findVoid(node);
    this.#voids[node.id] = isVoid ? this.#frameTime : -this.#frameTime;
    return isVoid;
  }

  #findVoid(node: Node): boolean {
    const { operands } = node;
    switch (node.kind) {
      case "none":
        return true;
      case "all":
      case "chosen":
      case "picked":
      case "complement":
      case "base":
        break;
      case "union":
        for (const operand of operands) if (!this.isVoid(operand)) return false;
        return true;
      case "difference":
        if (this.isVoid(operands[0]!) || this.#isCovered(operands[0]!, operands[1]!)) return true;
        break;
      case "identity":
      case "closure":
      case "inverse":
      case "domain":
      case "range":
      case "different":
        if (this.isVoid(operands[0]!)) return true;
        break;
      case "intersection":
      case "sequence":
      case "restriction":
      case "product":
        for (const operand of operands) if (this.isVoid(operand)) return true;
        break;
      case "variable":
        throw new RangeError("a variable is marked before its recursion is evaluated");
      case "recursive":
        if (this.#isVoidRecursion(node)) return true;
        break;
      default:
        return unreachable(node.kind);
    }
    return node.isStatic && isEmpty(this.#calculated(node, LOWER));
  }

  /** Whether what the frame knows to be in the second node is all that the first can have. */
  #isCovered(whole: Node, taken: Node): boolean {
    if (!whole.isStatic) return false;
    const known: Node[] = [];
    const stack = [taken];
    for (let at = stack.pop(); at !== undefined; at = stack.pop()) {
      if (at.isStatic) known.push(at);
      else if (at.kind === "union") stack.push(...at.operands);
    }
    if (known.length === 0) return false;
    const rest = this.#value(whole, LOWER).slice();
    for (const node of known) subtract(rest, rest, this.#value(node, LOWER));
    return isEmpty(rest);
  }

  /**
   * Variables whose body is empty as long as they are stay empty from sweep to sweep. The marks of
   * the variables are right afterwards.
   */
  #isVoidRecursion(node: Node): boolean {
    const { variables, bodies, dependents } = node.recursion!;
    const voids = this.#voids;
    for (const variable of variables) voids[variable.id] = this.#frameTime;
    for (let isChanged = true; isChanged; ) {
      isChanged = false;
      for (const dependent of dependents) voids[dependent.id] = 0;
      for (let k = 0; k < variables.length; k++) {
        const { id } = variables[k]!;
        if (voids[id] !== this.#frameTime || this.isVoid(bodies[k]!)) continue;
        voids[id] = -this.#frameTime;
        isChanged = true;
      }
    }
    return voids[variables[Number(node.name)]!.id] === this.#frameTime;
  }

  /** One side of a node. The bits belong to the evaluator or the choice. */
  #value(node: Node, side: Side): Bits {
    if (node.kind === "chosen") return this.#chosen(node.name, side);
    if (node.kind === "picked") return this.#picked(node, side);
    if (node.isStatic) {
      const at = node.id * 2;
      if (this.#stamps[at] === this.#frameTime) return this.#values[at]!;
    } else {
      const at = node.id * 2 + side;
      if (this.#stamps[at] === this.#lookTime) return this.#values[at]!;
    }
    return this.isVoid(node) ? this.#none[node.type] : this.#calculated(node, side);
  }

  #chosen(name: string, side: Side): Bits {
    const relations = side === LOWER ? this.#choice!.lower : this.#choice!.upper;
    return name === "rf" ? relations.rf : name === "co" ? relations.co : relations.fr;
  }

  /** What a model chooses for an execution may be anything as long as something is open. */
  #picked(node: Node, side: Side): Bits {
    if (this.#flip === 1) return (side === LOWER ? this.#none : this.#all)[node.type];
    const bits = this.#picks.get(node);
    if (bits === undefined) throw new RangeError(`\`${node.name}\` is used before it is chosen`);
    return bits;
  }

  /** Calculates a node that is not known to be void, and keeps it. */
  #calculated(node: Node, side: Side): Bits {
    const at = node.isStatic ? node.id * 2 : node.id * 2 + side;
    const time = node.isStatic ? this.#frameTime : this.#lookTime;
    if (node.isStatic && this.#stamps[at] === time) return this.#values[at]!;
    const bits = this.#calculate(node, side, at);
    this.#values[at] = bits;
    this.#stamps[at] = time;
    return bits;
  }

  #calculate(node: Node, side: Side, at: number): Bits {
    const space = this.#space;
    const { operands } = node;
    switch (node.kind) {
      case "none":
        return this.#none[node.type];
      case "all":
        return this.#all[node.type];
      case "base": {
        const given = node.type === "set" ? this.#frame!.sets : this.#frame!.relations;
        return given.get(node.name) ?? this.#none[node.type];
      }
      case "chosen":
        return this.#chosen(node.name, side);
      case "picked":
        return this.#picked(node, side);
      case "variable":
        return this.#values[at]!;
      case "recursive":
        return this.#recursive(node, side);
      case "union":
        return this.#union(node, side, at);
      case "intersection": {
        const out = this.#place(node, at);
        intersect(out, this.#value(operands[0]!, side), this.#value(operands[1]!, side));
        for (let k = 2; k < operands.length; k++) {
          intersect(out, out, this.#value(operands[k]!, side));
        }
        return out;
      }
      case "difference": {
        const whole = this.#value(operands[0]!, side);
        if (this.isVoid(operands[1]!)) return whole;
        const out = this.#place(node, at);
        subtract(out, whole, this.#value(operands[1]!, (side ^ this.#flip) as Side));
        return out;
      }
      case "complement": {
        const out = this.#place(node, at);
        complement(space, out, this.#value(operands[0]!, (side ^ this.#flip) as Side));
        return out;
      }
      case "restriction": {
        const out = this.#place(node, at);
        const relation = this.#value(operands[1]!, side);
        restrict(
          space,
          out,
          this.#value(operands[0]!, side),
          relation,
          this.#value(operands[2]!, side),
        );
        return out;
      }
      case "different":
        return this.#different(node, side, at);
      default:
        return this.#operation(node, side, at);
    }
  }

  /** The operations that write one result from one or two operands. */
  #operation(node: Node, side: Side, at: number): Bits {
    const space = this.#space;
    const first = this.#value(node.operands[0]!, side);
    const out = this.#place(node, at);
    switch (node.kind) {
      case "sequence":
        compose(space, out, first, this.#value(node.operands[1]!, side));
        break;
      case "product":
        product(space, out, first, this.#value(node.operands[1]!, side));
        break;
      case "identity":
        identityOn(space, out, first);
        break;
      case "closure":
        out.set(first);
        closeTransitively(space, out);
        break;
      case "inverse":
        invert(space, out, first);
        break;
      case "domain":
        domainOf(space, out, first);
        break;
      case "range":
        rangeOf(space, out, first);
        break;
      default:
        throw new RangeError(`\`${node.kind}\` is no operation`);
    }
    return out;
  }

  /** Where a node's bits go. */
  #place({ type }: Node, at: number): Bits {
    let bits = this.#memory[at];
    if (bits === undefined) {
      bits = type === "set" ? emptySet(this.#space) : emptyRelation(this.#space);
      this.#memory[at] = bits;
    }
    return bits;
  }

  #union(node: Node, side: Side, at: number): Bits {
    const out = this.#place(node, at);
    let only: Bits | null = null;
    let isWritten = false;
    for (const operand of node.operands) {
      if (this.isVoid(operand)) continue;
      const bits = this.#value(operand, side);
      if (only === null) {
        only = bits;
      } else if (isWritten) {
        for (let k = 0; k < out.length; k++) out[k]! |= bits[k]!;
      } else {
        for (let k = 0; k < out.length; k++) out[k] = only[k]! | bits[k]!;
        isWritten = true;
      }
    }
    return isWritten ? out : (only ?? this.#none[node.type]);
  }

  /** As long as values are not known, no pair surely differs and every pair may. */
  #different(node: Node, side: Side, at: number): Bits {
    const bits = this.#value(node.operands[0]!, side);
    const { values } = this.#choice!;
    if (values === null) {
      return side === LOWER && this.#flip === 1 ? this.#none.relation : bits;
    }
    const out = this.#place(node, at);
    const space = this.#space;
    const { events } = space;
    out.fill(0);
    for (let i = 0; i < events; i++) {
      for (let j = 0; j < events; j++) {
        if (values[i] !== values[j] && hasPair(space, bits, i, j)) addPair(space, out, i, j);
      }
    }
    return out;
  }

  /** Calculates all names of the recursion that a node is one of. */
  #recursive(node: Node, side: Side): Bits {
    const recursion = node.recursion!;
    const k = Number(node.name);
    const { isStatic, isMonotone, variables } = recursion;
    const flip = this.#flip;
    if (!isStatic && !isMonotone && flip === 1) {
      return (side === LOWER ? this.#none : this.#all)[node.type];
    }
    const ownSide = isStatic ? LOWER : side;
    const times = this.#timesOf(recursion);
    const now = isStatic ? this.#frameTime : this.#lookTime;
    // One of its names is solved with all others.
    if (times.solved[ownSide] !== now) {
      if (isStatic) this.#flip = 0;
      if (times.marked !== this.#frameTime) this.#isVoidRecursion(node);
      times.marked = this.#frameTime;
      if (!this.#isAsBefore(recursion, times, ownSide)) this.#solve(recursion, ownSide);
      times.solved[ownSide] = now;
      this.#flip = flip;
    }
    return this.#values[variables[k]!.id * 2 + ownSide]!;
  }

  #timesOf(recursion: Recursion): Solved {
    let times = this.#recursions.get(recursion);
    if (times === undefined) {
      times = { marked: 0, solved: [0, 0], frames: [0, 0], inputs: [[], []] };
      this.#recursions.set(recursion, times);
    }
    return times;
  }

  /** Whether all that one side of a recursion follows from is as it was when it was last solved. Keeps it for the next time. */
  #isAsBefore({ inputs }: Recursion, { frames, inputs: kept }: Solved, side: Side): boolean {
    if (inputs === null) return false;
    let isAsBefore = frames[side] === this.#frameTime;
    frames[side] = this.#frameTime;
    for (let k = 0; k < inputs.length; k++) {
      const { node, isOtherSide } = inputs[k]!;
      const bits = this.#value(node, isOtherSide ? ((side ^ this.#flip) as Side) : side);
      const before = kept[side][k];
      if (before === undefined) kept[side].push(bits.slice());
      else if (!isAsBefore || !isEqual(before, bits)) before.set(bits);
      else continue;
      isAsBefore = false;
    }
    return isAsBefore;
  }

  /**
   * From empty variables on, one body after the other, each seeing what those before it have
   * become, until no body has anything new (models.md 4.3).
   */
  #solve(recursion: Recursion, side: Side): void {
    const { variables, bodies, dependents } = recursion;
    for (const variable of variables) {
      const at = variable.id * 2 + side;
      const bits = this.#place(variable, at);
      bits.fill(0);
      this.#values[at] = bits;
      this.#stamps[at] = this.#lookTime;
    }
    this.#forget(dependents);
    for (let sweep = 0; sweep < SWEEPS_MAX; sweep++) {
      let isSettled = true;
      for (let k = 0; k < variables.length; k++) {
        const bits = this.#values[variables[k]!.id * 2 + side]!;
        const fresh = this.#value(bodies[k]!, side);
        if (!isSubset(fresh, bits)) isSettled = false;
        if (fresh === bits) continue;
        bits.set(fresh);
        this.#forget(dependents);
      }
      if (isSettled) return;
    }
    throw recursionFailure(recursion);
  }

  #forget(nodes: readonly Node[]): void {
    const stamps = this.#stamps;
    for (const { id, recursion } of nodes) {
      stamps[id * 2] = 0;
      stamps[id * 2 + 1] = 0;
      if (recursion !== null) this.#timesOf(recursion).solved.fill(0);
    }
  }
}

/** What is known of the variables of a recursion. */
interface Solved {
  /** The frame in which the void ones were marked. */
  marked: number;
  /** By side: when it was solved, in which frame, and the inputs that it was solved for. */
  readonly solved: [number, number];
  readonly frames: [number, number];
  readonly inputs: readonly [Bits[], Bits[]];
}

/** Sweeps of one `let rec`: one that is not monotone may never end. */
const SWEEPS_MAX = 10_000;

function recursionFailure({ span }: Recursion): ModelFailure {
  const message = `this recursion goes on after ${SWEEPS_MAX} sweeps`;
  return new ModelFailure({ severity: "error", code: "limit-sweeps", message, span, notes: [] });
}
