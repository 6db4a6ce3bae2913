import type { Axis } from "../../c/prelude-group.js";

/** The suffixes of value-returning atomics (Documentation/atomic_t.txt, "ORDERING"). */
export const ORDERS: Axis = [
  { _order: "", order: "full", ordering: "fully ordered" },
  { _order: "_relaxed", order: "relaxed", ordering: "no ordering" },
  { _order: "_acquire", order: "acquire", ordering: "acquire (the read)" },
  { _order: "_release", order: "release", ordering: "release (the write)" },
];
