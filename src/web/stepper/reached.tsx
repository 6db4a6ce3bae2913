import type { Reached as ReachedOutcomes } from "./walk.js";

interface ReachedProps {
  readonly reached: ReachedOutcomes;
  /** Null where finding a way is the exercise. */
  readonly onWay: ((outcome: string) => void) | null;
}

/** The outcomes that can still happen, each with a way to it, and those that cannot any more. */
export function Reached({ reached: { outcomes, isOld }, onWay }: ReachedProps) {
  return (
    <>
      <h3 id="reached">Outcomes from here</h3>
      <ul class={isOld ? "reached old" : "reached"} aria-labelledby="reached" aria-busy={isOld}>
        {outcomes.map(({ text, satisfies, isReachable }) => (
          <li key={text} class={isReachable ? "" : "gone"}>
            {isReachable ? <code>{text}</code> : <s>{text}</s>}{" "}
            <span class="quiet">{notes(satisfies, isReachable)}</span>{" "}
            {isReachable && onWay !== null && (
              <button type="button" aria-label={`Way there: ${text}`} onClick={() => onWay(text)}>
                Way there
              </button>
            )}
          </li>
        ))}
      </ul>
    </>
  );
}

function notes(satisfies: boolean, isReachable: boolean): string {
  return [...(satisfies ? ["asked for"] : []), ...(isReachable ? [] : ["not any more"])].join(", ");
}
