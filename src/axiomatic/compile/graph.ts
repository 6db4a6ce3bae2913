import type { Span } from "../../source/source.js";

/**
 * What a model calculates: a graph of operations on sets of events and relations, in which equal
 * calculations are one node. The functions that make nodes simplify as they go.
 */

export type NodeType = "set" | "relation";

type NodeKind =
  /** A set or relation of the frame, by its name. */
  | "base"
  /** `rf`, `co` or `fr` of the choice. */
  | "chosen"
  /** What the model itself chooses for every execution anew, by a name of its own. */
  | "picked"
  | "none"
  | "all"
  | "union"
  | "intersection"
  | "difference"
  | "complement"
  | "sequence"
  /** `[S] ; r ; [T]`. */
  | "restriction"
  | "product"
  /** `[S]`. */
  | "identity"
  | "closure"
  | "inverse"
  | "domain"
  | "range"
  /** The pairs of a relation whose events have different values. */
  | "different"
  /** A name of a `let rec` inside its own definition. */
  | "variable"
  /** A name of a `let rec` outside. */
  | "recursive";

export interface Node {
  /** Its place in `Graph.nodes`; operands have lower ones, but for the bodies of a recursion. */
  readonly id: number;
  readonly kind: NodeKind;
  readonly type: NodeType;
  readonly operands: readonly Node[];
  /** Of `base`, `chosen` and `picked`; else empty. */
  readonly name: string;
  /** Whether the frame alone decides it. */
  readonly isStatic: boolean;
  /** Of `variable` and `recursive`. */
  readonly recursion: Recursion | null;
}

/** The names of one `let rec`. */
export interface Recursion {
  readonly variables: readonly Node[];
  /** What each name is bound to; in the order of the model. */
  bodies: readonly Node[];
  /** Nodes that have to be calculated anew when a variable changes. */
  dependents: readonly Node[];
  /** Whether more in a variable never means less in a body. */
  isMonotone: boolean;
  /**
   * What its solution follows from beside the frame: all that is not static and not calculated from a variable. Null when
   * there is more to it.
   */
  inputs: readonly RecursionInput[] | null;
  isStatic: boolean;
  readonly span: Span;
}

/** A node that a recursion uses; `isOtherSide`: of its bounds the one that is not asked for (`a \\ node`). */
export interface RecursionInput {
  readonly node: Node;
  readonly isOtherSide: boolean;
}

/** Makes nodes. */
export class Graph {
  readonly nodes: Node[] = [];
  readonly #byKey = new Map<string, Node>();

  base(name: string, type: NodeType): Node {
    return this.#make("base", type, [], name, true);
  }

  chosen(name: "rf" | "co" | "fr"): Node {
    return this.#make("chosen", "relation", [], name, false);
  }

  picked(name: string, type: NodeType): Node {
    return this.#make("picked", type, [], name, false);
  }

  none(type: NodeType): Node {
    return this.#make("none", type, []);
  }

  all(type: NodeType): Node {
    return this.#make("all", type, []);
  }

  /** The identity on all events. */
  get id(): Node {
    return this.identity(this.all("set"));
  }

  union(operands: readonly Node[]): Node {
    const { type } = operands[0]!;
    const opened = operands.flatMap((n) => (this.#withoutId(n) === null ? [n] : n.operands));
    const terms = [...new Set(opened)].filter((n) => n.kind !== "none");
    if (terms.some((n) => n.kind === "all")) return this.all(type);
    return terms.length === 0 ? this.none(type) : this.#gathered("union", type, terms);
  }

  intersection(a: Node, b: Node): Node {
    if (a === b || b.kind === "all") return a;
    if (a.kind === "all") return b;
    if (a.kind === "none" || b.kind === "none") return this.none(a.type);
    if (b.kind === "product") return this.restriction(b.operands[0]!, a, b.operands[1]!);
    if (a.kind === "product") return this.restriction(a.operands[0]!, b, a.operands[1]!);
    const factors = [a, b].flatMap((n) => (n.kind === "intersection" ? n.operands : [n]));
    return this.#gathered("intersection", a.type, [...new Set(factors)]);
  }

  difference(a: Node, b: Node): Node {
    if (a === b || a.kind === "none" || b.kind === "all") return this.none(a.type);
    if (b.kind === "none") return a;
    if (a.kind === "all") return this.complement(b);
    if (b === this.id && this.#isReadToLaterWrite(a)) return this.chosen("fr");
    return this.#make("difference", a.type, [a, b]);
  }

  /** `rf^-1 ; co` as chosen; without identity it is `fr`. */
  #isReadToLaterWrite({ kind, operands: [first, second] }: Node): boolean {
    const isOf = (n: Node | undefined, name: string): boolean =>
      n?.kind === "chosen" && n.name === name;
    return (
      kind === "sequence" &&
      first?.kind === "inverse" &&
      isOf(first.operands[0], "rf") &&
      isOf(second, "co")
    );
  }

  complement(a: Node): Node {
    if (a.kind === "none") return this.all(a.type);
    if (a.kind === "all") return this.none(a.type);
    if (a.kind === "complement") return a.operands[0]!;
    return this.#make("complement", a.type, [a]);
  }

  product(left: Node, right: Node): Node {
    if (left.kind === "none" || right.kind === "none") return this.none("relation");
    if (left.kind === "all" && right.kind === "all") return this.all("relation");
    return this.#make("product", "relation", [left, right]);
  }

  identity(set: Node): Node {
    return set.kind === "none" ? this.none("relation") : this.#make("identity", "relation", [set]);
  }

  restriction(left: Node, relation: Node, right: Node): Node {
    const { kind, operands } = relation;
    if (left.kind === "none" || right.kind === "none") return this.none("relation");
    if (left.kind === "all" && right.kind === "all") return relation;
    if (kind === "none") return relation;
    if (kind === "all") return this.product(left, right);
    if (kind === "identity") {
      const ends = this.intersection(left, right);
      return this.identity(this.intersection(operands[0]!, ends));
    }
    if (kind === "product") {
      const from = this.intersection(operands[0]!, left);
      return this.product(from, this.intersection(operands[1]!, right));
    }
    if (kind === "restriction") {
      const from = this.intersection(operands[0]!, left);
      return this.restriction(from, operands[1]!, this.intersection(operands[2]!, right));
    }
    return this.#make("restriction", "relation", [left, relation, right]);
  }

  /** `a ; b ; ...`: what is static is composed first, so that it is done once for a frame. */
  sequence(factors: readonly Node[]): Node {
    const runs: Node[] = [];
    for (const factor of factors) {
      const last = runs.at(-1);
      const isJoined =
        last !== undefined &&
        ((last.isStatic && factor.isStatic) ||
          last.kind === "identity" ||
          factor.kind === "identity");
      if (isJoined) runs[runs.length - 1] = this.#compose(last, factor);
      else runs.push(factor);
    }
    return runs.reduce((a, b) => this.#compose(a, b));
  }

  #compose(a: Node, b: Node): Node {
    if (a.kind === "none" || b.kind === "none") return this.none("relation");
    if (a.kind === "identity") return this.restriction(a.operands[0]!, b, this.all("set"));
    if (b.kind === "identity") return this.restriction(this.all("set"), a, b.operands[0]!);
    const laterPart = this.#withoutId(b);
    if (laterPart !== null) return this.union([a, this.#compose(a, laterPart)]);
    const earlierPart = this.#withoutId(a);
    if (earlierPart !== null) return this.union([b, this.#compose(earlierPart, b)]);
    return this.#make("sequence", "relation", [a, b]);
  }

  /** The other operands of a union with `id`; null for what is none. */
  #withoutId({ kind, type, operands }: Node): Node | null {
    if (kind !== "union" || type !== "relation" || !operands.includes(this.id)) return null;
    return this.union(operands.filter((n) => n !== this.id));
  }

  closure(relation: Node): Node {
    const { kind, operands } = relation;
    if (kind === "none" || kind === "all" || kind === "closure" || kind === "identity") {
      return relation;
    }
    if (kind === "union") {
      if (operands.includes(this.id)) {
        return this.union([this.closure(this.#withoutId(relation)!), this.id]);
      }
      const opened = operands.map((n) => (n.kind === "closure" ? n.operands[0]! : n));
      return this.#make("closure", "relation", [this.union(opened)]);
    }
    return this.#make("closure", "relation", [relation]);
  }

  inverse(relation: Node): Node {
    const { kind, operands } = relation;
    if (kind === "none" || kind === "all" || kind === "identity") return relation;
    if (kind === "inverse") return operands[0]!;
    if (kind === "product") return this.product(operands[1]!, operands[0]!);
    return this.#make("inverse", "relation", [relation]);
  }

  /** The events that have a successor, or a predecessor. */
  end(kind: "domain" | "range", relation: Node): Node {
    if (relation.kind === "none" || relation.kind === "all")
      return this.#make(relation.kind, "set");
    if (relation.kind === "identity") return relation.operands[0]!;
    return this.#make(kind, "set", [relation]);
  }

  different(relation: Node): Node {
    if (relation.kind === "none") return relation;
    return this.#make("different", "relation", [relation], "", false);
  }

  /**
   * New names for a `let rec`, one of each type; `bodies` and the rest of the recursion are to be
   * filled in.
   */
  recursion(types: readonly NodeType[], span: Span): Recursion {
    const variables: Node[] = [];
    const recursion: Recursion = {
      variables,
      bodies: [],
      dependents: [],
      isMonotone: false,
      inputs: null,
      isStatic: false,
      span,
    };
    for (const type of types) {
      variables.push(this.#add("variable", type, [], "", false, recursion));
    }
    return recursion;
  }

  /** The result of a recursion that is filled in. */
  recursive(recursion: Recursion, k: number): Node {
    const { type } = recursion.variables[k]!;
    return this.#add("recursive", type, [], String(k), recursion.isStatic, recursion);
  }

  /** A union or intersection; its static operands are one of their own. */
  #gathered(kind: "union" | "intersection", type: NodeType, operands: readonly Node[]): Node {
    if (operands.length === 1) return operands[0]!;
    const sorted = [...operands].sort((a, b) => a.id - b.id);
    const fixed = sorted.filter((n) => n.isStatic);
    const moving = sorted.filter((n) => !n.isStatic);
    const isId = kind === "union" && fixed.includes(this.id);
    if (moving.length === 0 || fixed.length < 2) return this.#make(kind, type, sorted);
    const kept = isId ? fixed.filter((n) => n !== this.id) : fixed;
    const part = kept.length === 1 ? kept[0]! : this.#make(kind, type, kept);
    return this.#make(kind, type, isId ? [this.id, part, ...moving] : [part, ...moving]);
  }

  #make(
    kind: NodeKind,
    type: NodeType,
    operands: readonly Node[] = [],
    name = "",
    isStatic = operands.every((n) => n.isStatic),
  ): Node {
    const key = `${kind} ${type} ${name} ${operands.map((n) => n.id).join(",")}`;
    const known = this.#byKey.get(key);
    if (known !== undefined) return known;
    const made = this.#add(kind, type, operands, name, isStatic, null);
    this.#byKey.set(key, made);
    return made;
  }

  #add(
    kind: NodeKind,
    type: NodeType,
    operands: readonly Node[],
    name: string,
    isStatic: boolean,
    recursion: Recursion | null,
  ): Node {
    const id = this.nodes.length;
    const made: Node = { id, kind, type, operands, name, isStatic, recursion };
    this.nodes.push(made);
    return made;
  }
}
