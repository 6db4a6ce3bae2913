import { useEffect, useState } from "preact/hooks";

/** A part of the page that is loaded when it is first shown. */
export type Loaded<Part> =
  | { readonly kind: "loading" }
  | { readonly kind: "loaded"; readonly part: Part }
  | { readonly kind: "failed"; readonly message: string; retry(): void };

const LOADING = { kind: "loading" } as const;

interface State<Part> {
  /** What was loaded: another function than the one that is asked for now, for the time of one frame. */
  readonly of: () => Promise<Part>;
  readonly loaded: Loaded<Part>;
}

/**
 * Loads a part of the page, such as a module: again when `load` is another function, so
 * give one that stays the same, and again when a reader asks for it.
 */
export function useLoaded<Part>(load: () => Promise<Part>): Loaded<Part> {
  const [{ of, loaded }, setLoaded] = useState<State<Part>>({ of: load, loaded: LOADING });
  const [round, setRound] = useState(0);
  useEffect(() => {
    let isWanted = true;
    const show = (next: Loaded<Part>) => {
      if (isWanted) setLoaded({ of: load, loaded: next });
    };
    show(LOADING);
    const retry = () => setRound((now) => now + 1);
    load().then(
      (part) => show({ kind: "loaded", part }),
      (failure) => show({ kind: "failed", message: `${failure}`, retry }),
    );
    return () => {
      isWanted = false;
    };
  }, [load, round]);
  return of === load ? loaded : LOADING;
}
