import type { Observation } from "../../litmus/file.js";
import type { Engine } from "../../models/model.js";
import type { Program } from "../../program/program.js";
import { place } from "../../source/diagnostic.js";
import { unreachable } from "../../source/unreachable.js";
import type { Comparison } from "../comparison.js";
import { statesOf } from "../comparison.js";
import type { RowResult } from "../conformance.js";
import { flagInHerd, type Result } from "../notation.js";
import { type Cell, type ExpectationResult, flagsOf, type TestResult } from "../result.js";
import { isSure, type Standing, standing } from "../verdict.js";

/**
 * What a campaign writes: a file of JSON, one object a line. The first line is the header, every other one the row of a
 * test, in the order in which the tests were done.
 */

/** Grows when a field changes its meaning or goes away; a new field leaves it as it is. */
export const CAMPAIGN_FORMAT = 1;

/** The first line of a campaign's file: what is the same for all of its rows. */
export interface CampaignHeader {
  readonly format: typeof CAMPAIGN_FORMAT;
  readonly kind: "campaign";
  /** Version of litmus. */
  readonly version: string;
  /** What tests are compared with: what their authors expect, or known answers. */
  readonly mode: "expectations" | "answers";
  /** Every option that can change an answer, by its name on the command line. */
  readonly options: Readonly<Record<string, string | number | boolean>>;
  /** Fingerprints of the texts of the models that can be asked, by id. */
  readonly models: Readonly<Record<string, string>>;
  /** How many tests there are, in all shards together. */
  readonly tests: number;
  /** Fingerprint of the names of all these tests, in their order. */
  readonly list: string;
  /** The part of the tests that this file is about; null for all. */
  readonly shard: Shard | null;
}

/** One of several parts of a campaign; every `count`-th test is in it, beginning with the `index`-th. */
export interface Shard {
  /** From 1 to `count`. */
  readonly index: number;
  readonly count: number;
}

/** How one test came out. */
export type Row = ExpectationRow | AnswerRow;

interface RowBase {
  /** Name of the test in this campaign, different for each: its file, and what tells it from others of that file. */
  readonly test: string;
  readonly file: string;
  /** Place in the list of all tests, from 1. */
  readonly index: number;
  /** Fingerprint of the text of the test; with a known answer, of both. Empty where nobody asks for it later. */
  readonly text: string;
  /** What was found, by variant and model. */
  readonly cells: readonly CellRow[];
  /** Wall time of the test, whole. */
  readonly milliseconds: number;
}

/** A test compared with what its author expects. */
export interface ExpectationRow extends RowBase {
  /** `invalid`: it cannot be read. `crashed`: the process that ran it ended. */
  readonly standing: Standing | "invalid" | "crashed";
  /** From its header line; null when it cannot be read. */
  readonly name: string | null;
  readonly expectations: readonly ExpectationResult[];
  /** What must not be missed, in words: differences, bounds, faults; how a process ended. */
  readonly notes: readonly { readonly kind: string; readonly text: string }[];
  /** What is wrong in its text, when it is invalid. */
  readonly problems: readonly {
    readonly code: string;
    readonly message: string;
    readonly place: string;
  }[];
}

/** A test compared with a known answer. */
export interface AnswerRow extends RowBase {
  /** `left out`: its answer is for a model that nobody asked about. */
  readonly standing: Comparison["standing"] | "unsupported" | "left out" | "crashed";
  /** Id of the model that the answer is for; null when that is not known, because the test cannot be read. */
  readonly answering: string | null;
  /** Why there is nothing to compare, and where; null when something was. */
  readonly reason: string | null;
  readonly place: string | null;
  /** What the condition is, as found; null when nothing was compared. */
  readonly result: Result | null;
  /** Only the answer has it. */
  readonly missing: Comparison["missing"];
  /** The answer lacks it. */
  readonly additional: Comparison["additional"];
}

/** One variant under one model. */
export interface CellRow {
  /** Null for a file without variants. */
  readonly variant: string | null;
  readonly model: string;
  readonly engine: Engine;
  readonly observation: Observation;
  /** Whether a longer search could not change the observation. */
  readonly isSure: boolean;
  /** The bounds that were hit; none for a complete search. */
  readonly bounds: readonly string[];
  /** Every final state that was found, normalized: `0:r0=1; x=2`. */
  readonly states: readonly string[];
  /** What the model says of some execution, by herd's names: `data-race`. */
  readonly flags: readonly string[];
  /** Ways to fail that are reachable. */
  readonly faults: readonly { readonly place: string; readonly message: string }[];
}

/** What a row says about its test itself. */
export type RowAbout = Pick<RowBase, "test" | "file" | "index" | "text" | "milliseconds">;

/** The row of a test that was run. */
export function expectationRow(
  about: RowAbout,
  result: TestResult,
  notes: ExpectationRow["notes"],
): ExpectationRow {
  const how = standing(result);
  return {
    ...namesOf(about),
    standing: how,
    name: result.name,
    expectations: result.expectations,
    notes: how === "ok" ? [] : notes.filter(({ kind }) => TOLD.includes(kind)),
    problems: [],
    cells: result.variants.flatMap(({ name, program, cells }) =>
      cells.map((cell) => cellRow(name, program, cell)),
    ),
    milliseconds: about.milliseconds,
  };
}

/** Kinds of notes that say why a test is not ok. */
const TOLD: readonly string[] = ["bug", "differs", "fault", "bounded", "skipped"];

/** The row of a test that came to nothing: it cannot be read, or the process that ran it ended. */
export function emptyRow(
  about: RowAbout,
  more: Pick<ExpectationRow, "standing"> & Partial<Pick<ExpectationRow, "notes" | "problems">>,
): ExpectationRow {
  const { standing: how, notes = [], problems = [] } = more;
  const nothing = { name: null, expectations: [], notes, problems, cells: [] };
  return {
    ...namesOf(about),
    standing: how,
    ...nothing,
    milliseconds: about.milliseconds,
  };
}

/** What every row begins with. */
export function namesOf({ test, file, index, text }: RowAbout) {
  return { test, file, index, text };
}

/** What was found of one variant under one model. */
export function cellRow(variant: string | null, program: Program, cell: Cell): CellRow {
  const faults = cell.faults.map(({ what: { site, message } }) => {
    return { place: place(site.span), message };
  });
  return {
    variant,
    model: cell.model.id,
    engine: cell.engine,
    observation: cell.observation,
    isSure: isSure(cell),
    bounds: cell.isComplete ? [] : cell.bounds,
    states: [...statesOf(program, cell)].sort(),
    flags: flagsOf(cell).map(flagInHerd),
    faults,
  };
}

/**
 * What ended a search that needed more memory than it was given: the bytes that states may have, or those of the whole
 * process; null when memory ended none.
 */
export function lackedMemory({ cells }: Row): "states" | "process" | null {
  const bounds = cells.flatMap((cell) => cell.bounds);
  if (bounds.some((bound) => / of memory$/.test(bound))) return "process";
  return bounds.some((bound) => / bytes$/.test(bound)) ? "states" : null;
}

/** Whether two rows of the same test say the same, whatever the time that it took. */
export function isSameRow(a: Row, b: Row): boolean {
  return JSON.stringify({ ...a, milliseconds: 0 }) === JSON.stringify({ ...b, milliseconds: 0 });
}

/** The row of a test that was compared with a known answer, or could not be. */
export function answerRow(
  about: RowAbout,
  engine: Engine,
  result: Exclude<RowResult, { readonly kind: "uncertain" | "interrupted" }>,
): AnswerRow {
  const { milliseconds } = about;
  const names = namesOf(about);
  const empty = { reason: null, place: null, result: null, ...NO_DIFFERENCE, cells: [] };
  switch (result.kind) {
    case "unsupported": {
      const { reason, place: where } = result;
      const answering = result.answering?.id ?? null;
      const row = { ...names, standing: "unsupported", answering, ...empty } as const;
      return { ...row, reason, place: where, milliseconds };
    }
    case "left out": {
      const answering = result.answering.id;
      return { ...names, standing: "left out", answering, ...empty, milliseconds };
    }
    case "compared": {
      const { answering, model, comparison } = result;
      const { standing: how, found, missing, additional, bounds } = comparison;
      const { observation, states, flags } = found;
      const isDone = bounds.length === 0;
      const cell: CellRow = {
        ...{ variant: null, model: model.id, engine, observation },
        isSure: isSure({ observation, isComplete: isDone }),
        ...{ bounds, states: [...states].sort(), flags, faults: [] },
      };
      const difference = { result: found.result, missing, additional };
      return {
        ...{ ...names, standing: how, answering: answering.id, ...empty, ...difference },
        ...{ cells: [cell], milliseconds },
      };
    }
    default:
      return unreachable(result);
  }
}

const NO_DIFFERENCE = {
  missing: { states: [], flags: [] },
  additional: { states: [], flags: [] },
} as const;

/** The row of a test whose process ended before it could be compared, or that was too large for it. */
export function crashedAnswerRow(
  about: RowAbout,
  standing: "crashed" | "bounded",
  reason: string,
): AnswerRow {
  return {
    ...namesOf(about),
    ...{ standing, answering: null, reason, place: about.file, result: null },
    ...{ ...NO_DIFFERENCE, cells: [], milliseconds: about.milliseconds },
  };
}
