/** What a key of the stepper does. */
export type KeyOrder =
  | { readonly kind: "take"; readonly index: number }
  /** Moves the focus among the next steps. */
  | { readonly kind: "choose"; readonly by: 1 | -1 }
  | { readonly kind: "undo" | "redo" | "start" | "play" | "way" | "reachable" };

const ORDERS: Readonly<Record<string, KeyOrder>> = {
  u: { kind: "undo" },
  ArrowLeft: { kind: "undo" },
  r: { kind: "redo" },
  ArrowRight: { kind: "redo" },
  Home: { kind: "start" },
  p: { kind: "play" },
  g: { kind: "way" },
  o: { kind: "reachable" },
  ArrowUp: { kind: "choose", by: -1 },
  ArrowDown: { kind: "choose", by: 1 },
};

/** The order of a key; null for a key that is none of the stepper's, or means something else where it was pressed. */
export function orderOf(event: KeyboardEvent): KeyOrder | null {
  const { key, target } = event;
  if (event.ctrlKey || event.metaKey || event.altKey) return null;
  const tag = target instanceof HTMLElement ? target.tagName : "";
  if (tag === "SELECT") return null;
  const isOwn = /^(Arrow|Home)/.test(key) && (tag === "INPUT" || tag === "OL");
  if (isOwn) return null;
  if (/^[1-9]$/.test(key)) return { kind: "take", index: Number(key) - 1 };
  return Object.hasOwn(ORDERS, key) ? ORDERS[key]! : null;
}

const HELP: readonly (readonly [keys: string, what: string])[] = [
  ["1 to 9", "take that step"],
  ["↑ ↓", "choose, Enter takes it"],
  ["u ←", "undo"],
  ["r →", "redo"],
  ["Home", "start"],
];

const WAYS: typeof HELP = [
  ["p", "play or pause"],
  ["g", "way to the outcome"],
];

/** The keys, always in sight. */
export function KeyHelp({ isExercise }: { readonly isExercise: boolean }) {
  const keys = [...HELP, ...(isExercise ? [] : WAYS), ["o", "still reachable"] as const];
  return (
    <p class="keys quiet">
      Keys:{" "}
      {keys.map(([key, what]) => (
        <span key={key}>
          <kbd>{key}</kbd> {what}
        </span>
      ))}
    </p>
  );
}
