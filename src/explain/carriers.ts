import type { Link } from "../axiomatic/cat/provenance.js";
import type { GraphEvent } from "../axiomatic/graph.js";
import type { PathEvent } from "../axiomatic/path.js";
import type { Vocabulary } from "../axiomatic/vocabulary/vocabulary.js";
import type { Program, Site } from "../program/program.js";
import { isSamePlace, type Ordering, orderingsOf } from "./orderings.js";

/** Of each event of an execution: which of a model's sets it is in for nothing but the order that it gives. */
export type Merits = readonly ReadonlySet<string>[];

/** What the events of a graph would lose without their orders. */
export function meritsOf(events: readonly GraphEvent[], vocabulary: Vocabulary): Merits {
  return events.map(({ event }) => {
    if (event === null || event.kind === "fence") return new Set();
    const left = new Set(vocabulary.setsOf(withoutOrder(event)));
    return new Set(vocabulary.setsOf(event).filter((name) => !left.has(name)));
  });
}

type Access = Exclude<PathEvent, { readonly kind: "fence" }>;

function withoutOrder(event: Access): Access {
  const { rmw } = event;
  const order = event.order === "plain" ? "plain" : "relaxed";
  if (rmw === undefined) return { ...event, order } as Access;
  const weak = { ...rmw, read: "relaxed", write: "relaxed", isFull: false } as const;
  return { ...event, order, rmw: weak } as Access;
}

/** What is needed of an execution to say what a link rests on. */
export interface Scene {
  readonly events: readonly {
    readonly kind: string;
    readonly thread: number;
    readonly site: Site | null;
  }[];
  readonly merits: Merits;
}

/**
 * The orderings of the program that a link of a cycle rests on: of the accesses that are in a set that it asks for because
 * of their order, and of the fences on its way.
 */
export function carriersOf(
  program: Program,
  { events, merits }: Scene,
  link: Link,
): readonly Ordering[] {
  const numbers = new Set<number>();
  const collect = ({ marks, parts }: Link): void => {
    for (const { event, bases } of marks) {
      const isMerit = [...bases].some((name) => merits[event]!.has(name));
      if (isMerit || events[event]!.kind === "fence") numbers.add(event);
    }
    for (const part of parts) {
      for (const event of [part.from, part.to]) {
        if (events[event]!.kind === "fence") numbers.add(event);
      }
      collect(part);
    }
  };
  collect(link);
  const sites = [...numbers].flatMap((n) => events[n]!.site ?? []);
  return orderingsOf(program).filter(({ site }) => sites.some((other) => isSamePlace(site, other)));
}

/** Whether a link says what one thread sees of another. */
export function isBetweenThreads({ events }: Pick<Scene, "events">, { from, to }: Link): boolean {
  return events[from]!.thread !== events[to]!.thread;
}
