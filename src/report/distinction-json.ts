import type { Distinguishing } from "../explain/distinguish/distinguish.js";
import type { Stage } from "../explain/distinguish/search.js";
import type { VocabularyWord } from "../explain/distinguish/vocabulary.js";
import type { Engine } from "../models/model.js";
import type { Heading } from "./explain-json.js";
import { FORMAT } from "./json.js";

/** The smallest programs that separate two models, as `compare --distinguish --json` prints them. */
export interface DistinctionReport extends Heading {
  readonly format: typeof FORMAT;
  readonly models: readonly [string, string];
  readonly language: "kernel" | "c11";
  readonly vocabulary: readonly VocabularyWord[];
  /** At most one a direction, smallest first. */
  readonly found: readonly {
    readonly allows: string;
    readonly forbids: string;
    readonly outcome: string;
    readonly text: string;
    readonly accesses: number;
    readonly threads: number;
    readonly orders: number;
    /** Of every form, or among critical cycles only. */
    readonly smallestOf: Stage["forms"];
    readonly states: { readonly allows: number; readonly forbids: number };
    readonly checkedBy: readonly { readonly model: string; readonly engine: Engine }[];
  }[];
  /** The model that is known to allow all that the other allows. */
  readonly container: string | null;
  readonly bounds: {
    readonly accessesMax: number;
    readonly cyclesMax: number;
    readonly ordersMax: number;
    readonly programsMax: number;
  };
  /** Programs that were asked about, and those about which a model gave no complete answer. */
  readonly programs: number;
  readonly unanswered: number;
  /** The last size that was searched to its end. */
  readonly finished: Stage | null;
  readonly stopped: "programs" | "interrupted" | null;
}

/** One line of JSON. */
export function distinctionJson(version: string, result: Distinguishing): string {
  const { pair, found, container, bounds, programs, unanswered, finished, stopped } = result;
  const [a, b] = pair.models;
  const report: DistinctionReport = {
    ...{ format: FORMAT, version, file: "", name: `${a.id} and ${b.id}` },
    models: [a.id, b.id],
    language: pair.language.id,
    vocabulary: pair.words,
    found: found.map(({ allows, forbids, outcome, text, stage, orders, states, checkedBy }) => ({
      ...{ allows: allows.id, forbids: forbids.id, outcome, text },
      ...{ accesses: stage.accesses, threads: stage.threads, orders, smallestOf: stage.forms },
      states,
      checkedBy: checkedBy.map(({ model, engine }) => ({ model: model.id, engine })),
    })),
    container: container?.id ?? null,
    ...{ bounds, programs, unanswered, finished, stopped },
  };
  return `${JSON.stringify(report)}\n`;
}
