import { defaultKeymap, history, historyKeymap } from "@codemirror/commands";
import { Compartment, EditorState } from "@codemirror/state";
import { EditorView, keymap, lineNumbers } from "@codemirror/view";
import { useEffect, useRef } from "preact/hooks";
import { colours, litmusLanguage, look } from "./language.js";

interface EditorProps {
  readonly text: string;
  /** Whether what helps to write may be loaded: false until more urgent things are there. */
  readonly isReady?: boolean;
  onChange(text: string): void;
}

/**
 * The text of a test, with what is wrong in it marked while it is written. It stands in a shadow tree: there the editor
 * adopts its style sheets, where else it would write them into the page, which the page's policy forbids.
 */
export function Editor({ text, isReady = true, onChange }: EditorProps) {
  const place = useRef<HTMLDivElement>(null);
  const made = useRef<MadeEditor | null>(null);
  /** What was written and has not come back as `text` yet: meanwhile the editor is ahead of it. */
  const written = useRef<string[]>([]);
  const changed = useRef(onChange);
  changed.current = onChange;
  useEffect(() => {
    made.current = makeEditor(place.current!, text, (next) => {
      written.current.push(next);
      changed.current(next);
    });
    return () => made.current?.view.destroy();
  }, []);
  useEffect(() => {
    const view = made.current?.view;
    const index = written.current.indexOf(text);
    const isOwn = index >= 0 && view?.state.doc.toString() !== text;
    written.current = isOwn ? written.current.slice(index + 1) : [];
    if (isOwn || view === undefined || view.state.doc.toString() === text) return;
    view.dispatch({ changes: { from: 0, to: view.state.doc.length, insert: text } });
  }, [text]);
  useEffect(() => {
    if (isReady && made.current !== null) void assist(made.current);
  }, [isReady]);
  return <div class="editor" ref={place} />;
}

interface MadeEditor {
  readonly view: EditorView;
  readonly language: Compartment;
  readonly assistance: Compartment;
}

function makeEditor(
  place: HTMLElement,
  text: string,
  onChange: (text: string) => void,
): MadeEditor {
  const root = place.shadowRoot ?? place.attachShadow({ mode: "open" });
  const [language, assistance] = [new Compartment(), new Compartment()];
  const extensions = [
    lineNumbers(),
    history(),
    keymap.of([...defaultKeymap, ...historyKeymap]),
    language.of(litmusLanguage(() => false)),
    assistance.of([]),
    colours,
    look,
    EditorView.contentAttributes.of({ "aria-label": "The test", tabindex: "0" }),
    EditorView.updateListener.of(({ docChanged, state }) => {
      if (docChanged) onChange(state.doc.toString());
    }),
  ];
  const state = EditorState.create({ doc: text, extensions });
  return { view: new EditorView({ parent: root, root, state }), language, assistance };
}

/** Adds what helps to write. Without it, when it cannot be loaded, the editor is an editor still. */
async function assist({ view, language, assistance: compartment }: MadeEditor): Promise<void> {
  const { assistance } = await import("./assistance.js");
  const extension = await assistance(view.state.doc.toString(), (isPrimitive) => {
    view.dispatch({ effects: language.reconfigure(litmusLanguage(isPrimitive)) });
  });
  view.dispatch({ effects: compartment.reconfigure(extension) });
}
