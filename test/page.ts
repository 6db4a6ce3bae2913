/** A part of a page that a program writes: what stands before and behind it. */
export interface Part {
  readonly begin: string;
  readonly end: string;
}

/** The part that a command writes. */
export const partOf = (command: string): Part => ({
  begin: `<!-- written by ${command} -->\n`,
  end: `\n<!-- end of what ${command} writes -->`,
});

/** The page with another text in the place of the one that it has. */
export function withPart(page: string, part: Part, text: string): string {
  const { start, end } = placeIn(page, part);
  return page.slice(0, start) + text + page.slice(end);
}

/** The cells of the tables that a part of a page has, one row a line: header, rule and rows. */
export function cellsIn(page: string, part: Part): readonly (readonly string[])[] {
  const { start, end } = placeIn(page, part);
  const lines = page.slice(start, end).split("\n");
  return lines
    .filter((line) => line.startsWith("|"))
    .map((line) => line.replace(/^\| | \|$/g, "").split(" | "));
}

function placeIn(page: string, part: Part): { readonly start: number; readonly end: number } {
  const begin = page.indexOf(part.begin);
  const end = page.indexOf(part.end, begin);
  if (begin < 0 || end < 0) {
    throw new Error(`the page lacks ${part.begin.trim()} or ${part.end.trim()}`);
  }
  return { start: begin + part.begin.length, end };
}
