import { type Command, Option } from "commander";
import type { MacroTable } from "../dialect/c/language.js";
import { chosenEngines, type EngineChoice } from "../harness/engines.js";
import type { Test } from "../harness/load.js";
import { enginesOf, type Model } from "../models/model.js";
import { defaultModels, models } from "../models/models.js";
import { UsageError } from "./exit.js";
import { type OwnModelFlags, readMacroFile, readOwnModel } from "./own-model.js";

/** Options that choose models and how they are asked. */
export interface EngineFlags extends OwnModelFlags {
  readonly model?: readonly Model[];
  readonly engine?: Exclude<EngineChoice, "default">;
  readonly executions?: boolean;
}

/** What a run asks of which models. */
export interface Selection {
  readonly models: readonly Model[];
  /** Nobody named any model: a test of another language than the kernel's may have its own. */
  readonly isDefault: boolean;
  readonly engine: EngineChoice;
  readonly isCounting: boolean;
  readonly macros: MacroTable | null;
}

/** Declares the options that choose how models are asked, and a user's own model. */
export function addEngineOptions(command: Command): Command {
  const engine = new Option(
    "--engine <engine>",
    "ask each model by its machine or its axioms, or by both and compare (default: the machine where there is one)",
  ).choices(["machine", "axioms", "both"]);
  const collect = (text: string, before: readonly string[] = []) => [...before, text];
  const collectNames = (text: string, before: readonly string[] = []) => [
    ...before,
    ...text.split(",").map((name) => name.trim()),
  ];
  return command
    .addOption(engine)
    .option("--executions", "ask the axioms, and count every execution that they allow")
    .option("--cat <file>", "a model of your own; alone, or beside those of --model")
    .option("--bell <file>", "its bell file")
    .option("--macros <file>", "a macro file: what the functions of a test stand for")
    .option("-I, --include <folder>", "where to look for files that it includes; repeat", collect)
    .option("--cat-variant <names>", "herd's variants to switch on, with commas", collectNames);
}

/**
 * The models that are to be asked, and how: as `usual` says when nobody says it. Throws a UsageError when a model cannot be
 * asked so.
 */
export async function selectModels(
  flags: EngineFlags,
  usual: EngineChoice = "default",
): Promise<Selection> {
  const isCounting = flags.executions === true;
  const engine = flags.engine ?? (isCounting ? "axioms" : usual);
  if (isCounting && engine === "machine") {
    throw new UsageError(
      "--executions counts what axioms allow: it does not go with --engine machine",
    );
  }
  const own = await readOwnModel(flags);
  const named = [...(flags.model ?? []), ...(own === null ? [] : [own])];
  const isAble = (model: Model) => chosenEngines(model, engine).length > 0;
  const unable = named.find((model) => !isAble(model));
  if (unable !== undefined) throw new UsageError(unableText(unable, engine));
  const isDefault = named.length === 0;
  const chosen = isDefault ? defaultModels.filter(isAble) : named;
  return { models: chosen, isDefault, engine, isCounting, macros: await readMacroFile(flags) };
}

/** What is asked about one test: when nobody named a model, those of its language; of one that is asked, the first. */
export function selectionFor({ defaultModels: own }: Test, selection: Selection): Selection {
  if (!selection.isDefault || own === null) return selection;
  const isAble = (model: Model) => chosenEngines(model, selection.engine).length > 0;
  const wanted = own.flatMap((id) => models.filter((model) => model.id === id && isAble(model)));
  return { ...selection, models: selection.models.length === 1 ? wanted.slice(0, 1) : wanted };
}

/** `lkmm has axioms, but no machine: --engine machine cannot ask it`. */
function unableText(model: Model, engine: EngineChoice): string {
  const [has] = enginesOf(model);
  const other = has === "axioms" ? "machine" : "axioms";
  const text = has === "axioms" ? "axioms, but no machine" : "a machine, but no axioms";
  const what = engine === other ? "cannot ask it" : "has nothing to compare";
  return `${model.id} has ${text}: --engine ${engine} ${what}`;
}
