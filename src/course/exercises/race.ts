import { racesRule } from "../../explain/lint/races.js";
import type { Model } from "../../models/model.js";
import type { Span } from "../../source/source.js";
import { runOptions } from "../asking.js";
import {
  type ExerciseBase,
  type ExerciseKind,
  type Marking,
  markOf,
  unmarked,
} from "../exercise.js";
import type { CourseTest } from "../test.js";

/** Find the two accesses that race. */
export interface RaceExercise extends ExerciseBase {
  readonly kind: "race";
  readonly test: CourseTest;
  readonly model: Model;
}

type LinePair = readonly [number, number];

interface RaceKey {
  /** Lines of the text that is shown, from 1, the smaller one first. */
  readonly pairs: readonly LinePair[];
  readonly isComplete: boolean;
}

/** Pairs of lines that race for certain: where one access may race with several, only both ways round. */
function raceKey(
  { id, test, model }: RaceExercise,
  { remember }: Pick<Marking, "remember">,
): Promise<RaceKey> {
  return remember(`race ${id}`, async (marking) => {
    const verdict = await racesRule.check(test.test, runOptions(marking, [model]));
    const partners = new Map<number, ReadonlySet<number>>();
    for (const { span, notes } of verdict.findings) {
      const others = notes.flatMap((note) => (note.span === undefined ? [] : [lineOf(note.span)]));
      partners.set(lineOf(span), new Set(others));
    }
    const pairs = new Map<string, LinePair>();
    for (const [line, others] of partners) {
      for (const other of others) {
        if (others.size > 1 && partners.get(other)?.has(line) !== true) continue;
        const pair: LinePair = line < other ? [line, other] : [other, line];
        pairs.set(pair.join(), pair);
      }
    }
    return { pairs: [...pairs.values()], isComplete: verdict.isComplete };
  });
}

function lineOf({ source, start }: Span): number {
  return source.position(start).line;
}

/** Find the race. */
export const raceKind: ExerciseKind<RaceExercise> = {
  name: "race",
  summary: "name the two lines that race",
  answer: "two line numbers of the text that is shown: [12, 20]",
  read(fields, base) {
    const test = fields.test();
    const model = fields.model("model");
    return test === null || model === null ? null : { ...base, kind: "race", test, model };
  },
  async mark(exercise, answer, marking) {
    const { pairs, isComplete } = await raceKey(exercise, marking);
    if (pairs.length === 0 || !isComplete) {
      return unmarked(exercise, "bounded", "There is no certain answer to compare with.");
    }
    const isLine = (one: unknown) => typeof one === "number" && Number.isInteger(one) && one >= 1;
    if (!Array.isArray(answer) || answer.length !== 2 || !answer.every(isLine)) {
      return unmarked(exercise, "malformed", "The answer is two line numbers, such as [12, 20].");
    }
    const [a, b] = [...(answer as readonly number[])].sort((x, y) => x - y);
    if (pairs.some((pair) => pair[0] === a && pair[1] === b)) {
      return markOf(exercise, 1, `Right: lines ${a} and ${b} race under ${exercise.model.id}.`);
    }
    const [half] = [a!, b!].filter((line) => pairs.some((pair) => pair.includes(line)));
    if (half === undefined) return markOf(exercise, 0, "Neither line is part of a race.");
    return markOf(exercise, 0.5, `Line ${half} is part of a race, but not with the other one.`);
  },
  async solve(exercise, marking) {
    const { pairs, isComplete } = await raceKey(exercise, marking);
    if (pairs[0] !== undefined && isComplete) return { answer: [...pairs[0]], problem: null };
    return { answer: null, problem: `${exercise.model.id} finds no certain race` };
  },
};

/** Lines of the text at which a thread reads or writes memory: those that an answer can name. */
export function accessLines({ program }: CourseTest): readonly number[] {
  const accesses = program.threads.flatMap(({ code }) => {
    return code.filter(({ op }) => op === "load" || op === "store" || op === "rmw");
  });
  return [...new Set(accesses.map(({ site }) => lineOf(site.span)))].sort((a, b) => a - b);
}
