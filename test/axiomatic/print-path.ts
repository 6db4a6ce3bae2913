import type { PathEnd, PathEvent, ThreadPath } from "../../src/axiomatic/path.js";
import { type UnfoldOptions, unfold } from "../../src/axiomatic/unfold.js";
import type { Expression } from "../../src/program/expression.js";
import type { Program } from "../../src/program/program.js";

/**
 * The paths of a program as text: one line for each event, numbered, then dependencies, constraints, named registers and
 * the end. `#k` is the value that event k reads.
 */
export function printPaths(program: Program, options?: UnfoldOptions): string[][] {
  return unfold(program, options).threads.map((paths, t) =>
    paths.map((path) => printPath(program, t, path)),
  );
}

export function printPath(program: Program, thread: number, path: ThreadPath): string {
  const lines = path.events.map((event, k) => `${k}: ${eventText(program, event)}`);
  for (const name of ["addr", "data", "ctrl", "rmw"] as const) {
    const pairs = path[name].map(([from, to]) => `${from}-${to}`);
    if (pairs.length > 0) lines.push(`${name} ${pairs.join(" ")}`);
  }
  for (const { expression, isTrue } of path.constraints) {
    lines.push(`${isTrue ? "if" : "unless"} ${expressionText(program, expression)}`);
  }
  path.registers.forEach((value, r) => {
    const { name } = program.threads[thread]!.registers[r]!;
    if (!name.startsWith("$")) lines.push(`${name} = ${expressionText(program, value)}`);
  });
  for (const { message } of path.warnings) lines.push(`warns: ${message}`);
  if (path.end.kind !== "finished") lines.push(endText(program, path.end));
  return lines.join("\n");
}

function eventText(program: Program, event: PathEvent): string {
  const location = (l: number): string =>
    program.locations[l]?.name ?? `domain ${l - program.locations.length + 1}`;
  if (event.kind === "fence") {
    const at = event.location === undefined ? "" : ` ${location(event.location)}`;
    return `${event.fence}${at}`;
  }
  const words = [
    ...(event.role === undefined ? [] : [`(${event.role})`]),
    ...(event.rmw === undefined ? [] : [event.rmw.isFailed ? "(failed rmw)" : "(rmw)"]),
    ...(event.kind === "read" && event.isSrcuLock === true ? ["(srcu lock)"] : []),
    ...(event.kind === "write" && event.isSrcuUnlock === true ? ["(srcu unlock)"] : []),
  ];
  const value = event.kind === "write" ? ` = ${expressionText(program, event.value)}` : "";
  const kind = event.kind === "read" ? "R" : "W";
  return [`${kind} ${event.order} ${location(event.location)}${value}`, ...words].join(" ");
}

export function expressionText(program: Program, e: Expression): string {
  switch (e.kind) {
    case "constant": {
      const cell = program.values.cell(e.code, program.locations.length);
      return cell < 0 ? `${program.values.decode(e.code)}` : `&${program.locations[cell]!.name}`;
    }
    case "register":
      return `#${e.register}`;
    case "old":
      return "old";
    case "unary":
      return `${e.operator}${expressionText(program, e.operand)}`;
    case "cast":
      return `(${e.type})${expressionText(program, e.operand)}`;
    case "binary":
      return `(${expressionText(program, e.left)} ${e.operator} ${expressionText(program, e.right)})`;
  }
}

function endText(program: Program, end: PathEnd): string {
  switch (end.kind) {
    case "finished":
      return "finished";
    case "never-started":
      return `never started: ${program.locations[end.location]!.name}`;
    case "cut":
      return `cut after ${end.bound} rounds`;
    case "fault":
      return `fault: ${end.message}`;
  }
}
