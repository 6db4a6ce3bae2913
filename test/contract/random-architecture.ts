import type { BinaryOperator, Expression, Register } from "../../src/program/expression.js";
import type {
  FenceKind,
  Instruction,
  Program,
  ReadOrder,
  WriteOrder,
} from "../../src/program/program.js";
import type { Language } from "./architecture-cycles.js";
import {
  assign,
  at,
  binary,
  build,
  choose,
  cmpxchg,
  constant,
  fence,
  jump,
  load,
  old,
  register,
  rmw,
  store,
  unless,
  zero,
} from "./build.js";
import { type Dice, dice } from "./random.js";

/** What the programs of a language are made of; what stands several times is taken as often. */
interface Words {
  readonly reads: readonly ReadOrder[];
  readonly writes: readonly WriteOrder[];
  /** Of the two halves of a read-modify-write. */
  readonly updates: readonly (readonly [ReadOrder, WriteOrder])[];
  /** Of a compare and exchange that fails; `same` is the order of the read of one that does not. */
  readonly failures: readonly (ReadOrder | "same")[];
  readonly fences: readonly FenceKind[];
  /** Load-exclusive and store-exclusive; else weak compare-and-exchanges, which may fail at will. */
  readonly hasExclusives: boolean;
}

const RELAXED = Array<"relaxed">(5).fill("relaxed");

const UPDATES = [
  ["relaxed", "relaxed"],
  ["relaxed", "relaxed"],
  ["acquirePc", "relaxed"],
  ["relaxed", "release"],
  ["acquirePc", "release"],
] as const;

const WORDS: Readonly<Record<Language, Words>> = {
  aarch64: {
    reads: [...RELAXED, "acquirePc", "acquire", "sc"],
    writes: [...RELAXED, "release", "release", "sc"],
    updates: [...UPDATES, ["acquire", "relaxed"], ["acquire", "release"], ["sc", "sc"]],
    failures: ["same", "relaxed"],
    fences: ["dmb.sy", "dmb.ld", "dmb.st", "isb", "dmb.ishld", "dsb.st", "mb", "rmb", "wmb"],
    hasExclusives: true,
  },
  riscv: {
    reads: [...RELAXED, ...RELAXED, "acquirePc", "sc"],
    writes: [...RELAXED, ...RELAXED, "release", "sc"],
    updates: [...UPDATES, ...UPDATES, ["sc", "sc"], ["acquire", "sc"]],
    failures: ["same", "relaxed"],
    fences: [
      ...["fence.rw.rw", "fence.r.r", "fence.r.rw", "fence.r.w", "fence.rw.w"],
      ...["fence.w.w", "fence.w.r", "fence.tso", "fence.i", "mb", "rmb", "wmb"],
    ] as FenceKind[],
    hasExclusives: true,
  },
  c11: {
    reads: [...RELAXED, "plain", "acquirePc", "acquirePc", "sc", "sc"],
    writes: [...RELAXED, "plain", "release", "release", "sc", "sc"],
    updates: [...UPDATES, ["sc", "sc"], ["sc", "sc"]],
    failures: ["relaxed", "acquirePc", "sc"],
    fences: ["acquire", "release", "acquire-release", "seq-cst", "seq-cst"],
    hasExclusives: false,
  },
};

/**
 * A program of two to four threads in the words of a language, the same for the same seed. Every register and location is
 * observed, but now and then some are not: those are dead after their last use.
 */
export function randomOf(language: Language, seed: number): Program {
  const roll = dice(seed * 3 + ["aarch64", "riscv", "c11"].indexOf(language));
  const count = [2, 2, 2, 2, 3, 3, 4][roll(7)]!;
  const locations = count < 4 && roll(3) === 0 ? 3 : 2;
  // A thread of assembly is one long scope: what comes after a branch depends on it to the end.
  const isScoped = language === "c11" || roll(4) === 0;
  let value = 0;
  const code = Array.from({ length: count }, (_, i) => {
    const writer = new Writer(roll, WORDS[language], locations, isScoped, () => ++value);
    writer.cycle(i, count === 2 ? 1 + roll(3) : count === 3 ? roll(2) : 0);
    return writer.code;
  });
  const program = build(code, { locations: [roll(2), 0, 0].slice(0, locations) });
  if (roll(4) > 0) return program;
  return { ...program, observed: program.observed.filter(() => roll(3) > 0) };
}

/** Writes one thread, action by action; an action is one access or a small construct around some. */
class Writer {
  readonly code: Instruction[] = [];
  readonly #roll: Dice;
  readonly #words: Words;
  readonly #locations: number;
  readonly #isScoped: boolean;
  /** A value that nobody wrote yet, so that an outcome tells who was read. */
  readonly #fresh: () => number;
  #registers = 0;
  /** Registers that hold something that was read. */
  readonly #known: Register[] = [];

  constructor(roll: Dice, words: Words, locations: number, isScoped: boolean, fresh: () => number) {
    this.#roll = roll;
    this.#words = words;
    this.#locations = locations;
    this.#isScoped = isScoped;
    this.#fresh = fresh;
  }

  /** The first and the last access make a critical cycle with those of the other threads. */
  cycle(index: number, budget: number): void {
    this.#access(at(index % this.#locations));
    for (let left = budget; left > 0; left--) this.#action();
    this.#access(this.#address((index + 1) % this.#locations));
  }

  #action(): void {
    const roll = this.#roll(16);
    if (roll < 3) this.#update();
    else if (roll < 5) this.#code(fence(this.#one(this.#words.fences)));
    else if (roll < 7 && this.#known.length > 0) this.#branch();
    else if (roll < 9) this.#pair();
    else this.#access(this.#address());
  }

  #code(...instructions: readonly Instruction[]): void {
    this.code.push(...instructions);
  }

  #access(address: Expression): void {
    const kind = this.#roll(16);
    if (kind === 0) this.#update(address);
    else if (kind < 8) this.#code(load(this.#register(), address, this.#one(this.#words.reads)));
    else this.#code(store(address, this.#value(), this.#one(this.#words.writes)));
  }

  /** A read-modify-write: one instruction of an architecture, or one that is made of two. */
  #update(address = this.#address()): void {
    const { updates, failures } = this.#words;
    const [read, write] = this.#one(updates);
    const failure = this.#one(failures);
    const isSingle = this.#roll(2) === 0;
    const more = {
      read,
      write,
      failure: failure === "same" ? read : failure,
      isSingle,
      isFull: this.#roll(12) === 0,
    };
    const value = this.#value();
    const into = this.#roll(6) === 0 ? null : this.#register();
    this.#code(this.#updateOf(into, address, value, more));
  }

  #updateOf(
    into: Register | null,
    address: Expression,
    value: Expression,
    more: NonNullable<Parameters<typeof rmw>[3]>,
  ): Instruction {
    const sum = binary("+", old, value);
    switch (this.#roll(5)) {
      case 0:
        return rmw(into, address, value, more);
      case 1:
        return rmw(into, address, sum, {
          ...more,
          isNoReturn: into === null && this.#roll(2) === 0,
        });
      case 2:
        return cmpxchg(into, address, this.#roll(3), this.#fresh(), more);
      case 3: {
        // What is compared is computed from something that was read.
        const expected = this.#known.length === 0 ? constant(0) : this.#read();
        return rmw(into, address, value, { ...more, guard: binary("==", old, expected) });
      }
      default: {
        const operator = this.#one<BinaryOperator>(["!=", "<", "<=", ">"]);
        const guard = binary(operator, old, constant(this.#roll(3)));
        return rmw(into, address, sum, { ...more, guard });
      }
    }
  }

  /** What may fail at will: exclusives, with or without something between them, or a weak compare-exchange. */
  #pair(): void {
    const { hasExclusives, updates, failures } = this.#words;
    const location = this.#roll(this.#locations);
    const [read, write] = this.#one(updates);
    if (!hasExclusives) {
      const isStrong = this.#registers++;
      const into = this.#register();
      const from = this.code.length;
      const condition = register(isStrong);
      const failure = this.#one(failures) as ReadOrder;
      const more = { read, write, failure };
      this.#code(
        choose(isStrong),
        unless(condition, from + 4),
        cmpxchg(into, location, this.#roll(2), this.#fresh(), more),
        jump(from + 5),
        load(into, location, failure),
      );
      return;
    }
    const into = this.#register();
    this.#code(load(into, location, read, { isExclusive: true }));
    const between = this.#roll(8);
    if (between === 0) this.#access(this.#address());
    if (between === 1) this.#code(load(this.#register(), this.#address(), "relaxed"));
    const status = this.#registers++;
    const elsewhere = this.#roll(12) === 0;
    const target = this.#address(elsewhere ? this.#roll(this.#locations) : location);
    const value = this.#roll(3) === 0 ? binary("+", register(into), this.#value()) : this.#value();
    this.#code(store(target, value, write, { status }));
    if (this.#roll(3) === 0) this.#known.push(status);
  }

  /** `if (r == k) { ... } else { ... }`, the second part not always, the first now and then only a barrier. */
  #branch(): void {
    const test = this.#one<BinaryOperator>(["==", "!="]);
    const other = this.#roll(5) === 0 ? this.#read() : constant(this.#roll(2));
    const condition = binary(test, this.#read(), other);
    const from = this.code.push(unless(condition, 0)) - 1;
    if (this.#words.hasExclusives && this.#roll(3) === 0) this.#code(fence(this.#one(ISBS)));
    else this.#access(this.#address());
    const hasElse = this.#roll(3) === 0;
    const end = hasElse ? this.code.push(jump(0)) - 1 : -1;
    const target = this.code.length;
    if (hasElse) {
      this.#access(this.#address());
      this.code[end] = jump(this.code.length);
    }
    const join = this.#isScoped ? this.code.length : -1;
    this.code[from] = { ...unless(condition, target), join } as Instruction;
  }

  /** An address that is constant, depends on a register, or is really computed from one. */
  #address(location = this.#roll(this.#locations)): Expression {
    const kind = this.#known.length === 0 ? 0 : this.#roll(10);
    if (kind < 6) return at(location);
    if (kind < 9) return at(location, this.#one(this.#known));
    const index = binary("&", this.#read(), constant(1), "u64");
    return binary("+", at(0), binary("*", index, constant(8), "u64"), "u64");
  }

  /** A value that is constant, depends on a register, or is computed from one. */
  #value(): Expression {
    const value = constant(this.#fresh());
    const kind = this.#known.length === 0 ? 0 : this.#roll(8);
    if (kind < 5) return value;
    if (kind < 7) return binary("+", value, zero(this.#one(this.#known)));
    if (this.#roll(2) === 0) return binary("+", value, this.#read());
    const into = this.#registers++;
    this.#code(assign(into, binary("-", value, this.#read(), "s32")));
    return register(into);
  }

  /** A register for something that is read: a new one, or now and then one that loses what it held. */
  #register(): Register {
    if (this.#known.length > 0 && this.#roll(8) === 0) return this.#one(this.#known);
    this.#known.push(this.#registers);
    return this.#registers++;
  }

  #read(): Expression {
    return register(this.#one(this.#known));
  }

  #one<T>(list: readonly T[]): T {
    return list[this.#roll(list.length)]!;
  }
}

/** What makes a branch hold back later reads, or does not. */
const ISBS: readonly FenceKind[] = ["isb", "isb", "fence.i"];
