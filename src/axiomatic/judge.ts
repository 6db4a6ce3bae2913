import type { Diagnostic } from "../source/diagnostic.js";
import type { Bits, Space } from "./cat/relation.js";

/**
 * The events of one combination of thread paths and everything about them that does not depend on who reads from whom:
 * what a model is started on. Names as in models.md 4.4.
 */
export interface Frame {
  readonly space: Space;
  /** `R`, `W`, `IW`, `Acquire`, ... */
  readonly sets: ReadonlyMap<string, Bits>;
  /** `po`, `loc`, `int`, `ext`, `addr`, `data`, `ctrl`, `rmw`, ...; not `rf`, `co`, `fr`. */
  readonly relations: ReadonlyMap<string, Bits>;
  /** Location of each event, -1 for none. */
  readonly locations: Int32Array;
}

/**
 * What is decided, and what is still possible, about the three relations that an execution chooses. The search changes
 * the bits in place; a judge reads them whenever it is asked and never writes.
 *
 * `lower` is contained in the relation of every execution that can still come of it, `upper` contains it. `co` and `fr`
 * are transitive as far as they are decided: `fr` is `rf^-1 ; co` without identity.
 */
export interface Choice {
  readonly lower: { readonly rf: Bits; readonly co: Bits; readonly fr: Bits };
  readonly upper: { readonly rf: Bits; readonly co: Bits; readonly fr: Bits };
  /**
   * Value of each event when all of them are known, else null; only equality matters (`different-values`). Length:
   * `space.events`.
   */
  values: Int32Array | null;
}

/** A choice over an `rf` and a `co` that are decided bit by bit. `length`: of the bits of a relation. */
export function emptyChoice(rf: Bits, co: Bits, length: number): Choice {
  const make = (): Bits => new Int32Array(length);
  return {
    lower: { rf, co, fr: make() },
    upper: { rf: make(), co: make(), fr: make() },
    values: null,
  };
}

/** A model at work on one frame. */
export interface Judge {
  /** False: a check fails in every execution that can still come of the choice. May say true without reason. */
  isPossible(): boolean;
  /**
   * True: every check holds in every execution that can still come of it, and that is coherent and atomic where the model
   * is (`CompiledModel.isCoherent`, `isAtomic`). May say false without reason.
   */
  isCertain(): boolean;
  /**
   * Flags of the model that could still be raised by some execution, as bits by `CompiledModel.flags`. May name too
   * many.
   */
  possibleFlags(): number;
  /** The same, as the frame alone tells, without a look at the choice. */
  frameFlags(): number;
  /**
   * The judgement of an execution of which everything is decided: `lower` is all there is. A model that chooses for
   * itself (`with x from E`) allows it if one of its choices does, with the flags of all choices that do.
   */
  judge(): Judged;
}

export interface Judged {
  readonly isAllowed: boolean;
  /** Bits by `CompiledModel.flags`. */
  readonly flags: number;
}

/** A model made ready for many frames. */
export interface CompiledModel {
  /** Names of the flags, `undefined` for `undefined_unless`, in the order of the model; at most 31. */
  readonly flags: readonly string[];
  /**
   * Whether every execution that the model allows is coherent: `acyclic po-loc | rf | co | fr` or something stronger is
   * among its checks. The search then never builds others.
   */
  readonly isCoherent: boolean;
  /** Whether it checks that nothing comes between the two halves of a read-modify-write. */
  readonly isAtomic: boolean;
  /** What is left to the slow interpreter because the compiler does not know it, in words; null when all is compiled. */
  readonly interpreted: string | null;
  start(frame: Frame, choice: Choice): Judge;
}

/** The model's own text is wrong, found while it ran: an assertion of it, or a type that does not fit. */
export class ModelFailure extends Error {
  readonly diagnostic: Diagnostic;

  constructor(diagnostic: Diagnostic) {
    super(diagnostic.message);
    this.diagnostic = diagnostic;
  }
}
