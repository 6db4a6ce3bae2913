import type { ComponentChildren } from "preact";
import { useEffect, useState } from "preact/hooks";
import { type Choice, chosenText, picksOf } from "../../course/choices.js";
import { useCourseAsking } from "./asking.js";
import { Code } from "./code.js";
import { highlighted } from "./highlight.js";
import { nameOf } from "./place.js";
import type { OrdersShown } from "./protocol.js";
import { TextTask } from "./separate.js";

interface OrdersProps {
  readonly exercise: OrdersShown;
  readonly answer: unknown;
  onAnswer(answer: unknown): void;
}

/** The text of a test with a choice at each place that can order something; or the text to be edited. */
export function OrdersTask({ exercise, answer, onAnswer }: OrdersProps) {
  const [isEdited, setEdited] = useState(false);
  const [choices, setChoices] = useState<readonly Choice[] | null | undefined>(undefined);
  const { ask } = useCourseAsking();
  useEffect(() => {
    ask({ kind: "choices", exercise: exercise.id }, (answered) => {
      setChoices(answered.kind === "choices" ? answered.choices : null);
    });
  }, []);
  const { test, models } = exercise;
  const own = test.text;
  const text = typeof answer === "string" ? answer : own;
  if (choices === undefined) return <Code label={`Test ${nameOf(test)}`} text={text} />;
  const picks = choices === null ? null : picksOf(own, choices, text);
  const change = (next: string) => onAnswer(next === own ? undefined : next);
  return (
    <>
      <p class="quiet">
        {models.length === 1 ? "Model" : "Models"}: {models.join(", ")}
      </p>
      {choices !== null && picks !== null && !isEdited ? (
        <ChosenCode
          text={own}
          choices={choices}
          picks={picks}
          onPick={(next) => change(chosenText(own, choices, next))}
        />
      ) : (
        <TextTask text={text} onChange={change} />
      )}
      {choices !== null && (
        <button
          type="button"
          disabled={picks === null}
          aria-pressed={isEdited || picks === null}
          onClick={() => setEdited(!isEdited)}
        >
          Edit the text
        </button>
      )}
    </>
  );
}

interface ChosenCodeProps {
  /** As the exercise has it. */
  readonly text: string;
  readonly choices: readonly Choice[];
  readonly picks: readonly number[];
  onPick(picks: readonly number[]): void;
}

/** A text in which some words are boxes to choose from. */
function ChosenCode({ text, choices, picks, onPick }: ChosenCodeProps) {
  const parts: ComponentChildren[] = [];
  let at = 0;
  for (const [i, choice] of choices.entries()) {
    parts.push(highlighted(text.slice(at, choice.start)));
    at = choice.end;
    const [before, after] = frameOf(choice, picks[i]!);
    parts.push(
      highlighted(before),
      <ChoiceBox
        key={i}
        choice={choice}
        pick={picks[i]!}
        onPick={(pick) => onPick(picks.map((old, k) => (k === i ? pick : old)))}
      />,
      highlighted(after),
    );
  }
  parts.push(highlighted(text.slice(at)));
  return (
    <section
      class="test-text chosen"
      aria-label="The test, with orders to choose"
      // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keyboard.
      tabIndex={0}
    >
      <code>{parts}</code>
    </section>
  );
}

interface ChoiceBoxProps {
  readonly choice: Choice;
  readonly pick: number;
  onPick(pick: number): void;
}

function ChoiceBox({ choice: { kind, line, options, own }, pick, onPick }: ChoiceBoxProps) {
  const what = kind === "access" ? `order in line ${line}` : `fence before line ${line}`;
  return (
    <select
      aria-label={kind === "fence" ? `fence in line ${line}` : what}
      class={pick === own ? "" : "picked"}
      value={`${pick}`}
      onChange={(event) => onPick(Number(event.currentTarget.value))}
    >
      {options.map(({ words }, i) => (
        <option key={i} value={`${i}`}>
          {words === "" ? "no fence" : words}
        </option>
      ))}
    </select>
  );
}

/**
 * What stands before and behind the words of a choice. Where nothing is chosen the box keeps the place, and the line, that
 * a fence would have.
 */
function frameOf({ options }: Choice, pick: number): readonly [string, string] {
  const { words, text } = options[pick]!;
  if (words !== "") {
    const start = text.indexOf(words);
    return start < 0 ? ["", ""] : [text.slice(0, start), text.slice(start + words.length)];
  }
  if (text !== "") return ["", ` ${text}`];
  const other = options.find((option) => option.words !== "");
  if (other === undefined) return ["", ""];
  const start = other.text.indexOf(other.words);
  const after = other.text.slice(start + other.words.length);
  return [other.text.slice(0, start), after.replace(/^;/, "")];
}
