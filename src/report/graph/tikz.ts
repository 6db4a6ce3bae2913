import { type Drawing, type LineKind, lineHeight, type Point, type Shape } from "./drawing.js";
import { STYLES } from "./svg.js";

/** Units of a drawing in a centimetre. */
const UNITS = 38;

/** A drawing for LaTeX, as a document that compiles alone; its `tikzpicture` can be taken out for slides. */
export function tikz({ title, shapes }: Drawing): string {
  const colours = Object.entries(STYLES).map(([kind, { light }]) => {
    return `\\definecolor{litmus-${kind}}{HTML}{${light.slice(1).toUpperCase()}}`;
  });
  return [
    `% ${title.replace(/\n/g, " ")}`,
    "\\documentclass[tikz,border=4pt]{standalone}",
    "\\usepackage[T1]{fontenc}",
    "\\usetikzlibrary{arrows.meta}",
    ...colours,
    "\\begin{document}",
    "\\begin{tikzpicture}[>={Stealth[length=5pt]}, every node/.style={inner sep=0pt, font=\\ttfamily}]",
    ...shapes.flatMap(shapeLines),
    "\\end{tikzpicture}",
    "\\end{document}\n",
  ].join("\n");
}

function shapeLines(shape: Shape): readonly string[] {
  switch (shape.kind) {
    case "box": {
      const { x, y, width, height, lines, isMarked } = shape;
      const whole = lines.reduce((sum, { size }) => sum + lineHeight(size), 0);
      let top = y + (height - whole) / 2;
      const thick = isMarked ? "very thick, " : "";
      return [
        `\\draw[${thick}rounded corners=2pt, fill=black!4] ${at({ x, y })} rectangle ${at({ x: x + width, y: y + height })};`,
        ...lines.map(({ text, size }) => {
          top += lineHeight(size);
          const middle = { x: x + width / 2, y: top - lineHeight(size) / 2 };
          const font = size === "small" ? "scale=0.62" : "scale=0.75, font=\\bfseries\\ttfamily";
          return `\\node[${font}] at ${at(middle)} {${escaped(text)}};`;
        }),
      ];
    }
    case "line": {
      const { points, isCurved, style, isMarked, hasArrow } = shape;
      const options = [
        `litmus-${style}`,
        ...dashed(style),
        ...(isMarked ? ["line width=1.6pt"] : []),
        ...(hasArrow ? ["->"] : []),
      ];
      return [`\\draw[${options.join(", ")}] ${pathText(points, isCurved)};`];
    }
    case "label": {
      const { x, y, width, height, text, size, style, isLeft } = shape;
      const place = { x: isLeft ? x : x + width / 2, y: y + height / 2 };
      const options = [
        size === "heading" ? "scale=0.85, font=\\bfseries\\ttfamily" : "scale=0.62",
        ...(style === null ? [] : [`text=litmus-${style}`, "fill=white"]),
        ...(isLeft ? ["anchor=west"] : []),
      ];
      return [`\\node[${options.join(", ")}] at ${at(place)} {${escaped(text)}};`];
    }
    case "bar": {
      const { x, y, width, height } = shape;
      return [
        `\\fill[orange!60] ${at({ x, y })} rectangle ${at({ x: x + width, y: y + height })};`,
      ];
    }
    default:
      return shape satisfies never;
  }
}

function dashed(style: LineKind): readonly string[] {
  const { dash } = STYLES[style];
  return dash === ""
    ? []
    : [dash.startsWith("9") ? "dashed" : dash.startsWith("7") ? "dash dot" : "densely dotted"];
}

function pathText(points: readonly Point[], isCurved: boolean): string {
  if (!isCurved) return points.map(at).join(" -- ");
  const [a, b, c, d] = points.map(at);
  return `${a} .. controls ${b} and ${c} .. ${d}`;
}

/** A point in centimetres; TikZ has y grow upwards. */
function at({ x, y }: Point): string {
  const number = (value: number) => `${Math.round((value / UNITS) * 1000) / 1000}`;
  return `(${number(x)},${number(-y)})`;
}

const SPECIAL: Readonly<Record<string, string>> = {
  "\\": "\\textbackslash{}",
  "{": "\\{",
  "}": "\\}",
  $: "\\$",
  "&": "\\&",
  "#": "\\#",
  _: "\\_",
  "%": "\\%",
  "~": "\\textasciitilde{}",
  "^": "\\textasciicircum{}",
  "<": "\\textless{}",
  ">": "\\textgreater{}",
  "|": "\\textbar{}",
  '"': "\\textquotedbl{}",
  "\u2026": "\\dots{}",
};

/** The text with what TeX means something by written out. */
function escaped(text: string): string {
  return text.replace(/[\\{}$&#_%~^<>|"\u2026]/g, (letter) => SPECIAL[letter]!);
}
