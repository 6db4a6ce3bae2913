import type { CourseAsking } from "./asking.js";

interface BusyProps {
  readonly asking: Pick<CourseAsking, "isBusy" | "message" | "stop">;
  /** What is being done: "Checking". */
  readonly what: string;
}

/** What the worker is doing, and a button that ends it. */
export function Busy({ asking: { isBusy, message, stop }, what }: BusyProps) {
  if (!isBusy) return null;
  return (
    <span class="busy">
      {what}
      {message === "" ? "…" : `: ${message}`}{" "}
      <button type="button" onClick={stop}>
        Stop
      </button>
    </span>
  );
}
