import type { Grade } from "../../course/grade.js";

/** The `results.json` of one student as Gradescope's autograder wants it: a score, and a test for each exercise. */
export function gradescopeJson({ marks, points, problems }: Grade): string {
  const results = {
    score: points,
    output: problems.join("\n"),
    visibility: "visible",
    tests: marks.map(({ exercise, mark }) => ({
      name: exercise,
      score: mark.points,
      max_score: mark.maximum,
      status: mark.standing === "right" ? "passed" : "failed",
      output: mark.feedback,
    })),
  };
  return `${JSON.stringify(results, null, 2)}\n`;
}
