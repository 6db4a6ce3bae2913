import type { Values } from "../../program/value.js";
import type { Diagnostics } from "../../source/diagnostic.js";
import type { Span } from "../../source/source.js";
import type { Architecture } from "./architecture.js";
import type { Locations } from "./locations.js";

/** What all threads of one assembly test share while it is lowered. */
export interface Unit {
  readonly architecture: Architecture;
  readonly values: Values;
  readonly locations: Locations;
  /** Whether a number can be negative or need more than 31 bits: then conversions between widths are written out. */
  readonly isWide: boolean;
  /** The test's name, for the site of a thread without instructions. */
  readonly nowhere: Span;
  readonly diagnostics: Diagnostics;
}
