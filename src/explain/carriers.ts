import type { Link } from "../axiomatic/cat/provenance.js";
import type { GraphEvent } from "../axiomatic/graph.js";
import type { PathEvent } from "../axiomatic/path.js";
import type { Vocabulary } from "../axiomatic/vocabulary/vocabulary.js";
import type { Site } from "../program/program.js";
import type { Dependency, DependencyKind } from "./dependencies.js";
import { isSamePlace } from "./orderings.js";
import type { Support } from "./supports.js";

/** Of each event of an execution: which of a model's sets it is in for nothing but the order that it gives, and the others. */
export type Merits = readonly {
  readonly own: ReadonlySet<string>;
  readonly left: ReadonlySet<string>;
}[];

/** What the events of a graph would lose without their orders. */
export function meritsOf(events: readonly GraphEvent[], vocabulary: Vocabulary): Merits {
  return events.map(({ event }) => {
    if (event === null || event.kind === "fence") return { own: new Set(), left: new Set() };
    const left = new Set(vocabulary.setsOf(withoutOrder(event)));
    const own = new Set(vocabulary.setsOf(event).filter((name) => !left.has(name)));
    return { own, left };
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
  /** What the program has that may be rested on. */
  readonly supports: readonly Support[];
}

/**
 * What a link of a cycle rests on in the program: the orders of the accesses that are in a set that it asks for because of
 * these, the fences on its way, dependencies that it follows, and sections and grace periods that it passes.
 */
export function carriersOf({ events, merits, supports }: Scene, link: Link): readonly Support[] {
  /** Events whose order counts, events that are passed, and dependencies. */
  const ordered = new Set<number>();
  const passed = new Set<number>();
  const dependencies: Link[] = [];
  /** Reads that count because their address depends on an earlier read. */
  const dependent = new Set<number>();
  const collect = (one: Link): void => {
    for (const { event, bases, isMet } of one.marks) {
      const { own, left } = merits[event]!;
      // Without its order it may be in the set all the same.
      const isMerit = [...bases].some((name) => own.has(name)) && isMet(left) !== true;
      if (isMerit || events[event]!.kind === "fence") ordered.add(event);
      if (bases.has(DEPENDENT) && left.has(DEPENDENT)) dependent.add(event);
      passed.add(event);
    }
    for (const end of [one.from, one.to]) if (events[end]!.kind === "fence") ordered.add(end);
    if (DEPENDENCIES.has(one.text)) dependencies.push(one);
    for (const part of one.parts) collect(part);
  };
  collect(link);
  const isCommunication = COMMUNICATION.has(link.text) && isBetweenThreads({ events }, link);
  const isAt = (site: Site, numbers: Iterable<number>): boolean =>
    [...numbers].some((n) => {
      const other = events[n]!.site;
      return other !== null && isSamePlace(site, other);
    });
  const followed = (support: Dependency): boolean =>
    dependencies.some(({ text, from, to }) => {
      const isOwn = support.kind === "control" || isAt(support.site, [to]);
      const isFrom = support.sources.some((source) => isAt(source, [from]));
      return DEPENDENCIES.get(text) === support.kind && isOwn && isFrom;
    });
  return supports.filter((support) => {
    switch (support.kind) {
      case "address":
        if (isAt(support.site, dependent)) return true;
        return followed(support);
      case "data":
      case "control":
        return followed(support);
      case "lock": {
        // Without the lock its own accesses are not there.
        const touched = [...passed, link.from, link.to];
        return !isCommunication && support.sites.some((site) => isAt(site, touched));
      }
      case "section":
        return !isCommunication && support.sites.some((site) => isAt(site, passed));
      case "grace-period":
        return isAt(support.site, [...passed, ...ordered]);
      default:
        return isAt(support.site, ordered);
    }
  });
}

/** Who reads from whom and who overwrites whom: that is so with and without locks. */
const COMMUNICATION: ReadonlySet<string> = new Set(["rf", "co", "fr"]);

/** The set of reads whose address depends on an earlier read, of the vocabulary of machines. */
const DEPENDENT = "Dependent";

/** Relations that an execution gives for dependencies. */
const DEPENDENCIES: ReadonlyMap<string, DependencyKind> = new Map([
  ["addr", "address"],
  ["data", "data"],
  ["ctrl", "control"],
]);

/** Whether a link says what one thread sees of another. */
export function isBetweenThreads({ events }: Pick<Scene, "events">, { from, to }: Link): boolean {
  return events[from]!.thread !== events[to]!.thread;
}
