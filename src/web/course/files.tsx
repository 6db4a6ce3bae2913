import { useEffect, useRef, useState } from "preact/hooks";
import { type AnswerFile, readAnswerFile } from "../../course/answers.js";
import { useCourseAsking } from "./asking.js";
import { Busy } from "./busy.js";
import type { Desk } from "./desk.js";
import { useFocusAfter } from "./focus.js";
import type { ExerciseShown, LessonShown } from "./protocol.js";
import { answerFileOf, markOfAnswer } from "./saved.js";

interface FilesProps {
  readonly lessons: readonly LessonShown[];
  readonly desk: Desk;
}

/** What is not done before the student says yes. */
type Intent =
  | { readonly kind: "load"; readonly name: string; readonly file: AnswerFile }
  | { readonly kind: "clear" };

/** The answers as a file that is handed in: saved, loaded, taken away, checked all at once. */
export function Files({ lessons, desk }: FilesProps) {
  const [intent, setIntent] = useState<Intent | null>(null);
  const [said, setSaid] = useState<{ readonly text: string; readonly isProblem: boolean }>();
  const exercises = lessons.flatMap((lesson) => lesson.exercises);
  const count = Object.keys(desk.saved.answers).length;
  const heading = useFocusAfter<HTMLHeadingElement>(intent === null);
  const load = (file: AnswerFile, name: string) => {
    desk.load(file);
    setSaid({ text: loadedText(file, name, exercises), isProblem: false });
  };
  const choose = async (input: HTMLInputElement) => {
    const chosen = input.files?.[0];
    if (chosen === undefined) return;
    const { file, problem } = readAnswerFile(await chosen.text());
    // The same file may be chosen again, after it was changed.
    input.value = "";
    setIntent(null);
    if (file === null)
      setSaid({ text: `${chosen.name} is no answer file: ${problem}.`, isProblem: true });
    else if (count === 0) load(file, chosen.name);
    else setIntent({ kind: "load", name: chosen.name, file });
  };
  const agree = () => {
    if (intent?.kind === "load") load(intent.file, intent.name);
    if (intent?.kind === "clear") {
      desk.clear();
      setSaid({ text: "All answers are gone.", isProblem: false });
    }
    setIntent(null);
  };
  return (
    <section class="files" aria-label="Your answers">
      <h3 tabIndex={-1} ref={heading}>
        Your answers
      </h3>
      <p>
        They stay in this browser. Save them as a file to hand them in, or to go on somewhere else;{" "}
        <code>litmus grade</code> marks such files as this page does.
      </p>
      <Buttons
        {...{ desk, count, exercises }}
        onChoose={(input) => void choose(input)}
        onClear={() => setIntent({ kind: "clear" })}
      />
      {intent !== null && (
        <Confirm
          text={
            intent.kind === "clear"
              ? `Take away ${answersText(count)}, with their marks and your predictions?`
              : `Put the ${answersText(intent.file.answers.size)} of ${intent.name} in place of the ${count} here?`
          }
          onYes={agree}
          onNo={() => setIntent(null)}
        />
      )}
      <p role="status" class={said?.isProblem ? "problem" : ""}>
        {said?.text}
      </p>
    </section>
  );
}

interface ButtonsProps {
  readonly desk: Desk;
  /** Answers that there are. */
  readonly count: number;
  readonly exercises: LessonShown["exercises"];
  onChoose(input: HTMLInputElement): void;
  onClear(): void;
}

/** Whose answers they are, and what can be done with them. */
function Buttons({ desk, count, exercises, onChoose, onClear }: ButtonsProps) {
  return (
    <div class="bar">
      <label>
        Your name{" "}
        <input
          value={desk.saved.student}
          autocomplete="name"
          onInput={(event) => desk.name(event.currentTarget.value)}
        />
      </label>
      <button type="button" disabled={count === 0} onClick={() => saveFile(desk)}>
        Save
      </button>
      <label class="button">
        Load
        <input
          type="file"
          accept=".json,application/json"
          onChange={(event) => onChoose(event.currentTarget)}
        />
      </label>
      <button type="button" disabled={count === 0} onClick={onClear}>
        Clear
      </button>
      <CheckAll exercises={exercises} desk={desk} />
    </div>
  );
}

interface ConfirmProps {
  readonly text: string;
  onYes(): void;
  onNo(): void;
}

/** Asks before something is lost. */
function Confirm({ text, onYes, onNo }: ConfirmProps) {
  const no = useRef<HTMLButtonElement>(null);
  useEffect(() => no.current?.focus(), []);
  return (
    <p class="question" role="alert">
      {text}{" "}
      <button type="button" onClick={onYes}>
        Yes
      </button>{" "}
      <button type="button" ref={no} onClick={onNo}>
        No
      </button>
    </p>
  );
}

interface CheckAllProps {
  readonly exercises: readonly ExerciseShown[];
  readonly desk: Desk;
}

/** Marks every answer that has no mark yet, such as those of a file. */
function CheckAll({ exercises, desk }: CheckAllProps) {
  const asking = useCourseAsking();
  const { answers } = desk.saved;
  const open = exercises.filter((exercise) => {
    return answers[exercise.id] !== undefined && markOfAnswer(desk.saved, exercise) === null;
  });
  const check = ([exercise, ...rest]: readonly ExerciseShown[]) => {
    if (exercise === undefined) return;
    const answer = answers[exercise.id];
    asking.ask({ kind: "mark", exercise: exercise.id, answer }, (answered) => {
      if (answered.kind !== "marked") return;
      desk.mark(exercise, answer, answered.mark);
      check(rest);
    });
  };
  if (asking.isBusy) return <Busy asking={asking} what={`Checking, ${open.length} to go`} />;
  if (open.length === 0) return null;
  return (
    <button type="button" onClick={() => check(open)}>
      Check {answersText(open.length)}
    </button>
  );
}

function answersText(count: number): string {
  return count === 1 ? "1 answer" : `${count} answers`;
}

function loadedText(
  { answers }: AnswerFile,
  name: string,
  exercises: readonly ExerciseShown[],
): string {
  const known = new Set(exercises.map(({ id }) => id));
  const strange = [...answers.keys()].filter((id) => !known.has(id));
  const rest = strange.length === 0 ? "" : ` Not of this course: ${strange.join(", ")}.`;
  return `${answersText(answers.size)} loaded from ${name}.${rest}`;
}

/** Hands a file to the browser. */
function saveFile({ saved }: Desk): void {
  const url = URL.createObjectURL(new Blob([answerFileOf(saved)], { type: "application/json" }));
  const link = document.createElement("a");
  link.href = url;
  link.download = `${fileName(saved.student)}.json`;
  link.click();
  URL.revokeObjectURL(url);
}

/** `litmus grade` names a student after the file. */
function fileName(student: string): string {
  const name = student.trim().replaceAll(/[^\p{L}\p{N}]+/gu, "-");
  return name.replace(/^-|-$/g, "") || "answers";
}
