import { spawnSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import type { ConformanceReport } from "../../src/report/conformance-json.js";
import { tableOf, withTable } from "./readme.js";

/**
 * Runs `litmus check CORPUS --expected` with the built program, and writes its table into the README: `table.ts CORPUS`.
 * Run it on a quiet machine: the table has seconds.
 */
const PROGRAM = "dist/litmus.cjs";
const PAGE = "README.md";

/** Bytes of output: a line for each test. */
const OUTPUT_MAX = 1024 ** 3;

const [corpus = ""] = process.argv.slice(2);
// One process at a time: the seconds are of one core.
const args = [PROGRAM, "check", corpus, "--expected", "--json", "--jobs", "1"];
const { stdout } = spawnSync(process.execPath, args, {
  encoding: "utf8",
  maxBuffer: OUTPUT_MAX,
  stdio: ["ignore", "pipe", "inherit"],
});
const last = stdout.trim().split("\n").at(-1) ?? "";
const { folders, isInterrupted } = (last === "" ? {} : JSON.parse(last)) as ConformanceReport;
if (folders === undefined || isInterrupted) throw new Error(`no complete run over ${corpus}`);
const table = tableOf(folders);
writeFileSync(PAGE, withTable(readFileSync(PAGE, "utf8"), table));
console.log(table);
