import type { Expression } from "../../program/expression.js";
import type { Dialect } from "../dialect.js";
import { type FormLine, instructionTable } from "./architecture.js";
import { assembly } from "./assembly.js";
import {
  type FlagCondition,
  flagsOfBits,
  flagsOfDifference,
  flagsOfSum,
  flagsSatisfy,
} from "./flags.js";
import type { RegisterView } from "./operand.js";
import type { Operands } from "./operands.js";
import { type AssemblyThread, binary, type Flags } from "./thread.js";

/*
 * As herd has it, tests of 32 bits are written as in Intel's manuals, target first, and those of 64 bits in AT&T's way:
 * source first, `(x)` or `8(%rax)` for memory, a letter for the width. A memory operand has 32 bits unless that letter or
 * a register beside it says otherwise. An instruction that changes memory without LOCK is a load and a store; XCHG with memory is always locked.
 */

const OLD: Expression = { kind: "old" };

type Bits = RegisterView["bits"];

/** What an operation with two operands makes of them. */
type Operation = (left: Expression, right: Expression, bits: Bits) => Flags;

const OPERATIONS: Readonly<Record<string, Operation>> = {
  add: flagsOfSum,
  sub: flagsOfDifference,
  and: bitwise("&"),
  or: bitwise("|"),
  xor: bitwise("^"),
};

function bitwise(operator: "&" | "|" | "^"): Operation {
  return (left, right, bits) => flagsOfBits(binary(operator, `s${bits}`, left, right), bits);
}

const CONDITIONS: readonly (readonly [FlagCondition, ...string[]])[] = [
  ["equal", "e", "z"],
  ["different", "ne", "nz"],
  ["less", "l", "nge", "lt"],
  ["less or equal", "le", "ng"],
  ["greater", "g", "nle", "gt"],
  ["greater or equal", "ge", "nl"],
  ["below", "b", "nae", "c"],
  ["below or equal", "be", "na"],
  ["above", "a", "nbe"],
  ["above or equal", "ae", "nb", "nc"],
  ["negative", "s"],
  ["not negative", "ns"],
];

/** The width of an instruction: what its mnemonic says, or that of its registers. */
function bitsOf(o: Operands): Bits {
  if (o.bits !== null) return o.bits;
  for (const operand of o.list) if (operand.kind === "register") return operand.view.bits;
  return 32;
}

/** Changes the first operand, and leaves flags. `isLocked`: memory is changed in one step. */
function change(
  t: AssemblyThread,
  o: Operands,
  isLocked: boolean,
  operation: (left: Expression, bits: Bits) => Flags,
): void {
  const bits = bitsOf(o);
  if (o.is(0, "register")) {
    const flags = operation(t.read(o.register(0)), bits);
    t.setFlags(flags);
    t.write(o.register(0), flags.result);
    return;
  }
  const address = t.address(o.memory(0));
  if (isLocked) {
    const register = t.temporary();
    t.rmw(address, operation(OLD, bits).result, { register, isSingle: true });
    t.setFlags(operation({ kind: "register", register }, bits));
  } else {
    const flags = operation(t.loaded(address, { bits, isSigned: true }), bits);
    t.storeBack(address, flags.result, { bits });
    t.setFlags(flags);
  }
}

/** The value of an operand; memory is read. */
function operandValue(t: AssemblyThread, o: Operands, index: number): Expression {
  const bits = bitsOf(o);
  if (!o.is(index, "memory")) return t.value(o.simple(index));
  return t.loaded(t.address(o.memory(index)), { bits, isSigned: true });
}

function move(t: AssemblyThread, o: Operands): void {
  const bits = bitsOf(o);
  if (o.is(0, "memory")) t.store(t.address(o.memory(0)), t.value(o.simple(1)), { bits });
  else if (o.is(1, "register")) t.write(o.register(0), t.read(o.register(1)));
  else if (o.is(1, "number")) t.write(o.register(0), t.value(o.simple(1)));
  else if (bits >= 32) t.load(o.register(0), t.address(o.memory(1)), { bits });
  else t.write(o.register(0), operandValue(t, o, 1));
}

function exchange(t: AssemblyThread, o: Operands): void {
  const memory = o.is(0, "memory") ? 0 : 1;
  const view = o.register(1 - memory);
  if (!o.is(memory, "memory")) {
    const first = t.temporary();
    t.assign(first, t.read(o.register(0)));
    t.write(o.register(0), t.read(o.register(1)));
    t.write(o.register(1), { kind: "register", register: first });
    return;
  }
  const register = t.temporary();
  t.rmw(t.address(o.memory(memory)), t.read(view), { register, isSingle: true });
  t.write(view, { kind: "register", register });
}

/** `xadd`: the target becomes the sum, the second operand what the target was. */
function exchangeAndAdd(isLocked: boolean): FormLine[1] {
  return (t, o) => {
    const bits = bitsOf(o);
    const address = t.address(o.memory(0));
    const added = t.read(o.register(1));
    const flags = (found: Expression) => flagsOfSum(found, added, bits);
    let found: Expression;
    if (isLocked) {
      const register = t.temporary();
      t.rmw(address, flags(OLD).result, { register, isSingle: true });
      found = { kind: "register", register };
    } else {
      found = t.loaded(address, { bits, isSigned: true });
      t.storeBack(address, flags(found).result, { bits });
    }
    t.setFlags(flags(found));
    t.write(o.register(1), found);
  };
}

/** `cmpxchg`: EAX is compared, and becomes what memory was. Without LOCK it is a load and perhaps a store. */
function compareAndExchange(isLocked: boolean): FormLine[1] {
  return (t, o) => {
    const memory = o.is(0, "memory") ? 0 : 1;
    const view = o.register(1 - memory);
    const { bits } = view;
    const accumulator: RegisterView = { name: isLong(t) ? "rax" : "EAX", bits };
    const address = t.address(o.memory(memory));
    const expected = t.read(accumulator);
    const isEqual = (found: Expression) => binary("==", `s${bits}`, found, expected);
    let found: Expression;
    if (isLocked) {
      const register = t.temporary();
      const guard = isEqual(OLD);
      t.rmw(address, t.read(view), { register, guard, isSingle: true });
      found = { kind: "register", register };
    } else {
      found = t.loaded(address, { bits, isSigned: true });
      t.when(isEqual(found), () => t.storeBack(address, t.read(view), { bits }));
    }
    t.setFlags(flagsOfDifference(expected, found, bits));
    t.write(accumulator, found);
  };
}

/** Whether registers have 64 bits. */
function isLong(t: AssemblyThread): boolean {
  return t.unit.architecture.word === "s64";
}

/** INC and DEC leave the carry as it was. */
function step(operation: Operation, isLocked: boolean): FormLine[1] {
  return (t, o) =>
    change(t, o, isLocked, (left, bits) => {
      return { ...operation(left, t.number(1), bits), isBelow: null };
    });
}

/** A shift to the left by a number; the last bit that falls out is the carry. */
function shiftLeft(t: AssemblyThread, o: Operands): void {
  const count = o.number(1);
  change(t, o, false, (left, bits) => {
    const by = t.number(count & (bits === 64 ? 63n : 31n));
    const flags = flagsOfBits(binary("<<", `s${bits}`, left, by), bits);
    const lost = binary(">>", `u${bits}`, left, binary("-", "s32", t.number(bits), by));
    return { ...flags, isBelow: binary("&", "s32", lost, t.number(1)) };
  });
}

function twoOperands(operation: Operation, isLocked: boolean): FormLine[1] {
  return (t, o) => {
    const right = operandValue(t, o, 1);
    change(t, o, isLocked, (left, bits) => operation(left, right, bits));
  };
}

/** The one operation that leaves the flags alone. */
function invert(isLocked: boolean): FormLine[1] {
  return (t, o) => {
    const inverted = (operand: Expression, bits: Bits): Expression => {
      return { kind: "unary", operator: "~", type: `s${bits}`, operand };
    };
    t.keepingFlags(() =>
      change(t, o, isLocked, (left, bits) => flagsOfBits(inverted(left, bits), bits)),
    );
  };
}

function negate(isLocked: boolean): FormLine[1] {
  return (t, o) =>
    change(t, o, isLocked, (left, bits) => flagsOfDifference(t.number(0), left, bits));
}

const WIDE = { isWide: true } as const;

/** Forms that may be locked: with the prefix they take memory only. */
function lockable(isLocked: boolean): readonly FormLine[] {
  const prefix = isLocked ? "lock " : "";
  const target = isLocked ? "m" : "r/m";
  const operations = Object.entries(OPERATIONS).flatMap(([name, operation]): FormLine[] => {
    const lower = twoOperands(operation, isLocked);
    const isWide = name === "sub";
    const line: FormLine = [`${prefix}${name} ${target},r/i`, lower, { isWide }];
    return isLocked ? [line] : [line, [`${name} r,m`, lower, { isWide }]];
  });
  return [
    ...operations,
    [`${prefix}inc ${target}`, step(flagsOfSum, isLocked)],
    [`${prefix}dec ${target}`, step(flagsOfDifference, isLocked), WIDE],
    [`${prefix}not ${target}`, invert(isLocked), WIDE],
    [`${prefix}neg ${target}`, negate(isLocked), WIDE],
    [`${prefix}xadd m,r`, exchangeAndAdd(isLocked)],
    [`${prefix}cmpxchg m,r`, compareAndExchange(isLocked)],
  ];
}

/** An instruction that only leaves flags. */
function compare(operation: Operation): FormLine[1] {
  return (t, o) => {
    const left = operandValue(t, o, 0);
    t.setFlags(operation(left, operandValue(t, o, 1), bitsOf(o)));
  };
}

const LINES: readonly FormLine[] = [
  ["mov r,r/i/m", move],
  ["mov m,r/i", move],
  ["xchg r,r/m", exchange],
  ["xchg m,r", exchange],
  ["lock xchg r,m", exchange],
  ["lock xchg m,r", exchange],
  ...lockable(false),
  ...lockable(true),
  ["shl r/m,i", shiftLeft, WIDE],
  ["cmp r/m,r/i", compare(flagsOfDifference)],
  ["cmp r,m", compare(flagsOfDifference)],
  ["test r/m,r/i", compare(bitwise("&"))],
  ["mfence", (t) => t.fence("mfence")],
  ["sfence", (t) => t.fence("sfence")],
  ["lfence", (t) => t.fence("lfence")],
  ["nop", () => {}],
  ["ret", (t) => t.leave()],
  ["jmp l", (t, o) => t.jump(o.name(0))],
  ...CONDITIONS.flatMap(([condition, ...names]) =>
    names.map((name): FormLine => {
      const lower: FormLine[1] = (t, o) => t.branch(flagsSatisfy(t, condition), o.name(0));
      return [`j${name} l`, lower, { readsFlags: true }];
    }),
  ),
];

/** What only tests of 64 bits have; herd writes CMPXCHG with its target first in both. */
const LONG_LINES: readonly FormLine[] = [
  ...LINES,
  ["cmpxchg r,m", compareAndExchange(false)],
  ["lock cmpxchg r,m", compareAndExchange(true)],
  ["nop m", () => {}],
  ["endbr64", () => {}],
  ["retq", (t) => t.leave()],
];

/** Instructions of which the model knows nothing. */
const UNSUPPORTED: ReadonlyMap<string, string> = new Map([
  ...["movnti", "movntil", "movntiq", "movntdqa"].map(
    (name) => [name, "non-temporal accesses"] as const,
  ),
  ...["clflush", "clflushopt", "clwb"].map((name) => [name, "the control of caches"] as const),
]);

const GENERAL = ["A", "B", "C", "D"] as const;

/** The registers by their names in lower case; whole ones have 32 bits (`E`) or 64 (`R`). */
function registers(whole: "E" | "R"): ReadonlyMap<string, RegisterView> {
  const views: [string, RegisterView][] = [];
  const add = (letter: string, name: string, bits: Bits) =>
    views.push([name.toLowerCase(), { name: nameOf(`${whole}${letter}`), bits }]);
  const isLongMode = whole === "R";
  // herd prints the names of 64-bit registers in lower case.
  const nameOf = (text: string) => (isLongMode ? text.toLowerCase() : text);
  const letters = [...GENERAL.map((l) => `${l}X`), "SI", "DI", "BP", "SP"];
  for (const letter of letters) {
    if (isLongMode) add(letter, `R${letter}`, 64);
    add(letter, `E${letter}`, 32);
    add(letter, letter, 16);
    if (letter.endsWith("X")) add(letter, `${letter[0]}L`, 8);
    else if (isLongMode) add(letter, `${letter}L`, 8);
  }
  if (isLongMode) {
    for (let k = 8; k < 16; k++) {
      add(`${k}`, `R${k}`, 64);
      add(`${k}`, `R${k}D`, 32);
      add(`${k}`, `R${k}W`, 16);
      add(`${k}`, `R${k}B`, 8);
    }
  }
  return new Map(views);
}

/** Intel 64 and IA-32 manual, volume 3, section 9.2 (Memory ordering). */
const IMPLIED = {
  load: "after all earlier loads; it may pass earlier stores to other locations",
  store: "after all earlier accesses",
  update: "full barrier",
};

const SHORT = registers("E");

/** 32-bit x86: header `X86`. */
export const x86: Dialect = assembly({
  headers: ["X86"],
  title: "x86",
  defaultModels: ["x86", "tso", "sc"],
  word: "s32",
  register: (name) => SHORT.get(name) ?? null,
  registerExamples: "`EAX`, `EBX`, `ECX`, `EDX`, `ESI`, `EDI`, `EBP`, `ESP`",
  prefixes: ["lock"],
  instructions: instructionTable(() => LINES),
  unsupported: UNSUPPORTED,
  fences: ["mfence"],
  implied: IMPLIED,
  alternatives: () => [],
});

const LONG = registers("R");

/** 64-bit x86: header `X86_64`. */
export const x8664: Dialect = assembly({
  headers: ["X86_64"],
  title: "64-bit x86",
  defaultModels: ["x86", "tso", "sc"],
  word: "s64",
  register: (name) => LONG.get(name) ?? null,
  registerExamples: "`%rax` and its part `%eax`, `%rbx`, ..., `%r15`",
  prefixes: ["lock"],
  instructions: instructionTable(() => LONG_LINES, "source first"),
  unsupported: UNSUPPORTED,
  fences: ["mfence"],
  implied: IMPLIED,
  alternatives: () => [],
  suffixes: new Map([
    ["b", 8],
    ["w", 16],
    ["l", 32],
    ["q", 64],
  ]),
});
