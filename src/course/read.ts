import type { Observation } from "../litmus/file.js";
import { type Diagnostic, Diagnostics } from "../source/diagnostic.js";
import { nearest } from "../source/nearest.js";
import { Source } from "../source/source.js";
import type { Exercise } from "./exercise.js";
import { type Block, Fields } from "./fields.js";
import { exerciseKinds, readExercise } from "./kinds.js";
import type { Lesson, Part, Prediction, Verdict } from "./lesson.js";
import type { Library } from "./library.js";

/** What a lesson's file came to. Of a block that is wrong there is no part, and a problem. */
export interface ReadLesson {
  readonly lesson: Lesson;
  readonly diagnostics: readonly Diagnostic[];
}

/** Names of the blocks that mean something; any other fence is text. */
const BLOCKS = ["test", "predict", "verdicts", "exercise"] as const;

const OBSERVATIONS: readonly Observation[] = ["Never", "Sometimes", "Always"];

/** Reads one lesson. Never throws for what is in it. */
export function readLesson(source: Source, library: Library): ReadLesson {
  return new LessonReader(source, library).read();
}

class LessonReader {
  readonly #source: Source;
  readonly #library: Library;
  readonly #diagnostics = new Diagnostics();
  readonly #exercises: Exercise[] = [];
  readonly #id: string;
  readonly #number: number;

  constructor(source: Source, library: Library) {
    this.#source = source;
    const file = source.name.slice(source.name.lastIndexOf("/") + 1);
    const [, number = "0", id] = /^(?:(\d+)-)?(.*?)(?:\.md)?$/.exec(file) ?? [];
    this.#id = id ?? file;
    this.#number = Number(number);
    this.#library = library.with(this.#tests());
  }

  read(): ReadLesson {
    const { text } = this.#source;
    const [heading] = /^# .*$/m.exec(text) ?? [];
    const title = heading?.slice(2).trim() ?? this.#id;
    if (heading === undefined) this.#error(0, 1, "a lesson has a title: a line `# Title`");
    const parts: Part[] = [];
    let at = heading === undefined ? 0 : text.indexOf(heading) + heading.length;
    const addText = (end: number) => {
      const markdown = text.slice(at, end).trim();
      if (markdown !== "") parts.push({ kind: "text", markdown });
    };
    for (const { block, from, to } of this.#blocks()) {
      if (from < at) continue;
      addText(from);
      parts.push(...this.#part(block));
      at = to;
    }
    addText(text.length);
    const { list } = this.#diagnostics;
    list.sort((a, b) => a.span.start - b.span.start);
    const name = { source: this.#source, id: this.#id, number: this.#number, title };
    return { lesson: { ...name, parts, exercises: this.#exercises }, diagnostics: list };
  }

  /** The blocks that mean something, with where the fences begin and end. */
  #blocks(): readonly { readonly block: Block; readonly from: number; readonly to: number }[] {
    const { text } = this.#source;
    const found: { block: Block; from: number; to: number }[] = [];
    let open: { readonly from: number; readonly start: number; readonly info: string } | null =
      null;
    let at = 0;
    for (const line of text.split("\n")) {
      const end = at + line.length;
      const [, info] = /^```(.*)$/.exec(line.trimEnd()) ?? [];
      if (open === null && info !== undefined)
        open = { from: at, start: end + 1, info: info.trim() };
      else if (open !== null && info === "") {
        const infoSpan = { source: this.#source, start: open.from, end: open.start - 1 };
        const block = { info: open.info, infoSpan, start: open.start, end: at };
        if (this.#isMeant(block)) found.push({ block, from: open.from, to: end });
        open = null;
      }
      at = end + 1;
    }
    if (open !== null)
      this.#error(open.from, open.start - 1, "this block has no end: a line of ```");
    return found;
  }

  #isMeant({ info, infoSpan }: Block): boolean {
    const [word = ""] = info.split(" ");
    if (BLOCKS.some((name) => name === word)) return true;
    const near = nearest(word, BLOCKS);
    if (near !== undefined) {
      const { start, end } = infoSpan;
      this.#error(start, end, `there is no block \`${word}\`; did you mean \`${near}\`?`);
    }
    return false;
  }

  /** The tests that stand in the lesson, by the names behind `test`, each with its place in the file. */
  #tests(): ReadonlyMap<string, Source> {
    const { text, name: file } = this.#source;
    const tests = new Map<string, Source>();
    for (const [, name, body] of text.matchAll(/^```test +(\S.*)\n([\s\S]*?)^```\s*$/gm)) {
      tests.set(name!.trim(), new Source(`${file}#${name!.trim()}`, body!));
    }
    return tests;
  }

  #part(block: Block): readonly Part[] {
    const [word, ...rest] = block.info.split(" ");
    const argument = rest.join(" ").trim();
    switch (word as (typeof BLOCKS)[number]) {
      case "test":
        return this.#test(block, argument);
      case "predict": {
        const prediction = this.#prediction(block);
        return prediction === null ? [] : [{ kind: "predict", prediction }];
      }
      case "verdicts":
        return [{ kind: "verdicts", verdicts: this.#verdicts(block) }];
      case "exercise": {
        const exercise = this.#exercise(block, argument);
        if (exercise === null) return [];
        this.#exercises.push(exercise);
        return [{ kind: "exercise", exercise }];
      }
    }
  }

  #test({ infoSpan, start, end }: Block, name: string): readonly Part[] {
    if (name === "") {
      this.#error(infoSpan.start, infoSpan.end, "a test has a name: ```test NAME");
      return [];
    }
    const { test, problem } = this.#library.open(name, null);
    if (test !== null) return [{ kind: "test", test }];
    this.#error(start, Math.max(start + 1, end), `the test ${name} is wrong`, problem);
    return [];
  }

  #prediction(block: Block): Prediction | null {
    const fields = new Fields(this.#source, block, this.#library, this.#diagnostics);
    const question = fields.text("question");
    const test = fields.test();
    const models = fields.models("models");
    fields.finish();
    if (question === null || test === null || models === null) return null;
    return { question, test, models };
  }

  #exercise(block: Block, kind: string): Exercise | null {
    const { start, end } = block.infoSpan;
    const names = exerciseKinds.map(({ name }) => name);
    const known = names.find((name) => name === kind);
    if (known === undefined) {
      const near = nearest(kind, names);
      const hint =
        near === undefined ? `there is ${names.join(", ")}` : `did you mean \`${near}\`?`;
      this.#error(start, end, `there is no kind of exercise \`${kind}\``, hint);
      return null;
    }
    const fields = new Fields(this.#source, block, this.#library, this.#diagnostics);
    const [id, question, points] = [
      fields.text("id"),
      fields.text("question"),
      fields.count("points"),
    ];
    const base = {
      id: `${this.#id}/${id ?? ""}`,
      question: question ?? "",
      points: points ?? 0,
      span: block.infoSpan,
    };
    const exercise = readExercise(known, fields, base);
    fields.finish();
    if (id === null || question === null || points === null || exercise === null) return null;
    if (!this.#exercises.some((other) => other.id === base.id)) return exercise;
    this.#error(start, end, `a second exercise \`${id}\``);
    return null;
  }

  /** Lines `TEST | VARIANT | MODEL VERDICT, ...`, of a test without variants `TEST | MODEL VERDICT, ...`. */
  #verdicts({ start, end }: Block): readonly Verdict[] {
    const verdicts: Verdict[] = [];
    let at = start;
    for (const line of this.#source.text.slice(start, end).split("\n")) {
      const from = at;
      at += line.length + 1;
      if (line.trim() === "") continue;
      const span = { source: this.#source, start: from, end: from + line.length };
      const columns = line.split("|").map((column) => column.trim());
      const [name = "", ...rest] = columns;
      const variant = rest.length > 1 ? rest[0]! : null;
      if (columns.length < 2 || columns.length > 3) {
        this.#error(span.start, span.end, "a line is `TEST | VARIANT | sc Never, tso Sometimes`");
        continue;
      }
      const { test, problem } = this.#library.open(name, variant);
      if (test === null) this.#error(span.start, span.end, problem);
      const fields = new Fields(
        this.#source,
        { info: "", infoSpan: span, start, end: start },
        this.#library,
        this.#diagnostics,
      );
      for (const cell of rest.at(-1)!.split(",")) {
        const [id = "", word = ""] = cell.trim().split(/\s+/);
        const model = fields.modelCalled(id, span);
        const observation = OBSERVATIONS.find((known) => known === word);
        if (observation === undefined) {
          this.#error(
            span.start,
            span.end,
            `\`${word}\` is no verdict: ${OBSERVATIONS.join(", ")}`,
          );
        } else if (model !== null && test !== null)
          verdicts.push({ test, model, observation, span });
      }
    }
    return verdicts;
  }

  #error(start: number, end: number, message: string, ...notes: readonly string[]): void {
    const span = { source: this.#source, start, end };
    this.#diagnostics.error("course-lesson", span, message, ...notes);
  }
}
