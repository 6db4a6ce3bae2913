import c11 from "./cat/c11.cat";
import c11PartialSc from "./cat/c11-partial-sc.cat";
import power from "./cat/power.cat";
import ra from "./cat/ra.cat";
import sra from "./cat/sra.cat";
import x86 from "./cat/x86.cat";
import type { AxiomsModel } from "./model.js";

/** The models that have axioms and no machine, strongest first within each language or family. */
export const axiomsModels: readonly AxiomsModel[] = [
  {
    id: "sra",
    title: "Strong release/acquire",
    source: "Lahav, Giannarakis, Vafeiadis, Taming release-acquire consistency (POPL 2016)",
    contains: ["sc", "tso"],
    axioms: { text: sra, file: "sra.cat", vocabulary: "generic", variants: [] },
  },
  {
    id: "ra",
    title: "Release/acquire",
    source: "Lahav, Giannarakis, Vafeiadis, Taming release-acquire consistency (POPL 2016)",
    contains: ["sc", "tso", "sra"],
    axioms: { text: ra, file: "ra.cat", vocabulary: "generic", variants: [] },
  },
  {
    id: "x86",
    title: "x86-TSO as published for herd",
    source: "Alglave, Maranget, Tautschnig, Herding cats (TOPLAS 2014); x86tso.cat of herdtools7",
    note: "tso, but a locked instruction may read a write that comes after its own, as herd's model has it and no processor",
    contains: ["sc", "tso"],
    axioms: { text: x86, file: "x86.cat", vocabulary: "x86", variants: [] },
  },
  {
    id: "power",
    title: "Power",
    source: "Alglave, Maranget, Tautschnig, Herding cats (TOPLAS 2014)",
    contains: ["sc", "tso"],
    axioms: { text: power, file: "power.cat", vocabulary: "ppc", variants: [] },
  },
  {
    id: "c11",
    title: "C11 (simple rule for sequentially consistent atomics)",
    source: "Batty, Donaldson, Wickerson, Overhauling SC atomics in C11 and OpenCL (POPL 2016)",
    contains: ["sc"],
    axioms: { text: c11, file: "c11.cat", vocabulary: "c11", variants: [] },
  },
  {
    id: "c11-partial-sc",
    title: "C11 (partial order of sequentially consistent atomics)",
    source: "Batty, Donaldson, Wickerson, Overhauling SC atomics in C11 and OpenCL (POPL 2016)",
    contains: ["sc", "c11"],
    axioms: {
      text: c11PartialSc,
      file: "c11-partial-sc.cat",
      vocabulary: "c11",
      variants: [],
    },
  },
];
