import type { LitmusFile, VariantNode } from "../litmus/file.js";
import type { Program } from "../program/program.js";
import type { Diagnostics } from "../source/diagnostic.js";
import type { Span } from "../source/source.js";
import type { MacroTable } from "./c/language.js";
import type { Place } from "./places.js";
import type { Primitive } from "./primitive.js";

/** A language of thread bodies. One file or folder each, one line in `dialects.ts`. */
export interface Dialect {
  /** Header words that choose it: `C`. */
  readonly headers: readonly string[];
  readonly title: string;
  /** Ids of the models of a table when nobody asks for others; absent: those of the kernel's developers. */
  readonly defaultModels?: readonly string[];
  /**
   * The words of its own that a file uses, with the first place of each: what decides between dialects that have a header
   * in common. Absent for one that has its headers for itself.
   */
  words?(file: LitmusFile): ReadonlyMap<string, Span>;
  /** A language of compilers: what a model of hardware judges is the instructions that they make of a test. */
  readonly isCompiled?: boolean;
  /** How each instruction that is known is written, for lists; absent: it is no assembly. */
  readonly instructions?: readonly string[];
  /** What a thread may call or execute, each with what it orders. */
  primitives(): readonly Primitive[];
  /**
   * Reads the bodies of a file and lowers them for one variant (null: the file has none). Everything wrong is added to
   * `diagnostics`; null is given exactly when an error was added.
   */
  program(
    file: LitmusFile,
    variant: VariantNode | null,
    options: LoweringOptions,
    diagnostics: Diagnostics,
  ): Program | null;
  /** Where a file without variants can be made to order more or less, given what it was lowered to. */
  places(file: LitmusFile, program: Program, options: LoweringOptions): readonly Place[];
}

export interface LoweringOptions {
  /** Rounds after which a loop that is no mere wait is cut off. */
  readonly loopRoundsMax: number;
  /** A user's own meaning of some kernel primitives, see `readMacros`. */
  readonly macros?: MacroTable | null;
  /** Of several languages that a text can be of, the one of which this is the first model; absent: the kernel's. */
  readonly preferredModel?: string;
}
