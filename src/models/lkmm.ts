import text from "./cat/lkmm.cat";
import type { Model } from "./model.js";

/** The Linux-kernel memory model: rules that every architecture's kernel keeps, as axioms (kernel.md section 5). */
export const lkmm: Model = {
  id: "lkmm",
  title: "LKMM: the Linux-kernel memory model",
  source:
    "Alglave, Maranget, McKenney, Parri, Stern, Frightening small children and disconcerting grown-ups: " +
    "Concurrency in the Linux kernel (ASPLOS 2018); version 2, as of Linux 6.15",
  contains: ["sc", "tso", "pso", "wmm", "armv8", "rvwmo"],
  axioms: { text, file: "lkmm.cat", vocabulary: "kernel", variants: [] },
};
