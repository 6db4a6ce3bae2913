import { defaultKeymap, history, historyKeymap } from "@codemirror/commands";
import { linter, lintGutter } from "@codemirror/lint";
import { EditorState } from "@codemirror/state";
import { EditorView, keymap, lineNumbers } from "@codemirror/view";
import { useEffect, useRef } from "preact/hooks";
import { ask } from "../questions/client.js";
import { colours, litmusLanguage, look } from "./language.js";

/** Problems in the text, from the worker. */
const problems = linter(
  async (view) => {
    const text = view.state.doc.toString();
    const answer = await ask({ kind: "read", text }).answer;
    if (answer.kind !== "read") return [];
    const { length } = view.state.doc;
    return answer.marks.map(({ start, end, severity, message }) => ({
      from: Math.min(start, length),
      to: Math.min(end, length),
      severity,
      message,
    }));
  },
  { delay: 200 },
);

interface EditorProps {
  readonly text: string;
  onChange(text: string): void;
}

/**
 * The text of a test, with what is wrong in it marked while it is written. It stands in a shadow tree: there the editor
 * adopts its style sheets, where else it would write them into the page, which the page's policy forbids.
 */
export function Editor({ text, onChange }: EditorProps) {
  const place = useRef<HTMLDivElement>(null);
  const view = useRef<EditorView | null>(null);
  const changed = useRef(onChange);
  changed.current = onChange;
  useEffect(() => {
    const root = place.current!.shadowRoot ?? place.current!.attachShadow({ mode: "open" });
    const made = new EditorView({
      parent: root,
      root,
      state: EditorState.create({
        doc: text,
        extensions: [
          lineNumbers(),
          history(),
          keymap.of([...defaultKeymap, ...historyKeymap]),
          litmusLanguage(() => false),
          colours,
          look,
          lintGutter(),
          problems,
          EditorView.contentAttributes.of({ "aria-label": "The test", tabindex: "0" }),
          EditorView.updateListener.of((update) => {
            if (update.docChanged) changed.current(update.state.doc.toString());
          }),
        ],
      }),
    });
    view.current = made;
    return () => made.destroy();
  }, []);
  useEffect(() => {
    const made = view.current;
    if (made === null || made.state.doc.toString() === text) return;
    made.dispatch({ changes: { from: 0, to: made.state.doc.length, insert: text } });
  }, [text]);
  return <div class="editor" ref={place} />;
}
