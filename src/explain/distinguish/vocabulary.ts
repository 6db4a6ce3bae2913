import type { Access, Form } from "./forms.js";

/** What programs may be made of beside relaxed reads and writes. */
export const WORDS = ["updates", "acquire-release", "sc", "fences", "dependencies", "rcu"] as const;

/**
 * `updates` are exchanges, `acquire-release` the orders of accesses, `sc` C11's sequentially consistent ones,
 * `dependencies` of address, data and control, `rcu` read-side sections and grace periods.
 */
export type VocabularyWord = (typeof WORDS)[number];

/** One way to order something. */
export interface Order {
  readonly word: VocabularyWord;
  /** As the text has it: an order of an access, a statement between two, or the kind of a dependency. */
  readonly name: string;
}

/** A statement that orders accesses. */
interface Statement extends Order {
  /** What it is for: with nothing of that before it in its thread, and after it, it does not stand there. */
  readonly before: Half | null;
  readonly after: Half | null;
}

type Half = "read" | "write";

/** A place in a form where an order may stand. */
export interface Site {
  readonly thread: number;
  /** An access; what stands between the access before it and it; the whole thread. */
  readonly kind: "access" | "between" | "thread";
  /** Index of the access in its thread. */
  readonly index: number;
  /** What may stand there, the weakest first. */
  readonly orders: readonly Order[];
}

/** A language that programs are written in. */
export interface Language {
  readonly id: "kernel" | "c11";
  readonly title: string;
  /** Type of a location. */
  readonly type: string;
  readonly words: readonly VocabularyWord[];
  /** Orders of an access, the weakest first. */
  readonly accesses: Readonly<Record<Access["name"], readonly Order[]>>;
  /** Statements between two accesses. */
  readonly statements: readonly Statement[];
  read(place: Place, order: string | null): string;
  write(place: Place, value: string, order: string | null): string;
  update(place: Place, value: string, order: string | null): string;
}

/** A location, and the offset that makes an address dependency, if there is one. */
interface Place {
  readonly name: string;
  readonly offset: string | null;
}

/** Pointer to a place. */
function pointer({ name, offset }: Place): string {
  return offset === null ? name : `&${name}[${offset}]`;
}

/** The place itself. */
function object({ name, offset }: Place): string {
  return offset === null ? `*${name}` : `${name}[${offset}]`;
}

const ordersOf = (word: VocabularyWord, names: readonly string[]): readonly Order[] =>
  names.map((name) => ({ word, name }));

const ACQUIRE = ordersOf("acquire-release", ["acquire"]);
const RELEASE = ordersOf("acquire-release", ["release"]);
const SC = ordersOf("sc", ["seq_cst"]);

const KERNEL: Language = {
  id: "kernel",
  title: "kernel C",
  type: "int",
  words: ["updates", "acquire-release", "fences", "dependencies", "rcu"],
  accesses: {
    read: ACQUIRE,
    write: RELEASE,
    update: [...ACQUIRE, ...RELEASE, ...ordersOf("acquire-release", ["full"])],
  },
  statements: [
    { word: "fences", name: "smp_rmb();", before: "read", after: "read" },
    { word: "fences", name: "smp_wmb();", before: "write", after: "write" },
    { word: "fences", name: "smp_mb();", before: null, after: null },
    { word: "rcu", name: "synchronize_rcu();", before: null, after: null },
  ],
  read: (place, order) =>
    order === null ? `READ_ONCE(${object(place)})` : `smp_load_acquire(${pointer(place)})`,
  write: (place, value, order) =>
    order === null
      ? `WRITE_ONCE(${object(place)}, ${value})`
      : `smp_store_release(${pointer(place)}, ${value})`,
  update(place, value, order) {
    const name = order === null ? "xchg_relaxed" : order === "full" ? "xchg" : `xchg_${order}`;
    return `${name}(${pointer(place)}, ${value})`;
  },
};

const C11: Language = {
  id: "c11",
  title: "C11",
  type: "atomic_int",
  words: ["updates", "acquire-release", "sc", "fences", "dependencies"],
  accesses: {
    read: [...ACQUIRE, ...SC],
    write: [...RELEASE, ...SC],
    update: [...ACQUIRE, ...RELEASE, ...ordersOf("acquire-release", ["acq_rel"]), ...SC],
  },
  statements: [
    { word: "fences", name: c11Fence("acquire"), before: "read", after: null },
    { word: "fences", name: c11Fence("release"), before: null, after: "write" },
    { word: "fences", name: c11Fence("acq_rel"), before: null, after: null },
    { word: "fences", name: c11Fence("seq_cst"), before: null, after: null },
  ],
  read: (place, order) => `atomic_load_explicit(${pointer(place)}, ${memoryOrder(order)})`,
  write: (place, value, order) =>
    `atomic_store_explicit(${pointer(place)}, ${value}, ${memoryOrder(order)})`,
  update: (place, value, order) =>
    `atomic_exchange_explicit(${pointer(place)}, ${value}, ${memoryOrder(order)})`,
};

function c11Fence(order: string): string {
  return `atomic_thread_fence(${memoryOrder(order)});`;
}

function memoryOrder(order: string | null): string {
  return `memory_order_${order ?? "relaxed"}`;
}

/** Every language that programs are written in. */
export const LANGUAGES: readonly Language[] = [KERNEL, C11];

const ADDRESS: Order = { word: "dependencies", name: "address" };
const DATA: Order = { word: "dependencies", name: "data" };
const CONTROL: Order = { word: "dependencies", name: "control" };
const SECTION: Order = { word: "rcu", name: "section" };

/** Where orders may stand in a form, and which: accesses of a thread, what is between them, the thread. */
export function sitesOf(
  form: Form,
  language: Language,
  words: readonly VocabularyWord[],
): readonly Site[] {
  const sites = form.flatMap((accesses, thread): readonly Site[] => [
    ...accesses.flatMap(({ letter }, index): readonly Site[] => {
      const access = {
        thread,
        kind: "access",
        index,
        orders: language.accesses[letter.name],
      } as const;
      if (index === 0) return [access];
      const dependencies = dependenciesOf(accesses[index - 1]!.letter, letter);
      const statements = language.statements.filter(({ before, after }) => {
        return does(accesses.slice(0, index), before) && does(accesses.slice(index), after);
      });
      const orders = [...dependencies, ...statements];
      return [{ thread, kind: "between", index, orders }, access];
    }),
    ...(accesses.length < 2 || language.id !== "kernel"
      ? []
      : [{ thread, kind: "thread", index: 0, orders: [SECTION] } as const]),
  ]);
  return sites
    .map((site) => ({ ...site, orders: site.orders.filter(({ word }) => words.includes(word)) }))
    .filter(({ orders }) => orders.length > 0);
}

/** Whether one of some accesses is a read, or a write; an update is both. */
function does(accesses: Form[number], half: Half | null): boolean {
  return (
    half === null || accesses.some(({ letter: { name } }) => name === half || name === "update")
  );
}

/** How an access may depend on the one before it. */
function dependenciesOf(before: Access, access: Access): readonly Order[] {
  if (before.name === "write") return [];
  if (access.name === "read") return [ADDRESS];
  return access.name === "update" ? [ADDRESS, DATA] : [ADDRESS, DATA, CONTROL];
}
