import type { ComponentType } from "preact";
import { useLoaded } from "./loaded.js";

interface LaterProps<Props> {
  /** Loads the component; the same function each time. */
  readonly load: () => Promise<ComponentType<Props>>;
  readonly props: Props;
}

/** A component that is loaded when it is first shown. */
export function Later<Props extends object>({ load, props }: LaterProps<Props>) {
  const loaded = useLoaded(load);
  if (loaded.kind === "loading") return <p class="loading">Loading.</p>;
  if (loaded.kind === "failed") {
    return (
      <p class="problem" role="alert">
        This part of the page could not be loaded ({loaded.message}).{" "}
        <button type="button" onClick={loaded.retry}>
          Try again
        </button>
      </p>
    );
  }
  const { part: Shown } = loaded;
  return <Shown {...props} />;
}
