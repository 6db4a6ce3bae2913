import { hasMachine, type MachineModel, type Model } from "../models/model.js";
import { models } from "../models/models.js";
import type { Diagnostics } from "../source/diagnostic.js";
import { nearest } from "../source/nearest.js";
import type { Source, Span } from "../source/source.js";
import type { Library } from "./library.js";
import type { CourseTest } from "./test.js";

/** A fenced block of a lesson. */
export interface Block {
  /** The words behind the fence. */
  readonly info: string;
  readonly infoSpan: Span;
  /** Offset of the first character of the content, and the one after its last. */
  readonly start: number;
  readonly end: number;
}

interface Field {
  readonly value: string;
  readonly span: Span;
}

/**
 * The fields of a block: lines `name: value`, where a line that is indented goes on with the value. Asking for a field
 * reports what is wrong with it; `finish` reports those that nobody asked for.
 */
export class Fields {
  readonly #fields = new Map<string, Field>();
  readonly #asked = new Set<string>();
  readonly #diagnostics: Diagnostics;
  readonly #library: Library;
  readonly #span: Span;

  constructor(source: Source, block: Block, library: Library, diagnostics: Diagnostics) {
    this.#library = library;
    this.#diagnostics = diagnostics;
    this.#span = block.infoSpan;
    this.#read(source, block);
  }

  #read(source: Source, { start, end }: Block): void {
    let last: string | null = null;
    let at = start;
    for (const line of source.text.slice(start, end).split("\n")) {
      const span = { source, start: at, end: at + line.length };
      at = span.end + 1;
      if (line.trim() === "") continue;
      const before: Field | undefined = last === null ? undefined : this.#fields.get(last);
      if (/^\s/.test(line) && last !== null && before !== undefined) {
        this.#fields.set(last, { ...before, value: `${before.value} ${line.trim()}`.trim() });
        continue;
      }
      const [, name, value] = /^([a-z][a-z-]*):(.*)$/.exec(line) ?? [];
      if (name === undefined) {
        this.#error(
          span,
          "a line here is `name: value`, or goes on, indented, with the one before",
        );
        continue;
      }
      if (this.#fields.has(name)) this.#error(span, `a second \`${name}\``);
      this.#fields.set(name, { value: value!.trim(), span });
      last = name;
    }
  }

  /** A field that has to be there; null, with a problem, when it is not. */
  text(name: string): string | null {
    const { value } = this.#get(name) ?? { value: "" };
    if (value !== "") return value;
    this.#error(this.#spanOf(name), `\`${name}: ...\` is missing`);
    return null;
  }

  /** A field that need not be there. */
  optional(name: string): string | null {
    return this.#get(name)?.value ?? null;
  }

  /** A number from 1 on; null, with a problem, for anything else. */
  count(name: string): number | null {
    const text = this.text(name);
    if (text === null) return null;
    if (/^[1-9]\d{0,3}$/.test(text)) return Number(text);
    this.#error(this.#spanOf(name), `\`${name}\` is a whole number from 1 on; here it is ${text}`);
    return null;
  }

  /** One of some words; the first of them when the field is not there. */
  choice<T extends string>(name: string, known: readonly [T, ...T[]]): T | null {
    const text = this.optional(name);
    if (text === null) return known[0];
    const found = known.find((word) => word === text);
    if (found === undefined) {
      this.#error(this.#spanOf(name), `\`${name}\` is one of ${known.join(", ")}`);
    }
    return found ?? null;
  }

  /** Models by their ids, with commas between them; null, with problems, when there is none or one is unknown. */
  models(name: string): readonly Model[] | null {
    const text = this.text(name);
    if (text === null) return null;
    const found = text.split(",").map((id) => this.modelCalled(id.trim(), this.#spanOf(name)));
    return found.includes(null) ? null : (found as readonly Model[]);
  }

  /** One model. */
  model(name: string): Model | null {
    const text = this.text(name);
    return text === null ? null : this.modelCalled(text, this.#spanOf(name));
  }

  /** One model with a machine. */
  machineModel(name: string): MachineModel | null {
    const model = this.model(name);
    if (model === null || hasMachine(model)) return model;
    this.#error(this.#spanOf(name), `${model.id} has axioms, but no machine to step through`);
    return null;
  }

  /** The model of an id; null, with a problem, when there is none. */
  modelCalled(id: string, span: Span): Model | null {
    const ids = models.map((model) => model.id);
    const model = models.find((known) => known.id === id) ?? null;
    if (model === null) {
      const near = nearest(id, ids);
      const note = near === undefined ? `there is ${ids.join(", ")}` : `did you mean \`${near}\`?`;
      this.#diagnostics.error("unknown-model", span, `there is no model \`${id}\``, note);
    }
    return model;
  }

  /** The test of the fields `test` and `variant`; null, with a problem, when there is none. */
  test(): CourseTest | null {
    const name = this.text("test");
    const variant = this.optional("variant");
    if (name === null) return null;
    const { test, problem } = this.#library.open(name, variant);
    if (test === null) this.#error(this.#spanOf("test"), problem);
    return test;
  }

  /** Reports what is wrong with a field, beside its form. */
  refuse(name: string, message: string): void {
    this.#error(this.#spanOf(name), message);
  }

  /** Reports fields that say nothing in such a block. */
  finish(): void {
    for (const [name, { span }] of this.#fields) {
      if (this.#asked.has(name)) continue;
      const near = nearest(name, this.#asked);
      const known = [...this.#asked].join(", ");
      const note = near === undefined ? `there is ${known}` : `did you mean \`${near}\`?`;
      this.#diagnostics.error("course-field", span, `there is no field \`${name}\` here`, note);
    }
  }

  #get(name: string): Field | undefined {
    this.#asked.add(name);
    return this.#fields.get(name);
  }

  #spanOf(name: string): Span {
    return this.#fields.get(name)?.span ?? this.#span;
  }

  #error(span: Span, message: string): void {
    this.#diagnostics.error("course-field", span, message);
  }
}
