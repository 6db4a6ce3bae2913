import fc from "fast-check";
import { expect, test } from "vitest";
import { aarch64 } from "../../src/dialect/assembly/aarch64.js";
import { statesOf } from "../../src/harness/comparison.js";
import { DEFAULT_LIMITS } from "../../src/harness/limits.js";
import type { Test } from "../../src/harness/load.js";
import { runTest } from "../../src/harness/run.js";
import { DEFAULT_MACHINE_OPTIONS } from "../../src/models/model.js";
import { models } from "../../src/models/models.js";
import { mutate, mutations } from "./mutate.js";
import { read, SEED } from "./read.js";

const RUNS_MUTATED = 4_000;
const RUNS_COMPARED = 600;
const MILLISECONDS_MAX = 300_000;

const ARRAYS =
  "uint64_t a[4] = {1, -2, 3, 4}; uint32_t b[4] = {5, -6, 7, 8}; int16_t c[4] = {-9, 10, 11, 12}; uint8_t d[4] = {13, 250, 15, 16};";
/** Bases, for elements of 64, 32, 16 and 8 bits, and what it computes with. */
const REGISTERS = ["X8=a", "X9=b", "X10=c", "X11=d", "X3=-7", "X4=0x123456789a"];

const register = fc
  .tuple(fc.constantFrom("X", "W"), fc.nat(6))
  .map(([view, k]) => (k === 6 ? `${view}ZR` : `${view}${k}`));

const number = fc.oneof(fc.integer({ min: -2, max: 9 }), fc.constantFrom(31, 32, 63, 255, 65535));

/** Addresses of which most are some element; `BASE` is to be the register that has an array of the right size. */
const memory = fc
  .tuple(
    fc.constantFrom("", "", "", "", ",#0", ",#8", ",#4", ",#1", ",X5", ",W5,SXTW #2"),
    fc.constantFrom("", "", "", "", "!"),
  )
  .map(([offset, mark]) => (offset === "" ? "[BASE]" : `[BASE${offset}]${mark}`));

/** The instruction with the base for its size, or now and then for another one. */
function withBase(text: string, isWrong: boolean): string {
  const [mnemonic] = text.split(" ") as [string];
  const view = /([XW])\w+,\[/.exec(text)?.[1];
  const isWord = view === "W" || /^LD(U?RS|PS)W$/.test(mnemonic);
  const isPlain = !/^(LDU?R|STU?R|LDN?P|STN?P|LDAPU|STLU|LDIA|STIL|PRFM)/.test(mnemonic);
  const place = isPlain ? text.replace(/\[BASE[^\]]*\]!?/, "[BASE]") : text;
  const own = /B$/.test(mnemonic) ? "X11" : /H$/.test(mnemonic) ? "X10" : isWord ? "X9" : "X8";
  return place.replace("BASE", isWrong ? "X9" : own);
}

/** What may stand for one operand of a listed form. */
function operand(text: string): fc.Arbitrary<string> {
  if (text === "label") return fc.constant("L");
  if (text === "memory") return memory;
  if (text === "register") return register;
  if (text === "number") return number.map((n) => `#${n}`);
  if (text === "register/number") return fc.oneof(operand("register"), operand("number"));
  const words = fc.constantFrom(...text.split("|")).map((word) => word.toUpperCase());
  return fc.oneof(
    words,
    fc.tuple(words, fc.integer({ min: 0, max: 4 })).map(([word, n]) => `${word} #${n}`),
  );
}

const FORMS = aarch64.instructions!.map((syntax) => {
  const [, mnemonic, rest = ""] = /^(\S+) ?(.*)$/.exec(syntax)!;
  const operands = rest === "" ? [] : rest.split(", ").map(operand);
  return fc
    .tuple(...operands)
    .map((texts) => `${mnemonic!.toUpperCase()} ${texts.join(",")}`.trim());
});

const line = fc
  .tuple(
    fc.nat(FORMS.length - 1).chain((k) => FORMS[k]!),
    fc.nat(19),
  )
  .map(([text, chance]) => withBase(text, chance === 0));

function fileOf(lines: readonly string[]): string {
  const init = REGISTERS.map((register) => `0:${register};`).join(" ");
  const code = lines.map((text) => ` ${text} ;`).join("\n");
  const seen = [0, 1, 2, 3, 4, 5].map((k) => `0:X${k};`).join(" ");
  return `AArch64 t\n{ ${ARRAYS} ${init} }\n P0 ;\n${code}\n L: ;\nlocations [a; b; c; d; ${seen}]\nexists (true)\n`;
}

const single = fc.array(line, { minLength: 1, maxLength: 5 }).map(fileOf);

test("AArch64 of all forms, mutated, gives a program or an error, in bounded time", {
  timeout: MILLISECONDS_MAX,
}, () => {
  const changed = fc
    .tuple(single, single, mutations)
    .map(([text, other, changes]) => mutate(text, other, changes));
  let tests = 0;
  fc.assert(
    fc.property(changed, (text) => {
      if (read(text).test !== null) tests++;
    }),
    { numRuns: RUNS_MUTATED, seed: SEED },
  );
  expect(tests).toBeGreaterThan(RUNS_MUTATED / 50);
  expect(tests).toBeLessThan((RUNS_MUTATED * 19) / 20);
});

/** Null for what the engine does not run: machines know no exclusives. */
async function statesBy(
  read: Test,
  engine: "machine" | "axioms",
): Promise<readonly string[] | null> {
  const result = await runTest(read, {
    models: models.filter(({ id }) => id === "sc"),
    variants: null,
    engine,
    limits: DEFAULT_LIMITS,
    machineOptions: DEFAULT_MACHINE_OPTIONS,
    clock: () => 0,
  });
  const { program, cells } = result.variants[0]!;
  return cells.length === 0 ? null : [...statesOf(program, cells[0]!)].sort();
}

test("what instructions compute is the same to machines and to axioms", {
  timeout: MILLISECONDS_MAX,
}, async () => {
  let tests = 0;
  await fc.assert(
    fc.asyncProperty(single, async (text) => {
      const { test: loaded } = read(text);
      if (loaded === null) return;
      const byMachine = await statesBy(loaded, "machine");
      if (byMachine === null) return;
      tests++;
      expect(byMachine).toEqual(await statesBy(loaded, "axioms"));
    }),
    { numRuns: RUNS_COMPARED, seed: SEED },
  );
  expect(tests).toBeGreaterThan(RUNS_COMPARED / 10);
});
