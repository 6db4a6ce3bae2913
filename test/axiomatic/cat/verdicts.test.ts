import { describe, expect, test } from "vitest";
import type { Execution } from "../../../src/axiomatic/cat/execution.js";
import { run, threads } from "./helpers.js";

/** The classic shapes with their weak outcome. */
const SHAPES: Readonly<Record<string, Execution>> = {
  MP: threads(["Wx1 Wy1", "Ry1 Rx0"]),
  "MP+mfences": threads(["Wx1 F:MFENCE Wy1", "Ry1 F:MFENCE Rx0"]),
  SB: threads(["Wx1 Ry0", "Wy1 Rx0"]),
  "SB+mfences": threads(["Wx1 F:MFENCE Ry0", "Wy1 F:MFENCE Rx0"]),
  "SB+mfence+po": threads(["Wx1 F:MFENCE Ry0", "Wy1 Rx0"]),
  LB: threads(["Rx1 Wy1", "Ry1 Wx1"]),
  IRIW: threads(["Wx1", "Wy1", "Rx1 Ry0", "Ry1 Rx0"]),
  R: threads(["Wx1 Wy1", "Wy2 Rx0"]),
  "2+2W": threads(["Wx1:FW Wy2", "Wy1:FW Wx2"]),
  CoRR: threads(["Wx1", "Rx1 Rx0"]),
  CoWW: threads(["Wx1:FW Wx2"]),
  CoRW1: threads(["Rx1 Wx1"]),
  "SB own write first": threads(["Wx1 Rx1 Ry0", "Wy1 Ry1 Rx0"]),
};

const MODELS: Readonly<Record<string, string>> = {
  coherence: `"Coherence" include "cos.cat"
    acyclic po-loc | rf | co | fr as coherence`,
  sc: `SC include "cos.cat"
    let com = rf | co | fr
    acyclic po | com as sc`,
  tso: `TSO include "cos.cat"
    let com-tso = rfe | co | fr
    let po-tso = po & (W * W | R * M)
    let mfence = fencerel (MFENCE)
    let implied = po & (W * R) & ((M * range rmw) | (domain rmw * M))
    acyclic po-loc | rf | co | fr as uniproc
    acyclic po-tso | mfence | implied | com-tso as tso`,
};

const isAllowed = (model: string, shape: string): boolean => {
  const execution = SHAPES[shape]!;
  const sets = new Map(execution.sets);
  if (!sets.has("MFENCE")) sets.set("MFENCE", new Int32Array(execution.space.words));
  const judgements = run(MODELS[model]!, { ...execution, sets });
  expect(judgements.filter((j) => j.kind === "failed")).toEqual([]);
  return judgements.some((j) => j.kind === "allowed");
};

describe("the classic shapes", () => {
  const table: readonly (readonly [string, string])[] = [
    ["MP", "coherence"],
    ["MP+mfences", "coherence"],
    ["SB", "coherence tso"],
    ["SB+mfences", "coherence"],
    ["SB+mfence+po", "coherence tso"],
    ["LB", "coherence"],
    ["IRIW", "coherence"],
    ["R", "coherence sc tso"],
    ["2+2W", "coherence"],
    ["CoRR", ""],
    ["CoWW", ""],
    ["CoRW1", ""],
    ["SB own write first", "coherence tso"],
  ];
  for (const [shape, allowing] of table) {
    test(`${shape}: allowed by ${allowing === "" ? "none" : allowing}`, () => {
      const found = Object.keys(MODELS).filter((model) => isAllowed(model, shape));
      expect(found.join(" ")).toBe(allowing);
    });
  }
});

describe("a release-acquire model in another style", () => {
  const model = `RA include "cos.cat"
    let sw = [REL]; rf; [ACQ]
    let rec hb = po | sw | (hb; hb)
    procedure per-location (order) =
      irreflexive order; (rf | co | fr)? as coherence
    end
    call per-location (hb)
    let race = ext & loc & (W * M | M * W) \\ (IW * M) \\ (M * IW) \\ hb \\ hb^-1
    flag ~empty race as race`;
  const verdict = (bodies: readonly string[]): string =>
    run(model, threads(bodies, { vocabulary: ["REL", "ACQ"] }))
      .map((j) => (j.kind === "allowed" ? ["allowed", ...j.flags].join(" ") : j.kind))
      .join(" | ");

  test("synchronised message passing has no race and no stale read", () => {
    expect(verdict(["Wx1 Wy1:REL", "Ry1:ACQ Rx0"])).toBe("forbidden");
    expect(verdict(["Wx1 Wy1:REL", "Ry1:ACQ Rx1"])).toBe("allowed");
  });

  test("without an acquire both happen", () => {
    expect(verdict(["Wx1 Wy1:REL", "Ry1 Rx0"])).toBe("allowed race");
  });
});
