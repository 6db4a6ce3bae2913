import type { ValueSet } from "../axiomatic/symbolic.js";
import { possibleRegisters } from "../axiomatic/unfold-values.js";
import type { Proposition } from "../program/condition.js";
import { flowOf, type ThreadFlow } from "../program/control.js";
import type { Expression, Register } from "../program/expression.js";
import { forEachRegister } from "../program/flow.js";
import type { Instruction, Program, RegisterInfo, Site, Thread } from "../program/program.js";
import { constant, supportOf, tryEvaluate } from "../program/symbolic.js";
import type { Code } from "../program/value.js";
import { type Dependency, dependedOn, expressionsOf, taintsOf } from "./dependencies.js";
import { isSamePlace } from "./orderings.js";

/**
 * A dependency is removed as a processor or a compiler would remove it that guesses values and guesses right. A branch
 * goes its ways as before, and nothing waits for what it goes by. An address or a written value is computed from
 * guesses: before the access every register that it needs is guessed, any of the values that it may have in any
 * execution of any model; the access takes the guess; and an execution in which a guess was wrong does not count
 * (`Program.filter`). So the values are what they were, in machines and for axioms alike, and both need to know
 * nothing of it.
 */

/** Values of a register that are guessed at most; with more the question is left open. */
const GUESSES_MAX = 16;

/**
 * The program without a dependency. Null when that cannot be had: a value may be anything, or is needed again and again in
 * a loop that does not count its rounds.
 */
export function withoutDependency(program: Program, dependency: Dependency): Program | null {
  if (dependency.kind === "control") return withGuessedBranches(program, dependency.site);
  const registers = possibleRegisters(program);
  const threads: Thread[] = [];
  let { filter } = program;
  for (const [t, thread] of program.threads.entries()) {
    const guessing = new Guessing(program, t, registers[t]!);
    const [flow, taints] = [flowOf(program, t), taintsOf(program, t)];
    if (!guessing.run(dependency, flow, taints)) return null;
    threads.push(guessing.finish());
    const { wrong } = guessing;
    if (wrong === null) continue;
    const { span } = filter ?? program.condition;
    const right: Proposition = {
      kind: "compare",
      operator: "=",
      left: { kind: "register", thread: t, register: wrong, name: `${thread.name}:$wrong` },
      right: { kind: "constant", code: 0, name: "0" },
    };
    const both: Proposition =
      filter === null ? right : { kind: "and", left: filter.proposition, right };
    filter = { quantifier: "exists", proposition: both, span };
  }
  return { ...program, threads, filter };
}

function withGuessedBranches(program: Program, site: Site): Program {
  const threads = program.threads.map((thread) => ({
    ...thread,
    code: thread.code.map((i) => {
      return i.op === "branch" && isSamePlace(i.site, site) ? { ...i, isGuessed: true } : i;
    }),
  }));
  return { ...program, threads };
}

/** An instruction of the new code, once the place is known at which its block begins. */
type Piece = (start: number) => Instruction;

type Possible = ReturnType<typeof possibleRegisters>[number];

/** The guesses in one thread. */
class Guessing {
  /** The register that is not 0 once a guess was wrong; null without a guess. */
  wrong: Register | null = null;
  readonly #program: Program;
  readonly #thread: Thread;
  readonly #possible: Possible;
  readonly #registers: RegisterInfo[];
  /** By place in the code: what comes before the instruction, and the instruction. */
  readonly #blocks: { readonly before: readonly Piece[]; readonly instruction: Instruction }[] = [];

  constructor(program: Program, t: number, possible: Possible) {
    this.#program = program;
    this.#thread = program.threads[t]!;
    this.#possible = possible;
    this.#registers = [...this.#thread.registers];
  }

  /** Replaces what depends, given the flow and the taints of the thread; false when a value cannot be guessed. */
  run({ site, kind }: Dependency, { loops }: ThreadFlow, taints: Taints): boolean {
    for (const [pc, instruction] of this.#thread.code.entries()) {
      const possible = this.#possible[pc]!;
      const isMeant =
        isSamePlace(instruction.site, site) && dependedOn(instruction, kind, taints[pc]!) !== 0n;
      if (!isMeant || possible === null) {
        this.#blocks.push({ before: [], instruction });
        continue;
      }
      if ([...loops.values()].some((l) => !l.isCounted && l.loop.body.has(pc))) return false;
      if (!this.#guess(instruction, kind, possible, taints[pc]!)) return false;
    }
    return true;
  }

  #guess(i: Instruction, kind: Dependency["kind"], possible: Values, taints: Taints[number]) {
    const before: Piece[] = [];
    const guesses = new Map<Register, Register>();
    for (const register of tainted(expressionsOf(i, kind), taints)) {
      const codes = this.#useful(i, kind, register, possible[register]!);
      if (codes === null || codes.length > GUESSES_MAX) return false;
      const guess = this.#register("$guess", register);
      guesses.set(register, guess);
      // Without a value nobody comes here.
      if (codes.length > 0) this.#choose(before, guess, codes, i.site);
      this.#check(before, register, guess, i.site);
    }
    this.#blocks.push({ before, instruction: withGuesses(i, kind, guesses) });
    return true;
  }

  /** Of the values of a register those to guess: for an address by this register alone, only what is an address. */
  #useful(i: Instruction, kind: Dependency["kind"], register: Register, codes: ValueSet): ValueSet {
    const [address] = kind === "address" ? expressionsOf(i, kind) : [];
    if (codes === null || address === undefined || supportOf(address).length !== 1) return codes;
    const { values, locations } = this.#program;
    const file = new Int32Array(this.#registers.length);
    return codes.filter((code) => {
      file[register] = code;
      const at = tryEvaluate(address, file, 0, values);
      return at !== null && values.cell(at, locations.length) >= 0;
    });
  }

  /** Gives a register any of some values. */
  #choose(before: Piece[], guess: Register, codes: readonly Code[], site: Site): void {
    const chosen = this.#register("$choice");
    const condition: Expression = { kind: "register", register: chosen };
    // For each value but the last four instructions: choose, skip the next two, assign, to the end.
    const end = before.length + 4 * (codes.length - 1) + 1;
    for (const code of codes.slice(0, -1)) {
      const next = before.length + 4;
      before.push(
        () => ({ op: "choose", register: chosen, isGuess: true, site }),
        (start) => ({ op: "branch", condition, target: start + next, join: start + end, site }),
        () => ({ op: "assign", register: guess, value: constant(code), site }),
        (start) => ({ op: "jump", target: start + end, site }),
      );
    }
    before.push(() => ({ op: "assign", register: guess, value: constant(codes.at(-1)!), site }));
  }

  #check(before: Piece[], register: Register, guess: Register, site: Site): void {
    this.wrong ??= this.#register("$wrong");
    const wrong = this.wrong;
    const isWrong: Expression = {
      ...{ kind: "binary", operator: "!=", type: "u64" },
      left: { kind: "register", register },
      right: { kind: "register", register: guess },
    };
    const value: Expression = {
      ...{ kind: "binary", operator: "|", type: "u64" },
      left: { kind: "register", register: wrong },
      right: isWrong,
    };
    before.push(() => ({ op: "assign", register: wrong, value, site }));
  }

  #register(name: string, like?: Register): Register {
    const type = like === undefined ? undefined : this.#registers[like]!.type;
    return this.#registers.push({ name, type, initial: 0 }) - 1;
  }

  /** The thread with its guesses. */
  finish(): Thread {
    if (this.wrong === null) return this.#thread;
    const starts = [0];
    for (const { before } of this.#blocks) starts.push(starts.at(-1)! + before.length + 1);
    const code = this.#blocks.flatMap(({ before, instruction }, k) => [
      ...before.map((piece) => piece(starts[k]!)),
      moved(instruction, starts),
    ]);
    return { ...this.#thread, code, registers: this.#registers };
  }
}

type Taints = ReturnType<typeof taintsOf>;
type Values = NonNullable<Possible[number]>;

function tainted(expressions: readonly Expression[], taints: Taints[number]): Set<Register> {
  const found = new Set<Register>();
  for (const e of expressions) {
    forEachRegister(e, (register) => {
      if (taints[register] !== 0n) found.add(register);
    });
  }
  return found;
}

/** An instruction whose targets have moved. */
function moved(i: Instruction, starts: readonly number[]): Instruction {
  switch (i.op) {
    case "jump":
      return { ...i, target: starts[i.target]! };
    case "branch":
      return { ...i, target: starts[i.target]!, join: i.join < 0 ? -1 : starts[i.join]! };
    default:
      return i;
  }
}

/** An access that takes guesses in place of registers. */
function withGuesses(
  i: Instruction,
  kind: Dependency["kind"],
  guesses: ReadonlyMap<Register, Register>,
): Instruction {
  const inside = (e: Expression) => renamed(e, guesses);
  if (i.op !== "load" && i.op !== "store" && i.op !== "rmw") return i;
  if (kind === "address") {
    const there = { ...i, address: inside(i.address) };
    return there.op === "store" ? there : { ...there, isAddressDependent: false };
  }
  if (i.op === "load") return i;
  const written = { ...i, value: inside(i.value) };
  if (written.op === "store" || written.guard === undefined) return written;
  return { ...written, guard: inside(written.guard) };
}

function renamed(e: Expression, names: ReadonlyMap<Register, Register>): Expression {
  switch (e.kind) {
    case "register":
      return { kind: "register", register: names.get(e.register) ?? e.register };
    case "unary":
    case "cast":
      return { ...e, operand: renamed(e.operand, names) };
    case "binary":
      return { ...e, left: renamed(e.left, names), right: renamed(e.right, names) };
    default:
      return e;
  }
}
