import { Enumeration } from "../../axiomatic/enumerate.js";
import { VOCABULARIES } from "../../axiomatic/vocabulary/vocabularies.js";
import { readAxioms } from "../../harness/axioms.js";
import type { Test, TestVariant } from "../../harness/load.js";
import type { Outcome } from "../../harness/result.js";
import { type RunOptions, runTest } from "../../harness/run.js";
import type { PropositionNode } from "../../litmus/file.js";
import type { Proposition } from "../../program/condition.js";
import type { Program } from "../../program/program.js";
import type { Span } from "../../source/source.js";
import { withOutcome } from "../outcome.js";
import { found, type Rule, type Verdict } from "./rule.js";

/**
 * Whether the condition hangs on any order at all is asked of a model without a single rule: every read may take any write
 * to its location, writes may come in any order, and values may come out of thin air. What is impossible there is
 * impossible in every model, and what has no counterexample there holds in every model. Only a complete search counts.
 */
const ANYTHING = {
  text: '"anything"\n',
  file: "anything.cat",
  vocabulary: "generic",
  variants: [],
};

/** Nodes of one search: more take too long. */
const NODES_MAX = 50_000;
const SLICE_NODES = 1_000;

export const conditionRule: Rule = {
  code: "constant-condition",
  summary: "a condition that no execution satisfies, or that all do, whatever the order",
  async check(test, options) {
    const { proposition, span } = test.file.condition;
    const ask = async (wanted: boolean): Promise<readonly (boolean | null)[]> => {
      const answers: (boolean | null)[] = [];
      for (const variant of test.variants) {
        answers.push(await comesOut(test, variant, wanted, options));
      }
      return answers;
    };
    const isPossible = await ask(true);
    // Where one variant can have it and another one cannot, the test is about that.
    if (isPossible.includes(true) && isPossible.includes(false)) return found([]);
    const isAvoidable = await ask(false);
    if (isPossible.includes(true)) {
      if (isAvoidable.includes(true)) return found([]);
      if (isPossible.includes(null) || isAvoidable.includes(null)) return UNKNOWN;
      const message = "every execution satisfies this condition, whatever the order";
      return found([{ message, span, notes: [{ message: ASK }] }]);
    }
    if (isPossible.includes(null)) return UNKNOWN;
    if (!isAvoidable.includes(true)) return isAvoidable.includes(null) ? UNKNOWN : noEnd(span);
    const programs = test.variants.map(({ program }) => program);
    const asked = programs.map((program) => program.condition.proposition);
    const place = impossiblePart(programs, asked, proposition);
    const message = "no execution satisfies this, whatever the order";
    return found([{ message, span: place ?? span, notes: [{ message: VALUES }] }]);
  },
};

const UNKNOWN: Verdict = { findings: [], isComplete: false };
const ASK = "help: ask about a value that depends on which access comes first";
const VALUES =
  "help: no read and no write can give these values; compare them with what the threads store";

function noEnd(span: Span): Verdict {
  const message = "no execution comes to an end, so there is no final state to ask about";
  const note = "help: every one fails, or waits for a value that nobody writes";
  return found([{ message, span, notes: [{ message: note }] }]);
}

/**
 * Whether some execution satisfies, or does not satisfy, the condition: in the model without rules, and where that takes
 * too long, in one of the chosen models, whose executions are some of its.
 */
async function comesOut(
  test: Test,
  variant: TestVariant,
  wanted: boolean,
  options: RunOptions,
): Promise<boolean | null> {
  const { program } = variant;
  const { proposition } = program.condition;
  const answer = canHold(program, wanted ? proposition : not(proposition));
  if (answer !== null) return answer;
  const only = { ...test, variants: [variant], expectations: [] };
  for (const model of options.models) {
    if (options.signal?.aborted) return null;
    const asked = { ...options, variants: null, models: [model] };
    const { cells } = (await runTest(only, asked)).variants[0]!;
    const outcomes = cells.flatMap((cell): readonly Outcome[] => cell.outcomes);
    if (outcomes.some(({ satisfies }) => satisfies === wanted)) return true;
  }
  return null;
}

/** Whether a final state can satisfy a proposition in a model without rules; null when that takes too long. */
function canHold(program: Program, proposition: Proposition): boolean | null {
  const { axioms } = readAxioms(ANYTHING);
  let isFound = false;
  const enumeration = new Enumeration(
    withOutcome(program, proposition),
    axioms!.compiled,
    VOCABULARIES.get("generic")!,
    {
      mode: "outcomes",
      limits: { candidatesMax: Number.POSITIVE_INFINITY },
      found: () => {
        isFound = true;
      },
    },
  );
  for (let nodes = 0; nodes < NODES_MAX; nodes += SLICE_NODES) {
    const isFinished = enumeration.advance(SLICE_NODES);
    if (isFound || enumeration.result().outcomes.length > 0) return true;
    if (isFinished) return enumeration.result().isComplete ? false : null;
  }
  return null;
}

function not(operand: Proposition): Proposition {
  return { kind: "not", operand };
}

/** The first part of a conjunction that is impossible by itself in every variant; null when it takes several. */
function impossiblePart(
  programs: readonly Program[],
  asked: readonly Proposition[],
  node: PropositionNode,
): Span | null {
  const [first] = asked;
  if (node.kind !== "and" || first?.kind !== "and") {
    const isImpossible = programs.every((p, k) => canHold(p, asked[k]!) === false);
    return isImpossible ? node.span : null;
  }
  const side = (which: "left" | "right") => {
    const parts = asked.flatMap((p) => (p.kind === "and" ? [p[which]] : []));
    return parts.length === asked.length ? impossiblePart(programs, parts, node[which]) : null;
  };
  return side("left") ?? side("right");
}
