import { Code } from "./code.js";
import type { RaceShown } from "./protocol.js";

interface RaceProps {
  readonly exercise: RaceShown;
  readonly answer: unknown;
  onAnswer(answer: unknown): void;
}

/** The text of a test, of which two lines are ticked. */
export function RaceTask({ exercise, answer, onAnswer }: RaceProps) {
  const { test, lines } = exercise;
  const ticked: readonly unknown[] = Array.isArray(answer) ? answer : [];
  const text = test.text.split("\n");
  const tick = (line: number) => {
    const next = lines.filter((one) =>
      one === line ? !ticked.includes(one) : ticked.includes(one),
    );
    onAnswer(next.length === 0 ? undefined : next);
  };
  return (
    <>
      <Code
        label="Tick the two lines"
        text={test.text}
        gutter={(line) =>
          lines.includes(line) && (
            <input
              type="checkbox"
              aria-label={`line ${line}: ${text[line - 1]!.trim()}`}
              checked={ticked.includes(line)}
              disabled={ticked.length >= 2 && !ticked.includes(line)}
              onChange={() => tick(line)}
            />
          )
        }
      />
      <p class="quiet">
        {ticked.length === 2
          ? `Lines ${ticked.join(" and ")}.`
          : `Tick ${ticked.length === 1 ? "one line more" : "two lines"}.`}
      </p>
    </>
  );
}
