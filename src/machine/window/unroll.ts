import { flowOf, type ThreadFlow } from "../../program/control.js";
import type { Expression, Register } from "../../program/expression.js";
import { type Liveness, liveness } from "../../program/liveness.js";
import type {
  Branch,
  Iterate,
  Load,
  Program,
  Rcu,
  Rmw,
  Site,
  Store,
} from "../../program/program.js";
import { sharedDomains } from "../../program/sections.js";
import { constant, isSame, substitute, supportOf, usesOld } from "../../program/symbolic.js";
import { unreachable } from "../../source/unreachable.js";
import type { AccessOrder, Architecture, FenceRule, Half } from "./architecture.js";
import { HELD } from "./architecture.js";
import { type Claim, type Entry, type Part, readOf, type Stretch, writeOf } from "./entry.js";

/** Rounds of a loop that does not count them that a thread is ahead of its oldest unfinished access at most. */
export const ROUNDS_AHEAD = 4;

/** Why a way is over. */
export type End =
  | { readonly kind: "finished" }
  | { readonly kind: "fault"; readonly site: Site; readonly message: string }
  | { readonly kind: "cut"; readonly site: Site; readonly bound: number }
  /** Nobody takes this way: a round of a wait, or one that changes nothing. */
  | { readonly kind: "dead" }
  /** The thread is as many rounds ahead as it may be. */
  | { readonly kind: "ahead"; readonly site: Site; readonly bound: number };

/** Where a way divides: the way of number k comes after `choices[k]`. */
export interface Fork {
  readonly kind: "branch" | "update" | "conditional" | "choose";
  readonly pc: number;
  /** Of a branch: what it goes by. */
  readonly condition: Expression | null;
}

interface Scope {
  readonly pc: number;
  readonly join: number;
  readonly taint: readonly Part[];
}

interface Round {
  readonly count: number;
  readonly idle: number;
  /** Entries and marks on the way then. */
  readonly entries: number;
  readonly marks: number;
  readonly registers: readonly Expression[];
}

/** A fence on a way: the entries before it are those below `at`. */
interface FenceMark {
  readonly rule: FenceRule;
  readonly at: number;
  /** Of an instruction barrier: what younger reads wait for. */
  readonly after: readonly Part[];
}

/** Everything that decides how a thread goes on from a place. */
export interface Context {
  pc: number;
  registers: Expression[];
  taints: (readonly Part[])[];
  scopes: readonly Scope[];
  /** Places of waiting reads on whose loop the way still is. */
  waits: readonly number[];
  rounds: ReadonlyMap<number, Round>;
  /** The load-linked that a store-conditional pairs with, -1 for none. */
  reserved: number;
  /** By domain. */
  depths: readonly number[];
  /** Places of the warnings that have fired, in rising order. */
  warnings: readonly number[];
  /** Sections, grace periods and warnings on the way. */
  marks: number;
  fences: readonly FenceMark[];
  /** What the addresses of all entries depend on. */
  addresses: readonly Part[];
  /** Since the last entry. */
  stretch: Stretch;
  /** Ways taken at the places where the code divides, one character each. */
  decisions: string;
}

/** A place in the tree of all ways of a thread: everything before it has been fetched. */
export interface Node {
  readonly id: number;
  readonly entries: readonly Entry[];
  /** The context right before each entry. */
  readonly contexts: readonly Context[];
  readonly claims: readonly Claim[];
  readonly context: Context;
  /** Exactly one of the two is not null. */
  readonly fork: Fork | null;
  readonly end: End | null;
  /** Parts that everything younger than the node waits for. */
  readonly barred: readonly Part[];
  /** By choice; null for a way that nobody takes; undefined until it is asked for. */
  readonly children: (Node | null | undefined)[];
}

/** A node under construction. */
interface Way {
  /** Behind a fork whose instruction makes the next entry: the context of the fork. */
  origin: Context | null;
  entries: Entry[];
  contexts: Context[];
  claims: Claim[];
  context: Context;
}

const NOTHING: readonly Part[] = [];

/** An access of which nothing is special. */
const PLAIN = {
  isRmw: false,
  isNoReturn: false,
  isExclusive: false,
  isLock: false,
  isSingle: false,
} as const;

/** A read and a write of which nothing is special. */
const YOUNGER: readonly Half[] = [
  { isRead: true, marks: 0 },
  { isRead: false, marks: 0 },
];

/** Follows one thread along all its ways, as far as somebody asks. */
export class Unroller {
  readonly #program: Program;
  readonly #thread: number;
  readonly #architecture: Architecture;
  readonly #flow: ThreadFlow;
  readonly #live: Liveness;
  readonly #shared: readonly boolean[];
  #nodes = 0;

  constructor(program: Program, thread: number, architecture: Architecture) {
    this.#program = program;
    this.#thread = thread;
    this.#architecture = architecture;
    this.#flow = flowOf(program, thread);
    this.#live = liveness(program, thread);
    this.#shared = sharedDomains(program);
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
      waits: [],
      rounds: new Map(),
      reserved: -1,
      depths,
      warnings: [],
      marks: 0,
      fences: [],
      addresses: [],
      stretch: { least: depths, greatest: depths },
      decisions: "",
    };
  }

  /** A tree of its own. */
  root(context: Context): Node | null {
    const own = copyOf(context);
    return this.#follow({ origin: null, entries: [], contexts: [], claims: [], context: own });
  }

  /** The way of number `choice` behind a fork. */
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
    const way: Way = {
      origin: kind === "update" || kind === "conditional" ? node.context : null,
      entries: [...node.entries],
      contexts: [...node.contexts],
      claims: [...node.claims],
      context,
    };
    const i = this.#program.threads[this.#thread]!.code[pc]!;
    switch (kind) {
      case "branch":
        if (node.claims.some((claim) => isContrary(claim, condition!, choice === 0))) return null;
        way.claims.push({ pc, expression: condition!, isTrue: choice === 0, isGuess: true });
        context.pc = choice === 0 ? pc + 1 : (i as Branch).target;
        break;
      case "update":
        if (choice === 0) this.#update(way, i as Rmw);
        else if (!this.#failedUpdate(way, i as Rmw)) {
          const { site, otherwise } = i as Rmw;
          const { fault } = otherwise as { readonly fault: string };
          return this.#node(way, null, { kind: "fault", site, message: fault });
        }
        break;
      case "conditional":
        if (choice === 0) this.#conditional(way, i as Store);
        else {
          way.origin = null;
          this.#failConditional(way, i as Store);
        }
        break;
      case "choose":
        context.registers[(i as { readonly register: Register }).register] = constant(choice);
        context.taints[(i as { readonly register: Register }).register] = NOTHING;
        context.pc++;
        break;
      default:
        unreachable(kind);
    }
    return this.#follow(way);
  }

  /** Follows a way to its end or to where it divides; null for one that nobody takes. */
  #follow(way: Way): Node | null {
    const { context } = way;
    const { code } = this.#program.threads[this.#thread]!;
    for (;;) {
      this.#closeScopes(context);
      const { pc } = context;
      if (pc >= code.length) return this.#node(way, null, { kind: "finished" });
      const end = this.#enters(way);
      if (end !== null) return end.kind === "dead" ? null : this.#node(way, null, end);
      const i = code[pc]!;
      switch (i.op) {
        case "load":
          this.#load(way, i);
          break;
        case "store":
          if (i.status !== undefined) {
            if (context.reserved >= 0) return this.#fork(way, "conditional");
            this.#decide(context, 1);
            this.#failConditional(way, i);
          } else this.#store(way, i);
          break;
        case "rmw":
          if (i.guard !== undefined && i.otherwise !== "wait") return this.#fork(way, "update");
          this.#update(way, i);
          break;
        case "fence":
          this.#fence(context, way.entries, this.#architecture.fence(i.fence));
          context.pc++;
          break;
        case "rcu": {
          const fault = this.#rcu(way, i);
          if (fault !== null) return this.#node(way, null, fault);
          break;
        }
        case "assign": {
          const taint = this.#taintOf(context, i.value);
          context.registers[i.register] = this.#value(context, i.value);
          context.taints[i.register] = taint;
          context.pc++;
          break;
        }
        case "choose":
          return this.#fork(way, "choose");
        case "branch": {
          const condition = this.#branch(context, i);
          if (condition !== null) return this.#fork(way, "branch", condition);
          break;
        }
        case "jump":
          context.pc = i.target;
          break;
        case "iterate": {
          const cut = this.#iterate(context, i);
          if (cut !== null) return this.#node(way, null, cut);
          break;
        }
        case "fail":
          return this.#node(way, null, { kind: "fault", site: i.site, message: i.fault });
        case "warn":
          if (!context.warnings.includes(pc)) {
            context.warnings = [...context.warnings, pc].sort((a, b) => a - b);
          }
          context.marks++;
          context.pc++;
          break;
        default:
          unreachable(i);
      }
    }
  }

  #node(way: Way, fork: Fork | null, end: End | null): Node {
    const { entries, contexts, claims, context } = way;
    return {
      id: this.#nodes++,
      entries,
      contexts,
      claims,
      context,
      fork,
      end,
      barred: this.#barredBy(entries, context.fences),
      children: [undefined, undefined],
    };
  }

  /** Parts that whatever comes later waits for. */
  #barredBy(entries: readonly Entry[], fences: readonly FenceMark[]): readonly Part[] {
    const last = fences.findLast(({ rule }) => rule.held === HELD.all && rule.exempt === 0);
    const isBarring = (half: Half | null, k: number): boolean => {
      if (half === null) return false;
      return k < (last?.at ?? 0) || YOUNGER.every((y) => this.#architecture.isOrdered(half, y));
    };
    return entries.flatMap(({ read, write }, k) => [
      ...(isBarring(read, k) ? [readOf(k)] : []),
      ...(isBarring(write, k) ? [writeOf(k)] : []),
    ]);
  }

  #fork(way: Way, kind: Fork["kind"], condition: Expression | null = null): Node {
    return this.#node(way, { kind, pc: way.context.pc, condition }, null);
  }

  #decide(context: Context, choice: number): void {
    context.decisions += choice;
  }

  #value(context: Context, e: Expression, old: Expression | null = null): Expression {
    return substitute(e, context.registers, old, this.#program.values);
  }

  #taintOf(context: Context, e: Expression): readonly Part[] {
    let taint = NOTHING;
    for (const register of supportOf(e)) taint = union(taint, context.taints[register]!);
    return taint;
  }

  /** Branches whose ways have met. What they decided about temporaries now depends on what they depended on. */
  #closeScopes(context: Context): void {
    const { pc, scopes, taints } = context;
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

  /** Null when the way goes on at its next instruction; otherwise why not. */
  #enters(way: Way): End | null {
    const { context } = way;
    const { pc } = context;
    if (context.waits.length > 0) {
      if (context.waits.includes(pc)) return { kind: "dead" };
      context.waits = context.waits.filter(
        (wait) => this.#flow.innermost[wait]?.body.has(pc) === true,
      );
    }
    if (this.#flow.loops.size === 0) return null;
    const isOutside = (head: number) => !this.#flow.loops.get(head)!.loop.body.has(pc);
    if ([...context.rounds.keys()].some(isOutside)) {
      context.rounds = new Map([...context.rounds].filter(([head]) => !isOutside(head)));
    }
    const loop = this.#flow.loops.get(pc);
    return loop === undefined || loop.isCounted ? null : this.#beginsRound(way);
  }

  /** As the axioms list rounds: one that only looks need not have been, see `axiomatic/unfold-thread.ts`. */
  #beginsRound({ entries, context }: Way): End | null {
    const { pc, registers, marks } = context;
    const last = context.rounds.get(pc);
    let idle = last?.idle ?? 0;
    if (last !== undefined) {
      const news = entries.slice(last.entries);
      const isIdle =
        marks === last.marks &&
        news.every(({ write }) => write === null) &&
        registers.every((e, r) => !this.isLive(r, pc) || isSame(e, last.registers[r]!));
      if (isIdle && (news.length <= 1 || idle++ > 0)) return { kind: "dead" };
      if (last.count > ROUNDS_AHEAD) {
        const { site } = this.#program.threads[this.#thread]!.code[pc]!;
        return { kind: "ahead", site, bound: ROUNDS_AHEAD };
      }
    }
    const round = { idle, entries: entries.length, marks, registers: [...registers] };
    context.rounds = new Map(context.rounds).set(pc, { ...round, count: (last?.count ?? 0) + 1 });
    return null;
  }

  /** The condition of a branch that is open; null when the way has gone on. */
  #branch(context: Context, i: Branch): Expression | null {
    const { pc } = context;
    const condition = this.#value(context, i.condition);
    const taint = this.#taintOf(context, i.condition);
    if (taint.length > 0) this.#openScope(context, taint);
    if (i.target === pc + 1) {
      context.pc++;
      return null;
    }
    if (condition.kind !== "constant") return condition;
    this.#decide(context, condition.code === 0 ? 1 : 0);
    context.pc = condition.code === 0 ? i.target : pc + 1;
    return null;
  }

  #openScope(context: Context, taint: readonly Part[]): void {
    const { pc, scopes } = context;
    const join = this.#flow.joins[pc]!;
    const open = scopes.find((scope) => scope.pc === pc);
    const others = scopes.filter((scope) => scope.pc !== pc);
    context.scopes = [...others, { pc, join, taint: union(open?.taint ?? NOTHING, taint) }];
  }

  #iterate(context: Context, { counter, bound, site }: Iterate): End | null {
    const before = context.registers[counter]!;
    if (before.kind !== "constant") throw new Error("a counter of rounds that nobody set");
    if (before.code + 1 > bound) return { kind: "cut", site, bound };
    context.registers[counter] = constant(before.code + 1);
    context.pc++;
    return null;
  }

  #fence(context: Context, entries: readonly Entry[], rule: FenceRule): void {
    const { isInstructionBarrier, held } = rule;
    if (held === 0 && !isInstructionBarrier) return;
    const after = isInstructionBarrier ? union(controlOf(context), context.addresses) : NOTHING;
    context.fences = [...context.fences, { rule, at: entries.length, after }];
  }

  #fullFence(way: Way): void {
    const rule = { held: HELD.all, exempt: 0, isInstructionBarrier: false };
    this.#fence(way.context, way.entries, rule);
  }

  /** Adds an entry; its dependencies are of the moment before it. */
  #add(
    way: Way,
    i: Load | Store | Rmw | null,
    more: Pick<Entry, "kind" | "site"> &
      Partial<Pick<Entry, "data" | "dataAfter" | "linked" | "domain" | "isAtomic">>,
    order: AccessOrder,
  ): number {
    const { context, entries } = way;
    const index = entries.length;
    way.contexts.push(way.origin ?? copyOf(context));
    way.origin = null;
    const address = i === null ? constant(0) : this.#value(context, i.address);
    const addressAfter = i === null ? NOTHING : this.#taintOf(context, i.address);
    const half = (isRead: boolean): Half => ({
      isRead,
      marks: this.#architecture.marks(order, isRead),
    });
    const read = order.read === undefined ? null : half(true);
    const write = order.write === undefined ? null : half(false);
    const linked = more.linked ?? -1;
    const data = more.data ?? null;
    context.addresses = union(context.addresses, addressAfter);
    const readAfter = read === null ? NOTHING : this.#before(way, read);
    let writeAfter = NOTHING;
    if (write !== null) {
      writeAfter = union(this.#before(way, write), union(controlOf(context), context.addresses));
      writeAfter = union(writeAfter, more.dataAfter ?? NOTHING);
      if (read !== null && !order.isSingle) writeAfter = union(writeAfter, [readOf(index)]);
      if (linked >= 0) writeAfter = union(writeAfter, [readOf(linked)]);
    }
    entries.push({
      pc: context.pc,
      instruction: i,
      read,
      write,
      address,
      data,
      addressAfter,
      dataAfter: more.dataAfter ?? NOTHING,
      readAfter: union(readAfter, addressAfter),
      writeAfter,
      isOneStep: order.isSingle && read !== null && write !== null,
      linked,
      isAtomic: more.isAtomic ?? false,
      domain: more.domain ?? -1,
      kind: more.kind,
      site: more.site,
      before: context.stretch,
    });
    context.stretch = { least: context.depths, greatest: context.depths };
    return index;
  }

  /** The parts on a way that a half which comes next stays behind, values apart. */
  #before({ entries, context }: Way, half: Half): readonly Part[] {
    const found: Part[] = [];
    entries.forEach((entry, k) => {
      if (entry.read !== null && this.#holds(entry.read, half, k, context.fences)) {
        found.push(readOf(k));
      }
      if (entry.write !== null && this.#holds(entry.write, half, k, context.fences)) {
        found.push(writeOf(k));
      }
    });
    if (!half.isRead) return found;
    let parts: readonly Part[] = found;
    for (const { after } of context.fences) parts = union(parts, after);
    return parts;
  }

  #holds(older: Half, younger: Half, at: number, fences: readonly FenceMark[]): boolean {
    if (this.#architecture.isOrdered(older, younger)) return true;
    const bit = heldBit(older.isRead, younger.isRead);
    return fences.some(({ rule, at: end }) => {
      if (at >= end || (rule.held & bit) === 0) return false;
      return !older.isRead || (older.marks & rule.exempt) === 0;
    });
  }

  #load(way: Way, i: Load): void {
    const { context } = way;
    const isExclusive = i.isExclusive === true;
    const order = { ...PLAIN, read: i.order, isExclusive, isLock: i.role !== undefined };
    const index = this.#add(way, i, { kind: "load", site: i.site }, order);
    if (isExclusive) context.reserved = index;
    this.#receive(context, i.register, index);
    if (i.spins === true) context.waits = [...context.waits, context.pc];
    context.pc++;
  }

  #receive(context: Context, register: Register | null, index: number): void {
    if (register === null) return;
    context.registers[register] = { kind: "register", register: index };
    context.taints[register] = [readOf(index)];
  }

  #store(way: Way, i: Store, linked = -1): number {
    const { context } = way;
    const isUnlock = i.role === "unlock" && this.#architecture.isUnlockAtomic;
    const isAtomic = i.status !== undefined || isUnlock;
    const isLock = i.role !== undefined;
    const order = { ...PLAIN, write: i.order, isExclusive: isAtomic, isLock };
    const data = this.#value(context, i.value);
    const dataAfter = this.#taintOf(context, i.value);
    const index = this.#add(
      way,
      i,
      { kind: "store", site: i.site, data, dataAfter, linked, isAtomic },
      order,
    );
    context.pc++;
    return index;
  }

  /** A store-conditional that stores: where its load-linked read. */
  #conditional(way: Way, i: Store): void {
    const { context, claims, entries } = way;
    const linked = context.reserved;
    const { pc } = context;
    const index = this.#store(way, i, linked);
    claims.push({
      pc,
      expression: {
        kind: "binary",
        operator: "==",
        type: "u64",
        left: entries[linked]!.address,
        right: entries[index]!.address,
      },
      isTrue: true,
      isGuess: true,
    });
    context.reserved = -1;
    context.registers[i.status!] = constant(0);
    const { dependsOnStatus } = this.#architecture;
    context.taints[i.status!] = dependsOnStatus ? [writeOf(index)] : NOTHING;
  }

  #failConditional({ context }: Way, i: Store): void {
    context.reserved = -1;
    context.registers[i.status!] = constant(1);
    context.taints[i.status!] = NOTHING;
    context.pc++;
  }

  #update(way: Way, i: Rmw): void {
    const { context, claims } = way;
    const { guard, value, site } = i;
    const index = way.entries.length;
    const old: Expression = { kind: "register", register: index };
    if (i.isFull) this.#fullFence(way);
    let dataAfter = this.#taintOf(context, value);
    if (guard !== undefined) dataAfter = union(dataAfter, this.#taintOf(context, guard));
    const isSingle = this.#architecture.isOneStep(i);
    if (usesOld(value) && !isSingle) dataAfter = union(dataAfter, [readOf(index)]);
    const data = this.#value(context, value, old);
    const order = {
      read: i.read,
      write: i.write,
      isRmw: true,
      isNoReturn: i.isNoReturn,
      isExclusive: false,
      isLock: i.role !== undefined,
      isSingle,
    };
    this.#add(way, i, { kind: "update", site, data, dataAfter, isAtomic: true }, order);
    if (guard !== undefined) {
      const isGuess = i.otherwise !== "wait";
      claims.push({
        pc: context.pc,
        expression: this.#value(context, guard, old),
        isTrue: true,
        isGuess,
      });
    }
    if (i.isFull) this.#fullFence(way);
    this.#receive(context, i.register, index);
    context.pc++;
  }

  /** The read of one that fails; false when that is a fault. */
  #failedUpdate(way: Way, i: Rmw): boolean {
    const { context, claims } = way;
    const { guard, site, otherwise } = i;
    const order = {
      read: i.failure ?? ("relaxed" as const),
      isRmw: true,
      isNoReturn: i.isNoReturn,
      isExclusive: false,
      isLock: i.role !== undefined,
      isSingle: this.#architecture.isOneStep(i),
    };
    const index = this.#add(way, i, { kind: "failed-update", site }, order);
    const old: Expression = { kind: "register", register: index };
    const expression = this.#value(context, guard!, old);
    claims.push({ pc: context.pc, expression, isTrue: false, isGuess: true });
    this.#receive(context, i.register, index);
    if (i.spins === true) context.waits = [...context.waits, context.pc];
    context.pc++;
    return typeof otherwise !== "object";
  }

  /** A fault, or null when the way goes on. */
  #rcu(way: Way, i: Rcu): End | null {
    const { context } = way;
    const { domain, site, action } = i;
    if (action === "synchronize") {
      this.#fullFence(way);
      const order = { ...PLAIN, read: "relaxed" as const };
      this.#add(way, null, { kind: "synchronize", site, domain }, order);
      this.#fullFence(way);
      context.marks++;
      context.pc++;
      return null;
    }
    const depth = context.depths[domain]! + (action === "lock" ? 1 : -1);
    if (depth < 0 && !this.#shared[domain]!) {
      const { primitive } = site;
      const name = primitive === "" ? "unlock" : `${primitive}()`;
      return { kind: "fault", site, message: `${name} outside of a read-side section` };
    }
    context.depths = context.depths.with(domain, depth);
    const { least, greatest } = context.stretch;
    context.stretch = {
      least: least.map((d, k) => Math.min(d, context.depths[k]!)),
      greatest: greatest.map((d, k) => Math.max(d, context.depths[k]!)),
    };
    if (i.register != null) {
      context.registers[i.register] = constant(0);
      context.taints[i.register] = NOTHING;
    }
    context.marks++;
    context.pc++;
    return null;
  }
}

function copyOf(context: Context): Context {
  return { ...context, registers: [...context.registers], taints: [...context.taints] };
}

function isContrary(claim: Claim, expression: Expression, isTrue: boolean): boolean {
  return claim.isTrue !== isTrue && isSame(claim.expression, expression);
}

function heldBit(isOlderRead: boolean, isYoungerRead: boolean): number {
  if (isOlderRead) return isYoungerRead ? HELD.readRead : HELD.readWrite;
  return isYoungerRead ? HELD.writeRead : HELD.writeWrite;
}

/** What a write that comes next depends on by open branches. */
function controlOf({ scopes }: Context): readonly Part[] {
  let taint = NOTHING;
  for (const scope of scopes) taint = union(taint, scope.taint);
  return taint;
}

/** The parts in either of two lists, in rising order. */
function union(a: readonly Part[], b: readonly Part[]): readonly Part[] {
  if (a.length === 0 || a === b) return b;
  if (b.length === 0) return a;
  return [...new Set([...a, ...b])].sort((x, y) => x - y);
}
