import type { Diagram, DiagramEdge } from "./diagram.js";
import {
  type Area,
  type Box,
  type Drawing,
  type Label,
  type Line,
  type LineKind,
  lineHeight,
  MARGIN,
  overlaps,
  PLAIN_LABEL,
  type Point,
  type Shape,
  shortened,
  textWidth,
  wrapped,
} from "./drawing.js";

const BOX_HEIGHT = 42;
/** Between two rows: channels for lines that cross columns. */
const CHANNEL = 40;
/** Between a box and the first arc beside it, and between arcs. */
const LANE = 22;
const DETAIL_MAX = 36;
const LABEL_MAX = 26;
/** Letters of a line of notes. */
const NOTE_MAX = 100;
/** Widths of the space between columns that are tried until no label meets another. */
const SCALES = [1, 1.25, 1.6, 2.1, 2.8, 4];

/**
 * Places a diagram: a column a thread, program order downwards, lines between columns beside and between the boxes, arcs
 * inside a thread at its side. No label meets a box or another label, and no line passes through a box that is not its end.
 */
export function layOutDiagram(diagram: Diagram): Drawing {
  let drawing: Drawing | null = null;
  for (const scale of SCALES) {
    const layout = new Layout(diagram, scale);
    drawing = layout.drawing();
    if (layout.isClean) break;
  }
  return drawing!;
}

/** On which side of its column an edge inside a thread is drawn. */
type Side = "left" | "right";

const LEFT: ReadonlySet<LineKind> = new Set(["addr", "data", "ctrl", "rmw", "rule", "disorder"]);

class Layout {
  isClean = true;
  readonly #diagram: Diagram;
  readonly #scale: number;
  readonly #columnX: number[] = [];
  readonly #columnWidth: number[];
  readonly #rowY: number[] = [];
  readonly #boxes: Box[];
  readonly #labels: Label[] = [];
  readonly #lines: Line[] = [];
  /** Arcs and ports that are in use: by side of a column, by box and side, by channel. */
  readonly #used = new Map<string, number>();
  #right = 0;

  constructor(diagram: Diagram, scale: number) {
    this.#diagram = diagram;
    this.#scale = scale;
    this.#columnWidth = diagram.columns.map((name, column) => {
      const own = diagram.nodes.filter((node) => node.column === column);
      const widths = own.map(({ title, detail }) => {
        const small = textWidth(shortened(detail, DETAIL_MAX), "small");
        return Math.max(textWidth(title, "title"), small);
      });
      return Math.max(textWidth(name, "heading"), ...widths) + 20;
    });
    this.#placeColumns();
    this.#placeRows();
    this.#boxes = diagram.nodes.map(({ column, row, title, detail, isMarked }): Box => {
      const small = shortened(detail, DETAIL_MAX);
      return {
        ...{ kind: "box", x: this.#columnX[column]!, y: this.#rowY[row]!, isMarked },
        ...{ width: this.#columnWidth[column]!, height: BOX_HEIGHT },
        lines: [
          { text: title, size: "title" },
          ...(small === "" ? [] : [{ text: small, size: "small" } as const]),
        ],
      };
    });
  }

  /** Room between two columns: for the arcs of both, and for what goes from the one to the other. */
  #placeColumns(): void {
    const { columns } = this.#diagram;
    let x = MARGIN + this.#arcRoom(0, "left");
    for (let column = 0; column < columns.length; column++) {
      this.#columnX.push(x);
      x += this.#columnWidth[column]!;
      const isLast = column === columns.length - 1;
      x += this.#arcRoom(column, "right");
      if (!isLast) x += this.#arcRoom(column + 1, "left") + 70 * this.#scale;
    }
    this.#right = x + MARGIN;
  }

  #arcRoom(column: number, side: Side): number {
    const arcs = this.#diagram.edges.filter((edge) => {
      return this.#isArc(edge) && this.#column(edge.from) === column && sideOf(edge) === side;
    });
    if (arcs.length === 0) return 0;
    const widest = Math.max(...arcs.map(({ label }) => textWidth(short(label), "small")));
    return arcs.length * LANE + widest + 16;
  }

  #placeRows(): void {
    const rows = Math.max(0, ...this.#diagram.nodes.map(({ row }) => row)) + 1;
    let y = MARGIN + lineHeight("heading") * 3;
    const long = this.#diagram.edges.filter((edge) => this.#isLong(edge)).length;
    for (let row = 0; row < rows; row++) {
      y += row === 0 && long > 0 ? CHANNEL * this.#scale : 0;
      this.#rowY.push(y);
      y += BOX_HEIGHT + (CHANNEL + Math.min(long, 6) * 6) * this.#scale;
    }
  }

  drawing(): Drawing {
    const { title, columns, notes, edges } = this.#diagram;
    // What leaves least choice goes first.
    for (const edge of edges) if (edge.kind === "po") this.#downwards(edge);
    for (const edge of edges) if (this.#isArc(edge)) this.#arc(edge);
    for (const edge of edges) if (this.#isLong(edge)) this.#around(edge);
    for (const edge of edges) if (this.#isNear(edge)) this.#across(edge);
    const width = Math.max(this.#right, textWidth(title, "heading") + 2 * MARGIN, 420);
    const heads = columns.map((name, column): Label => {
      const area = { x: this.#columnX[column]!, y: MARGIN + lineHeight("heading") * 1.6 };
      const size = { width: this.#columnWidth[column]!, height: lineHeight("heading") };
      return { kind: "label", text: name, size: "heading", ...area, ...size, ...PLAIN_LABEL };
    });
    const bottom = this.#rowY.at(-1)! + BOX_HEIGHT + CHANNEL * this.#scale;
    const below = notesBelow(notes, bottom, width);
    const shapes: readonly Shape[] = [
      ...this.#lines,
      ...this.#boxes,
      ...this.#labels,
      titleLabel(title, width),
      ...heads,
      ...below.labels,
    ];
    const description = [...notes, ...edges.filter(({ isMarked }) => isMarked).map(this.#told)];
    return { width, height: below.y + MARGIN, title, description: description.join("; "), shapes };
  }

  #told = ({ from, to, label }: DiagramEdge): string => {
    const { nodes, columns } = this.#diagram;
    const name = (n: number) => `${columns[nodes[n]!.column]} ${nodes[n]!.title}`;
    return `${name(from)} -> ${name(to)} (${label})`;
  };

  #column(node: number): number {
    return this.#diagram.nodes[node]!.column;
  }

  #isArc({ from, to, kind }: DiagramEdge): boolean {
    return kind !== "po" && this.#column(from) === this.#column(to);
  }

  #isNear({ from, to }: DiagramEdge): boolean {
    return Math.abs(this.#column(from) - this.#column(to)) === 1;
  }

  #isLong({ from, to }: DiagramEdge): boolean {
    return Math.abs(this.#column(from) - this.#column(to)) > 1;
  }

  /** How often something was asked for before. */
  #next(key: string): number {
    const count = this.#used.get(key) ?? 0;
    this.#used.set(key, count + 1);
    return count;
  }

  #downwards({ from, to, isMarked }: DiagramEdge): void {
    const [a, b] = [this.#boxes[from]!, this.#boxes[to]!];
    const x = a.x + a.width / 2;
    this.#line(
      [
        { x, y: a.y + a.height },
        { x, y: b.y },
      ],
      "po",
      isMarked,
      false,
    );
  }

  /** Beside the column, from box to box; the label stands outside of the arc. */
  #arc(edge: DiagramEdge): void {
    const [a, b] = [this.#boxes[edge.from]!, this.#boxes[edge.to]!];
    const side = sideOf(edge);
    const column = this.#column(edge.from);
    const lane = this.#next(`arc ${column} ${side}`);
    const sign = side === "left" ? -1 : 1;
    const x = side === "left" ? a.x : a.x + a.width;
    const out = x + sign * LANE * (lane + 1);
    const [y1, y2] = [this.#port(edge.from, side, a), this.#port(edge.to, side, b)];
    const points = [
      { x, y: y1 },
      { x: out, y: y1 + (y2 - y1) * 0.2 },
      { x: out, y: y1 + (y2 - y1) * 0.8 },
      { x, y: y2 },
    ];
    this.#line(points, edge.kind, edge.isMarked, true);
    const size = labelSize(edge.label);
    const start = out + (side === "left" ? -size.width - 2 : 2);
    const places = [0.5, 0.35, 0.65, 0.2, 0.8].map((t) => {
      return { x: start, y: y1 + (y2 - y1) * t - size.height / 2 };
    });
    this.#label(edge, places);
  }

  /** A y at the side of a box, different for each line that ends there. */
  #port(node: number, side: Side, { y, height }: Area): number {
    const places = [0.5, 0.25, 0.75, 0.38, 0.62, 0.15, 0.85];
    const place = places[this.#next(`port ${node} ${side}`) % places.length]!;
    return y + height * place;
  }

  /** From a column to the one beside it. */
  #across(edge: DiagramEdge): void {
    const [a, b] = [this.#boxes[edge.from]!, this.#boxes[edge.to]!];
    const isRight = a.x < b.x;
    const from = {
      x: isRight ? a.x + a.width : a.x,
      y: this.#port(edge.from, isRight ? "right" : "left", a),
    };
    const to = {
      x: isRight ? b.x : b.x + b.width,
      y: this.#port(edge.to, isRight ? "left" : "right", b),
    };
    this.#line([from, to], edge.kind, edge.isMarked, false);
    const size = labelSize(edge.label);
    const places = [0.5, 0.35, 0.65, 0.25, 0.75, 0.42, 0.58, 0.18, 0.82].map((t) => ({
      x: from.x + (to.x - from.x) * t - size.width / 2,
      y: from.y + (to.y - from.y) * t - size.height / 2,
    }));
    this.#label(edge, places);
  }

  /** Past other columns, in the channel above the lower of the two rows, or above all. */
  #around(edge: DiagramEdge): void {
    const [a, b] = [this.#boxes[edge.from]!, this.#boxes[edge.to]!];
    const isRight = a.x < b.x;
    const row = Math.max(this.#diagram.nodes[edge.from]!.row, this.#diagram.nodes[edge.to]!.row);
    const lane = this.#next(`channel ${row}`);
    const gap =
      this.#rowY[row]! -
      (row === 0 ? this.#rowY[0]! - CHANNEL * this.#scale : this.#rowY[row - 1]! + BOX_HEIGHT);
    const y = this.#rowY[row]! - (gap * ((lane % 5) + 1)) / 6;
    const out = (box: Area, isRightSide: boolean, key: string) => {
      const offset = 10 + 8 * (this.#next(key) % 6);
      return isRightSide ? box.x + box.width + offset : box.x - offset;
    };
    const x1 = out(a, isRight, `out ${this.#column(edge.from)} ${isRight}`);
    const x2 = out(b, !isRight, `out ${this.#column(edge.to)} ${!isRight}`);
    const y1 = this.#port(edge.from, isRight ? "right" : "left", a);
    const y2 = this.#port(edge.to, isRight ? "left" : "right", b);
    const points = [
      { x: isRight ? a.x + a.width : a.x, y: y1 },
      { x: x1, y: y1 },
      { x: x1, y },
      { x: x2, y },
      { x: x2, y: y2 },
      { x: isRight ? b.x : b.x + b.width, y: y2 },
    ];
    this.#line(points, edge.kind, edge.isMarked, false);
    const size = labelSize(edge.label);
    const places = [0.5, 0.4, 0.6, 0.3, 0.7, 0.2, 0.8, 0.1, 0.9].map((t) => {
      return { x: x1 + (x2 - x1) * t - size.width / 2, y: y - size.height / 2 };
    });
    this.#label(edge, places);
  }

  #line(points: readonly Point[], style: LineKind, isMarked: boolean, isCurved: boolean): void {
    const hasArrow = style !== "lane";
    this.#lines.push({ kind: "line", points, isCurved, style, isMarked, hasArrow });
  }

  /** Puts the label of a line at the first of some places where it meets nothing. */
  #label({ label, kind, isMarked }: DiagramEdge, places: readonly Point[]): void {
    if (label === "") return;
    const text = short(label);
    const size = labelSize(label);
    const areas = places.map((place): Area => ({ ...place, ...size }));
    const isFree = (area: Area): boolean => {
      return (
        [...this.#boxes, ...this.#labels].every((other) => !overlaps(area, other)) && area.x >= 0
      );
    };
    const free = areas.find(isFree);
    this.isClean &&= free !== undefined;
    const area = free ?? areas[0]!;
    this.#labels.push({
      ...{ kind: "label", text, size: "small", style: kind, isMarked, isLeft: false },
      ...area,
    });
  }
}

function sideOf({ kind }: DiagramEdge): Side {
  return LEFT.has(kind) ? "left" : "right";
}

function short(label: string): string {
  return shortened(label, LABEL_MAX);
}

function labelSize(label: string): Pick<Area, "width" | "height"> {
  return { width: textWidth(short(label), "small") + 4, height: lineHeight("small") };
}

/** The title of a picture, in the middle of its width. */
export function titleLabel(text: string, width: number): Label {
  const area = { x: MARGIN, y: MARGIN, width: width - 2 * MARGIN, height: lineHeight("heading") };
  return { kind: "label", text, size: "heading", ...area, ...PLAIN_LABEL };
}

/** Notes below a picture, wrapped to its width, and where they end. */
export function notesBelow(
  notes: readonly string[],
  top: number,
  width: number,
): { readonly labels: readonly Label[]; readonly y: number } {
  const lettersMax = Math.min(NOTE_MAX, Math.floor((width - 2 * MARGIN) / textWidth("x", "small")));
  const lines = notes.flatMap((note) => wrapped(note, lettersMax));
  const height = lineHeight("small");
  const labels = lines.map((text, i): Label => {
    const area = { x: MARGIN, y: top + i * height, width: textWidth(text, "small"), height };
    return { kind: "label", text, size: "small", ...area, ...PLAIN_LABEL, isLeft: true };
  });
  return { labels, y: top + lines.length * height };
}
