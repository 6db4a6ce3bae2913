import type { Exercise } from "../../course/exercise.js";
import { accessLines } from "../../course/exercises/race.js";
import { startText } from "../../course/exercises/separate.js";
import { askedIn } from "../../course/exercises/steps.js";
import type { Lesson, Part, Verdict } from "../../course/lesson.js";
import type { CourseTest } from "../../course/test.js";
import { unreachable } from "../../source/unreachable.js";
import type {
  ExerciseShown,
  LessonShown,
  PartShown,
  TestShown,
  VerdictsRow,
} from "../course/protocol.js";

/** What the page shows of a lesson; nothing in it is an answer. */
export function lessonShown({ id, number, title, parts, exercises }: Lesson): LessonShown {
  const shown = new Map(exercises.map((exercise) => [exercise, exerciseShown(exercise)]));
  return {
    ...{ id, number, title, exercises: [...shown.values()] },
    parts: parts.map((part) => partShown(part, shown)),
  };
}

function partShown(part: Part, exercises: ReadonlyMap<Exercise, ExerciseShown>): PartShown {
  switch (part.kind) {
    case "text":
      return part;
    case "test":
      return { kind: "test", test: testShown(part.test) };
    case "predict": {
      const { question, test, models } = part.prediction;
      const prediction = { question, test: testShown(test), models: models.map(({ id }) => id) };
      return { kind: "predict", prediction };
    }
    case "verdicts":
      return { kind: "verdicts", rows: rowsOf(part.verdicts) };
    case "exercise":
      return { kind: "exercise", exercise: exercises.get(part.exercise)! };
    default:
      return unreachable(part);
  }
}

function testShown({ name, variant, source, path }: CourseTest): TestShown {
  return { name, variant, text: source.text, path };
}

/** A row for each test. */
function rowsOf(verdicts: readonly Verdict[]): readonly VerdictsRow[] {
  const rows = new Map<string, { test: TestShown; verdicts: VerdictsRow["verdicts"] }>();
  for (const { test, model, observation } of verdicts) {
    const key = `${test.name} | ${test.variant}`;
    const row = rows.get(key) ?? { test: testShown(test), verdicts: [] };
    rows.set(key, { ...row, verdicts: [...row.verdicts, { model: model.id, observation }] });
  }
  return [...rows.values()];
}

function exerciseShown(exercise: Exercise): ExerciseShown {
  const { id, question, points } = exercise;
  const base = { id, question, points };
  switch (exercise.kind) {
    case "outcomes": {
      const models = exercise.models.map((model) => model.id);
      return { ...base, kind: "outcomes", test: testShown(exercise.test), models };
    }
    case "steps": {
      const { test, model } = exercise;
      const { text: asked, goal } = askedIn(exercise);
      return { ...base, kind: "steps", test: testShown(test), model: model.id, asked, goal };
    }
    case "orders": {
      const { test, models, direction } = exercise;
      const ids = models.map((model) => model.id);
      return { ...base, kind: "orders", test: testShown(test), models: ids, direction };
    }
    case "separate": {
      const { allows, forbids } = exercise;
      const start = startText(exercise);
      return { ...base, kind: "separate", allows: allows.id, forbids: forbids.id, start };
    }
    case "race": {
      const { test, model } = exercise;
      const lines = accessLines(test);
      return { ...base, kind: "race", test: testShown(test), model: model.id, lines };
    }
    default:
      return unreachable(exercise);
  }
}
