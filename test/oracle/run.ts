import { pathToFileURL } from "node:url";
import type { Program } from "../../src/program/program.js";
import { type Architecture, type IrTest, readOutcomes, translate } from "./prototype.js";

/** What a prototype says of a program. */
export interface PrototypeAnswer {
  readonly outcomes: readonly string[];
  readonly isUndefined: boolean;
  readonly states: number;
  readonly seconds: number;
}

interface Counts {
  states?: number;
}

interface FlatOptions {
  readonly arch?: "riscv";
  readonly amoAtomic?: boolean;
}

/** The prototypes of the window machine and of the view machine, which were compared with published axioms. */
export class Prototypes {
  readonly #flat: (test: IrTest, counts: Counts, options: FlatOptions) => ReadonlySet<string>;
  readonly #views: (test: IrTest, counts: Counts, options: object) => ReadonlySet<string>;

  private constructor(
    flat: (test: IrTest, counts: Counts, options: FlatOptions) => ReadonlySet<string>,
    views: (test: IrTest, counts: Counts, options: object) => ReadonlySet<string>,
  ) {
    this.#flat = flat;
    this.#views = views;
  }

  /** Those in a folder. */
  static async load(folder: string): Promise<Prototypes> {
    const url = pathToFileURL(`${folder}/`);
    const { flat } = await import(new URL("flat.mjs", url).href);
    const { rc11m } = await import(new URL("rc11m.mjs", url).href);
    return new Prototypes(flat, rc11m);
  }

  /** Null where the program has something that the prototypes do not know. */
  run(program: Program, architecture: Architecture): PrototypeAnswer | null {
    const test = translate(program, architecture);
    if (test === null) return null;
    const counts: Counts = {};
    const started = performance.now();
    const found = this.#run(test, architecture, counts);
    const seconds = (performance.now() - started) / 1000;
    return { ...readOutcomes(found), states: counts.states ?? 0, seconds };
  }

  #run(test: IrTest, architecture: Architecture, counts: Counts): ReadonlySet<string> {
    switch (architecture) {
      case "arm":
        return this.#flat(test, counts, {});
      case "riscv":
        return this.#flat(test, counts, { arch: "riscv" });
      case "riscv-amo":
        return this.#flat(test, counts, { arch: "riscv", amoAtomic: true });
      case "c11":
        return this.#views(test, counts, {});
    }
  }
}
