import type { BarrierOption } from "../../program/program.js";
import type { Dialect } from "../dialect.js";
import { dataInstructions } from "./aarch64-data.js";
import { memoryInstructions } from "./aarch64-memory.js";
import { type FormLine, instructionTable } from "./architecture.js";
import { assembly } from "./assembly.js";
import { type FlagCondition, flagsSatisfy } from "./flags.js";
import type { RegisterView } from "./operand.js";
import { binary, constantOf } from "./thread.js";

/*
 * AArch64. A `W` register is the low half of an `X` register, and writing it clears the upper half. The flag "below" of
 * the common ground is a clear carry.
 */

const CONDITIONS: readonly (readonly [FlagCondition, ...string[]])[] = [
  ["equal", "eq"],
  ["different", "ne"],
  ["less", "lt"],
  ["less or equal", "le"],
  ["greater", "gt"],
  ["greater or equal", "ge"],
  ["below", "lo", "cc"],
  ["below or equal", "ls"],
  ["above", "hi"],
  ["above or equal", "hs", "cs"],
  ["negative", "mi"],
  ["not negative", "pl"],
];

function branches(): readonly FormLine[] {
  const conditional = CONDITIONS.flatMap(([condition, ...names]) =>
    names.flatMap((name): FormLine[] => {
      const lower: FormLine[1] = (t, o) => t.branch(flagsSatisfy(t, condition), o.name(0));
      return [`b.${name} l`, `b${name} l`].map((line) => [line, lower, { readsFlags: true }]);
    }),
  );
  const onZero = (operator: "==" | "!="): FormLine[1] => {
    return (t, o) =>
      t.branch(binary(operator, "s64", t.read(o.register(0)), constantOf(0)), o.name(1));
  };
  const onBit = (operator: "==" | "!="): FormLine[1] => {
    return (t, o) => {
      const bit = binary("&", "s64", t.read(o.register(0)), t.number(1n << o.number(1)));
      t.branch(binary(operator, "s64", bit, constantOf(0)), o.name(2));
    };
  };
  return [
    ["b l", (t, o) => t.jump(o.name(0))],
    ...conditional,
    ["cbz r,l", onZero("==")],
    ["cbnz r,l", onZero("!=")],
    ["tbz r,i,l", onBit("==")],
    ["tbnz r,i,l", onBit("!=")],
  ];
}

/** The domain and the accesses of a barrier. */
const OPTIONS: readonly BarrierOption[] = ["", "ish", "nsh", "osh"].flatMap(
  (domain): BarrierOption[] => {
    if (domain === "") return ["sy", "ld", "st"];
    const known = domain as "ish" | "nsh" | "osh";
    return [known, `${known}ld`, `${known}st`];
  },
);

function barriers(): readonly FormLine[] {
  const options = `<${OPTIONS.join("|")}>`;
  const lower =
    (kind: "dmb" | "dsb"): FormLine[1] =>
    (t, o) =>
      t.fence(`${kind}.${o.word(0) as BarrierOption}`);
  const whole: FormLine[1] = (t) => t.fence("isb");
  return [
    [`dmb ${options}`, lower("dmb")],
    [`dsb ${options}`, lower("dsb")],
    ["isb", whole],
    ["isb <sy>", whole],
    ["nop", () => {}],
  ];
}

/** What needs more than threads and memory of whole values. */
const UNSUPPORTED: readonly (readonly [feature: string, mnemonics: string])[] = [
  [
    "conditional selection, on which less depends than on arithmetic",
    "csel csinc csinv csneg cset csetm cinc cinv cneg ccmp ccmn",
  ],
  ["the translation of addresses", "tlbi at"],
  ["the system, its registers and its exceptions", "mrs msr svc hvc smc eret wfe wfi sev sevl"],
  ["the caches and code that changes itself", "dc ic"],
  ["memory tags", "irg addg subg gmi subp subps ldg stg stzg st2g stz2g stgp ldgm stgm stzgm"],
  [
    "accesses to a pair of registers in one piece",
    "ldxp ldaxp stxp stlxp casp caspa caspl caspal ldiapp stilp swpp swppa swppl swppal",
  ],
  ["calls and addresses of code", "bl blr br ret adr adrp"],
  ["vectors", "ld1 ld2 ld3 ld4 st1 st2 st3 st4 ldap1 stl1 movi fmov addv dup"],
];

function registers(): ReadonlyMap<string, RegisterView> {
  const views: [string, RegisterView][] = [];
  for (let k = 0; k <= 30; k++) {
    views.push([`x${k}`, { name: `X${k}`, bits: 64 }], [`w${k}`, { name: `X${k}`, bits: 32 }]);
  }
  views.push(["xzr", { name: "XZR", bits: 64, isZero: true }]);
  views.push(["wzr", { name: "XZR", bits: 32, isZero: true }]);
  return new Map(views);
}

const REGISTERS = registers();

/** AArch64: header `AArch64`. */
export const aarch64: Dialect = assembly({
  headers: ["AArch64"],
  title: "AArch64",
  defaultModels: ["armv8", "sc"],
  word: "s64",
  register: (name) => REGISTERS.get(name) ?? null,
  registerExamples: "`X0` to `X30`, and their low halves `W0` to `W30`",
  prefixes: [],
  instructions: instructionTable(() => [
    ...dataInstructions,
    ...memoryInstructions,
    ...branches(),
    ...barriers(),
  ]),
  unsupported: new Map(
    UNSUPPORTED.flatMap(([feature, mnemonics]) => mnemonics.split(" ").map((m) => [m, feature])),
  ),
});
