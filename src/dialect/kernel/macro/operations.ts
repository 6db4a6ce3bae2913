/**
 * herd's operations, which macro files are written in, and what each is in the language of the prelude (`PreludeGroup`).
 * Forms and annotations: lib/CParser.mly and herd/CSem.ml of herdtools7; the words are those of linux-kernel.bell, in
 * lower case (model version 1) or capitals (version 2).
 */
export interface Operation {
  /** What stands between the parentheses. */
  readonly parameters: readonly OperationParameter[];
  readonly tags: "required" | "optional" | "none";
  readonly givesValue: boolean;
  /** The text of a function `name` that does it. Null when its annotations do not go together. */
  text(name: string, tags: readonly string[], operator: string): string | null;
}

/** A place that is written as `*p` or given to the macro, a pointer, a value, or an operator such as `+`. */
export type OperationParameter = "place" | "pointer" | "value" | "operator";

/** Words of the orders that each kind of access has; the others become tags. */
const LOADS: Words = { once: "once", relaxed: "once", acquire: "acquire" };
const STORES: Words = { once: "once", relaxed: "once", release: "release" };
const UPDATES: Words = {
  once: "relaxed",
  relaxed: "relaxed",
  acquire: "acquire",
  release: "release",
  mb: "full",
  noreturn: "noreturn",
};
const FENCES: Words = Object.fromEntries(
  "mb rmb wmb before-atomic after-atomic after-spinlock after-unlock-lock after-srcu-read-unlock barrier"
    .split(" ")
    .map((word) => [word, word.replaceAll("-", "_")]),
);
const SECTIONS: Words = { "rcu-lock": "lock", "rcu-unlock": "unlock", "sync-rcu": "synchronize" };

type Words = Readonly<Record<string, string>>;

/** The modifiers of an intrinsic: words of `words`, and all annotations as tags when one is none of these. */
function modifiers(tags: readonly string[], words: Words, otherwise: string): string {
  const known = tags.map((tag) => wordOf(tag, words));
  const orders = new Set(known.filter((word) => word !== undefined));
  if (orders.size === 0) orders.add(otherwise);
  const own = known.includes(undefined) ? tags.map((tag) => `tag.${capitalised(tag)}`) : [];
  return [...orders, ...own].join(", ");
}

function wordOf(tag: string, words: Words): string | undefined {
  const word = tag.toLowerCase();
  return Object.hasOwn(words, word) ? words[word] : undefined;
}

function capitalised(tag: string): string {
  return tag.charAt(0).toUpperCase() + tag.slice(1);
}

/** Whether an annotation is there that has to stand alone. */
function has(tags: readonly string[], word: string): boolean {
  return tags.some((tag) => tag.toLowerCase() === word);
}

function load(name: string, tags: readonly string[]): string | null {
  if (has(tags, "srcu-lock")) {
    return alone(tags, `int ${name}(lvalue s) { return __rcu_step[lock](&s); }`);
  }
  // Older models: a read, and the barrier that Alpha needs after it.
  if (has(tags, "deref") || has(tags, "lderef")) {
    const barrier = "__fence[barrier, tag.Rb_dep]();";
    const text = `any ${name}(lvalue x) { typeof(x) r = __load[once](&x); ${barrier} return r; }`;
    return alone(tags, text);
  }
  return `any ${name}(lvalue x) { return __load[${modifiers(tags, LOADS, "once")}](&x); }`;
}

function store(name: string, tags: readonly string[]): string | null {
  if (has(tags, "srcu-unlock")) {
    return alone(tags, `void ${name}(lvalue s, any index) { __rcu_step[unlock](&s, index); }`);
  }
  return `void ${name}(lvalue x, any v) { __store[${modifiers(tags, STORES, "once")}](&x, v); }`;
}

function fence(name: string, tags: readonly string[]): string | null {
  const section = tags.map((tag) => wordOf(tag, SECTIONS)).find((word) => word !== undefined);
  if (section !== undefined) return alone(tags, `void ${name}(void) { __rcu_step[${section}](); }`);
  return `void ${name}(void) { __fence[${modifiers(tags, FENCES, "barrier")}](); }`;
}

function alone(tags: readonly string[], text: string): string | null {
  return tags.length === 1 ? text : null;
}

function updateOf(tags: readonly string[]): string {
  return modifiers(tags, UPDATES, "relaxed");
}

/** A function that hands its argument to a primitive of the prelude. */
function lock(primitive: string, givesValue: boolean): Operation {
  const text = (name: string): string =>
    givesValue
      ? `bool ${name}(any l) { return ${primitive}(l); }`
      : `void ${name}(any l) { ${primitive}(l); }`;
  return { parameters: ["pointer"], tags: "none", givesValue, text };
}

const UPDATE = ["pointer", "operator", "value"] as const;

/** Every operation by name; `__srcu` is in `srcuOperation`, for its form hangs on its annotation. */
export const OPERATIONS: ReadonlyMap<string, Operation> = new Map<string, Operation>([
  ["__load", { parameters: ["place"], tags: "required", givesValue: true, text: load }],
  ["__store", { parameters: ["place", "value"], tags: "required", givesValue: false, text: store }],
  ["__fence", { parameters: [], tags: "required", givesValue: false, text: fence }],
  [
    "__xchg",
    {
      parameters: ["pointer", "value"],
      tags: "required",
      givesValue: true,
      text: (name, tags) => `any ${name}(any p, any v) { return __rmw[${updateOf(tags)}](p, v); }`,
    },
  ],
  [
    "__cmpxchg",
    {
      parameters: ["pointer", "value", "value"],
      tags: "required",
      givesValue: true,
      text: (name, tags) =>
        `any ${name}(any p, any o, any v) { return __rmw_if[${updateOf(tags)}](p, __old == (typeof(*p))o, v); }`,
    },
  ],
  [
    "__atomic_op",
    {
      parameters: UPDATE,
      tags: "optional",
      givesValue: false,
      text: (name, tags, operator) => {
        const words = updateOf(tags.length === 0 ? ["noreturn"] : tags);
        return `void ${name}(any p, any v) { __rmw[${words}](p, __old ${operator} v); }`;
      },
    },
  ],
  [
    "__atomic_op_return",
    {
      parameters: UPDATE,
      tags: "required",
      givesValue: true,
      text: (name, tags, operator) =>
        `any ${name}(any p, any v) { return __rmw[${updateOf(tags)}](p, __old ${operator} v) ${operator} v; }`,
    },
  ],
  [
    "__atomic_fetch_op",
    {
      parameters: UPDATE,
      tags: "required",
      givesValue: true,
      text: (name, tags, operator) =>
        `any ${name}(any p, any v) { return __rmw[${updateOf(tags)}](p, __old ${operator} v); }`,
    },
  ],
  [
    "__atomic_add_unless",
    {
      parameters: ["pointer", "value", "value"],
      tags: "required",
      givesValue: true,
      text: (name, tags) =>
        `bool ${name}(any p, any a, any u) { return __rmw_if[${updateOf(tags)}](p, __old != u, __old + a) != u; }`,
    },
  ],
  ["__lock", lock("spin_lock", false)],
  ["__unlock", lock("spin_unlock", false)],
  ["__trylock", lock("spin_trylock", true)],
  ["__islocked", lock("spin_is_locked", true)],
]);

const SRCU: Readonly<Record<string, Operation>> = {
  "srcu-lock": {
    parameters: ["pointer"],
    tags: "required",
    givesValue: true,
    text: (name) => `int ${name}(any s) { return __rcu_step[lock](s); }`,
  },
  "srcu-unlock": {
    parameters: ["pointer", "value"],
    tags: "required",
    givesValue: false,
    text: (name) => `void ${name}(any s, any index) { __rcu_step[unlock](s, index); }`,
  },
  "sync-srcu": {
    parameters: ["pointer"],
    tags: "required",
    givesValue: false,
    text: (name) => `void ${name}(any s) { __rcu_step[synchronize](s); }`,
  },
};

/** Annotations that `__srcu` may have. */
export const SRCU_TAGS: readonly string[] = Object.keys(SRCU);

/** `__srcu{srcu-lock}` and its like; undefined for another annotation. */
export function srcuOperation(tag: string): Operation | undefined {
  const word = tag.toLowerCase();
  return Object.hasOwn(SRCU, word) ? SRCU[word] : undefined;
}
