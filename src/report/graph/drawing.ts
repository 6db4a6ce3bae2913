/** Kinds of lines: relations of an execution, the rule of a model, what was out of order, and plain ones. */
export type LineKind =
  | "po"
  | "rf"
  | "co"
  | "fr"
  | "addr"
  | "data"
  | "ctrl"
  | "rmw"
  | "rule"
  | "disorder"
  | "lane"
  | "memory";

/** A point in units of about a pixel; y grows downwards. */
export interface Point {
  readonly x: number;
  readonly y: number;
}

/** The left upper corner and the size. */
export interface Area extends Point {
  readonly width: number;
  readonly height: number;
}

/** Size of the letters: a heading, the first line of a box, all else. */
export type TextSize = "heading" | "title" | "small";

export type Shape =
  /** Text in a frame, line under line. */
  | ({
      readonly kind: "box";
      readonly lines: readonly { readonly text: string; readonly size: TextSize }[];
      readonly isMarked: boolean;
    } & Area)
  /** Through some points; round it bends. */
  | {
      readonly kind: "line";
      readonly points: readonly Point[];
      readonly isCurved: boolean;
      readonly style: LineKind;
      readonly isMarked: boolean;
      readonly hasArrow: boolean;
    }
  /** Text in the middle of an area, or from its left edge. */
  | ({
      readonly kind: "label";
      readonly text: string;
      readonly size: TextSize;
      /** The colour of a line of that kind; null for that of text. */
      readonly style: LineKind | null;
      readonly isMarked: boolean;
      readonly isLeft: boolean;
    } & Area)
  /** A time for which something waits. */
  | ({ readonly kind: "bar" } & Area);

export type Box = Extract<Shape, { kind: "box" }>;
export type Line = Extract<Shape, { kind: "line" }>;
export type Label = Extract<Shape, { kind: "label" }>;

/** A picture that svg.ts and tikz.ts can draw: what is later in the list covers what is earlier. */
export interface Drawing {
  readonly width: number;
  readonly height: number;
  readonly title: string;
  /** In words, for who cannot see it. */
  readonly description: string;
  readonly shapes: readonly Shape[];
}

/** How a label looks that is of no line. */
export const PLAIN_LABEL = { style: null, isMarked: false, isLeft: false } as const;

/** Between a picture and the edge of its page. */
export const MARGIN = 16;

/** Height of the letters, and the width of one: all text is monospaced. */
export const TEXT: Readonly<Record<TextSize, { readonly size: number; readonly width: number }>> = {
  heading: { size: 15, width: 9.1 },
  title: { size: 13, width: 7.9 },
  small: { size: 11, width: 6.7 },
};

/** Height of a line of text. */
export function lineHeight(size: TextSize): number {
  return TEXT[size].size * 1.35;
}

export function textWidth(text: string, size: TextSize): number {
  return [...text].length * TEXT[size].width;
}

/** What two areas may share by rounding. */
const TOUCH = 0.01;

/** Whether two areas have a point in common; those that only touch have none. */
export function overlaps(a: Area, b: Area): boolean {
  const isBeside = a.x + a.width <= b.x + TOUCH || b.x + b.width <= a.x + TOUCH;
  return !isBeside && a.y + a.height > b.y + TOUCH && b.y + b.height > a.y + TOUCH;
}

/** The text in lines of at most so many letters, broken at spaces; `x = 1` stays on one line. */
export function wrapped(text: string, lettersMax: number): readonly string[] {
  const lines: string[] = [];
  let line = "";
  for (const word of text.replaceAll(" = ", "\u00a0=\u00a0").split(" ")) {
    if (line !== "" && line.length + 1 + word.length > lettersMax) {
      lines.push(line);
      line = "";
    }
    line = line === "" ? word : `${line} ${word}`;
  }
  return (line === "" ? lines : [...lines, line]).map((one) => one.replaceAll("\u00a0", " "));
}

/** The text, or as much of it as fits in so many letters. */
export function shortened(text: string, lettersMax: number): string {
  return text.length <= lettersMax ? text : `${text.slice(0, lettersMax - 1)}…`;
}
