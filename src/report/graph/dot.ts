import type { Diagram } from "./diagram.js";
import { STYLES } from "./svg.js";

/** A diagram for Graphviz: threads side by side, program order downwards. */
export function dot({ title, notes, columns, nodes, edges }: Diagram): string {
  const label = [title, ...notes].map(quotedPart).join("\\n");
  const clusters = columns.flatMap((name, column) => [
    `  subgraph cluster_${column} {`,
    `    label=${quoted(name)}; color=none;`,
    ...nodes.flatMap(({ title: words, detail, isMarked, ...node }, n) => {
      if (node.column !== column) return [];
      const text = [words, detail]
        .filter((line) => line !== "")
        .map(quotedPart)
        .join("\\n");
      return [`    n${n} [label="${text}"${isMarked ? ", penwidth=2.5" : ""}];`];
    }),
    "  }",
  ]);
  // Threads from left to right, whatever goes between them.
  const firsts = columns.map((_, column) => nodes.findIndex((node) => node.column === column));
  const order = firsts
    .filter((n) => n >= 0)
    .map((n) => `n${n}`)
    .join(" -> ");
  const lines = edges.map(({ from, to, kind, label: words, isMarked }) => {
    const { light, dash } = STYLES[kind];
    const attributes = [
      `color="${light}"`,
      `fontcolor="${light}"`,
      ...(words === "" ? [] : [`label=${quoted(words)}`]),
      ...(dash === "" ? [] : [`style=${kind === "co" ? "dashed" : "dotted"}`]),
      ...(isMarked ? ["penwidth=3"] : []),
      // Only program order says what stands below what.
      ...(kind === "po" ? ["weight=10"] : ["constraint=false"]),
    ];
    return `  n${from} -> n${to} [${attributes.join(", ")}];`;
  });
  return [
    "digraph execution {",
    `  label="${label}"; labelloc=t; fontname="monospace"; splines=true; nodesep=0.8;`,
    '  node [shape=box, style=rounded, fontname="monospace", fontsize=11];',
    '  edge [fontname="monospace", fontsize=10];',
    ...clusters,
    `  { rank=same; ${order} [style=invis]; }`,
    ...lines,
    "}\n",
  ].join("\n");
}

function quoted(text: string): string {
  return `"${quotedPart(text)}"`;
}

function quotedPart(text: string): string {
  return text.replace(/[\\"]/g, "\\$&");
}
