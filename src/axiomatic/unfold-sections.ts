import type { Rcu } from "../program/program.js";
import { constant, substitute } from "../program/symbolic.js";
import { domainLocation } from "./path.js";
import { readValue, type Taint, UNTAINTED } from "./symbolic.js";
import type { Surroundings } from "./unfold-thread.js";
import type { Way } from "./unfold-way.js";

/** Enters a section; gives the read of the SRCU domain, -1 for RCU itself. */
export function enterSection(
  way: Way,
  { domain, register, site }: Rcu,
  around: Surroundings,
): number {
  if (domain === 0) {
    way.fence(site, { fence: "rcu-lock" });
    return -1;
  }
  const location = domainLocation(around.program.locations.length, domain);
  const instruction = way.instructions++;
  const read = way.event(
    { kind: "read", location, order: "relaxed", isSrcuLock: true, site, instruction },
    around.values[location]!,
    UNTAINTED,
    UNTAINTED,
  );
  if (register !== undefined && register !== null) {
    way.registers[register] = readValue(read);
    way.taints[register] = [read];
  }
  return read;
}

/** Leaves a section: with the index that is handed back, or with that of the innermost section. */
export function leaveSection(
  way: Way,
  i: Rcu,
  innermost: number | undefined,
  around: Surroundings,
): void {
  const { domain, site } = i;
  if (domain === 0) {
    way.fence(site, { fence: "rcu-unlock" });
    return;
  }
  const location = domainLocation(around.program.locations.length, domain);
  const instruction = way.instructions++;
  let value = innermost === undefined ? constant(0) : readValue(innermost);
  let data: Taint = innermost === undefined ? UNTAINTED : [innermost];
  if (i.value !== undefined) {
    value = substitute(i.value, way.registers, null, around.program.values);
    data = way.taintOf(i.value);
  }
  way.event(
    {
      kind: "write",
      location,
      order: "relaxed",
      value,
      isSrcuUnlock: true,
      site,
      instruction,
    },
    null,
    UNTAINTED,
    data,
  );
}
