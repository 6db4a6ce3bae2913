/**
 * Small tests for `fix`: two threads with two accesses each, in a circle over x and y, as C11, kernel C and assembly write
 * them, with some orders already there.
 */

/** How a language writes an access of a location that writes 1 or 2 or reads into a register, and what stands between. */
interface Language {
  readonly read: readonly ((register: string, location: string) => string)[];
  readonly write: readonly ((location: string, value: number) => string)[];
  readonly between: readonly string[];
  text(threads: readonly (readonly string[])[], condition: string): string;
  register(thread: number, name: string): string;
}

const kernel: Language = {
  read: [(r, l) => `int ${r} = READ_ONCE(*${l});`, (r, l) => `int ${r} = smp_load_acquire(${l});`],
  write: [
    (l, v) => `WRITE_ONCE(*${l}, ${v});`,
    (l, v) => `smp_store_release(${l}, ${v});`,
    (l, v) => `xchg_relaxed(${l}, ${v});`,
  ],
  between: ["", "smp_rmb();", "smp_wmb();"],
  text: (threads, condition) => {
    const bodies = threads.map(
      (lines, t) => `P${t}(int *x, int *y)\n{\n\t${lines.join("\n\t")}\n}`,
    );
    return `C cycle\n{}\n${bodies.join("\n")}\nexists (${condition})\n`;
  },
  register: (thread, name) => `${thread}:${name}`,
};

const c11: Language = {
  read: [
    (r, l) => `int ${r} = atomic_load_explicit(${l}, memory_order_relaxed);`,
    (r, l) => `int ${r} = atomic_load_explicit(${l}, memory_order_acquire);`,
    (r, l) => `int ${r} = atomic_load(${l});`,
  ],
  write: [
    (l, v) => `atomic_store_explicit(${l}, ${v}, memory_order_relaxed);`,
    (l, v) => `atomic_store_explicit(${l}, ${v}, memory_order_release);`,
  ],
  between: ["", "atomic_thread_fence(memory_order_release);"],
  text: (threads, condition) => {
    const bodies = threads.map(
      (lines, t) => `P${t}(atomic_int *x, atomic_int *y)\n{\n\t${lines.join("\n\t")}\n}`,
    );
    return `C cycle\n{}\n${bodies.join("\n")}\nexists (${condition})\n`;
  },
  register: (thread, name) => `${thread}:${name}`,
};

const aarch64: Language = {
  read: [
    (r, l) => `LDR ${r},[${l === "x" ? "X1" : "X3"}]`,
    (r, l) => `LDAR ${r},[${l === "x" ? "X1" : "X3"}]`,
  ],
  write: [
    (l, v) => `STR W${4 + v},[${l === "x" ? "X1" : "X3"}]`,
    (l, v) => `STLR W${4 + v},[${l === "x" ? "X1" : "X3"}]`,
  ],
  between: ["", "DMB ISHLD", "DMB ISHST"],
  text: (threads, condition) => {
    const init = threads.map((_, t) => `${t}:X1=x; ${t}:X3=y; ${t}:W5=1; ${t}:W6=2;`).join("\n");
    const rows = [0, 1, 2].map((k) => ` ${threads.map((lines) => lines[k] ?? "").join(" | ")} ;`);
    return `AArch64 cycle\n{\n${init}\n}\n P0 | P1 ;\n${rows.join("\n")}\nexists (${condition})\n`;
  },
  register: (thread, name) => `${thread}:${name.replace("W", "X")}`,
};

/** Kinds of the accesses of one thread. */
type Kinds = "RR" | "RW" | "WR" | "WW";
const KINDS: readonly Kinds[] = ["RR", "RW", "WR", "WW"];

/** What one thread looks like: which spelling of each access, and what stands between. */
interface Style {
  readonly first: number;
  readonly second: number;
  readonly between: number;
}

export interface SmallTest {
  readonly text: string;
  readonly model: string;
}

/** All circles in all combinations of styles, thinned to every `step`-th; models take turns. */
export function smallTests(step: number): readonly SmallTest[] {
  const languages = [
    { language: kernel, models: ["tso", "pso", "wmm", "armv8", "rvwmo", "lkmm"] },
    { language: c11, models: ["rc11", "power"] },
    { language: aarch64, models: ["armv8"] },
  ];
  const all = languages.flatMap(({ language, models }) =>
    texts(language).map((text, k): SmallTest => ({ text, model: models[k % models.length]! })),
  );
  return all.filter((_, k) => k % step === 0);
}

function texts(language: Language): readonly string[] {
  return KINDS.flatMap((p) =>
    KINDS.flatMap((q) => {
      // Two reads of a location say nothing of each other.
      if ((p[1] === "R" && q[0] === "R") || (q[1] === "R" && p[0] === "R")) return [];
      return styles(language, p).flatMap((s) =>
        styles(language, q).flatMap((t) =>
          // Those that have some orders already have fewer placements.
          strengthOf(s) + strengthOf(t) >= 3 ? [circle(language, [p, q], [s, t])] : [],
        ),
      );
    }),
  );
}

function styles({ read, write, between }: Language, kinds: Kinds): readonly Style[] {
  const ways = (k: number) => (kinds[k] === "R" ? read : write);
  return ways(0).flatMap((_, first) =>
    ways(1).flatMap((__, second) => between.map((___, k) => ({ first, second, between: k }))),
  );
}

/** How many orders there are, more or less. */
function strengthOf({ first, second, between }: Style): number {
  return Math.min(first, 1) + Math.min(second, 1) + Math.min(between, 1);
}

/** The first thread goes from x to y, the second from y to x; each link of the circle is seen in the condition. */
function circle(language: Language, kinds: readonly Kinds[], own: readonly Style[]): string {
  const terms: string[] = [];
  const last: Record<string, number> = { x: 0, y: 0 };
  const places = [
    ["x", "y"],
    ["y", "x"],
  ] as const;
  const threads = kinds.map((pair, thread) => {
    const style = own[thread]!;
    const lines = [0, 1].map((k) => {
      const location = places[thread]![k]!;
      // The second access of a thread comes before the other thread's first at its location.
      const isLater = k === 0;
      const other = kinds[1 - thread]![1 - k];
      const spelling = k === 0 ? style.first : style.second;
      if (pair[k] === "W") {
        const written = other === "W" && isLater ? 2 : 1;
        if (other === "W") last[location] = 2;
        return language.write[spelling]!(location, written);
      }
      const register = language === aarch64 ? (k === 0 ? "W0" : "W2") : `r${k}`;
      terms.push(`${language.register(thread, register)}=${isLater ? 1 : 0}`);
      return language.read[spelling]!(register, location);
    });
    const between = language.between[style.between]!;
    return between === "" ? lines : [lines[0]!, between, lines[1]!];
  });
  const final = Object.entries(last).flatMap(([name, v]) => (v === 2 ? [`${name}=2`] : []));
  return language.text(threads, [...terms, ...final].join(" /\\ "));
}
