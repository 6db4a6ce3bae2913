import type { BarrierOption } from "../../program/program.js";
import type { Dialect } from "../dialect.js";
import { bitInstructions } from "./aarch64-bits.js";
import { conditionalInstructions } from "./aarch64-conditions.js";
import { dataInstructions } from "./aarch64-data.js";
import { memoryInstructions } from "./aarch64-memory.js";
import { pairInstructions } from "./aarch64-pairs.js";
import { type FormLine, instructionTable } from "./architecture.js";
import { assembly } from "./assembly.js";
import type { RegisterView } from "./operand.js";

/*
 * AArch64. A `W` register is the low half of an `X` register, and writing it clears the upper half. The flag "below" of
 * the common ground is a clear carry.
 */

/** The domain and the accesses of a barrier. */
const OPTIONS: readonly BarrierOption[] = ["", "ish", "nsh", "osh"].flatMap(
  (domain): BarrierOption[] => {
    if (domain === "") return ["sy", "ld", "st"];
    const known = domain as "ish" | "nsh" | "osh";
    return [known, `${known}ld`, `${known}st`];
  },
);

/** What a prefetch says of the access to come, which has no effect on what may be seen. */
const PREFETCHES = ["pld", "pst"].flatMap((kind) =>
  ["l1", "l2", "l3"].flatMap((level) => [`${kind}${level}keep`, `${kind}${level}strm`]),
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
    ["yield", () => {}],
    ["hint i", () => {}],
    [`prfm <${PREFETCHES.join("|")}>,m`, () => {}],
  ];
}

/** What needs more than threads and memory of whole values. */
const UNSUPPORTED: readonly (readonly [feature: string, mnemonics: string])[] = [
  ["conditional comparison", "ccmp ccmn"],
  ["the translation of addresses", "tlbi at"],
  [
    "the system, its registers and its exceptions",
    "mrs msr svc hvc smc eret wfe wfi sev sevl hlt udf brk",
  ],
  ["the caches and code that changes itself", "dc ic"],
  ["memory tags", "irg addg subg gmi subp subps ldg stg stzg st2g stz2g stgp ldgm stgm stzgm"],
  [
    "accesses to a pair of registers in one piece",
    "ldxp ldaxp stxp stlxp casp caspa caspl caspal swpp swppa swppl swppal ldclrp ldclrpa ldclrpl ldclrpal ldsetp ldsetpa ldsetpl ldsetpal",
  ],
  ["calls and addresses of code", "bl blr br adr adrp"],
  ["vectors", "ld1 ld2 ld3 ld4 st1 st2 st3 st4 ldap1 stl1 movi fmov addv dup"],
];

function registers(): ReadonlyMap<string, RegisterView> {
  const views: [string, RegisterView][] = [];
  for (let k = 0; k <= 30; k++) {
    views.push([`x${k}`, { name: `X${k}`, bits: 64 }], [`w${k}`, { name: `X${k}`, bits: 32 }]);
  }
  views.push(["xzr", { name: "XZR", bits: 64, isZero: true }]);
  views.push(["sp", { name: "SP", bits: 64 }]);
  views.push(["wzr", { name: "XZR", bits: 32, isZero: true }]);
  return new Map(views);
}

const REGISTERS = registers();

/** Ways to write an access; of the families the one group is the size. */
const ACCESSES: readonly { readonly family: RegExp; readonly names: readonly string[] }[] = [
  { family: /^(?:ldr|ldapr|ldar)(b|h|)$/, names: ["ldr", "ldapr", "ldar"] },
  { family: /^(?:str|stlr)(b|h|)$/, names: ["str", "stlr"] },
  { family: /^(?:ldxr|ldaxr)(b|h|)$/, names: ["ldxr", "ldaxr"] },
  { family: /^(?:stxr|stlxr)(b|h|)$/, names: ["stxr", "stlxr"] },
];
const ATOMIC = /^(cas|swp|ld(?:add|set|clr|eor|smax|smin|umax|umin))(?:al|a|l)?(b|h)?$/;
const ATOMIC_STORE = /^(st(?:add|set|clr|eor|smax|smin|umax|umin))l?(b|h)?$/;

function alternatives(mnemonic: string): readonly string[] {
  for (const { family, names } of ACCESSES) {
    const size = family.exec(mnemonic)?.[1];
    if (size !== undefined) return names.map((name) => name + size);
  }
  const [, atomic, size = ""] = ATOMIC.exec(mnemonic) ?? [];
  if (atomic !== undefined) return ["", "a", "l", "al"].map((order) => atomic + order + size);
  const [, store, width = ""] = ATOMIC_STORE.exec(mnemonic) ?? [];
  return store === undefined ? [] : ["", "l"].map((order) => store + order + width);
}

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
    ...bitInstructions,
    ...memoryInstructions,
    ...pairInstructions,
    ...conditionalInstructions,
    ...barriers(),
  ]),
  fences: ["dmb ishld", "dmb ishst", "dmb ish"],
  alternatives,
  unsupported: new Map(
    UNSUPPORTED.flatMap(([feature, mnemonics]) => mnemonics.split(" ").map((m) => [m, feature])),
  ),
});
