import { useEffect, useRef } from "preact/hooks";
import { unreachable } from "../../source/unreachable.js";
import { Code } from "./code.js";
import type { Desk } from "./desk.js";
import { ExerciseCard } from "./exercise.js";
import { Files } from "./files.js";
import { Markdown } from "./markdown.js";
import { Neighbours } from "./navigation.js";
import { nameOf, TestLinks } from "./place.js";
import { PredictionCard } from "./predict.js";
import type { LessonShown, PartShown } from "./protocol.js";
import { type Standing, standingOf } from "./saved.js";
import { VerdictsTable } from "./verdicts.js";
import { pointsText } from "./words.js";

interface LessonProps {
  readonly lesson: LessonShown;
  readonly lessons: readonly LessonShown[];
  readonly desk: Desk;
  onChoose(lesson: string | null): void;
}

/** One lesson: its text up to the first question that waits for a prediction, and its exercises. */
export function LessonPage({ lesson, lessons, desk, onChoose }: LessonProps) {
  const title = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    scrollTo(0, 0);
    title.current?.focus();
  }, []);
  const { id, number, parts, exercises } = lesson;
  const waits = parts.findIndex((part, i) => {
    return part.kind === "predict" && desk.saved.predictions[`${id}/${i}`] === undefined;
  });
  const shown = waits < 0 ? parts : parts.slice(0, waits + 1);
  const standing = standingOf(desk.saved, exercises);
  return (
    <article aria-labelledby="lesson-title">
      <Neighbours place="before the text" lesson={lesson} lessons={lessons} onChoose={onChoose} />
      <h2 id="lesson-title" tabIndex={-1} ref={title}>
        {number} {lesson.title}
      </h2>
      <p class="standing" role="status">
        {progressText(standing)}
      </p>
      {shown.map((part, i) => (
        <PartView key={i} part={part} at={i} lesson={lesson} desk={desk} />
      ))}
      {waits >= 0 && <p class="quiet">The lesson goes on when you have said what you expect.</p>}
      <Files lessons={lessons} desk={desk} />
      <Neighbours place="after the text" lesson={lesson} lessons={lessons} onChoose={onChoose} />
    </article>
  );
}

interface PartProps {
  readonly part: PartShown;
  /** Its place in the lesson. */
  readonly at: number;
  readonly lesson: LessonShown;
  readonly desk: Desk;
}

function PartView({ part, at, lesson, desk }: PartProps) {
  switch (part.kind) {
    case "text":
      return <Markdown text={part.markdown} />;
    case "test":
      return (
        <figure>
          <Code label={`Test ${nameOf(part.test)}`} text={part.test.text} />
          <TestLinks test={part.test} />
        </figure>
      );
    case "predict": {
      const isShownBefore = lesson.parts.slice(0, at).some((other) => {
        return other.kind === "test" && other.test.text === part.prediction.test.text;
      });
      const place = { lesson: lesson.id, part: at };
      return (
        <PredictionCard
          prediction={part.prediction}
          place={place}
          isShownBefore={isShownBefore}
          desk={desk}
        />
      );
    }
    case "verdicts":
      return <VerdictsTable rows={part.rows} />;
    case "exercise": {
      const number = lesson.exercises.findIndex(({ id }) => id === part.exercise.id) + 1;
      return <ExerciseCard exercise={part.exercise} number={number} desk={desk} />;
    }
    default:
      return unreachable(part);
  }
}

/** How far the lesson is, as it is said to who cannot see it. */
function progressText({ points, maximum, marked, count }: Standing): string {
  if (count === 0) return "";
  const text = pointsText(points, maximum);
  if (points === maximum) return `You have finished this lesson: ${text}.`;
  return `${marked} of ${count === 1 ? "1 exercise" : `${count} exercises`} checked, ${text}.`;
}
