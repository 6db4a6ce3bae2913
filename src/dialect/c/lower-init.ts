import type { InitItem, InitListItem, InitValue, LitmusFile } from "../../litmus/file.js";
import { scan } from "../../litmus/scanner.js";
import type { Code } from "../../program/value.js";
import { Diagnostics } from "../../source/diagnostic.js";
import { meant, nearest } from "../../source/nearest.js";
import { Source, type Span } from "../../source/source.js";
import type { FunctionDefinition, TypeNode } from "./ast.js";
import type { Part } from "./lower-locations.js";
import type { Unit } from "./lower-unit.js";
import { parseTranslationUnit } from "./parser.js";
import { ANY, cellCount, findField, INT, integerOf, type Type, VOID } from "./types.js";

/** `0:r1 = x;` of the init block. */
export interface InitialRegister {
  /** Null when the block gives none. */
  readonly type: Type | null;
  readonly value: Code;
  readonly span: Span;
}

/** Initial values of registers, by thread number and name. */
export type InitialRegisters = ReadonlyMap<number, ReadonlyMap<string, InitialRegister>>;

/**
 * Declares every location: those of the init block, then those that only parameters name, which start as 0; and gives
 * them their initial values. An item without a type has the one of the first parameter of its name, as in herd.
 */
export function declareLocations(
  unit: Unit,
  file: LitmusFile,
  threads: readonly FunctionDefinition[],
): InitialRegisters {
  const registers = file.init.filter((item) => item.thread !== null);
  const parameters = parameterTypes(unit, threads, registers);
  const shared = file.init.filter((item) => item.thread === null);
  for (const item of shared) declareItem(unit, item, parameters);
  for (const [name, { type, span }] of parameters) {
    const known = unit.locations.get(name);
    if (known === undefined) unit.locations.declare(name, type, span);
    else checkParameter(unit, name, known.type, type, span);
  }
  for (const item of file.init) declareTargets(unit, item.value);
  for (const item of shared) {
    const part = unit.locations.resolve(item.target, unit.diagnostics);
    if (part !== undefined && item.value !== null) initialize(unit, part, item.value);
  }
  return initialRegisters(unit, registers, threads.length);
}

/** The locations that threads take as parameters, each with what the first pointer to it says of its type. */
function parameterTypes(
  unit: Unit,
  threads: readonly FunctionDefinition[],
  registers: readonly InitItem[],
): ReadonlyMap<string, { type: Type; span: Span }> {
  const found = new Map<string, { type: Type; span: Span }>();
  for (const [thread, { parameters }] of threads.entries()) {
    for (const { name, type: node, span } of parameters) {
      const isGiven = registers.some((r) => r.thread === thread && r.target.name.text === name);
      if (node.kind !== "pointer" || isGiven || found.has(name)) continue;
      found.set(name, { type: pointeeOf(unit, node), span });
    }
  }
  return found;
}

function pointeeOf(unit: Unit, node: TypeNode): Type {
  const type = unit.types.resolve(node);
  const to = type.kind === "pointer" ? type.to : ANY;
  return to === VOID ? ANY : to;
}

/** A struct can only be taken as itself: its fields would not be where the thread looks. */
function checkParameter(unit: Unit, name: string, known: Type, taken: Type, span: Span): void {
  if (taken.kind !== "struct" || cellCount(taken) <= cellCount(known)) return;
  const message = `\`${name}\` is smaller than the \`struct ${taken.tag}\` that it is taken as`;
  unit.diagnostics.error("wrong-pointer", span, message);
}

function declareItem(
  unit: Unit,
  item: InitItem,
  parameters: ReadonlyMap<string, { type: Type }>,
): void {
  const { text: name, span } = item.target.name;
  if (item.target.steps.length > 0) return;
  const known = unit.locations.get(name);
  if (known !== undefined) {
    if (item.type === null) return;
    const note = { message: "the first one is here", span: known.span };
    unit.diagnostics.error("redefined", span, `\`${name}\` is declared twice`, note);
    return;
  }
  unit.locations.declare(name, itemType(unit, item, parameters.get(name)?.type), span);
}

function itemType(unit: Unit, item: InitItem, parameter: Type | undefined): Type {
  let type = item.type === null ? parameter : unit.types.ofWords(item.type.text);
  if (item.type !== null && type === undefined) {
    const { text, span } = item.type;
    const near = nearest(text, unit.types.typeNames());
    const notes = meant(near);
    unit.diagnostics.error("unknown-type", span, `\`${text}\` is no known type`, ...notes);
  }
  type ??= item.value?.kind === "name" ? ANY : INT;
  for (let i = 0; i < item.pointers; i++) type = { kind: "pointer", to: type };
  if (type === VOID) type = ANY;
  if (item.elements === null) return type;
  const given = item.value?.kind === "list" ? item.value.items.length : 1;
  const length = item.elements < 0 ? given : item.elements;
  const of = (item.inner ?? []).reduceRight<Type>((inner, n) => {
    return { kind: "array", of: inner, length: n };
  }, type);
  const array: Type = { kind: "array", of, length };
  return unit.types.fits(array, item.target.span) ? array : INT;
}

/** `x = y` is the address of `y`, which need not be declared anywhere else. */
function declareTargets(unit: Unit, value: InitValue | null): void {
  if (value === null || value.kind === "number" || value.kind === "call") return;
  if (value.kind === "expression") return;
  if (value.kind === "list") {
    for (const item of value.items) declareTargets(unit, item.value);
    return;
  }
  const { text, span } = value.path.name;
  const isConstant = !value.isAddress && unit.constants.has(text);
  if (isConstant || unit.locations.get(text) !== undefined) return;
  unit.locations.declare(text, ANY, span);
}

/** Gives a location, or each cell of a struct or array, its initial value. */
function initialize(unit: Unit, part: Part, value: InitValue): void {
  if (value.kind === "list") {
    initializeList(unit, part, value.items, value.span);
    return;
  }
  const { type, cell } = part;
  if (type.kind === "array" || type.kind === "struct") {
    if (value.kind === "call") return void initialCode(unit, value, INT);
    if (value.kind === "number" && value.value === 0n) return;
    const message = `\`${part.name}\` is no scalar: give its parts in braces`;
    unit.diagnostics.error("not-scalar", value.span, message);
    return;
  }
  unit.locations.setInitial(cell, initialCode(unit, value, type));
}

function initializeList(unit: Unit, part: Part, items: readonly InitListItem[], span: Span): void {
  let next = 0;
  for (const item of items) {
    const at = item.designator === null ? next : designated(unit, part, item.designator);
    const inner = at === undefined ? undefined : innerPart(part, at);
    if (inner === undefined) {
      if (at === undefined) continue;
      const message = `\`${part.name}\` has ${next} ${next === 1 ? "value" : "values"}, this is one more`;
      unit.diagnostics.error("too-many-values", item.value.span ?? span, message);
      return;
    }
    initialize(unit, inner, item.value);
    next = at! + 1;
  }
}

/** The place among its neighbours of `.field` or `[index]`. */
function designated(
  unit: Unit,
  { type, name }: Part,
  { text, span }: { text: string; span: Span },
): number | undefined {
  const fields = type.kind === "struct" ? type.fields.map((f) => f.name) : [];
  const at = type.kind === "array" ? Number(text) : fields.indexOf(text);
  const isThere = type.kind === "array" ? at >= 0 && at < type.length : at >= 0;
  if (isThere) return at;
  const near = nearest(text, fields);
  const notes = meant(near);
  unit.diagnostics.error("no-such-field", span, `\`${name}\` has no \`${text}\``, ...notes);
  return undefined;
}

function innerPart(part: Part, at: number): Part | undefined {
  const { type, cell, name } = part;
  if (type.kind === "array") {
    if (at >= type.length) return undefined;
    return { type: type.of, cell: cell + at * cellCount(type.of), name: `${name}[${at}]` };
  }
  if (type.kind !== "struct") return at === 0 ? part : undefined;
  const field = type.fields[at];
  if (field === undefined) return undefined;
  const { offset } = findField(type, field.name)!;
  return { type: field.type, cell: cell + offset, name: `${name}.${field.name}` };
}

/** Initializers of the kernel that are the value in their parentheses; the others stand for 0. */
const VALUE_INITIALIZERS = ["ATOMIC_INIT", "ATOMIC64_INIT", "ATOMIC_LONG_INIT", "REFCOUNT_INIT"];
const ZERO_INITIALIZER = /UNLOCKED|INITIALIZER|SEQCNT_ZERO|SEQCNT_\w*ZERO|LIST_HEAD_INIT/;

function initialCode(unit: Unit, value: InitValue, type: Type): Code {
  const integer = integerOf(type);
  const encode = (number: bigint): Code =>
    unit.values.encode(integer === null ? number : unit.values.wrap(number, integer));
  switch (value.kind) {
    case "number":
      return encode(value.value);
    case "expression":
      return encode(expressionValue(unit, value.text, value.span));
    case "name": {
      const { text } = value.path.name;
      const known =
        value.isAddress || unit.locations.get(text) ? undefined : unit.constants.get(text);
      if (known !== undefined) return encode(known);
      const part = unit.locations.resolve(value.path, unit.diagnostics);
      return part === undefined ? 0 : unit.locations.address(part.cell);
    }
    case "call": {
      const { text, span } = value.name;
      if (VALUE_INITIALIZERS.includes(text)) {
        const [first] = value.arguments;
        return first === undefined ? 0 : initialCode(unit, first, type);
      }
      if (ZERO_INITIALIZER.test(text)) return 0;
      const near = nearest(text, [...VALUE_INITIALIZERS, "__SPIN_LOCK_UNLOCKED"]);
      const notes = meant(near);
      unit.diagnostics.error(
        "unknown-name",
        span,
        `no initializer is called \`${text}\``,
        ...notes,
      );
      return 0;
    }
    case "list": {
      const [first] = value.items;
      return first === undefined ? 0 : initialCode(unit, first.value, type);
    }
  }
}

/** What a constant expression of numbers and constants' names gives; 0 after a diagnostic. */
function expressionValue(unit: Unit, text: string, span: Span): bigint {
  const wrapped = `enum { value = ${text} };`;
  const problems = new Diagnostics();
  const range = { start: 0, end: wrapped.length, ocamlComments: "always" } as const;
  const tokens = scan(new Source("init", wrapped), range, problems);
  const options = { typeNames: unit.typeNames, allowsIntrinsics: false };
  const { constants } = parseTranslationUnit(tokens, options, problems);
  const node = constants.length === 1 ? constants[0]!.value : null;
  const value = problems.hasErrors || node === null ? null : unit.types.constant(node);
  if (value === null) {
    const shown = text.replace(/\s+/g, " ");
    unit.diagnostics.error("not-constant", span, `\`${shown}\` is no constant`);
  }
  return value ?? 0n;
}

function initialRegisters(
  unit: Unit,
  items: readonly InitItem[],
  threadCount: number,
): InitialRegisters {
  const found = new Map<number, Map<string, InitialRegister>>();
  for (const item of items) {
    const thread = item.thread!;
    if (thread >= threadCount) {
      const message = `there is no thread P${thread}`;
      unit.diagnostics.error("unknown-thread", item.span, message);
      continue;
    }
    const type = item.type === null ? null : itemType(unit, item, undefined);
    const value = item.value === null ? 0 : initialCode(unit, item.value, type ?? ANY);
    const names = found.get(thread) ?? new Map<string, InitialRegister>();
    names.set(item.target.name.text, { type, value, span: item.span });
    found.set(thread, names);
  }
  return found;
}
