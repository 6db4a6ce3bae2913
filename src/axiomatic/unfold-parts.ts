import { misplaced, partOf, wholeOf } from "../program/parts.js";
import type { Load, Location, Parts, Program, Rmw, Store } from "../program/program.js";
import { substitute } from "../program/symbolic.js";
import { readValue, type Taint, UNTAINTED, type ValueSet } from "./symbolic.js";
import type { Way } from "./unfold-way.js";

/** What an access to several locations asks of the program around it. */
interface Around {
  readonly program: Program;
  readonly values: readonly ValueSet[];
}

/** An access to several neighbouring locations. */
type Wide = (Load | Store) & { readonly parts: Parts };

export function hasParts(i: Load | Store | Rmw): i is Wide {
  return i.op !== "rmw" && i.parts !== undefined;
}

/** An access to several locations from `first` on. Gives what is wrong with the place, or null. */
export function accessParts(
  way: Way,
  i: Wide,
  first: Location,
  addr: Taint,
  around: Around,
): string | null {
  return i.op === "load"
    ? readParts(way, i, i.parts, first, addr, around)
    : writeParts(way, i, i.parts, first, addr, around);
}

/** A load from several locations: one event each, all of one instruction. Gives what is wrong with the place, or null. */
function readParts(
  way: Way,
  i: Load,
  parts: Parts,
  first: Location,
  addr: Taint,
  { program, values }: Around,
): string | null {
  const { order, tags, site, isAddressDependent } = i;
  const wrong = misplaced(first, parts, program.locations.length, program.values);
  if (wrong !== null) return wrong;
  const instruction = way.instructions++;
  const reads = Array.from({ length: parts.count }, (_, k) => {
    const location = first + k;
    return way.event(
      { kind: "read", location, order, tags, site, instruction, isAddressDependent },
      values[location]!,
      addr,
      UNTAINTED,
    );
  });
  way.registers[i.register] = wholeOf(reads.map(readValue), parts);
  way.taints[i.register] = reads;
  if (i.spins === true) way.waits.push({ pc: way.pc, wrote: null });
  way.pc++;
  return null;
}

/** A store to several locations, in the same way. */
function writeParts(
  way: Way,
  i: Store,
  parts: Parts,
  first: Location,
  addr: Taint,
  { program }: Around,
): string | null {
  const { order, tags, site } = i;
  const wrong = misplaced(first, parts, program.locations.length, program.values);
  if (wrong !== null) return wrong;
  const instruction = way.instructions++;
  const data = way.taintOf(i.value);
  for (let k = 0; k < parts.count; k++) {
    const value = substitute(partOf(i.value, parts, k), way.registers, null, program.values);
    const location = first + k;
    way.event({ kind: "write", location, order, value, tags, site, instruction }, null, addr, data);
  }
  way.pc++;
  return null;
}
