import { useEffect, useState } from "preact/hooks";
import { useAsking } from "../questions/asking.js";
import type { Answer, Place } from "../questions/protocol.js";
import { Fixes } from "./fixes.js";
import { Pictures, Told } from "./told.js";

interface DetailsProps {
  readonly place: Place;
  /** A final state of the table; null for the one that the test asks about. */
  readonly outcome: string | null;
  /** Whether the cell has the outcome that the test asks about. */
  readonly isPossible: boolean;
  onApply(text: string): void;
}

/** Of one cell: how its outcome comes about or why it is impossible, pictures, and repairs. */
export function Details({ place, outcome, isPossible, onApply }: DetailsProps) {
  const [told, setTold] = useState<Answer | null>(null);
  const { isBusy, message, start, stop } = useAsking();
  const where = `${place.variant === null ? "" : `${place.variant}, `}under ${place.model}`;
  useEffect(() => start({ kind: "explain", outcome, ...place }, setTold), []);
  return (
    <section aria-label={`Explanation, ${where}`}>
      <h2>{outcome === null ? "The outcome asked for" : <code>{outcome}</code>}</h2>
      <div role="status">
        {isBusy && (
          <p class="status">
            Searching for a story. {message}{" "}
            <button type="button" onClick={stop}>
              Stop
            </button>
          </p>
        )}
      </div>
      {told?.kind === "explain" && <Told told={told} />}
      {told?.kind === "problem" && <pre class="problem">{told.message}</pre>}
      <Fixes place={place} isPossible={isPossible} onApply={onApply} />
      {told?.kind === "explain" && <Pictures told={told} />}
    </section>
  );
}
