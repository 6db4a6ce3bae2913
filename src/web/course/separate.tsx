import { Later } from "../later.js";
import type { SeparateShown } from "./protocol.js";

interface SeparateProps {
  readonly exercise: SeparateShown;
  readonly answer: unknown;
  onAnswer(answer: unknown): void;
}

/** The editor with a test to change. */
export function SeparateTask({ exercise, answer, onAnswer }: SeparateProps) {
  const { start, allows, forbids } = exercise;
  const text = typeof answer === "string" ? answer : start;
  return (
    <>
      <p class="quiet">
        What it asks about has to be possible under {allows} and impossible under {forbids}.
      </p>
      <TextTask text={text} onChange={(next) => onAnswer(next === start ? undefined : next)} />
    </>
  );
}

interface TextProps {
  readonly text: string;
  onChange(text: string): void;
}

const editor = () => import("../playground/editor.js").then((part) => part.Editor);

/** A text to be edited, as in the playground. */
export function TextTask({ text, onChange }: TextProps) {
  const change = (next: string) => {
    if (next !== text) onChange(next);
  };
  return (
    <div class="writing">
      <Later load={editor} props={{ text, onChange: change }} />
    </div>
  );
}
