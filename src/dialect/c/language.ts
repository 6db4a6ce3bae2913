import type { Token } from "../../litmus/scanner.js";
import type { FunctionDefinition } from "./ast.js";
import type { Method } from "./parser-cursor.js";
import type { Rewriter } from "./places.js";
import type { PreludeGroup } from "./prelude-group.js";
import type { MacroSource } from "./preprocessor.js";
import type { Type } from "./types.js";

/** What one dialect of C has beside C itself. */
export interface Language {
  /** As errors and help name it: `kernel C`. */
  readonly title: string;
  readonly primitives: readonly PreludeGroup[];
  /** Typedefs. */
  readonly types: ReadonlyMap<string, Type>;
  /** Structs and unions by tag; a test that declares its own has that. */
  readonly structs: ReadonlyMap<string, Type>;
  /** Names that are numbers. */
  readonly constants: ReadonlyMap<string, bigint>;
  /** Macros that cannot be functions of a prelude. */
  readonly macros: MacroSource;
  /** Words of its own that stand before a type. */
  readonly qualifiers: ReadonlySet<string>;
  /** Of its primitives and types those whose names anybody may give to something else: they tell no dialect. */
  readonly commonWords: ReadonlySet<string>;
  /** Methods of C++ by name. */
  readonly methods: ReadonlyMap<string, (count: number) => Method | undefined>;
  /** Other ways to write its primitives. */
  readonly rewriter: Rewriter;
  /** C++ too: its names in C's spelling, and parameters that are references. Absent: only C. */
  readonly inC?: (tokens: readonly Token[]) => readonly Token[];
  /** Ids of the models of a table when nobody asks for others; absent: those of the kernel's developers. */
  readonly defaultModels?: readonly string[];
  /** See `Dialect.isCompiled`. */
  readonly isCompiled?: boolean;
}

/** What a user's macro file makes of the primitives that it names, as definitions like a prelude's. */
export interface MacroTable {
  /** The macro of a name that a test may call. */
  lookup(name: string): FunctionDefinition | undefined;
  /** What a macro's own definition calls: other macros and herd's operations, under names of their own. */
  part(name: string): FunctionDefinition | undefined;
  /** The names of the macros. */
  names(): readonly string[];
}
