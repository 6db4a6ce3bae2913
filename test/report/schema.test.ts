import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Ajv } from "ajv";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { Litmus } from "../cli/litmus.js";

const litmus = new Litmus();
afterAll(() => litmus.dispose());

const path = new URL("../../src/report/schema.json", import.meta.url);
const schema = JSON.parse(readFileSync(path, "utf8"));

interface SchemaText {
  schemaText(root: string): string;
}

test("schema.json is what the types say: npm run schema writes it", async () => {
  const { schemaText } = (await import(
    new URL("../../.config/schema-text.mjs", import.meta.url).href
  )) as SchemaText;
  const root = new URL("../..", import.meta.url).pathname;
  expect(JSON.parse(schemaText(root))).toEqual(schema);
}, 60_000);

/** Whether a value is what the schema says of one command's answer; else what is wrong with it. */
function problemsOf(command: string, value: unknown): string {
  const ajv = new Ajv({ strict: false, allErrors: true });
  const validate = ajv.compile({ ...schema.properties[command], definitions: schema.definitions });
  return validate(value) ? "" : ajv.errorsText(validate.errors).slice(0, 600);
}

const MP = `C MP
{}
P0(int *x, int *y)
{
	WRITE_ONCE(*x, 1);
	smp_wmb();
	WRITE_ONCE(*y, 1);
}
P1(int *x, int *y)
{
	int r0 = READ_ONCE(*y);
	int r1 = READ_ONCE(*x);
}
exists (1:r0=1 /\\ 1:r1=0)
`;

/** By command of the schema: command lines that print it. */
const PRINTED: readonly (readonly [command: string, args: readonly string[]])[] = [
  ["run", ["run", "mp.lit", "--json"]],
  ["run", ["run", "fence-loss.lit", "--json", "--engine", "both", "--model", "sc,wmm"]],
  ["run", ["run", "MP+c11.lit", "--json"]],
  ["outcomes", ["outcomes", "mp.lit", "--json"]],
  ["explain", ["explain", "mp.lit", "--json"]],
  ["explain", ["explain", "fence-loss.lit", "--json", "--model", "wmm,lkmm"]],
  ["step", ["step", "mp.lit", "--model", "wmm", "--json"]],
  ["ablate", ["ablate", "mp.lit", "--json", "--model", "sc,armv8,lkmm"]],
  ["fix", ["fix", "mp.lit", "--json", "--model", "armv8,lkmm"]],
  ["compare", ["compare", "mp.lit", "--json"]],
  ["compare", ["compare", "--distinguish", "sc", "tso", "--json"]],
  ["graph", ["graph", "mp.lit", "--json", "--model", "lkmm"]],
  ["graph", ["graph", "mp.lit", "--json", "--model", "wmm", "--trace"]],
  ["check", ["check", "mp.lit", "bad.lit", "--json"]],
  ["check --expected", ["check", "known", "--expected", "--json"]],
  ["lint", ["lint", "mp.lit", "slips.lit", "--json"]],
  ["course", ["course", "--json"]],
  ["grade", ["grade", "answers", "--lesson", "races", "--json"]],
  ["hw", ["hw", "SB", "CoRR", "--runs", "1k", "--json"]],
  ["list", ["list", "vma-lock", "--json"]],
  ["models", ["models", "--json"]],
  ["invalid", ["run", "bad.lit", "--json"]],
];

describe("what commands print is what the schema says", () => {
  beforeAll(() => {
    writeFileSync(join(litmus.work, "mp.lit"), MP);
    writeFileSync(join(litmus.work, "bad.lit"), MP.replace("smp_wmb", "smp_vmb"));
    writeFileSync(join(litmus.work, "slips.lit"), MP.replace("1:r1=0", "1:r1=7"));
    const row = { file: "mp.lit", result: "Ok", observation: "Never", states: [], flags: [] };
    litmus.shell("mkdir -p known/tests && cp mp.lit known/tests/mp.lit");
    litmus.shell("mkdir answers && litmus course races --solutions > answers/ada.json");
    writeFileSync(join(litmus.work, "known", "expected.jsonl"), `${JSON.stringify(row)}\n`);
  });

  test.each(PRINTED)("%s: litmus %j", (command, args) => {
    const { out } = litmus.run(args);
    const lines = out.trimEnd().split("\n");
    expect(lines.join("")).not.toBe("");
    for (const line of lines) expect(problemsOf(command, JSON.parse(line))).toBe("");
  });

  test("of every command but merge there is one here; merge is in its own test", () => {
    const commands = new Set(PRINTED.map(([command]) => command));
    expect([...Object.keys(schema.properties)].filter((name) => !commands.has(name))).toEqual([
      "merge",
    ]);
  });

  test("what has a field too few, or of another type, is refused", () => {
    const { out } = litmus.run(["fix", "mp.lit", "--json", "--model", "armv8"]);
    const report = JSON.parse(out);
    expect(problemsOf("fix", { ...report, direction: "sideways" })).not.toBe("");
    const { variants: _, ...less } = report;
    expect(problemsOf("fix", less)).not.toBe("");
  });
});

test("litmus schema prints it, or the part of one command", () => {
  expect(JSON.parse(litmus.run(["schema"]).out)).toEqual(schema);
  const part = JSON.parse(litmus.run(["schema", "fix"]).out);
  expect(part.$ref).toBe("#/definitions/FixReport");
  expect(litmus.run(["schema", "fux"])).toMatchObject({
    code: 2,
    err: "error: there is no command fux; did you mean fix?\n",
  });
});
