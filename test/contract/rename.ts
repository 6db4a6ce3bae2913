import type { Expression } from "../../src/program/expression.js";
import type { Instruction, Observed, Program } from "../../src/program/program.js";
import { fence, LOCATIONS_MAX } from "./build.js";

/**
 * The same program with its threads in the order `threads` and location `l` called `locations[l]`; what is observed is the
 * same too, so its outcomes are as well. Addresses must not be computed with: neighbours do not stay neighbours.
 */
export function renamed(
  program: Program,
  threads: readonly number[],
  locations: readonly number[],
): Program {
  const { values } = program;
  const address = (e: Expression): Expression => {
    if (e.kind === "constant") {
      const cell = values.cell(e.code, LOCATIONS_MAX);
      return cell < 0 ? e : { kind: "constant", code: values.address(locations[cell]!) };
    }
    return e.kind === "binary" ? { ...e, left: address(e.left), right: address(e.right) } : e;
  };
  return {
    ...program,
    threads: threads.map((t) => {
      const thread = program.threads[t]!;
      const code = thread.code.map((i) =>
        "address" in i ? { ...i, address: address(i.address) } : i,
      );
      return { ...thread, code };
    }),
    locations: program.locations.map((_, l) => program.locations[locations.indexOf(l)]!),
    observed: program.observed.map(
      (o): Observed =>
        o.kind === "register"
          ? { ...o, thread: threads.indexOf(o.thread) }
          : { ...o, location: locations[o.location]! },
    ),
  };
}

/** The same program with a full fence in front of every access. */
export function fenced(program: Program): Program {
  return {
    ...program,
    threads: program.threads.map((thread) => {
      const places: number[] = [];
      const code: Instruction[] = [];
      for (const i of thread.code) {
        places.push(code.length);
        if ("address" in i) code.push(fence("mb"));
        code.push(i);
      }
      places.push(code.length);
      return { ...thread, code: code.map((i) => retarget(i, places)) };
    }),
  };
}

function retarget(i: Instruction, places: readonly number[]): Instruction {
  if (i.op === "jump") return { ...i, target: places[i.target]! };
  return i.op === "branch" ? { ...i, target: places[i.target]!, join: -1 } : i;
}
