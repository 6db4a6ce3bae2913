import type { ConditionNode, PropositionNode } from "../litmus/file.js";
import type { Condition, Proposition } from "../program/condition.js";
import type { Observed } from "../program/program.js";

/** What a file asks of its final states. */
export interface Question {
  readonly condition: Condition;
  readonly filter: Condition | null;
  readonly observed: readonly Observed[];
}

/** What a dialect makes of the terms that a file asks for. */
export interface Terms {
  /** A comparison of two terms. */
  compare(node: Extract<PropositionNode, { kind: "compare" }>): Proposition;
  /** Everything that was named so far. */
  seen(): Iterable<Observed>;
}

/**
 * The question of a file: its condition and filter with their terms resolved, and what they and the `locations` clause
 * name. `observe` resolves that clause.
 */
export function questionOf(
  { condition, filter }: { condition: ConditionNode; filter: PropositionNode | null },
  terms: Terms,
  observe: () => void,
): Question {
  const { quantifier, span } = condition;
  const proposition = lowered(condition.proposition, terms);
  observe();
  // A filter asks, and is not shown.
  const observed = inOrder(terms.seen());
  return {
    condition: { quantifier, proposition, span },
    filter:
      filter === null
        ? null
        : { quantifier: "exists", proposition: lowered(filter, terms), span: filter.span },
    observed,
  };
}

/** Registers by thread, then locations, each in the order in which it was first named. */
function inOrder(seen: Iterable<Observed>): readonly Observed[] {
  const all = [...seen];
  const registers = all.filter((o) => o.kind === "register");
  registers.sort((a, b) => a.thread - b.thread);
  return [...registers, ...all.filter((o) => o.kind === "location")];
}

function lowered(node: PropositionNode, terms: Terms): Proposition {
  switch (node.kind) {
    case "constant":
      return { kind: "constant", value: node.value };
    case "not":
      return { kind: "not", operand: lowered(node.operand, terms) };
    case "and":
    case "or":
    case "implies": {
      const left = lowered(node.left, terms);
      return { kind: node.kind, left, right: lowered(node.right, terms) };
    }
    case "compare":
      return terms.compare(node);
  }
}
