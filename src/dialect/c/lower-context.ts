import { type Label, ThreadBuilder } from "../../program/builder.js";
import type { Expression, Register } from "../../program/expression.js";
import type { Instruction, Site } from "../../program/program.js";
import type { Values } from "../../program/value.js";
import type { DiagnosticCode } from "../../source/codes.js";
import type { Note } from "../../source/diagnostic.js";
import type { Span } from "../../source/source.js";
import type { ExpressionNode, FunctionDefinition, StatementNode } from "./ast.js";
import type { Facts } from "./facts.js";
import type { InitialRegister } from "./lower-init.js";
import type { Unit } from "./lower-unit.js";
import {
  type Place,
  POISON,
  type ScalarValue,
  scalar,
  type Value,
  type Variable,
} from "./lower-values.js";
import { ANY, cells, integerOf, type Type } from "./types.js";

/** What a name means where it stands. */
export type Meaning =
  | { readonly kind: "variable"; readonly variable: Variable }
  /** A parameter that is never assigned, a constant, a pointer to a location. */
  | { readonly kind: "value"; readonly value: Value }
  | { readonly kind: "place"; readonly place: Place }
  /** A parameter of type `expression`: the caller's text, lowered wherever it stands. */
  | { readonly kind: "expression"; readonly node: ExpressionNode; readonly frame: Frame };

/** Names of one block. */
export interface Scope {
  readonly names: Map<string, Meaning>;
  readonly outer: Scope | null;
}

/** A thread's body, or a function that is inlined into it. */
export interface Frame {
  readonly name: string;
  readonly isPrelude: boolean;
  readonly caller: Frame | null;
  /** In the prelude: the user's call, which stands for all code in it. */
  readonly primitive: { readonly span: Span; readonly name: string } | null;
  /** Calls of the user's functions that led here, outermost first. */
  readonly calls: readonly Span[];
  /** The user's text of each argument, for the words of a fault. */
  readonly argumentTexts: ReadonlyMap<string, string>;
  scope: Scope;
  readonly facts: Facts;
  /** Where a return goes, and the register for its value. */
  readonly end: Label;
  readonly result: { readonly register: Register; readonly type: Type } | null;
  readonly labels: Map<string, Label>;
  readonly breaks: Label[];
  readonly continues: Label[];
  /** Types of expressions that were asked for before: asking again could take twice as long at each level. */
  readonly types: Map<ExpressionNode, Type>;
  /** What the case and default labels of the switches around stand for. */
  readonly cases: Map<object, Label>;
}

/** The parts of the lowering that refer to each other across files. */
export interface Rules {
  readonly value: (thread: ThreadLowering, node: ExpressionNode) => Value;
  readonly effect: (thread: ThreadLowering, node: ExpressionNode) => void;
  readonly place: (thread: ThreadLowering, node: ExpressionNode) => Place | null;
  /** Goes to `target` when the truth of the node is `sense`, else on. */
  readonly jumpIf: (
    thread: ThreadLowering,
    node: ExpressionNode,
    sense: boolean,
    target: Label,
    join: Label,
  ) => void;
  readonly statements: (thread: ThreadLowering, list: readonly StatementNode[]) => void;
}

/** Lowers one thread: its code so far, and where in the source it stands. */
export class ThreadLowering {
  readonly unit: Unit;
  readonly rules: Rules;
  builder: ThreadBuilder;
  frame: Frame;
  /** False while only the type of some code is asked for. */
  isEvaluated = true;
  /** In the arguments of an update: the type of the value found. */
  oldType: Type | null = null;
  /** Variables by the name that a condition gives them; the outermost, then the first, wins. */
  readonly variables = new Map<string, Variable>();
  /** What the init block gives this thread's registers. */
  initialRegisters: ReadonlyMap<string, InitialRegister> = new Map();
  readonly #named = new Set<Register>();

  /** In the thread of a callback: the functions whose callbacks queued it, and its own. */
  readonly ancestors: readonly string[];

  constructor(
    unit: Unit,
    rules: Rules,
    name: string,
    facts: Facts,
    ancestors: readonly string[] = [],
  ) {
    this.unit = unit;
    this.rules = rules;
    this.ancestors = ancestors;
    this.builder = new ThreadBuilder(name);
    this.frame = {
      name,
      isPrelude: false,
      caller: null,
      primitive: null,
      calls: [],
      argumentTexts: new Map(),
      scope: { names: new Map(), outer: null },
      facts,
      end: this.builder.label(),
      result: null,
      labels: new Map(),
      breaks: [],
      continues: [],
      types: new Map(),
      cases: new Map(),
    };
  }

  get values(): Values {
    return this.unit.values;
  }

  /** Whether the code is the thread's own and not of an inlined function. */
  get isThreadBody(): boolean {
    return this.frame.caller === null;
  }

  /** Where a node stands in the user's text. */
  where(span: Span): Span {
    return this.frame.primitive?.span ?? span;
  }

  site(span: Span): Site {
    const { primitive, calls } = this.frame;
    return { span: this.where(span), primitive: primitive?.name ?? "", calls };
  }

  /** Reports an error and gives a value that causes no more. */
  error(
    code: DiagnosticCode,
    span: Span,
    message: string,
    ...notes: readonly (string | Note)[]
  ): ScalarValue {
    this.unit.diagnostics.error(code, this.where(span), message, ...notes);
    return POISON;
  }

  warning(
    code: DiagnosticCode,
    span: Span,
    message: string,
    ...notes: readonly (string | Note)[]
  ): void {
    this.unit.diagnostics.warning(code, this.where(span), message, ...notes);
  }

  emit(instruction: Exclude<Instruction, { op: "branch" | "jump" }>): void {
    this.builder.emit(instruction);
  }

  temporary(type: Type): Register {
    return this.builder.temporary(integerOf(type) ?? undefined);
  }

  /** Whether a register may change after it was read once: it is no temporary. */
  isNamed = (register: Register): boolean => this.#named.has(register);

  /** A value that later assignments do not change. */
  snapshot(value: Value, span: Span): Value {
    if (value.kind !== "scalar") return value;
    const register = this.temporary(value.type);
    this.assign(register, value.expression, span);
    return scalar({ kind: "register", register }, value.type);
  }

  /** Puts a value into a register; what the last instruction left in a temporary goes there directly. */
  assign(register: Register, value: Expression, span: Span): void {
    if (value.kind === "register" && !this.#named.has(value.register)) {
      if (this.builder.redirect(value.register, register)) return;
    }
    this.emit({ op: "assign", register, value, site: this.site(span) });
  }

  /** Keeps a value's registers from being renamed: it is used more than once. */
  pin(value: Value): void {
    if (value.kind === "scalar") pinAll(value.expression, this.#named);
  }

  /** Makes a variable with registers of its own. */
  variable(name: string, type: Type, span: Span, initial = 0, isImplicit = false): Variable {
    const registers = cells(type).map((cell) => {
      const register = this.builder.register(
        `${name}${cell.path}`,
        integerOf(cell.type) ?? undefined,
        initial,
      );
      this.#named.add(register);
      return register;
    });
    return { name, type, registers, span, isSet: false, isImplicit };
  }

  /** A register that the text does not declare: one of the init block is made when it is first used. */
  givenRegister(name: string): Variable | undefined {
    const known = this.variables.get(name);
    const given = this.initialRegisters.get(name);
    if (known !== undefined || given === undefined) return known?.isImplicit ? known : undefined;
    const variable = this.variable(name, given.type ?? ANY, given.span, given.value, true);
    variable.isSet = true;
    this.variables.set(name, variable);
    return variable;
  }

  lookup(name: string): Meaning | undefined {
    for (let scope: Scope | null = this.frame.scope; scope !== null; scope = scope.outer) {
      const meaning = scope.names.get(name);
      if (meaning !== undefined) return meaning;
    }
    return undefined;
  }

  define(name: string, meaning: Meaning): void {
    this.frame.scope.names.set(name, meaning);
  }

  /** Names that may be used here, for suggestions. */
  knownNames(): readonly string[] {
    const names: string[] = [];
    for (let scope: Scope | null = this.frame.scope; scope !== null; scope = scope.outer) {
      names.push(...scope.names.keys());
    }
    return [...names, ...this.unit.names()];
  }

  /** Runs `lower` with a block's own names. */
  scoped<T>(lower: () => T): T {
    const outer = this.frame.scope;
    this.frame.scope = { names: new Map(), outer };
    const result = lower();
    this.frame.scope = outer;
    return result;
  }

  /** Runs `lower` with another frame; `names` are added to it for the time. */
  within<T>(frame: Frame, names: ReadonlyMap<string, Meaning>, lower: () => T): T {
    const before = this.frame;
    const { scope } = frame;
    this.frame = frame;
    if (names.size > 0) frame.scope = { names: new Map(names), outer: scope };
    const result = lower();
    frame.scope = scope;
    this.frame = before;
    return result;
  }

  /** What `lower` finds, without the code and the diagnostics that it makes: for `typeof` and `sizeof`. */
  unevaluated<T>(lower: () => T): T {
    const { builder, isEvaluated, frame } = this;
    const variables = [...this.variables];
    const labels = [...frame.labels];
    const unplaced = labels.map(([, label]) => label).filter((label) => label.pc < 0);
    const named = [...this.#named];
    const count = this.unit.diagnostics.list.length;
    this.builder = new ThreadBuilder(builder.name);
    this.isEvaluated = false;
    const result = lower();
    this.builder = builder;
    this.isEvaluated = isEvaluated;
    this.unit.diagnostics.list.length = count;
    // Registers and labels that it made are those of another builder.
    refill(this.variables, variables);
    refill(frame.labels, labels);
    for (const label of unplaced) label.pc = -1;
    this.#named.clear();
    for (const register of named) this.#named.add(register);
    return result;
  }

  /**
   * Reports labels of the body that were jumped to and never placed, because they stand in an expression that is not
   * evaluated: `1 ? 0 : ({ out: 1; })`.
   */
  checkLabels(span: Span): void {
    for (const [name, { pc }] of this.frame.labels) {
      if (pc >= 0) continue;
      this.error(
        "unknown-label",
        span,
        `the label \`${name}\` stands in code that is not evaluated`,
      );
    }
  }

  /** Whether a function is being inlined already. */
  isInside(definition: FunctionDefinition): boolean {
    for (let frame: Frame | null = this.frame; frame !== null; frame = frame.caller) {
      if (frame.name === definition.name && frame.caller !== null) return true;
    }
    return false;
  }
}

function pinAll(expression: Expression, named: Set<Register>): void {
  switch (expression.kind) {
    case "register":
      named.add(expression.register);
      return;
    case "unary":
    case "cast":
      pinAll(expression.operand, named);
      return;
    case "binary":
      pinAll(expression.left, named);
      pinAll(expression.right, named);
  }
}

function refill<K, V>(map: Map<K, V>, entries: readonly (readonly [K, V])[]): void {
  map.clear();
  for (const [key, value] of entries) map.set(key, value);
}
