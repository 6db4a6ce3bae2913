import { type Action, type Diagnostic, linter, lintGutter, lintKeymap } from "@codemirror/lint";
import type { Extension } from "@codemirror/state";
import { type EditorView, keymap } from "@codemirror/view";
import { ask } from "../questions/client.js";
import type { FixShown, Mark } from "../questions/protocol.js";

/** Milliseconds after the last change before the text is read, and before slips are looked for. */
const READ_PAUSE = 200;
const LINT_PAUSE = 1200;

/** What is wrong with the text, and slips, marked while it is written; with a button for what can be mended. */
export const diagnostics: Extension = [
  lintGutter(),
  keymap.of(lintKeymap),
  linter((view) => marksOf(view, "read"), { delay: READ_PAUSE }),
  linter((view) => marksOf(view, "lint"), { delay: LINT_PAUSE }),
];

async function marksOf(view: EditorView, kind: "read" | "lint"): Promise<readonly Diagnostic[]> {
  const text = view.state.doc.toString();
  const answer = await ask({ kind, text }).answer;
  return answer.kind === "read" ? answer.marks.map((mark) => diagnosticOf(view, mark)) : [];
}

function diagnosticOf(view: EditorView, mark: Mark): Diagnostic {
  const { length } = view.state.doc;
  const { start, end, severity, message, fixes } = mark;
  return {
    from: Math.min(start, length),
    to: Math.min(end, length),
    severity,
    message,
    actions: fixes.map(actionOf),
  };
}

/** The mark may have moved since; the change is at the same place in it. */
function actionOf({ title, start, end, text }: FixShown): Action {
  return {
    name: title,
    apply: (view) => view.dispatch({ changes: { from: start, to: end, insert: text } }),
  };
}
