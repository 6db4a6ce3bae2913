import type { Source, Span } from "../../source/source.js";

/**
 * A parsed cat or bell file. Names are not resolved; includes are not read. Grammar:
 * lib/modelParser.mly of herdtools7.
 */
export interface ModelFile {
  readonly source: Source;
  /** The first name of the file, such as `AArch64`, or null; herd takes it for the architecture. */
  readonly architecture: string | null;
  /** The title: the string after the name, or the name itself; null when the file has none. */
  readonly title: string | null;
  /** `catdep`: the model computes its own dependencies from register events. */
  readonly isCatdep: boolean;
  readonly instructions: readonly Instruction[];
}

/** A word with its place. */
export interface Word {
  readonly text: string;
  readonly span: Span;
}

/** A name that a pattern binds; null for `_`. */
export type Binder = Word | null;

/** One binder takes the whole value, a tuple of any other length takes it apart. */
export type Pattern =
  | { readonly kind: "single"; readonly binder: Binder; readonly span: Span }
  | { readonly kind: "tuple"; readonly binders: readonly Binder[]; readonly span: Span };

/** `pattern = value`; `f x = e` is `f = fun x -> e`, named f. */
export interface Binding {
  readonly pattern: Pattern;
  readonly value: Expression;
  readonly span: Span;
}

export type Instruction =
  | {
      readonly kind: "let";
      readonly isRecursive: boolean;
      readonly bindings: readonly Binding[];
      /** `when test`: the candidate is rejected when the test fails during the iteration. */
      readonly guard: Test | null;
      readonly span: Span;
    }
  | {
      readonly kind: "test";
      readonly role: TestRole;
      readonly test: Test;
      readonly span: Span;
    }
  | { readonly kind: "show"; readonly names: readonly Word[]; readonly span: Span }
  | { readonly kind: "unshow"; readonly names: readonly Word[]; readonly span: Span }
  | {
      readonly kind: "show-as";
      readonly value: Expression;
      readonly name: Word;
      readonly span: Span;
    }
  | { readonly kind: "include"; readonly file: Word; readonly span: Span }
  | {
      readonly kind: "procedure";
      readonly name: Word;
      readonly isRecursive: boolean;
      readonly parameter: Pattern;
      readonly body: readonly Instruction[];
      readonly span: Span;
    }
  | {
      readonly kind: "call";
      readonly procedure: Word;
      readonly argument: Expression;
      readonly label: Word | null;
      readonly span: Span;
    }
  | {
      readonly kind: "forall";
      readonly name: Word;
      readonly set: Expression;
      readonly body: readonly Instruction[];
      readonly span: Span;
    }
  | { readonly kind: "with"; readonly name: Word; readonly set: Expression; readonly span: Span }
  | {
      readonly kind: "match-tag";
      readonly value: Expression;
      readonly clauses: readonly TagClause<readonly Instruction[]>[];
      readonly otherwise: readonly Instruction[] | null;
      readonly span: Span;
    }
  | {
      readonly kind: "if";
      readonly condition: VariantCondition;
      readonly yes: readonly Instruction[];
      readonly no: readonly Instruction[];
      readonly span: Span;
    }
  | { readonly kind: "debug"; readonly value: Expression; readonly span: Span }
  | {
      readonly kind: "enum";
      readonly name: Word;
      readonly tags: readonly Word[];
      readonly span: Span;
    }
  /**
   * Bell: which tags an event type may carry, one item an annotation; `default` names the ones of
   * an unadorned event.
   */
  | {
      readonly kind: "instructions";
      readonly isDefault: boolean;
      readonly eventType: Word;
      readonly annotations: readonly Expression[];
      readonly span: Span;
    };

/** What a test that fails (for a flag: that holds) means. */
export type TestRole = "filter" | "flag" | "undefined-unless" | "assert";

export interface Test {
  readonly property: "acyclic" | "irreflexive" | "empty";
  /** `~acyclic`: the test holds when the property does not. */
  readonly isNegated: boolean;
  readonly value: Expression;
  readonly name: Word | null;
  readonly span: Span;
}

export interface TagClause<Body> {
  readonly tag: Word;
  readonly body: Body;
}

export type Expression =
  /** `0`: the empty relation. */
  | { readonly kind: "zero"; readonly span: Span }
  /** `_`: every event or every pair of events, as its use asks. */
  | { readonly kind: "universe"; readonly span: Span }
  | { readonly kind: "name"; readonly name: string; readonly span: Span }
  | { readonly kind: "tag"; readonly tag: string; readonly span: Span }
  /** `{a, b}`; without elements the empty set of anything. */
  | {
      readonly kind: "set";
      readonly elements: readonly Expression[];
      readonly span: Span;
    }
  | { readonly kind: "tuple"; readonly items: readonly Expression[]; readonly span: Span }
  | {
      readonly kind: "unary";
      readonly operator: UnaryOperator;
      readonly operand: Expression;
      readonly span: Span;
    }
  | {
      readonly kind: "binary";
      readonly operator: BinaryOperator;
      readonly left: Expression;
      readonly right: Expression;
      readonly span: Span;
    }
  /** `a | b | c` and `a ; b ; c`, flat, from two operands up. */
  | {
      readonly kind: "union" | "sequence";
      readonly operands: readonly Expression[];
      readonly span: Span;
    }
  | {
      readonly kind: "apply";
      readonly callee: Expression;
      readonly argument: Expression;
      readonly span: Span;
    }
  | FunctionExpression
  | {
      readonly kind: "let";
      readonly isRecursive: boolean;
      readonly bindings: readonly Binding[];
      readonly body: Expression;
      readonly span: Span;
    }
  | {
      readonly kind: "match-tag";
      readonly value: Expression;
      readonly clauses: readonly TagClause<Expression>[];
      readonly otherwise: Expression | null;
      readonly span: Span;
    }
  | {
      readonly kind: "match-set";
      readonly value: Expression;
      readonly empty: Expression;
      readonly element: ElementClause;
      readonly span: Span;
    }
  | {
      readonly kind: "try";
      readonly attempt: Expression;
      readonly otherwise: Expression;
      readonly span: Span;
    }
  | {
      readonly kind: "if";
      readonly condition: Condition;
      readonly yes: Expression;
      readonly no: Expression;
      readonly span: Span;
    };

export interface FunctionExpression {
  readonly kind: "function";
  /** The name it was defined under, null for `fun`. For messages. */
  readonly name: string | null;
  readonly parameter: Pattern;
  readonly body: Expression;
  readonly span: Span;
}

/** `r+`, `r*`, `r?`, `r^-1`, `~r` and `[S]`. */
export type UnaryOperator = "plus" | "star" | "option" | "inverse" | "complement" | "identity";

/** `a & b`, `a \ b`, `S * T` and `e ++ S`. */
export type BinaryOperator = "intersection" | "difference" | "product" | "add";

/** `element ++ rest -> body`, or with `before`: `before | element ++ rest -> body`. */
export interface ElementClause {
  /** Absent in the two-part form; null for `_`. */
  readonly before?: Binder;
  readonly element: Binder;
  readonly rest: Binder;
  readonly body: Expression;
}

export type Condition =
  | {
      readonly kind: "equal" | "subset" | "in";
      readonly left: Expression;
      readonly right: Expression;
      readonly span: Span;
    }
  | { readonly kind: "variant"; readonly variant: VariantCondition };

/** A formula over names of variants of the run, such as `"lkmmv2"`. */
export type VariantCondition =
  | { readonly kind: "variant"; readonly name: string; readonly span: Span }
  | { readonly kind: "not"; readonly operand: VariantCondition }
  | {
      readonly kind: "and" | "or";
      readonly left: VariantCondition;
      readonly right: VariantCondition;
    };
