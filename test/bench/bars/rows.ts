import type { Engine } from "../../../src/models/model.js";
import type { Asked } from "../search.js";

/** The small test: store buffering in C11. */
export const SMALL: Asked = { family: "sbring-c11", size: 2, model: "rc11", engine: "axioms" };

/** What a row is about. */
export type Work =
  /** Every test of these folders of the corpus, by the command line, on two cores. */
  | { readonly kind: "corpus"; readonly folders: readonly string[]; readonly model: string }
  /** Every outcome of one program. */
  | { readonly kind: "program"; readonly asked: Asked }
  /** Store buffering by the command line, beside an empty script of node. */
  | { readonly kind: "start-up"; readonly args: readonly string[] };

export interface Row {
  readonly name: string;
  /** It is to take less than so many seconds. */
  readonly bar: number;
  readonly work: Work;
}

const corpus = (folders: readonly string[], model: string, bar: number): Row => ({
  name: `all of ${folders.join(", ")}`,
  bar,
  work: { kind: "corpus", folders, model },
});

/** Rows about programs of one family, by size. The engine is the one that is faster on them. */
const programs = (
  [family, name]: readonly [family: string, name: string],
  model: string,
  sizes: readonly (readonly [size: number, bar: number, engine?: Engine])[],
): readonly Row[] =>
  sizes.map(([size, bar, engine = "axioms"]) => ({
    name: `${name} ${size}, ${model}${engine === "machine" ? " machine" : ""}`,
    bar,
    work: { kind: "program", asked: { family, size, model, engine } },
  }));

/** A command on a small test. */
const startUp = (command: string, options: readonly string[]): Row => ({
  name: `small test, ${command}`,
  bar: 0.04,
  work: { kind: "start-up", args: [command, ...options] },
});

const FIB = ["fib-c11", "fib"] as const;

/** The work that has a bar. */
export const ROWS: readonly Row[] = [
  corpus(["lkmm"], "lkmm", 13),
  corpus(["lkmm-random"], "lkmm", 1.5),
  corpus(["c11", "c11-random"], "rc11", 1.5),
  corpus(["x86"], "x86", 0.5),
  corpus(["ppc"], "power", 1),
  corpus(["riscv"], "rvwmo", 4),
  corpus(["aarch64"], "armv8", 10),
  ...programs(["ainc-c11", "fetch_add"], "rc11", [
    [5, 0.01],
    [9, 0.02],
    [16, 1],
  ]),
  ...programs(FIB, "sc", [
    [2, 0.01],
    [3, 0.01],
    [5, 0.1],
    [7, 3, "machine"],
  ]),
  ...programs(FIB, "rc11", [
    [2, 0.01],
    [3, 0.02],
    [5, 0.2],
    [7, 10],
  ]),
  ...programs(["spinlock", "spinlock"], "lkmm", [[4, 0.1]]),
  ...programs(["cmpxchglock", "cmpxchg lock"], "lkmm", [
    [3, 0.05],
    [4, 0.5],
  ]),
  ...programs(["iriw-ppc", "IRIW"], "power", [
    [3, 0.01],
    [5, 1],
  ]),
  ...programs(["readers-c11", "readers"], "rc11", [
    [13, 0.05],
    [16, 0.3],
  ]),
  ...programs(["sbring-c11", "SB ring"], "rc11", [
    [8, 0.01],
    [10, 0.02],
    [16, 0.3],
  ]),
  ...programs(["casrot-c11", "cas chain"], "rc11", [
    [9, 0.05],
    [11, 0.4],
  ]),
  startUp("outcomes", ["--model", "rc11", "--engine", "axioms", "--format", "herd"]),
  // Under every model, with a story, a reason and a repair.
  startUp("run", []),
];
