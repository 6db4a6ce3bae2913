import type { ComponentChildren } from "preact";
import type { LessonShown } from "./protocol.js";

interface LessonLinkProps {
  /** Null for the list of lessons. */
  readonly lesson: string | null;
  readonly children: ComponentChildren;
  onChoose(lesson: string | null): void;
}

/** A link to a lesson, which keeps the test that the page holds. */
export function LessonLink({ lesson, children, onChoose }: LessonLinkProps) {
  const href = lesson === null ? "#view=course" : `#view=course&lesson=${lesson}`;
  const follow = (event: MouseEvent) => {
    // A window of its own is the browser's to open.
    if (event.ctrlKey || event.metaKey || event.shiftKey || event.button !== 0) return;
    event.preventDefault();
    onChoose(lesson);
  };
  return (
    <a href={href} onClick={follow}>
      {children}
    </a>
  );
}

interface NeighboursProps {
  /** A lesson has them twice: what tells the two apart for who hears them only. */
  readonly place: "before the text" | "after the text";
  readonly lesson: LessonShown;
  readonly lessons: readonly LessonShown[];
  onChoose(lesson: string | null): void;
}

/** From a lesson to the one before it, to all of them, and to the next. */
export function Neighbours({ place, lesson, lessons, onChoose }: NeighboursProps) {
  const at = lessons.indexOf(lesson);
  const [before, after] = [lessons[at - 1], lessons[at + 1]];
  return (
    <nav class="neighbours" aria-label={`Lessons, ${place}`}>
      <span>
        {before !== undefined && (
          <LessonLink lesson={before.id} onChoose={onChoose}>
            ← {before.number} {before.title}
          </LessonLink>
        )}
      </span>
      <LessonLink lesson={null} onChoose={onChoose}>
        All lessons
      </LessonLink>
      <span>
        {after !== undefined && (
          <LessonLink lesson={after.id} onChoose={onChoose}>
            {after.number} {after.title} →
          </LessonLink>
        )}
      </span>
    </nav>
  );
}
