import type { RefObject } from "preact";
import { useLayoutEffect, useRef } from "preact/hooks";

const STEPS = ".steps button";

/**
 * Keeps the focus in the stepper: steps come and go, and with them the one that has the focus. `shown` is what is shown;
 * after a step is taken the focus goes to the first that is possible then, or to how it has ended.
 */
export function useHeldFocus(shown: unknown) {
  const root = useRef<HTMLElement>(null);
  const isWanted = useRef(false);
  const isInside = useRef(false);
  useLayoutEffect(() => {
    const section = root.current;
    if (section === null) return;
    const come = () => {
      isInside.current = true;
    };
    const leave = ({ relatedTarget }: FocusEvent) => {
      if (relatedTarget instanceof Node && !section.contains(relatedTarget))
        isInside.current = false;
    };
    section.addEventListener("focusin", come);
    section.addEventListener("focusout", leave);
    return () => {
      section.removeEventListener("focusin", come);
      section.removeEventListener("focusout", leave);
    };
  }, [shown === null]);
  useLayoutEffect(() => {
    const isLost = isInside.current && document.activeElement === document.body;
    if (isWanted.current || isLost) first(root.current)?.focus({ preventScroll: true });
    isWanted.current = false;
  }, [shown]);
  const choose = (by: 1 | -1) => {
    const steps = [...(root.current?.querySelectorAll<HTMLElement>(STEPS) ?? [])];
    const at = steps.indexOf(document.activeElement as HTMLElement);
    steps[at === -1 ? 0 : (at + by + steps.length) % steps.length]?.focus();
  };
  const focusFirst = () => {
    isWanted.current = true;
  };
  return { root, focusFirst, choose };
}

/** Of the window: where the stepper begins at most, so that steps can be seen as they are taken. */
const BEGIN_MAX = 0.6;

/** Scrolls to the stepper once it is there, where a large table above has pushed it out of sight. */
export function useInSight(root: RefObject<HTMLElement | null>, isThere: boolean): void {
  useLayoutEffect(() => {
    const section = root.current;
    if (section === null || !isThere) return;
    const { top } = section.getBoundingClientRect();
    if (top > innerHeight * BEGIN_MAX) section.scrollIntoView();
  }, [isThere]);
}

function first(section: HTMLElement | null): HTMLElement | null {
  return section?.querySelector<HTMLElement>(`${STEPS}:not([aria-disabled]), .end`) ?? null;
}
