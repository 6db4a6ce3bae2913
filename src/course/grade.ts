import type { Limits } from "../harness/limits.js";
import { DEFAULT_LIMITS } from "../harness/limits.js";
import type { Progress } from "../harness/pace.js";
import { nearest } from "../source/nearest.js";
import { readAnswerFile } from "./answers.js";
import { type Exercise, type Mark, type Marking, unmarked } from "./exercise.js";
import { markExercise } from "./kinds.js";

/** What a student handed in. */
export interface Submission {
  /** Of the file or the folder. */
  readonly name: string;
  /** The answer files, each with its name. */
  readonly files: readonly { readonly name: string; readonly text: string }[];
}

/** The marks of one student. */
export interface Grade {
  readonly name: string;
  /** As the answer file has it; null when it does not. */
  readonly student: string | null;
  /** What is wrong with the files beside the answers, in words. */
  readonly problems: readonly string[];
  readonly marks: readonly { readonly exercise: string; readonly mark: Mark }[];
  readonly points: number;
  readonly maximum: number;
}

/** Time, and who may end it, for marking. */
export interface GraderOptions extends Watching {
  /** Milliseconds for one answer. */
  readonly millisecondsMax: number;
  /** Milliseconds since some moment in the past. */
  clock(): number;
}

/** Who may end a question, and who hears how far it is. */
export interface Watching {
  readonly signal?: AbortSignal;
  onProgress?(progress: Progress): void;
}

/**
 * Limits of a search for one answer. They count, so that the same answer has the same mark on every machine; time is for
 * what they do not catch.
 */
export const MARKING_LIMITS: Limits = {
  ...DEFAULT_LIMITS,
  statesMax: 500_000,
  stepsMax: 5_000_000,
  candidatesMax: 2_000_000,
  bytesMax: 512 * 1024 ** 2,
  loopRoundsMax: 4,
};

/** Milliseconds for what is found out about an exercise once, such as its cheapest answer. */
const KEY_MILLISECONDS = 60_000;

/** What is known of an exercise, and who may end the search for it. */
interface Remembered {
  readonly made: Promise<unknown>;
  readonly signal: AbortSignal | undefined;
}

/** Marks the answers of many students to the same exercises. What is known of an exercise, or of an answer, is kept. */
export class Grader {
  readonly #exercises: readonly Exercise[];
  readonly #options: GraderOptions;
  readonly #remembered = new Map<string, Remembered>();
  readonly #marks = new Map<string, Mark>();

  constructor(exercises: readonly Exercise[], options: GraderOptions) {
    this.#exercises = exercises;
    this.#options = options;
  }

  /** Marks what a student handed in, every exercise in the order of the course. */
  async grade({ name, files }: Submission): Promise<Grade> {
    const answers = new Map<string, unknown>();
    const problems: string[] = files.length === 0 ? ["there is no answer file (*.json)"] : [];
    let student: string | null = null;
    for (const { name: file, text } of files) {
      const read = readAnswerFile(text);
      if (read.file === null) {
        problems.push(`${file} is no answer file: ${read.problem}`);
        continue;
      }
      student ??= read.file.student;
      for (const [id, answer] of read.file.answers) {
        if (answers.has(id)) problems.push(`${file}: a second answer to ${id} is left out`);
        else answers.set(id, answer);
      }
    }
    for (const id of answers.keys()) problems.push(...this.#unknown(id));
    const marks: { exercise: string; mark: Mark }[] = [];
    for (const exercise of this.#exercises) {
      const mark = await this.mark(exercise, answers.get(exercise.id));
      marks.push({ exercise: exercise.id, mark });
    }
    const sum = (field: "points" | "maximum") =>
      Math.round(marks.reduce((total, { mark }) => total + mark[field], 0) * 100) / 100;
    return { name, student, problems, marks, points: sum("points"), maximum: sum("maximum") };
  }

  /** Marks one answer; undefined, null and an empty text are none. `watching` is for this answer alone. */
  async mark(
    exercise: Exercise,
    answer: unknown,
    watching: Watching = this.#options,
  ): Promise<Mark> {
    if (answer === undefined || answer === null || answer === "") {
      return unmarked(exercise, "missing", "No answer.");
    }
    try {
      return await this.#marked(exercise, answer, watching);
    } catch (failure) {
      // A mistake in litmus: one answer must not take the marks of a whole class with it.
      const why = failure instanceof Error ? failure.message : `${failure}`;
      return unmarked(exercise, "bounded", `Not marked, litmus failed: ${why.slice(0, 200)}`);
    }
  }

  /** The time of one question, from now on. */
  marking(
    watching: Watching = this.#options,
    millisecondsMax: number = this.#options.millisecondsMax,
  ): Marking {
    const { clock } = this.#options;
    const { signal, onProgress } = watching;
    const until = clock() + millisecondsMax;
    return {
      limits: () => ({ ...MARKING_LIMITS, millisecondsMax: Math.max(1, until - clock()) }),
      clock,
      ...(signal === undefined ? {} : { signal }),
      ...(onProgress === undefined ? {} : { onProgress }),
      remember: <T>(key: string, make: (marking: Marking) => Promise<T>) => {
        return this.#remember(key, make, watching);
      },
    };
  }

  async #marked(exercise: Exercise, answer: unknown, watching: Watching): Promise<Mark> {
    const key = `${exercise.id} ${JSON.stringify(answer)}`;
    const known = this.#marks.get(key);
    if (known !== undefined) return known;
    const mark = await markExercise(exercise, answer, this.marking(watching));
    // After Ctrl-C nothing is known for certain.
    if (watching.signal?.aborted !== true) this.#marks.set(key, mark);
    return mark;
  }

  #remember<T>(
    key: string,
    make: (marking: Marking) => Promise<T>,
    watching: Watching,
  ): Promise<T> {
    const known = this.#remembered.get(key);
    // What was ended early is not what there is to know.
    if (known !== undefined && known.signal?.aborted !== true) return known.made as Promise<T>;
    const made = make(this.marking(watching, KEY_MILLISECONDS));
    this.#remembered.set(key, { made, signal: watching.signal });
    return made;
  }

  #unknown(id: string): readonly string[] {
    const ids = this.#exercises.map((exercise) => exercise.id);
    if (ids.includes(id)) return [];
    const near = nearest(id, ids);
    return [`there is no exercise ${id}${near === undefined ? "" : `; did you mean ${near}?`}`];
  }
}
