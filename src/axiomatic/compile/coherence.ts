import { Source } from "../../source/source.js";
import type { FindFile } from "../cat/load.js";

/**
 * The search chooses `co` itself, so the files that models include in order to choose it are
 * answered with texts that keep it, and check what a choice would have respected.
 *
 * The search orders what locks write too, which a model of the kernel puts into W by and by: what is
 * not there when coherence is chosen is left out of `co`, for the model to add. A search that builds
 * coherent executions only finds all that the model tells apart all the same: to what the model
 * makes of `co` there is an order of the search that agrees with it.
 */
const UNSEEN = `let late-writes = (LKW | (try UL with emptyset)) \\ W
let unseen = (late-writes * _) | (_ * late-writes)
let co = co \\ unseen
`;

const DERIVED = `let coi = co & int
let coe = co \\ coi
let fr = (invrf; co) \\ id
let fri = fr & int
let fre = fr \\ fri
let ca = co | fr
`;

const COS = `Coherence
include "cross.cat"
${UNSEEN}let invrf = rf^-1
let cobase = co0 \\ unseen
empty cobase \\ co
${DERIVED}`;

/** What the accesses of one location in program order say about coherence is respected as well. */
const COS_OPTIMISED = `Coherence
include "cross.cat"
${UNSEEN}let invrf = rf^-1
let obsco =
  let ww = po-loc & (W * W)
  and wr = ((po-loc & (W * R)); invrf) \\ id
  and rw = rf; (po-loc & (R * W))
  and rr = (rf; (po-loc & (R * R)); invrf) \\ id in
  ww | wr | rw | rr
let rmwco = rf & (W * (R & W))
let cobase = (obsco | rmwco | co0) \\ unseen
empty cobase \\ co as ConsCo
${DERIVED}`;

/** C11 orders atomic writes only. */
const C11_COS = `Coherence
include "cross.cat"
let invrf = rf^-1
let ordered = W & (A | IW)
let mobase = co0 & (ordered * ordered)
let mo = co & (ordered * ordered)
empty mobase \\ mo
let moi = mo & int
let moe = mo & ext
let co = mo
let coi = moi
let coe = moe
let fr = (invrf; mo) \\ id
let fri = fr & int
let fre = fr & ext
`;

/**
 * Models of AArch64 may compute dependencies from events of registers, which the executions here do not have: they are
 * given, by the flow of data through the program (models.md 4.5). What is chosen flows through registers and through
 * memory.
 */
const AARCH64_DEPENDENCIES = `Dependencies
include "aarch64util.cat"
let lws = [M]; po-loc; [W]
let lrs = ([W]; po-loc; [R]) \\ (po-loc; [W]; po-loc)
let picked-addr = addr | pick-addr
let picked-data = data | pick-data
let picked-flow = [R]; picked-addr; [R] | [R]; (picked-addr | picked-data); [W]; lrs
let pick-basic-dep = [Exp & R]; picked-flow*
let pick-addr-dep = pick-basic-dep; picked-addr
let pick-data-dep = pick-basic-dep; picked-data
let pick-ctrl-dep = pick-basic-dep; (ctrl | pick-ctrl)
let pick-dep = pick-addr-dep | pick-data-dep | pick-ctrl-dep
`;

/** Parts of what is chosen that models written for Dat3M use without an include. */
export const CHOSEN_PARTS = [
  ["coi", "co", "int"],
  ["coe", "co", "ext"],
  ["fri", "fr", "int"],
  ["fre", "fr", "ext"],
] as const;

const FILES: ReadonlyMap<string, string> = new Map([
  ["cos.cat", COS],
  ["cos-opt.cat", COS_OPTIMISED],
  ["c11_cos.cat", C11_COS],
  ["aarch64deps.cat", AARCH64_DEPENDENCIES],
]);

/**
 * Finds the files that make what an execution brings along; everything else is asked of `next`. Every model that the
 * search runs has to be loaded with it.
 */
export function withChosenCoherence(next: FindFile = () => null): FindFile {
  return (name) => {
    const text = FILES.get(name);
    return text === undefined ? next(name) : new Source(name, text);
  };
}
