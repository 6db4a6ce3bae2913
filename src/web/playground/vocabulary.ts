import {
  autocompletion,
  type Completion,
  type CompletionContext,
  type CompletionResult,
} from "@codemirror/autocomplete";
import type { Extension } from "@codemirror/state";
import { EditorView, hoverTooltip, type Tooltip } from "@codemirror/view";
import { ask } from "../questions/client.js";
import type { WordShown } from "../questions/told.js";

/** Milliseconds after the last change before the text's words are asked for. */
const PAUSE = 500;

/** Tells whether a word is a primitive or an instruction. */
export type IsPrimitive = (word: string) => boolean;

/** The words of the text that an editor holds: those of its language, and the names of the test. */
export class Vocabulary {
  #language: string | null = null;
  #primitives: readonly WordShown[] = [];
  #names: readonly WordShown[] = [];
  #timer: ReturnType<typeof setTimeout> | undefined;
  readonly #onLanguage: (isPrimitive: IsPrimitive) => void;

  /** `onLanguage` is told which words are primitives, when a text of another language is read. */
  constructor(onLanguage: (isPrimitive: IsPrimitive) => void) {
    this.#onLanguage = onLanguage;
  }

  /** Asks for the words of a text. */
  async read(text: string): Promise<void> {
    const answer = await ask({ kind: "vocabulary", text, known: this.#language }).answer;
    if (answer.kind !== "vocabulary") return;
    this.#language = answer.language;
    this.#names = answer.names ?? this.#names;
    if (answer.primitives === null) return;
    this.#primitives = answer.primitives;
    const words = new Set(answer.primitives.map(({ name }) => name.split(" ")[0]!));
    this.#onLanguage((word) => words.has(this.#isAssembly ? word.toLowerCase() : word));
  }

  /** Completion, and what a word orders where the pointer rests. */
  get extension(): Extension {
    return [
      autocompletion({ override: [(context) => this.#complete(context)], icons: false }),
      hoverTooltip((view, at) => this.#explain(view, at)),
      EditorView.updateListener.of(({ docChanged, state }) => {
        if (!docChanged) return;
        clearTimeout(this.#timer);
        this.#timer = setTimeout(() => void this.read(state.doc.toString()), PAUSE);
      }),
    ];
  }

  /** Instructions may be written in either case; their operands stand behind a space. */
  get #isAssembly(): boolean {
    const [first] = this.#primitives;
    return first !== undefined && !first.detail.startsWith("(");
  }

  #complete(context: CompletionContext): CompletionResult | null {
    const word = context.matchBefore(/[A-Za-z_][\w.]*/);
    if (word === null && !context.explicit) return null;
    const written = word?.text ?? "";
    const isUpper = this.#isAssembly && /^[A-Z]/.test(written);
    const seen = new Set<string>();
    const options = [...this.#names, ...this.#primitives].flatMap((one): Completion[] => {
      const { name, kind } = one;
      if (seen.has(name)) return [];
      seen.add(name);
      const label = isUpper && kind === "primitive" ? name.toUpperCase() : name;
      const detail = kind === "primitive" ? {} : { detail: one.detail };
      const info = () => documentation(this.#meanings(name));
      return [{ label, ...detail, type: kind, info }];
    });
    return { from: word?.from ?? context.pos, options, validFor: /^[\w.]*$/ };
  }

  /** All that a word can be: an instruction has several forms. */
  #meanings(name: string): readonly WordShown[] {
    return [...this.#names, ...this.#primitives].filter((one) => one.name === name);
  }

  #explain(view: EditorView, at: number): Tooltip | null {
    const line = view.state.doc.lineAt(at);
    const column = at - line.from;
    const [word] = [...line.text.matchAll(/[A-Za-z_][\w.]*/g)].filter(({ 0: text, index }) => {
      return index <= column && column <= index + text.length;
    });
    if (word === undefined) return null;
    const written = this.#isAssembly ? line.text.toLowerCase() : line.text;
    const rest = written.slice(word.index).replaceAll(/ *, */g, ",");
    // Of `fence r,rw` and `fence`, the longer one.
    const [name] = [...this.#names, ...this.#primitives]
      .map((one) => one.name)
      .filter((one) => rest.startsWith(one) && !/^\w/.test(rest.slice(one.length)))
      .sort((a, b) => b.length - a.length);
    if (name === undefined || name.length < word[0].length) return null;
    const from = line.from + word.index;
    const create = () => ({ dom: documentation(this.#meanings(name)) });
    return { pos: from, end: from + word[0].length, above: true, create };
  }
}

/** What a word takes and what it orders. */
function documentation(words: readonly WordShown[]): HTMLElement {
  const dom = document.createElement("div");
  dom.className = "cm-word";
  for (const { name, detail, ordering, group } of words) {
    const line = dom.appendChild(document.createElement("p"));
    const head = line.appendChild(document.createElement("code"));
    head.textContent = `${name}${detail.startsWith("(") ? "" : " "}${detail}`;
    if (ordering === "") continue;
    line.append(document.createElement("br"), ordering);
    const source = line.appendChild(document.createElement("small"));
    source.textContent = ` (${group})`;
  }
  return dom;
}
