import { useEffect, useState } from "preact/hooks";
import { useAsking } from "../questions/asking.js";
import type { Answer, Place } from "../questions/protocol.js";

interface DetailsProps {
  readonly place: Place;
  onApply(text: string): void;
}

/** Of one cell: its story or why it is impossible, a picture, and repairs. */
export function Details({ place, onApply }: DetailsProps) {
  const [told, setTold] = useState<Answer | null>(null);
  const [fixes, setFixes] = useState<Answer | null>(null);
  const telling = useAsking();
  const fixing = useAsking();
  const where = `${place.variant === null ? "" : `${place.variant}, `}under ${place.model}`;
  useEffect(() => telling.start({ kind: "explain", ...place }, setTold), []);
  const isBusy = telling.isBusy || fixing.isBusy;
  return (
    <section aria-label={`Explanation, ${where}`}>
      <h2>{where}</h2>
      {isBusy && (
        <p>
          {telling.message || fixing.message || "Searching."}{" "}
          <button type="button" onClick={telling.isBusy ? telling.stop : fixing.stop}>
            Stop
          </button>
        </p>
      )}
      {told?.kind === "explain" && (
        <pre
          class="story"
          // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keyboard.
          tabIndex={0}
        >
          {told.lines.join("\n")}
        </pre>
      )}
      {told?.kind === "explain" && told.picture !== null && (
        <img
          alt={`Execution of the test ${where}; the text above says the same`}
          src={`data:image/svg+xml;charset=utf-8,${encodeURIComponent(told.picture)}`}
        />
      )}
      {told?.kind === "problem" && <p class="problem">{told.message}</p>}
      <button
        type="button"
        disabled={fixing.isBusy}
        onClick={() => fixing.start({ kind: "fix", ...place }, setFixes)}
      >
        Find fixes
      </button>
      {fixes?.kind === "problem" && <p class="problem">{fixes.message}</p>}
      {fixes?.kind === "fix" && fixes.repairs.length === 0 && (
        <p>
          {fixes.isComplete ? "There is nothing to repair, or no order repairs it." : "None found."}
        </p>
      )}
      {fixes?.kind === "fix" && (
        <ul class="fixes">
          {fixes.repairs
            .filter(({ changes }) => changes.length > 0)
            .map(({ changes, text }) => (
              <li key={changes.join()}>
                <button type="button" onClick={() => onApply(text)}>
                  Apply
                </button>{" "}
                {changes.join(" and ")}
              </li>
            ))}
        </ul>
      )}
    </section>
  );
}
