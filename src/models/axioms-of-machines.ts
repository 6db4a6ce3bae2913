import type { AxiomaticModel } from "../axiomatic/model.js";
import pso from "./cat/pso.cat";
import sc from "./cat/sc.cat";
import tso from "./cat/tso.cat";
import wmm from "./cat/wmm.cat";

/** The axioms of the models that have a machine too: both give the same outcomes for kernel programs without RCU. */
export const scAxioms: AxiomaticModel = axioms("sc.cat", sc);
export const tsoAxioms: AxiomaticModel = axioms("tso.cat", tso);
export const psoAxioms: AxiomaticModel = axioms("pso.cat", pso);
export const wmmAxioms: AxiomaticModel = axioms("wmm.cat", wmm);

function axioms(file: string, text: string): AxiomaticModel {
  return { text, file, vocabulary: "generic", variants: [], lacks: ["RCU"] };
}
