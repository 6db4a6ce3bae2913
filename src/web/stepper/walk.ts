import { useEffect, useState } from "preact/hooks";
import { useAsking } from "../questions/asking.js";
import type { Answer, Place, ReachedOutcome, StepAnswer, Wanted } from "../questions/protocol.js";

/** What is walked through, and where the walk is. */
export interface WalkProps {
  readonly place: Place;
  readonly path: readonly number[];
  readonly at: number;
  /** See `Subject.isFine`. */
  readonly isFine?: boolean;
  onMove(path: readonly number[], at: number): void;
}

/** What can still happen from a state. */
export interface Reached {
  readonly outcomes: readonly ReachedOutcome[];
  /** It is of a state before, while that of the one that is shown is searched for. */
  readonly isOld: boolean;
}

/** A walk: what is to be seen of it, and what can be done with it. */
export interface WalkState {
  /** Null before the first answer; of the state before while the next is on its way. */
  readonly shown: StepAnswer | null;
  /** Whether what is shown is where the walk is. */
  readonly isThere: boolean;
  readonly problem: string | null;
  /** What can still happen; null where that is not followed, or not known for the first time yet. */
  readonly reached: Reached | null;
  /** Whether it is said after each step what can still happen. */
  readonly isFollowed: boolean;
  readonly isBusy: boolean;
  /** How far a search is, in words. */
  readonly message: string;
  stop(): void;
  want(wanted: Wanted): void;
  follow(isFollowed: boolean): void;
  take(index: number): void;
  /** Goes to where so many steps of the history are taken; nothing happens where it is not that long. */
  go(at: number): void;
}

/** What can still happen after some steps of something. */
interface Known {
  readonly key: string;
  readonly outcomes: readonly ReachedOutcome[];
}

/** Keeps a walk and the session of the worker at the same place. */
export function useWalk({ place, path, at, isFine = false, onMove }: WalkProps): WalkState {
  const [last, setLast] = useState<{ key: string; answer: StepAnswer } | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const [isFollowed, setFollowed] = useState(false);
  const [reached, setReached] = useState<Known | null>(null);
  const { isBusy, message, start, stop } = useAsking();
  const keyOf = (steps: readonly number[], taken: number) => {
    return JSON.stringify([place.text, place.variant, place.model, isFine, steps, taken]);
  };
  const key = keyOf(path, at);
  // What comes next depends on the steps that are taken alone.
  const taken = keyOf(path.slice(0, at), at);
  const show = (answer: Answer) => {
    setProblem(answer.kind === "problem" ? answer.message : null);
    if (answer.kind !== "step") return setLast(null);
    const next = answer.history.map(({ index }) => index);
    setLast({ key: keyOf(next, answer.at), answer });
    const { outcomes } = answer;
    if (outcomes !== null) setReached({ key: taken, outcomes });
    if (next.join() !== path.join()) onMove(next, answer.at);
  };
  const want = (wanted: Wanted) =>
    start({ kind: "step", wanted, ...place, path, at, isFine }, show);
  const isThere = last?.key === key;
  useEffect(() => {
    if (!isThere) want({ kind: "view" });
  }, [key]);
  useEffect(() => {
    const isKnown = !isFollowed || reached?.key === taken;
    if (!isKnown && isThere && !isBusy && problem === null) want({ kind: "reachable" });
  }, [isThere, isFollowed, isBusy, taken]);
  const take = (index: number) => {
    // Until the next state is there, its steps are not known: those that are shown belong to the one before.
    if (!isThere || last.answer.view.possible[index] === undefined) return;
    const isRedo = path[at] === index;
    onMove(isRedo ? path : [...path.slice(0, at), index], at + 1);
  };
  const go = (to: number) => {
    if (to >= 0 && to <= path.length && to !== at) onMove(path, to);
  };
  const known = isFollowed ? reached : null;
  return {
    ...{ shown: last?.answer ?? null, isThere, problem, isBusy, message, stop, want, take, go },
    ...{ isFollowed, follow: setFollowed },
    reached: known && { outcomes: known.outcomes, isOld: known.key !== taken },
  };
}
