import { type Command, InvalidArgumentError, Option } from "commander";
import {
  ALL_REDUCTIONS,
  type AxiomaticReductions,
  NO_AXIOMATIC_REDUCTIONS,
} from "../axiomatic/reductions.js";
import type { LoweringOptions } from "../dialect/dialect.js";
import { DEFAULT_LIMITS, type Limits } from "../harness/limits.js";
import {
  DEFAULT_MACHINE_OPTIONS,
  type MachineOptions,
  type Model,
  NO_REDUCTIONS,
} from "../models/model.js";
import { models } from "../models/models.js";
import { notOneOf } from "./exit.js";

/** Options of every command that searches. */
export interface SearchFlags {
  readonly model?: readonly Model[];
  readonly states: number;
  readonly steps: number;
  readonly candidates: number;
  readonly time: number;
  readonly memory: number;
  readonly loopRounds: number;
  readonly reduce: boolean;
}

/** Declares the options of every command that searches, with their defaults. */
export function addSearchOptions(command: Command): Command {
  const limit = (
    flags: string,
    what: string,
    parse: (text: string) => number,
    value: number,
    words: string,
  ) => new Option(flags, what).argParser(parse).default(value, words);
  const { statesMax, stepsMax, candidatesMax, millisecondsMax, bytesMax, loopRoundsMax } =
    DEFAULT_LIMITS;
  return command
    .option("--model <ids>", "only these models, with commas between", parseModels)
    .addOption(
      limit(
        "--states <n>",
        "limit of one search: states",
        parseCount,
        statesMax,
        countWords(statesMax),
      ),
    )
    .addOption(
      limit(
        "--steps <n>",
        "limit of one search: transitions",
        parseCount,
        stepsMax,
        countWords(stepsMax),
      ),
    )
    .addOption(
      limit(
        "--candidates <n>",
        "limit of one search by axioms: candidate executions",
        parseCount,
        candidatesMax,
        countWords(candidatesMax),
      ),
    )
    .addOption(
      limit(
        "--time <t>",
        "limit of one search: 500ms, 10s, 2m",
        parseTime,
        millisecondsMax,
        `${millisecondsMax / 60e3}m`,
      ),
    )
    .addOption(
      limit(
        "--memory <size>",
        "limit of all searches of a test: 512M, 4G",
        parseSize,
        bytesMax,
        `${bytesMax / 2 ** 30}G`,
      ),
    )
    .addOption(
      limit(
        "--loop-rounds <n>",
        "rounds after which a loop is cut off",
        parseCount,
        loopRoundsMax,
        `${loopRoundsMax}`,
      ),
    )
    .option("--no-reduce", "explore every interleaving and execution: slower, the same outcomes");
}

/** `50M`. */
function countWords(count: number): string {
  return `${count / 1e6}M`;
}

export function limitsOf(flags: SearchFlags): Limits {
  return {
    statesMax: flags.states,
    stepsMax: flags.steps,
    candidatesMax: flags.candidates,
    millisecondsMax: flags.time,
    bytesMax: flags.memory,
    loopRoundsMax: flags.loopRounds,
  };
}

export function loweringOptionsOf(
  flags: SearchFlags,
  macros: LoweringOptions["macros"] = null,
): LoweringOptions {
  return { loopRoundsMax: flags.loopRounds, macros };
}

export function machineOptionsOf(flags: SearchFlags): MachineOptions {
  return flags.reduce ? DEFAULT_MACHINE_OPTIONS : NO_REDUCTIONS;
}

export function axiomaticReductionsOf(flags: SearchFlags): AxiomaticReductions {
  return flags.reduce ? ALL_REDUCTIONS : NO_AXIOMATIC_REDUCTIONS;
}

/** `sc,tso`: the models, in the order of the registry. */
export function parseModels(text: string): readonly Model[] {
  const ids = models.map((model) => model.id);
  const wanted = text.split(",").map((id) => id.trim());
  for (const id of wanted) {
    if (ids.includes(id)) continue;
    throw new InvalidArgumentError(notOneOf("model", id, ids));
  }
  return models.filter((model) => wanted.includes(model.id));
}

/** `1000`, `1,000`, `20k`, `50M`: at least 1. */
export function parseCount(text: string): number {
  return parseUnit(
    text.replace(/[,_]/g, ""),
    { "": 1, k: 1e3, M: 1e6, G: 1e9 },
    "a number such as 1000, 20k or 50M",
  );
}

/** Milliseconds of `500ms`, `10s`, `10` (seconds) or `2m`. */
export function parseTime(text: string): number {
  return parseUnit(
    text,
    { "": 1e3, ms: 1, s: 1e3, m: 60e3, h: 3600e3 },
    "a time such as 500ms, 10s or 2m",
  );
}

/** Bytes of `512M`, `4G`. */
export function parseSize(text: string): number {
  return parseUnit(
    text,
    { "": 1, k: 2 ** 10, M: 2 ** 20, G: 2 ** 30 },
    "a size such as 512M or 4G",
  );
}

function parseUnit(text: string, units: Readonly<Record<string, number>>, what: string): number {
  const [, digits, unit] = /^(\d+(?:\.\d+)?) ?([a-z]*)$/i.exec(text.trim()) ?? [];
  const factor =
    units[unit ?? ""] ?? units[(unit ?? "").toUpperCase()] ?? units[(unit ?? "").toLowerCase()];
  const value = Math.floor(Number(digits) * (factor ?? Number.NaN));
  if (!(value >= 1) || !Number.isSafeInteger(value)) {
    throw new InvalidArgumentError(`Expected ${what}, at least 1.`);
  }
  return value;
}
