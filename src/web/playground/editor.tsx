import { defaultKeymap, history, historyKeymap } from "@codemirror/commands";
import {
  defaultHighlightStyle,
  HighlightStyle,
  StreamLanguage,
  syntaxHighlighting,
} from "@codemirror/language";
import { linter, lintGutter } from "@codemirror/lint";
import { EditorState } from "@codemirror/state";
import { EditorView, keymap, lineNumbers } from "@codemirror/view";
import { tags } from "@lezer/highlight";
import { useEffect, useRef } from "preact/hooks";
import { ask } from "../questions/client.js";

const KEYWORDS =
  /^(?:exists|forall|locations|filter|variants?|expect|int|long|bool|unsigned|u32|struct|if|else|while|for|do|return|break|continue|switch|case|goto|static|inline|Never|Sometimes|Always)\b/;
const PRIMITIVES =
  /^(?:READ_ONCE|WRITE_ONCE|[sr]mp_\w+|smp_\w+|rcu_\w+|s?rcu_\w+|synchronize_\w+|atomic\w*|refcount_\w+|spin_\w+|x?cmpxchg\w*|xchg\w*|memory_order_\w+|MFENCE|DMB|DSB|ISB|fence|sync|lwsync)\b/;

/** The frame of a litmus file with C or assembly in it. */
const language = StreamLanguage.define<{ isComment: boolean }>({
  name: "litmus",
  startState: () => ({ isComment: false }),
  token(stream, state) {
    if (state.isComment || stream.match("/*")) {
      state.isComment = !stream.match(/^.*?\*\//);
      if (state.isComment) stream.skipToEnd();
      return "comment";
    }
    if (stream.match(/^\/\/.*/)) return "comment";
    if (stream.match(/^"[^"]*"/)) return "string";
    if (stream.match(/^\d\w*/)) return "number";
    if (stream.match(PRIMITIVES)) return "atom";
    if (stream.match(KEYWORDS)) return "keyword";
    if (stream.match(/^P\d+\b/)) return "typeName";
    if (stream.match(/^[A-Za-z_]\w*/)) return "variableName";
    stream.next();
    return null;
  },
});

const colours = HighlightStyle.define([
  { tag: tags.comment, class: "hl-comment" },
  { tag: tags.keyword, class: "hl-keyword" },
  { tag: tags.atom, class: "hl-primitive" },
  { tag: tags.number, class: "hl-number" },
  { tag: tags.string, class: "hl-comment" },
  { tag: tags.typeName, class: "hl-keyword" },
]);

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

/** The text of a test, with what is wrong in it marked while it is written. */
export function Editor({ text, onChange }: EditorProps) {
  const place = useRef<HTMLDivElement>(null);
  const view = useRef<EditorView | null>(null);
  const changed = useRef(onChange);
  changed.current = onChange;
  useEffect(() => {
    const made = new EditorView({
      parent: place.current!,
      state: EditorState.create({
        doc: text,
        extensions: [
          lineNumbers(),
          history(),
          keymap.of([...defaultKeymap, ...historyKeymap]),
          language,
          syntaxHighlighting(colours),
          syntaxHighlighting(defaultHighlightStyle, { fallback: true }),
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
