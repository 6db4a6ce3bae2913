import type { Counts } from "./arena.js";
import type { Experiment, ExperimentOutcome } from "./experiment.js";

/** Something that the counts of an experiment say, or do not say. */
export type Finding =
  /** Seen, though no order of all accesses one after the other gives it; the processor's own model allows it. */
  | { readonly kind: "weak"; readonly outcome: string; readonly times: number }
  /** Seen, though the processor's own model forbids it; JavaScript allows it to its compiler. */
  | { readonly kind: "beyond"; readonly outcome: string; readonly times: number }
  /** Seen, though JavaScript forbids it: a bug, of whatever. */
  | { readonly kind: "wrong"; readonly outcome: string; readonly times: number }
  /** Asked for and not seen. */
  | { readonly kind: "unseen"; readonly outcome: string; readonly standing: UnseenStanding };

/** What is known of an outcome that was not seen: which of the two forbids it, if any; else what the processor's model says. */
export type UnseenStanding =
  | "forbidden-by-language"
  | "forbidden-by-processor"
  | "allowed"
  | "unknown";

/** Whether a histogram shows an outcome: not one that neither came out nor may come out, and that nobody asks about. */
export function isShown({ isAsked, allowed }: ExperimentOutcome, times: number): boolean {
  return times > 0 || isAsked || allowed.some((answer) => answer !== false);
}

/** The model that a processor keeps, by what Node and browsers call its architecture; null for others. */
export function modelOfProcessor(architecture: string): string | null {
  return MODELS_OF_PROCESSORS.get(architecture) ?? null;
}

const MODELS_OF_PROCESSORS: ReadonlyMap<string, string> = new Map([
  ...["x64", "ia32", "x86"].map((name) => [name, "tso"] as const),
  ...["arm64", "arm"].map((name) => [name, "armv8"] as const),
  ["riscv64", "rvwmo"],
  ["ppc64", "power"],
]);

/** What there is to say of the counts; `own` is the id of the processor's model. */
export function findingsOf(
  experiment: Experiment,
  { times, runs }: Counts,
  own: string | null,
): readonly Finding[] {
  if (runs === 0) return [];
  const column = (id: string | null) => experiment.columns.findIndex((model) => model.id === id);
  const isAllowed = ({ allowed }: ExperimentOutcome, id: string | null) =>
    allowed[column(id)] ?? null;
  return experiment.outcomes.flatMap((outcome, k): readonly Finding[] => {
    const { text, isAsked } = outcome;
    const seen = { outcome: text, times: times[k] ?? 0 };
    const byOwn = isAllowed(outcome, own);
    const byLanguage = isAllowed(outcome, "javascript");
    if (seen.times === 0) {
      const standing = standingOf(byLanguage, byOwn);
      return isAsked ? [{ kind: "unseen", outcome: text, standing }] : [];
    }
    if (byLanguage === false) return [{ kind: "wrong", ...seen }];
    if (byOwn === false) return [{ kind: "beyond", ...seen }];
    return isAllowed(outcome, "sc") === false ? [{ kind: "weak", ...seen }] : [];
  });
}

function standingOf(byLanguage: boolean | null, byOwn: boolean | null): UnseenStanding {
  if (byLanguage === false) return "forbidden-by-language";
  if (byOwn === null) return "unknown";
  return byOwn ? "allowed" : "forbidden-by-processor";
}
