import { useEffect, useState } from "preact/hooks";

/** Milliseconds that a state is shown for. */
export const SPEEDS = { slow: 2000, normal: 900, fast: 300 } as const;

export type Speed = keyof typeof SPEEDS;

/** The steps ahead, taken one by one while a reader watches. */
export interface Player {
  readonly isPlaying: boolean;
  readonly speed: Speed;
  setSpeed(speed: Speed): void;
  play(): void;
  pause(): void;
}

/**
 * Takes a step again and again; `isReady` says whether there is one and the state before it is shown, `isWaiting` whether
 * there may be one later: else it is over.
 */
export function usePlayer(isReady: boolean, isWaiting: boolean, step: () => void): Player {
  const [isPlaying, setPlaying] = useState(false);
  const [speed, setSpeed] = useState<Speed>("normal");
  useEffect(() => {
    if (!isPlaying) return;
    if (!isReady) {
      if (!isWaiting) setPlaying(false);
      return;
    }
    const timer = setTimeout(step, SPEEDS[speed]);
    return () => clearTimeout(timer);
  });
  return {
    ...{ isPlaying, speed, setSpeed },
    play: () => setPlaying(true),
    pause: () => setPlaying(false),
  };
}

/** Whether a reader asks for nothing to move by itself. */
export function wantsStillness(): boolean {
  return matchMedia("(prefers-reduced-motion: reduce)").matches;
}
