import { describe, expect, test } from "vitest";
import { compileModel } from "../../../src/axiomatic/compile/compile.js";
import { load } from "./samples.js";

const shapeOf = (text: string): string => {
  const model = compileModel(load(text), { variants: [], sets: [] });
  expect(model.interpreted).toBeNull();
  return [model.isCoherent ? "coherent" : "", model.isAtomic ? "atomic" : ""].join(" ").trim();
};

describe("what a search may rely on is read off the tests", () => {
  const table: readonly (readonly [string, string])[] = [
    ["acyclic po-loc | rf | co | fr", "coherent"],
    ["let com = rf | co | fr acyclic po-loc | com", "coherent"],
    ["acyclic po | fr | co | rf", "coherent"],
    ["acyclic (po & loc) | (co | fr)+ | rf", "coherent"],
    ["irreflexive (po-loc | rf | co | fr)+", "coherent"],
    [`include "cos.cat" acyclic po-loc | rf | co | fr`, "coherent"],
    ["let fr = rf^-1; co acyclic po-loc | rf | co | fr", "coherent"],
    [
      "let rf = rf | (IW * R) & loc let co = (co | rf; co)+ acyclic po-loc | rf | co | fr",
      "coherent",
    ],
    [
      "let rf = rf | (IW * R) & loc let co = (co | rmw)+ let fr = rf^-1; co acyclic po-loc | rf | co | fr",
      "coherent",
    ],
    ["let rf = rf | rmw let fr = rf^-1; (co & int) acyclic po-loc | rf | co | fr", ""],
    ["let fr = (rf & int)^-1; co acyclic po-loc | rf | co | fr", ""],
    ["let co = co \\ ((R * _) | (_ * R)) acyclic po-loc | rf | co | fr", ""],
    ["acyclic po-loc | rf | coe | fr", ""],
    ["acyclic po-loc | rfe | coe | fre", ""],
    ["acyclic (po-loc & ext) | rf | co | fr", ""],
    ["irreflexive po-loc | rf | co | fr", ""],
    ["acyclic (po-loc \\ (R * R)) | rf | co | fr", ""],
    ["~acyclic po-loc | rf | co | fr", ""],
    ["flag acyclic po-loc | rf | co | fr as coherent", ""],
    ["let rf = rf & int acyclic po-loc | rf | co | fr", ""],
    [`include "cos.cat" empty rmw & (fre; coe)`, "atomic"],
    ["empty (fr; co) & rmw as atomic", "atomic"],
    ["let between = (fr & ext); (co & ext) let both = rmw & between empty both", "atomic"],
    ["empty rmw & (fr; co) | rmw \\ loc", "atomic"],
    ["let rmw = rmw | addr let fr = (rf | addr)^-1; co empty rmw & ((fr & ext); coe)", "atomic"],
    ["let co = co & ext \\ int empty rmw & (fre; co)", "atomic"],
    ["let co = co \\ ext empty rmw & (fre; co)", ""],
    ["empty rmw & (fre; coe) \\ addr", ""],
    ["let rmw = rmw & addr empty rmw & (fre; coe)", ""],
    ["empty rmw & (fre; co & loc)", ""],
    ["empty rmw & (fri; coi)", ""],
    ["empty rmw & (fr; rf)", ""],
    ["empty rmw & (fr; co) & (R * IW)", ""],
    ["flag ~empty rmw & (fre; coe) as broken", ""],
    ["acyclic po | rf | co | fr empty rmw & (fre; coe)", "coherent atomic"],
  ];
  for (const [text, expected] of table) {
    test(`${text}: ${expected === "" ? "nothing" : expected}`, () => {
      expect(shapeOf(text)).toBe(expected);
    });
  }
});
