import { useEffect, useState } from "preact/hooks";
import { useAsking } from "../questions/asking.js";
import type { Answer } from "../questions/protocol.js";
import { Busy } from "./busy.js";
import type { TestShown } from "./protocol.js";

interface StoryProps {
  readonly test: TestShown;
  readonly model: string;
}

/** How the outcome of a test comes about under a model, or why it does not. */
export function Story({ test, model }: StoryProps) {
  const [told, setTold] = useState<Answer | null>(null);
  const asking = useAsking();
  useEffect(() => {
    asking.start({ kind: "explain", text: test.text, variant: null, model }, setTold);
  }, []);
  return (
    <section aria-label={`Under ${model}`}>
      <Busy asking={asking} what="Looking for a story" />
      {told?.kind === "problem" && <p class="problem">{told.message}</p>}
      {told?.kind === "explain" && (
        <pre
          class="story"
          // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keyboard.
          tabIndex={0}
        >
          {told.lines.join("\n")}
        </pre>
      )}
      {told?.kind === "explain" && told.picture !== null && (
        <img
          alt={`Execution under ${model}; the text above says the same`}
          src={`data:image/svg+xml;charset=utf-8,${encodeURIComponent(told.picture)}`}
        />
      )}
    </section>
  );
}
