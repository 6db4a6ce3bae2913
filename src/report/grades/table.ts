import type { Grade } from "../../course/grade.js";
import { layOut } from "../layout.js";
import type { Look } from "../look.js";
import { countText } from "../words.js";

/** The marks of a class as a table, and below it what is wrong with files; with `isLong` what was said of each answer. */
export function gradesText(grades: readonly Grade[], isLong: boolean, look: Look): string {
  const columns = [
    { header: "student", align: "left" },
    { header: "points", align: "right" },
    { header: "of", align: "right" },
    { header: "right", align: "right" },
    { header: "partial", align: "right" },
    { header: "wrong", align: "right" },
    { header: "malformed", align: "right" },
    { header: "missing", align: "right" },
    { header: "not known", align: "right" },
  ] as const;
  const rows = grades.map(({ name, marks, points, maximum }) => {
    const count = (standing: string) => {
      const n = marks.filter(({ mark }) => mark.standing === standing).length;
      return { text: n === 0 ? "" : `${n}` };
    };
    const kinds = ["right", "partial", "wrong", "malformed", "missing", "bounded"].map(count);
    return [{ text: name }, { text: `${points}` }, { text: `${maximum}` }, ...kinds];
  });
  const lines = [...layOut(columns, rows, look), ""];
  for (const { name, problems, marks } of grades) {
    for (const problem of problems) lines.push(`${name}: ${oneLine(problem)}`);
    for (const { exercise, mark } of isLong ? marks : []) {
      const { points, maximum, feedback } = mark;
      lines.push(`${name}: ${exercise}: ${points} of ${maximum}. ${oneLine(feedback)}`);
    }
  }
  lines.push(`${countText(grades.length, "student")}, ${averageText(grades)}`);
  return `${lines.join("\n")}\n`;
}

function averageText(grades: readonly Grade[]): string {
  const [first] = grades;
  if (first === undefined) return "no marks";
  const sum = grades.reduce((total, { points }) => total + points, 0);
  return `${(sum / grades.length).toFixed(1)} of ${first.maximum} points on average`;
}

/** Text of a student, without what a terminal would take for a command. */
function oneLine(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what must not be there
  return text.replace(/[\u0000-\u001f\u007f-\u009f]+/g, " ");
}
