import type { BlockNode, ExpressionNode, FunctionDefinition, StatementNode } from "./ast.js";

/** What can be said of a body without lowering it. */
export interface Facts {
  /** Names that are assigned, incremented, or whose address is taken. */
  readonly assigned: ReadonlySet<string>;
  /** How often each name stands in it. */
  readonly mentions: ReadonlyMap<string, number>;
  /** Names of its labels. */
  readonly labels: ReadonlySet<string>;
  readonly returnCount: number;
  readonly hasDeclarations: boolean;
}

const known = new WeakMap<BlockNode, Facts>();

/** The facts of a function's body; found once for each. */
export function factsOf({ body }: FunctionDefinition): Facts {
  const before = known.get(body);
  if (before !== undefined) return before;
  const facts = find(body);
  known.set(body, facts);
  return facts;
}

function find(body: BlockNode): Facts {
  const assigned = new Set<string>();
  const mentions = new Map<string, number>();
  const labels = new Set<string>();
  let returnCount = 0;
  let hasDeclarations = false;
  walk(body, (node) => {
    if (node.kind === "name") mentions.set(node.name, (mentions.get(node.name) ?? 0) + 1);
    else if (node.kind === "label") labels.add(node.name);
    else if (node.kind === "return") returnCount++;
    else if (node.kind === "declaration") hasDeclarations = true;
    else if (node.kind === "assign") addName(node.target, assigned);
    else if (node.kind === "increment") addName(node.operand, assigned);
    else if (node.kind === "unary" && node.operator === "&") addName(node.operand, assigned);
  });
  return { assigned, mentions, labels, returnCount, hasDeclarations };
}

/** A name that stands alone: `a[1] = 0` and `p->f = 0` leave `a` and `p` what they are. */
function addName(place: ExpressionNode, names: Set<string>): void {
  if (place.kind === "name") names.add(place.name);
}

/** Whether evaluating a node may change a local variable; `isFunction` says of a name that it is the user's function. */
export function mayAssign(node: ExpressionNode, isFunction: (name: string) => boolean): boolean {
  let found = false;
  walk(node, (inner) => {
    if (inner.kind === "assign" || inner.kind === "increment" || inner.kind === "statements") {
      found = true;
    } else if (inner.kind === "unary" && inner.operator === "&") {
      // What an arrow leads to is no local variable.
      found ||= inner.operand.kind !== "member" || !inner.operand.isArrow;
    } else if (inner.kind === "call" && isFunction(inner.name)) {
      found = true;
    }
  });
  return found;
}

/** Calls that only look: leaving one out changes no final state. */
const LOOKS = /read(?!_lock|_unlock)|READ|dereference|test_bit|held|IS_ERR/;

/** Whether a node changes anything when it is evaluated, apart from what a call that only looks does. */
export function hasEffect(node: ExpressionNode): boolean {
  let found = false;
  walk(node, (inner) => {
    const { kind } = inner;
    if (kind === "assign" || kind === "increment" || kind === "statements") found = true;
    else if (kind === "call" && !LOOKS.test(inner.name)) found = true;
  });
  return found;
}

type Node = ExpressionNode | StatementNode;

/** Calls `visit` for a node and all nodes in it, in the order of the text. */
export function walk(node: Node, visit: (node: Node) => void): void {
  visit(node);
  for (const child of children(node)) walk(child, visit);
}

function children(node: Node): readonly Node[] {
  switch (node.kind) {
    case "block":
      return node.statements;
    case "declaration":
      return node.declarators.flatMap((d) => (d.initial === null ? [] : initializers(d.initial)));
    case "expression":
      return [node.expression];
    case "if":
      return present(node.condition, node.then, node.otherwise);
    case "while":
      return [node.condition, node.body];
    case "do":
      return [node.body, node.condition];
    case "for":
      return present(node.initial, node.condition, node.step, node.body);
    case "switch":
      return [node.value, node.body];
    case "case":
      return [node.value];
    case "return":
      return present(node.value);
    case "unary":
    case "increment":
    case "cast":
      return [node.operand];
    case "binary":
    case "comma":
      return [node.left, node.right];
    case "conditional":
      return present(node.condition, node.then, node.otherwise);
    case "assign":
      return [node.target, node.value];
    case "call":
    case "intrinsic":
      return node.arguments;
    case "index":
      return [node.base, node.index];
    case "member":
      return [node.base];
    case "sizeof":
      return present(node.operand);
    case "container-of":
      return [node.pointer];
    case "statements":
      return [node.body];
    default:
      return [];
  }
}

function present(...nodes: readonly (Node | null)[]): readonly Node[] {
  return nodes.filter((node) => node !== null);
}

type Initializer = NonNullable<
  Extract<StatementNode, { kind: "declaration" }>["declarators"][number]["initial"]
>;

function initializers(initial: Initializer): readonly ExpressionNode[] {
  if (initial.kind === "expression") return [initial.expression];
  return initial.items.flatMap((item) => initializers(item.value));
}
