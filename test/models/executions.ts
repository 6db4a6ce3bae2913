import {
  describeExecution,
  type EventDescription,
  type Execution,
} from "../../src/axiomatic/cat/execution.js";
import type { PathEvent, RmwHalf } from "../../src/axiomatic/path.js";
import type { Vocabulary } from "../../src/axiomatic/vocabulary/vocabulary.js";
import type { ReadOrder, WriteOrder } from "../../src/program/program.js";
import { site } from "../contract/build.js";

/**
 * Executions in short. Threads are separated by `|`, events by blanks:
 *
 *     Wx1 Rx1        write of 1 to x, read that finds 1; relaxed
 *     Wx1:rel        an order: plain rel sc for writes, plain acq (RCpc) acqsc (RCsc) sc for reads
 *     Ux1>2:rel:acq  read-modify-write that finds 1 and writes 2; `full` is the kernel's without suffix
 *     Cx1            a read-modify-write that fails
 *     mb rmb wmb     fences
 *     Rx0<addr       depends on the read before it in its thread; addr, data, ctrl
 *
 * Each location begins as 0, its writes are in the order of their values, and a read finds the write of its value.
 */
export function execution(text: string, vocabulary: Vocabulary): Execution {
  const parsed = text.split("|").map((thread, t) => parseThread(thread, t, vocabulary));
  const locations = [
    ...new Set(parsed.flat().flatMap(({ event }) => event.description.location ?? [])),
  ].sort();
  const described: Described[] = [
    ...locations.map((location): Described => {
      const description = { thread: null, sets: ["W"], location, value: 0 };
      return { description, reads: null, writes: 0 };
    }),
    ...parsed.flat().map(({ event }) => event),
  ];
  const events = described.map(({ description }) => description);
  const pairs: Record<"addr" | "data" | "ctrl" | "rmw", [number, number][]> = {
    addr: [],
    data: [],
    ctrl: [],
    rmw: [],
  };
  const number = new Map(described.map((d, i) => [d, i]));
  for (const { event, relations } of parsed.flat()) {
    for (const [name, from] of relations) pairs[name].push([number.get(from)!, number.get(event)!]);
  }
  return describeExecution(events, {
    relations: { ...pairs, ...communication(described) },
    vocabulary: vocabulary.names,
    hasWidePo: vocabulary.hasWidePo,
  });
}

interface Described {
  readonly description: EventDescription;
  /** Values read and written, null for none. */
  readonly reads: number | null;
  readonly writes: number | null;
}

interface Parsed {
  readonly event: Described;
  readonly relations: readonly (readonly ["addr" | "data" | "ctrl" | "rmw", Described])[];
}

function communication(events: readonly Described[]): Record<"rf" | "co" | "fr", Pairs> {
  const related = (holds: (a: Described, b: Described) => boolean): Pairs =>
    events.flatMap((a, i) =>
      events.flatMap((b, j): Pairs => {
        const isSame =
          a.description.location !== undefined && a.description.location === b.description.location;
        return isSame && holds(a, b) ? [[i, j]] : [];
      }),
    );
  return {
    rf: related((w, r) => w !== r && w.writes !== null && w.writes === r.reads),
    co: related((a, b) => a.writes !== null && b.writes !== null && a.writes < b.writes),
    fr: related((r, w) => w !== r && r.reads !== null && w.writes !== null && r.reads < w.writes),
  };
}

type Pairs = [number, number][];

const READ_ORDERS: Readonly<Record<string, ReadOrder>> = {
  plain: "plain",
  acq: "acquirePc",
  acqsc: "acquire",
  sc: "sc",
};
const WRITE_ORDERS: Readonly<Record<string, WriteOrder>> = {
  plain: "plain",
  rel: "release",
  sc: "sc",
};

function parseThread(text: string, thread: number, vocabulary: Vocabulary): readonly Parsed[] {
  const out: Parsed[] = [];
  let lastRead: Described | null = null;
  text
    .split(/\s+/)
    .filter((word) => word !== "")
    .forEach((word, instruction) => {
      const [head, ...dependencies] = word.split("<");
      for (const { event, values } of eventsOf(head!, instruction)) {
        const merges = vocabulary.isRmwOneEvent && event.kind !== "fence" && "partner" in values;
        if (merges && event.kind === "write") continue;
        if (event.kind === "fence" && event.fence.startsWith("full-") && !vocabulary.hasFullFences)
          continue;
        const described = describe(event, values, thread, vocabulary, merges);
        const relations: Parsed["relations"][number][] = dependencies.map((name) => [
          name as "addr",
          lastRead!,
        ]);
        if (merges) relations.push(["rmw", described]);
        else if (event.kind === "write" && "partner" in values) {
          relations.push(["rmw", out.at(-1)!.event]);
        }
        out.push({ event: described, relations });
      }
      lastRead = out.findLast(({ event }) => event.reads !== null)?.event ?? lastRead;
    });
  return out;
}

interface Values {
  readonly location: string;
  readonly value: number;
  /** The value of the other half of a read-modify-write. */
  readonly partner?: number;
}

function describe(
  event: PathEvent,
  values: Values,
  thread: number,
  vocabulary: Vocabulary,
  isMerged: boolean,
): Described {
  const kinds = event.kind === "fence" ? [] : event.kind === "read" ? ["R"] : ["W"];
  const sets = [...kinds, ...(isMerged ? ["W"] : []), ...vocabulary.setsOf(event)];
  const { instruction } = event;
  if (event.kind === "fence") {
    return { description: { thread, sets, instruction }, reads: null, writes: null };
  }
  const isRead = event.kind === "read";
  return {
    description: { thread, sets, location: values.location, instruction },
    reads: isRead ? values.value : null,
    writes: isRead ? (isMerged ? values.partner! : null) : values.value,
  };
}

/** The events of one word, as paths have them. */
function eventsOf(
  word: string,
  instruction: number,
): readonly { readonly event: PathEvent; readonly values: Values }[] {
  const [head, ...marks] = word.split(":");
  const base = { site: site(), instruction };
  const none = { location: "", value: 0 };
  if (head === "mb" || head === "rmb" || head === "wmb") {
    return [{ event: { ...base, kind: "fence", fence: head }, values: none }];
  }
  const access = /^([RWUC])([a-z])(\d+)(?:>(\d+))?$/.exec(head!);
  if (access === null) throw new Error(`not an event: ${word}`);
  const [, kind, location, first, second] = access;
  const values = { location: location!, value: Number(first) };
  const read = marks.flatMap((mark) => READ_ORDERS[mark] ?? [])[0] ?? "relaxed";
  const write = marks.flatMap((mark) => WRITE_ORDERS[mark] ?? [])[0] ?? "relaxed";
  const place = { ...base, location: 0 };
  if (kind === "R") return [{ event: { ...place, kind: "read", order: read }, values }];
  const value = { kind: "constant", code: 0 } as const;
  if (kind === "W") return [{ event: { ...place, kind: "write", order: write, value }, values }];
  const isFull = marks.includes("full");
  const rmw: RmwHalf = { read, write, isFull, isNoReturn: false, isFailed: kind === "C" };
  const order = rmw.isFailed ? "relaxed" : read;
  const reads = { event: { ...place, kind: "read", order, rmw } as const, values };
  if (kind === "C") return [reads];
  const written = Number(second);
  const halves = [
    { ...reads, values: { ...values, partner: written } },
    {
      event: { ...place, kind: "write", order: write, value, rmw } as const,
      values: { location: location!, value: written, partner: values.value },
    },
  ];
  const around = (fence: "full-before" | "full-after") => ({
    event: { ...base, kind: "fence", fence } as const,
    values: none,
  });
  return isFull ? [around("full-before"), ...halves, around("full-after")] : halves;
}
