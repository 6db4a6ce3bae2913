import { DEFAULT_LIMITS } from "../../src/harness/limits.js";
import { explore, type SearchResult } from "../../src/machine/search.js";
import { DEFAULT_MACHINE_OPTIONS, hasMachine, type MachineModel } from "../../src/models/model.js";
import { models } from "../../src/models/models.js";
import type { Instruction, Program } from "../../src/program/program.js";
import { build } from "../contract/build.js";
import { GOLDEN } from "../contract/golden.js";
import { parse } from "../contract/notation.js";
import type { Architecture } from "../oracle/prototype.js";
import { Prototypes } from "../oracle/run.js";
import { type Column, count, formatRow } from "./table.js";

/** Each model beside the prototype of its machine. */
const BESIDE: readonly (readonly [string, Architecture])[] = [
  ["armv8", "arm"],
  ["rvwmo", "riscv"],
  ["rc11", "c11"],
];

/** Tests with many readers, by the number of readers; of more than `most` the prototype takes minutes. */
const LARGE: readonly {
  readonly name: string;
  readonly sizes: readonly number[];
  readonly most: number;
  readonly locations: readonly number[];
  threads(readers: number): string;
}[] = [
  {
    name: "fence-loss",
    sizes: [1, 2, 3, 4],
    most: 3,
    locations: [1, 0],
    threads: (n) => `r0=add(c,4); s=1; r1=add(c,-4).rel${" || r0=inc(c,1,3); r1=s".repeat(n)}`,
  },
  {
    name: "MP",
    sizes: [3, 5],
    most: 3,
    locations: [0, 0],
    threads: (n) => `x=1; y.rel=1${" || r0=y; r1=x".repeat(n)}`,
  },
  {
    name: "IRIW",
    sizes: [2, 4, 5],
    most: 4,
    locations: [0, 0],
    threads: (n) =>
      Array.from({ length: n }, (_, i) => (i % 2 === 0 ? "r0=x; r1=y" : "r0=y; r1=x")).reduce(
        (text, reader) => `${text} || ${reader}`,
        "x=1 || y=1",
      ),
  },
  {
    name: "three loads",
    sizes: [2, 3],
    most: 2,
    locations: [0, 0],
    threads: (n) => `x=1; y=1; r0=y${" || r0=y; r1=x; r2=y".repeat(n)}`,
  },
];

const COLUMNS: readonly Column[] = [
  ["program", -16],
  ["model", -6],
  ["states", 11],
  ["prototype", 11],
  ["ratio", 8],
  ["seconds", 9],
  ["states/s", 12],
  ["prototype/s", 13],
];

/** The least time that a search is repeated for, so that the code is compiled and warm, milliseconds. */
const MILLISECONDS = 500;

interface Measured {
  readonly result: SearchResult;
  /** Of the fastest search. */
  readonly seconds: number;
}

function measure(program: Program, model: MachineModel, least: number): Measured {
  const started = performance.now();
  let seconds = Number.POSITIVE_INFINITY;
  for (;;) {
    const before = performance.now();
    const machine = model.machine(program, DEFAULT_MACHINE_OPTIONS);
    const result = explore(machine, program.observed.length, DEFAULT_LIMITS);
    seconds = Math.min(seconds, (performance.now() - before) / 1000);
    if (performance.now() - started >= least) return { result, seconds };
  }
}

function programOf(threads: string, locations: readonly number[]): Program {
  return build(parse(threads) as Instruction[][], { locations });
}

/** Rows of tests with many readers: states and states per second beside the prototype's. */
function printLarge(prototypes: Prototypes, model: MachineModel, as: Architecture): void {
  for (const { name, sizes, most, locations, threads } of LARGE) {
    for (const size of sizes) {
      const program = programOf(threads(size), locations);
      const { result, seconds } = measure(program, model, MILLISECONDS);
      const their = size <= most ? prototypes.run(program, as) : null;
      const isSame = their === null || their.outcomes.length === result.outcomes.length;
      console.log(
        formatRow(COLUMNS, [
          `${name}(${size})`,
          model.id,
          count(result.states),
          their === null ? "-" : count(their.states),
          their === null ? "-" : (result.states / their.states).toFixed(2),
          seconds.toFixed(3),
          count(result.states / seconds),
          their === null ? "-" : count(their.states / their.seconds),
        ]) + (isSame ? "" : "  OUTCOMES DIFFER"),
      );
    }
  }
}

/** The tests of the verdict table: the sum of the states on both sides, and every test above the bar. */
function printGolden(prototypes: Prototypes, model: MachineModel, as: Architecture): void {
  const above: string[] = [];
  let tests = 0;
  let ours = 0;
  let theirs = 0;
  let least = Number.POSITIVE_INFINITY;
  let most = 0;
  for (const line of GOLDEN.trim().split("\n")) {
    const [name = "", threads = ""] = line.split(" | ");
    const program = programOf(threads, name.startsWith("FL-") ? [1, 0, 0] : [0, 0, 0]);
    const their = prototypes.run(program, as);
    if (their === null) continue;
    const { result } = measure(program, model, 0);
    const ratio = result.states / their.states;
    tests++;
    ours += result.states;
    theirs += their.states;
    least = Math.min(least, ratio);
    most = Math.max(most, ratio);
    if (ratio > 1.2) above.push(`${name} ${result.states}/${their.states}`);
  }
  const range = `${least.toFixed(2)} to ${most.toFixed(2)}`;
  console.log(
    `${model.id}: ${tests} named tests, ${ours} states, prototype ${theirs}, ratios ${range}`,
  );
  if (above.length > 0) console.log(`  above 1.2: ${above.join(", ")}`);
}

/** Prints the machines of armv8, rvwmo and rc11 beside the prototypes of them in `folder`. */
export async function compareWithPrototypes(folder: string): Promise<void> {
  const prototypes = await Prototypes.load(folder);
  console.log(
    `\n${formatRow(
      COLUMNS,
      COLUMNS.map(([title]) => title),
    )}`,
  );
  const pairs = BESIDE.flatMap(([id, as]) => {
    const model = models.filter(hasMachine).find((m) => m.id === id);
    return model === undefined ? [] : [[model, as] as const];
  });
  for (const [model, as] of pairs) printLarge(prototypes, model, as);
  for (const [model, as] of pairs) printGolden(prototypes, model, as);
}
