import { HighlightStyle, StreamLanguage, syntaxHighlighting } from "@codemirror/language";
import { EditorView } from "@codemirror/view";
import { tags } from "@lezer/highlight";

const KEYWORDS =
  /^(?:exists|forall|locations|filter|variants?|expect|int|long|bool|unsigned|u32|struct|if|else|while|for|do|return|break|continue|switch|case|goto|static|inline|Never|Sometimes|Always)\b/;

interface State {
  isComment: boolean;
}

/** The frame of a litmus file with C or assembly in it; what the words are that order something it is told. */
export function litmusLanguage(isPrimitive: (word: string) => boolean): StreamLanguage<State> {
  return StreamLanguage.define<State>({
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
      if (stream.match(KEYWORDS)) return "keyword";
      if (stream.match(/^P\d+\b/)) return "typeName";
      const word = stream.match(WORD);
      if (word === null || word === true) {
        stream.next();
        return null;
      }
      return isPrimitive((word as RegExpMatchArray)[0]) ? "atom" : "variableName";
    },
  });
}

/** A name, or a mnemonic with its suffixes: `amoadd.w.aq`. */
export const WORD = /^[A-Za-z_][\w.]*/;

/** The colours of the text, which the page's style sets. */
export const colours = syntaxHighlighting(
  HighlightStyle.define([
    { tag: tags.comment, color: "var(--quiet)" },
    { tag: tags.string, color: "var(--quiet)" },
    { tag: tags.keyword, color: "var(--accent)" },
    { tag: tags.typeName, color: "var(--accent)" },
    { tag: tags.atom, color: "var(--primitive)" },
    { tag: tags.number, color: "var(--never)" },
  ]),
);

const FRAME = {
  background: "var(--ground)",
  color: "var(--text)",
  border: "1px solid var(--line)",
};

/** How the editor looks: it stands in a tree of its own, which the page's style does not reach. */
export const look = EditorView.theme({
  "&": { ...FRAME, maxHeight: "var(--editor-height)", fontSize: "0.87em" },
  "&.cm-focused": { outline: "2px solid var(--accent)" },
  ".cm-scroller": { overflow: "auto", fontFamily: "ui-monospace, monospace" },
  ".cm-content": { caretColor: "var(--text)" },
  ".cm-cursor": { borderLeftColor: "var(--text)" },
  ".cm-gutters": { background: "var(--ground)", color: "var(--quiet)", border: "none" },
  "&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground": {
    background: "var(--chosen)",
  },
  ".cm-selectionBackground": { background: "var(--chosen)" },
  ".cm-tooltip": { ...FRAME, maxWidth: "min(34rem, 90vw)" },
  ".cm-diagnostic": { whiteSpace: "pre-wrap", padding: "0.3rem 0.5rem" },
  ".cm-diagnosticAction": {
    ...FRAME,
    font: "inherit",
    borderRadius: "4px",
    margin: "0.2rem 0.4rem 0 0",
    padding: "0.1rem 0.5rem",
    cursor: "pointer",
  },
  ".cm-word": { padding: "0.3rem 0.5rem" },
  ".cm-word p": { margin: "0.1rem 0" },
  ".cm-word code": { fontWeight: "bold" },
  ".cm-tooltip.cm-completionInfo": { padding: "0.3rem 0.5rem", whiteSpace: "pre-wrap" },
  ".cm-tooltip-autocomplete > ul > li[aria-selected]": {
    background: "var(--chosen)",
    color: "var(--text)",
  },
  ".cm-completionDetail": { color: "var(--quiet)", fontStyle: "normal" },
});
