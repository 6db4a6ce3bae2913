import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import type { DrawingReport } from "../../src/report/graph/json.js";
import { Litmus } from "./litmus.js";

const litmus = new Litmus();
afterAll(() => litmus.dispose());

test("the cell whose story run tells is drawn, as SVG on standard output", () => {
  const { code, out, err } = litmus.run(["graph", "fence-loss.lit"]);
  expect([code, err]).toEqual([0, ""]);
  expect(out).toMatch(/^<svg [^>]*role="img"/);
  expect(out).toContain(
    '<title id="t">fence-loss: refcount inc relaxed, under wmm: how it happens</title>',
  );
  expect(out).toContain("stale value");
});

test("--output: the end of the name says the format", () => {
  const args = ["graph", "MP.lit", "--variant", "rel+acq", "--model", "lkmm", "--output"];
  const written = (name: string) => {
    expect(litmus.run([...args, name])).toMatchObject({ code: 0, out: "" });
    return readFileSync(join(litmus.work, name), "utf8");
  };
  expect(written("mp.svg")).toMatch(/^<svg /);
  expect(written("mp.dot")).toMatch(/^digraph execution \{/);
  expect(written("mp.tex")).toContain("\\begin{tikzpicture}");
});

test("--trace: a machine's steps; the layout as JSON", () => {
  const trace = ["graph", "SB.lit", "--variant", "po", "--model", "tso", "--trace"];
  const { drawing } = JSON.parse(litmus.run([...trace, "--json"]).out) as DrawingReport;
  expect(drawing.title).toBe("SB: po, under tso, step by step");
  expect(drawing.shapes.filter(({ kind }) => kind === "bar").length).toBeGreaterThan(0);
  expect(litmus.run([...trace, "--format", "dot"])).toMatchObject({
    code: 2,
    err: "error: --format dot draws executions, not --trace\n",
  });
});

test("what cannot be drawn is said", () => {
  const never = ["graph", "SB.lit", "--variant", "mbs", "--model", "tso", "--trace"];
  expect(litmus.run(never)).toMatchObject({
    code: 2,
    err: "error: mbs, under tso: the outcome is not possible, so no machine shows it\n",
  });
  expect(litmus.run(["graph", "SB.lit", "--model", "lkmm", "--trace"])).toMatchObject({
    code: 2,
    err: "error: none of these models has machine to draw\n",
  });
});
