import type { Desk } from "./desk.js";
import { Files } from "./files.js";
import { LessonLink } from "./navigation.js";
import type { LessonShown } from "./protocol.js";
import { standingOf } from "./saved.js";
import { pointsText, standingText } from "./words.js";

interface ListProps {
  readonly lessons: readonly LessonShown[];
  readonly desk: Desk;
  onChoose(lesson: string | null): void;
}

/** The lessons and what is done of each. */
export function LessonList({ lessons, desk, onChoose }: ListProps) {
  const all = standingOf(
    desk.saved,
    lessons.flatMap(({ exercises }) => exercises),
  );
  return (
    <>
      <h2>Course</h2>
      <p>
        What processors and compilers may do with the order of memory accesses, from the store
        buffer to a bug of the kernel. Every lesson has a test to think about and exercises; the
        models themselves mark what you answer.
      </p>
      <ol class="lessons">
        {lessons.map((lesson) => {
          const standing = standingOf(desk.saved, lesson.exercises);
          return (
            <li key={lesson.id}>
              <span class="number">{lesson.number}</span>
              <LessonLink lesson={lesson.id} onChoose={onChoose}>
                {lesson.title}
              </LessonLink>
              <span class="done quiet">{standingText(standing)}</span>
              <progress
                aria-label={`Points of ${lesson.title}`}
                max={standing.maximum}
                value={standing.points}
              />
            </li>
          );
        })}
      </ol>
      <p>
        All lessons: <strong>{pointsText(all.points, all.maximum)}</strong>.
      </p>
      <Files lessons={lessons} desk={desk} />
    </>
  );
}
