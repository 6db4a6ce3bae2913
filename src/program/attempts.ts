import type { Expression, Register } from "./expression.js";
import { assigned, followers } from "./flow.js";
import type { Instruction, Rmw, Store } from "./program.js";

/** The part of a loop that this file asks about. */
interface Rounds {
  readonly head: number;
  readonly body: ReadonlySet<number>;
}

/** What is known of registers while one round is followed: their values over `old`, the value that was found. */
type Knowledge = ReadonlyMap<Register, Expression>;

/**
 * Whether a read-modify-write in a loop writes only finitely many different values, however many rounds there are:
 * because it writes a value that does not grow, or because the loop ends once it succeeds, as loops around a compare
 * and exchange do. The answer may be no without reason: then the loop is bounded.
 */
export function isBoundedBySuccess(
  code: readonly Instruction[],
  pc: number,
  loop: Rounds,
): boolean {
  const rmw = code[pc] as Rmw;
  const growing = new Set<Register>();
  for (const at of loop.body) {
    const i = code[at]!;
    if (i.op === "assign" && grows(i.value, growing)) growing.add(i.register);
  }
  if (!grows(rmw.value, growing)) return true;
  if (rmw.guard === undefined) return false;
  const known = new Map<Register, Expression>();
  if (rmw.register !== null) known.set(rmw.register, { kind: "old" });
  return !comesRound(code, pc + 1, loop, known, claim(rmw.guard));
}

/**
 * Whether a loop ends once a store-conditional in it succeeds, as those do that try until an update is done: then it
 * stores once at most, and a round in which it failed changes nothing.
 */
export function endsOnceStored(code: readonly Instruction[], pc: number, loop: Rounds): boolean {
  const { status } = code[pc] as Store;
  if (status === undefined) return false;
  const zero: Expression = { kind: "constant", code: 0 };
  return !comesRound(code, pc + 1, loop, new Map([[status, zero]]), claim(zero, true));
}

/** Whether the head can be reached again from `start`, knowing that `fact` is true. */
function comesRound(
  code: readonly Instruction[],
  start: number,
  loop: Rounds,
  known: Knowledge,
  fact: Claim,
): boolean {
  const seen = new Set<number>();
  const pending: { readonly pc: number; readonly known: Knowledge }[] = [{ pc: start, known }];
  for (let point = pending.pop(); point !== undefined; point = pending.pop()) {
    const { pc } = point;
    if (pc === loop.head) return true;
    if (!loop.body.has(pc) || seen.has(pc)) continue;
    seen.add(pc);
    const instruction = code[pc]!;
    if (instruction.op === "branch") {
      const truth = follows(substitute(instruction.condition, point.known), fact);
      if (truth !== false) pending.push({ pc: pc + 1, known: point.known });
      if (truth !== true) pending.push({ pc: instruction.target, known: point.known });
      continue;
    }
    const after = afterInstruction(instruction, pc, point.known);
    for (const next of followers(code, pc)) pending.push({ pc: next, known: after });
  }
  return false;
}

function afterInstruction(instruction: Instruction, pc: number, known: Knowledge): Knowledge {
  const target = assigned(instruction);
  if (target === null) return known;
  const after = new Map(known);
  // A register with a number below 0 stands for the unknown value that is read at that instruction.
  const value: Expression =
    instruction.op === "assign"
      ? substitute(instruction.value, known)
      : { kind: "register", register: -1 - pc };
  after.set(target, value);
  return after;
}

/** `core` is not 0, or, when negated, it is 0. */
interface Claim {
  readonly core: Expression;
  readonly isNegated: boolean;
}

const NEGATIONS: Readonly<Record<string, "==" | "<=" | ">=">> = {
  "!=": "==",
  ">": "<=",
  "<": ">=",
};

/** That an expression is not 0, in a form in which equal claims look alike. */
function claim(e: Expression, isNegated = false): Claim {
  if (e.kind === "unary" && e.operator === "!") return claim(e.operand, !isNegated);
  if (e.kind === "cast" && (e.type === "bool" || isTruth(e.operand))) {
    return claim(e.operand, isNegated);
  }
  if (e.kind !== "binary") return { core: e, isNegated };
  const negation = NEGATIONS[e.operator];
  if (negation !== undefined) return claim({ ...e, operator: negation }, !isNegated);
  if (e.operator === "==" && isZero(e.right)) return claim(e.left, !isNegated);
  if (e.operator === "==" && isZero(e.left)) return claim(e.right, !isNegated);
  return { core: e, isNegated };
}

/** Whether an expression is true (or false) because `fact` is; null when it does not follow. */
function follows(e: Expression, fact: Claim): boolean | null {
  const asked = claim(e);
  if (asked.core.kind === "constant") return (asked.core.code !== 0) !== asked.isNegated;
  if (JSON.stringify(asked.core) !== JSON.stringify(fact.core)) return null;
  return asked.isNegated === fact.isNegated;
}

function isZero(e: Expression): boolean {
  return e.kind === "constant" && e.code === 0;
}

/** Whether an expression gives 0 or 1 anyway. */
function isTruth(e: Expression): boolean {
  if (e.kind === "unary") return e.operator === "!";
  return e.kind === "binary" && ["==", "!=", "<", "<=", ">", ">="].includes(e.operator);
}

function substitute(e: Expression, known: Knowledge): Expression {
  switch (e.kind) {
    case "register":
      return known.get(e.register) ?? e;
    case "unary":
      return { ...e, operand: substitute(e.operand, known) };
    case "cast": {
      const operand = substitute(e.operand, known);
      return isZero(operand) ? operand : { ...e, operand };
    }
    case "binary": {
      const left = substitute(e.left, known);
      const right = substitute(e.right, known);
      if (isZero(left) && (isZero(right) || e.operator === "*")) {
        if (["+", "-", "*", "&", "|", "^"].includes(e.operator)) return left;
      }
      return { ...e, left, right };
    }
    default:
      return e;
  }
}

/** Whether a value made of what was read, or of a register that grows, can become larger with every round. */
function grows(e: Expression, growing: ReadonlySet<Register>): boolean {
  switch (e.kind) {
    case "constant":
    case "old":
      return false;
    case "register":
      return growing.has(e.register);
    case "unary":
    case "cast":
      return grows(e.operand, growing);
    case "binary": {
      if (grows(e.left, growing) || grows(e.right, growing)) return true;
      const isArithmetic = ["+", "-", "*", "<<"].includes(e.operator);
      return isArithmetic && !(isConstant(e.left) && isConstant(e.right));
    }
  }
}

function isConstant(e: Expression): boolean {
  return e.kind === "constant";
}
