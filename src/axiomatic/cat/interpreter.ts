import type { Diagnostic } from "../../source/diagnostic.js";
import type { Span } from "../../source/source.js";
import { unreachable } from "../../source/unreachable.js";
import type { Expression, Instruction, ModelFile, Test } from "./ast.js";
import { isAcyclicOnClasses, isIrreflexiveOnClasses } from "./classes.js";
import {
  bind,
  bindName,
  declareEnumeration,
  indexed,
  Lazy,
  lookUp,
  type Scope,
} from "./environment.js";
import { evaluate, expectTag, isVariantOn, operand } from "./evaluate.js";
import type { Execution } from "./execution.js";
import { Failure, fail } from "./failure.js";
import type { Program } from "./load.js";
import { tagAsCollection } from "./operators.js";
import { findCycle } from "./orders.js";
import { bindAll, bindPattern, bindRecursively, partsOf } from "./recursion.js";
import { type Bits, isAcyclic, isEmpty, isIrreflexive } from "./relation.js";
import { expectRelation, type Run, relationValue } from "./run.js";
import { initialScope, type ModelOptions, startRun } from "./start.js";
import { collectionOf, describe, type ProcedureValue, type Value } from "./values.js";

/**
 * Runs a model over one candidate execution (`exec` and `run` of lib/interpreter.ml in herdtools7).
 */

/** What a model says about one extension of an execution. */
export type Judgement =
  | Allowed
  /** A test failed, or there was nothing to choose `with ... from`. */
  | Forbidden
  /** The model itself is wrong, or one of its assertions is; nothing follows for the execution. */
  | { readonly kind: "failed"; readonly diagnostic: Diagnostic };

export interface Allowed {
  readonly kind: "allowed";
  /** Names of the flags that are raised, each once, in the order of the model. */
  readonly flags: readonly string[];
  /** Whether an `undefined_unless` test failed. */
  readonly isUndefined: boolean;
  /** What the model shows, by name, in the order of the model: sets of events and relations. */
  readonly shown: ReadonlyMap<string, Value>;
  /**
   * What a name means at the end of the model; undefined for a name that is not defined or has no
   * value.
   */
  readonly lookUp: (name: string) => Value | undefined;
}

export interface Forbidden {
  readonly kind: "forbidden";
  /** The name of the test, or null. */
  readonly by: string | null;
  readonly span: Span;
  /** What was tested, when it is a relation or a set. */
  readonly value: Value | null;
  /**
   * A shortest cycle that `acyclic` or `irreflexive` found: events, each related to the next, the
   * last to the first.
   */
  readonly cycle: readonly number[] | null;
  /** What was tested and where, to ask why it is so; null when nothing was. */
  readonly tested: Tested | null;
}

/** The expression of a test, and what its names mean there. */
export interface Tested {
  readonly run: Run;
  readonly scope: Scope;
  readonly property: Test["property"];
  readonly value: Expression;
}

/**
 * What has happened on the way to an instruction. Never changed, so that `with` can go on from it
 * many times.
 */
interface State {
  readonly scope: Scope;
  readonly flags: readonly string[];
  readonly isUndefined: boolean;
  readonly shown: readonly Shown[];
  /** Procedure calls that are under way. */
  readonly depth: number;
}

interface Shown {
  readonly name: string;
  readonly value: Lazy;
  readonly span: Span;
}

type Step = State | Forbidden;

export interface JudgeOptions extends ModelOptions {
  /** Goes on behind a test that fails, so that every test that fails is told. Then `allowed` says nothing. */
  readonly isThorough?: boolean;
  /** Called for every test that the model asks of executions and that this one passes, with what was tested. */
  readonly held?: (test: Test, value: Value) => void;
}

/**
 * The judgements of a model on the extensions of an execution that its `with` instructions make:
 * one for each choice of their values, lazily, those of the first choice first. Without `with`
 * there is one. A failure is the last.
 */
export function* judge(
  program: Program,
  execution: Execution,
  options: JudgeOptions = {},
): Generator<Judgement> {
  const interpreter = new Interpreter(program, execution, options);
  try {
    for (const end of interpreter.run()) {
      yield isForbidden(end) ? end : interpreter.allowed(end);
    }
  } catch (failure) {
    yield { kind: "failed", diagnostic: diagnosticOf(failure, program) };
  }
}

function diagnosticOf(failure: unknown, { model }: Program): Diagnostic {
  if (failure instanceof Failure) return failure.diagnostic;
  const isStackFull = failure instanceof Error && /call stack|recursion/.test(failure.message);
  if (!isStackFull) throw failure;
  const span = { source: model.source, start: 0, end: 1 };
  const message = "the functions of this model nest too deep";
  return { severity: "error", code: "limit-depth", message, span, notes: [] };
}

function isForbidden(step: Step): step is Forbidden {
  return "kind" in step;
}

class Interpreter {
  readonly #program: Program;
  readonly #run: Run;
  readonly #isThorough: boolean;
  readonly #held: JudgeOptions["held"];

  constructor(program: Program, execution: Execution, options: JudgeOptions) {
    this.#program = program;
    this.#isThorough = options.isThorough === true;
    this.#held = options.held;
    this.#run = startRun(execution, options);
  }

  *run(): Generator<Step> {
    const { prelude, bell, model } = this.#program;
    const files = bell === null ? [prelude, model] : [prelude, bell, model];
    yield* this.#files(files, this.#initialState());
  }

  allowed(state: State): Allowed {
    const shown = new Map<string, Value>();
    for (const one of state.shown) {
      const found = attempt(() => this.#shownValue(one));
      if (found !== null) shown.set(one.name, found);
    }
    const lookUpValue = (name: string): Value | undefined => {
      const value = lookUp(state.scope, name);
      return value === undefined ? undefined : (attempt(() => value.force()) ?? undefined);
    };
    const { flags, isUndefined } = state;
    return { kind: "allowed", flags, isUndefined, shown, lookUp: lookUpValue };
  }

  /** A set of events or a relation; a Failure for anything else. */
  #shownValue({ value, span }: Shown): Value {
    const found = value.force();
    return found.kind === "set" ? found : relationValue(expectRelation(this.#run, found, span));
  }

  #initialState(): State {
    const scope = initialScope(this.#run);
    return { scope, flags: [], isUndefined: false, shown: [], depth: 0 };
  }

  *#files(files: readonly ModelFile[], state: State): Generator<Step> {
    const [first, ...others] = files;
    if (first === undefined) {
      yield state;
      return;
    }
    for (const step of this.#sequence(first.instructions, 0, state)) {
      if (isForbidden(step)) yield step;
      else yield* this.#files(others, step);
    }
  }

  /**
   * Every end of the instructions from place `from` on. Only those that can branch need a generator
   * of their own.
   */
  *#sequence(list: readonly Instruction[], from: number, start: State): Generator<Step> {
    let state = start;
    for (let k = from; k < list.length; k++) {
      const instruction = list[k]!;
      const branches = this.#branches(instruction, state);
      if (branches !== null) {
        for (const step of branches) {
          if (isForbidden(step)) yield step;
          else yield* this.#sequence(list, k + 1, step);
        }
        return;
      }
      const step = this.#step(instruction, state);
      if (isForbidden(step)) {
        yield step;
        if (this.#isThorough && step.tested !== null) continue;
        return;
      }
      state = { ...step, scope: indexed(step.scope) };
    }
    yield state;
  }

  /** The ends of an instruction that contains others or chooses; null for any other. */
  #branches(instruction: Instruction, state: State): Iterable<Step> | null {
    switch (instruction.kind) {
      case "with":
        return this.#choose(instruction, state);
      case "include": {
        const { text, span } = instruction.file;
        const file = this.#program.files.get(text);
        if (file === undefined) fail("no-file", span, `there is no file "${text}"`);
        return this.#sequence(file.instructions, 0, state);
      }
      case "if": {
        const isOn = isVariantOn(this.#run.variants, instruction.condition);
        return this.#sequence(isOn ? instruction.yes : instruction.no, 0, state);
      }
      case "match-tag": {
        const { tag } = expectTag(this.#run, state.scope, instruction.value);
        const clause = instruction.clauses.find((c) => c.tag.text === tag);
        const body = clause?.body ?? instruction.otherwise;
        if (body !== null) return this.#sequence(body, 0, state);
        return fail("no-clause", instruction.span, `no clause matches the tag \`'${tag}\``);
      }
      case "call":
        return this.#call(instruction, state);
      case "forall":
        return this.#forall(instruction, state);
      default:
        return null;
    }
  }

  *#choose(
    { name, set, span }: Extract<Instruction, { kind: "with" }>,
    state: State,
  ): Generator<Step> {
    const value = evaluate(this.#run, state.scope, set);
    if (value.kind !== "empty" && value.kind !== "collection") {
      fail("type", set.span, `expected a set to choose from, found ${describe(value)}`);
    }
    if (value.kind === "empty" || value.members.size === 0) {
      yield { kind: "forbidden", by: null, span, value: null, cycle: null, tested: null };
      return;
    }
    for (const member of value.members.values()) {
      yield { ...state, scope: bind(state.scope, name, Lazy.of(member)) };
    }
  }

  *#call(
    { procedure, argument, span }: Extract<Instruction, { kind: "call" }>,
    state: State,
  ): Generator<Step> {
    const found = lookUp(state.scope, procedure.text)?.force();
    if (found === undefined) {
      fail("unknown-name", procedure.span, `there is no procedure \`${procedure.text}\``);
    }
    if (found.kind !== "procedure") {
      fail("type", procedure.span, `expected a procedure, found ${describe(found)}`);
    }
    const { parameter, body } = found;
    const given = evaluate(this.#run, state.scope, argument);
    if (parameter.kind === "tuple") partsOf(given, parameter.binders.length, argument.span);
    const scope = bindPattern(found.scope, parameter, Lazy.of(given));
    const { depthMax } = this.#run.limits;
    if (state.depth >= depthMax) {
      fail("limit-depth", span, `calls of \`${found.name}\` nest deeper than ${depthMax}`);
    }
    for (const step of this.#sequence(body, 0, { ...state, scope, depth: state.depth + 1 })) {
      yield isForbidden(step) ? step : { ...step, scope: state.scope, depth: state.depth };
    }
  }

  *#forall(
    { name, set, body }: Extract<Instruction, { kind: "forall" }>,
    state: State,
  ): Generator<Step> {
    const value = tagAsCollection(evaluate(this.#run, state.scope, set));
    if (value.kind !== "empty" && value.kind !== "collection") {
      fail("type", set.span, `expected a set to go through, found ${describe(value)}`);
    }
    const members = value.kind === "empty" ? [] : value.members.values();
    yield* this.#forEach(members, 0, name.text, body, state);
  }

  *#forEach(
    members: readonly Value[],
    from: number,
    name: string,
    body: readonly Instruction[],
    state: State,
  ): Generator<Step> {
    const member = members[from];
    if (member === undefined) {
      yield state;
      return;
    }
    const inner = { ...state, scope: bindName(state.scope, name, Lazy.of(member)) };
    for (const step of this.#sequence(body, 0, inner)) {
      if (isForbidden(step)) yield step;
      else yield* this.#forEach(members, from + 1, name, body, { ...step, scope: state.scope });
    }
  }

  #step(instruction: Instruction, state: State): Step {
    const { scope } = state;
    switch (instruction.kind) {
      case "let":
        return this.#let(instruction, state);
      case "test":
        return this.#test(instruction, state);
      case "show": {
        const fresh = instruction.names.flatMap(({ text: name, span }) => {
          const value = lookUp(scope, name);
          return value === undefined ? [] : [{ name, value, span }];
        });
        return { ...state, shown: [...state.shown, ...fresh] };
      }
      case "show-as": {
        const { value: e, name, span } = instruction;
        const value = new Lazy(() => evaluate(this.#run, scope, e));
        return { ...state, shown: [...state.shown, { name: name.text, value, span }] };
      }
      case "unshow": {
        const hidden = instruction.names.map((n) => n.text);
        return { ...state, shown: state.shown.filter((s) => !hidden.includes(s.name)) };
      }
      case "procedure": {
        const { name, parameter, body } = instruction;
        const value: ProcedureValue = {
          kind: "procedure",
          name: name.text,
          parameter,
          body,
          scope,
        };
        const after = bindName(scope, name.text, Lazy.of(value));
        if (instruction.isRecursive) value.scope = after;
        return { ...state, scope: after };
      }
      case "enum": {
        const { text: enumeration } = instruction.name;
        const tags = instruction.tags.map((t) => t.text);
        const all = collectionOf(
          { enumeration },
          tags.map((tag) => ({ kind: "tag", enumeration, tag })),
        );
        const declared = declareEnumeration(scope, enumeration, tags);
        return { ...state, scope: bindName(declared, enumeration, Lazy.of(all)) };
      }
      // What a bell file says about annotations is read by `readBell`; a model's own evaluation
      // ignores it, as in herd.
      case "instructions":
      case "debug":
        return state;
      case "with":
      case "include":
      case "if":
      case "match-tag":
      case "call":
      case "forall":
        throw new RangeError(`\`${instruction.kind}\` has branches`);
      default:
        return unreachable(instruction);
    }
  }

  #let(instruction: Extract<Instruction, { kind: "let" }>, state: State): Step {
    const { bindings, isRecursive, guard, span } = instruction;
    const { scope } = state;
    if (!isRecursive) return { ...state, scope: bindAll(this.#run, scope, bindings, evaluate) };
    const isAllowed = (inner: Scope): boolean =>
      guard === null || this.#outcome(guard, inner).isHeld;
    const after = bindRecursively(this.#run, scope, bindings, evaluate, isAllowed);
    if (after !== null) return { ...state, scope: after };
    const by = guard?.name?.text ?? null;
    return { kind: "forbidden", by, span, value: null, cycle: null, tested: null };
  }

  #test({ role, test }: Extract<Instruction, { kind: "test" }>, state: State): Step {
    const { isHeld, value } = this.#outcome(test, state.scope);
    const name = test.name?.text ?? null;
    switch (role) {
      case "filter":
        if (isHeld) {
          this.#held?.(test, value);
          return state;
        }
        return {
          kind: "forbidden",
          by: name,
          span: test.span,
          value,
          cycle: this.#cycle(test, value),
          tested: this.#tested(test, state.scope),
        };
      case "flag":
        if (!isHeld || name === null || state.flags.includes(name)) return state;
        return { ...state, flags: [...state.flags, name] };
      case "undefined-unless":
        return isHeld ? state : { ...state, isUndefined: true };
      case "assert": {
        const what = name === null ? "an assertion of the model" : `the assertion \`${name}\``;
        return isHeld ? state : fail("assertion", test.span, `${what} fails on this execution`);
      }
      default:
        return unreachable(role);
    }
  }

  #outcome(test: Test, scope: Scope): { isHeld: boolean; value: Value } {
    const { value, span } = operand(this.#run, scope, test.value);
    const { space } = this.#run;
    let hasProperty: boolean;
    if (value.kind === "class-relation") {
      hasProperty =
        test.property === "acyclic"
          ? isAcyclicOnClasses(value)
          : test.property === "irreflexive"
            ? isIrreflexiveOnClasses(value)
            : value.pairs.size === 0;
    } else if (value.kind === "set" || value.kind === "event") {
      if (test.property !== "empty")
        fail("type", span, `expected a relation, found ${describe(value)}`);
      hasProperty = value.kind === "set" && isEmpty(value.bits);
    } else {
      const bits = expectRelation(this.#run, value, span);
      hasProperty = relationHas(test.property, bits, space);
    }
    return { isHeld: hasProperty !== test.isNegated, value };
  }

  #tested({ property, isNegated, value }: Test, scope: Scope): Tested | null {
    return isNegated ? null : { run: this.#run, scope, property, value };
  }

  #cycle(test: Test, value: Value): readonly number[] | null {
    if (test.property === "empty" || test.isNegated || value.kind === "class-relation") return null;
    const bits = expectRelation(this.#run, value, test.span);
    return findCycle(this.#run.space, bits);
  }
}

function relationHas(property: Test["property"], bits: Bits, space: Run["space"]): boolean {
  switch (property) {
    case "acyclic":
      return isAcyclic(space, bits);
    case "irreflexive":
      return isIrreflexive(space, bits);
    case "empty":
      return isEmpty(bits);
    default:
      return unreachable(property);
  }
}

/** The result, or null after a Failure. */
function attempt<Result>(compute: () => Result): Result | null {
  try {
    return compute();
  } catch (failure) {
    if (failure instanceof Failure) return null;
    throw failure;
  }
}
