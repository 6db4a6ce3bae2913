import type { Check } from "./checks.js";
import type { Graph, Node } from "./graph.js";

/**
 * What a search may rely on, read off the shape of the tests: whatever is recognised here is true
 * of the model, but a model may have the property without being recognised.
 */

/**
 * Whether a model's executions are coherent: some test says that po-loc, rf, co and fr together
 * have no cycle.
 */
export function isCoherent(graph: Graph, checks: readonly Check[]): boolean {
  const needed = communication(graph);
  return checks.some(
    (check) => isAcyclicity(check) && needed.every((part) => contains(check.node, part)),
  );
}

/** The tests that every coherent and atomic execution passes. */
export function impliedChecks(graph: Graph, checks: readonly Check[]): ReadonlySet<Check> {
  const whole = communication(graph);
  const between = betweenHalves(graph);
  const isPart = (node: Node): boolean =>
    node.kind === "union"
      ? node.operands.every(isPart)
      : whole.some((part) => contains(part, node));
  const implied = checks.filter(
    (check) => (isAcyclicity(check) && isPart(check.node)) || isEmptiness(check, between),
  );
  return new Set(implied);
}

function communication(graph: Graph): readonly Node[] {
  const po = graph.base("po", "relation");
  const poLoc = graph.intersection(po, graph.base("loc", "relation"));
  return [poLoc, graph.chosen("rf"), graph.chosen("co"), graph.chosen("fr")];
}

function isAcyclicity({ role, isNegated, property }: Check): boolean {
  return role === "filter" && !isNegated && property === "acyclic";
}

function isEmptiness({ role, isNegated, property, node }: Check, nodes: readonly Node[]): boolean {
  return role === "filter" && !isNegated && property === "empty" && nodes.includes(node);
}

/** Whether a relation surely contains another, in any execution. */
function contains(whole: Node, part: Node): boolean {
  if (whole === part || whole.kind === "all") return true;
  switch (whole.kind) {
    case "union":
      return whole.operands.some((n) => contains(n, part));
    case "closure":
      return contains(whole.operands[0]!, part);
    case "intersection":
      return whole.operands.every((n) => contains(n, part));
    case "base":
      return part.kind === "intersection" && part.operands.includes(whole);
    case "sequence":
      return part.kind === "chosen" && part.name === "fr" && isReadToLaterWrite(whole);
    default:
      return false;
  }
}

function isReadToLaterWrite({ operands: [first, second] }: Node): boolean {
  return (
    first?.kind === "inverse" &&
    isChosen(first.operands[0]!, "rf") &&
    second !== undefined &&
    isChosen(second, "co")
  );
}

function isChosen(node: Node, name: string): boolean {
  return node.kind === "chosen" && node.name === name;
}

/**
 * Whether a test says that no write of another thread comes between the halves of a
 * read-modify-write.
 */
export function isAtomic(graph: Graph, checks: readonly Check[]): boolean {
  const between = betweenHalves(graph);
  return checks.some((check) => {
    const parts = check.node.kind === "union" ? check.node.operands : [];
    return [check.node, ...parts].some((node) => isEmptiness({ ...check, node }, between));
  });
}

/** The ways to say what must be empty for read-modify-writes to be atomic. */
function betweenHalves(graph: Graph): readonly Node[] {
  const external = graph.base("ext", "relation");
  const internal = graph.base("int", "relation");
  const rmw = graph.base("rmw", "relation");
  const outside = (name: "co" | "fr"): readonly Node[] => {
    const chosen = graph.chosen(name);
    const inside = graph.intersection(chosen, internal);
    return [chosen, graph.intersection(chosen, external), graph.difference(chosen, inside)];
  };
  return outside("fr").flatMap((fr) =>
    outside("co").map((co) => graph.intersection(rmw, graph.sequence([fr, co]))),
  );
}
