import type { Expression } from "../../program/expression.js";
import type { FunctionDefinition } from "./ast.js";
import { factsOf } from "./facts.js";
import { jumpIf } from "./lower-conditions.js";
import { type Meaning, type Rules, ThreadLowering } from "./lower-context.js";
import { effect, value } from "./lower-expressions.js";
import type { InitialRegister } from "./lower-init.js";
import { placeOf } from "./lower-places.js";
import { statements } from "./lower-statements.js";
import type { Unit } from "./lower-unit.js";
import { scalar } from "./lower-values.js";
import { isSameType, type Type } from "./types.js";

/** The parts of the lowering that refer to each other. */
export const RULES: Rules = { value, effect, place: placeOf, jumpIf, statements };

/** Lowers the body of a thread; the builder still takes registers that a condition asks for. */
export function lowerThread(
  unit: Unit,
  definition: FunctionDefinition,
  given: ReadonlyMap<string, InitialRegister>,
): ThreadLowering {
  const thread = new ThreadLowering(unit, RULES, definition.name, factsOf(definition));
  thread.initialRegisters = given;
  for (const { name, type: node, isReference, span } of definition.parameters) {
    const type = unit.types.resolve(node);
    const initial = given.get(name)?.value ?? addressOf(unit, name, type);
    if (isReference === true && type.kind === "pointer") {
      const address: Expression = { kind: "constant", code: initial };
      thread.define(name, { kind: "place", place: { kind: "memory", address, type: type.to } });
      continue;
    }
    const isFixed = type.kind === "pointer" && !thread.frame.facts.assigned.has(name);
    if (isFixed) {
      const meaning = given.has(name) ? undefined : arrayNamed(unit, name, type);
      const expression: Expression = { kind: "constant", code: initial };
      thread.define(name, meaning ?? { kind: "value", value: scalar(expression, type) });
      continue;
    }
    const variable = thread.variable(name, type, span, initial);
    variable.isSet = true;
    thread.variables.set(name, variable);
    thread.define(name, { kind: "variable", variable });
  }
  statements(thread, definition.body.statements);
  thread.checkLabels(definition.nameSpan);
  thread.builder.place(thread.frame.end);
  return thread;
}

/** A parameter `T *x` is the address of the location x. */
function addressOf(unit: Unit, name: string, type: Type): number {
  const location = type.kind === "pointer" ? unit.locations.get(name) : undefined;
  return location === undefined ? 0 : unit.locations.address(location.cell);
}

/** A parameter `T *a` for an array `T a[n]` is that array: an index is checked against n. */
function arrayNamed(unit: Unit, name: string, type: Type): Meaning | undefined {
  const location = unit.locations.get(name);
  if (location?.type.kind !== "array" || type.kind !== "pointer") return undefined;
  if (!isSameType(location.type.of, type.to)) return undefined;
  const address: Expression = { kind: "constant", code: unit.locations.address(location.cell) };
  return { kind: "place", place: { kind: "memory", address, type: location.type } };
}
