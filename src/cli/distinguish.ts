import { ModelFailure } from "../axiomatic/judge.js";
import { canPrune, languageFor, usualWords } from "../explain/distinguish/choice.js";
import { type Distinguishing, distinguish } from "../explain/distinguish/distinguish.js";
import type { Pair, SearchState } from "../explain/distinguish/search.js";
import {
  LANGUAGES,
  type Language,
  type VocabularyWord,
  WORDS,
} from "../explain/distinguish/vocabulary.js";
import { chosenEngines } from "../harness/engines.js";
import type { Model } from "../models/model.js";
import { models } from "../models/models.js";
import { distinctionText } from "../report/distinction.js";
import { distinctionJson } from "../report/distinction-json.js";
import { countText, listText } from "../report/words.js";
import type { CompareFlags } from "./commands/compare.js";
import { EXIT, notOneOf, UsageError } from "./exit.js";
import { isJson } from "./formats.js";
import { limitsOf, machineOptionsOf } from "./options.js";
import { invalidModel, readOwnModel } from "./own-model.js";
import { interruption, lookOf, ProgressLine } from "./terminal.js";
import { version } from "./version.js";

/** `litmus compare --distinguish A B`; a model of `--cat` takes the place of the second. */
export async function distinguishModels(
  names: readonly string[],
  flags: CompareFlags,
): Promise<void> {
  const signal = interruption();
  const pair = await pairOf(names, flags);
  const { accesses: accessesMax, cycles: cyclesMax, orders: ordersMax } = flags;
  const bounds = { accessesMax, cyclesMax, ordersMax, programsMax: flags.programs };
  const asking = {
    limits: limitsOf(flags),
    machineOptions: machineOptionsOf(flags),
    clock: () => performance.now(),
    signal,
    ...(flags.engine === undefined ? {} : { engine: flags.engine }),
  };
  const progress = new ProgressLine();
  const options = {
    isBoth: flags.both === true,
    onProgress: (state: SearchState) => progress.show(() => progressText(state)),
  };
  let result: Distinguishing;
  try {
    result = await distinguish(pair, bounds, asking, options);
  } catch (failure) {
    throw failure instanceof ModelFailure ? invalidModel([failure.diagnostic], flags) : failure;
  } finally {
    progress.clear();
  }
  const text = isJson(flags)
    ? distinctionJson(version, result)
    : distinctionText(result, lookOf(process.stdout));
  process.stdout.write(text);
  process.exitCode = exitCode(result);
}

function progressText({ stage, orders, programs }: SearchState): string {
  const { accesses, threads, forms } = stage;
  const what = forms === "all" ? "programs" : "critical cycles";
  const size = `${accesses} accesses, ${threads} threads, ${countText(orders, "order")}`;
  return `${what} of ${size}: ${countText(programs, "program")} so far`;
}

function exitCode({ found, stopped, unanswered, isExhausted }: Distinguishing): number {
  if (stopped === "interrupted") return EXIT.interrupted;
  if (found.length > 0 && !(isExhausted && unanswered > 0)) return EXIT.ok;
  return stopped !== null || unanswered > 0 ? EXIT.bounded : EXIT.differs;
}

async function pairOf(names: readonly string[], flags: CompareFlags): Promise<Pair> {
  const own = await readOwnModel(flags);
  const words = names.flatMap((name) => name.split(",")).map((name) => name.trim());
  const ids = models.map(({ id }) => id);
  const unknown = words.find((name) => !ids.includes(name));
  if (unknown !== undefined) throw new UsageError(notOneOf("model", unknown, ids));
  const named = words.map((name) => models.find(({ id }) => id === name)!);
  const [a, b, ...others] = [...named, ...(own === null ? [] : [own])];
  if (a === undefined || b === undefined || others.length > 0 || flags.model !== undefined) {
    throw new UsageError(
      "--distinguish is about two models: --distinguish tso pso, or --distinguish tso --cat my.cat",
    );
  }
  if (a === b)
    throw new UsageError(`--distinguish ${a.id} ${b.id}: nothing separates a model from itself`);
  const { engine } = flags;
  for (const model of [a, b]) {
    if (engine === "both" || flags.executions === true) {
      throw new UsageError("--distinguish asks for outcomes, by --engine machine or axioms");
    }
    if (engine !== undefined && chosenEngines(model, engine).length === 0) {
      throw new UsageError(`${model.id} does not have the engine ${engine}`);
    }
  }
  const language = languageOf([a, b], flags);
  return {
    models: [a, b],
    language,
    words: vocabularyOf(flags, language) ?? usualWords(language, [a, b]),
    isPruned: canPrune([a, b]),
  };
}

function languageOf(pair: readonly [Model, Model], { language }: CompareFlags): Language {
  const chosen = LANGUAGES.find(({ id }) => id === language) ?? languageFor(pair);
  if (chosen !== null) return chosen;
  const [a, b] = pair;
  throw new UsageError(
    `no language is both for ${a.id} and for ${b.id}: one is for kernel C, the other for C11; --language chooses one all the same`,
  );
}

/** What programs may be made of; null when nobody says it. */
function vocabularyOf(
  { vocabulary }: CompareFlags,
  language: Language,
): readonly VocabularyWord[] | null {
  if (vocabulary === undefined) return null;
  const wanted = vocabulary.split(",").map((word) => word.trim());
  const known: readonly string[] = ["plain", ...WORDS];
  for (const word of wanted) {
    if (!known.includes(word)) throw new UsageError(notOneOf("vocabulary", word, known));
    if (word !== "plain" && !language.words.some((own) => own === word)) {
      throw new UsageError(`${language.title} has no ${word}; it has ${listText(language.words)}`);
    }
  }
  return language.words.filter((word) => wanted.includes(word));
}
