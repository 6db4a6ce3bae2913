import type { StepAnswer } from "../questions/protocol.js";
import { type Player, SPEEDS, type Speed } from "./player.js";
import type { WalkState } from "./walk.js";

interface ToolbarProps {
  readonly walk: WalkState;
  readonly shown: StepAnswer;
  readonly at: number;
  readonly count: number;
}

/** Moves through the history. Buttons that cannot do anything keep the focus. */
export function Moves({ walk: { go, isBusy, stop, message }, shown, at, count }: ToolbarProps) {
  return (
    <div class="bar">
      <button type="button" aria-disabled={at === 0} onClick={() => go(at - 1)}>
        Undo (u)
      </button>
      <button type="button" aria-disabled={at >= count} onClick={() => go(at + 1)}>
        Redo (r)
      </button>
      <label>
        Step {at} of {count}{" "}
        <input
          type="range"
          min={0}
          max={count}
          value={at}
          aria-valuetext={at === 0 ? "the start" : `${at}: ${shown.history[at - 1]?.text ?? ""}`}
          onInput={(event) => go(Number(event.currentTarget.value))}
        />
      </label>
      {isBusy && (
        <button type="button" onClick={stop}>
          Stop {message}
        </button>
      )}
    </div>
  );
}

interface WaysProps {
  readonly player: Player;
  /** Null where finding a way is the exercise. */
  readonly ways: { play(): void; find(): void } | null;
  readonly isFine: boolean;
  /** Whether it is said after each step what can still happen. */
  readonly isFollowed: boolean;
  onFollow(): void;
  onFine?: ((isFine: boolean) => void) | undefined;
}

/** Where a walk can lead, and how fast and how finely it goes there. */
export function Ways(props: WaysProps) {
  const { player, ways, isFine, isFollowed, onFollow, onFine } = props;
  const { isPlaying, speed, setSpeed } = player;
  return (
    <div class="bar">
      {ways !== null && (
        <>
          <button type="button" onClick={ways.play}>
            {isPlaying ? "Pause (p)" : "Play a witness (p)"}
          </button>
          <label>
            Speed{" "}
            <select
              value={speed}
              onChange={(event) => setSpeed(event.currentTarget.value as Speed)}
            >
              {Object.keys(SPEEDS).map((name) => (
                <option key={name}>{name}</option>
              ))}
            </select>
          </label>
          <button type="button" onClick={ways.find}>
            Way to the outcome (g)
          </button>
        </>
      )}
      <button type="button" aria-pressed={isFollowed} onClick={onFollow}>
        Still reachable (o)
      </button>
      {onFine !== undefined && (
        <label>
          <input
            type="checkbox"
            checked={isFine}
            onChange={(event) => onFine(event.currentTarget.checked)}
          />{" "}
          Every step
        </label>
      )}
    </div>
  );
}
