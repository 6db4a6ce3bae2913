import { Code } from "./code.js";
import { nameOf, TestLinks } from "./place.js";
import type { TestShown } from "./protocol.js";

interface TaskTestProps {
  readonly test: TestShown;
}

/** The test that an exercise is about, folded: it stands in the lesson, as a rule. */
export function TaskTest({ test }: TaskTestProps) {
  return (
    <details open={test.path !== null}>
      <summary>The test {nameOf(test)}</summary>
      <Code label={`Test ${nameOf(test)}`} text={test.text} />
      <TestLinks test={test} />
    </details>
  );
}
