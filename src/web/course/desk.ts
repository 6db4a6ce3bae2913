import { useEffect, useRef, useState } from "preact/hooks";
import type { AnswerFile } from "../../course/answers.js";
import type { Mark } from "../../course/exercise.js";
import type { ExerciseShown } from "./protocol.js";
import {
  answerPrint,
  type Prediction,
  readSaved,
  type Saved,
  type Store,
  writeSaved,
} from "./saved.js";

/** What a student has done, and what they do. */
export interface Desk {
  readonly saved: Saved;
  /** False: the browser keeps nothing, and what is not saved as a file is lost with the page. */
  readonly isKept: boolean;
  name(student: string): void;
  /** Answers an exercise; undefined takes the answer back. */
  answer(id: string, answer: unknown): void;
  /** Notes the mark of an answer. */
  mark(exercise: ExerciseShown, answer: unknown, mark: Mark): void;
  /** Notes what was predicted; null takes it back. */
  predict(key: string, prediction: Prediction | null): void;
  /** Takes the answers of a file in place of those that are there. */
  load(file: AnswerFile): void;
  clear(): void;
}

/** What a browser without a store has: nothing. */
const NO_STORE: Store = {
  getItem: () => null,
  setItem: () => {
    throw new Error("nothing is kept");
  },
};

function browserStore(): Store {
  try {
    return localStorage;
  } catch {
    return NO_STORE;
  }
}

/** What a student has done, kept in the browser with each change, and the same in all of its windows. */
export function useDesk(): Desk {
  const [saved, setSaved] = useState(() => readSaved(browserStore()));
  const [isKept, setKept] = useState(true);
  const written = useRef(saved);
  useEffect(() => {
    if (written.current === saved) return;
    written.current = saved;
    setKept(writeSaved(browserStore(), saved));
  }, [saved]);
  useEffect(() => {
    const follow = () => {
      written.current = readSaved(browserStore());
      setSaved(written.current);
    };
    addEventListener("storage", follow);
    return () => removeEventListener("storage", follow);
  }, []);
  const change = (make: (now: Saved) => Partial<Saved>) => {
    setSaved((now) => ({ ...now, ...make(now) }));
  };
  return {
    saved,
    isKept,
    name: (student) => change(() => ({ student })),
    answer: (id, answer) => change(({ answers }) => ({ answers: withEntry(answers, id, answer) })),
    mark: (exercise, answer, mark) => {
      const given = { of: answerPrint(exercise, answer), mark };
      change(({ marks }) => ({ marks: withEntry(marks, exercise.id, given) }));
    },
    predict: (key, prediction) => {
      change(({ predictions }) => {
        return { predictions: withEntry(predictions, key, prediction ?? undefined) };
      });
    },
    load: ({ student, answers }) => {
      change((now) => ({
        student: student ?? now.student,
        answers: Object.fromEntries(answers),
      }));
    },
    clear: () => change(() => ({ answers: {}, marks: {}, predictions: {} })),
  };
}

/** The same with another entry, or without it when there is none. */
function withEntry<T>(
  record: Readonly<Record<string, T>>,
  key: string,
  value: T | undefined,
): Readonly<Record<string, T>> {
  const { [key]: _, ...rest } = record;
  return value === undefined ? rest : { ...rest, [key]: value };
}
