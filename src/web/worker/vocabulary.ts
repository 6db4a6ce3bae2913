import type { Dialect } from "../../dialect/dialect.js";
import { dialects } from "../../dialect/dialects.js";
import type { Test } from "../../harness/load.js";
import type { VocabularyAnswer, WordShown } from "../questions/told.js";

/**
 * What a text's language has words for, with what each orders, and the names of its locations and registers. A text that is
 * no test yet has the language of its first word; of several that of which it has most words.
 */
export function vocabularyAnswer(
  text: string,
  known: string | null,
  test: Test | null,
): VocabularyAnswer {
  const dialect = test?.dialect ?? dialectOf(text);
  const primitives = (): readonly WordShown[] =>
    dialect.primitives().map(({ name, parameters, ordering, group }) => {
      const detail = dialect.instructions === undefined ? `(${parameters})` : parameters;
      return { name, kind: "primitive", detail, ordering, group };
    });
  return {
    kind: "vocabulary",
    language: dialect.title,
    primitives: dialect.title === known ? null : primitives(),
    names: test === null ? null : namesOf(test),
  };
}

function dialectOf(text: string): Dialect {
  const [header = ""] = /^\S+/.exec(text.trimStart()) ?? [];
  const candidates = dialects.filter(({ headers }) => headers.includes(header));
  if (candidates.length < 2) return candidates[0] ?? dialects[0]!;
  const words = new Set(text.match(/[A-Za-z_]\w*/g));
  const countOf = (dialect: Dialect) =>
    dialect.primitives().filter(({ name }) => words.has(name)).length;
  return candidates.reduce((best, one) => (countOf(one) > countOf(best) ? one : best));
}

/** Locations, and registers with their threads, each name once. */
function namesOf({ variants }: Test): readonly WordShown[] {
  const found = new Map<string, WordShown>();
  const add = (name: string, kind: "location" | "register", detail: string) => {
    if (!found.has(name)) found.set(name, { name, kind, detail, ordering: "", group: "" });
  };
  for (const { program } of variants) {
    for (const { name, isHidden } of program.locations) {
      if (!isHidden) add(name, "location", "location");
    }
    for (const thread of program.threads) {
      for (const { name } of thread.registers) {
        if (!name.startsWith("$")) add(name, "register", `register of ${thread.name}`);
      }
    }
  }
  return [...found.values()];
}
