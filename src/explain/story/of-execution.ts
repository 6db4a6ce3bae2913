import type { Witness } from "../../axiomatic/result.js";
import { communicationOf, writesByLocation } from "./communication.js";
import { type Before, precedence } from "./order.js";
import { type Plot, plotOf, type StoryAccess } from "./story.js";

/**
 * What happens in an execution, as steps one after the other as far as there is such an order, and what is out of order.
 * `kept` are pairs of events of a thread that the model itself puts in order: they are believed, after who reads from
 * whom. Then come who overwrites whom and who reads before a write, which hold everywhere at once where all threads
 * share one memory; elsewhere those that do not fit are writes that have not propagated yet (models.md 6.1).
 */
export function plotOfExecution(
  { events, relations }: Witness,
  kept: readonly (readonly [number, number])[],
): Plot {
  const origins = events
    .map(({ thread, kind }, event) => ({ thread, kind, event }))
    .filter(({ thread, kind }) => thread >= 0 && kind !== "fence")
    .sort((a, b) => a.thread - b.thread || a.event - b.event)
    .map(({ event }) => event);
  const places = new Map(origins.map((event, place) => [event, place]));
  const sourceOf = (event: number): number | null => {
    const [from] = relations.rf.find(([, to]) => to === event) ?? [-1];
    return places.get(from) ?? null;
  };
  const accesses = origins.map((event): StoryAccess => {
    const { thread, location, kind, value, written, site } = events[event]!;
    const isUpdate = kind === "read-write";
    return {
      ...{ thread, location, site, written, origin: event },
      kind: isUpdate ? "update" : kind === "write" ? "write" : "read",
      value: value!,
      source: kind === "write" ? null : sourceOf(event),
    };
  });
  const isLater = laterWrites(relations.co, events.length);
  const writes = writesByLocation(accesses, (a, b) => {
    return isLater(accesses[a]!.origin, accesses[b]!.origin) ? -1 : 1;
  });
  const { rf, co, fr } = communicationOf(accesses, writes);
  const pairs = kept.flatMap(([a, b]): readonly Before[] => {
    const [from, to] = [places.get(a), places.get(b)];
    return from === undefined || to === undefined || from > to ? [] : [{ from, to }];
  });
  const threads = accesses.map(({ thread }) => thread);
  const known = precedence({ threads, communication: [rf, co, fr], sure: 1, kept: pairs });
  // Stay with a thread as long as it can go on.
  const schedule = known.order.schedule((ready, last) => {
    return ready.find((a) => threads[a] === threads[last] && a > last) ?? ready[0]!;
  });
  return plotOf(accesses, [...writes.values()], known, schedule);
}

/** Whether one write of a location comes after another, from the pairs of neighbours. */
function laterWrites(
  co: Witness["relations"]["co"],
  count: number,
): (from: number, to: number) => boolean {
  const next = new Map(co);
  return (from, to) => {
    let at: number | undefined = from;
    for (let k = 0; k <= count && at !== undefined; k++) {
      if (at === to) return true;
      at = next.get(at);
    }
    return false;
  };
}
