import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { DEFAULT_LIMITS } from "../../../src/harness/limits.js";
import { Search } from "../../../src/machine/search.js";
import { DEFAULT_MACHINE_OPTIONS } from "../../../src/models/model.js";
import { sc } from "../../../src/models/sc.js";
import { programOf } from "./lowered.js";
import { LOCALS, type Sequential, SHARED, sequential } from "./sequential.js";

const COUNT = 200;
const hasCompiler = spawnSync("gcc", ["--version"]).status === 0;

/** The values that our program ends with, as 64-bit integers. */
function own({ before, init, parameters, body }: Sequential): string {
  const terms = [...LOCALS.map((name) => `0:${name}`), ...SHARED].join("; ");
  const program = programOf(
    `C t\n${before}{ ${init} }\nP0(${parameters})\n{\n${body}\n}\nlocations [${terms}]\nexists (true)\n`,
    20,
  );
  const machine = sc.machine(program, DEFAULT_MACHINE_OPTIONS);
  const search = new Search(machine, program.observed.length, DEFAULT_LIMITS);
  while (!search.advance(10_000));
  const { outcomes, faults, bounds } = search.result();
  expect({ outcomes: outcomes.length, faults, bounds }).toEqual({
    outcomes: 1,
    faults: [],
    bounds: [],
  });
  return [...outcomes[0]!.values]
    .map((code) => BigInt.asIntN(64, program.values.decode(code)))
    .join(" ");
}

/** The values that the compiled programs end with, one line each. */
function compiled(programs: readonly Sequential[]): readonly string[] {
  const folder = mkdtempSync(join(tmpdir(), "litmus-"));
  try {
    writeFileSync(join(folder, "t.c"), source(programs));
    const options = ["-O0", "-fwrapv", "-w", "-o", join(folder, "t"), join(folder, "t.c")];
    execFileSync("gcc", options);
    return execFileSync(join(folder, "t")).toString().trim().split("\n");
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function source(programs: readonly Sequential[]): string {
  const print = (names: readonly string[]): string =>
    `printf("${names.map(() => "%ld ").join("")}", ${names.map((n) => `(long)${n}`).join(", ")});`;
  const bodies = programs.map(
    ({ parameters, init, body }, i) => `
static void P${i}(${parameters}) {
${body}
${print(LOCALS)}
}
static void run${i}(void) { ${init} P${i}(&x, &y, &z, arr, &s); ${print(SHARED)} puts(""); }`,
  );
  return `#include <stdio.h>
#include <stdbool.h>
typedef unsigned char u8; typedef signed char s8; typedef unsigned short u16;
typedef unsigned int u32; typedef long s64;
${programs[0]!.before}${bodies.join("\n")}
int main(void) { ${programs.map((_, i) => `run${i}();`).join(" ")} }
`;
}

// There is nothing to compare with where no compiler is installed.
test.skipIf(!hasCompiler)(
  "one thread computes what gcc computes, conversions, wrapping and jumps included",
  () => {
    const programs = Array.from({ length: COUNT }, (_, i) => sequential(i + 1));
    const expected = compiled(programs);
    const wrong = programs.flatMap((program, i) => {
      const mine = own(program);
      return mine === expected[i]!.trim() ? [] : [{ program, mine, gcc: expected[i] }];
    });
    expect(wrong).toEqual([]);
  },
);
