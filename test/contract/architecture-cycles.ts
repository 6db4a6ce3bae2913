import type { Program } from "../../src/program/program.js";
import { cyclesOf, type Orders } from "./cycles.js";

/** A language whose programs have words that others do not know. */
export type Language = "aarch64" | "riscv" | "c11";

/** Every critical cycle of a language: see `cycles`. */
export function architectureCycles(language: Language): readonly Program[] {
  const { orders, few } = CYCLES[language];
  return [...cyclesOf(orders, few)];
}

const DEPENDENT: Orders = {
  W: ["a=2"],
  RR: ["r0=a; r1=b", "r0=a; r1=b[r0]", "r0=a; when r0==2; r1=b"],
  RW: ["r0=a; b=2", "r0=a; b[r0]=2", "r0=a; b=2+r0^", "r0=a; when r0==2; b=2"],
  WR: ["a=1; r1=b", "a=1; r0=a; r1=b", "a=1; r0=a; r1=b[r0]"],
  WW: ["a=1; b=2", "a=1; r0=a; b[r0]=2", "a=1; r0=a; b=2+r0^"],
};

const AARCH64: Orders = {
  W: ["a=2", "a.rel=2"],
  RR: [
    ...DEPENDENT.RR,
    "r0=a; dmb.sy; r1=b",
    "r0=a; dmb.ld; r1=b",
    "r0=a; isb; r1=b",
    "r0=a; when r0==2; isb; r1=b",
    "r0=a; r1=b[r0]; isb; r2=b",
    "r0=a.acq; r1=b",
    "r0=a.rcsc; r1=b.rcsc",
    "r0=add(a,4).amo.rcsc; r1=b",
    "r0=add(a,4).amo.rel; r1=b",
    "r0=cas(a,9,4).amo.rcsc!rcsc; r1=b",
    "add(a,4).amo; dmb.ld; r1=b",
    "r0=ldx(a).rcsc; r2=stx(a,4); r1=b",
    "r0=ldx(a); r2=stx(a,4).rel; r1=b.rcsc",
  ],
  RW: [
    ...DEPENDENT.RW,
    "r0=a; dmb.st; b=2",
    "r0=a; dmb.ld; b=2",
    "r0=a.acq; b=2",
    "r0=a; b.rel=2",
    "r0=add(a,4).amo; b=2",
    "r0=a; r1=swapne(b,0,2).amo",
    "r0=ldx(a); r2=stx(a,4); b=2",
    "r0=ldx(a); r2=stx(a,4); when r2==0; b=2",
    "r0=a; r1=ldx(b); r2=stx(b,2).rel",
  ],
  WR: [
    ...DEPENDENT.WR,
    "a=1; dmb.sy; r1=b",
    "a=1; dmb.st; r1=b",
    "a=1; dsb.st; r1=b",
    "a.rel=1; r1=b.rcsc",
    "a.rel=1; r1=b.acq",
    "r0=xchg(a,1).amo.rcsc; r1=b",
    "r0=xchg(a,1).amo.rcsc.rel; r1=b",
    "r0=xchg(a,1).amo.rel; r1=b.rcsc",
    "r0=xchg(a,1).amo.rel; r2=a.acq; r1=b",
    "r0=ldx(a).rcsc; r2=stx(a,1).rel; r1=b",
    "r0=ldx(a).rcsc; r2=stx(a,1).rel; r1=b.rcsc",
  ],
  WW: [
    ...DEPENDENT.WW,
    "a=1; dmb.st; b=2",
    "a=1; dmb.ld; b=2",
    "a=1; b.rel=2",
    "a=1; r0=xchg(b,2).amo.rel",
    "r0=xchg(a,1).amo.rcsc.rel; b=2",
    "r0=ldx(a).rcsc; r2=stx(a,1).rel; b=2",
  ],
};

const AARCH64_FEW: Orders = {
  W: AARCH64.W,
  RR: ["r0=a; r1=b", "r0=a; r1=b[r0]", "r0=a; when r0==2; isb; r1=b", "r0=a.acq; r1=b"],
  RW: ["r0=a; b=2+r0^", "r0=a; when r0==2; b=2", "r0=a; b.rel=2"],
  WR: ["a=1; dmb.sy; r1=b", "a.rel=1; r1=b.rcsc"],
  WW: ["a=1; dmb.st; b=2", "a=1; b.rel=2"],
};

const RISCV: Orders = {
  W: ["a=2"],
  RR: [
    ...DEPENDENT.RR,
    "r0=a; fence.r.r; r1=b",
    "r0=a; fence.rw.w; r1=b",
    "r0=a; fence.tso; r1=b",
    "r0=a; when r0==2; fence.i; r1=b",
    "r0=add(a,4).amo; r1=b",
    "r0=add(a,4).amo.acq; r1=b",
    "r0=add(a,4).amo.rel; r1=b",
    "r0=ldx(a).acq; r2=stx(a,4); r1=b",
    "r0=ldx(a); r2=stx(a,4).rel; r1=b",
    "r0=add(a,4).amo.acqrel; r1=add(b,0).amo.acq",
  ],
  RW: [
    ...DEPENDENT.RW,
    "r0=a; fence.r.w; b=2",
    "r0=a; fence.w.w; b=2",
    "r0=add(a,4).amo; b=2",
    "r0=a; r1=xchg(b,2).amo.rel",
    "r0=a; r1=swapne(b,0,2)",
    "r0=ldx(a); r2=stx(a,4); b=2",
    "r0=ldx(a); r2=stx(a,4); when r2==0; b=2",
    "r0=ldx(a); r1=ldx(b); r2=stx(b,2).rel",
  ],
  WR: [
    ...DEPENDENT.WR,
    "a=1; fence.w.r; r1=b",
    "a=1; fence.tso; r1=b",
    "r0=xchg(a,1).amo; r1=b",
    "r0=xchg(a,1).amo.acq; r1=b",
    "r0=xchg(a,1).amo.rel; r1=b",
    "r0=xchg(a,1).amo.rel; r1=add(b,0).amo.acq",
    "r0=xchg(a,1).amo; r2=a; r1=b",
    "r0=ldx(a).acq; r2=stx(a,1).rel; r1=b",
    "r0=ldx(a); r2=stx(a,1).rel; r1=ldx(b).acq",
  ],
  WW: [
    ...DEPENDENT.WW,
    "a=1; fence.w.w; b=2",
    "a=1; r0=xchg(b,2).amo.rel",
    "a=1; fence.r.r; b=2",
    "r0=xchg(a,1).amo.acq; b=2",
    "r0=ldx(a).acq; r2=stx(a,1); b=2",
  ],
};

const RISCV_FEW: Orders = {
  W: RISCV.W,
  RR: ["r0=a; r1=b", "r0=a; r1=b[r0]", "r0=a; fence.r.r; r1=b", "r0=add(a,4).amo.acq; r1=b"],
  RW: ["r0=a; b=2+r0^", "r0=a; when r0==2; b=2", "r0=a; r1=xchg(b,2).amo.rel"],
  WR: ["a=1; fence.rw.rw; r1=b", "r0=xchg(a,1).amo.rel; r1=add(b,0).amo.acq"],
  WW: ["a=1; fence.w.w; b=2", "a=1; r0=xchg(b,2).amo.rel"],
};

const C11: Orders = {
  W: ["a=2", "a.rel=2", "a.sc=2"],
  RR: [
    "r0=a; r1=b",
    "r0=a.acq; r1=b",
    "r0=a.acq; r1=b.na",
    "r0=a; acquire; r1=b",
    "r0=a; seq-cst; r1=b",
    "r0=a.sc; r1=b.sc",
    "r0=a.acq; r1=b.sc",
    "r0=add(a,4); r1=b",
    "r0=add(a,4).acqrel; r1=b.sc",
    "r0=cas(a,9,4).sc!sc; r1=b.sc",
    "r0=cas(a,2,4).rel!acq; r1=b",
  ],
  RW: [
    "r0=a; b=2",
    "r0=a.acq; b=2",
    "r0=a; b.rel=2",
    "r0=a.sc; b.sc=2",
    "r0=a; acquire-release; b=2",
    "r0=a; seq-cst; b=2",
    "r0=add(a,4).acqrel; b=2",
    "r0=a.acq; b.na=2",
  ],
  WR: [
    "a=1; r1=b",
    "a.sc=1; r1=b.sc",
    "a.sc=1; r1=b.acq",
    "a.rel=1; r1=b.sc",
    "a=1; seq-cst; r1=b",
    "a=1; acquire-release; r1=b",
    "r0=xchg(a,1).sc; r1=b.sc",
    "r0=xchg(a,1).sc; r1=b",
    "a.na=1; r1=b",
  ],
  WW: [
    "a=1; b=2",
    "a=1; b.rel=2",
    "a.na=1; b.rel=2",
    "a.sc=1; b.sc=2",
    "a=1; release; b=2",
    "a=1; seq-cst; b=2",
    "a=1; r0=xchg(b,2).acqrel",
    "a=1; b.rel=3; b=2",
  ],
};

const C11_FEW: Orders = {
  W: ["a.sc=2"],
  RR: ["r0=a.sc; r1=b.sc", "r0=a; seq-cst; r1=b", "r0=a.acq; r1=b.sc"],
  RW: ["r0=a.sc; b.sc=2", "r0=a; b.rel=2"],
  WR: ["a.sc=1; r1=b.sc", "a=1; seq-cst; r1=b"],
  WW: ["a.sc=1; b.sc=2", "a=1; b.rel=2", "a=1; release; b=2"],
};

const CYCLES: Readonly<Record<Language, { readonly orders: Orders; readonly few: Orders }>> = {
  aarch64: { orders: AARCH64, few: AARCH64_FEW },
  riscv: { orders: RISCV, few: RISCV_FEW },
  c11: { orders: C11, few: C11_FEW },
};
