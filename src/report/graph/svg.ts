import {
  type Drawing,
  type LineKind,
  lineHeight,
  type Point,
  type Shape,
  TEXT,
} from "./drawing.js";

/**
 * Colours that colour-blind people can tell apart (Okabe and Ito, "Color Universal Design", 2008), on light and on dark;
 * and dashes, for who prints without colours.
 */
export const STYLES: Readonly<
  Record<LineKind, { readonly light: string; readonly dark: string; readonly dash: string }>
> = {
  po: { light: "#8a8a8a", dark: "#9a9a9a", dash: "" },
  rf: { light: "#007a59", dark: "#2fc79b", dash: "" },
  co: { light: "#0072b2", dark: "#56b4e9", dash: "9 3" },
  fr: { light: "#c04f00", dark: "#ff9a4d", dash: "5 3" },
  addr: { light: "#a8588a", dark: "#e59ac4", dash: "2 3" },
  data: { light: "#a8588a", dark: "#e59ac4", dash: "2 3" },
  ctrl: { light: "#a8588a", dark: "#e59ac4", dash: "2 3" },
  rmw: { light: "#444444", dark: "#cccccc", dash: "1 2" },
  rule: { light: "#111111", dark: "#f4f4f4", dash: "" },
  disorder: { light: "#b00020", dark: "#ff8a80", dash: "7 3 2 3" },
  lane: { light: "#c8c8c8", dark: "#555555", dash: "3 4" },
  memory: { light: "#007a59", dark: "#2fc79b", dash: "" },
};

const KINDS = Object.keys(STYLES) as LineKind[];

/** A drawing as SVG: it scales, follows the light or dark of where it is shown, and says what it shows. */
export function svg(drawing: Drawing): string {
  const { width, height, title, description, shapes } = drawing;
  const size = `viewBox="0 0 ${round(width)} ${round(height)}" width="${round(width)}" height="${round(height)}"`;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" ${size} role="img" aria-labelledby="t d">`,
    `<title id="t">${escaped(title)}</title>`,
    `<desc id="d">${escaped(description)}</desc>`,
    `<style>${style()}</style>`,
    `<defs>${KINDS.map(marker).join("")}</defs>`,
    `<rect class="page" width="100%" height="100%"/>`,
    ...shapes.map(shapeText),
    "</svg>\n",
  ].join("\n");
}

function style(): string {
  const font = "font-family:'DejaVu Sans Mono',Menlo,Consolas,monospace";
  const sizes = Object.entries(TEXT).map(([name, { size }]) => `.${name}{font-size:${size}px}`);
  const common = [
    `text{${font}}`,
    ...sizes,
    ".heading,.title{font-weight:bold}",
    "path{fill:none;stroke-width:1.6;stroke-linejoin:round}",
    "path.plain{stroke-opacity:.65}",
    "path.marked{stroke-width:3.4}",
    "rect.box{stroke-width:1.2}",
    "rect.marked{stroke-width:3}",
    "text.label{paint-order:stroke;stroke-width:4px;stroke-linejoin:round}",
    ...KINDS.map((kind) => {
      const { dash } = STYLES[kind];
      return dash === "" ? "" : `path.${kind}{stroke-dasharray:${dash}}`;
    }),
  ];
  return `${common.join("")}${colours("light")}@media (prefers-color-scheme:dark){${colours("dark")}}`;
}

function colours(mode: "light" | "dark"): string {
  const [page, ink, box, bar] =
    mode === "light"
      ? ["#ffffff", "#111111", "#f6f6f4", "#f0c24b"]
      : ["#16181c", "#f0f0f0", "#23262c", "#8a6d1a"];
  return [
    `.page{fill:${page}}text{fill:${ink}}text.label{stroke:${page}}`,
    `rect.box{fill:${box};stroke:${ink}}rect.bar{fill:${bar}}`,
    ...KINDS.map((kind) => {
      const colour = STYLES[kind][mode];
      return `path.${kind}{stroke:${colour}}text.${kind},#a-${kind} path{fill:${colour}}`;
    }),
  ].join("");
}

function marker(kind: LineKind): string {
  return `<marker id="a-${kind}" viewBox="0 0 10 10" refX="9" refY="5" markerWidth="11" markerHeight="11" markerUnits="userSpaceOnUse" orient="auto"><path d="M0 1L10 5L0 9z" stroke="none" style="stroke-dasharray:none"/></marker>`;
}

function shapeText(shape: Shape): string {
  switch (shape.kind) {
    case "box": {
      const { x, y, width, height, lines, isMarked } = shape;
      const area = `x="${round(x)}" y="${round(y)}" width="${round(width)}" height="${round(height)}"`;
      const whole = lines.reduce((sum, { size }) => sum + lineHeight(size), 0);
      let top = y + (height - whole) / 2;
      const texts = lines.map(({ text, size }) => {
        top += lineHeight(size);
        const place = `x="${round(x + width / 2)}" y="${round(top - lineHeight(size) * 0.28)}"`;
        return `<text class="${size}" ${place} text-anchor="middle">${escaped(text)}</text>`;
      });
      return `<rect class="box${isMarked ? " marked" : ""}" rx="5" ${area}/>${texts.join("")}`;
    }
    case "line": {
      const { points, isCurved, style: kind, isMarked, hasArrow } = shape;
      const arrow = hasArrow ? ` marker-end="url(#a-${kind})"` : "";
      return `<path class="${kind} ${isMarked ? "marked" : "plain"}" d="${pathText(points, isCurved)}"${arrow}/>`;
    }
    case "label": {
      const { x, y, width, height, text, size, style: kind, isMarked, isLeft } = shape;
      const place = `x="${round(isLeft ? x : x + width / 2)}" y="${round(y + height * 0.75)}"`;
      const names = ["label", size, kind ?? ""].filter((name) => name !== "").join(" ");
      const weight = isMarked ? ' font-weight="bold"' : "";
      const anchor = isLeft ? "start" : "middle";
      return `<text class="${names}" ${place} text-anchor="${anchor}"${weight}>${escaped(text)}</text>`;
    }
    case "bar": {
      const { x, y, width, height } = shape;
      const area = `x="${round(x)}" y="${round(y)}" width="${round(width)}" height="${round(height)}"`;
      return `<rect class="bar" rx="2" ${area}/>`;
    }
    default:
      return shape satisfies never;
  }
}

function pathText(points: readonly Point[], isCurved: boolean): string {
  const [first, ...rest] = points.map(({ x, y }) => `${round(x)} ${round(y)}`);
  return isCurved ? `M${first}C${rest.join(" ")}` : `M${first}L${rest.join("L")}`;
}

function round(value: number): string {
  return `${Math.round(value * 10) / 10}`;
}

/** The text with what XML means something by written out. */
function escaped(text: string): string {
  return text
    .replace(/&/g, "&amp;")
    .replace(/</g, "&lt;")
    .replace(/>/g, "&gt;")
    .replace(/"/g, "&quot;");
}
