import { c11 } from "../../dialect/c11/c11.js";
import type { Dialect } from "../../dialect/dialect.js";
import { kernel } from "../../dialect/kernel/kernel.js";

/** A dialect that is loaded when a test of it is first read. */
class LateDialect implements Dialect {
  readonly headers: readonly string[];
  readonly title: string;
  readonly #load: () => Promise<Dialect>;
  #loaded: Dialect | null = null;

  constructor(title: string, header: string, load: () => Promise<Dialect>) {
    this.title = title;
    this.headers = [header];
    this.#load = load;
  }

  async load(): Promise<void> {
    this.#loaded ??= await this.#load();
  }

  get #there(): Dialect {
    if (this.#loaded === null) throw new Error(`${this.title} is not loaded`);
    return this.#loaded;
  }

  get defaultModels(): readonly string[] {
    return this.#there.defaultModels ?? [];
  }

  get instructions(): readonly string[] {
    return this.#there.instructions ?? [];
  }

  program: Dialect["program"] = (...given) => this.#there.program(...given);
  places: Dialect["places"] = (...given) => this.#there.places(...given);
  primitives: Dialect["primitives"] = () => this.#there.primitives();
}

const x86 = () => import("../../dialect/assembly/x86.js");

const late: readonly LateDialect[] = [
  new LateDialect("x86", "X86", async () => (await x86()).x86),
  new LateDialect("64-bit x86", "X86_64", async () => (await x86()).x8664),
  new LateDialect("Power", "PPC", async () => (await import("../../dialect/assembly/ppc.js")).ppc),
  new LateDialect("RISC-V", "RISCV", async () => {
    return (await import("../../dialect/assembly/riscv.js")).riscv;
  }),
  new LateDialect("AArch64", "AArch64", async () => {
    return (await import("../../dialect/assembly/aarch64.js")).aarch64;
  }),
];

/**
 * Every dialect, in the order of `dialect/dialects.ts`, in place of which the worker is built with this list: most tests are
 * in C, and assembly comes when it is read.
 */
export const dialects: readonly Dialect[] = [kernel, c11, ...late];

/** Loads what reading a text takes; of no one text, all. */
export async function loadDialects(text: string | null): Promise<void> {
  const [header] = /^\s*(\S+)/.exec(text ?? "")?.slice(1) ?? [];
  const wanted = late.filter(({ headers }) => text === null || headers.includes(header ?? ""));
  await Promise.all(wanted.map((dialect) => dialect.load()));
}
