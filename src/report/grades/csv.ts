import type { Grade } from "../../course/grade.js";

/** The marks as CSV (RFC 4180): a row for each student and exercise, and one with the sum. */
export function gradesCsv(grades: readonly Grade[]): string {
  const rows: (readonly (string | number)[])[] = [
    ["name", "student", "exercise", "points", "maximum", "standing", "feedback"],
  ];
  for (const { name, student, marks, points, maximum, problems } of grades) {
    const who = [name, student ?? ""];
    for (const { exercise, mark } of marks) {
      rows.push([...who, exercise, mark.points, mark.maximum, mark.standing, mark.feedback]);
    }
    rows.push([...who, "sum", points, maximum, "", problems.join("; ")]);
  }
  return rows.map((row) => `${row.map(field).join(",")}\r\n`).join("");
}

/** A field; a text that a spreadsheet would take for a formula gets a quote in front. */
function field(value: string | number): string {
  if (typeof value === "number") return `${value}`;
  const safe = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(safe) ? `"${safe.replace(/"/g, '""')}"` : safe;
}
