import type { EnumerationPart } from "../axiomatic/division.js";
import type { EnumerationLimits } from "../axiomatic/result.js";
import type { Machine } from "../machine/machine.js";
import type { Explored, SearchLimits } from "../machine/search.js";
import type { ShardResult } from "../machine/shard.js";
import type { Standing } from "../machine/together.js";
import type { AxiomsModel, MachineModel } from "../models/model.js";

/** How large searches are divided among threads, by whoever can start some. */
export interface Sharing {
  /** States from which on a search is large: it begins anew, with all threads. */
  readonly statesMin: number;
  search(variant: string | null, model: MachineModel, limits: SearchLimits): SharedSearch;
  /** The same for nodes of an enumeration. */
  readonly nodesMin: number;
  /** Null when other threads do not know the model. */
  enumerate(
    variant: string | null,
    model: AxiomsModel,
    isCounting: boolean,
    limits: EnumerationLimits,
  ): SharedEnumeration | null;
}

/** Work that threads do. */
interface SharedWork {
  /** Gives the threads a moment. True when all have ended. */
  advance(): boolean;
  /** Asks all threads to end. */
  stop(): void;
}

/** A search that is divided. What it knows of its states stays in its threads, which are asked. */
export interface SharedSearch extends SharedWork {
  readonly standing: Standing;
  /** Of each thread, when all have ended. */
  readonly parts: readonly ShardResult[];
  explored(machine: Machine): Explored;
}

/** An enumeration that is divided. */
export interface SharedEnumeration extends SharedWork {
  /** Candidates that all threads have looked at. */
  readonly candidates: number;
  /** Of each thread, when all have ended. */
  readonly parts: readonly EnumerationPart[];
}
