import type { Model } from "../../models/model.js";
import { models } from "../../models/models.js";
import type { Pair } from "./search.js";
import { LANGUAGES, type Language, type VocabularyWord } from "./vocabulary.js";

/** The languages that a model speaks of for certain: C11's models C11, the kernel's kernel C, others both. */
function languagesOf({ axioms }: Model): readonly Language["id"][] {
  const vocabulary = axioms?.vocabulary ?? "generic";
  if (vocabulary === "c11") return ["c11"];
  return vocabulary.startsWith("kernel") ? ["kernel"] : ["kernel", "c11"];
}

/** The language of programs for two models: kernel C where both speak of it, else C11; null when nothing is for both. */
export function languageFor([a, b]: Pair["models"]): Language | null {
  const common = languagesOf(a).filter((id) => languagesOf(b).includes(id));
  return LANGUAGES.find(({ id }) => common.includes(id)) ?? null;
}

/** What programs are made of when nobody says it: all that the two models may look at, but RCU. */
export function usualWords(language: Language, pair: Pair["models"]): readonly VocabularyWord[] {
  const hasDependencies = pair.some(({ axioms }) => axioms?.vocabulary !== "c11");
  return language.words.filter((word) => {
    return word !== "rcu" && (word !== "dependencies" || hasDependencies);
  });
}

/** See `Pair.isPruned`: the models of the registry are such, of a user's own nothing is known. */
export function canPrune(pair: Pair["models"]): boolean {
  return pair.every((model) => models.includes(model));
}
