import type { BinaryOperator, Expression } from "../../program/expression.js";
import type { Dialect } from "../dialect.js";
import { type FormLine, instructionTable } from "./architecture.js";
import { assembly } from "./assembly.js";
import type { RegisterView } from "./operand.js";
import type { Operands } from "./operands.js";
import { type AssemblyThread, binary, constantOf, type Width } from "./thread.js";

/*
 * Power. A field of the condition register is -1, 0 or 1 for less, equal and greater, and 2 for none of them, which is
 * what a store-conditional that failed leaves in cr0.
 */

const FAILED = 2;
const FIELDS = Array.from({ length: 8 }, (_, k) => `cr${k}`);

function fieldView(name: string): RegisterView {
  return { name: `$${name}`, bits: 64 };
}

function setField(t: AssemblyThread, name: string, value: Expression): void {
  t.write(fieldView(name), value);
}

/** How two values compare, in a field. */
function comparison(type: "s32" | "u32" | "s64" | "u64", a: Expression, b: Expression): Expression {
  return binary("-", "s32", binary(">", type, a, b), binary("<", type, a, b));
}

/** `cmpw`, with the field or without it. */
function compares(name: string, type: "s32" | "u32" | "s64" | "u64"): readonly FormLine[] {
  return ["r", "i"].flatMap((right): FormLine[] => {
    const mnemonic = `${name}${right === "i" ? "i" : ""}`;
    const at = (first: number): FormLine[1] => {
      return (t, o) => {
        const field = first === 0 ? "cr0" : o.word(0);
        const [left, other] = [t.value(o.simple(first)), t.value(o.simple(first + 1))];
        setField(t, field, comparison(type, left, other));
      };
    };
    return [
      [`${mnemonic} r,${right}`, at(0)],
      [`${mnemonic} <${FIELDS.join("|")}>,r,${right}`, at(1)],
    ];
  });
}

const CONDITIONS: readonly (readonly [string, BinaryOperator, number])[] = [
  ["eq", "==", 0],
  ["ne", "!=", 0],
  ["lt", "==", -1],
  ["ge", "!=", -1],
  ["gt", "==", 1],
  ["le", "!=", 1],
];

function branches(): readonly FormLine[] {
  return CONDITIONS.flatMap(([name, operator, value]): FormLine[] => {
    const at = (first: number): FormLine[1] => {
      return (t, o) => {
        const field = t.read(fieldView(first === 0 ? "cr0" : o.word(0)));
        t.branch(binary(operator, "s32", field, constantOf(value)), o.name(first));
      };
    };
    return [
      [`b${name} l`, at(0)],
      [`b${name} <${FIELDS.join("|")}>,l`, at(1)],
    ];
  });
}

type Compute = (left: Expression, right: Expression) => Expression;

const compute = (operator: BinaryOperator): Compute => {
  return (left, right) => binary(operator, "s64", left, right);
};

/** An operation of two registers, and its form with a dot, which compares the result with 0. */
function operation(name: string, value: Compute, isWide = false): readonly FormLine[] {
  const lower = (isRecorded: boolean): FormLine[1] => {
    return (t, o) => {
      t.write(o.register(0), value(t.read(o.register(1)), t.value(o.simple(2))));
      if (isRecorded) record(t, o.register(0));
    };
  };
  return [
    [`${name} r,r,r`, lower(false), { isWide }],
    [`${name}. r,r,r`, lower(true), { isWide }],
  ];
}

function record(t: AssemblyThread, view: RegisterView): void {
  setField(t, "cr0", comparison("s64", t.read(view), constantOf(0)));
}

/** An operation with a number. */
function immediate(name: string, value: Compute, isRecorded = false): FormLine {
  const lower: FormLine[1] = (t, o) => {
    t.write(o.register(0), value(base(t, o, 1, name), t.value(o.simple(2))));
    if (isRecorded) record(t, o.register(0));
  };
  return [`${name} r,r,i`, lower];
}

/** What a register stands for as a base: r0 is no register there, but 0. Of operations only ADDI and its like do so. */
function base(t: AssemblyThread, o: Operands, index: number, name = "addi"): Expression {
  const isBase = name.startsWith("addi") || name.startsWith("subi");
  if (!isBase || o.is(index, "number")) return t.value(o.simple(index));
  const view = o.register(index);
  return view.name === "r0" ? constantOf(0) : t.read(view);
}

/** The address of a form with two registers. */
function indexed(t: AssemblyThread, o: Operands): Expression {
  const first = base(t, o, 1);
  const second = t.read(o.register(2));
  return first.kind === "constant" && first.code === 0 ? second : binary("+", "s64", first, second);
}

const WIDTHS: readonly (readonly [string, Width])[] = [
  ["b", { bits: 8 }],
  ["h", { bits: 16 }],
  ["w", { bits: 32 }],
  ["d", { bits: 64 }],
];

/** The base register of an updating form becomes the address. */
function update(t: AssemblyThread, o: Operands): void {
  const operand = o.list[1]!;
  const part = operand.kind === "memory" ? operand.parts[0]! : operand;
  if (part.kind !== "register") return;
  const address = operand.kind === "memory" ? t.address(operand) : indexed(t, o);
  t.write(part.view, address);
}

function accesses(): readonly FormLine[] {
  return WIDTHS.flatMap(([letter, width]): FormLine[] => {
    const load = letter === "d" ? "ld" : `l${letter}z`;
    const store = `st${letter}`;
    const loadAt = (address: (t: AssemblyThread, o: Operands) => Expression): FormLine[1] => {
      return (t, o) => t.load(o.register(0), address(t, o), width);
    };
    const storeAt = (address: (t: AssemblyThread, o: Operands) => Expression): FormLine[1] => {
      return (t, o) => t.store(address(t, o), t.read(o.register(0)), width);
    };
    const direct = (t: AssemblyThread, o: Operands) => t.address(o.memory(1));
    // The base of a load with update is another register than its target.
    const thenUpdate = (lower: FormLine[1]): FormLine[1] => {
      return (t, o) => {
        lower(t, o);
        update(t, o);
      };
    };
    return [
      [`${load} r,m`, loadAt(direct)],
      [`${load}x r,r/i,r`, loadAt(indexed)],
      [`${load}u r,m`, thenUpdate(loadAt(direct))],
      [`${load}ux r,r,r`, thenUpdate(loadAt(indexed))],
      [`${store} r,m`, storeAt(direct)],
      [`${store}x r,r/i,r`, storeAt(indexed)],
      [`${store}u r,m`, thenUpdate(storeAt(direct))],
      [`${store}ux r,r,r`, thenUpdate(storeAt(indexed))],
      [
        `l${letter}arx r,r/i,r`,
        (t, o) => t.load(o.register(0), indexed(t, o), width, "relaxed", true),
      ],
      [
        `st${letter}cx. r,r/i,r`,
        (t, o) => {
          const status = t.storeConditional(null, indexed(t, o), t.read(o.register(0)), width);
          setField(t, "cr0", binary("*", "s32", status, constantOf(FAILED)));
        },
      ],
    ];
  });
}

/** Loads that extend the sign: `lha`, `lwa`. */
function signedLoads(): readonly FormLine[] {
  return WIDTHS.slice(1, 3).flatMap(([letter, width]): FormLine[] => {
    const signed = { ...width, isSigned: true };
    return [
      [`l${letter}a r,m`, (t, o) => t.load(o.register(0), t.address(o.memory(1)), signed)],
      [`l${letter}ax r,r/i,r`, (t, o) => t.load(o.register(0), indexed(t, o), signed)],
    ];
  });
}

/** `extsw`: the sign of the low bits is that of the whole. */
function extensions(): readonly FormLine[] {
  return WIDTHS.slice(0, 3).map(([letter, { bits }]): FormLine => {
    const lower: FormLine[1] = (t, o) => {
      const operand = t.read(o.register(1));
      t.write(o.register(0), { kind: "cast", type: `s${bits as 8 | 16 | 32}`, operand });
    };
    return [`exts${letter} r,r`, lower, { isWide: true }];
  });
}

/**
 * The bits that a rotation keeps, from bit `first` of the low word to bit `last`, the highest of which is bit 0. Where
 * they go around the end of the word, those of the high word are among them.
 */
function maskOf(first: bigint, last: bigint): bigint {
  const from = (bit: bigint): bigint => (1n << (32n - bit)) - 1n;
  const [high, low] = [from(first), from(last + 1n)];
  return first <= last ? high & ~low : ~(low & ~high);
}

/** The low word of a register, rotated left, in both halves. */
function rotated(t: AssemblyThread, o: Operands): Expression {
  const count = o.number(2) & 31n;
  const word: Expression = { kind: "cast", type: "u32", operand: t.read(o.register(1)) };
  const up = binary("<<", "u32", word, t.number(count));
  const down = binary(">>", "u64", word, t.number(32n - count));
  const low = binary("|", "u32", up, down);
  return binary("|", "s64", binary("<<", "s64", low, t.number(32)), low);
}

/** RLWINM keeps the bits of the mask, RLWIMI puts them into the target. */
function rotations(): readonly FormLine[] {
  const maskIn = (o: Operands): bigint => maskOf(o.number(3) & 31n, o.number(4) & 31n);
  return [
    [
      "rlwinm r,r,i,i,i",
      (t, o) => {
        const mask = t.number(maskIn(o));
        t.write(o.register(0), binary("&", "s64", rotated(t, o), mask));
      },
      { isWide: true },
    ],
    [
      "rlwimi r,r,i,i,i",
      (t, o) => {
        const mask = maskIn(o);
        const others = binary("&", "s64", t.read(o.register(0)), t.number(~mask));
        const own = binary("&", "s64", rotated(t, o), t.number(mask));
        t.write(o.register(0), binary("|", "s64", others, own));
      },
      { isWide: true },
    ],
    [
      "clrldi r,r,i",
      (t, o) => {
        const mask = t.number((1n << (64n - (o.number(2) & 63n))) - 1n);
        t.write(o.register(0), binary("&", "s64", t.read(o.register(1)), mask));
      },
      { isWide: true },
    ],
  ];
}

const INVERTED = (operand: Expression): Expression => {
  return { kind: "unary", operator: "~", type: "s64", operand };
};

const INSTRUCTIONS = instructionTable(() => [
  ["li r,i", (t, o) => t.write(o.register(0), t.value(o.simple(1)))],
  ["lis r,i", (t, o) => t.write(o.register(0), t.number(o.number(1) << 16n)), { isWide: true }],
  ["mr r,r", (t, o) => t.write(o.register(0), t.read(o.register(1)))],
  ...operation("add", compute("+")),
  ...operation("sub", compute("-"), true),
  ...operation("subf", (left, right) => binary("-", "s64", right, left), true),
  ...operation("and", compute("&")),
  ...operation("or", compute("|")),
  ...operation("xor", compute("^")),
  ...operation("nand", (left, right) => INVERTED(binary("&", "s64", left, right)), true),
  ...operation("nor", (left, right) => INVERTED(binary("|", "s64", left, right)), true),
  ...operation("mullw", (left, right) => binary("*", "s64", left, right), true),
  immediate("addi", compute("+")),
  immediate("addic.", compute("+"), true),
  [
    "subi r,r,i",
    (t, o) => t.write(o.register(0), binary("-", "s64", base(t, o, 1), t.value(o.simple(2)))),
    { isWide: true },
  ],
  immediate("mulli", compute("*")),
  immediate("andi.", compute("&"), true),
  immediate("ori", compute("|")),
  immediate("xori", compute("^")),
  [
    "neg r,r",
    (t, o) => t.write(o.register(0), binary("-", "s64", constantOf(0), t.read(o.register(1)))),
    { isWide: true },
  ],
  [
    "addis r,r/i,i",
    (t, o) => {
      const added = t.number(o.number(2) << 16n);
      t.write(o.register(0), binary("+", "s64", base(t, o, 1), added));
    },
    { isWide: true },
  ],
  ...accesses(),
  ...signedLoads(),
  ...extensions(),
  ...rotations(),
  ...compares("cmpw", "s32"),
  ...compares("cmpd", "s64"),
  ...compares("cmplw", "u32"),
  ...compares("cmpld", "u64"),
  ...branches(),
  ["b l", (t, o) => t.jump(o.name(0))],
  ["sync", (t) => t.fence("sync")],
  ["hwsync", (t) => t.fence("sync")],
  ["lwsync", (t) => t.fence("lwsync")],
  ["eieio", (t) => t.fence("eieio")],
  ["isync", (t) => t.fence("isync")],
  ["blr", (t) => t.leave()],
  ["nop", () => {}],
]);

const REGISTERS: ReadonlyMap<string, RegisterView> = new Map(
  Array.from({ length: 32 }, (_, k) => [`r${k}`, { name: `r${k}`, bits: 64 }]),
);

/** Power: header `PPC`. */
export const ppc: Dialect = assembly({
  headers: ["PPC"],
  title: "Power",
  defaultModels: ["power", "sc"],
  word: "s64",
  register: (name) => REGISTERS.get(name) ?? null,
  registerExamples: "`r0` to `r31`",
  prefixes: [],
  instructions: INSTRUCTIONS,
  fences: ["eieio", "lwsync", "sync"],
  alternatives: () => [],
});
