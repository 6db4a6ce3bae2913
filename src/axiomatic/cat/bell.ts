import type { Diagnostics } from "../../source/diagnostic.js";
import { meant, nearest } from "../../source/nearest.js";
import type { Expression, Instruction } from "./ast.js";
import { bindName, declareEnumeration, Lazy, type Scope } from "./environment.js";
import { evaluate, isVariantOn } from "./evaluate.js";
import { describeExecution } from "./execution.js";
import { Failure, fail } from "./failure.js";
import type { Program } from "./load.js";
import { bindAll } from "./recursion.js";
import type { Run } from "./run.js";
import { initialScope, type ModelOptions, startRun } from "./start.js";
import { collectionOf, describe } from "./values.js";

/** Event types that a bell file may speak of. `CALL` is an older name of `F`. */
const EVENT_TYPES = ["R", "W", "J", "F", "RMW", "B", "SRCU"] as const;

export type BellEventType = (typeof EVENT_TYPES)[number];

/** What a bell file says about the annotations of events. */
export interface BellInfo {
  /**
   * Tags of every enumeration; `scopes`, `regions` and `levels` have a meaning of their own for
   * LISA tests.
   */
  readonly enumerations: ReadonlyMap<string, readonly string[]>;
  /**
   * For every event type, its allowed lists of annotations: for each place of a list the tags that
   * may stand there.
   */
  readonly annotations: ReadonlyMap<BellEventType, readonly (readonly ReadonlySet<string>[])[]>;
  /** The annotations of an event that has none. */
  readonly defaults: ReadonlyMap<BellEventType, readonly string[]>;
}

/**
 * Reads the declarations of a program's bell file: `enum`, `instructions` and `default`. Its tests
 * and definitions are for `judge`; here only the sets of tags that `instructions` names are
 * evaluated. Null when the program has no bell file.
 */
export function readBell(
  program: Program,
  diagnostics: Diagnostics,
  options: ModelOptions = {},
): BellInfo | null {
  if (program.bell === null) return null;
  const reader = new Reader(program, startRun(describeExecution([]), options));
  try {
    reader.read(program.prelude.instructions);
    reader.read(program.bell.instructions);
  } catch (failure) {
    if (!(failure instanceof Failure)) throw failure;
    diagnostics.list.push(failure.diagnostic);
  }
  return reader.info;
}

class Reader {
  readonly #program: Program;
  readonly #run: Run;
  #scope: Scope;
  readonly #annotations = new Map<BellEventType, (readonly ReadonlySet<string>[])[]>();
  readonly #defaults = new Map<BellEventType, readonly string[]>();

  constructor(program: Program, run: Run) {
    this.#program = program;
    this.#run = run;
    this.#scope = initialScope(run);
  }

  get info(): BellInfo {
    const { enumerations } = this.#scope;
    return { enumerations, annotations: this.#annotations, defaults: this.#defaults };
  }

  read(instructions: readonly Instruction[]): void {
    for (const instruction of instructions) this.#readOne(instruction);
  }

  #readOne(instruction: Instruction): void {
    switch (instruction.kind) {
      case "let":
        this.#scope = bindAll(this.#run, this.#scope, instruction.bindings, evaluate);
        break;
      case "enum": {
        const { text: enumeration } = instruction.name;
        const tags = instruction.tags.map((t) => t.text);
        const all = collectionOf(
          { enumeration },
          tags.map((tag) => ({ kind: "tag", enumeration, tag })),
        );
        const declared = declareEnumeration(this.#scope, enumeration, tags);
        this.#scope = bindName(declared, enumeration, Lazy.of(all));
        break;
      }
      case "instructions":
        this.#declare(instruction);
        break;
      case "include":
        this.read(this.#program.files.get(instruction.file.text)?.instructions ?? []);
        break;
      case "if": {
        const isOn = isVariantOn(this.#run.variants, instruction.condition);
        this.read(isOn ? instruction.yes : instruction.no);
        break;
      }
      default:
        break;
    }
  }

  #declare(instruction: Extract<Instruction, { kind: "instructions" }>): void {
    const { eventType, annotations, isDefault, span } = instruction;
    const type = eventTypeOf(instruction);
    const places = annotations.map((e) => this.#tagsOf(e));
    this.#annotations.set(type, [...(this.#annotations.get(type) ?? []), places]);
    if (!isDefault) return;
    if (this.#defaults.has(type)) {
      fail("second-default", span, `\`${eventType.text}\` has a default already`);
    }
    const chosen = places.map((tags, k) => {
      const [only] = tags;
      if (only !== undefined && tags.size === 1) return only;
      return fail("ambiguous-default", annotations[k]!.span, "a default names one tag");
    });
    this.#defaults.set(type, chosen);
  }

  #tagsOf(e: Expression): ReadonlySet<string> {
    const value = evaluate(this.#run, this.#scope, e);
    if (value.kind === "tag") return new Set([value.tag]);
    if (value.kind === "collection") {
      const tags = value.members.values().map((v) => (v.kind === "tag" ? v.tag : null));
      if (!tags.includes(null)) return new Set(tags.filter((t) => t !== null));
    }
    return fail("type", e.span, `expected tags, found ${describe(value)}`);
  }
}

function eventTypeOf({ eventType }: Extract<Instruction, { kind: "instructions" }>): BellEventType {
  const { text, span } = eventType;
  if (text === "CALL") return "F";
  const known = EVENT_TYPES.find((t) => t === text);
  if (known !== undefined) return known;
  const near = nearest(text, EVENT_TYPES);
  const notes = meant(near);
  const expected = EVENT_TYPES.map((t) => `\`${t}\``).join(", ");
  return fail(
    "unknown-event-type",
    span,
    `expected one of ${expected}, found \`${text}\``,
    ...notes,
  );
}
