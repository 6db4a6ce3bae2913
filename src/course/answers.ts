/** The answers of one student, as a file has them. */
export interface AnswerFile {
  /** As the student calls themselves; null when the file does not say it. */
  readonly student: string | null;
  /** By the id of the exercise. What an answer is, its kind says; here it can be anything. */
  readonly answers: ReadonlyMap<string, unknown>;
}

/** A file that was read, or what is wrong with it, in words. */
export type ReadAnswers =
  | { readonly file: AnswerFile; readonly problem: null }
  | { readonly file: null; readonly problem: string };

/** The field that says what the file is; its value is the version of the format. */
const MARK = "litmus-answers";
const VERSION = 1;
/** Characters of an answer file, at most. */
const FILE_MAX = 2_000_000;

/** How deep an answer nests, at most: none needs more than three. */
const DEPTH_MAX = 20;

/** Reads an answer file: JSON of the form that `litmus/course/README.md` describes. Never throws. */
export function readAnswerFile(text: string): ReadAnswers {
  if (text.length > FILE_MAX) return wrong(`it is longer than ${FILE_MAX} characters`);
  let value: unknown;
  try {
    value = JSON.parse(text.replace(/^\ufeff/, ""));
  } catch {
    return wrong("it is not JSON");
  }
  if (!isRecord(value)) return wrong("it is not an object of JSON");
  if (value[MARK] !== VERSION) return wrong(`it does not have \`"${MARK}": ${VERSION}\``);
  const { student = null, answers } = value;
  if (student !== null && typeof student !== "string") return wrong("`student` is not a text");
  if (isDeeper(answers, DEPTH_MAX)) return wrong(`its answers nest deeper than ${DEPTH_MAX}`);
  if (!isRecord(answers)) return wrong("`answers` is not an object: exercises and their answers");
  return { file: { student, answers: new Map(Object.entries(answers)) }, problem: null };
}

/** The text of an answer file, which `readAnswerFile` reads again. */
export function writeAnswerFile({ student, answers }: AnswerFile): string {
  const named = student === null ? {} : { student };
  const value = { [MARK]: VERSION, ...named, answers: Object.fromEntries(answers) };
  return `${JSON.stringify(value, null, 2)}\n`;
}

/** Whether a value nests deeper than that. */
function isDeeper(value: unknown, depth: number): boolean {
  if (typeof value !== "object" || value === null) return false;
  return depth === 0 || Object.values(value).some((part) => isDeeper(part, depth - 1));
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function wrong(problem: string): ReadAnswers {
  return { file: null, problem };
}
