import type { Location, Store } from "../program/program.js";
import { constant } from "../program/symbolic.js";
import { UNTAINTED } from "./symbolic.js";
import type { Way } from "./unfold-way.js";

/** Whether a store-conditional to a location may succeed: the last exclusive load read there. */
export function reserves(way: Way, location: Location): boolean {
  const event = way.events[way.reserved];
  return event?.kind === "read" && event.location === location;
}

/** A store-conditional that stored pairs with its load; what is computed from its status depends on the store. */
export function succeedStore(way: Way, { status }: Store, write: number): void {
  way.rmw.push([way.reserved, write]);
  way.reserved = -1;
  way.registers[status!] = constant(0);
  way.taints[status!] = [write];
}

/** One that failed left no trace but its status, and gave up the reservation. True: the way goes on. */
export function failStore(way: Way, { status }: Store): true {
  way.reserved = -1;
  way.registers[status!] = constant(1);
  way.taints[status!] = UNTAINTED;
  way.pc++;
  return true;
}
