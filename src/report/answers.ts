import type { CatalogueEntry } from "../harness/catalogue.js";
import type { ModelEntry } from "../models/entries.js";
import type { AblationAnswer } from "./ablation-json.js";
import type { MergeReport, UnansweredReport } from "./campaign-json.js";
import type { ComparisonReport } from "./comparison-json.js";
import type { ConformanceReport, ConformanceRow } from "./conformance-json.js";
import type { DistinctionReport } from "./distinction-json.js";
import type { ExplanationAnswer } from "./explain-json.js";
import type { FixReport } from "./fix-json.js";
import type { GradeReport } from "./grades/json.js";
import type { DrawingReport } from "./graph/json.js";
import type { HardwareReport } from "./hardware-json.js";
import type { InvalidReport, TestReport } from "./json.js";
import type { LessonReport } from "./lesson-json.js";
import type { LintReport } from "./lint.js";
import type { StepReport } from "./step-json.js";

/**
 * What commands print with `--json`, by the name of the command: one object a line, but for the two lists. `npm run schema`
 * makes `schema.json` of this file, and `litmus schema` prints that. `format` grows when a field changes its meaning or goes
 * away; a new field leaves it as it is.
 */
export interface Answers {
  readonly run: TestReport;
  readonly outcomes: TestReport;
  readonly explain: ExplanationAnswer;
  readonly step: StepReport;
  readonly ablate: AblationAnswer;
  readonly fix: FixReport;
  readonly compare: ComparisonReport | DistinctionReport;
  readonly graph: DrawingReport;
  /** A line for each test. */
  readonly check: TestReport | UnansweredReport | InvalidReport;
  /** With `--expected`: a line for each test, and one at the end. */
  readonly "check --expected": ConformanceRow | ConformanceReport;
  readonly merge: MergeReport;
  /** A line for each test. */
  readonly lint: LintReport;
  /** A line for each lesson. */
  readonly course: LessonReport;
  /** A line for each student. */
  readonly grade: GradeReport;
  /** A line for each test. */
  readonly hw: HardwareReport;
  readonly list: readonly CatalogueEntry[];
  readonly models: readonly ModelEntry[];
  /** What every command prints about a file that is no test. */
  readonly invalid: InvalidReport;
}
