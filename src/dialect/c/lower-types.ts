import type { Diagnostics } from "../../source/diagnostic.js";
import { meant, nearest } from "../../source/nearest.js";
import type { Span } from "../../source/source.js";
import type { ExpressionNode, TranslationUnit, TypeNode } from "./ast.js";
import type { Language } from "./language.js";
import { constantValue } from "./lower-constants.js";
import {
  ANY,
  byteSize,
  C_TYPES,
  cellCount,
  type Field,
  type StructType,
  type Type,
  VOID,
} from "./types.js";

/** Elements of one array: more could not be searched, and would only cost memory. */
const ELEMENTS_MAX = 1024;

/** Scalars of one location or variable, with room for every sensible table of structs. */
const CELLS_MAX = 65_536;

/** The types and constants that a file declares, beside the ones that every file has. */
export class Types {
  readonly #given: ReadonlyMap<string, Type>;
  readonly #named: Map<string, Type>;
  readonly #structs: Map<string, Type>;
  /** Structs whose fields are being read: a member of such a type would contain itself. */
  readonly #open = new Set<Type>();
  /** Scalars of each struct that was read, at least one: structs nest, and even empty ones take time to walk. */
  readonly #sizes = new Map<Type, number>();
  readonly #constants: Map<string, bigint>;
  readonly #diagnostics: Diagnostics;

  constructor(language: Language, constants: Map<string, bigint>, diagnostics: Diagnostics) {
    this.#given = new Map([...C_TYPES, ...language.types]);
    this.#named = new Map(this.#given);
    this.#structs = new Map(language.structs);
    this.#constants = constants;
    this.#diagnostics = diagnostics;
    for (const name of ["any", "lvalue", "expression", "rest"]) this.#named.set(name, ANY);
  }

  /** Reads the declarations of a file; wrong ones are reported. */
  declare(unit: TranslationUnit): void {
    this.#declareConstants(unit);
    const declared = new Map<string, { type: StructType; fields: Field[] }>();
    for (const { tag, kind, span } of unit.structs) {
      if (declared.has(tag)) {
        this.#diagnostics.error("redefined", span, `\`${kind} ${tag}\` is declared twice`);
        continue;
      }
      const fields: Field[] = [];
      const type: StructType = { kind: "struct", tag, isUnion: kind === "union", fields };
      declared.set(tag, { type, fields });
      this.#structs.set(tag, type);
      this.#open.add(type);
    }
    for (const { name, type } of unit.typedefs) {
      const existing = this.#given.get(name);
      if (existing === undefined || type.kind !== "named")
        this.#named.set(name, this.resolve(type));
    }
    for (const node of unit.structs) {
      const entry = declared.get(node.tag)!;
      if (!this.#open.has(entry.type)) continue;
      let size = 0;
      for (const { name, type, span } of node.fields) {
        const resolved = this.resolve(type);
        if (this.#containsOpen(resolved)) {
          const message = `\`${name}\` has a type that is not complete here: its struct is declared later or is this one`;
          this.#diagnostics.error("incomplete-type", span, message, "use a pointer to it");
          continue;
        }
        size += this.#size(resolved);
        if (size > CELLS_MAX) this.#refuseSize(span);
        else entry.fields.push({ name, type: resolved });
      }
      this.#sizes.set(entry.type, Math.max(1, Math.min(size, CELLS_MAX)));
      this.#open.delete(entry.type);
    }
  }

  /** Whether a type has few enough scalars to be kept; reports one that has not. */
  fits(type: Type, span: Span): boolean {
    if (this.#size(type) <= CELLS_MAX) return true;
    this.#refuseSize(span);
    return false;
  }

  #size(type: Type): number {
    if (type.kind === "array") return type.length * this.#size(type.of);
    return type.kind === "struct" ? (this.#sizes.get(type) ?? cellCount(type)) : 1;
  }

  #refuseSize(span: Span): void {
    const count = CELLS_MAX.toLocaleString("en-US");
    this.#diagnostics.error("too-large", span, `this has more than ${count} scalars`);
  }

  #declareConstants(unit: TranslationUnit): void {
    let next = 0n;
    for (const { name, value, span } of unit.constants) {
      const given = value === null ? next : this.constant(value);
      if (given === null) {
        this.#diagnostics.error("not-constant", span, `the value of \`${name}\` is no constant`);
      }
      this.#constants.set(name, given ?? next);
      next = (given ?? next) + 1n;
    }
  }

  #containsOpen(type: Type): boolean {
    if (type.kind === "array") return this.#containsOpen(type.of);
    return this.#open.has(type);
  }

  /** The integer that an expression of constants gives; null when it is none. */
  constant(node: ExpressionNode): bigint | null {
    return constantValue(node, {
      name: (name) => this.#constants.get(name),
      size: (type) => BigInt(byteSize(this.resolve(type))),
    });
  }

  /** The type that a node names; `typeOf` gives that of an expression, where one may stand. */
  resolve(node: TypeNode, typeOf: (node: ExpressionNode) => Type = () => ANY): Type {
    switch (node.kind) {
      case "named": {
        const type = this.#named.get(node.name);
        if (type !== undefined) return type;
        this.#unknown(`\`${node.name}\``, node, [...this.#named.keys()]);
        return ANY;
      }
      case "struct": {
        const type = this.#structs.get(node.tag);
        if (type !== undefined) return type;
        this.#unknown(`\`struct ${node.tag}\``, node, [...this.#structs.keys()]);
        return ANY;
      }
      case "pointer":
        return { kind: "pointer", to: this.#pointee(node.to, typeOf) };
      case "array":
        return this.#array(node, typeOf);
      case "typeof":
        return typeOf(node.expression);
    }
  }

  /** What a pointer points to may be a struct that nobody declares, while nobody looks into it. */
  #pointee(node: TypeNode, typeOf: (node: ExpressionNode) => Type): Type {
    if (node.kind === "struct" && !this.#structs.has(node.tag)) return VOID;
    return this.resolve(node, typeOf);
  }

  #array(node: Extract<TypeNode, { kind: "array" }>, typeOf: (node: ExpressionNode) => Type): Type {
    const of = this.resolve(node.of, typeOf);
    const length = node.length === null ? 0n : this.constant(node.length);
    if (length === null) {
      const message = "the length of an array must be a constant";
      this.#diagnostics.error("not-constant", node.span, message);
    } else if (length < 0n || length > ELEMENTS_MAX) {
      const message = `an array has 1 to ${ELEMENTS_MAX} elements, not ${length}`;
      this.#diagnostics.error("bad-array-length", node.span, message);
    } else {
      const type: Type = { kind: "array", of, length: Number(length) };
      if (this.fits(type, node.span)) return type;
    }
    return { kind: "array", of, length: 1 };
  }

  /** The type that words such as `unsigned long` or `struct s` of the init block name, or undefined. */
  ofWords(words: string): Type | undefined {
    const plain = words.replace(/\b(const|volatile|_Atomic)\b/g, "").trim();
    const struct = /^(?:struct|union)\s+(\w+)$/.exec(plain);
    if (struct !== null) return this.#structs.get(struct[1]!);
    return this.#named.get(normalized(plain));
  }

  typeNames(): readonly string[] {
    return [...this.#named.keys(), ...[...this.#structs.keys()].map((tag) => `struct ${tag}`)];
  }

  #unknown(what: string, node: TypeNode, known: readonly string[]): void {
    const name = node.kind === "named" ? node.name : node.kind === "struct" ? node.tag : "";
    const near = nearest(name, known);
    const notes = meant(near, near, name);
    this.#diagnostics.error("unknown-type", node.span, `${what} is no known type`, ...notes);
  }
}

/** Integer words in the order of `types.ts`: `long unsigned int` is `unsigned long`. */
function normalized(words: string): string {
  const list = words.split(/\s+/);
  if (list.length === 1)
    return words === "signed" ? "int" : words === "unsigned" ? "unsigned int" : words;
  const sign = list.includes("unsigned") ? ["unsigned"] : [];
  const size = list.filter((w) => w !== "unsigned" && w !== "signed" && w !== "int");
  return [...sign, ...(size.length === 0 ? ["int"] : size)].join(" ");
}
