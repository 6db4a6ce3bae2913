import type { Bits } from "../cat/relation.js";
import type { Choice, Frame, Judge, Judged } from "../judge.js";
import { ModelFailure } from "../judge.js";
import { Question } from "../question.js";
import { AlternativesJudge, either, FORBIDDEN } from "./alternatives.js";
import type { Check, Checks } from "./checks.js";
import { Evaluator, LOWER, UPPER } from "./evaluator.js";
import type { Node } from "./graph.js";
import type { KnownNames } from "./interpreted.js";
import { elementsOf, type Pick } from "./picks.js";

/** A model as its judges know it. */
interface Rules {
  readonly all: readonly Check[];
  /** Filters in the order in which they are tried: the one that failed last comes first. */
  readonly order: Check[];
  /** Filters that every execution passes that a search builds. */
  readonly implied: ReadonlySet<Check>;
  /** What the model chooses for a frame, and what for an execution. */
  readonly framePicks: readonly Pick[];
  readonly picks: readonly Pick[];
  readonly names: KnownNames;
  /** Whether an execution is certain: it is put over all frames. */
  readonly certain: Question;
}

/**
 * Runs a compiled model. Memory is kept from frame to frame, some stores for each number of events.
 */
export class Machine {
  readonly #nodes: readonly Node[];
  readonly #rules: Rules;
  readonly #stores = new Map<number, Store[]>();

  /** `implied`: filters that every execution passes that a search builds. */
  constructor(
    nodes: readonly Node[],
    { checks, picks }: Checks,
    implied: ReadonlySet<Check>,
    names: KnownNames,
  ) {
    this.#nodes = nodes;
    this.#rules = {
      all: checks,
      order: checks.filter((c) => c.role === "filter").sort((a, b) => costOf(a) - costOf(b)),
      implied,
      framePicks: picks.filter((p) => p.node.isStatic),
      picks: picks.filter((p) => !p.node.isStatic),
      names,
      certain: new Question(256, 64),
    };
  }

  start(frame: Frame, choice: Choice): Judge {
    if (this.#rules.framePicks.length > 0) {
      return new AlternativesJudge(() => this.#alternatives(frame, choice));
    }
    return new CompiledJudge(this.#store(frame, 0), this.#rules, frame, choice);
  }

  /** A judge for each way to make the choices that the frame decides. */
  #alternatives(frame: Frame, choice: Choice): readonly Judge[] {
    const { framePicks, names } = this.#rules;
    const judges: Judge[] = [];
    const extend = (extended: Frame, k: number): void => {
      const pick = framePicks[k];
      if (pick === undefined) {
        const store = this.#store(frame, judges.length);
        judges.push(new CompiledJudge(store, this.#rules, extended, choice));
        return;
      }
      const store = this.#store(frame, 0);
      const { evaluator } = store;
      store.owner = null;
      evaluator.startFrame(extended, choice);
      evaluator.begin(false);
      for (const bits of elementsOf(pick, { names, frame: extended, choice, evaluator })) {
        extend(withPicked(extended, pick.node, bits), k + 1);
      }
    };
    extend(frame, 0);
    return judges;
  }

  /** The store for alternative number `place` of a frame. */
  #store({ space }: Frame, place: number): Store {
    let stores = this.#stores.get(space.events);
    if (stores === undefined) {
      stores = [];
      this.#stores.set(space.events, stores);
    }
    const k = place % STORES_MAX;
    stores[k] ??= { evaluator: new Evaluator(this.#nodes, space), owner: null };
    return stores[k];
  }
}

/** Stores for one number of events; judges that share one take turns. */
const STORES_MAX = 8;

function withPicked(frame: Frame, { name, type }: Node, bits: Bits): Frame {
  return type === "set"
    ? { ...frame, sets: new Map([...frame.sets, [name, bits]]) }
    : { ...frame, relations: new Map([...frame.relations, [name, bits]]) };
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
  readonly #rules: Rules;
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

  constructor(store: Store, rules: Rules, frame: Frame, choice: Choice) {
    this.#store = store;
    this.#rules = rules;
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
    const rules = this.#rules;
    if (!rules.certain.isDue()) return false;
    const evaluator = this.#begin(false);
    if (this.#isHopeless) return false;
    for (const check of this.#filters) {
      if (!rules.implied.has(check) && !mustHold(evaluator, check)) return false;
    }
    rules.certain.wasYes();
    return true;
  }

  frameFlags(): number {
    this.#begin(false);
    let flags = this.#raised;
    for (const { flag } of this.#others) if (flag >= 0) flags |= 1 << flag;
    return flags;
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
    if (this.#rules.picks.length === 0) return this.#judgePicked(this.#begin(true));
    const isTried = this.#hasAssertions || this.isPossible();
    return isTried ? this.#judgeEach(0) : FORBIDDEN;
  }

  /** The judgement over every way to make the choices from number `k` on. */
  #judgeEach(k: number): Judged {
    const evaluator = this.#begin(true);
    const pick = this.#rules.picks[k];
    if (pick === undefined) return this.#judgePicked(evaluator);
    const { names } = this.#rules;
    const place = { names, frame: this.#frame, choice: this.#choice, evaluator };
    let judged = FORBIDDEN;
    for (const bits of elementsOf(pick, place)) {
      evaluator.pick(pick.node, bits);
      judged = either(judged, this.#judgeEach(k + 1));
    }
    return judged;
  }

  /** The judgement of an execution for which the model has made its choices. */
  #judgePicked(evaluator: Evaluator): Judged {
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
    for (const check of this.#rules.all) {
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
    const { order } = this.#rules;
    moveToFront(order, order.indexOf(failed));
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
    this.#filters = this.#rules.order.filter((c) => !c.node.isStatic && !evaluator.isVoid(c.node));
    for (const check of this.#rules.all) {
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

function failedAssertion({ name, span }: Check): ModelFailure {
  const what = name === null ? "an assertion of the model" : `the assertion \`${name}\``;
  const message = `${what} fails on this execution`;
  return new ModelFailure({ severity: "error", code: "assertion", message, span, notes: [] });
}
