import type { Test } from "./load.js";

/** The text of a test that asks for another outcome instead, given as what stands in `exists (...)`. */
export function askingFor({ file }: Test, outcome: string): string {
  const { text } = file.source;
  const { start, end } = file.condition.span;
  return `${text.slice(0, start)}exists (${outcome})${text.slice(end)}`;
}
