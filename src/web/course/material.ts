import { loadCatalogue } from "../playground/catalogue.js";
import type { CourseQuestion, NamedText } from "./protocol.js";

const files = import.meta.glob<string>("../../../litmus/course/[0-9]*.md", {
  query: "?raw",
  import: "default",
  eager: true,
});

/** The files of the lessons, and the tests that they may name: what the worker reads the course from. */
export async function courseMaterial(): Promise<CourseQuestion> {
  const catalogue = await loadCatalogue();
  return { kind: "lessons", lessons: named(Object.entries(files)), tests: named(catalogue) };
}

function named(texts: Iterable<readonly [string, string]>): readonly NamedText[] {
  return Array.from(texts, ([path, text]) => ({ name: path.replace(/^.*\/course\//, ""), text }));
}
