import type { PathNode } from "../../litmus/file.js";
import type { Location, LocationInfo } from "../../program/program.js";
import type { Code, Values } from "../../program/value.js";
import type { Diagnostics } from "../../source/diagnostic.js";
import { meant, nearest } from "../../source/nearest.js";
import type { Span } from "../../source/source.js";
import { cellCount, cells, fieldNames, findField, integerOf, type Type } from "./types.js";

/** A location as it was declared: a scalar, or a struct or array whose cells stand next to each other. */
export interface Declared {
  readonly name: string;
  readonly type: Type;
  /** Its first cell. */
  readonly cell: Location;
  readonly span: Span;
}

/** A part of a declared location. */
export interface Part {
  readonly cell: Location;
  readonly type: Type;
  readonly name: string;
}

/** The shared locations of a program, flattened to scalar cells in the order of their declaration. */
export class Locations {
  readonly #declared = new Map<string, Declared>();
  readonly #cells: (LocationInfo & { initial: Code })[] = [];
  readonly #values: Values;

  constructor(values: Values) {
    this.#values = values;
  }

  get(name: string): Declared | undefined {
    return this.#declared.get(name);
  }

  declare(name: string, type: Type, span: Span): Declared {
    const cell = this.#cells.length;
    for (const { path, type: part } of cells(type)) this.#add(`${name}${path}`, part, false);
    const declared = { name, type, cell, span };
    this.#declared.set(name, declared);
    return declared;
  }

  /** A location that only the tool knows of. */
  hidden(name: string, type: Type): Location {
    return this.#add(name, type, true);
  }

  #add(name: string, type: Type, isHidden: boolean): Location {
    const integer = integerOf(type) ?? undefined;
    return this.#cells.push({ name, type: integer, initial: 0, isHidden }) - 1;
  }

  setInitial(cell: Location, value: Code): void {
    this.#cells[cell]!.initial = value;
  }

  address(cell: Location): Code {
    return this.#values.address(cell);
  }

  names(): readonly string[] {
    return [...this.#declared.keys()];
  }

  infos(): readonly LocationInfo[] {
    return this.#cells;
  }

  /** The part of a location that a path names, or undefined after a diagnostic. */
  resolve(path: PathNode, diagnostics: Diagnostics): Part | undefined {
    const { text, span } = path.name;
    const declared = this.#declared.get(text);
    if (declared === undefined) {
      const near = nearest(text, this.#declared.keys());
      const notes = meant(near);
      diagnostics.error("unknown-location", span, `no location is called \`${text}\``, ...notes);
      return undefined;
    }
    let part: Part = declared;
    for (const step of path.steps) {
      const next =
        step.kind === "field"
          ? fieldOf(part, step.field.text, step.field.span, diagnostics)
          : elementOf(part, step.index, step.span, diagnostics);
      if (next === undefined) return undefined;
      part = next;
    }
    return part;
  }
}

function fieldOf(part: Part, name: string, span: Span, diagnostics: Diagnostics): Part | undefined {
  if (part.type.kind !== "struct") {
    diagnostics.error("no-such-field", span, `\`${part.name}\` has no fields`);
    return undefined;
  }
  const field = findField(part.type, name);
  if (field === undefined) {
    const near = nearest(name, fieldNames(part.type));
    const notes = meant(near);
    diagnostics.error("no-such-field", span, `\`${part.name}\` has no field \`${name}\``, ...notes);
    return undefined;
  }
  return { cell: part.cell + field.offset, type: field.type, name: `${part.name}.${name}` };
}

function elementOf(
  part: Part,
  index: number,
  span: Span,
  diagnostics: Diagnostics,
): Part | undefined {
  const { type, name, cell } = part;
  if (type.kind !== "array") {
    diagnostics.error("no-such-element", span, `\`${name}\` is no array`);
    return undefined;
  }
  if (index < 0 || index >= type.length) {
    const message = `index ${index} is outside of ${name}[${type.length}]`;
    diagnostics.error("index-out-of-range", span, message);
    return undefined;
  }
  return { cell: cell + index * cellCount(type.of), type: type.of, name: `${name}[${index}]` };
}
