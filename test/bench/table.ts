/** A title and a width; a negative width puts the text at the left. */
export type Column = readonly [title: string, width: number];

/** One line of a table. */
export function formatRow(columns: readonly Column[], cells: readonly string[]): string {
  return cells
    .map((text, k) => {
      const width = columns[k]![1];
      return width < 0 ? text.padEnd(-width) : text.padStart(width);
    })
    .join("");
}

/** A whole number with commas between the thousands. */
export const count = (n: number): string => Math.round(n).toLocaleString("en-US");
