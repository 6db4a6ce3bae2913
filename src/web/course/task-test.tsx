import { Code } from "./code.js";
import { nameOf, TestLinks } from "./place.js";
import type { TestShown } from "./protocol.js";

interface TaskTestProps {
  readonly test: TestShown;
  readonly isOpen: boolean;
}

/** The test that an exercise is about; it can be folded. */
export function TaskTest({ test, isOpen }: TaskTestProps) {
  return (
    <details open={isOpen}>
      <summary>The test {nameOf(test)}</summary>
      <Code label={`Test ${nameOf(test)}`} text={test.text} />
      <TestLinks test={test} />
    </details>
  );
}
