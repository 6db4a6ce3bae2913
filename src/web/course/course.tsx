import { useEffect, useState } from "preact/hooks";
import type { ViewProps } from "../views.js";
import { useCourseAsking } from "./asking.js";
import { useDesk } from "./desk.js";
import { LessonPage } from "./lesson.js";
import { LessonList } from "./list.js";
import { courseMaterial } from "./material.js";
import type { LessonShown } from "./protocol.js";
import "./course.css";

/** What is there of the course. */
type Loaded =
  | { readonly kind: "loading" }
  | { readonly kind: "failed"; readonly message: string }
  | {
      readonly kind: "loaded";
      readonly lessons: readonly LessonShown[];
      readonly problems: readonly string[];
    };

/** The course: its lessons, and one of them. */
export function Course({ address, onGo }: ViewProps) {
  const desk = useDesk();
  const loaded = useLessons();
  if (loaded.kind === "loading") return <p class="course loading">Reading the lessons.</p>;
  if (loaded.kind === "failed") return <p class="course problem">{loaded.message}</p>;
  const { lessons, problems } = loaded;
  const lesson = lessons.find(({ id }) => id === address.lesson);
  const choose = (id: string | null) => onGo({ lesson: id });
  return (
    <div class="course">
      {problems.length > 0 && <pre class="problem">{problems.join("\n\n")}</pre>}
      {!desk.isKept && (
        <p class="problem" role="alert">
          This browser keeps nothing: save your answers as a file before you leave.
        </p>
      )}
      {address.lesson !== null && lesson === undefined && (
        <p class="problem">There is no lesson {address.lesson}.</p>
      )}
      {lesson === undefined ? (
        <LessonList lessons={lessons} desk={desk} onChoose={choose} />
      ) : (
        <LessonPage
          key={lesson.id}
          lesson={lesson}
          lessons={lessons}
          desk={desk}
          onChoose={choose}
        />
      )}
    </div>
  );
}

/** The lessons, read by the worker. */
function useLessons(): Loaded {
  const [loaded, setLoaded] = useState<Loaded>({ kind: "loading" });
  const { ask } = useCourseAsking();
  useEffect(() => {
    const fail = (message: string) => setLoaded({ kind: "failed", message });
    courseMaterial().then(
      (material) =>
        ask(material, (answer) => {
          if (answer.kind === "lessons") setLoaded({ ...answer, kind: "loaded" });
          else if (answer.kind === "problem") fail(answer.message);
        }),
      (failure) => fail(`The lessons could not be loaded: ${failure}`),
    );
  }, []);
  return loaded;
}
