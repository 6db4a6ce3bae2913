import type { PathEvent } from "../path.js";

/**
 * How a model names what a program does. A program is the same for every model; a model of the kernel speaks of
 * `Acquire` and `Rmb`, one of AArch64 of `A` and `DMB.LD`.
 */
export interface Vocabulary {
  readonly id: string;
  /** Whether a successful read-modify-write is one event, in R and in W (C11), or two. */
  readonly isRmwOneEvent: boolean;
  /** Whether the full barriers around a full read-modify-write are events of their own (`full-before`, `full-after`). */
  readonly hasFullFences: boolean;
  /** Whether events of one instruction are in `po` (C models). */
  readonly hasWidePo: boolean;
  /** Every set that a model may name though it is empty. */
  readonly names: readonly string[];
  /**
   * The sets that an event is in beside `M`, `IW`, `FW` and what `isOrdinary` gives: annotations, `F`, `X`, ... For a
   * read-modify-write of one event it is asked for the read half.
   */
  setsOf(event: PathEvent): readonly string[];
  /** Whether an event that reads or writes is in `R` or `W`; locks of the kernel's model are not (models.md 4.5). */
  isOrdinary(event: PathEvent): boolean;
}
