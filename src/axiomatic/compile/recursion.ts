import type { Node, Recursion, RecursionInput } from "./graph.js";

/** Fills in what follows from the bodies of a recursion. */
export function completeRecursion(recursion: Recursion, bodies: readonly Node[]): void {
  recursion.bodies = bodies;
  recursion.isStatic = isDecidedByFrame(recursion);
  recursion.isMonotone = isMonotone(recursion);
  recursion.dependents = dependentsOf(recursion);
  recursion.inputs = recursion.isMonotone ? inputsOf(recursion) : null;
}

/** The nodes that a node is calculated from directly; for the result of a recursion, its bodies. */
function sourcesOf(node: Node): readonly Node[] {
  return node.kind === "recursive" ? node.recursion!.bodies : node.operands;
}

/** Whether nothing chosen, and no variable of a recursion around it, is in a recursion. */
function isDecidedByFrame(recursion: Recursion): boolean {
  const inside = new Set([recursion]);
  const seen = new Set<Node>();
  const stack = [...recursion.bodies];
  for (let node = stack.pop(); node !== undefined; node = stack.pop()) {
    if (seen.has(node) || node.isStatic) continue;
    seen.add(node);
    if (["chosen", "picked", "different"].includes(node.kind)) return false;
    if (node.kind === "variable" && !inside.has(node.recursion!)) return false;
    if (node.kind === "recursive") inside.add(node.recursion!);
    stack.push(...sourcesOf(node));
  }
  return true;
}

function isMonotone(recursion: Recursion): boolean {
  const seen = [new Set<Node>(), new Set<Node>()];
  const isSafe = (node: Node, polarity: 0 | 1): boolean => {
    if (seen[polarity]!.has(node)) return true;
    seen[polarity]!.add(node);
    if (node.kind === "variable" && node.recursion === recursion) return polarity === 0;
    const flipped = polarity === 0 ? 1 : 0;
    if (node.kind === "complement") return isSafe(node.operands[0]!, flipped);
    if (node.kind === "difference") {
      return isSafe(node.operands[0]!, polarity) && isSafe(node.operands[1]!, flipped);
    }
    const isMixed = node.kind === "recursive" && !node.recursion!.isMonotone;
    return sourcesOf(node).every((n) => isSafe(n, polarity) && (!isMixed || isSafe(n, flipped)));
  };
  return recursion.bodies.every((body) => isSafe(body, 0));
}

function dependentsOf(recursion: Recursion): readonly Node[] {
  const depends = new Map<Node, boolean>();
  const found: Node[] = [];
  const visit = (node: Node): boolean => {
    if (node.kind === "variable" && node.recursion === recursion) return true;
    const known = depends.get(node);
    if (known !== undefined) return known;
    depends.set(node, false);
    let isDependent = false;
    for (const source of sourcesOf(node)) isDependent = visit(source) || isDependent;
    depends.set(node, isDependent);
    if (isDependent) found.push(node);
    return isDependent;
  };
  for (const body of recursion.bodies) visit(body);
  return found;
}

/** See `Recursion.inputs`; for a monotone one. */
function inputsOf({ variables, bodies, dependents }: Recursion): Recursion["inputs"] {
  const inside = new Set([...variables, ...dependents]);
  const seen = [new Set<Node>(), new Set<Node>()] as const;
  const inputs: RecursionInput[] = [];
  let isKnown = true;
  const visit = (node: Node, isOtherSide: boolean): void => {
    const visited = seen[isOtherSide ? 1 : 0];
    if (node.isStatic || visited.has(node)) return;
    visited.add(node);
    if (!inside.has(node)) {
      inputs.push({ node, isOtherSide });
      return;
    }
    // The values of events are no node, and the variables of a recursion inside are not outside.
    if (node.kind === "different" || node.kind === "recursive") isKnown = false;
    const isTurned = (k: number): boolean =>
      node.kind === "complement" || (node.kind === "difference" && k === 1);
    sourcesOf(node).forEach((source, k) => {
      visit(source, isTurned(k) ? !isOtherSide : isOtherSide);
    });
  };
  for (const body of bodies) visit(body, false);
  return isKnown ? inputs : null;
}
