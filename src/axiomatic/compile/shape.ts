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

/** Whether a relation or set surely contains another, in any execution. */
function contains(whole: Node, part: Node): boolean {
  if (whole === part || whole.kind === "all" || part.kind === "none") return true;
  if (part.kind === "union") return part.operands.every((n) => contains(whole, n));
  switch (whole.kind) {
    case "union":
      if (whole.operands.some((n) => contains(n, part))) return true;
      break;
    case "closure":
      if (contains(whole.operands[0]!, part)) return true;
      break;
    case "intersection":
      return whole.operands.every((n) => contains(n, part));
    case "difference":
      return contains(whole.operands[0]!, part) && isNoLoss(whole.operands[1]!, part);
    case "sequence":
      if (containsSequence(whole, part)) return true;
      break;
    case "inverse":
      if (part.kind === "inverse" && contains(whole.operands[0]!, part.operands[0]!)) return true;
      break;
    default:
      break;
  }
  if (part.kind === "difference") return contains(whole, part.operands[0]!);
  return part.kind === "intersection" && part.operands.some((n) => contains(whole, n));
}

/** `fr` is `rf^-1 ; co`, but for identity. */
function containsSequence({ operands: [first, second] }: Node, part: Node): boolean {
  if (part.kind === "sequence") {
    const [left, right] = part.operands;
    return contains(first!, left!) && contains(second!, right!);
  }
  return (
    part.kind === "chosen" &&
    part.name === "fr" &&
    first!.kind === "inverse" &&
    containsChosen(first!.operands[0]!, "rf") &&
    containsChosen(second!, "co")
  );
}

function containsChosen(node: Node, name: "rf" | "co"): boolean {
  if (node.kind === "chosen") return node.name === name;
  const [first, second] = node.operands;
  if (node.kind === "difference") return isOfLateWrites(second!) && containsChosen(first!, name);
  const isEnough = node.kind === "union" || node.kind === "closure";
  return isEnough && node.operands.some((n) => containsChosen(n, name));
}

/** Whether nothing that matters of a part is lost with what is taken off. */
function isNoLoss(taken: Node, part: Node): boolean {
  return isOfLateWrites(taken) || areDisjoint(taken, part);
}

/** Whether pairs are those of locks' writes that `coherence.ts` leaves to the model. */
function isOfLateWrites({ kind, operands }: Node): boolean {
  if (kind === "union") return operands.every(isOfLateWrites);
  return kind === "product" && operands.some(isOfLocks);
}

function isOfLocks({ kind, operands, name }: Node): boolean {
  if (kind === "base") return name === "LKW" || name === "UL";
  if (kind === "union") return operands.every(isOfLocks);
  return kind === "difference" && isOfLocks(operands[0]!);
}

/** Whether one is between events of a thread and the other between threads. */
function areDisjoint(a: Node, b: Node): boolean {
  return (isWithin(a, "int") && isWithin(b, "ext")) || (isWithin(a, "ext") && isWithin(b, "int"));
}

function isWithin({ kind, operands, name }: Node, side: "int" | "ext"): boolean {
  if (kind === "base") return name === side;
  return kind === "intersection" && operands.some((n) => isWithin(n, side));
}

/**
 * Whether a test says that no write of another thread comes between the halves of a
 * read-modify-write.
 */
export function isAtomic(graph: Graph, checks: readonly Check[]): boolean {
  const external = graph.base("ext", "relation");
  const outside = (name: "co" | "fr"): Node => graph.intersection(graph.chosen(name), external);
  const between = graph.sequence([outside("fr"), outside("co")]);
  const broken = graph.intersection(graph.base("rmw", "relation"), between);
  return checks.some(
    ({ role, isNegated, property, node }) =>
      role === "filter" && !isNegated && property === "empty" && contains(node, broken),
  );
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
