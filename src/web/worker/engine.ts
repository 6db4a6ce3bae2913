import { readTest } from "../../harness/load.js";
import { runTest } from "../../harness/run.js";
import { formatDiagnostic } from "../../source/diagnostic.js";
import { Source } from "../../source/source.js";
import { unreachable } from "../../source/unreachable.js";
import type { Answer, Question } from "../questions/protocol.js";
import { loadDialects } from "./dialects.js";
import { markOf } from "./marks.js";
import { LOWERING, type OnProgress, optionsFor } from "./options.js";
import { runAnswer } from "./running.js";

/**
 * Answers a question with the same code as the command line. The signal ends it with what is known. What the table of
 * verdicts does not need is loaded when it is first asked for: the page starts with less.
 */
export async function answer(
  question: Question,
  signal: AbortSignal,
  progress: OnProgress,
): Promise<Answer> {
  await loadDialects("text" in question ? question.text : null);
  if (question.kind === "course") {
    const { courseAnswer } = await import("./marking.js");
    return { kind: "course", answered: await courseAnswer(question.asked, signal, progress) };
  }
  const { test, diagnostics } = readTest(new Source("test", question.text), LOWERING);
  if (question.kind === "read") return { kind: "read", marks: diagnostics.map(markOf) };
  if (question.kind === "vocabulary") {
    const { vocabularyAnswer } = await import("./vocabulary.js");
    return vocabularyAnswer(question.text, question.known, test);
  }
  if (test === null) return { kind: "problem", message: formatDiagnostic(diagnostics[0]!) };
  const options = optionsFor(test, signal, progress);
  switch (question.kind) {
    case "run":
      return runAnswer(await runTest(test, options));
    case "lint": {
      const { lintMarks } = await import("./linting.js");
      return { kind: "read", marks: await lintMarks(test, options) };
    }
    case "explain": {
      const { explainAnswer } = await import("./explaining.js");
      return explainAnswer(test, question, options);
    }
    case "fix": {
      const { fixAnswer } = await import("./fixing.js");
      return fixAnswer(test, question, options, progress);
    }
    case "step": {
      const { stepAnswer } = await import("./walking.js");
      return stepAnswer(test, question, options, LOWERING);
    }
    case "prepare": {
      const { prepareAnswer } = await import("./preparing.js");
      return prepareAnswer(test, question.mode, options);
    }
    default:
      return unreachable(question);
  }
}
