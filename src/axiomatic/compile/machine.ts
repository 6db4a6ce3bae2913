import type { Choice, Frame, Judge, Judged } from "../judge.js";
import { ModelFailure } from "../judge.js";
import type { Check } from "./checks.js";
import { Evaluator, LOWER, UPPER } from "./evaluator.js";
import type { Node } from "./graph.js";

/**
 * Runs a compiled model. Memory is kept from frame to frame, one store for each number of events.
 */
export class Machine {
  readonly #nodes: readonly Node[];
  readonly #checks: readonly Check[];
  /** Filters in the order in which they are tried: the one that failed last comes first. */
  readonly #order: Check[];
  readonly #stores = new Map<number, Store>();
  readonly #implied: ReadonlySet<Check>;

  /** `implied`: filters that every execution passes that a search builds. */
  constructor(nodes: readonly Node[], checks: readonly Check[], implied: ReadonlySet<Check>) {
    this.#implied = implied;
    this.#nodes = nodes;
    this.#checks = checks;
    this.#order = checks.filter((c) => c.role === "filter").sort((a, b) => costOf(a) - costOf(b));
  }

  start(frame: Frame, choice: Choice): Judge {
    const { events } = frame.space;
    let store = this.#stores.get(events);
    if (store === undefined) {
      store = { evaluator: new Evaluator(this.#nodes, frame.space), owner: null };
      this.#stores.set(events, store);
    }
    return new CompiledJudge(store, this.#checks, this.#order, this.#implied, frame, choice);
  }
}

/**
 * What the judges of all frames with one number of events share; it knows the frame of its owner
 * only.
 */
interface Store {
  readonly evaluator: Evaluator;
  owner: CompiledJudge | null;
}

class CompiledJudge implements Judge {
  readonly #store: Store;
  readonly #all: readonly Check[];
  readonly #order: Check[];
  readonly #implied: ReadonlySet<Check>;
  readonly #frame: Frame;
  readonly #choice: Choice;
  /** Filters that the frame does not decide, in the order in which they are tried. */
  #filters: Check[] = [];
  /** Flags and assertions that the frame does not decide. */
  #others: Check[] = [];
  /** Whether the frame alone fails a filter. */
  #isHopeless = false;
  /** Flags that the frame alone raises. */
  #raised = 0;
  /** A judgement has to go through the tests in the order of the model. */
  #hasAssertions = false;
  #isPrepared = false;

  constructor(
    store: Store,
    checks: readonly Check[],
    order: Check[],
    implied: ReadonlySet<Check>,
    frame: Frame,
    choice: Choice,
  ) {
    this.#store = store;
    this.#all = checks;
    this.#order = order;
    this.#implied = implied;
    this.#frame = frame;
    this.#choice = choice;
  }

  isPossible(): boolean {
    const evaluator = this.#begin(false);
    if (this.#isHopeless) return false;
    const filters = this.#filters;
    for (let k = 0; k < filters.length; k++) {
      if (mayHold(evaluator, filters[k]!)) continue;
      this.#preferred(k);
      return false;
    }
    return true;
  }

  isCertain(): boolean {
    const evaluator = this.#begin(false);
    if (this.#isHopeless) return false;
    for (const check of this.#filters) {
      if (!this.#implied.has(check) && !mustHold(evaluator, check)) return false;
    }
    return true;
  }

  possibleFlags(): number {
    const evaluator = this.#begin(false);
    let flags = this.#raised;
    for (const check of this.#others) {
      if (check.flag < 0 || ((flags >>> check.flag) & 1) === 1) continue;
      const isRaised =
        check.role === "flag" ? mayHold(evaluator, check) : !mustHold(evaluator, check);
      if (isRaised) flags |= 1 << check.flag;
    }
    return flags;
  }

  judge(): Judged {
    const evaluator = this.#begin(true);
    if (this.#hasAssertions) return this.#judgeInOrder(evaluator);
    if (this.#isHopeless) return FORBIDDEN;
    const filters = this.#filters;
    for (let k = 0; k < filters.length; k++) {
      if (mustHold(evaluator, filters[k]!)) continue;
      this.#preferred(k);
      return FORBIDDEN;
    }
    let flags = this.#raised;
    for (const check of this.#others) {
      if (((flags >>> check.flag) & 1) === 1) continue;
      if (mustHold(evaluator, check) === (check.role === "flag")) flags |= 1 << check.flag;
    }
    return flags === 0 ? ALLOWED : { isAllowed: true, flags };
  }

  /** An assertion counts only where no filter before it has failed. */
  #judgeInOrder(evaluator: Evaluator): Judged {
    let flags = 0;
    for (const check of this.#all) {
      const isHeld = mustHold(evaluator, check);
      if (check.role === "filter" && !isHeld) return FORBIDDEN;
      if (check.role === "assert" && !isHeld) throw failedAssertion(check);
      if (check.flag >= 0 && isHeld === (check.role === "flag")) flags |= 1 << check.flag;
    }
    return { isAllowed: true, flags };
  }

  /** The filter at place k failed: it is tried first from now on, in later frames too. */
  #preferred(k: number): void {
    if (k === 0) return;
    const failed = this.#filters[k]!;
    moveToFront(this.#filters, k);
    moveToFront(this.#order, this.#order.indexOf(failed));
  }

  /** Makes the store this judge's, and forgets what may have changed. */
  #begin(isExact: boolean): Evaluator {
    const { evaluator } = this.#store;
    if (this.#store.owner !== this) {
      this.#store.owner = this;
      evaluator.startFrame(this.#frame, this.#choice);
    }
    evaluator.begin(isExact);
    if (!this.#isPrepared) this.#prepare(evaluator);
    return evaluator;
  }

  /** Decides what the frame decides. */
  #prepare(evaluator: Evaluator): void {
    this.#isPrepared = true;
    this.#filters = this.#order.filter((c) => !c.node.isStatic && !evaluator.isVoid(c.node));
    for (const check of this.#all) {
      if (check.role === "assert") this.#hasAssertions = true;
      const { node } = check;
      if (!node.isStatic && !evaluator.isVoid(node)) {
        if (check.role !== "filter") this.#others.push(check);
        continue;
      }
      const isHeld = mustHold(evaluator, check);
      if (check.role === "filter") this.#isHopeless ||= !isHeld;
      if (check.flag >= 0 && isHeld === (check.role === "flag")) this.#raised |= 1 << check.flag;
    }
  }
}

const FORBIDDEN: Judged = { isAllowed: false, flags: 0 };
const ALLOWED: Judged = { isAllowed: true, flags: 0 };

function moveToFront(checks: Check[], from: number): void {
  const failed = checks[from]!;
  for (let k = from; k > 0; k--) checks[k] = checks[k - 1]!;
  checks[0] = failed;
}

/** Nodes that a look at the choice may have to calculate for a test. */
function costOf({ node }: Check): number {
  const seen = new Set<Node>();
  const stack = [node];
  for (let at = stack.pop(); at !== undefined; at = stack.pop()) {
    if (at.isStatic || seen.has(at)) continue;
    seen.add(at);
    stack.push(...(at.kind === "recursive" ? at.recursion!.bodies : at.operands));
  }
  return seen.size;
}

/**
 * Whether the test holds in some execution, as far as bounds tell: every property is lost by
 * having more pairs.
 */
function mayHold(evaluator: Evaluator, check: Check): boolean {
  return check.isNegated
    ? !evaluator.has(check.property, check.node, UPPER)
    : evaluator.has(check.property, check.node, LOWER);
}

/** Whether the test holds in every execution, as far as bounds tell. */
function mustHold(evaluator: Evaluator, check: Check): boolean {
  return check.isNegated
    ? !evaluator.has(check.property, check.node, LOWER)
    : evaluator.has(check.property, check.node, UPPER);
}

function failedAssertion({ span }: Check): ModelFailure {
  const message = "an assertion of the model fails on this execution";
  return new ModelFailure({ severity: "error", code: "assertion", message, span, notes: [] });
}
