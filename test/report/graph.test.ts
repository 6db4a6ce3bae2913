import { describe, expect, test } from "vitest";
import { explain } from "../../src/explain/explain.js";
import type { Test } from "../../src/harness/load.js";
import { type Diagram, diagramOf } from "../../src/report/graph/diagram.js";
import { dot } from "../../src/report/graph/dot.js";
import { type Area, type Drawing, overlaps, type Point } from "../../src/report/graph/drawing.js";
import { layOutDiagram } from "../../src/report/graph/layout.js";
import { spaceTime } from "../../src/report/graph/spacetime.js";
import { svg } from "../../src/report/graph/svg.js";
import { tikz } from "../../src/report/graph/tikz.js";
import { optionsFor, read, shipped } from "../explain/tests.js";

/** Shipped tests of all languages, and the models that they are drawn under. */
const DRAWN: readonly (readonly [name: string, models: readonly string[]])[] = [
  ["classic/MP", ["pso", "armv8", "lkmm"]],
  ["classic/SB", ["tso", "lkmm"]],
  ["classic/LB", ["armv8", "lkmm"]],
  ["classic/IRIW", ["lkmm", "wmm"]],
  ["classic/ISA2", ["lkmm"]],
  ["classic/WRC", ["lkmm"]],
  ["classic/2+2W", ["lkmm", "pso"]],
  ["classic/aarch64/IRIW+aarch64", ["armv8"]],
  ["classic/riscv/SB+riscv", ["rvwmo"]],
  ["classic/ppc/IRIW+ppc", ["power"]],
  ["classic/x86/SB+x86", ["tso"]],
  ["classic/c11/W+RWC+c11", ["rc11"]],
  ["kernel/RCU-MP", ["lkmm"]],
  ["kernel/spinlock", ["lkmm"]],
  ["vma-lock/fence-loss", ["armv8", "lkmm"]],
  ["vma-lock/two-readers", ["lkmm"]],
];

async function diagramsOf(one: Test, models: readonly string[]): Promise<readonly Diagram[]> {
  const explanations = await explain(one, optionsFor(models));
  return explanations.flatMap((explanation) => diagramOf(explanation) ?? []);
}

/** Areas that may not meet each other: boxes and labels. */
function areasOf({ shapes }: Drawing): readonly Area[] {
  return shapes.flatMap((shape) => (shape.kind === "box" || shape.kind === "label" ? [shape] : []));
}

function meetings(drawing: Drawing): readonly string[] {
  const areas = areasOf(drawing);
  return areas.flatMap((a, i) =>
    areas
      .slice(i + 1)
      .flatMap((b) => (overlaps(a, b) ? [`${JSON.stringify(a)} ${JSON.stringify(b)}`] : [])),
  );
}

/** Points on a line, close together: of a curve those of its Bezier polynomial. */
function pointsOn(points: readonly Point[], isCurved: boolean): readonly Point[] {
  const times = Array.from({ length: 101 }, (_, k) => k / 100);
  if (isCurved) {
    const [a, b, c, d] = points as [Point, Point, Point, Point];
    const at = (t: number, key: "x" | "y") =>
      (1 - t) ** 3 * a[key] +
      3 * (1 - t) ** 2 * t * b[key] +
      3 * (1 - t) * t ** 2 * c[key] +
      t ** 3 * d[key];
    return times.map((t) => ({ x: at(t, "x"), y: at(t, "y") }));
  }
  return points.slice(1).flatMap((to, k) => {
    const from = points[k]!;
    return times.map((t) => ({ x: from.x + (to.x - from.x) * t, y: from.y + (to.y - from.y) * t }));
  });
}

/** Lines of a drawing that pass through the inside of a box. */
function crossings({ shapes }: Drawing): number {
  let count = 0;
  for (const line of shapes) {
    if (line.kind !== "line" || line.style === "lane") continue;
    const points = pointsOn(line.points, line.isCurved);
    for (const box of shapes) {
      if (box.kind !== "box") continue;
      const inside = { x: box.x + 1, y: box.y + 1, width: box.width - 2, height: box.height - 2 };
      if (points.some((p) => overlaps({ ...p, width: 0.1, height: 0.1 }, inside))) count++;
    }
  }
  return count;
}

function isInside({ width, height }: Drawing, area: Area): boolean {
  return (
    area.x >= 0 && area.y >= 0 && area.x + area.width <= width && area.y + area.height <= height
  );
}

describe("executions", () => {
  test.each(DRAWN)(
    "%s: nothing meets, nothing is crossed, all is on the page",
    async (name, models) => {
      const diagrams = await diagramsOf(shipped(name), models);
      expect(diagrams.length).toBeGreaterThan(0);
      for (const diagram of diagrams) {
        const drawing = layOutDiagram(diagram);
        expect([diagram.title, meetings(drawing)]).toEqual([diagram.title, []]);
        expect([diagram.title, crossings(drawing)]).toEqual([diagram.title, 0]);
        expect(areasOf(drawing).every((area) => isInside(drawing, area))).toBe(true);
        const boxes = drawing.shapes.filter(({ kind }) => kind === "box");
        expect(boxes.length).toBe(diagram.nodes.length);
        const marked = drawing.shapes.filter((shape) => shape.kind === "line" && shape.isMarked);
        expect(marked.length).toBe(diagram.edges.filter(({ isMarked }) => isMarked).length);
        const lines = drawing.shapes.filter(({ kind }) => kind === "line");
        expect(lines.length).toBe(diagram.edges.length);
        checkXml(svg(drawing));
        checkTex(tikz(drawing));
        checkDot(dot(diagram));
        expect(svg(layOutDiagram(diagram))).toBe(svg(drawing));
      }
    },
  );

  test("the circle of an impossible outcome is closed and marked", async () => {
    const diagrams = await diagramsOf(shipped("classic/MP"), ["lkmm"]);
    const circles = diagrams.filter(({ title }) => title.endsWith("why it is impossible"));
    expect(circles.length).toBeGreaterThan(0);
    for (const { edges } of circles) {
      const marked = edges.filter(({ isMarked }) => isMarked);
      const from = marked.map((edge) => edge.from).sort();
      expect(marked.map((edge) => edge.to).sort()).toEqual(from);
      expect(new Set(from).size).toBe(from.length);
    }
  });
});

describe("traces in space and time", () => {
  test.each([
    ["classic/MP", ["pso", "wmm", "armv8"]],
    ["classic/SB", ["tso", "wmm"]],
    ["classic/LB", ["armv8"]],
    ["vma-lock/fence-loss", ["wmm", "armv8"]],
    ["classic/c11/MP+c11", ["rc11"]],
  ])("%s: a row a step; nothing meets, nothing is crossed", async (name, models) => {
    const { engine: _, ...machines } = optionsFor(models);
    let drawings = 0;
    for (const { story, variant } of await explain(shipped(name), machines)) {
      if (story?.engine !== "machine") continue;
      const drawing = spaceTime(variant.program, story, "steps");
      drawings++;
      expect(meetings(drawing)).toEqual([]);
      expect(crossings(drawing)).toBe(0);
      expect(areasOf(drawing).every((area) => isInside(drawing, area))).toBe(true);
      const numbers = drawing.shapes.flatMap((shape) => {
        return shape.kind === "label" && /^\d+$/.test(shape.text) ? [Number(shape.text)] : [];
      });
      expect(numbers).toEqual(story.trace.steps.map((_step, n) => n + 1));
      checkXml(svg(drawing));
      checkTex(tikz(drawing));
    }
    expect(drawings).toBeGreaterThan(0);
  });
});

const ODD = `C odd
{ int a[2] = {0, 0}; }
P0(int *a)
{
	WRITE_ONCE(a[0], 1);
	int r0 = READ_ONCE(a[1]);
}
P1(int *a)
{
	WRITE_ONCE(a[1], 1);
	int r0 = READ_ONCE(a[0]);
}
exists (0:r0=0 /\\ 1:r0=0)
`;

test("a small picture in DOT, whole", async () => {
  const [diagram] = await diagramsOf(read(ODD), ["tso"]);
  expect(dot(diagram!)).toMatchSnapshot();
  expect(svg(layOutDiagram(diagram!))).toMatchSnapshot();
});

test("what means something in a format is written out", () => {
  const hard = 'a_b & <c> "d" {e} \\f %g #h $i ~j ^k |l';
  const node = { column: 0, row: 0, title: hard, detail: hard, isMarked: false };
  const diagram = { title: hard, notes: [hard], columns: ["P0"], nodes: [node], edges: [] };
  checkXml(svg(layOutDiagram(diagram)));
  checkTex(tikz(layOutDiagram(diagram)));
  checkDot(dot(diagram));
  expect(tikz(layOutDiagram(diagram))).toContain("a\\_b \\& \\textless{}c\\textgreater{}");
});

/** Every tag is closed, and no text has a bare `<` or `&`. */
function checkXml(text: string): void {
  const open: string[] = [];
  for (const [, slash, name, rest] of text.matchAll(/<(\/?)([a-z]+)((?:[^<>"]|"[^"]*")*)>/g)) {
    if (slash === "/") expect(open.pop()).toBe(name);
    else if (!rest!.endsWith("/")) open.push(name!);
  }
  expect(open).toEqual([]);
  const words = text
    .replace(/<style>[^<]*<\/style>/, "")
    .replace(/<\/?[a-z]+(?:[^<>"]|"[^"]*")*>/g, "");
  expect(words).not.toMatch(/[<>]|&(?!amp;|lt;|gt;|quot;)/);
  expect(text).not.toMatch(/NaN|undefined|Infinity/);
}

/** Braces are balanced, and what TeX takes for commands is in commands only. */
function checkTex(text: string): void {
  let depth = 0;
  for (const [brace] of text.matchAll(/\\[{}]|[{}]/g)) {
    if (brace === "{") depth++;
    else if (brace === "}") depth--;
    expect(depth).toBeGreaterThanOrEqual(0);
  }
  expect(depth).toBe(0);
  for (const [, words] of text.matchAll(/^\\node.* at \([^)]*\) \{(.*)\};$/gm)) {
    expect(words!.replace(/\\[A-Za-z]+\{\}|\\[{}$&#_%]/g, "")).not.toMatch(/[\\{}$&#_%~^<>|"]/);
  }
  expect(text).not.toMatch(/NaN|undefined|Infinity/);
}

/** Quotes are balanced in every line. */
function checkDot(text: string): void {
  for (const line of text.split("\n")) {
    expect((line.replace(/\\./g, "").match(/"/g) ?? []).length % 2).toBe(0);
  }
  expect(text.startsWith("digraph")).toBe(true);
}
