import type { Expression } from "../../program/expression.js";
import type { FormLine } from "./architecture.js";
import { type FlagCondition, flagsSatisfy } from "./flags.js";
import type { RegisterView } from "./operand.js";
import { type AssemblyThread, binary, constantOf } from "./thread.js";

/** Conditions on the flags of AArch64 by name; the two of a row are opposites. */
const OPPOSITES: readonly (readonly [
  names: readonly string[],
  FlagCondition,
  opposites: readonly string[],
  FlagCondition,
])[] = [
  [["eq"], "equal", ["ne"], "different"],
  [["lt"], "less", ["ge"], "greater or equal"],
  [["le"], "less or equal", ["gt"], "greater"],
  [["lo", "cc"], "below", ["hs", "cs"], "above or equal"],
  [["ls"], "below or equal", ["hi"], "above"],
  [["mi"], "negative", ["pl"], "not negative"],
  [["vs"], "overflow", ["vc"], "no overflow"],
];

interface Condition {
  readonly condition: FlagCondition;
  readonly opposite: FlagCondition;
}

/** What the names of conditions say of the flags. */
export const CONDITIONS: ReadonlyMap<string, Condition> = new Map(
  OPPOSITES.flatMap(([names, condition, opposites, opposite]): [string, Condition][] => [
    ...names.map((name): [string, Condition] => [name, { condition, opposite }]),
    ...opposites.map((name): [string, Condition] => [
      name,
      { condition: opposite, opposite: condition },
    ]),
  ]),
);

const NAMES = `<${[...CONDITIONS.keys()].join("|")}>`;

type Change = (e: Expression) => Expression;

const same: Change = (e) => e;
const increment: Change = (e) => binary("+", "s64", e, constantOf(1));
const invert: Change = (e) => ({ kind: "unary", operator: "~", type: "s64", operand: e });
const negate: Change = (e) => binary("-", "s64", constantOf(0), e);

/** Gives a register one value where a condition holds and another one where it does not: what it is hangs on the flags. */
function select(
  t: AssemblyThread,
  condition: FlagCondition,
  to: RegisterView,
  yes: () => Expression,
  no: () => Expression,
): void {
  t.choose(
    flagsSatisfy(t, condition),
    () => t.write(to, yes()),
    () => t.write(to, no()),
  );
}

/** CSEL and its like change the second value; what is short for them takes the same register twice, or 0. */
function selections(): readonly FormLine[] {
  const lines = (
    suffix: string,
    change: Change,
    short: string | null,
    onZero: string | null,
  ): readonly FormLine[] => {
    const options = { readsFlags: true, isWide: suffix === "inv" || suffix === "neg" };
    const full: FormLine = [
      `cs${suffix} r,r,r,${NAMES}`,
      (t, o) => {
        const { condition } = CONDITIONS.get(o.word(3))!;
        const second = (): Expression => change(t.read(o.register(2)));
        select(t, condition, o.register(0), () => t.read(o.register(1)), second);
      },
      options,
    ];
    const ofOne: FormLine[1] = (t, o) => {
      const { condition } = CONDITIONS.get(o.word(2))!;
      const value = (): Expression => t.read(o.register(1));
      select(t, condition, o.register(0), () => change(value()), value);
    };
    const ofNone: FormLine[1] = (t, o) => {
      const { condition } = CONDITIONS.get(o.word(1))!;
      const zero = constantOf(0);
      select(
        t,
        condition,
        o.register(0),
        () => change(zero),
        () => zero,
      );
    };
    return [
      full,
      ...(short === null ? [] : [[`${short} r,r,${NAMES}`, ofOne, options] as const]),
      ...(onZero === null ? [] : [[`${onZero} r,${NAMES}`, ofNone, options] as const]),
    ];
  };
  return [
    ...lines("el", same, null, null),
    ...lines("inc", increment, "cinc", "cset"),
    ...lines("inv", invert, "cinv", "csetm"),
    ...lines("neg", negate, "cneg", null),
  ];
}

function branches(): readonly FormLine[] {
  const conditional = [...CONDITIONS].flatMap(([name, { condition }]): FormLine[] => {
    const lower: FormLine[1] = (t, o) => t.branch(flagsSatisfy(t, condition), o.name(0));
    return [`b.${name} l`, `b${name} l`].map((line) => [line, lower, { readsFlags: true }]);
  });
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
  const always: FormLine[1] = (t, o) => t.jump(o.name(0));
  return [
    ["b l", always],
    ["b.al l", always],
    ...conditional,
    ["cbz r,l", onZero("==")],
    ["cbnz r,l", onZero("!=")],
    ["tbz r,i,l", onBit("==")],
    ["tbnz r,i,l", onBit("!=")],
    ["ret", (t) => t.leave()],
  ];
}

/** Instructions of AArch64 that ask for the flags, and branches. */
export const conditionalInstructions: readonly FormLine[] = [...selections(), ...branches()];
