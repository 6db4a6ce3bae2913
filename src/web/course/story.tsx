import { useEffect, useState } from "preact/hooks";
import { Pictures, Told } from "../playground/told.js";
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
    asking.start(
      { kind: "explain", text: test.text, variant: null, model, outcome: null },
      setTold,
    );
  }, []);
  return (
    <section aria-label={`Under ${model}`}>
      <Busy asking={asking} what="Looking for a story" />
      {told?.kind === "problem" && <p class="problem">{told.message}</p>}
      {told?.kind === "explain" && <Told told={told} />}
      {told?.kind === "explain" && <Pictures told={told} />}
    </section>
  );
}
