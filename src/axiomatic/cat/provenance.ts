import type { Span } from "../../source/source.js";
import type { Expression } from "./ast.js";
import { type Lazy, lookUp, type Scope } from "./environment.js";
import { applied, evaluate, reduced } from "./evaluate.js";
import { Failure } from "./failure.js";
import type { Tested } from "./interpreter.js";
import { type Bits, hasEvent, hasPair, pairsOf } from "./relation.js";
import { expectRelation, expectSet, type Run } from "./run.js";

/**
 * Why a pair of events is in a relation that a model defines: taken apart along the definitions down to what the
 * execution gives (models.md 6.2).
 */

/** One step of an explanation: a pair, and the smallest part of the model that has it whole. */
export interface Link {
  readonly from: number;
  readonly to: number;
  /** The definition that it stands in, such as `ordered` or `rfe`; null outside of any. */
  readonly name: string | null;
  /** The part of the model, as it is written there: `[A | Q]; po; [M]`, `rf`. */
  readonly text: string;
  readonly span: Span;
  /** The relation goes the other way: from `to` to `from`. */
  readonly isInverse: boolean;
  /** Sets that it wants events to be in, as they are written: the `A | Q` of `[A | Q]`. */
  readonly marks: readonly Mark[];
  /** What it is made of, when it is a chain inside one thread; none for what the execution gives. */
  readonly parts: readonly Link[];
}

export interface Mark {
  readonly event: number;
  readonly set: string;
  /** Names of the execution's own sets that it is made of, through all definitions. */
  readonly bases: ReadonlySet<string>;
  /** Whether an event that is in some of the execution's own sets, given by name, is in it; null when that is not all. */
  isMet(sets: ReadonlySet<string>): boolean | null;
}

/** Relations of which only what they select matters: an intersection with one is explained by the other side. */
const SELECTING: ReadonlySet<string> = new Set(["int", "ext", "loc", "id", "same-instance", "sm"]);

/**
 * The links of the cycle that a failed test shows: of `acyclic` and `irreflexive` the cycle that was found; of `empty`
 * the first pair, and for an intersection `r & s` the way along s and back against r.
 */
export function explainCycle(
  tested: Tested,
  cycle: readonly number[] | null,
  thread: (event: number) => number,
): readonly Link[] {
  const { run, scope, value } = tested;
  const explainer = new Explainer(run, thread);
  if (cycle !== null) {
    const links = cycle.flatMap((from, k) =>
      explainer.links(scope, value, from, cycle[(k + 1) % cycle.length]!, null),
    );
    return withoutStops(links);
  }
  const [pair] = pairsOf(run.space, expectRelation(run, evaluate(run, scope, value), value.span));
  return pair === undefined ? [] : withoutStops(explainer.bothWays(scope, value, pair[0], pair[1]));
}

type Chain = Extract<Expression, { readonly operands: readonly Expression[] }>;

class Explainer {
  readonly #run: Run;
  readonly #thread: (event: number) => number;

  constructor(run: Run, thread: (event: number) => number) {
    this.#run = run;
    this.#thread = thread;
  }

  /** The way from `a` to `b` along the one side of an intersection, and back along the other. */
  bothWays(scope: Scope, e: Expression, a: number, b: number): readonly Link[] {
    if (e.kind === "union") {
      const ways = e.operands.filter((operand) => this.#has(scope, operand, a, b));
      return this.bothWays(scope, ways[0]!, a, b);
    }
    if (e.kind !== "binary" || e.operator !== "intersection") {
      return this.links(scope, e, a, b, null);
    }
    const [isLeft, isRight] = [isSelecting(scope, e.left), isSelecting(scope, e.right)];
    if (isLeft !== isRight) return this.bothWays(scope, isLeft ? e.right : e.left, a, b);
    const there = this.links(scope, e.left, a, b, null);
    return [...there, ...this.links(scope, e.right, a, b, null).toReversed().map(inverse)];
  }

  /** The links from `a` to `b`, of which it is known that `e` relates them. */
  links(scope: Scope, e: Expression, a: number, b: number, name: string | null): readonly Link[] {
    switch (e.kind) {
      case "name":
        return this.#named(scope, e, a, b, name);
      case "union": {
        const ways = e.operands
          .filter((operand) => this.#has(scope, operand, a, b))
          .map((operand) => this.links(scope, operand, a, b, name));
        return ways.reduce((best, way) => (way.length < best.length ? way : best));
      }
      case "sequence":
        return this.#sequence(scope, e, a, b, name);
      case "unary":
        return this.#unary(scope, e, a, b, name);
      case "binary":
        if (e.operator === "difference") return this.links(scope, e.left, a, b, name);
        if (e.operator === "intersection") return this.#intersection(scope, e, a, b, name);
        return [link(e, a, b, name)];
      case "apply": {
        const body = applied(this.#run, scope, e);
        if (body === null) return [link(e, a, b, name)];
        const links = this.links(body.scope, body.expression, a, b, name);
        // The words of the call say more than the function's own, which has names for its arguments.
        const [only] = links;
        const isWhole = links.length === 1 && only!.from === a && only!.to === b;
        return isWhole ? [{ ...only!, text: textOf(e), span: e.span }] : links;
      }
      case "let":
      case "if":
      case "match-tag":
      case "match-set": {
        const inner = reduced(this.#run, scope, e);
        return this.links(inner.scope, inner.expression, a, b, name);
      }
      case "try": {
        const isTried = this.#hasValue(scope, e.attempt);
        return this.links(scope, isTried ? e.attempt : e.otherwise, a, b, name);
      }
      default:
        return [link(e, a, b, name)];
    }
  }

  #named(
    scope: Scope,
    e: Extract<Expression, { kind: "name" }>,
    a: number,
    b: number,
    name: string | null,
  ): readonly Link[] {
    let lazy: Lazy | undefined = lookUp(scope, e.name);
    // In a recursive definition the first sweep that has the pair: what it is made of came before.
    while (lazy?.origin?.older != null && this.#isIn(lazy.origin.older, e, a, b)) {
      lazy = lazy.origin.older;
    }
    const origin = lazy?.origin ?? null;
    if (origin === null) return [link(e, a, b, name ?? e.name)];
    return this.links(origin.scope, origin.expression, a, b, e.name);
  }

  #unary(
    scope: Scope,
    e: Extract<Expression, { kind: "unary" }>,
    a: number,
    b: number,
    name: string | null,
  ): readonly Link[] {
    switch (e.operator) {
      case "inverse":
        return this.links(scope, e.operand, b, a, name).toReversed().map(inverse);
      case "option":
      case "star":
        if (a === b) return [];
        if (e.operator === "option") return this.links(scope, e.operand, a, b, name);
        return this.#closure(scope, e.operand, a, b, name);
      case "plus":
        return this.#closure(scope, e.operand, a, b, name);
      case "identity": {
        const mark: Mark = {
          ...{ event: a, set: textOf(e.operand), bases: basesOf(scope, e.operand) },
          isMet: (sets) => isMember(scope, e.operand, sets),
        };
        return [{ ...link(e, a, b, name), marks: [mark] }];
      }
      case "complement":
        return [link(e, a, b, name)];
    }
  }

  #intersection(
    scope: Scope,
    e: Extract<Expression, { kind: "binary" }>,
    a: number,
    b: number,
    name: string | null,
  ): readonly Link[] {
    const left = isSelecting(scope, e.left);
    if (left !== isSelecting(scope, e.right)) {
      return this.links(scope, left ? e.right : e.left, a, b, name);
    }
    const [one, other] = [e.left, e.right].map((side) => this.links(scope, side, a, b, name));
    return one!.length <= other!.length ? one! : other!;
  }

  /** A shortest way from `a` to `b` of at least one step. */
  #closure(
    scope: Scope,
    e: Expression,
    a: number,
    b: number,
    name: string | null,
  ): readonly Link[] {
    const bits = this.#relation(scope, e);
    const way = this.#shortest(a, b, () => bits);
    const links = way.slice(1).flatMap((to, k) => this.links(scope, e, way[k]!, to, name));
    return links;
  }

  /** `a = e0, e1, ..., b` where each is related to the next, found breadth first. */
  #shortest(a: number, b: number, relation: () => Bits): readonly number[] {
    const { space } = this.#run;
    const parent = new Map<number, number>();
    const queue = [a];
    for (const at of queue) {
      for (let next = 0; next < space.events; next++) {
        if (parent.has(next) || !hasPair(space, relation(), at, next)) continue;
        parent.set(next, at);
        queue.push(next);
        if (next === b) return wayTo(parent, a, b);
      }
    }
    throw new RangeError(`no way from event ${a} to event ${b}`);
  }

  #sequence(scope: Scope, e: Chain, a: number, b: number, name: string | null): readonly Link[] {
    const places = this.#placesOf(scope, e.operands, a, b);
    const found = e.operands.flatMap((operand, k) =>
      this.links(scope, operand, places[k]!, places[k + 1]!, name),
    );
    const parts = withoutStops(found);
    const isLocal = parts.every(({ from, to }) => this.#thread(from) === this.#thread(to));
    const [only] = parts;
    if (!isLocal || (parts.length === 1 && only!.parts.length > 0)) return parts;
    const marks = parts.length === 0 ? found.flatMap((one) => one.marks) : marksOf(parts);
    return [{ ...link(e, a, b, name), marks, parts }];
  }

  /** The events between the operands of a sequence, `a` first and `b` last. */
  #placesOf(
    scope: Scope,
    operands: readonly Expression[],
    a: number,
    b: number,
  ): readonly number[] {
    const { space } = this.#run;
    // From the back: which events can still get to `b` from before operand k.
    const reaching: boolean[][] = [Array.from({ length: space.events }, (_, x) => x === b)];
    for (const operand of operands.toReversed()) {
      const after = reaching[0]!;
      const holds = this.#step(scope, operand);
      reaching.unshift(after.map((_, x) => after.some((isGood, y) => isGood && holds(x, y))));
    }
    const places = [a];
    operands.forEach((operand, k) => {
      const holds = this.#step(scope, operand);
      const from = places.at(-1)!;
      const next = reaching[k + 1]!.findIndex((isGood, y) => isGood && holds(from, y));
      if (next < 0) throw new RangeError(`no way from event ${a} to event ${b}`);
      places.push(next);
    });
    return places;
  }

  #step(scope: Scope, e: Expression): (from: number, to: number) => boolean {
    const run = this.#run;
    if (e.kind === "unary" && e.operator === "identity") {
      const set = expectSet(run, evaluate(run, scope, e.operand), e.operand.span);
      return (from, to) => from === to && hasEvent(set, from);
    }
    const bits = this.#relation(scope, e);
    return (from, to) => hasPair(run.space, bits, from, to);
  }

  #relation(scope: Scope, e: Expression): Bits {
    return expectRelation(this.#run, evaluate(this.#run, scope, e), e.span);
  }

  #has(scope: Scope, e: Expression, a: number, b: number): boolean {
    return hasPair(this.#run.space, this.#relation(scope, e), a, b);
  }

  #hasValue(scope: Scope, e: Expression): boolean {
    try {
      evaluate(this.#run, scope, e);
      return true;
    } catch (failure) {
      if (failure instanceof Failure) return false;
      throw failure;
    }
  }

  #isIn(lazy: Lazy, e: Expression, a: number, b: number): boolean {
    return hasPair(this.#run.space, expectRelation(this.#run, lazy.force(), e.span), a, b);
  }
}

function link(e: Expression, from: number, to: number, name: string | null): Link {
  const { span } = e;
  return { from, to, name, text: textOf(e), span, isInverse: false, marks: [], parts: [] };
}

function inverse(one: Link): Link {
  return { ...one, from: one.to, to: one.from, isInverse: !one.isInverse };
}

/** Whether a link goes nowhere: `[S]`, which only wants an event to be in a set. */
function isStop({ from, to, parts, marks }: Link): boolean {
  return from === to && parts.length === 0 && marks.length > 0;
}

/** The links that go somewhere, with what is wanted of their events. */
function withoutStops(links: readonly Link[]): readonly Link[] {
  const stops = links.filter(isStop).flatMap(({ marks }) => marks);
  const others = links.filter((one) => !isStop(one));
  if (stops.length === 0) return others;
  return others.map((one) => {
    const own = stops.filter(({ event }) => event === one.from || event === one.to);
    return own.length === 0 ? one : { ...one, marks: [...own, ...one.marks] };
  });
}

/** The marks of links one after the other, those of an event between two once. */
function marksOf(links: readonly Link[]): readonly Mark[] {
  const marks: Mark[] = [];
  for (const mark of links.flatMap((one) => one.marks)) {
    if (!marks.some(({ event, set }) => event === mark.event && set === mark.set)) marks.push(mark);
  }
  return marks;
}

function wayTo(parent: ReadonlyMap<number, number>, a: number, b: number): readonly number[] {
  const way = [b];
  do way.unshift(parent.get(way[0]!)!);
  while (way[0] !== a);
  return way;
}

/** Whether an expression only selects pairs: `ext`, `A * B`, `~r`, and what is made of such. */
function isSelecting(scope: Scope, e: Expression): boolean {
  switch (e.kind) {
    case "name": {
      const origin = lookUp(scope, e.name)?.origin ?? null;
      if (origin === null) return SELECTING.has(e.name);
      return origin.older === null && isSelecting(origin.scope, origin.expression);
    }
    case "union":
      return e.operands.every((operand) => isSelecting(scope, operand));
    case "binary":
      return (
        e.operator === "product" || (isSelecting(scope, e.left) && isSelecting(scope, e.right))
      );
    case "unary":
      if (e.operator === "complement") return true;
      return e.operator === "inverse" && isSelecting(scope, e.operand);
    default:
      return false;
  }
}

/** Whether an event of these sets of the execution is in a set; null when it takes more to tell. */
function isMember(scope: Scope, e: Expression, sets: ReadonlySet<string>): boolean | null {
  switch (e.kind) {
    case "name": {
      const lazy = lookUp(scope, e.name);
      if (lazy === undefined || lazy.origin === null) return sets.has(e.name);
      return isMember(lazy.origin.scope, lazy.origin.expression, sets);
    }
    case "union": {
      const all = e.operands.map((operand) => isMember(scope, operand, sets));
      return all.includes(true) ? true : all.includes(null) ? null : false;
    }
    case "unary": {
      if (e.operator !== "complement") return null;
      const is = isMember(scope, e.operand, sets);
      return is === null ? null : !is;
    }
    case "binary": {
      const [left, right] = [e.left, e.right].map((side) => isMember(scope, side, sets));
      if (left === null || right === null) return null;
      if (e.operator === "intersection") return left! && right!;
      return e.operator === "difference" ? left! && !right! : null;
    }
    default:
      return null;
  }
}

/** The names of the execution that an expression is made of, but for those inside functions. */
function basesOf(scope: Scope, e: Expression): ReadonlySet<string> {
  const bases = new Set<string>();
  const seen = new Set<Lazy>();
  const collect = (inner: Scope, part: Expression): void => {
    switch (part.kind) {
      case "name": {
        const lazy = lookUp(inner, part.name);
        if (lazy === undefined || seen.has(lazy)) return;
        seen.add(lazy);
        if (lazy.origin === null) bases.add(part.name);
        else collect(lazy.origin.scope, lazy.origin.expression);
        return;
      }
      case "union":
      case "sequence":
        for (const operand of part.operands) collect(inner, operand);
        return;
      case "unary":
        collect(inner, part.operand);
        return;
      case "binary":
        collect(inner, part.left);
        collect(inner, part.right);
        return;
      case "apply":
        collect(inner, part.argument);
        return;
      default:
        return;
    }
  };
  collect(scope, e);
  return bases;
}

function textOf({ span: { source, start, end } }: Expression): string {
  return source.text.slice(start, end).replace(/\s+/g, " ");
}
