/**
 * Every kind of problem that a test's text can have: `litmus/invalid/` has a file for each, and a test sees to it that it
 * shows the kind it is named after.
 */
export const TEST_CODES = [
  "absent-register",
  "bad-array-length",
  "bad-directive",
  "bad-number",
  "bad-paste",
  "binding-twice",
  "clause-twice",
  "division-by-zero",
  "empty-clause",
  "expansion-too-long",
  "expect-columns",
  "expectation-twice",
  "ignored-effect",
  "ignored-text",
  "incomplete-type",
  "index-out-of-range",
  "init-twice",
  "local-address",
  "local-atomic",
  "local-index",
  "macro-arguments",
  "macro-redefined",
  "misplaced-jump",
  "misplaced-return",
  "missing-condition",
  "missing-header",
  "missing-init",
  "missing-name",
  "mixed-dialects",
  "mixed-sizes",
  "model-twice",
  "no-such-element",
  "no-such-field",
  "no-threads",
  "no-value",
  "not-a-variable",
  "not-constant",
  "not-scalar",
  "overlapping-members",
  "plain-atomic",
  "recursion",
  "redefined",
  "shift-out-of-range",
  "stray-character",
  "thread-order",
  "too-deep",
  "too-large",
  "too-many-values",
  "trailing-text",
  "unclosed",
  "unclosed-brace",
  "unexpected-token",
  "unfinished-declaration",
  "unknown-dialect",
  "unknown-function",
  "unknown-instruction",
  "unknown-label",
  "unknown-location",
  "unknown-macro",
  "unknown-model",
  "unknown-name",
  "unknown-register",
  "unknown-result",
  "unknown-srcu-struct",
  "unknown-thread",
  "unknown-type",
  "unknown-variant",
  "unknown-verdict",
  "unmatched-brace",
  "unset-variable",
  "unsupported-asm",
  "unsupported-bit-field",
  "unsupported-compound-literal",
  "unsupported-directive",
  "unsupported-function-pointer",
  "unsupported-global",
  "unsupported-instruction",
  "unsupported-nested-function",
  "unsupported-range",
  "unsupported-reference",
  "unsupported-string",
  "unsupported-type",
  "unsupported-variadic",
  "unsupported-word",
  "unterminated-comment",
  "unterminated-string",
  "unused-binding",
  "unused-location",
  "variant-syntax",
  "variant-twice",
  "wrong-arguments",
  "wrong-columns",
  "wrong-operands",
  "wrong-order",
  "wrong-pointer",
] as const;

/** Kinds of problems of a model's text, in the cat language, found when it is read or when it is run. */
export type ModelCode =
  | "ambiguous-default"
  | "annotation"
  | "arity"
  | "assertion"
  | "fail"
  | "include-cycle"
  | "limit-calls"
  | "limit-depth"
  | "limit-members"
  | "limit-sweeps"
  | "no-clause"
  | "no-file"
  | "recursion"
  | "second-default"
  | "stray-character"
  | "syntax"
  | "type"
  | "unclosed-comment"
  | "unclosed-string"
  | "unknown-event-type"
  | "unknown-name"
  | "unknown-tag"
  | "unnamed-flag";

/** Kinds of problems of a file of known answers. */
export type AnswerCode = "bad-json" | "bad-row" | "row-twice";

/** Kinds of problems of a lesson of the course, and of what it says of tests. */
export type CourseCode = "course-claim" | "course-field" | "course-lesson";

export type DiagnosticCode = (typeof TEST_CODES)[number] | ModelCode | AnswerCode | CourseCode;
