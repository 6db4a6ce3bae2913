import { flowOf, type ThreadFlow } from "../../program/control.js";
import type { Expression, Register } from "../../program/expression.js";
import { type Liveness, liveness } from "../../program/liveness.js";
import type { Branch, Choose, Iterate, Program, Rmw, Store } from "../../program/program.js";
import { sharedDomains } from "../../program/sections.js";
import { constant, isSame } from "../../program/symbolic.js";
import { unreachable } from "../../source/unreachable.js";
import type { Architecture } from "./architecture.js";
import { comparedBy, Entries } from "./entries.js";
import type { Claim } from "./entry.js";
import {
  type Context,
  choosing,
  copyOf,
  type End,
  type Fork,
  type Node,
  type Taint,
  union,
  type Way,
} from "./node.js";

/**
 * Rounds of a loop that does not count them which a thread is ahead of its oldest unfinished access at most. What it does
 * further ahead it does later all the same; only a program whose outcome hangs on reads of that many rounds being out of
 * order could tell.
 */
const ROUNDS_AHEAD = 4;

const NOTHING: Taint = [];
const NO_ROUNDS: Context["rounds"] = new Map();

/** What `#follow` does next: go on, or stop at a node, or nobody takes this way. */
type Next = "on" | Node | null;

/** Follows one thread along all its ways, as far as somebody asks: the fetching of the window machine. */
export class Unroller {
  readonly #program: Program;
  readonly #thread: number;
  readonly #architecture: Architecture;
  readonly #entries: Entries;
  readonly #flow: ThreadFlow;
  readonly #live: Liveness;
  #nodes = 0;

  constructor(program: Program, thread: number, architecture: Architecture) {
    this.#program = program;
    this.#thread = thread;
    this.#architecture = architecture;
    this.#entries = new Entries(program, architecture, sharedDomains(program));
    this.#flow = flowOf(program, thread);
    this.#live = liveness(program, thread);
  }

  /** The context at the start of the thread. */
  start(): Context {
    const { registers } = this.#program.threads[this.#thread]!;
    const depths = this.#program.rcuDomains.map(() => 0);
    return {
      pc: 0,
      registers: registers.map(({ initial }) => constant(initial)),
      taints: registers.map(() => NOTHING),
      scopes: [],
      choices: [],
      waits: [],
      rounds: NO_ROUNDS,
      reserved: -1,
      depths,
      warnings: [],
      marks: 0,
      fences: [],
      addresses: NOTHING,
      stretch: { least: depths, greatest: depths },
      decisions: "",
    };
  }

  /** The same place when everything before it is over: nothing that comes depends on it or waits for it. */
  begin(context: Context): Context {
    const start = copyOf(context);
    start.taints.fill(NOTHING);
    start.scopes = [];
    start.choices = [];
    start.rounds = NO_ROUNDS;
    start.reserved = -1;
    start.marks = 0;
    start.fences = [];
    start.addresses = NOTHING;
    start.decisions = "";
    return start;
  }

  /** A tree of its own; null when nobody can be there. */
  root(context: Context): Node | null {
    const own = copyOf(context);
    return this.#follow({ origin: null, entries: [], contexts: [], claims: [], context: own });
  }

  /** The way of number `choice` behind a fork; null when nobody takes it. */
  child(node: Node, choice: number): Node | null {
    let child = node.children[choice];
    if (child === undefined) {
      child = this.#take(node, node.fork!, choice);
      node.children[choice] = child;
    }
    return child;
  }

  /** Whether somebody may ask for a register of the thread at a place in its code. */
  isLive(register: Register, pc: number): boolean {
    return this.#live[pc]![register] === 1;
  }

  #take(node: Node, { kind, pc, condition }: Fork, choice: number): Node | null {
    const context = copyOf(node.context);
    context.decisions += choice;
    const makesEntry = kind === "update" || (kind === "conditional" && choice === 0);
    const way: Way = {
      origin: makesEntry ? node.context : null,
      entries: [...node.entries],
      contexts: [...node.contexts],
      claims: [...node.claims],
      context,
    };
    const i = this.#program.threads[this.#thread]!.code[pc]!;
    switch (kind) {
      case "branch": {
        const claim = { pc, expression: condition!, isTrue: choice === 0, isGuess: true };
        if (node.claims.some((other) => isContrary(claim, other))) return null;
        way.claims.push(claim);
        context.pc = choice === 0 ? pc + 1 : (i as Branch).target;
        break;
      }
      case "update":
        return this.#takeUpdate(way, i as Rmw, choice);
      case "conditional":
        if (choice === 0) this.#entries.storeConditional(way, i as Store);
        else this.#entries.failStore(way, i as Store);
        break;
      case "choose":
        this.#assign(context, (i as Choose).register, constant(choice), NOTHING);
        break;
      default:
        unreachable(kind);
    }
    return this.#follow(way);
  }

  /** 0: succeeds, 1: fails, 2: succeeds and leaves its register as it is. */
  #takeUpdate(way: Way, i: Rmw, choice: number): Node | null {
    if (choice === 1) {
      this.#entries.failedUpdate(way, i);
      const { otherwise, site } = i;
      if (typeof otherwise !== "object") return this.#follow(way);
      return this.#node(way, null, { kind: "fault", site, message: otherwise.fault });
    }
    this.#entries.update(way, i, choice === 0 ? "read" : "kept");
    return this.#follow(way);
  }

  /** Follows a way to its end or to where it divides; null for one that nobody takes. */
  #follow(way: Way): Node | null {
    const { context } = way;
    const { code } = this.#program.threads[this.#thread]!;
    for (;;) {
      this.#closeScopes(context);
      if (context.pc >= code.length) return this.#node(way, null, { kind: "finished" });
      if (context.waits.includes(context.pc)) return null;
      const begun = this.#beginsRound(way);
      const next = begun === "on" ? this.#execute(way) : begun;
      if (next !== "on") return next;
    }
  }

  /** One instruction. */
  #execute(way: Way): Next {
    const { context } = way;
    const i = this.#program.threads[this.#thread]!.code[context.pc]!;
    switch (i.op) {
      case "load":
        this.#entries.load(way, i);
        return "on";
      case "store":
        return this.#store(way, i);
      case "rmw":
        return this.#rmw(way, i);
      case "fence":
        this.#entries.fence(way, this.#architecture.fence(i.fence));
        context.pc++;
        return "on";
      case "rcu": {
        const fault = this.#entries.rcu(way, i);
        return fault === null ? "on" : this.#node(way, null, fault);
      }
      case "assign": {
        const taint = context.choices.reduce(
          (all, choice) => union(all, choice.taint),
          this.#entries.taintOf(context, i.value),
        );
        this.#assign(context, i.register, this.#entries.value(context, i.value), taint);
        return "on";
      }
      case "choose":
        return this.#fork(way, "choose", [0, 1]);
      case "branch":
        return this.#branch(way, i);
      case "jump":
        context.pc = i.target;
        return "on";
      case "iterate":
        return this.#iterate(way, i);
      case "fail":
        return this.#node(way, null, { kind: "fault", site: i.site, message: i.fault });
      case "warn":
        context.warnings = [...union(context.warnings, [context.pc])];
        context.marks++;
        context.pc++;
        return "on";
      default:
        return unreachable(i);
    }
  }

  #assign(context: Context, register: Register, value: Expression, taint: Taint): void {
    context.registers[register] = value;
    context.taints[register] = taint;
    context.pc++;
  }

  #store(way: Way, i: Store): Next {
    const { context } = way;
    if (i.status === undefined) this.#entries.store(way, i);
    else if (context.reserved >= 0) return this.#fork(way, "conditional", [0, 1]);
    else {
      context.decisions += 1;
      this.#entries.failStore(way, i);
    }
    return "on";
  }

  #rmw(way: Way, i: Rmw): Next {
    const { guard, otherwise, isChoice, register } = i;
    if (guard !== undefined && otherwise !== "wait") {
      const { context } = way;
      const mayKeep = isChoice === true && register !== null && comparedBy(guard) !== null;
      if (!mayKeep) return this.#fork(way, "update", [0, 1]);
      // What was compared with a constant is known as soon as it is known to be equal.
      const isConstant = this.#entries.taintOf(context, guard).length === 0;
      return this.#fork(way, "update", isConstant ? [2, 1] : [0, 1, 2]);
    }
    this.#entries.update(way, i, "read");
    return "on";
  }

  #branch(way: Way, i: Branch): Next {
    const { context } = way;
    const { pc } = context;
    const condition = this.#entries.value(context, i.condition);
    const taint = this.#entries.taintOf(context, i.condition);
    if (taint.length > 0 && i.isGuessed !== true) {
      if (i.isChoice === true) {
        context.choices = [...context.choices, { join: i.join, taint: choosing(taint) }];
      } else this.#openScope(context, taint);
    }
    if (i.target === pc + 1) {
      context.pc++;
      return "on";
    }
    if (condition.kind !== "constant") return this.#fork(way, "branch", [0, 1], condition);
    context.decisions += condition.code === 0 ? 1 : 0;
    context.pc = condition.code === 0 ? i.target : pc + 1;
    return "on";
  }

  #openScope(context: Context, taint: Taint): void {
    const { pc, scopes } = context;
    const join = this.#flow.joins[pc]!;
    const open = scopes.find((scope) => scope.pc === pc);
    const others = scopes.filter((scope) => scope.pc !== pc);
    context.scopes = [...others, { pc, join, taint: union(open?.taint ?? NOTHING, taint) }];
  }

  /** Branches whose ways have met. What they decided about temporaries now depends on what they depended on. */
  #closeScopes(context: Context): void {
    const { pc, scopes, taints, choices } = context;
    if (choices.length > 0) context.choices = choices.filter(({ join }) => join !== pc);
    if (!scopes.some(({ join }) => join === pc)) return;
    for (const scope of scopes) {
      if (scope.join !== pc) continue;
      for (const register of this.#flow.decided[scope.pc] ?? []) {
        taints[register] = union(taints[register]!, scope.taint);
      }
    }
    context.scopes = scopes.flatMap((scope) => {
      if (scope.join !== pc) return [scope];
      return this.#flow.exits.has(scope.pc) ? [{ ...scope, join: -1 }] : [];
    });
  }

  #iterate(way: Way, { counter, bound, site }: Iterate): Next {
    const before = way.context.registers[counter]!;
    if (before.kind !== "constant") throw new Error("a counter of rounds that nobody set");
    if (before.code + 1 > bound) return this.#node(way, null, { kind: "cut", site, bound });
    this.#assign(way.context, counter, constant(before.code + 1), NOTHING);
    return "on";
  }

  /**
   * At the head of a loop that does not count its rounds: whether the way goes round once more. A round that only looked
   * need not have been, see `ThreadUnfolding` of the axioms.
   */
  #beginsRound(way: Way): Next {
    const { entries, context } = way;
    const { pc, registers, marks } = context;
    context.waits = context.waits.filter((w) => this.#flow.innermost[w]?.body.has(pc) === true);
    if (this.#flow.loops.size === 0) return "on";
    const isOutside = (head: number) => !this.#flow.loops.get(head)!.loop.body.has(pc);
    if ([...context.rounds.keys()].some(isOutside)) {
      context.rounds = new Map([...context.rounds].filter(([head]) => !isOutside(head)));
    }
    const loop = this.#flow.loops.get(pc);
    if (loop === undefined || loop.isCounted) return "on";
    const last = context.rounds.get(pc);
    let idle = last?.idle ?? 0;
    if (last !== undefined) {
      const news = entries.slice(last.entries);
      const isIdle =
        marks === last.marks &&
        news.every(({ write }) => write === null) &&
        registers.every((e, r) => !this.isLive(r, pc) || isSame(e, last.registers[r]!));
      if (isIdle && (news.length <= 1 || idle++ > 0)) return null;
      if (last.count > ROUNDS_AHEAD) {
        const { site } = this.#program.threads[this.#thread]!.code[pc]!;
        return this.#node(way, null, { kind: "ahead", site, bound: ROUNDS_AHEAD });
      }
    }
    const count = (last?.count ?? 0) + 1;
    const round = { count, idle, entries: entries.length, marks, registers: [...registers] };
    context.rounds = new Map(context.rounds).set(pc, round);
    return "on";
  }

  #fork(
    way: Way,
    kind: Fork["kind"],
    choices: readonly number[],
    condition: Expression | null = null,
  ): Node {
    return this.#node(way, { kind, pc: way.context.pc, condition, choices }, null);
  }

  #node(way: Way, fork: Fork | null, end: End | null): Node {
    const { entries, contexts, claims, context } = way;
    const barred = this.#entries.barredBy(way);
    const id = this.#nodes++;
    return { id, entries, contexts, claims, context, fork, end, barred, children: [] };
  }
}

function isContrary(a: Claim, b: Claim): boolean {
  return a.isTrue !== b.isTrue && isSame(a.expression, b.expression);
}
