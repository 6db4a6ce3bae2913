import type { InitItem, InitValue, LitmusFile, PathNode, Word } from "../../litmus/file.js";
import type { Location, LocationInfo, Parts } from "../../program/program.js";
import { type Code, INTEGER_TYPES, type IntegerType, type Values } from "../../program/value.js";
import type { Diagnostics } from "../../source/diagnostic.js";
import { meant, nearest } from "../../source/nearest.js";
import type { Span } from "../../source/source.js";

/** What one name stands for: a location, or an array of several cells, as far apart as its type is wide. */
export interface SharedObject {
  readonly name: string;
  /** Of its one cell, or of each; null where no type was declared. */
  readonly bits: number | null;
  readonly cell: Location;
  /** Null for a scalar. */
  readonly elements: number | null;
  /** Cells of each element: one, unless it is accessed in parts. */
  readonly parts: number;
  readonly type: IntegerType | undefined;
}

/** Types of declared locations. Of all others, and of pointers, the tool knows no type: they hold what is stored. */
const TYPES: ReadonlyMap<string, IntegerType> = new Map([
  ["char", "s8"],
  ["short", "s16"],
  ["int", "s32"],
  ["unsigned", "u32"],
  ["unsigned int", "u32"],
  ["long", "s64"],
  ["unsigned long", "u64"],
  ...([8, 16, 32, 64] as const).flatMap((bits): [string, IntegerType][] => [
    [`int${bits}_t`, `s${bits}`],
    [`uint${bits}_t`, `u${bits}`],
  ]),
]);

/** Elements of one array. */
const ELEMENTS_MAX = 4096;

/** The shared locations of an assembly test: declared in the init block, or by their first use in the code. */
export class Locations {
  readonly #declared = new Map<string, SharedObject>();
  /** The object of each cell. */
  readonly #objects: SharedObject[] = [];
  readonly #cells: (LocationInfo & { initial: Code })[] = [];
  readonly #values: Values;
  readonly #diagnostics: Diagnostics;
  readonly #granules: ReadonlyMap<string, number>;

  /** `granules`: of objects that are accessed in several sizes how many bits the narrowest access has, by name. */
  constructor(
    values: Values,
    diagnostics: Diagnostics,
    granules: ReadonlyMap<string, number> = new Map(),
  ) {
    this.#granules = granules;
    this.#values = values;
    this.#diagnostics = diagnostics;
  }

  infos(): readonly LocationInfo[] {
    return this.#cells;
  }

  /** The location of a name that the code or the init block uses; a new one starts as 0. */
  use(name: string): Location {
    return (this.#declared.get(name) ?? this.#declare(name, undefined, null)).cell;
  }

  address(cell: Location): Code {
    return this.#values.address(cell);
  }

  /** Declares and initialises the locations of the init block. Its registers are for the threads. */
  initialise(file: LitmusFile): void {
    const items = file.init.filter(({ thread }) => thread === null);
    for (const item of items) this.#declareItem(item);
    for (const item of items) this.#initialiseItem(item);
  }

  /** The value of an init block's item, as a code. */
  value(value: InitValue): Code {
    switch (value.kind) {
      case "number":
        return this.#values.encode(value.value);
      case "name":
        return this.address(this.cellOf(value.path, true) ?? 0);
      default: {
        const message = "an assembly test starts with numbers and addresses only";
        this.#diagnostics.error("not-constant", value.span, message);
        return 0;
      }
    }
  }

  /** The cell that a path names; null after a diagnostic. `declares`: an unknown name is a new location. */
  cellOf({ name, steps }: PathNode, declares: boolean): Location | null {
    const { text, span } = name;
    let declared = this.#declared.get(text);
    if (declared === undefined && declares && steps.length === 0) {
      declared = this.#declare(text, undefined, null);
    }
    if (declared === undefined) {
      const near = nearest(text, this.#declared.keys());
      const notes = meant(near);
      this.#diagnostics.error(
        "unknown-location",
        span,
        `no location is called \`${text}\``,
        ...notes,
      );
      return null;
    }
    let { cell, elements } = declared;
    for (const step of steps) {
      if (step.kind === "field") {
        this.#diagnostics.error("no-such-field", step.field.span, `\`${text}\` has no fields`);
        return null;
      }
      if (elements === null) {
        this.#diagnostics.error("no-such-element", step.span, `\`${text}\` is no array`);
        return null;
      }
      if (step.index >= elements) {
        const message = `index ${step.index} is outside of ${text}[${elements}]`;
        this.#diagnostics.error("index-out-of-range", step.span, message);
        return null;
      }
      cell += step.index * declared.parts;
      elements = null;
    }
    return cell;
  }

  /** How many elements a path names that is an array as a whole; null for anything else. */
  lengthOf({ name, steps }: PathNode): number | null {
    return steps.length > 0 ? null : (this.#declared.get(name.text)?.elements ?? null);
  }

  /** The declared type of what a path starts at. */
  typeAt({ name }: PathNode): IntegerType | undefined {
    const declared = this.#declared.get(name.text);
    return declared?.type;
  }

  /** How the value of what starts at a cell is made of it and those behind it; undefined where it is in that one. */
  partsAt(cell: Location): Parts | undefined {
    const { parts, bits, type } = this.object(cell);
    if (parts === 1 || bits === null || type === undefined) return undefined;
    return { count: parts, bits: bits / parts, type };
  }

  /** Whether all that is declared with this size is without a sign: then numbers of that size are kept that way. */
  isUnsigned(bits: number): boolean {
    const types = this.#cells.flatMap(({ type }) => type ?? []);
    const own = types.filter((type) => INTEGER_TYPES[type].bits === bits);
    return own.length > 0 && own.every((type) => !INTEGER_TYPES[type].signed);
  }

  /** What a cell is, or is a part of. */
  object(cell: Location): SharedObject {
    return this.#objects[cell]!;
  }

  name(cell: Location): string {
    return this.#cells[cell]!.name;
  }

  #declare(name: string, type: IntegerType | undefined, elements: number | null): SharedObject {
    const cell = this.#cells.length;
    const bits = type === undefined ? null : INTEGER_TYPES[type].bits;
    const granule = this.#granules.get(name) ?? bits;
    const parts = bits === null || granule === null ? 1 : bits / granule;
    const declared = { name, bits, cell, elements, parts, type };
    const own =
      elements === null ? [name] : Array.from({ length: elements }, (_, k) => `${name}[${k}]`);
    const names = own.flatMap((one) =>
      Array.from({ length: parts }, (_, k) => (k === 0 ? one : `${one}+${(k * granule!) / 8}`)),
    );
    if (names.length > 1 && granule !== null && granule < 64) {
      this.#values.pack(cell, names.length, granule / 8);
    }
    const kept = parts === 1 ? type : granule === 8 ? "u8" : granule === 16 ? "u16" : "u32";
    for (const one of names) {
      this.#cells.push({ name: one, type: kept, initial: 0, isHidden: false });
      this.#objects.push(declared);
    }
    this.#declared.set(name, declared);
    return declared;
  }

  #declareItem({ target, type, pointers, elements, inner, span }: InitItem): void {
    if (inner !== undefined) {
      const note = "write one array with all elements: `a[4]` for `a[2][2]`";
      this.#diagnostics.error(
        "unsupported-type",
        span,
        "an array of arrays is not supported",
        note,
      );
    }
    const { text } = target.name;
    if (this.#declared.has(text)) return;
    const known = this.type(type, pointers);
    this.#declare(text, known, elements === null ? null : this.#length(elements, span));
  }

  #length(elements: number, span: Span): number {
    if (elements < 1 || elements > ELEMENTS_MAX) {
      const message = `an array has 1 to ${ELEMENTS_MAX} elements`;
      this.#diagnostics.error("bad-array-length", span, message);
      return 1;
    }
    return elements;
  }

  /** The type that an item of the init block declares; undefined for none, and for pointers. */
  type(written: Word | null, pointers: number): IntegerType | undefined {
    if (written === null || pointers > 0) return undefined;
    const { text, span } = written;
    const plain = text.replace(/\b(?:const|volatile)\s+/g, "");
    const type = TYPES.get(plain);
    if (type === undefined) {
      const near = nearest(plain, TYPES.keys());
      const notes = meant(near);
      this.#diagnostics.error("unknown-type", span, `no type is called \`${text}\``, ...notes);
    }
    return type;
  }

  #initialiseItem({ target, value }: InitItem): void {
    if (value === null) return;
    const cell = this.cellOf(target, false);
    if (cell === null) return;
    const values = value.kind === "list" ? value.items.map((item) => item.value) : [value];
    const last = this.#declared.get(target.name.text)!;
    const room = value.kind === "list" ? (last.elements ?? 1) : 1;
    if (values.length > room) {
      const message = `${values.length} values for ${room} ${room === 1 ? "cell" : "cells"}`;
      this.#diagnostics.error("too-many-values", value.span, message);
      return;
    }
    values.forEach((one, k) => {
      const code = this.value(one);
      const { type, parts, bits } = last;
      if (type === undefined || bits === null) {
        this.#cells[cell + k]!.initial = code;
        return;
      }
      const wrapped = this.#values.wrap(this.#values.decode(code), type);
      const width = bits / parts;
      for (let p = 0; p < parts; p++) {
        const part = parts === 1 ? wrapped : BigInt.asUintN(width, wrapped >> BigInt(width * p));
        this.#cells[cell + k * parts + p]!.initial = this.#values.encode(part);
      }
    });
  }
}
