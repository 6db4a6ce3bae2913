import { type Proposition, type Term, termsOf } from "../program/condition.js";
import { evaluate } from "../program/evaluate.js";
import type { Expression } from "../program/expression.js";
import type { Program } from "../program/program.js";
import type { PathConstraint, ThreadPath } from "./path.js";

/**
 * The paths of a thread with what the program's filter demands of its registers as constraints, without the paths that
 * cannot meet it. The filter itself is still to be checked: only its simplest parts are constraints.
 */
export function withFilter(
  program: Program,
  thread: number,
  paths: readonly ThreadPath[],
): readonly ThreadPath[] {
  const demands = partsOf(program).flatMap((part) => demandOn(part, thread));
  if (demands.length === 0) return paths;
  return paths.flatMap((path) => {
    const added: PathConstraint[] = [];
    for (const { register, code } of demands) {
      const expression: Expression = {
        kind: "binary",
        operator: "==",
        type: "s64",
        left: path.registers[register]!,
        right: { kind: "constant", code },
      };
      if (expression.left.kind === "constant") {
        if (evaluate(expression, new Int32Array(0), 0, 0, program.values) === 0) return [];
      } else {
        added.push({ expression, isTrue: true });
      }
    }
    return [{ ...path, constraints: [...path.constraints, ...added] }];
  });
}

/**
 * What the filter demands of each thread, in a form in which equal demands look alike; null when a part of it speaks of
 * several threads at once.
 */
export function filterTexts(program: Program): readonly string[] | null {
  const texts = program.threads.map((): string[] => []);
  for (const part of partsOf(program)) {
    const threads = new Set(
      termsOf(part).flatMap((t) => (t.kind === "register" ? [t.thread] : [])),
    );
    if (threads.size > 1) return null;
    for (const thread of threads) texts[thread]!.push(JSON.stringify(part, withoutThread));
  }
  return texts.map((parts) => parts.sort().join());
}

/** The parts of the filter that all have to hold. */
function partsOf({ filter }: Program): readonly Proposition[] {
  const parts: Proposition[] = [];
  const split = (proposition: Proposition): void => {
    if (proposition.kind !== "and") {
      parts.push(proposition);
      return;
    }
    split(proposition.left);
    split(proposition.right);
  };
  if (filter !== null) split(filter.proposition);
  return parts;
}

/** `register = constant` of one thread. */
function demandOn(
  part: Proposition,
  thread: number,
): readonly { readonly register: number; readonly code: number }[] {
  if (part.kind !== "compare" || part.operator !== "=") return [];
  const demand = (a: Term, b: Term): readonly { register: number; code: number }[] =>
    a.kind === "register" && a.thread === thread && b.kind === "constant"
      ? [{ register: a.register, code: b.code }]
      : [];
  return [...demand(part.left, part.right), ...demand(part.right, part.left)];
}

function withoutThread(key: string, value: unknown): unknown {
  return key === "thread" || key === "name" ? null : value;
}
