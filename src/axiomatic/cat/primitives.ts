import type { Span } from "../../source/source.js";
import { bisimulation, classRelation, linearExtensionsOfClasses, numbered } from "./classes.js";
import { partitionByLocation } from "./execution.js";
import { fail } from "./failure.js";
import { Members } from "./members.js";
import { checkSize } from "./operators.js";
import { linearExtensions } from "./orders.js";
import {
  addPair,
  type Bits,
  closeTransitively,
  compose,
  domainOf,
  emptyRelation,
  emptySet,
  eventsOf,
  hasEvent,
  intersect,
  invert,
  pairsOf,
  product,
  rangeOf,
  restrict,
  unite,
} from "./relation.js";
import { expectRelation, expectSet, fullSet, type Run, relationValue, setValue } from "./run.js";
import {
  bitsKey,
  type CollectionValue,
  collectionOf,
  describe,
  type PrimitiveValue,
  type TagValue,
  type Type,
  type Value,
  valueKey,
} from "./values.js";

/** The functions that a model finds in scope before anything is defined, by name. */
export function primitivesOf(run: Run): ReadonlyMap<string, PrimitiveValue> {
  const out = new Map<string, PrimitiveValue>();
  for (const [name, definition] of Object.entries(DEFINITIONS)) {
    const apply = (argument: Value, span: Span): Value => definition(run, argument, span);
    out.set(name, { kind: "primitive", name, apply });
  }
  return out;
}

type Definition = (run: Run, argument: Value, span: Span) => Value;

const DEFINITIONS: Readonly<Record<string, Definition>> = {
  domain: (run, argument, span) => endsOf(run, argument, span, domainOf),
  range: (run, argument, span) => endsOf(run, argument, span, rangeOf),
  fromto,
  "classes-loc": (run, argument, span) =>
    setOfSets(partitionByLocation(run.execution, expectSet(run, argument, span))),
  classes,
  linearisations,
  lift,
  delift,
  deliftinter,
  bisimulation: bisimulationOf,
  tag2events,
  tag2scope,
  tag2level: tag2scope,
  tag2fenced,
  loc2events,
  "different-values": (run, argument, span) => {
    const { values } = run.execution;
    return filterPairs(
      run,
      argument,
      span,
      (a, b) => values[a] === null || values[a] !== values[b],
    );
  },
  // Page tables have no events here: no value is a page-table entry.
  "same-oa": (run, argument, span) => filterPairs(run, argument, span, () => false),
  "at-least-one-writable": (run, argument, span) => filterPairs(run, argument, span, () => false),
  as_transitive: (run, argument, span) => {
    if (argument.kind === "empty" || argument.kind === "universe") return argument;
    const bits = expectRelation(run, argument, span).slice();
    closeTransitively(run.space, bits);
    return relationValue(bits);
  },
  fail: (_run, argument, span) => fail("fail", span, `the model fails on ${describe(argument)}`),
};

type Ends = (space: Run["space"], out: Bits, relation: Bits) => void;

function endsOf(run: Run, argument: Value, span: Span, ends: Ends): Value {
  if (argument.kind === "empty" || argument.kind === "universe") return argument;
  const bits = emptySet(run.space);
  ends(run.space, bits, expectRelation(run, argument, span));
  return setValue(bits);
}

function setOfSets(sets: readonly Bits[]): CollectionValue {
  return collectionOf("events", sets.map(setValue));
}

function filterPairs(
  run: Run,
  argument: Value,
  span: Span,
  isKept: (from: number, to: number) => boolean,
): Value {
  const bits = emptyRelation(run.space);
  for (const [from, to] of pairsOf(run.space, expectRelation(run, argument, span))) {
    if (isKept(from, to)) addPair(run.space, bits, from, to);
  }
  return relationValue(bits);
}

function baseRelation(run: Run, name: string, span: Span): Bits {
  const bits = run.execution.relations.get(name);
  return bits ?? fail("unknown-name", span, `this execution has no relation \`${name}\``);
}

/** Pairs that a fence of the set stands between in program order. */
function fromto(run: Run, argument: Value, span: Span): Value {
  const fences = emptySet(run.space);
  const barriers = run.execution.sets.get("F") ?? fences;
  intersect(fences, expectSet(run, argument, span), barriers);
  return relationValue(acrossEvents(run, fences, span));
}

/** po ; [events] ; po. */
function acrossEvents(run: Run, events: Bits, span: Span): Bits {
  const { space } = run;
  const po = baseRelation(run, "po", span);
  const before = emptyRelation(space);
  restrict(space, before, fullSet(run), po, events);
  const out = emptyRelation(space);
  compose(space, out, before, po);
  return out;
}

/**
 * The connected components of a relation, which for an equivalence are its classes; unrelated
 * events are in none.
 */
function classes(run: Run, argument: Value, span: Span): Value {
  const { space } = run;
  const relation = expectRelation(run, argument, span);
  const connected = emptyRelation(space);
  invert(space, connected, relation);
  unite(connected, connected, relation);
  closeTransitively(space, connected);
  const found: Bits[] = [];
  for (let i = 0; i < space.events; i++) {
    const row = connected.slice(i * space.words, (i + 1) * space.words);
    if (hasEvent(row, i)) found.push(row);
  }
  return setOfSets(found);
}

/**
 * Every strict total order on a set that extends a relation; none when the relation has a cycle in
 * it.
 */
function linearisations(run: Run, argument: Value, span: Span): Value {
  const [set, relation] = pairOfArguments(argument, "linearisations", span);
  const isOfClasses =
    (set.kind === "collection" && set.element === "events") ||
    (set.kind === "empty" && relation.kind === "class-relation");
  if (isOfClasses) {
    const sets = set.kind === "collection" ? set.members.values() : [];
    const nodes = sets.map((s) => expectSet(run, s, span));
    const order = relation.kind === "empty" ? classRelation([]) : relation;
    if (order.kind !== "class-relation") return failArgument("linearisations", span);
    return collectOrders(run, "class-relation", linearExtensionsOfClasses(nodes, order), span);
  }
  const events = expectSet(run, set, span);
  const orders = linearExtensions(run.space, events, expectRelation(run, relation, span));
  return collectOrders(run, "relation", relationValues(orders), span);
}

function* relationValues(orders: Iterable<Bits>): Generator<Value> {
  for (const bits of orders) yield relationValue(bits);
}

function collectOrders(
  run: Run,
  element: Type,
  orders: Iterable<Value>,
  span: Span,
): CollectionValue {
  const entries: [string, Value][] = [];
  for (const order of orders) {
    entries.push([valueKey(order)!, order]);
    checkSize(run, entries.length, span);
  }
  return { kind: "collection", element, members: Members.of(entries) };
}

function pairOfArguments(argument: Value, name: string, span: Span): readonly [Value, Value] {
  if (argument.kind !== "tuple" || argument.items.length !== 2) {
    return fail("arity", span, `\`${name}\` takes 2 arguments, found ${describe(argument)}`);
  }
  return [argument.items[0]!, argument.items[1]!];
}

function failArgument(name: string, span: Span): never {
  return fail("type", span, `\`${name}\` cannot take arguments of these types`);
}

/** The relation between classes that a relation between their events makes. */
function lift(run: Run, argument: Value, span: Span): Value {
  const [sets, relation] = pairOfArguments(argument, "lift", span);
  if (sets.kind !== "collection" || sets.element !== "events") return failArgument("lift", span);
  const classOf = new Map<number, Bits>();
  for (const set of sets.members.values()) {
    const bits = expectSet(run, set, span);
    for (const event of eventsOf(run.space, bits)) classOf.set(event, bits);
  }
  const out: [Bits, Bits][] = [];
  for (const [from, to] of pairsOf(run.space, expectRelation(run, relation, span))) {
    const [a, b] = [classOf.get(from), classOf.get(to)];
    if (a !== undefined && b !== undefined) out.push([a, b]);
  }
  return classRelation(out);
}

/** All pairs of events whose classes are related. */
function delift(run: Run, argument: Value, span: Span): Value {
  return relationValue(deliftedBits(run, argument, span));
}

function deliftedBits(run: Run, argument: Value, span: Span): Bits {
  const out = emptyRelation(run.space);
  if (argument.kind === "empty") return out;
  if (argument.kind !== "class-relation") return failArgument("delift", span);
  const block = emptyRelation(run.space);
  for (const [from, to] of argument.pairs.values()) {
    product(run.space, block, from, to);
    unite(out, out, block);
  }
  return out;
}

/** The pairs of a relation whose classes are related. */
function deliftinter(run: Run, argument: Value, span: Span): Value {
  const [relation, lifted] = pairOfArguments(argument, "deliftinter", span);
  const bits = deliftedBits(run, lifted, span);
  intersect(bits, bits, expectRelation(run, relation, span));
  return relationValue(bits);
}

/** `bisimulation(T, E)`: the greatest bisimulation for the steps T within the equivalence E. */
function bisimulationOf(run: Run, argument: Value, span: Span): Value {
  const [steps, start] = pairOfArguments(argument, "bisimulation", span);
  if (steps.kind === "class-relation" || start.kind === "class-relation") {
    const moves = steps.kind === "empty" ? classRelation([]) : steps;
    const pairs = start.kind === "empty" ? classRelation([]) : start;
    if (moves.kind !== "class-relation" || pairs.kind !== "class-relation") {
      return failArgument("bisimulation", span);
    }
    const graph = numbered(pairs.pairs.values().flat(), moves);
    const nodeOf = new Map(graph.nodes.map((node, k) => [bitsKey(node), k]));
    const numberedPairs = pairs.pairs
      .values()
      .map(([a, b]) => [nodeOf.get(bitsKey(a))!, nodeOf.get(bitsKey(b))!] as const);
    const kept = bisimulation(numberedPairs, stepsOf(graph.space, graph.relation));
    return classRelation(kept.map(([a, b]) => [graph.nodes[a]!, graph.nodes[b]!] as const));
  }
  const pairs = pairsOf(run.space, expectRelation(run, start, span));
  const out = emptyRelation(run.space);
  const moves = expectRelation(run, steps, span);
  for (const [a, b] of bisimulation(pairs, stepsOf(run.space, moves))) {
    addPair(run.space, out, a, b);
  }
  return relationValue(out);
}

function stepsOf(space: Run["space"], relation: Bits): (node: number) => readonly number[] {
  return (node) => eventsOf(space, relation.subarray(node * space.words, (node + 1) * space.words));
}

function expectTagArgument(argument: Value, span: Span): TagValue {
  if (argument.kind === "tag") return argument;
  return fail("type", span, `expected a tag, found ${describe(argument)}`);
}

/** The events with a tag: the base set named like the tag with a capital. */
function tag2events(run: Run, argument: Value, span: Span): Value {
  return setValue(taggedEvents(run, expectTagArgument(argument, span), span));
}

function taggedEvents(run: Run, { tag }: TagValue, span: Span): Bits {
  const name = tag.charAt(0).toUpperCase() + tag.slice(1);
  const set = run.execution.sets.get(name);
  return set ?? fail("unknown-name", span, `this execution has no set \`${name}\` for \`'${tag}\``);
}

/** The pairs that an event with a tag stands between in program order. */
function tag2fenced(run: Run, argument: Value, span: Span): Value {
  const tag = expectTagArgument(argument, span);
  return relationValue(acrossEvents(run, taggedEvents(run, tag, span), span));
}

/** The relation of a scope or level: the base relation named like the tag. */
function tag2scope(run: Run, argument: Value, span: Span): Value {
  return relationValue(baseRelation(run, expectTagArgument(argument, span).tag, span));
}

/** The memory events at the location with the name of a tag. */
function loc2events(run: Run, argument: Value, span: Span): Value {
  const { tag } = expectTagArgument(argument, span);
  const bits = emptySet(run.space);
  run.execution.locations.forEach((location, i) => {
    if (location === tag) bits[i >>> 5]! |= 1 << (i & 31);
  });
  return setValue(bits);
}
