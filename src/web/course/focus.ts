import type { RefObject } from "preact";
import { useEffect, useRef } from "preact/hooks";

/**
 * What is focused when a value changes: a keyboard goes on from there when the button that it had pressed is gone. Whoever
 * is somewhere else stays there.
 */
export function useFocusAfter<T extends HTMLElement>(value: unknown): RefObject<T | null> {
  const target = useRef<T>(null);
  const last = useRef(value);
  useEffect(() => {
    if (last.current === value) return;
    last.current = value;
    if (document.activeElement === document.body) target.current?.focus();
  }, [value]);
  return target;
}
