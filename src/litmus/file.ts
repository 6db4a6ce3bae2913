import type { Source, Span } from "../source/source.js";

/**
 * A litmus file as it was written: the frame that every dialect shares, with the thread bodies still text. Names are not
 * resolved and types not looked up here; a dialect does that.
 */
export interface LitmusFile {
  readonly source: Source;
  /** First word of the header: `C`, `LISA`, `AArch64`, `X86`, ... */
  readonly dialect: Word;
  /** Rest of the header line. */
  readonly name: Word;
  /** The quoted string after the header, empty when there is none. */
  readonly description: string;
  /** `Key=value` lines after the header. */
  readonly metadata: ReadonlyMap<string, string>;
  /** Text of the comments before the threads, for the catalogue. */
  readonly comments: readonly string[];
  readonly init: readonly InitItem[];
  /** The text of declarations, functions and threads, in order, one piece or more; clauses stand between them. */
  readonly body: readonly Span[];
  /** `locations [...]`: what is printed beside the condition's own terms. */
  readonly locations: readonly TermNode[];
  readonly filter: PropositionNode | null;
  readonly condition: ConditionNode;
  readonly variants: readonly VariantNode[];
  readonly expectations: readonly ExpectationNode[];
  /** The `variants` and `expect` clauses, each from its keyword to the start of the line after it. */
  readonly ownClauses: readonly Span[];
}

/** A word with its place. */
export interface Word {
  readonly text: string;
  readonly span: Span;
}

/** One item of the init block: `int x = 1;`, `0:r1 = x;`, `struct s v = { .f = 1 };`, `int a[2] = {1, 2};`, `x = y;`. */
export interface InitItem {
  /** The thread of `0:r1 = ...`, null for a location. */
  readonly thread: number | null;
  /** Type words as written, such as `unsigned long` or `struct s`; null for `x = 1;`. */
  readonly type: Word | null;
  /** Stars after the type: 1 for `int *p`. */
  readonly pointers: number;
  readonly target: PathNode;
  /** Elements of a declared array, null for no array, -1 for `a[]`. */
  readonly elements: number | null;
  /** Of an array of arrays, the elements of each element: 2 and 3 for `a[4][2][3]`. */
  readonly inner?: readonly number[];
  /** Null for a declaration without a value. */
  readonly value: InitValue | null;
  readonly span: Span;
}

export type InitValue =
  | { readonly kind: "number"; readonly value: bigint; readonly span: Span }
  /** `x` and `&x` both mean the address of x, as in herd; also a #define'd constant, or `NULL`. */
  | {
      readonly kind: "name";
      readonly path: PathNode;
      readonly isAddress: boolean;
      readonly span: Span;
    }
  /** A constant expression of C, such as `LIMIT + 1` or `1 << 30`, which the dialect reads. */
  | { readonly kind: "expression"; readonly text: string; readonly span: Span }
  /** `ATOMIC_INIT(0)`, `REFCOUNT_INIT(1)`, `__SPIN_LOCK_UNLOCKED(x)`. */
  | {
      readonly kind: "call";
      readonly name: Word;
      readonly arguments: readonly InitValue[];
      readonly span: Span;
    }
  | { readonly kind: "list"; readonly items: readonly InitListItem[]; readonly span: Span };

export interface InitListItem {
  /** `.field =` or `[index] =`; null for an element in its turn. */
  readonly designator: Word | null;
  readonly value: InitValue;
}

/** `x`, `a[1]`, `v.f`, `v.a[2].g`; the condition also writes `[x]` and `*x`, which mean `x`. */
export interface PathNode {
  readonly name: Word;
  readonly steps: readonly (
    | { readonly kind: "field"; readonly field: Word }
    | { readonly kind: "index"; readonly index: number; readonly span: Span }
  )[];
  readonly span: Span;
}

export interface ConditionNode {
  readonly quantifier: "exists" | "not-exists" | "forall";
  readonly proposition: PropositionNode;
  readonly span: Span;
}

export type PropositionNode =
  | {
      readonly kind: "compare";
      readonly operator: "=" | "!=" | "<" | "<=" | ">" | ">=";
      readonly left: TermNode;
      readonly right: TermNode;
      readonly span: Span;
    }
  | {
      readonly kind: "and" | "or" | "implies";
      readonly left: PropositionNode;
      readonly right: PropositionNode;
      readonly span: Span;
    }
  | { readonly kind: "not"; readonly operand: PropositionNode; readonly span: Span }
  | { readonly kind: "constant"; readonly value: boolean; readonly span: Span };

export type TermNode =
  | { readonly kind: "register"; readonly thread: number; readonly name: Word; readonly span: Span }
  /** The value in a location. */
  | { readonly kind: "location"; readonly path: PathNode; readonly span: Span }
  /** On the right of a comparison: a bare name or `&x` is an address. */
  | { readonly kind: "address"; readonly path: PathNode; readonly span: Span }
  | { readonly kind: "number"; readonly value: bigint; readonly span: Span };

/** A named alternative: every binding replaces a name in the code. */
export interface VariantNode {
  readonly name: Word;
  readonly bindings: readonly BindingNode[];
}

/** `INC = __refcount_inc_not_zero_limited`: as `#define INC ...` for this variant. */
export interface BindingNode {
  readonly name: Word;
  /** The text that the name stands for. */
  readonly value: Span;
}

export type Observation = "Never" | "Sometimes" | "Always";

/** What the author expects of one model, for one variant or (null) for each. */
export interface ExpectationNode {
  readonly variant: Word | null;
  readonly model: Word;
  readonly observation: Observation;
  readonly span: Span;
}
