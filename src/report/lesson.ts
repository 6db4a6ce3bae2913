import type { Revealed } from "../course/check.js";
import type { Exercise } from "../course/exercise.js";
import { exerciseKinds } from "../course/kinds.js";
import type { Lesson, Part, Verdict } from "../course/lesson.js";
import type { CourseTest } from "../course/test.js";
import { unreachable } from "../source/unreachable.js";
import { hanging } from "./layout.js";
import type { Look } from "./look.js";

/** A lesson for a terminal. `answers` has for each prediction, in order, what the engines say; empty: they are kept back. */
export function lessonText(
  { number, title, parts }: Lesson,
  answers: readonly (readonly Revealed[])[],
  look: Look,
): string {
  let predictions = 0;
  const texts = parts.map((part) => {
    const revealed = part.kind === "predict" ? answers[predictions++] : undefined;
    return partText(part, revealed, look);
  });
  return `${[look.paint("bold", `${number}  ${title}`), ...texts].join("\n\n")}\n`;
}

function partText(part: Part, revealed: readonly Revealed[] | undefined, look: Look): string {
  switch (part.kind) {
    case "text":
      return filled(part.markdown, look.width);
    case "test":
      return testText(part.test);
    case "predict": {
      const { question, test } = part.prediction;
      const answer =
        revealed === undefined
          ? "(--reveal shows what the engines say)"
          : revealed.map(({ model, verdict }) => `${model} ${verdict ?? "-"}`).join(", ");
      const asked = hanging("predict", question, look).join("\n");
      const isShipped = test.name.endsWith(".lit");
      const shown = isShipped ? `\n\n${testText(test)}` : "";
      return `${asked}\n${saidText(nameOf(test), answer, look.width)}${shown}`;
    }
    case "verdicts":
      return verdictsText(part.verdicts, look.width);
    case "exercise":
      return exerciseText(part.exercise, look);
    default:
      return unreachable(part);
  }
}

function exerciseText(exercise: Exercise, look: Look): string {
  const { id, question, points, kind } = exercise;
  const { answer } = exerciseKinds.find(({ name }) => name === kind)!;
  const lines = [
    `${look.paint("bold", "exercise")}  ${id} (${points} points)`,
    ...filled(question, look.width - 2)
      .split("\n")
      .map((line) => `  ${line}`),
    ...("test" in exercise ? [`  test: ${nameOf(exercise.test)}`] : []),
    `  answer: ${answer}`,
  ];
  return lines.join("\n");
}

/** A line for each test. */
function verdictsText(verdicts: readonly Verdict[], width: number): string {
  const tests = new Map<string, string[]>();
  for (const { test, model, observation } of verdicts) {
    const name = nameOf(test);
    tests.set(name, [...(tests.get(name) ?? []), `${model.id} ${observation}`]);
  }
  return [...tests].map(([name, said]) => saidText(name, said.join(", "), width)).join("\n");
}

/** What is said of a test, below its name when both do not fit in a line. */
function saidText(name: string, said: string, width: number): string {
  const line = `  ${name}: ${said}`;
  return line.length <= width ? line : `  ${name}:\n    ${said}`;
}

/** Markdown whose plain paragraphs are filled up to a width; lists, tables and blocks stay as they are. */
function filled(markdown: string, width: number): string {
  const paragraphs = markdown.split(/\n{2,}/).map((paragraph) => {
    if (/^(?:[\s>#|]|[*+-]\s|```|\d+\.)|\n(?:[\s>#|]|[*+-]\s)/.test(paragraph)) return paragraph;
    const lines: string[] = [];
    for (const word of paragraph.split(/\s+/)) {
      const last = lines.at(-1);
      if (last === undefined || last.length + 1 + word.length > width) lines.push(word);
      else lines[lines.length - 1] = `${last} ${word}`;
    }
    return lines.join("\n");
  });
  return paragraphs.join("\n\n");
}

/** The text of a test with its line numbers, which an answer about a race names. */
function testText({ source }: CourseTest): string {
  const lines = source.text.trimEnd().split("\n");
  return lines.map((line, i) => `${`${i + 1}`.padStart(4)}  ${line}`.trimEnd()).join("\n");
}

function nameOf({ name, variant }: CourseTest): string {
  return variant === null ? name : `${name}, ${variant}`;
}
