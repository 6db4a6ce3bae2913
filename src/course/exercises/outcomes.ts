import type { Cell } from "../../harness/result.js";
import type { Model } from "../../models/model.js";
import type { Code } from "../../program/value.js";
import { askModels, stateText } from "../asking.js";
import {
  type ExerciseBase,
  type ExerciseKind,
  type Marking,
  markOf,
  unmarked,
} from "../exercise.js";
import { normalState } from "../states.js";
import type { CourseTest } from "../test.js";

/** Mark the final states that each model allows. */
export interface OutcomesExercise extends ExerciseBase {
  readonly kind: "outcomes";
  readonly test: CourseTest;
  readonly models: readonly Model[];
}

/** The table that is to be filled in, and what stands in it. */
export interface OutcomesKey {
  /** Final states to choose from, in the order of their values. */
  readonly states: readonly string[];
  /** By model: those that it allows. */
  readonly allowed: ReadonlyMap<string, ReadonlySet<string>>;
  /** Whether every search was complete. */
  readonly isComplete: boolean;
}

/** Final states to choose from, at most, when those that no model allows are among them. */
const STATES_MAX = 32;

/**
 * The final states to choose from: every combination of the values that some model shows, so that a table does not say by
 * itself what is possible.
 */
export function outcomesKey(
  { id, test, models }: OutcomesExercise,
  { remember }: Pick<Marking, "remember">,
): Promise<OutcomesKey> {
  return remember(`outcomes ${id}`, async (marking) => {
    const cells = await askModels(test.test, models, marking);
    const known = cells.filter((cell): cell is Cell => cell !== null);
    const program = test.program;
    const seen = known.flatMap(({ outcomes }) => outcomes.map(({ values }) => values));
    const states = combinations(seen, program.observed.length)
      .map((values) => ({ values, numbers: values.map((v) => program.values.decode(v)) }))
      .sort((a, b) => compareNumbers(a.numbers, b.numbers))
      .map(({ values }) => stateText(program, values));
    const allowed = models.map(({ id: model }, i) => {
      const outcomes = cells[i]?.outcomes ?? [];
      return [model, new Set(outcomes.map(({ values }) => stateText(program, values)))] as const;
    });
    const isComplete = cells.every((cell) => cell?.isComplete === true);
    return { states: [...new Set(states)], allowed: new Map(allowed), isComplete };
  });
}

function combinations(seen: readonly (readonly Code[])[], fields: number): readonly Code[][] {
  let all: Code[][] = [[]];
  for (let field = 0; field < fields; field++) {
    const values = [...new Set(seen.map((state) => state[field]!))];
    all = all.flatMap((start) => values.map((value) => [...start, value]));
    if (all.length > STATES_MAX) return seen.map((state) => [...state]);
  }
  return all;
}

function compareNumbers(a: readonly bigint[], b: readonly bigint[]): number {
  for (const [i, number] of a.entries()) {
    if (number !== b[i]) return number < b[i]! ? -1 : 1;
  }
  return 0;
}

/** Mark the allowed outcomes per model. */
export const outcomesKind: ExerciseKind<OutcomesExercise> = {
  name: "outcomes",
  summary: "mark the final states that each model allows",
  answer: 'for each model a list of final states: {"sc": ["0:r0=0 1:r0=1"], "tso": []}',
  read(fields, base) {
    const test = fields.test();
    const models = fields.models("models");
    return test === null || models === null ? null : { ...base, kind: "outcomes", test, models };
  },
  async mark(exercise, answer, marking) {
    const key = await outcomesKey(exercise, marking);
    if (!key.isComplete)
      return unmarked(exercise, "bounded", "No complete answer to compare with.");
    const { marks, problem } = readMarks(exercise, key, answer);
    if (marks === null) return unmarked(exercise, "malformed", problem);
    let right = 0;
    let wrong = 0;
    const words: string[] = [];
    for (const [model, allowed] of key.allowed) {
      const marked = marks.get(model);
      if (marked === undefined) {
        words.push(`${model}: no answer.`);
        continue;
      }
      const differing = key.states.filter(
        (state) => marked.has(normalState(state)) !== allowed.has(state),
      );
      right += key.states.length - differing.length;
      wrong += differing.length;
      words.push(`${model}: ${rowText(key.states.length, differing, allowed)}`);
    }
    const total = key.states.length * key.allowed.size;
    return markOf(exercise, (right - wrong) / total, words.join(" "));
  },
  async solve(exercise, marking) {
    const key = await outcomesKey(exercise, marking);
    if (!key.isComplete) return { answer: null, problem: "a model has no complete answer" };
    const answer = Object.fromEntries([...key.allowed].map(([model, set]) => [model, [...set]]));
    return { answer, problem: null };
  },
};

function rowText(
  count: number,
  differing: readonly string[],
  allowed: ReadonlySet<string>,
): string {
  if (differing.length === 0) return `all ${count} right.`;
  const what = differing.map((state) => {
    return `${state} is ${allowed.has(state) ? "allowed" : "forbidden"}`;
  });
  return `${count - differing.length} of ${count} right; ${what.join(", ")}.`;
}

/** What was marked, by model, each state in its normal form. */
function readMarks(
  { models }: OutcomesExercise,
  { states }: OutcomesKey,
  answer: unknown,
):
  | { readonly marks: ReadonlyMap<string, ReadonlySet<string>>; readonly problem: null }
  | { readonly marks: null; readonly problem: string } {
  if (typeof answer !== "object" || answer === null || Array.isArray(answer)) {
    return { marks: null, problem: "The answer is an object: for each model a list of states." };
  }
  const known = new Set(states.map(normalState));
  const marks = new Map<string, ReadonlySet<string>>();
  for (const [model, list] of Object.entries(answer)) {
    if (!models.some(({ id }) => id === model)) {
      return { marks: null, problem: `The exercise does not ask about a model \`${model}\`.` };
    }
    if (!Array.isArray(list) || !list.every((one) => typeof one === "string")) {
      return { marks: null, problem: `Of ${model} the answer is a list of final states.` };
    }
    const marked = new Set<string>(list.map(normalState));
    const other = list.find((state) => !known.has(normalState(state)));
    if (other !== undefined) {
      const example = states[0] ?? "";
      const problem = `\`${other.slice(0, 60)}\` is none of the final states, such as \`${example}\`.`;
      return { marks: null, problem };
    }
    marks.set(model, marked);
  }
  return { marks, problem: null };
}
