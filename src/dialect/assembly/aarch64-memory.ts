import type { Expression } from "../../program/expression.js";
import type { ReadOrder, WriteOrder } from "../../program/program.js";
import type { FormLine } from "./architecture.js";
import type { Operand, RegisterView } from "./operand.js";
import type { Operands } from "./operands.js";
import { type AssemblyThread, binary, constantOf, type Width } from "./thread.js";

const OLD: Expression = { kind: "old" };
const WIDE = { isWide: true } as const;

type Memory = Extract<Operand, { kind: "memory" }>;

/** The letter behind a mnemonic; without one an access is as wide as its register. */
const SIZES = [
  ["", null],
  ["b", 8],
  ["h", 16],
] as const;

function widthOf(view: RegisterView, bits: 8 | 16 | null): Width {
  return { bits: bits ?? view.bits };
}

/** The base register of an address; null after a diagnostic. */
function baseOf(t: AssemblyThread, { parts, span }: Memory): RegisterView | null {
  const [base] = parts;
  if (base?.kind === "register" && base.view.bits === 64) return base.view;
  const message = "an address of AArch64 starts with a 64-bit register, as in `[X1]`";
  t.unit.diagnostics.error("wrong-operands", span, message);
  return null;
}

/** The address of an operand that is nothing but a base: `[X1]`. */
function plainAddress(t: AssemblyThread, memory: Memory): Expression {
  const { parts, isUpdating, span } = memory;
  if (baseOf(t, memory) === null) return constantOf(0);
  const isZero = parts.length === 2 && parts[1]!.kind === "number" && parts[1]!.value === 0n;
  if ((parts.length > 1 && !isZero) || isUpdating) {
    const message = "this instruction takes its address from one register, as in `[X1]`";
    t.unit.diagnostics.error("wrong-operands", span, message);
  }
  return t.address({ ...memory, parts: parts.slice(0, 1) });
}

/**
 * The address of a load or a store, in every mode: a base and what is added to it, `[X1,#8]!`, which leaves the sum in the
 * base, and `[X1],#8` (a number at `after`), which adds to the base when the address was taken.
 */
export function access(
  t: AssemblyThread,
  o: Operands,
  index: number,
  run: (address: Expression) => void,
): void {
  const memory = o.memory(index);
  const base = baseOf(t, memory);
  if (base === null) return;
  const after = o.is(index + 1, "number") ? o.number(index + 1) : null;
  if (!memory.isUpdating && after === null) {
    run(t.address(memory));
    return;
  }
  // In a register of its own, because what is loaded may go where the base was.
  const register = t.temporary();
  t.assign(register, t.address(memory));
  const address: Expression = { kind: "register", register };
  run(address);
  t.write(base, after === null ? address : binary("+", "s64", address, t.number(after)));
}

/** An address, and one to which a number is added behind the access. */
export const ADDRESSES = ["m", "m,i"] as const;

function loads(): readonly FormLine[] {
  const plain = SIZES.flatMap(([letter, bits]): FormLine[] => {
    const lower: FormLine[1] = (t, o) =>
      access(t, o, 1, (address) => t.load(o.register(0), address, widthOf(o.register(0), bits)));
    return [
      ...ADDRESSES.map((memory): FormLine => [`ldr${letter} r,${memory}`, lower]),
      [`ldur${letter} r,m`, lower],
    ];
  });
  const signed = (["b", "h", "w"] as const).flatMap((letter): FormLine[] => {
    const width: Width = { bits: letter === "b" ? 8 : letter === "h" ? 16 : 32, isSigned: true };
    const lower: FormLine[1] = (t, o) =>
      access(t, o, 1, (address) => {
        t.write(o.register(0), t.loaded(address, width));
      });
    return [
      ...ADDRESSES.map((memory): FormLine => [`ldrs${letter} r,${memory}`, lower]),
      [`ldurs${letter} r,m`, lower],
    ];
  });
  return [...plain, ...signed];
}

function stores(): readonly FormLine[] {
  return SIZES.flatMap(([letter, bits]): FormLine[] => {
    const lower: FormLine[1] = (t, o) =>
      access(t, o, 1, (address) =>
        t.store(address, t.read(o.register(0)), widthOf(o.register(0), bits)),
      );
    return [
      ...ADDRESSES.map((memory): FormLine => [`str${letter} r,${memory}`, lower]),
      [`stur${letter} r,m`, lower],
    ];
  });
}

/** LDAPUR and STLUR: ordered accesses with an offset. */
function unscaled(): readonly FormLine[] {
  return SIZES.flatMap(([letter, bits]): readonly FormLine[] => [
    [
      `ldapur${letter} r,m`,
      (t, o) =>
        access(t, o, 1, (address) => {
          const view = o.register(0);
          t.load(view, address, widthOf(view, bits), "acquirePc");
        }),
    ],
    [
      `stlur${letter} r,m`,
      (t, o) =>
        access(t, o, 1, (address) => {
          const view = o.register(0);
          t.store(address, t.read(view), widthOf(view, bits), "release");
        }),
    ],
  ]);
}

/** Acquires, releases and exclusives: their address is a register. */
function ordered(): readonly FormLine[] {
  return SIZES.flatMap(([letter, bits]): FormLine[] => {
    const load = (name: string, order: ReadOrder, isExclusive: boolean): FormLine => [
      `${name}${letter} r,m`,
      (t, o) => {
        const view = o.register(0);
        t.load(view, plainAddress(t, o.memory(1)), widthOf(view, bits), order, isExclusive);
      },
    ];
    const conditional = (name: string, order: WriteOrder): FormLine => [
      `${name}${letter} r,r,m`,
      (t, o) => {
        const view = o.register(1);
        const address = plainAddress(t, o.memory(2));
        t.storeConditional(o.register(0), address, t.read(view), widthOf(view, bits), order);
      },
    ];
    return [
      load("ldar", "acquire", false),
      load("ldapr", "acquirePc", false),
      load("ldxr", "relaxed", true),
      load("ldaxr", "acquire", true),
      [
        `stlr${letter} r,m`,
        (t, o) => {
          const view = o.register(0);
          const address = plainAddress(t, o.memory(1));
          t.store(address, t.read(view), widthOf(view, bits), "release");
        },
      ],
      conditional("stxr", "relaxed"),
      conditional("stlxr", "release"),
    ];
  });
}

/** What an atomic leaves in memory, of what is there and its operand. */
type Update = (operand: Expression, bits: Width["bits"]) => Expression;

const extreme =
  (operator: "<" | ">", isSigned: boolean): Update =>
  (operand, bits) => {
    // An expression has no choice: the distance to the operand, once or not at all.
    const isOther = binary(operator, `${isSigned ? "s" : "u"}${bits}`, OLD, operand);
    const distance = binary("-", "s64", operand, OLD);
    return binary("+", "s64", OLD, binary("*", "s64", distance, isOther));
  };

const UPDATES: readonly (readonly [string, Update])[] = [
  ["add", (operand, bits) => binary("+", `s${bits}`, OLD, operand)],
  ["eor", (operand, bits) => binary("^", `s${bits}`, OLD, operand)],
  ["set", (operand, bits) => binary("|", `s${bits}`, OLD, operand)],
  [
    "clr",
    (operand, bits) =>
      binary("&", `s${bits}`, OLD, { kind: "unary", operator: "~", type: `s${bits}`, operand }),
  ],
  ["smax", extreme("<", true)],
  ["smin", extreme(">", true)],
  ["umax", extreme("<", false)],
  ["umin", extreme(">", false)],
];

interface Suffix {
  readonly text: string;
  readonly acquires: boolean;
  readonly releases: boolean;
}

const SUFFIXES: readonly Suffix[] = [
  { text: "", acquires: false, releases: false },
  { text: "a", acquires: true, releases: false },
  { text: "l", acquires: false, releases: true },
  { text: "al", acquires: true, releases: true },
];

/**
 * A single read-modify-write. One that gives what it found to nobody is as its ST form: it does not acquire, and a
 * `DMB LD` does not wait for its read.
 */
function update(
  t: AssemblyThread,
  view: RegisterView | null,
  address: Expression,
  value: Expression,
  { bits, suffix }: { readonly bits: Width["bits"]; readonly suffix: Suffix },
): void {
  const isKept = view !== null && view.isZero !== true;
  const register = isKept ? t.temporary() : null;
  const order = {
    read: suffix.acquires && isKept ? "acquire" : "relaxed",
    write: suffix.releases ? "release" : "relaxed",
  } as const;
  const isNoReturn = !isKept;
  t.rmw(address, value, { register, ...order, isSingle: true, isNoReturn }, { bits });
  if (register !== null) t.write(view!, t.narrow({ kind: "register", register }, { bits }));
}

function atomics(): readonly FormLine[] {
  return SIZES.flatMap(([letter, size]) =>
    SUFFIXES.flatMap((suffix) => [
      ...UPDATES.flatMap(([name, value]) => updates(name, value, suffix, letter, size)),
      swap(suffix, letter, size),
      compareAndSwap(suffix, letter, size),
    ]),
  );
}

type Letter = (typeof SIZES)[number][0];
type Size = (typeof SIZES)[number][1];

/** `LDADDA` and, where nothing is acquired, `STADD`. */
function updates(
  name: string,
  value: Update,
  suffix: Suffix,
  letter: Letter,
  size: Size,
): readonly FormLine[] {
  const options = name.includes("m") ? WIDE : {};
  const lower = (isKept: boolean): FormLine[1] => {
    return (t, o) => {
      const { bits } = widthOf(o.register(0), size);
      const operand = t.narrow(t.read(o.register(0)), { bits, isSigned: true });
      const address = plainAddress(t, o.memory(isKept ? 2 : 1));
      const target = isKept ? o.register(1) : null;
      update(t, target, address, value(operand, bits), { bits, suffix });
    };
  };
  const load: FormLine = [`ld${name}${suffix.text}${letter} r,r,m`, lower(true), options];
  if (suffix.acquires) return [load];
  return [load, [`st${name}${suffix.text}${letter} r,m`, lower(false), options]];
}

function swap(suffix: Suffix, letter: Letter, size: Size): FormLine {
  return [
    `swp${suffix.text}${letter} r,r,m`,
    (t, o) => {
      const { bits } = widthOf(o.register(0), size);
      const value = t.read(o.register(0));
      const address = plainAddress(t, o.memory(2));
      update(t, o.register(1), address, value, { bits, suffix });
    },
  ];
}

/** CAS: the first register is compared, and becomes what memory was. One that fails is a load, CASA an acquiring one; `CASA WZR` is none. */
function compareAndSwap(suffix: Suffix, letter: Letter, size: Size): FormLine {
  return [
    `cas${suffix.text}${letter} r,r,m`,
    (t, o) => {
      const view = o.register(0);
      const { bits } = widthOf(view, size);
      const register = t.temporary();
      const read = suffix.acquires && view.isZero !== true ? "acquire" : "relaxed";
      const value = t.read(o.register(1));
      const guard = binary("==", `u${bits}`, OLD, t.read(view));
      const write = suffix.releases ? "release" : "relaxed";
      const order = { read, failure: read, write, isNoReturn: view.isZero === true } as const;
      const options = { register, guard, ...order, isSingle: true, isChoice: true };
      t.rmw(plainAddress(t, o.memory(2)), value, options, { bits });
      t.write(view, t.narrow({ kind: "register", register }, { bits }));
    },
  ];
}

/** Instructions of AArch64 that access memory. */
export const memoryInstructions: readonly FormLine[] = [
  ...loads(),
  ...stores(),
  ...unscaled(),
  ...ordered(),
  ...atomics(),
];
