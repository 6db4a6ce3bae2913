import type { Proposition } from "../program/condition.js";
import type { Program } from "../program/program.js";

/** The final states that the condition asks about: those that contradict it when it is a `forall`. */
export function askedFor({ condition }: Program): Proposition {
  const { quantifier, proposition } = condition;
  return quantifier === "forall" ? { kind: "not", operand: proposition } : proposition;
}

/** The program of which only final states with an outcome count. */
export function withOutcome(program: Program, outcome: Proposition): Program {
  const { filter, condition } = program;
  const proposition: Proposition =
    filter === null ? outcome : { kind: "and", left: filter.proposition, right: outcome };
  const { span } = filter ?? condition;
  return { ...program, filter: { quantifier: "exists", proposition, span } };
}
