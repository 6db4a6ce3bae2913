import { readdirSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { readTest } from "../../src/harness/load.js";
import { resolveVariant } from "../../src/litmus/resolve.js";
import { compareOrders } from "../../src/program/strength.js";
import { Source } from "../../src/source/source.js";

const ROOT = new URL("../../litmus", import.meta.url).pathname;
const files = readdirSync(ROOT, { recursive: true, encoding: "utf8" }).filter(
  (name) => name.endsWith(".lit") && !name.startsWith("invalid/"),
);
const OPTIONS = { loopRoundsMax: 8 };

test("the text of one variant alone is the program of that variant, on the same lines", () => {
  let variants = 0;
  for (const name of files.sort()) {
    const source = new Source(name, readFileSync(`${ROOT}/${name}`, "utf8"));
    const one = readTest(source, OPTIONS).test;
    if (one === null) throw new Error(`${name} is no test`);
    for (const variant of one.variants) {
      const node = one.file.variants.find((v) => v.name.text === variant.name) ?? null;
      const alone = resolveVariant(one.file, node);
      expect(alone.text.split("\n").length).toBe(source.text.split("\n").length);
      const { test: read, diagnostics } = readTest(alone, OPTIONS);
      expect([
        name,
        diagnostics.filter((d) => d.severity === "error").map((d) => d.message),
      ]).toEqual([name, []]);
      const program = read!.variants[0]!.program;
      expect([name, variant.name, compareOrders(program, variant.program)]).toEqual([
        name,
        variant.name,
        "equal",
      ]);
      variants++;
    }
  }
  expect(variants).toBeGreaterThan(500);
});
