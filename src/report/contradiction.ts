import type { Witness } from "../axiomatic/result.js";

/** One event comes before another: in program order, or because of what is read and what is overwritten. */
export interface Link {
  readonly relation: "po" | "rf" | "co" | "fr";
  readonly from: number;
  readonly to: number;
}

/**
 * A shortest circle of links in an execution, with program order between any two accesses of a thread as one link; null
 * when there is none, that is when the execution is sequentially consistent (Shasha and Snir, TOPLAS 1988).
 */
export function contradiction(witness: Witness): readonly Link[] | null {
  const { events } = witness;
  const links = linksOf(witness);
  let shortest: readonly Link[] | null = null;
  for (const [start, { thread }] of events.entries()) {
    if (thread < 0) continue;
    const circle = circleThrough(start, links);
    if (circle !== null && circle.length < (shortest?.length ?? Number.POSITIVE_INFINITY)) {
      shortest = circle;
    }
  }
  return shortest;
}

/** The links of each event, communication first. */
function linksOf({ events, relations }: Witness): readonly (readonly Link[])[] {
  const links: Link[][] = events.map(() => []);
  for (const relation of ["rf", "co", "fr"] as const) {
    for (const [from, to] of relations[relation]) links[from]!.push({ relation, from, to });
  }
  const next = new Map(relations.po);
  for (const [from, event] of events.entries()) {
    if (event.kind === "fence") continue;
    for (let to = next.get(from); to !== undefined; to = next.get(to)) {
      if (events[to]!.kind !== "fence") links[from]!.push({ relation: "po", from, to });
    }
  }
  return links;
}

/** A shortest way from an event back to itself, breadth first. */
function circleThrough(start: number, links: readonly (readonly Link[])[]): readonly Link[] | null {
  const reachedBy = new Map<number, Link>();
  const queue = [start];
  for (const from of queue) {
    for (const link of links[from]!) {
      if (reachedBy.has(link.to)) continue;
      reachedBy.set(link.to, link);
      if (link.to !== start) {
        queue.push(link.to);
        continue;
      }
      const circle = [link];
      while (circle[0]!.from !== start) circle.unshift(reachedBy.get(circle[0]!.from)!);
      return circle;
    }
  }
  return null;
}
