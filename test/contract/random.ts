import type { Expression, Register } from "../../src/program/expression.js";
import type { Instruction, Program, ReadOrder, WriteOrder } from "../../src/program/program.js";
import {
  assign,
  at,
  binary,
  build,
  cmpxchg,
  constant,
  fail,
  fence,
  iterate,
  jump,
  load,
  old,
  rcu,
  register,
  rmw,
  store,
  unless,
  warn,
  zero,
} from "./build.js";

/** A number from 0 to below `n`. */
export type Dice = (n: number) => number;

/** The same numbers for the same seed (mulberry32). */
export function dice(seed: number): Dice {
  let state = seed >>> 0;
  return (n) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t = (t + Math.imul(t ^ (t >>> 7), t | 61)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) % n;
  };
}

/** What a random program may be made of. */
export interface Ingredients {
  readonly locks: boolean;
  readonly rcu: boolean;
  readonly loops: boolean;
  readonly faults: boolean;
}

/** Locations x, y and perhaps z are data, the next is a lock, the last the word that starts a callback. */
const LOCK = 3;
const QUEUED = 4;

/** A program of two to four threads that is the same for the same seed. */
export function randomProgram(seed: number, ingredients: Ingredients): Program {
  const roll = dice(seed);
  const count = [2, 2, 2, 3, 3, 4][roll(6)]!;
  const hasCallback = ingredients.rcu && count > 2 && roll(3) === 0;
  const data = 2 + (roll(3) === 0 ? 1 : 0);
  const code = Array.from({ length: count }, (_, i) => {
    const thread = new ThreadWriter(roll, ingredients, i, data);
    const isCallback = hasCallback && i === count - 1;
    if (isCallback) thread.waitForQueue();
    const budget = count === 2 ? 1 + roll(3) : count === 3 ? roll(2) : 0;
    if (count === 4 && i > 1) thread.actions(1);
    else thread.cycle(isCallback ? 0 : budget);
    if (hasCallback && i === 0) thread.code.push(store(QUEUED, 1, roll(2) ? "release" : "relaxed"));
    return thread.code;
  });
  const startedBy = hasCallback ? code.map((_, i) => (i === count - 1 ? QUEUED : undefined)) : [];
  const program = build(code, {
    locations: [roll(2), 0, 0, 0, 0],
    startedBy,
    rcuDomains: ["rcu", "ss"],
  });
  // Registers that nobody asks for are dead after their last use.
  return { ...program, observed: program.observed.filter(() => roll(4) > 0) };
}

const READS: readonly ReadOrder[] = [
  "plain",
  ...Array<"relaxed">(8).fill("relaxed"),
  "acquirePc",
  "acquire",
  "sc",
];
const WRITES: readonly WriteOrder[] = [
  "plain",
  ...Array<"relaxed">(7).fill("relaxed"),
  "release",
  "sc",
];

/** Writes the code of one thread, action by action; an action is one access or a small construct around some. */
class ThreadWriter {
  readonly code: Instruction[] = [];
  readonly #roll: Dice;
  readonly #with: Ingredients;
  readonly #index: number;
  readonly #data: number;
  #registers = 0;
  /** Registers that hold something that was read. */
  readonly #known: Register[] = [];
  #hasLock = false;

  constructor(roll: Dice, ingredients: Ingredients, index: number, data: number) {
    this.#roll = roll;
    this.#with = ingredients;
    this.#index = index;
    this.#data = data;
  }

  /**
   * The first and the last access make a critical cycle with those of the other threads, since otherwise hardly a
   * program is weak; between them stand `budget` actions of any kind.
   */
  cycle(budget: number): void {
    this.#access(at(this.#index % this.#data));
    this.actions(budget);
    this.#access(at((this.#index + 1) % this.#data));
  }

  actions(budget: number): void {
    for (let left = budget; left > 0; ) left -= this.#action(left);
  }

  /** One action within `budget`; gives what it cost, at least 1. */
  #action(budget: number): number {
    const roll = this.#roll(20);
    const canTest = this.#known.length > 0;
    if (roll < 2) this.#rmw();
    else if (roll === 2) this.#fence();
    else if (roll < 5 && canTest) return this.#branch(budget);
    else if (roll === 5 && this.#with.locks && !this.#hasLock && budget > 1)
      return this.#lock(budget);
    else if (roll === 6 && this.#with.rcu) return this.#rcu(budget);
    else if (roll === 7 && this.#with.loops) this.#loop();
    else if (roll === 8 && this.#with.faults && canTest) this.#check();
    else this.#access(this.#address());
    return 1;
  }

  /** How a call_rcu() callback begins. */
  waitForQueue(): void {
    const into = this.#registers++;
    this.code.push(load(into, QUEUED, "relaxed", { spins: true }));
    this.code.push(unless(binary("!=", register(into), constant(0)), 0), rcu("synchronize"));
  }

  #access(address: Expression): void {
    if (this.#roll(2) === 0) this.#load(address);
    else this.#store(address);
  }

  #load(address: Expression): void {
    const into = this.#register();
    this.code.push(load(into, address, this.#one(READS)));
  }

  #store(address: Expression): void {
    this.code.push(store(address, this.#value(), this.#one(WRITES)));
  }

  #rmw(): void {
    const address = this.#address();
    const value = this.#value();
    const isFull = this.#roll(4) === 0;
    const more = {
      isFull,
      read: isFull ? "relaxed" : this.#one<ReadOrder>(["relaxed", "relaxed", "acquirePc"]),
      write: isFull ? "relaxed" : this.#one<WriteOrder>(["relaxed", "relaxed", "release"]),
    } as const;
    const into = this.#roll(5) === 0 ? null : this.#register();
    const sum = binary("+", old, value);
    switch (this.#roll(4)) {
      case 0:
        this.code.push(rmw(into, address, value, more));
        break;
      case 1:
        this.code.push(rmw(into, address, sum, { ...more, isNoReturn: into === null }));
        break;
      case 2:
        this.code.push(cmpxchg(into, address, this.#roll(2), 1 + this.#roll(2), more));
        break;
      default: {
        const guard = binary(
          this.#one(["!=", "<", "<=", ">"] as const),
          old,
          constant(this.#roll(3)),
        );
        this.code.push(rmw(into, address, sum, { ...more, guard }));
      }
    }
  }

  #fence(): void {
    const kinds = [
      "mb",
      "mb",
      "rmb",
      "rmb",
      "wmb",
      "wmb",
      "before-atomic",
      "after-spinlock",
      "barrier",
    ];
    this.code.push(fence(this.#one(kinds) as "mb"));
  }

  /** `if (r == k) { ... } else { ... }`, the second part not always. */
  #branch(budget: number): number {
    const condition = binary(
      this.#one(["==", "!="] as const),
      this.#read(),
      constant(this.#roll(2)),
    );
    const from = this.code.push(unless(condition, 0)) - 1;
    this.#action(1);
    const hasElse = budget > 1 && this.#roll(2) === 0;
    const end = hasElse ? this.code.push(jump(0)) - 1 : -1;
    this.code[from] = unless(condition, this.code.length);
    if (!hasElse) return 1;
    this.#action(1);
    this.code[end] = jump(this.code.length);
    return 2;
  }

  /** A section under the lock, taken by waiting or by trying; sometimes the unlock is missing or one too many. */
  #lock(budget: number): number {
    this.#hasLock = true;
    const isFree = binary("==", old, constant(0));
    const isHeld = binary("!=", old, constant(0));
    const unlock = store(LOCK, 0, "release", {
      role: "unlock",
      requires: { condition: isHeld, fault: "unlock without lock" },
    });
    if (this.#with.faults && this.#roll(8) === 0) {
      this.code.push(unlock);
      return 1;
    }
    const isTried = this.#roll(3) === 0;
    const into = isTried ? this.#register() : null;
    this.code.push(
      rmw(into, LOCK, 1, {
        guard: isFree,
        otherwise: isTried ? "read" : "wait",
        read: "acquirePc",
        role: isTried ? "trylock" : "lock",
      }),
    );
    const from = this.code.length;
    const condition = binary("==", register(into ?? 0), constant(0));
    if (isTried) this.code.push(unless(condition, 0));
    this.actions(Math.min(2, budget - 1));
    if (!this.#with.faults || this.#roll(8) !== 0) this.code.push(unlock);
    if (isTried) this.code[from] = unless(condition, this.code.length);
    this.#hasLock = false;
    return 2;
  }

  #rcu(budget: number): number {
    const domain = this.#roll(4) === 0 ? 1 : 0;
    if (budget === 1 || this.#roll(2) === 0) {
      this.code.push(rcu("synchronize", domain));
      return 1;
    }
    this.code.push(rcu("lock", domain));
    const isNested = this.#roll(4) === 0;
    if (isNested) this.code.push(rcu("lock", domain));
    this.#access(this.#address());
    if (isNested) this.code.push(rcu("unlock", domain));
    this.#action(1);
    this.code.push(rcu("unlock", domain));
    return 2;
  }

  #loop(): void {
    const start = this.code.length;
    const location = this.#roll(this.#data);
    const wanted = this.#roll(2);
    const order = this.#one<ReadOrder>(["relaxed", "acquirePc"]);
    switch (this.#roll(4)) {
      case 0: {
        // while (READ_ONCE(x) != wanted) ;
        const into = this.#register();
        this.code.push(load(into, location, order, { spins: true }));
        this.code.push(unless(binary("==", register(into), constant(wanted)), start));
        break;
      }
      case 1: {
        // while (cmpxchg(&x, 0, 1) != 0) ;
        const into = this.#register();
        this.code.push(cmpxchg(into, location, 0, 1, { read: order, spins: true }));
        this.code.push(unless(binary("==", register(into), constant(0)), start));
        break;
      }
      case 2: {
        // for (;;) { r = READ_ONCE(x); if (r == wanted) break; } that ends after some rounds
        const counter = this.#registers++;
        const into = this.#register();
        this.code.push(iterate(counter, 1 + this.#roll(2)), load(into, location, order));
        this.code.push(unless(binary("==", register(into), constant(wanted)), start));
        break;
      }
      default: {
        // do { old = READ_ONCE(x); } while (cmpxchg(&x, old, old + 1) != old);
        const counter = this.#registers++;
        const seen = this.#register();
        const found = this.#register();
        this.code.push(iterate(counter, 2), load(seen, location));
        const guard = binary("==", old, register(seen));
        const next = binary("+", register(seen), constant(1));
        this.code.push(rmw(found, location, next, { guard, read: order }));
        this.code.push(unless(binary("==", register(found), register(seen)), start));
      }
    }
  }

  /** BUG_ON or WARN_ON of something that was read. */
  #check(): void {
    const isBroken = binary("==", this.#read(), constant(1 + this.#roll(2)));
    const end = this.code.length + 2;
    this.code.push(unless(isBroken, end), this.#roll(2) === 0 ? fail("BUG") : warn("WARN"));
  }

  /** An address that is constant, depends on a register, or is really computed from one. */
  #address(): Expression {
    const location = this.#roll(this.#data);
    const kind = this.#known.length === 0 ? 0 : this.#roll(8);
    if (kind < 5) return at(location);
    if (kind < 7) return at(location, this.#one(this.#known));
    const index = binary("&", this.#read(), constant(1), "u64");
    return binary("+", at(0), binary("*", index, constant(8), "u64"), "u64");
  }

  /** A value that is constant, depends on a register, or is computed from one. */
  #value(): Expression {
    const value =
      this.#roll(12) === 0 ? binary("<<", constant(3), constant(40)) : constant(1 + this.#roll(2));
    const kind = this.#known.length === 0 ? 0 : this.#roll(6);
    if (kind < 4) return value;
    if (kind === 4) return binary("+", value, zero(this.#one(this.#known)));
    if (this.#roll(2) === 0) return binary("+", value, this.#read());
    const into = this.#registers++;
    this.code.push(assign(into, binary("-", value, this.#read(), "s32")));
    return register(into);
  }

  /** A register for something that is read: a new one, or now and then one that loses what it held. */
  #register(): Register {
    if (this.#known.length > 0 && this.#roll(5) === 0) return this.#one(this.#known);
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
