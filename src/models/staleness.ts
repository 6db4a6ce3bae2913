import { strength } from "../machine/storage.js";
import { followers } from "../program/flow.js";
import type { Instruction, Location, Program } from "../program/program.js";

/**
 * Where a stale value of a location could still be read under WMM: `of(pc)[location]` is 1 when some way on from `pc`
 * comes to a read of the location before everything that would have dropped the value. Elsewhere it need not be kept:
 * a thread that only increments a counter needs no old values of it.
 */
export function staleness(program: Program, thread: number): readonly Uint8Array[] {
  const { code } = program.threads[thread]!;
  const locations = program.locations.length;
  const needed = Array.from({ length: code.length + 1 }, () => new Uint8Array(locations));
  let changed = true;
  while (changed) {
    changed = false;
    for (let pc = code.length - 1; pc >= 0; pc--) {
      const effect = effectOf(code[pc]!);
      const touched = touchedBy(program, code[pc]!);
      for (let l = 0; l < locations; l++) {
        if (needed[pc]![l] === 1) continue;
        const isKept = effect.drops !== "all" && !(effect.drops === "own" && touched === l);
        const isNeeded =
          (effect.reads && (touched === l || touched < 0)) ||
          (isKept && followers(code, pc).some((next) => needed[next]![l] === 1));
        if (isNeeded) {
          needed[pc]![l] = 1;
          changed = true;
        }
      }
    }
  }
  return needed;
}

/** What an instruction does to stale values, on every way that it can go. */
interface Effect {
  /** It may read one of its own location. */
  readonly reads: boolean;
  /** Those that it drops for sure: of its own location, of every location, or none. */
  readonly drops: "own" | "all" | "none";
}

function effectOf(i: Instruction): Effect {
  switch (i.op) {
    case "load":
      if (i.order === "sc" || i.isAddressDependent === true) return { reads: false, drops: "all" };
      return { reads: true, drops: isAcquire(i.order) ? "all" : "none" };
    case "store":
      return { reads: false, drops: "own" };
    case "rmw":
      if (i.guard !== undefined && i.otherwise !== "wait") {
        return { reads: i.isAddressDependent !== true && i.failure !== "sc", drops: "none" };
      }
      return { reads: false, drops: i.isFull || isAcquire(i.read) ? "all" : "own" };
    case "fence": {
      const drops = ["mb", "rmb", "rmb wmb"].includes(strength(i.fence)) ? "all" : "none";
      return { reads: false, drops };
    }
    case "rcu":
      return { reads: false, drops: i.action === "synchronize" ? "all" : "none" };
    default:
      return { reads: false, drops: "none" };
  }
}

/** Whether a read drops stale values after it. */
export function isAcquire(order: string): boolean {
  return order === "acquirePc" || order === "acquire" || order === "sc";
}

/** The location of an access with a constant address, -1 for any. */
function touchedBy(program: Program, i: Instruction): Location {
  if (!("address" in i) || i.address.kind !== "constant") return -1;
  return program.values.cell(i.address.code, program.locations.length);
}
