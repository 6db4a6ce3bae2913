import { useEffect, useRef, useState } from "preact/hooks";
import { ask } from "./client.js";
import type { Answer, Question } from "./protocol.js";

/** A question under way: only the last one that a part of the page asked counts. */
export interface Asking {
  readonly isBusy: boolean;
  /** What the search is doing, in words. */
  readonly message: string;
  start(question: Question, done: (answer: Answer) => void): void;
  stop(): void;
}

/** Asks the worker questions, one at a time: a new one stops the one before and drops its answer. */
export function useAsking(): Asking {
  const [isBusy, setBusy] = useState(false);
  const [message, setMessage] = useState("");
  const current = useRef<{ stop(): void } | null>(null);
  useEffect(() => () => current.current?.stop(), []);
  const start = (question: Question, done: (answer: Answer) => void) => {
    current.current?.stop();
    setBusy(true);
    setMessage("");
    const asked = ask(question, (now) => {
      if (current.current === asked) setMessage(now);
    });
    current.current = asked;
    void asked.answer.then((answer) => {
      if (current.current !== asked) return;
      current.current = null;
      setBusy(false);
      done(answer);
    });
  };
  return { isBusy, message, start, stop: () => current.current?.stop() };
}
