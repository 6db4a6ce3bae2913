import type { Expression } from "../../program/expression.js";
import { meant, nearest } from "../../source/nearest.js";
import type { Span } from "../../source/source.js";
import type { Meaning, ThreadLowering } from "./lower-context.js";
import { constant, scalar, type Value } from "./lower-values.js";
import { INT, LONG, type PointerType, type Type, UNSIGNED_INT, UNSIGNED_LONG } from "./types.js";

/** What a name means: a variable, a constant, a location; undefined when nothing has that name. */
export function meaningOf(thread: ThreadLowering, name: string): Meaning | undefined {
  const local = thread.lookup(name);
  if (local !== undefined) return local;
  const { unit, values } = thread;
  if (name === "__old" && thread.oldType !== null) {
    return { kind: "value", value: scalar({ kind: "old" }, thread.oldType) };
  }
  const number = unit.constants.get(name);
  if (number !== undefined)
    return { kind: "value", value: constant(number, constantType(number), values) };
  const task = name === "current" ? unit.types.ofWords("struct task_struct") : undefined;
  if (task !== undefined) {
    const address = unit.locations.address(unit.task(thread.builder.name));
    const type: PointerType = { kind: "pointer", to: task };
    return { kind: "value", value: scalar({ kind: "constant", code: address }, type) };
  }
  const given = thread.isThreadBody ? thread.givenRegister(name) : undefined;
  if (given !== undefined) return { kind: "variable", variable: given };
  const location = unit.locations.get(name);
  if (location === undefined) return undefined;
  const address: Expression = { kind: "constant", code: unit.locations.address(location.cell) };
  return { kind: "place", place: { kind: "memory", address, type: location.type } };
}

/** The first of int, unsigned int, long, unsigned long that holds a constant, as for a number in the text. */
export function constantType(value: bigint): Type {
  if (value >= -0x8000_0000n && value <= 0x7fff_ffffn) return INT;
  if (value > 0n && value <= 0xffff_ffffn) return UNSIGNED_INT;
  return value > 0x7fff_ffff_ffff_ffffn ? UNSIGNED_LONG : LONG;
}

/** Reports a name that nothing has. */
export function unknownName(thread: ThreadLowering, name: string, span: Span): Value {
  const near = nearest(name, thread.knownNames());
  const notes = meant(near);
  return thread.error("unknown-name", span, `\`${name}\` is not declared`, ...notes);
}
