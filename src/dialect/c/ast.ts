import type { BinaryOperator } from "../../program/expression.js";
import type { Span } from "../../source/source.js";

/**
 * Kernel C as it was written, after macro expansion. `span` is always in the user's file: what a
 * macro or a prelude function expands to carries the place of the user's call.
 */
export interface TranslationUnit {
  readonly structs: readonly StructDeclaration[];
  readonly typedefs: readonly TypedefDeclaration[];
  /** `enum { A, B = 4 };` and `enum state { ... };` */
  readonly constants: readonly EnumConstant[];
  /** The user's `static inline` functions, in order; not the threads. */
  readonly functions: readonly FunctionDefinition[];
  /** `P0`, `P1`, ... in the order in which they stand. */
  readonly threads: readonly FunctionDefinition[];
}

export interface StructDeclaration {
  readonly kind: "struct" | "union";
  /** A struct without a name has one that no user can write: `#1 at file.lit:3:1`. */
  readonly tag: string;
  /**
   * A field without a name (C11) is `""`: its own fields are reached as if they stood in its place.
   */
  readonly fields: readonly Declarator[];
  readonly span: Span;
}

export interface TypedefDeclaration {
  readonly name: string;
  readonly type: TypeNode;
  readonly span: Span;
}

export interface EnumConstant {
  readonly name: string;
  readonly value: ExpressionNode | null;
  readonly span: Span;
}

export interface FunctionDefinition {
  readonly name: string;
  readonly nameSpan: Span;
  readonly result: TypeNode;
  readonly parameters: readonly Declarator[];
  readonly body: BlockNode;
  readonly span: Span;
}

export interface Declarator {
  /** Empty for an unnamed parameter and for a field that C11 allows to have no name. */
  readonly name: string;
  /** Of a reference, the pointer in its place. */
  readonly type: TypeNode;
  /** A parameter of C++ that is another name of its argument: `int &x`. */
  readonly isReference?: boolean;
  readonly initial: Initializer | null;
  /** Of the name; of the type where there is none. */
  readonly span: Span;
}

export type Initializer =
  | { readonly kind: "expression"; readonly expression: ExpressionNode }
  | {
      readonly kind: "list";
      readonly items: readonly InitializerItem[];
      readonly span: Span;
    };

/** `.field = value`, `[index] = value`, or with neither the element that is next. */
export interface InitializerItem {
  readonly field: string | null;
  readonly index: ExpressionNode | null;
  readonly value: Initializer;
}

export type TypeNode =
  /**
   * Type words in C's order with qualifiers dropped: `int`, `unsigned long`, `atomic_t`. An `enum
   * e` is `int`.
   */
  | { readonly kind: "named"; readonly name: string; readonly span: Span }
  | { readonly kind: "struct"; readonly tag: string; readonly span: Span }
  | { readonly kind: "pointer"; readonly to: TypeNode; readonly span: Span }
  | {
      readonly kind: "array";
      readonly of: TypeNode;
      readonly length: ExpressionNode | null;
      readonly span: Span;
    }
  | { readonly kind: "typeof"; readonly expression: ExpressionNode; readonly span: Span };

export interface BlockNode {
  readonly kind: "block";
  readonly statements: readonly StatementNode[];
  readonly span: Span;
}

export type StatementNode =
  | BlockNode
  | {
      readonly kind: "declaration";
      readonly declarators: readonly Declarator[];
      readonly span: Span;
    }
  | { readonly kind: "expression"; readonly expression: ExpressionNode; readonly span: Span }
  | {
      readonly kind: "if";
      readonly condition: ExpressionNode;
      readonly then: StatementNode;
      readonly otherwise: StatementNode | null;
      readonly span: Span;
    }
  | {
      readonly kind: "while";
      readonly condition: ExpressionNode;
      readonly body: StatementNode;
      readonly span: Span;
    }
  | {
      readonly kind: "do";
      readonly body: StatementNode;
      readonly condition: ExpressionNode;
      readonly span: Span;
    }
  | {
      readonly kind: "for";
      readonly initial: StatementNode | null;
      readonly condition: ExpressionNode | null;
      readonly step: ExpressionNode | null;
      readonly body: StatementNode;
      readonly span: Span;
    }
  | {
      readonly kind: "switch";
      readonly value: ExpressionNode;
      readonly body: StatementNode;
      readonly span: Span;
    }
  | { readonly kind: "case"; readonly value: ExpressionNode; readonly span: Span }
  | { readonly kind: "default"; readonly span: Span }
  | { readonly kind: "label"; readonly name: string; readonly span: Span }
  | { readonly kind: "goto"; readonly name: string; readonly span: Span }
  | { readonly kind: "break"; readonly span: Span }
  | { readonly kind: "continue"; readonly span: Span }
  | { readonly kind: "return"; readonly value: ExpressionNode | null; readonly span: Span }
  | { readonly kind: "empty"; readonly span: Span };

export type BinaryOperatorNode = BinaryOperator | "&&" | "||";

export type ExpressionNode =
  | {
      readonly kind: "number";
      readonly value: bigint;
      readonly suffix: string;
      readonly span: Span;
    }
  | { readonly kind: "string"; readonly value: string; readonly span: Span }
  | { readonly kind: "name"; readonly name: string; readonly span: Span }
  | {
      readonly kind: "unary";
      readonly operator: "&" | "*" | "-" | "+" | "!" | "~";
      readonly operand: ExpressionNode;
      /** Of `&`: what C++ takes by reference, as in `x.load()`; a pointer stands for itself. */
      readonly isReference?: boolean;
      readonly span: Span;
    }
  | {
      readonly kind: "increment";
      readonly operator: "++" | "--";
      readonly isPrefix: boolean;
      readonly operand: ExpressionNode;
      readonly span: Span;
    }
  | {
      readonly kind: "binary";
      readonly operator: BinaryOperatorNode;
      readonly left: ExpressionNode;
      readonly right: ExpressionNode;
      readonly span: Span;
    }
  | {
      readonly kind: "conditional";
      readonly condition: ExpressionNode;
      /** Null for GNU C's `a ?: b`. */
      readonly then: ExpressionNode | null;
      readonly otherwise: ExpressionNode;
      readonly span: Span;
    }
  | {
      readonly kind: "assign";
      /** Null for `=`, else the operator of `+=`, `<<=`, ... */
      readonly operator: Exclude<BinaryOperatorNode, "&&" | "||"> | null;
      readonly target: ExpressionNode;
      readonly value: ExpressionNode;
      readonly span: Span;
    }
  | {
      readonly kind: "comma";
      readonly left: ExpressionNode;
      readonly right: ExpressionNode;
      readonly span: Span;
    }
  | {
      readonly kind: "call";
      readonly name: string;
      readonly nameSpan: Span;
      readonly arguments: readonly ExpressionNode[];
      readonly span: Span;
    }
  /** `__rmw[acquire](p, guard, value)`: what the prelude is written in, see `prelude.ts`. */
  | {
      readonly kind: "intrinsic";
      readonly name: string;
      /** Words between the brackets. */
      readonly modifiers: readonly string[];
      readonly arguments: readonly ExpressionNode[];
      readonly span: Span;
    }
  | {
      readonly kind: "index";
      readonly base: ExpressionNode;
      readonly index: ExpressionNode;
      readonly span: Span;
    }
  | {
      readonly kind: "member";
      readonly base: ExpressionNode;
      readonly field: string;
      readonly isArrow: boolean;
      readonly span: Span;
    }
  | {
      readonly kind: "cast";
      readonly type: TypeNode;
      readonly operand: ExpressionNode;
      readonly span: Span;
    }
  | {
      readonly kind: "sizeof";
      readonly type: TypeNode | null;
      readonly operand: ExpressionNode | null;
      readonly span: Span;
    }
  /** `container_of(p, struct s, field)`; a field in a field has dots: `a.b`. */
  | {
      readonly kind: "container-of";
      readonly pointer: ExpressionNode;
      readonly type: TypeNode;
      readonly field: string;
      readonly span: Span;
    }
  /** GNU C's `({ ...; value; })`. */
  | { readonly kind: "statements"; readonly body: BlockNode; readonly span: Span };
