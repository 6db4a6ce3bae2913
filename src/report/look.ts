/** Single formats that a terminal can show; nested, never combined, so that NO_COLOR is honoured for each. */
export type Format = "bold" | "dim" | "red" | "green" | "yellow" | "cyan";

/** How a text report looks: given by whoever prints it, so that a report itself never asks about terminals. */
export interface Look {
  /** Columns that a line may take. */
  readonly width: number;
  /** Gives the text in a format, or as it is where there are no colours. */
  paint(format: Format, text: string): string;
}

/** No colours, and the width that fits in a mail and in a terminal next to an editor. */
export const PLAIN: Look = { width: 100, paint: (_format, text) => text };
