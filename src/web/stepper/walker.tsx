import { useEffect, useRef, useState } from "preact/hooks";
import { unreachable } from "../../source/unreachable.js";
import type { StepAnswer } from "../questions/protocol.js";
import { useHeldFocus, useInSight } from "./focus.js";
import { KeyHelp, orderOf } from "./keys.js";
import { NextSteps } from "./next-steps.js";
import { Panes } from "./panes.js";
import { usePlayer, wantsStillness } from "./player.js";
import { Reached } from "./reached.js";
import { Moves, Ways } from "./toolbar.js";
import { useWalk, type WalkProps } from "./walk.js";

interface WalkerProps extends WalkProps {
  /** A final state to show a way to, as the table of outcomes writes it; null for the one that the test asks about. */
  readonly outcome?: string | null;
  /** True: no way to an outcome is shown, since finding one is the exercise. */
  readonly isExercise?: boolean;
  /** The switch of `isFine`; none without. */
  onFine?(isFine: boolean): void;
}

/** The stepper: a walk through the states of a machine. */
export function Walker(props: WalkerProps) {
  const { place, path, at, outcome = null, isExercise = false, isFine = false } = props;
  const walk = useWalk(props);
  const { shown, isThere, problem, reached, want, take, go } = walk;
  const follow = () => walk.follow(!walk.isFollowed);
  const [refused, setRefused] = useState<string | null>(null);
  useEffect(() => setRefused(null), [shown]);
  const witness = useRef("");
  const player = usePlayer(isThere && at < path.length, !isThere || walk.isBusy, () => go(at + 1));
  const { root, focusFirst, choose } = useHeldFocus(shown);
  useInSight(root, shown !== null && !isExercise);
  const way = (wanted: string | null) => want({ kind: "way", outcome: wanted });
  const play = () => {
    if (player.isPlaying) return player.pause();
    if (!wantsStillness()) player.play();
    // What is left of a witness that was paused is played on.
    if (at === path.length || witness.current !== path.join()) way(outcome);
  };
  useEffect(() => {
    if (player.isPlaying) witness.current = path.join();
  }, [player.isPlaying, path.join()]);
  const takeOne = (index: number) => {
    player.pause();
    focusFirst();
    take(index);
  };
  const press = (event: KeyboardEvent) => {
    const order = orderOf(event);
    if (order === null) return;
    event.preventDefault();
    const { kind } = order;
    if (kind === "take") takeOne(order.index);
    else if (kind === "choose") choose(order.by);
    else if (kind === "undo") go(at - 1);
    else if (kind === "redo") go(at + 1);
    else if (kind === "start") go(0);
    else if (kind === "reachable") follow();
    else if (isExercise) return;
    else if (kind === "play") play();
    else if (kind === "way") way(outcome);
    else unreachable(kind);
  };
  if (shown === null) {
    const start = () => props.onMove([], 0);
    return <Unshown problem={problem} onStart={path.length === 0 ? null : start} />;
  }
  return (
    <section class="stepper" aria-label="Stepper" ref={root} onKeyDown={press}>
      <Moves walk={walk} shown={shown} at={at} count={path.length} />
      <Ways
        {...{ player, isFine, onFine: props.onFine }}
        ways={isExercise ? null : { play, find: () => way(outcome) }}
        isFollowed={walk.isFollowed}
        onFollow={follow}
      />
      <KeyHelp isExercise={isExercise} />
      {problem !== null && <p class="problem">{problem}</p>}
      <p role="status">{refused ?? happened(shown)}</p>
      <h2>Next steps under {place.model}</h2>
      <NextSteps view={shown.view} outcome={outcome} onTake={takeOne} onRefuse={setRefused} />
      {reached !== null && reached.outcomes.length > 0 && (
        <Reached reached={reached} onWay={isExercise ? null : way} />
      )}
      <Panes shown={shown} model={place.model} />
    </section>
  );
}

/** What the last step did, what can be done now, and what came of a question. */
function happened({ history, at, view, said }: StepAnswer): string {
  const last = at > 0 ? `${at}. ${history[at - 1]?.text ?? ""};` : "At the start:";
  const { length } = view.possible;
  const next =
    view.end === null
      ? `${length === 1 ? "one step is" : `${length} steps are`} possible now.`
      : "the end.";
  return [last, next, ...said].join(" ");
}

interface UnshownProps {
  readonly problem: string | null;
  /** Null where that is where it is. */
  readonly onStart: (() => void) | null;
}

/** Before there is a state to show, or when there is none. */
function Unshown({ problem, onStart }: UnshownProps) {
  if (problem === null) return <p class="loading">Opening the stepper.</p>;
  return (
    <div>
      <p class="problem" role="alert">
        {problem}
      </p>
      {onStart === null ? (
        <p>Other cells of the table may have a machine to step through.</p>
      ) : (
        <button type="button" onClick={onStart}>
          From the start
        </button>
      )}
    </div>
  );
}
