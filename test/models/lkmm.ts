import {
  describeExecution,
  type EventDescription,
  type Execution,
} from "../../src/axiomatic/cat/execution.js";
import type { PathEvent, PathFence, RmwHalf } from "../../src/axiomatic/path.js";
import { KERNEL } from "../../src/axiomatic/vocabulary/kernel.js";
import type { ReadOrder, Site, WriteOrder } from "../../src/program/program.js";

/**
 * Executions of kernel code in short, one string a thread, one word an event.
 *
 * - `Wx1` writes 1 to x, `Rx0` reads 0 of it, both marked. Then, each after a colon: `plain`, `acquire`, `release`, and
 *   `addr`, `data`, `ctrl` for a dependency on the latest read before it in the thread.
 * - `Ux01` reads 0 of x and writes 1, fully ordered, or after a colon `relaxed`, `acquire`, `release`, `noreturn`; `Ux0!` is
 *   a fully ordered one that fails.
 * - A fence by its name: `mb`, `rcu-lock`, `sync-rcu`.
 * - `lock`, `unlock`, `failed-trylock`, `is-locked` on the spinlock l.
 * - `srcu-lock`, `srcu-unlock`, `sync-srcu` on the srcu_struct s, or on another one: `srcu-lock:t`. An unlock gets the index
 *   of the latest lock of its domain; `srcu-unlock:s:wrong` has another value, `srcu-unlock:s:none` gets none.
 *
 * A read takes its value from the write of it. Writes of a location follow each other by value, critical sections and
 * SRCU unlocks as they are listed.
 */
export function kernelExecution(bodies: readonly string[], observed = ""): Execution {
  const writer = new Writer();
  const words = bodies.map((body) => body.split(/\s+/).filter((word) => word !== ""));
  words.forEach((list, thread) => {
    for (const word of list) writer.add(thread, word);
  });
  return writer.execution(observed);
}

interface Listed {
  readonly thread: number;
  readonly event: PathEvent | null;
  readonly location: string | null;
  /** What it reads or writes. */
  readonly value: number | null;
}

type Unplaced = PathEvent extends infer E
  ? E extends PathEvent
    ? Omit<E, "site" | "instruction" | "location">
    : never
  : never;

type Pair = readonly [number, number];

const SITE: Site = { span: { source: null as never, start: 0, end: 0 }, primitive: "", calls: [] };
const ZERO = { kind: "constant", code: 0 } as const;
const READ_ORDERS: Readonly<Record<string, ReadOrder>> = { plain: "plain", acquire: "acquirePc" };
const WRITE_ORDERS: Readonly<Record<string, WriteOrder>> = { plain: "plain", release: "release" };
const INITIAL_LOCATIONS = ["x", "y", "z", "a", "l", "s", "t"];

function find<T>(table: Readonly<Record<string, T>>, marks: readonly string[], other: T): T {
  return marks.map((mark) => table[mark]).find((found) => found !== undefined) ?? other;
}

function updateHalf(marks: readonly string[], isFailed: boolean): RmwHalf {
  const isFull = !marks.some((m) => ["relaxed", "acquire", "release", "noreturn"].includes(m));
  const isNoReturn = marks.includes("noreturn");
  const read = find(READ_ORDERS, marks, "relaxed");
  const write = find(WRITE_ORDERS, marks, "relaxed");
  return { read, write, isFull, isNoReturn, isFailed };
}

class Writer {
  readonly #list: Listed[] = INITIAL_LOCATIONS.map((location) => ({
    thread: -1,
    event: null,
    location,
    value: 0,
  }));
  readonly #rmw: Pair[] = [];
  readonly #dependencies = { addr: [] as Pair[], data: [] as Pair[], ctrl: [] as Pair[] };
  #instruction = 0;

  add(thread: number, word: string): void {
    this.#instruction++;
    const [head, ...marks] = word.split(":") as [string, ...string[]];
    const access = /^([RWU])([a-z])(\d)?(\d|!)?$/.exec(head);
    if (access !== null) this.#access(thread, access, marks);
    else if (/^(lock|unlock|failed-trylock|is-locked)$/.test(head)) this.#lock(thread, head);
    else if (/srcu-(lock|unlock)$/.test(head)) this.#srcu(thread, head, marks);
    else {
      const location = head === "sync-srcu" ? (marks[0] ?? "s") : null;
      const fence = head as PathFence["fence"];
      this.#push(thread, location, null, { kind: "fence", fence });
    }
  }

  #access(thread: number, access: RegExpExecArray, marks: readonly string[]): void {
    const [, kind, location, first, second] = access;
    const value = Number(first);
    if (kind === "R") {
      const order = find(READ_ORDERS, marks, "relaxed");
      this.#depend(this.#push(thread, location!, value, { kind: "read", order }), marks);
    } else if (kind === "U") {
      this.#update(thread, location!, [value, second!], marks);
    } else {
      const order = find(WRITE_ORDERS, marks, "relaxed");
      const written = { kind: "write", order, value: ZERO } as const;
      this.#depend(this.#push(thread, location!, value, written), marks);
    }
  }

  #update(
    thread: number,
    location: string,
    [read, written]: readonly [number, string],
    marks: readonly string[],
  ): void {
    const rmw = updateHalf(marks, written === "!");
    const from = this.#push(thread, location, read, { kind: "read", order: rmw.read, rmw });
    if (rmw.isFailed) return;
    const half = { kind: "write", order: rmw.write, value: ZERO, rmw } as const;
    this.#rmw.push([from, this.#push(thread, location, Number(written), half)]);
  }

  #lock(thread: number, word: string): void {
    const rmw = updateHalf(["acquire"], word === "failed-trylock");
    if (word === "unlock") {
      const unlocked = { kind: "write", order: "release", value: ZERO, role: "unlock" } as const;
      this.#push(thread, "l", 0, unlocked);
    } else if (word === "lock") {
      const half = { role: "lock", rmw } as const;
      const from = this.#push(thread, "l", 0, { kind: "read", order: rmw.read, ...half });
      const written = { kind: "write", order: rmw.write, value: ZERO, ...half } as const;
      this.#rmw.push([from, this.#push(thread, "l", 1, written)]);
    } else if (word === "is-locked") {
      this.#push(thread, "l", 1, { kind: "read", order: "relaxed", role: word });
    } else {
      this.#push(thread, "l", 1, { kind: "read", order: rmw.read, role: "trylock", rmw });
    }
  }

  #srcu(thread: number, word: string, [domain = "s", how]: readonly string[]): void {
    if (word === "srcu-lock") {
      const read = { kind: "read", order: "relaxed", isSrcuLock: true } as const;
      this.#push(thread, domain, 0, read);
      return;
    }
    const from = this.#list.findLastIndex(
      (e) => e.thread === thread && e.location === domain && e.event?.kind === "read",
    );
    const written = { kind: "write", order: "relaxed", value: ZERO, isSrcuUnlock: true } as const;
    const to = this.#push(thread, domain, how === "wrong" ? 1 : 0, written);
    if (from >= 0 && how !== "none") this.#dependencies.data.push([from, to]);
  }

  #depend(to: number, marks: readonly string[]): void {
    const { thread } = this.#list[to]!;
    const before = this.#list.slice(0, to);
    const from = before.findLastIndex((e) => e.thread === thread && e.event?.kind === "read");
    for (const kind of ["addr", "data", "ctrl"] as const) {
      if (marks.includes(kind)) this.#dependencies[kind].push([from, to]);
    }
  }

  #push(thread: number, location: string | null, value: number | null, event: Unplaced): number {
    const whole = { ...event, location: 0, site: SITE, instruction: this.#instruction };
    this.#list.push({ thread, event: whole as PathEvent, location, value });
    return this.#list.length - 1;
  }

  execution(observed: string): Execution {
    const co = this.#coherence();
    const rf = this.#readsFrom();
    const fr = rf.flatMap(([write, read]) =>
      co.filter(([from]) => from === write).map(([, to]): Pair => [read, to]),
    );
    const relations = { ...this.#dependencies, rmw: this.#rmw, rf, co, fr };
    const events = this.#list.map((e): EventDescription => describe(e, observed));
    const vocabulary = [...KERNEL.names, "Observed"];
    return describeExecution(events, { relations, vocabulary, hasWidePo: true });
  }

  #isWrite(i: number, location: string | null): boolean {
    const { event, location: own } = this.#list[i]!;
    return own === location && (event === null || event.kind === "write");
  }

  #coherence(): Pair[] {
    const all = [...this.#list.keys()];
    return all.flatMap((from) => {
      const { location, value, event } = this.#list[from]!;
      if (location === null || !this.#isWrite(from, location)) return [];
      const isListed = "lst".includes(location);
      return all
        .filter((to) => {
          if (to === from || !this.#isWrite(to, location)) return false;
          const later = isListed ? from < to : value! < this.#list[to]!.value!;
          return event === null || later;
        })
        .map((to): Pair => [from, to]);
    });
  }

  #readsFrom(): Pair[] {
    const updated = new Set(this.#rmw.map(([read]) => read));
    return this.#list.flatMap(({ event, location, value, thread }, read): Pair[] => {
      if (event?.kind !== "read") return [];
      const writes = [...this.#list.keys()].filter((i) => this.#isWrite(i, location));
      const isOwn = (i: number): boolean => [-1, thread].includes(this.#list[i]!.thread);
      const before = writes.filter((i) => i < read);
      if (location === "l" && updated.has(read)) return [[before.at(-1)!, read]];
      if (location === "s" || location === "t") return [[before.filter(isOwn).at(-1)!, read]];
      return [[writes.find((i) => this.#list[i]!.value === value)!, read]];
    });
  }
}

function describe({ thread, event, location, value }: Listed, observed: string): EventDescription {
  const sets = event === null ? ["W"] : [...KERNEL.setsOf(event)];
  if (event !== null && KERNEL.isOrdinary(event)) sets.push(event.kind === "read" ? "R" : "W");
  if (location !== null && location === observed) sets.push("Observed");
  return {
    thread: thread < 0 ? null : thread,
    sets,
    ...(location === null ? {} : { location }),
    ...(value === null ? {} : { value }),
    ...(event === null ? {} : { instruction: event.instruction }),
  };
}
