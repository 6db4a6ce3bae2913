import type { Cell, Outcome, VariantResult } from "../../harness/result.js";
import type { RunOptions } from "../../harness/run.js";
import { isAskedFor } from "../../harness/verdict.js";
import { enginesOf, hasAxioms, type Model } from "../../models/model.js";
import type { Program } from "../../program/program.js";
import type { Edit } from "../../source/edit.js";
import { cellsOf } from "../ablate.js";
import type { Point } from "./lattice.js";
import { type FixSite, programOf, type Subject } from "./sites.js";

/** What a model says of a test with some changes to its text. */
export interface Finding {
  /** The outcome that is asked about, when it is possible; null when it is not, or when that is not known. */
  readonly possible: Outcome | null;
  /** Whether the search was complete. */
  readonly isComplete: boolean;
}

/** Asks models about the points of a lattice, each once. */
export class Judge {
  readonly #subject: Subject;
  readonly #sites: readonly FixSite[];
  readonly #options: RunOptions;
  readonly #programs = new Map<string, Program | null>();
  readonly #findings = new Map<string, Finding>();
  /** Searches that were made. */
  searches = 0;

  constructor(subject: Subject, sites: readonly FixSite[], options: RunOptions) {
    this.#subject = subject;
    this.#sites = sites;
    this.#options = options;
  }

  /** Whether nobody chose a semantics. */
  get #isEngineOpen(): boolean {
    const { engine = "default" } = this.#options;
    return engine === "default";
  }

  /** The changes to the text that a point means. */
  edits(point: Point): readonly Edit[] {
    return point.flatMap((level, i) => this.#sites[i]!.levels[level]!.edits);
  }

  /** The test at a point; null when the changes together cannot be read. */
  program(point: Point): Program | null {
    const key = point.join();
    const known = this.#programs.get(key);
    if (known !== undefined) return known;
    const changed = point
      .map((level, i) => this.#sites[i]!.levels[level]!)
      .filter(({ edits }) => edits.length > 0);
    const [only = this.#subject] = changed;
    const isRead = changed.length < 2;
    const program = isRead ? only.program : programOf(this.#subject, this.edits(point));
    this.#programs.set(key, program);
    return program;
  }

  /** Whether a model forbids what is asked about at a point; null when a limit was hit before that was known. */
  async forbids(point: Point, model: Model): Promise<boolean | null> {
    const { possible, isComplete } = await this.finding(point, model);
    if (possible !== null) return false;
    return isComplete ? true : null;
  }

  /** What a model says at a point, by the semantics that is quicker to ask for one outcome: its axioms. */
  async finding(point: Point, model: Model): Promise<Finding> {
    const key = `${model.id} ${point.join()}`;
    const known = this.#findings.get(key);
    if (known !== undefined) return known;
    const program = this.program(point);
    const finding = program === null ? UNKNOWN : await this.#ask(program, model);
    this.#findings.set(key, finding);
    return finding;
  }

  async #ask(program: Program, model: Model): Promise<Finding> {
    this.searches++;
    const asked = onlyAskedFor(program);
    const options = { ...this.#options, models: [model] };
    if (this.#isEngineOpen && hasAxioms(model)) {
      const [cell] = await this.#cells(asked, { ...options, engine: "axioms" });
      if (cell !== undefined) return findingOf(asked, cell);
    }
    // Axioms that do not speak of the program leave it to the machine.
    const [cell] = await this.#cells(asked, options);
    return cell === undefined ? UNKNOWN : findingOf(asked, cell);
  }

  /** What every model says of all final states at a point, by both of its semantics where it has both. */
  async certify(point: Point, models: readonly Model[]): Promise<readonly Cell[]> {
    const program = this.program(point);
    if (program === null) return [];
    this.searches += models.length;
    const cells: Cell[] = [];
    for (const model of models) {
      const isBoth = this.#isEngineOpen && enginesOf(model).length === 2;
      const options = { ...this.#options, ...(isBoth ? ({ engine: "both" } as const) : {}) };
      cells.push(...(await this.#cells(program, { ...options, models: [model] })));
    }
    return cells;
  }

  /** The changed test under a model with a witness of what is asked about; null when it shows none. */
  async witnessed(point: Point, model: Model): Promise<VariantResult | null> {
    const program = this.program(point);
    if (program === null) return null;
    this.searches++;
    const cells = await this.#cells(program, { ...this.#options, models: [model] });
    const [cell] = cells;
    if (cell === undefined || findingOf(program, cell).possible === null) return null;
    return { name: null, program, cells, skipped: [] };
  }

  #cells(program: Program, options: RunOptions): Promise<readonly Cell[]> {
    const quick = { ...options, isCounting: false };
    return cellsOf(this.#subject.test, { name: null, program }, quick);
  }
}

const UNKNOWN: Finding = { possible: null, isComplete: false };

/** The outcome that the condition asks about, if a cell has it. */
export function findingOf({ condition }: Program, cell: Cell): Finding {
  const { quantifier } = condition;
  const possible = cell.outcomes.find((outcome) => isAskedFor(quantifier, outcome.satisfies));
  return { possible: possible ?? null, isComplete: cell.isComplete };
}

/** The program of which only the final states that the condition asks about count. */
function onlyAskedFor(program: Program): Program {
  const { condition, filter } = program;
  const { proposition, quantifier, span } = condition;
  const wanted =
    quantifier === "forall" ? ({ kind: "not", operand: proposition } as const) : proposition;
  const both =
    filter === null ? wanted : ({ kind: "and", left: filter.proposition, right: wanted } as const);
  return { ...program, filter: { quantifier: "exists", proposition: both, span } };
}
