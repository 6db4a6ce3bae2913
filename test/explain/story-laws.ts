import type { Order } from "../../src/explain/story/order.js";
import type { Plot, Story } from "../../src/explain/story/story.js";
import type { Machine } from "../../src/machine/machine.js";

/**
 * What has to be true of every story, worked out from the story's own words by means of its own: nothing of what made it
 * is asked. Each gives what is wrong, in words.
 */

/** Every law of the plot of a story. */
export function brokenLaws({ engine, plot }: Story, isOfMessages: boolean): readonly string[] {
  const hasOneMemory = engine === "machine" && !isOfMessages;
  return [
    ...brokenOrder(plot),
    ...brokenPairs(plot),
    ...brokenMinimality(plot),
    ...brokenValues(plot),
    ...(hasOneMemory && plot.precedence.unpropagated.length > 0 ? ["not propagated"] : []),
    ...(isOfMessages && plot.precedence.reordered.length > 0 ? ["reordered"] : []),
  ];
}

type Pair = readonly [number, number];

/** The order has no circle, and the schedule respects it and has every access once. */
function brokenOrder({ accesses, precedence, schedule }: Plot): readonly string[] {
  const place = places(schedule);
  const all = [...schedule].sort((a, b) => a - b);
  const isComplete = all.length === accesses.length && all.every((access, i) => access === i);
  const edges = edgesOf(precedence.order);
  return [
    ...(hasCircle(accesses.length, edges) ? ["the order has a circle"] : []),
    ...(isComplete ? [] : ["the schedule leaves accesses out"]),
    ...edges.flatMap(([a, b]) => (place[a]! < place[b]! ? [] : [`${a} is not before ${b}`])),
  ];
}

/** Every pair in program order is in order in the schedule, or told of as reordered; the same of communication. */
function brokenPairs(plot: Plot): readonly string[] {
  const { accesses, precedence, schedule, disorders } = plot;
  const place = places(schedule);
  const { reordered, unpropagated } = precedence;
  const isIn = (pairs: typeof reordered, [a, b]: Pair) =>
    pairs.some(({ from, to }) => from === a && to === b);
  const wrong: string[] = [];
  for (const pair of programOrder(accesses)) {
    const isInOrder = place[pair[0]]! < place[pair[1]]!;
    if (isInOrder === isIn(reordered, pair)) wrong.push(`po ${pair.join("-")}`);
  }
  for (const pair of communication(plot)) {
    const isInOrder = place[pair[0]]! < place[pair[1]]!;
    if (isInOrder === isIn(unpropagated, pair)) wrong.push(`com ${pair.join("-")}`);
  }
  const known = [...reordered, ...unpropagated];
  for (const { first, second } of disorders) {
    if (!isIn(known, [first, second])) wrong.push(`told of ${first}-${second}`);
  }
  if (known.length > 0 && disorders.length === 0) wrong.push("nothing is told of");
  const isSc = !hasCircle(accesses.length, [...programOrder(accesses), ...communication(plot)]);
  if (isSc !== (known.length === 0)) wrong.push(`sequentially consistent: ${isSc}`);
  return wrong;
}

/** Put back, any pair closes a circle. */
function brokenMinimality({ accesses, precedence }: Plot): readonly string[] {
  const { order, reordered, unpropagated } = precedence;
  return [...reordered, ...unpropagated].flatMap(({ from, to }) => {
    const isClosed = hasCircle(accesses.length, [...edgesOf(order), [from, to]]);
    return isClosed ? [] : [`${from}-${to} fits`];
  });
}

/** Each read takes the value that its source wrote; without a write that was missed, the last one or an own one. */
function brokenValues({ accesses, precedence, schedule }: Plot): readonly string[] {
  const wrong: string[] = [];
  const memory = new Map<number, number>();
  for (const i of schedule) {
    const { kind, location, source, value, thread } = accesses[i]!;
    if (kind !== "write") {
      if (source !== null) {
        const { kind: by, value: old, written } = accesses[source]!;
        if (by === "read" || (by === "update" ? written : old) !== value)
          wrong.push(`value of ${i}`);
      }
      const isForwarded = source !== null && accesses[source]!.thread === thread && source < i;
      const isLast = (memory.get(location) ?? null) === source;
      if (!isLast && !isForwarded && precedence.unpropagated.length === 0) wrong.push(`read ${i}`);
    }
    if (kind !== "read") memory.set(location, i);
  }
  return wrong;
}

/** The values at the end of a machine's run: each choice is a step of the machine, and the last state is final. */
export function replayed(machine: Machine, choices: readonly number[], observed: number) {
  let state = new Int32Array(machine.words);
  machine.initial(state);
  for (const choice of choices) {
    const next = new Int32Array(machine.words);
    const all: Int32Array<ArrayBuffer>[] = [];
    machine.successors(state, next, () => all.push(next.slice()));
    const taken = all[choice];
    if (taken === undefined) return null;
    state = taken;
  }
  const values = new Int32Array(Math.max(1, observed));
  machine.outcome(state, values);
  return machine.isFinal(state) ? [...values].slice(0, observed) : null;
}

function edgesOf(order: Order): readonly Pair[] {
  return order.edges.map(({ from, to }) => [from, to]);
}

function places(schedule: readonly number[]): readonly number[] {
  const place: number[] = [];
  for (const [k, access] of schedule.entries()) place[access] = k;
  return place;
}

function programOrder(accesses: Plot["accesses"]): readonly Pair[] {
  return accesses.flatMap(({ thread }, a) =>
    accesses.flatMap((other, b): Pair[] => (b > a && other.thread === thread ? [[a, b]] : [])),
  );
}

/** Who reads from another thread, who overwrites whom, and who reads before a write. */
function communication({ accesses, writes }: Plot): readonly Pair[] {
  const all = writes.flat();
  const rf = accesses.flatMap(({ source, thread }, i): Pair[] => {
    return source !== null && accesses[source]!.thread !== thread ? [[source, i]] : [];
  });
  const later = accesses.flatMap(({ kind, source, location }, i): Pair[] => {
    const here = all.filter((w) => accesses[w]!.location === location);
    const from = kind === "read" ? source : i;
    const after = from === null ? here : here.slice(here.indexOf(from) + 1);
    return after.map((w) => [i, w]);
  });
  return [...rf, ...later];
}

function hasCircle(count: number, edges: readonly Pair[]): boolean {
  const left = new Set(Array.from({ length: count }, (_, i) => i));
  for (let isSmaller = true; isSmaller; ) {
    isSmaller = false;
    for (const i of left) {
      if (edges.some(([a, b]) => b === i && left.has(a))) continue;
      left.delete(i);
      isSmaller = true;
    }
  }
  return left.size > 0;
}
