import type { Binder, Expression } from "./ast.js";
import type { Value } from "./values.js";

/**
 * A value that is computed when it is first asked for. A failure is not kept: asking again fails
 * again.
 */
export class Lazy {
  /** Where the value comes from; null for one that the execution gives. */
  readonly origin: Origin | null;
  #value: Value | null = null;
  #compute: (() => Value) | null;

  constructor(compute: () => Value, origin: Origin | null = null) {
    this.#compute = compute;
    this.origin = origin;
  }

  /** A value that is known. */
  static of(value: Value, origin: Origin | null = null): Lazy {
    const lazy = new Lazy(() => value, origin);
    lazy.#value = value;
    lazy.#compute = null;
    return lazy;
  }

  force(): Value {
    if (this.#value === null) {
      this.#value = this.#compute!();
      this.#compute = null;
    }
    return this.#value;
  }
}

/** The expression that a value is of, for those who ask why a pair is in a relation. */
export interface Origin {
  readonly expression: Expression;
  /** What the names of the expression mean. */
  readonly scope: Scope;
  /** Of a recursive definition: its value in the sweep before; null in the first, and for others. */
  readonly older: Lazy | null;
}

/**
 * What names mean at one place of a model. Never changed: binding a name makes a new scope, so
 * closures and the branches of `with` keep theirs.
 */
export interface Scope {
  readonly frame: Frame | null;
  /** Tags of every enumeration, by its name. */
  readonly enumerations: ReadonlyMap<string, readonly string[]>;
}

/** One binding, in front of the older ones. */
interface Frame {
  readonly name: string;
  readonly value: Lazy;
  readonly older: Frame | null;
  /** This and all older bindings by name; null in most frames. */
  readonly index: ReadonlyMap<string, Lazy> | null;
  /** Frames that a look-up passes before it comes to an index. */
  readonly distance: number;
}

export const EMPTY_SCOPE: Scope = { frame: null, enumerations: new Map() };

/** The scope with one more binding; the scope itself for `_`. */
export function bind(scope: Scope, binder: Binder, value: Lazy): Scope {
  return binder === null ? scope : bindName(scope, binder.text, value);
}

/** The scope with `name` bound. */
export function bindName(scope: Scope, name: string, value: Lazy): Scope {
  const older = scope.frame;
  const distance = older === null ? 1 : older.distance + 1;
  return { ...scope, frame: { name, value, older, index: null, distance } };
}

/** Frames without an index that a scope may begin with before `indexed` makes one. */
const INDEX_DISTANCE = 24;

/**
 * The same scope, with quick look-ups if it has grown long. For the scopes of a file's statements,
 * which live long.
 */
export function indexed(scope: Scope): Scope {
  const { frame } = scope;
  if (frame === null || frame.distance < INDEX_DISTANCE) return scope;
  const recent: Frame[] = [];
  let at: Frame | null = frame;
  while (at !== null && at.index === null) {
    recent.push(at);
    at = at.older;
  }
  const index = new Map(at?.index ?? []);
  for (const { name, value } of recent.reverse()) index.set(name, value);
  return { ...scope, frame: { ...frame, index, distance: 0 } };
}

/** What a name is bound to, or undefined. */
export function lookUp(scope: Scope, name: string): Lazy | undefined {
  for (let frame = scope.frame; frame !== null; frame = frame.older) {
    if (frame.index !== null) return frame.index.get(name);
    if (frame.name === name) return frame.value;
  }
  return undefined;
}

/** Every name in scope, the newest first. */
export function namesIn(scope: Scope): readonly string[] {
  const names: string[] = [];
  for (let frame = scope.frame; frame !== null; frame = frame.older) {
    if (frame.index !== null) return [...names, ...frame.index.keys()];
    names.push(frame.name);
  }
  return names;
}

/** The scope with one more enumeration; a tag of the same name elsewhere is hidden. */
export function declareEnumeration(scope: Scope, name: string, tags: readonly string[]): Scope {
  const enumerations = new Map(scope.enumerations);
  enumerations.delete(name);
  return { ...scope, enumerations: enumerations.set(name, tags) };
}

/**
 * The enumeration that a tag is of, the newest if it is of several; undefined when no one declares
 * it.
 */
export function enumerationOf(scope: Scope, tag: string): string | undefined {
  let found: string | undefined;
  for (const [name, tags] of scope.enumerations) if (tags.includes(tag)) found = name;
  return found;
}
