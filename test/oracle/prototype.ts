import type { Expression } from "../../src/program/expression.js";
import type { FenceKind, Instruction, Program, ReadOrder, Rmw } from "../../src/program/program.js";

/** An expression, an instruction and a test in the form of the prototypes (`ir.mjs`). */
type IrExpression = number | string | readonly unknown[] | { readonly loc: string };
type IrInstruction = readonly unknown[];

export interface IrTest {
  readonly name: string;
  readonly init: Readonly<Record<string, number>>;
  readonly threads: readonly (readonly IrInstruction[])[];
  readonly obs: readonly string[];
}

/** What a prototype is of; `riscv-amo` is RISC-V whose read-modify-writes are single instructions. */
export type Architecture = "arm" | "riscv" | "riscv-amo" | "c11";

/** The test for a program, or null where the prototypes have no word for something in it, or another meaning. */
export function translate(program: Program, architecture: Architecture): IrTest | null {
  try {
    return {
      name: program.name,
      init: Object.fromEntries(
        program.locations.map(({ name, initial }) => [
          name,
          Number(program.values.decode(initial)),
        ]),
      ),
      threads: program.threads.map(({ code }) => new Translation(program, architecture).all(code)),
      obs: program.observed.map((o) =>
        o.kind === "register" ? `${o.thread}:r${o.register}` : program.locations[o.location]!.name,
      ),
    };
  } catch (error) {
    if (error instanceof Untranslatable) return null;
    throw error;
  }
}

/** The outcomes of a prototype as ours are written: values in the order of `observed`, and whether one was a race. */
export function readOutcomes(outcomes: ReadonlySet<string>): {
  readonly outcomes: readonly string[];
  readonly isUndefined: boolean;
} {
  const texts = [...outcomes].map((text) =>
    text
      .replace(" RACE", "")
      .split(" ")
      .map((field) => field.slice(field.indexOf("=") + 1))
      .join(" "),
  );
  return {
    outcomes: [...new Set(texts)].sort(),
    isUndefined: [...outcomes].some((text) => text.endsWith(" RACE")),
  };
}

class Untranslatable extends Error {}

const FENCES: Readonly<Record<string, Partial<Record<FenceKind, string | null>>>> = {
  arm: {
    mb: "mb",
    rmb: "ld",
    wmb: "wmb",
    "dmb.sy": "mb",
    "dmb.ld": "ld",
    "dmb.ishld": "ld",
    "dmb.st": "wmb",
    isb: "isb",
    "fence.i": null,
    barrier: null,
  },
  riscv: {
    mb: "mb",
    rmb: "rmb",
    wmb: "wmb",
    "fence.rw.rw": "mb",
    "fence.r.r": "rmb",
    "fence.r.rw": "ld",
    "fence.w.w": "wmb",
    "fence.i": null,
    isb: null,
    barrier: null,
  },
  c11: {
    mb: "sc",
    acquire: "acq",
    release: "rel",
    "acquire-release": "acqrel",
    "seq-cst": "sc",
    rmb: "acq",
    wmb: "rel",
    barrier: null,
  },
};

class Translation {
  readonly #program: Program;
  readonly #architecture: Architecture;
  readonly #fences: Partial<Record<FenceKind, string | null>>;

  constructor(program: Program, architecture: Architecture) {
    this.#program = program;
    this.#architecture = architecture;
    this.#fences = FENCES[architecture === "riscv-amo" ? "riscv" : architecture]!;
  }

  all(code: readonly Instruction[]): readonly IrInstruction[] {
    // Of the architecture's texts the prototype has an older one, in which an acquire never reads early from an update.
    if (
      this.#architecture === "arm" &&
      code.some((i, pc) => this.#readsUpdate(i, code.slice(0, pc)))
    ) {
      throw new Untranslatable();
    }
    // Dependencies of C end where the ways meet; those of the prototypes never do.
    const isScoped = code.some((i) => i.op === "branch" && i.join >= 0 && i.join < code.length);
    if (isScoped && this.#architecture !== "c11") throw new Untranslatable();
    const parts = code.map((i) => this.#one(i));
    const place = (pc: number): number =>
      parts.slice(0, pc).reduce((sum, part) => sum + part.length, 0);
    return parts.flatMap((part, pc) => {
      const i = code[pc]!;
      if (i.op !== "branch" && i.op !== "jump") return part;
      const skip = place(i.target) - place(pc) - 1;
      if (skip < 0) throw new Untranslatable();
      return [["if", i.op === "jump" ? 0 : this.#value(i.condition), skip]];
    });
  }

  #readsUpdate(i: Instruction, before: readonly Instruction[]): boolean {
    const order = i.op === "load" ? i.order : i.op === "rmw" ? i.read : "relaxed";
    if (order === "relaxed" || order === "plain" || !("address" in i)) return false;
    const place = (e: Expression): unknown => {
      const address = this.#address(e);
      return Array.isArray(address) ? address[1] : (address as { loc: string }).loc;
    };
    return before.some((j) => j.op === "rmw" && place(j.address) === place(i.address));
  }

  #one(i: Instruction): readonly IrInstruction[] {
    const isRiscv = this.#architecture.startsWith("riscv");
    switch (i.op) {
      case "load":
        if (i.isExclusive === true || (isRiscv && i.order === "sc")) break;
        return [["ld", `r${i.register}`, this.#address(i.address), this.#read(i.order, false)]];
      case "store": {
        if (i.status !== undefined || i.requires !== undefined) break;
        // The prototype has a release stay before every acquiring update, the model before those of updates only.
        if (isRiscv && i.order !== "relaxed" && i.order !== "plain") break;
        const order = { plain: "na", relaxed: "rlx", release: "rel", sc: "sc" }[i.order];
        return [["st", this.#address(i.address), this.#value(i.value), order]];
      }
      case "rmw":
        return this.#update(i);
      case "fence": {
        const kind = this.#fences[i.fence];
        if (kind === undefined) break;
        return kind === null ? [] : [["f", kind]];
      }
      case "assign":
        return [["set", `r${i.register}`, this.#value(i.value)]];
      case "branch":
      case "jump":
        return [["if", 0, 0]];
    }
    throw new Untranslatable();
  }

  #update(i: Rmw): readonly IrInstruction[] {
    const architecture = this.#architecture;
    const isRiscv = architecture.startsWith("riscv");
    if (isRiscv && (i.isSingle === true) !== (architecture === "riscv-amo"))
      throw new Untranslatable();
    if (isRiscv && (i.read === "sc" || i.write === "sc")) throw new Untranslatable();
    // The prototype takes an acquire of either kind for that of LDADDAL, whose write holds back what is later.
    if (architecture === "arm" && i.read === "acquirePc" && i.write !== "relaxed") {
      throw new Untranslatable();
    }
    if (i.otherwise !== "read" || i.register === null) throw new Untranslatable();
    if (i.guard !== undefined && (i.failure ?? "relaxed") !== i.read) throw new Untranslatable();
    if (i.guard !== undefined && i.isFull) throw new Untranslatable();
    const [kind, operands] = this.#operation(i);
    const write = { plain: "rlx", relaxed: "rlx", release: "rel", sc: "sc" }[i.write];
    const orders = [this.#read(i.read, true), write];
    const update = ["rmw", `r${i.register}`, this.#address(i.address), kind, operands, ...orders];
    const full = ["f", architecture === "c11" ? "sc" : "mb"];
    return i.isFull ? [full, update, full] : [update];
  }

  #operation({ guard, value }: Rmw): readonly [string, readonly IrExpression[]] {
    const isSum = value.kind === "binary" && value.operator === "+" && value.left.kind === "old";
    if (guard === undefined) {
      return isSum ? ["add", [this.#value(value.right)]] : ["xchg", [this.#value(value)]];
    }
    const limit = this.#limit(guard);
    if (limit !== null && isSum) return ["inc_nz_lim", [this.#value(value.right), limit]];
    if (guard.kind !== "binary" || guard.operator !== "==" || guard.left.kind !== "old") {
      throw new Untranslatable();
    }
    return ["cas", [this.#value(guard.right), this.#value(value)]];
  }

  /** Of an increment unless 0 is found, or more than a limit: the limit. */
  #limit(guard: Expression): IrExpression | null {
    if (guard.kind !== "binary" || guard.operator !== "&") return null;
    const { left, right } = guard;
    const isAlive = left.kind === "binary" && left.operator === "!=" && left.left.kind === "old";
    const isBelow = right.kind === "binary" && right.operator === "<=" && right.left.kind === "old";
    return isAlive && isBelow && this.#value(left.right) === 0 ? this.#value(right.right) : null;
  }

  #read(order: ReadOrder, isUpdate: boolean): string {
    const isRiscv = this.#architecture.startsWith("riscv");
    switch (order) {
      case "plain":
        return isUpdate ? "rlx" : "na";
      case "relaxed":
        return "rlx";
      case "acquirePc":
      case "acquire":
        if (isRiscv) return isUpdate ? "acq" : "acqpc";
        return order === "acquire" ? "acq" : "acqpc";
      case "sc":
        return "sc";
    }
  }

  /** A location, or one with a number added that is always 0. */
  #address(e: Expression): IrExpression {
    if (e.kind === "constant") return { loc: this.#location(e) };
    if (e.kind !== "binary" || e.operator !== "+" || e.left.kind !== "constant") {
      throw new Untranslatable();
    }
    const { right } = e;
    if (right.kind !== "binary" || right.operator !== "^") throw new Untranslatable();
    return ["loc", this.#location(e.left), this.#value(right)];
  }

  #location(e: Expression & { readonly kind: "constant" }): string {
    const { values, locations } = this.#program;
    const cell = values.cell(e.code, locations.length);
    if (cell < 0) throw new Untranslatable();
    return locations[cell]!.name;
  }

  #value(e: Expression): IrExpression {
    switch (e.kind) {
      case "constant":
        return Number(this.#program.values.decode(e.code));
      case "register":
        return `r${e.register}`;
      case "binary":
        if (!["+", "-", "^", "&", "*", "==", "!="].includes(e.operator)) break;
        return [e.operator, this.#value(e.left), this.#value(e.right)];
    }
    throw new Untranslatable();
  }
}
