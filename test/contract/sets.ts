import type { Language } from "./architecture-cycles.js";
import type { Linked } from "./linked.js";

const READS_WRITES = ["R", "W"] as const;

/**
 * Bounded-exhaustive programs: all that fit, up to names. Of assembly, pairs of accesses of every kind with every
 * dependency, and triples of plain accesses, for what a thread finds early of its own; of C11, pairs with and without
 * fences, and with accesses that are not atomic.
 */
export const LINKED: Readonly<Record<Language, Readonly<Record<string, Linked>>>> = {
  aarch64: {
    pairs: {
      accesses: ["R", "R.acq", "R.rcsc", "W", "W.rel", "U", "U.acqrel", "C", "X"],
      links: ["po", "addr", "data", "ctrl", "ctrl+isb"],
      length: 2,
    },
    barriers: {
      accesses: ["R", "W", "U", "U.acq", "U.rel", "C.fails", "X.acqrel"],
      links: ["dmb.sy", "dmb.ld", "dmb.st", "isb", "dsb.st"],
      length: 2,
    },
    triples: { accesses: READS_WRITES, links: ["po", "addr", "data", "ctrl"], length: 3 },
  },
  riscv: {
    pairs: {
      accesses: ["R", "W", "U", "U.acq", "U.rel", "U.acqrel", "C", "X", "X.acqrel"],
      links: ["po", "addr", "data", "ctrl"],
      length: 2,
    },
    barriers: {
      accesses: ["R", "W", "U", "U.sc", "C.fails", "X"],
      links: ["fence.rw.rw", "fence.r.rw", "fence.w.r", "fence.tso", "fence.i", "fence.r.r"],
      length: 2,
    },
    triples: { accesses: READS_WRITES, links: ["po", "addr", "data", "ctrl"], length: 3 },
  },
  c11: {
    pairs: {
      accesses: ["R", "R.acq", "R.sc", "W", "W.rel", "W.sc", "U.acqrel", "U.sc", "C.fails"],
      links: ["po", "acquire-release", "seq-cst"],
      length: 2,
    },
    races: {
      accesses: ["R.na", "W.na", "R", "W", "R.acq", "W.rel", "U"],
      links: ["po", "acquire", "release"],
      length: 2,
    },
    triples: { accesses: ["R.acq", "R", "W", "W.rel", "U"], links: ["po"], length: 3 },
  },
};
