import { spawnSync } from "node:child_process";
import { chmodSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeEach, describe, expect, test } from "vitest";
import { Bench } from "./bench.js";

/** What the examples in litmus/ci for Kubernetes and GitHub run, run here; test/slurm has the one for Slurm. */

const bench = new Bench("clusters");
afterAll(() => bench.dispose());
beforeEach(() => bench.next());
const { write, read, pathOf } = bench;

const example = (name: string) =>
  readFileSync(new URL(`../../litmus/ci/${name}`, import.meta.url), "utf8");

const TESTS = ["SB", "MP", "LB"].map((name) => ({ name, path: `tests/${name}.lit` }));

/** Three small tests, and `litmus` and `npx` on the PATH. */
function prepare(): NodeJS.ProcessEnv {
  for (const { name, path } of TESTS) {
    write(path, readFileSync(new URL(`../../litmus/classic/${name}.lit`, import.meta.url), "utf8"));
  }
  mkdirSync(pathOf("bin"), { recursive: true });
  const start = `exec "${process.execPath}" "${bench.program}" "$@"\n`;
  writeFileSync(pathOf("bin/litmus"), `#!/bin/sh\n${start}`);
  writeFileSync(pathOf("bin/npx"), `#!/bin/sh\nshift\n${start}`);
  for (const name of ["litmus", "npx"]) chmodSync(pathOf(join("bin", name)), 0o755);
  const { PATH = "" } = process.env;
  return { ...process.env, PATH: `${pathOf("bin")}:${PATH}` };
}

/** Names of the tests in a campaign's file, sorted. */
const testsIn = (name: string) =>
  read(name)
    .trim()
    .split("\n")
    .slice(1)
    .map((line) => (JSON.parse(line) as { readonly test: string }).test)
    .sort();

/** Runs a script of bash in the folder of this test. */
function shell(script: string, env: NodeJS.ProcessEnv): number | null {
  const { status, stderr } = spawnSync("bash", ["-c", script], {
    cwd: pathOf("."),
    env,
    encoding: "utf8",
  });
  expect(stderr).not.toMatch(/error|unknown option/);
  return status;
}

describe("examples for clusters", () => {
  test("the pods of the Kubernetes Job do all tests between them, and go on where they were", () => {
    const env = prepare();
    const text = example("kubernetes-job.yaml");
    const [, indent, block] = /args:\n\s+- \|\n( +)(.*?)\n(?! *$|\1)/s.exec(text)!;
    const script = block!.replaceAll(`\n${indent}`, "\n").replaceAll("/data", pathOf("."));
    const count = Number(/completions: (\d+)/.exec(text)![1]);
    expect(text).toContain(`value: "${count}"`);
    const once = () => {
      for (let index = 0; index < count; index++) {
        const pod = { ...env, SHARDS: `${count}`, JOB_COMPLETION_INDEX: `${index}` };
        expect(shell(script, pod)).toBe(0);
      }
    };
    once();
    const [, , merging] = /any\n# pod with the volume:\n#( +)(litmus merge .*)/.exec(text)!;
    const merged = merging!.replaceAll("/data", pathOf("."));
    expect(shell(merged, env)).toBe(0);
    expect(testsIn("results/all.jsonl")).toHaveLength(TESTS.length);
    const before = read("results/shard-1.jsonl");
    once();
    expect(read("results/shard-1.jsonl")).toBe(before);
  });

  test("the jobs of the GitHub matrix do all tests between them, and their files merge", () => {
    const env = prepare();
    const text = example("github-matrix.yml");
    const shards = JSON.parse(/shard: (\[.*\])/.exec(text)![1]!) as readonly number[];
    const [, check] = /run: >-\n((?: {10}.*\n)+)/.exec(text)!;
    for (const shard of shards) {
      const line = check!.trim().replaceAll(/\s+/g, " ");
      const script = line.replaceAll(/\$\{\{ matrix.shard \}\}/g, `${shard}`);
      expect(script).not.toContain("${{");
      expect(shell(script, env)).toBe(0);
    }
    expect(check).toContain(`}}/${shards.length} `);
    const [, merging] = /- run: (npx litmus merge .*)/.exec(text)!;
    expect(shell(merging!, env)).toBe(0);
    expect(testsIn("all.jsonl")).toHaveLength(TESTS.length);
    expect(read("report.xml")).toContain("<testsuites");
    expect(JSON.parse(read("litmus.sarif")).version).toBe("2.1.0");
  });
});
