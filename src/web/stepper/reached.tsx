import type { ReachedOutcome } from "../questions/protocol.js";

interface ReachedProps {
  readonly outcomes: readonly ReachedOutcome[];
  /** Null where finding a way is the exercise. */
  readonly onWay: ((outcome: string) => void) | null;
}

/** The outcomes that can still happen, each with a way to it, and those that cannot any more. */
export function Reached({ outcomes, onWay }: ReachedProps) {
  return (
    <ul class="reached" aria-label="Outcomes">
      {outcomes.map(({ text, satisfies, isReachable }) => (
        <li key={text} class={isReachable ? "" : "gone"}>
          {isReachable ? <code>{text}</code> : <s>{text}</s>}{" "}
          {satisfies && <span class="quiet">asked for</span>}{" "}
          {!isReachable && <span class="quiet">not any more</span>}
          {isReachable && onWay !== null && (
            <button type="button" aria-label={`Way there: ${text}`} onClick={() => onWay(text)}>
              Way there
            </button>
          )}
        </li>
      ))}
    </ul>
  );
}
