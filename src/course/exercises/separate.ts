import { compareSides, relationOf } from "../../explain/compare.js";
import { canPrune, languageFor, usualWords } from "../../explain/distinguish/choice.js";
import { distinguish } from "../../explain/distinguish/distinguish.js";
import type { Model } from "../../models/model.js";
import { allows, askModels, readAnswer, runOptions } from "../asking.js";
import { type ExerciseBase, type ExerciseKind, markOf, textAnswer, unmarked } from "../exercise.js";
import type { CourseTest } from "../test.js";

/** Write a test whose outcome one model allows and another one forbids. */
export interface SeparateExercise extends ExerciseBase {
  readonly kind: "separate";
  readonly allows: Model;
  readonly forbids: Model;
  /** A test that the teacher names as an answer, shown to nobody; null: a small program is sought. */
  readonly example: CourseTest | null;
}

/** How far a program is sought that separates the two models of an exercise. */
const BOUNDS = { accessesMax: 4, cyclesMax: 6, ordersMax: 2, programsMax: 20_000 } as const;
/** Share of the points for a test whose final states separate the models while its condition does not. */
const WRONG_CONDITION = 0.5;

/** Write a test that separates two models. */
export const separateKind: ExerciseKind<SeparateExercise> = {
  name: "separate",
  summary: "write a test whose outcome one model allows and another one forbids",
  answer: "the text of a test",
  read(fields, base) {
    const [a, b] = [fields.model("allows"), fields.model("forbids")];
    const wantsTest = fields.optional("test") !== null;
    const example = wantsTest ? fields.test() : null;
    if (a === null || b === null || (wantsTest && example === null)) return null;
    return { ...base, kind: "separate", allows: a, forbids: b, example };
  },
  async mark(exercise, answer, marking) {
    const { text, problem } = textAnswer(answer);
    if (text === null) return unmarked(exercise, "malformed", problem);
    const read = readAnswer(text, marking);
    if (read.test === null) return unmarked(exercise, "malformed", read.problem);
    const { program } = read.test.variants[0]!;
    const pair = [exercise.allows, exercise.forbids];
    const cells = await askModels(read.test, pair, marking);
    const silent = pair.find((_, i) => cells[i] === null);
    if (silent !== undefined) {
      return markOf(exercise, 0, `${silent.id} does not speak of what this test does.`);
    }
    const [isAllowed, isPossible] = cells.map((cell) => allows(program, cell));
    const [a, b] = pair.map(({ id }) => id);
    if (isAllowed === true && isPossible === false) {
      return markOf(exercise, 1, `Right: ${a} allows the outcome and ${b} forbids it.`);
    }
    if (cells.some((cell) => cell?.isComplete !== true)) {
      return unmarked(exercise, "bounded", "A model gave no complete answer within the limits.");
    }
    const sides = cells.map((cell, i) => ({ label: pair[i]!.id, program, cell }));
    const { onlyA } = relationOf(compareSides(sides), 0, 1);
    const said = isPossible ? `${b} allows the outcome too` : `${a} forbids the outcome`;
    if (onlyA.length === 0) {
      return markOf(exercise, 0, `${said}; every final state that ${a} allows, ${b} allows.`);
    }
    const hint = `the final states do differ: ask for one that only ${a} allows`;
    return markOf(exercise, WRONG_CONDITION, `${said}, but ${hint}.`);
  },
  async solve({ allows: a, forbids: b, example }, marking) {
    if (example !== null) return { answer: example.source.text, problem: null };
    const models = [a, b] as const;
    const language = languageFor(models);
    if (language === null) return { answer: null, problem: "no language is for both models" };
    const pair = {
      models,
      language,
      words: usualWords(language, models),
      isPruned: canPrune(models),
    };
    const { models: _, variants: __, ...asking } = runOptions(marking, models);
    const { found } = await distinguish(pair, BOUNDS, asking, {
      isBoth: !b.contains.includes(a.id) && !a.contains.includes(b.id),
      onProgress: () => {},
    });
    const one = found.find((distinction) => distinction.allows === a);
    if (one !== undefined) return { answer: one.text, problem: null };
    return { answer: null, problem: `no small program is allowed by ${a.id} and not by ${b.id}` };
  },
};

/** A test to start from, in the language of both models: it shows how a test is written, and separates nothing. */
export function startText({ allows: a, forbids: b }: SeparateExercise): string {
  const isC11 = languageFor([a, b])?.id === "c11";
  const type = isC11 ? "atomic_int" : "int";
  const store = isC11 ? "atomic_store_explicit(x, 1, memory_order_relaxed)" : "WRITE_ONCE(*x, 1)";
  const load = isC11 ? "atomic_load_explicit(x, memory_order_relaxed)" : "READ_ONCE(*x)";
  const thread = (t: number, statements: readonly string[]) => {
    const code = [`int r${t};`, "", ...statements].map((line) => (line === "" ? "" : `\t${line}`));
    return [`P${t}(${type} *x, ${type} *y)`, "{", ...code, "}", ""];
  };
  return [
    "C answer",
    "",
    "{}",
    "",
    ...thread(0, [`${store};`, `r0 = ${load};`]),
    ...thread(1, [`r1 = ${load};`]),
    "exists (0:r0=1 /\\ 1:r1=0)",
    "",
  ].join("\n");
}
