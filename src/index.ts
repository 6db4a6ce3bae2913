/** The public library. Everything else is free to change. */

export type { AnswerFile, ReadAnswers } from "./course/answers.js";
export { readAnswerFile, writeAnswerFile } from "./course/answers.js";
export type { Course } from "./course/course.js";
export { readCourse } from "./course/course.js";
export type { Exercise, Mark, MarkStanding, Solution } from "./course/exercise.js";
export type { Grade, GraderOptions, Submission } from "./course/grade.js";
export { Grader } from "./course/grade.js";
export { solveExercise } from "./course/kinds.js";
export type { Lesson, Part } from "./course/lesson.js";
/** The tests that lessons may name: see `readCourse`. */
export { Library as CourseLibrary } from "./course/library.js";
export type {
  Ablation,
  AblationOptions,
  AblationProgress,
  AblationRow,
  Effect,
} from "./explain/ablate.js";
export { ablate } from "./explain/ablate.js";
export type { ComparedState, Comparison, Relation, Side } from "./explain/compare.js";
export { compareSides, relationsOf } from "./explain/compare.js";
export type { AskOptions } from "./explain/distinguish/ask.js";
export { canPrune, languageFor, usualWords } from "./explain/distinguish/choice.js";
export type {
  Distinction,
  Distinguishing,
  DistinguishOptions,
} from "./explain/distinguish/distinguish.js";
export { distinguish } from "./explain/distinguish/distinguish.js";
export type { Bounds, Pair, SearchState, Stage } from "./explain/distinguish/search.js";
export type { Language, VocabularyWord } from "./explain/distinguish/vocabulary.js";
export type { Carrier, Edge, Explanation } from "./explain/explain.js";
export { explain } from "./explain/explain.js";
export { applied } from "./explain/fix/apply.js";
export type { Change, Fixes, FixOptions, Repair, RepairSet, Return } from "./explain/fix/fix.js";
export { fix } from "./explain/fix/fix.js";
export type { Linted } from "./explain/lint/lint.js";
export { lint } from "./explain/lint/lint.js";
export type { Finding } from "./explain/lint/rule.js";
export type { Story } from "./explain/story/story.js";
export type { Support, SupportStrength } from "./explain/supports.js";
export type {
  AnswerRow,
  CampaignHeader,
  CellRow,
  ExpectationRow,
  Row,
  Shard,
} from "./harness/campaign/row.js";
export type { Limits } from "./harness/limits.js";
export { DEFAULT_LIMITS } from "./harness/limits.js";
export type { Loaded, Test, TestVariant } from "./harness/load.js";
export { readTest } from "./harness/load.js";
export type { Progress } from "./harness/pace.js";
export type {
  AxiomaticCell,
  Cell,
  ExpectationResult,
  MachineCell,
  Outcome,
  TestResult,
  VariantResult,
} from "./harness/result.js";
export type { RunOptions } from "./harness/run.js";
export { runTest } from "./harness/run.js";
export type { Standing } from "./harness/verdict.js";
export { isSure, standing } from "./harness/verdict.js";
export type { LitmusFile, Observation } from "./litmus/file.js";
export type { Trace } from "./machine/trace.js";
export { valueInWords } from "./machine/words.js";
export type { MachineOptions, Model } from "./models/model.js";
export { DEFAULT_MACHINE_OPTIONS } from "./models/model.js";
export { models } from "./models/models.js";
export type { Program } from "./program/program.js";
export type { Code, Values } from "./program/value.js";
export type { Answers } from "./report/answers.js";
export { type Diagram, diagramOf } from "./report/graph/diagram.js";
export { dot } from "./report/graph/dot.js";
export type { Drawing } from "./report/graph/drawing.js";
export { layOutDiagram } from "./report/graph/layout.js";
export { spaceTime } from "./report/graph/spacetime.js";
export { svg } from "./report/graph/svg.js";
export { tikz } from "./report/graph/tikz.js";
export type { Look } from "./report/look.js";
export { PLAIN } from "./report/look.js";
export type { Report, ReportContext, StoryChoice } from "./report/report.js";
export type { ReportEntry } from "./report/reports.js";
export { loadReport, reports } from "./report/reports.js";
export { outcomeText } from "./report/words.js";
export type { Diagnostic, Note } from "./source/diagnostic.js";
export { formatDiagnostic } from "./source/diagnostic.js";
export type { Position, Span } from "./source/source.js";
export { Source } from "./source/source.js";
