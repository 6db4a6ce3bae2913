import { useEffect, useState } from "preact/hooks";
import { useAsking } from "../questions/asking.js";
import type { Answer, Place, StepAnswer, Wanted } from "../questions/protocol.js";

/** What is walked through, and where the walk is. */
export interface WalkProps {
  readonly place: Place;
  readonly path: readonly number[];
  readonly at: number;
  /** See `Subject.isFine`. */
  readonly isFine?: boolean;
  onMove(path: readonly number[], at: number): void;
}

/** A walk: what is to be seen of it, and what can be done with it. */
export interface WalkState {
  /** Null before the first answer; of the state before while the next is on its way. */
  readonly shown: StepAnswer | null;
  /** Whether what is shown is where the walk is. */
  readonly isThere: boolean;
  readonly problem: string | null;
  readonly isBusy: boolean;
  /** How far a search is, in words. */
  readonly message: string;
  stop(): void;
  want(wanted: Wanted): void;
  take(index: number): void;
  /** Goes to where so many steps of the history are taken; nothing happens where it is not that long. */
  go(at: number): void;
}

/** Keeps a walk and the session of the worker at the same place. */
export function useWalk({ place, path, at, isFine = false, onMove }: WalkProps): WalkState {
  const [last, setLast] = useState<{ key: string; answer: StepAnswer } | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const { isBusy, message, start, stop } = useAsking();
  const keyOf = (steps: readonly number[], taken: number) => {
    return JSON.stringify([place.text, place.variant, place.model, isFine, steps, taken]);
  };
  const key = keyOf(path, at);
  const show = (answer: Answer) => {
    setProblem(answer.kind === "problem" ? answer.message : null);
    if (answer.kind !== "step") return;
    const next = answer.history.map(({ index }) => index);
    setLast({ key: keyOf(next, answer.at), answer });
    if (next.join() !== path.join()) onMove(next, answer.at);
  };
  const want = (wanted: Wanted) =>
    start({ kind: "step", wanted, ...place, path, at, isFine }, show);
  const isThere = last?.key === key;
  useEffect(() => {
    if (!isThere) want({ kind: "view" });
  }, [key]);
  const take = (index: number) => {
    // Until the next state is there, its steps are not known: those that are shown belong to the one before.
    if (!isThere || last.answer.view.possible[index] === undefined) return;
    const isRedo = path[at] === index;
    onMove(isRedo ? path : [...path.slice(0, at), index], at + 1);
  };
  const go = (to: number) => {
    if (to >= 0 && to <= path.length && to !== at) onMove(path, to);
  };
  return {
    ...{ shown: last?.answer ?? null, isThere, problem, isBusy, message, stop, want, take, go },
  };
}
