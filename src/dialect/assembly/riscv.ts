import type { BinaryOperator, Expression } from "../../program/expression.js";
import type { FenceAccesses, ReadOrder, WriteOrder } from "../../program/program.js";
import type { Dialect } from "../dialect.js";
import { type FormLine, instructionTable } from "./architecture.js";
import { assembly } from "./assembly.js";
import type { RegisterView } from "./operand.js";
import { type AssemblyThread, binary, constantOf, type Width } from "./thread.js";

/* RISC-V, 64 bits. The bits of an access are written `.aq`, `.rl`, `.aq.rl` or `.aqrl`. */

const OLD: Expression = { kind: "old" };
const ZERO = constantOf(0);

type Compute = (left: Expression, right: Expression) => Expression;

const compute =
  (operator: BinaryOperator, type: "s32" | "u32" | "s64" | "u64" = "s64"): Compute =>
  (left, right) =>
    binary(operator, type, left, right);

const signed = (operand: Expression, bits: 32 | 64): Expression => {
  return { kind: "cast", type: `s${bits}`, operand };
};

interface Arithmetic {
  readonly name: string;
  readonly value: Compute;
  readonly isWide?: boolean;
  /** The name of the form with a number, null for none. */
  readonly immediate: string | null;
}

const ARITHMETIC: readonly Arithmetic[] = [
  { name: "add", value: compute("+"), immediate: "addi" },
  { name: "addw", value: compute("+", "s32"), immediate: "addiw" },
  { name: "sub", value: compute("-"), isWide: true, immediate: null },
  { name: "subw", value: compute("-", "s32"), isWide: true, immediate: null },
  { name: "mul", value: compute("*"), isWide: true, immediate: null },
  { name: "and", value: compute("&"), immediate: "andi" },
  { name: "or", value: compute("|"), immediate: "ori" },
  { name: "xor", value: compute("^"), immediate: "xori" },
  { name: "slt", value: compute("<"), immediate: "slti" },
  { name: "sltu", value: compute("<", "u64"), immediate: "sltiu" },
];

/** Shifts by a number. */
const SHIFTS: readonly (readonly [string, Compute, 32 | 64])[] = [
  ["slli", compute("<<"), 64],
  ["srli", (left, right) => signed(binary(">>", "u64", left, right), 64), 64],
  ["srai", compute(">>"), 64],
  ["slliw", compute("<<", "s32"), 32],
  ["srliw", (left, right) => signed(binary(">>", "u32", left, right), 32), 32],
  ["sraiw", compute(">>", "s32"), 32],
];

function arithmetic(): readonly FormLine[] {
  const lower =
    (value: Compute): FormLine[1] =>
    (t, o) =>
      t.write(o.register(0), value(t.read(o.register(1)), t.value(o.simple(2))));
  const shift =
    (value: Compute, bits: 32 | 64): FormLine[1] =>
    (t, o) => {
      const amount = t.number(BigInt.asUintN(bits === 64 ? 6 : 5, o.number(2)));
      t.write(o.register(0), value(t.read(o.register(1)), amount));
    };
  return [
    ...ARITHMETIC.flatMap(({ name, value, isWide = false, immediate }): FormLine[] => [
      [`${name} r,r,r`, lower(value), { isWide }],
      ...(immediate === null ? [] : [[`${immediate} r,r,i`, lower(value)] as const]),
    ]),
    ...SHIFTS.map(
      ([name, value, bits]): FormLine => [`${name} r,r,i`, shift(value, bits), { isWide: true }],
    ),
  ];
}

/** Operations that the assembler makes of others. */
const SHORT: readonly FormLine[] = [
  ["li r,i", (t, o) => t.write(o.register(0), t.value(o.simple(1)))],
  ["lui r,i", (t, o) => t.write(o.register(0), t.number(o.number(1) << 12n)), { isWide: true }],
  ["mv r,r", (t, o) => t.write(o.register(0), t.read(o.register(1)))],
  ["neg r,r", unary((e) => binary("-", "s64", ZERO, e)), { isWide: true }],
  [
    "not r,r",
    unary((operand) => ({ kind: "unary", operator: "~", type: "s64", operand })),
    { isWide: true },
  ],
  ["seqz r,r", unary((e) => binary("==", "s64", e, ZERO))],
  ["snez r,r", unary((e) => binary("!=", "s64", e, ZERO))],
  ["sext.w r,r", unary((e) => signed(e, 32))],
  ["nop", () => {}],
];

function unary(value: (operand: Expression) => Expression): FormLine[1] {
  return (t, o) => t.write(o.register(0), value(t.read(o.register(1))));
}

const BRANCHES: readonly (readonly [string, BinaryOperator, "s64" | "u64"])[] = [
  ["eq", "==", "s64"],
  ["ne", "!=", "s64"],
  ["lt", "<", "s64"],
  ["ge", ">=", "s64"],
  ["gt", ">", "s64"],
  ["le", "<=", "s64"],
  ["ltu", "<", "u64"],
  ["geu", ">=", "u64"],
  ["gtu", ">", "u64"],
  ["leu", "<=", "u64"],
];

function branches(): readonly FormLine[] {
  return BRANCHES.flatMap(([name, operator, type]): FormLine[] => {
    const between: FormLine = [
      `b${name} r,r,l`,
      (t, o) =>
        t.branch(binary(operator, type, t.read(o.register(0)), t.read(o.register(1))), o.name(2)),
    ];
    if (type === "u64") return [between];
    const withZero: FormLine = [
      `b${name}z r,l`,
      (t, o) => t.branch(binary(operator, type, t.read(o.register(0)), ZERO), o.name(1)),
    ];
    return [between, withZero];
  });
}

/** Ways to write the bits of an access. */
const ORDERS: readonly { suffix: string; acquires: boolean; releases: boolean }[] = [
  { suffix: "", acquires: false, releases: false },
  { suffix: ".aq", acquires: true, releases: false },
  { suffix: ".rl", acquires: false, releases: true },
  { suffix: ".aq.rl", acquires: true, releases: true },
  { suffix: ".aqrl", acquires: true, releases: true },
];

type Order = (typeof ORDERS)[number];

function readOrder({ acquires, releases }: Order): ReadOrder {
  if (!acquires) return "relaxed";
  return releases ? "sc" : "acquire";
}

function writeOrder({ acquires, releases }: Order): WriteOrder {
  if (!releases) return "relaxed";
  return acquires ? "sc" : "release";
}

const WIDTHS: readonly (readonly [string, Width])[] = [
  ["b", { bits: 8, isSigned: true }],
  ["h", { bits: 16, isSigned: true }],
  ["w", { bits: 32, isSigned: true }],
  ["d", { bits: 64 }],
  ["bu", { bits: 8 }],
  ["hu", { bits: 16 }],
  ["wu", { bits: 32 }],
];

/** Loads cannot release and stores cannot acquire alone: no model here has a word for that. */
function accesses(): readonly FormLine[] {
  return WIDTHS.flatMap(([letters, width]) =>
    ORDERS.flatMap((order): FormLine[] => {
      const { suffix, acquires, releases } = order;
      const load: FormLine = [
        `l${letters}${suffix} r,m`,
        (t, o) => t.load(o.register(0), t.address(o.memory(1)), width, readOrder(order)),
      ];
      const store: FormLine = [
        `s${letters}${suffix} r,m`,
        (t, o) => t.store(t.address(o.memory(1)), t.read(o.register(0)), width, writeOrder(order)),
      ];
      const canLoad = acquires || !releases;
      const canStore = (releases || !acquires) && !letters.endsWith("u");
      return [...(canLoad ? [load] : []), ...(canStore ? [store] : [])];
    }),
  );
}

/** The larger or the smaller of two values, as arithmetic: an expression has no choice. */
function extreme(operator: "<" | ">", isSigned: boolean, bits: 32 | 64): Compute {
  return (left, right) => {
    const isRight = binary(operator, `${isSigned ? "s" : "u"}${bits}`, left, right);
    const distance = binary("-", "s64", right, left);
    return binary("+", "s64", left, binary("*", "s64", distance, isRight));
  };
}

const ATOMICS: readonly (readonly [string, (bits: 32 | 64) => Compute])[] = [
  ["swap", () => (_, right) => right],
  ["add", (bits) => compute("+", `s${bits}`)],
  ["and", () => compute("&")],
  ["or", () => compute("|")],
  ["xor", () => compute("^")],
  ["max", (bits) => extreme("<", true, bits)],
  ["min", (bits) => extreme(">", true, bits)],
  ["maxu", (bits) => extreme("<", false, bits)],
  ["minu", (bits) => extreme(">", false, bits)],
];

function atomic(value: Compute, width: Width, order: Order): FormLine[1] {
  return (t, o) => {
    const view = o.register(0);
    const operand = t.narrow(t.read(o.register(1)), width);
    const isKept = view.isZero !== true;
    const register = isKept ? t.whole(view.name) : null;
    t.rmw(t.address(o.memory(2)), value(OLD, operand), {
      register,
      read: readOrder(order),
      write: writeOrder(order),
      isSingle: true,
    });
  };
}

/** `.rl` alone orders no LR, and `.aq` alone no SC: the manual promises nothing for them. */
function atomics(): readonly FormLine[] {
  const widths = [
    ["w", 32],
    ["d", 64],
  ] as const;
  return widths.flatMap(([letter, bits]) => {
    const width: Width = { bits, isSigned: true };
    return ORDERS.flatMap((order): FormLine[] => {
      const { suffix } = order;
      const reserve: FormLine = [
        `lr.${letter}${suffix} r,m`,
        (t, o) => t.load(o.register(0), t.address(o.memory(1)), width, readOrder(order), true),
      ];
      const conditional: FormLine = [
        `sc.${letter}${suffix} r,r,m`,
        (t, o) => {
          const value = t.read(o.register(1));
          const address = t.address(o.memory(2));
          t.storeConditional(o.register(0), address, value, width, writeOrder(order));
        },
      ];
      return [
        ...ATOMICS.map(
          ([name, value]): FormLine => [
            `amo${name}.${letter}${suffix} r,r,m`,
            atomic(value(bits), width, order),
          ],
        ),
        reserve,
        conditional,
      ];
    });
  });
}

/** Which accesses to memory the letters of a fence speak of; those to devices are none. */
function fenceAccesses(word: string): FenceAccesses {
  const letters = word.replace(/[io]/g, "");
  return letters === "r" || letters === "w" ? letters : "rw";
}

const FENCE_WORDS = "r|w|rw|iorw|ir|ow";

const INSTRUCTIONS = instructionTable(() => [
  ...arithmetic(),
  ...SHORT,
  ...branches(),
  ["j l", (t, o) => t.jump(o.name(0))],
  ...accesses(),
  ...atomics(),
  ["fence", (t) => t.fence("fence.rw.rw")],
  [
    `fence <${FENCE_WORDS}>,<${FENCE_WORDS}>`,
    (t, o) => t.fence(`fence.${fenceAccesses(o.word(0))}.${fenceAccesses(o.word(1))}`),
  ],
  ["fence.tso", (t: AssemblyThread) => t.fence("fence.tso")],
  ["fence.i", (t: AssemblyThread) => t.fence("fence.i")],
]);

/** The names of the calling convention, in the order of the registers. */
const CONVENTION = [
  ..."zero ra sp gp tp t0 t1 t2 s0 s1 a0 a1 a2 a3 a4 a5 a6 a7".split(" "),
  ..."s2 s3 s4 s5 s6 s7 s8 s9 s10 s11 t3 t4 t5 t6".split(" "),
];

function registers(): ReadonlyMap<string, RegisterView> {
  const views = CONVENTION.map((_, k): RegisterView => {
    return { name: `x${k}`, bits: 64, ...(k === 0 ? { isZero: true } : {}) };
  });
  return new Map([
    ...views.map((view) => [view.name, view] as const),
    ...views.map((view, k) => [CONVENTION[k]!, view] as const),
    ["fp", views[8]!],
  ]);
}

const REGISTERS = registers();

/** RISC-V: header `RISCV`. */
export const riscv: Dialect = assembly({
  headers: ["RISCV"],
  title: "RISC-V",
  defaultModels: ["rvwmo", "sc"],
  word: "s64",
  register: (name) => REGISTERS.get(name) ?? null,
  registerExamples: "`x0` to `x31`, and their names such as `a0`, `t1`, `s2`",
  prefixes: [],
  instructions: INSTRUCTIONS,
  fences: ["fence r,r", "fence w,w", "fence r,rw", "fence rw,w", "fence.tso", "fence rw,rw"],
  alternatives(mnemonic) {
    const [, name] = /^((?:lr|sc|amo\w+)\.[wd])(?:\.(?:aq|rl|aq\.rl|aqrl))?$/.exec(mnemonic) ?? [];
    return name === undefined ? [] : ["", ".aq", ".rl", ".aqrl"].map((bits) => name + bits);
  },
});
