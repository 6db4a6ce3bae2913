import { all, type BenchmarkFamily, count } from "./program.js";

/** Columns of a litmus test in assembly, padded to the longest. */
function columns(threads: readonly (readonly string[])[]): string {
  const rows = count(Math.max(...threads.map((lines) => lines.length)));
  const line = (cells: readonly string[]): string => ` ${cells.join(" | ")} ;`;
  const heads = threads.map((_, i) => `P${i}`);
  return [line(heads), ...rows.map((k) => line(threads.map((t) => t[k] ?? "")))].join("\n");
}

/** Two writers that store 1 to n, each to a location of its own, and two readers that read both in opposite orders. */
export const iriw: BenchmarkFamily = {
  name: "iriw-ppc",
  size: "writes of a writer",
  source: (n) => {
    const writes = count(n).flatMap((k) => [`li r3,${k + 1}`, "stw r3,0(r1)"]);
    const reads = ["lwz r3,0(r1)", "lwz r4,0(r2)"];
    return [
      `PPC iriw-ppc-${n}`,
      "{ 0:r1=x; 1:r1=x; 1:r2=y; 2:r1=y; 3:r1=y; 3:r2=x; }",
      columns([writes, reads, writes, reads]),
      all([1, 3].flatMap((i) => [`${i}:r3=${n}`, `${i}:r4=0`])),
      "",
    ].join("\n");
  },
};
