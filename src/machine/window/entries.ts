import type { Expression, Register } from "../../program/expression.js";
import type { Load, Program, Rcu, Rmw, Store } from "../../program/program.js";
import { constant, substitute, supportOf, usesOld } from "../../program/symbolic.js";
import {
  type AccessOrder,
  type Architecture,
  type FenceRule,
  type Half,
  HELD,
} from "./architecture.js";
import { type Entry, type Part, readOf, writeOf } from "./entry.js";
import {
  allOf,
  type Context,
  choosing,
  chosen,
  copyOf,
  direct,
  type End,
  type FenceMark,
  type Taint,
  union,
  type Way,
} from "./node.js";

const NOTHING: readonly number[] = [];

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

/** How a compare and swap that succeeds leaves its register, see `Rmw.isChoice`: what it read, or what it compared with. */
export type Received = "read" | "kept";

/** What a guard compares the value found with; null for a guard of another form. */
export function comparedBy(guard: Expression): Expression | null {
  if (guard.kind !== "binary" || guard.operator !== "==") return null;
  if (guard.left.kind === "old") return guard.right;
  return guard.right.kind === "old" ? guard.left : null;
}

/** What of an entry depends on its kind. */
type Particulars = Pick<Entry, "kind" | "site"> &
  Partial<Pick<Entry, "data" | "linked" | "domain" | "isAtomic">> & { readonly flow?: Taint };

/** Makes entries of instructions, with all that is known of their order before anything is executed. */
export class Entries {
  readonly #program: Program;
  readonly #architecture: Architecture;
  readonly #shared: readonly boolean[];

  /** `shared` says of each RCU domain whether one thread may leave a section that another has entered. */
  constructor(program: Program, architecture: Architecture, shared: readonly boolean[]) {
    this.#program = program;
    this.#architecture = architecture;
    this.#shared = shared;
  }

  /** An expression of the program over what the entries read. */
  value({ registers }: Context, e: Expression, old: Expression | null = null): Expression {
    return substitute(e, registers, old, this.#program.values);
  }

  /** What flows into a condition, an address or a stored value. */
  taintOf({ taints }: Context, e: Expression): Taint {
    let taint: Taint = NOTHING;
    for (const register of supportOf(e)) taint = union(taint, taints[register]!);
    return taint;
  }

  load(way: Way, i: Load): void {
    const { context } = way;
    const isExclusive = i.isExclusive === true;
    const order = { ...PLAIN, read: i.order, isExclusive, isLock: i.role !== undefined };
    const index = this.#add(way, i, { kind: "load", site: i.site }, order);
    if (isExclusive) context.reserved = index;
    receive(context, i.register, index);
    if (i.spins === true) context.waits = [...context.waits, context.pc];
    context.pc++;
  }

  store(way: Way, i: Store, linked = -1): number {
    const { context } = way;
    const isUnlock = i.role === "unlock" && this.#architecture.isUnlockAtomic;
    const isAtomic = i.status !== undefined || isUnlock;
    const order = { ...PLAIN, write: i.order, isExclusive: isAtomic, isLock: i.role !== undefined };
    const data = this.value(context, i.value);
    const flow = this.taintOf(context, i.value);
    const particulars = { kind: "store", site: i.site, data, flow, linked, isAtomic } as const;
    const index = this.#add(way, i, particulars, order);
    context.pc++;
    return index;
  }

  /** A store-conditional that stores: where its load-linked read. */
  storeConditional(way: Way, i: Store): void {
    const { context, claims, entries } = way;
    const linked = context.reserved;
    const { pc } = context;
    const index = this.store(way, i, linked);
    const [left, right] = [entries[linked]!.address, entries[index]!.address];
    const expression: Expression = { kind: "binary", operator: "==", type: "u64", left, right };
    claims.push({ pc, expression, isTrue: true, isGuess: true });
    context.reserved = -1;
    context.registers[i.status!] = constant(0);
    const { dependsOnStatus } = this.#architecture;
    context.taints[i.status!] = dependsOnStatus ? [writeOf(index)] : NOTHING;
  }

  /** One that fails leaves no trace but its status, and gives up the reservation. */
  failStore({ context }: Way, i: Store): void {
    context.reserved = -1;
    context.registers[i.status!] = constant(1);
    context.taints[i.status!] = NOTHING;
    context.pc++;
  }

  update(way: Way, i: Rmw, received: Received): void {
    const { context, claims, entries } = way;
    const { guard, site } = i;
    const index = entries.length;
    const old: Expression = { kind: "register", register: index };
    const isSingle = this.#architecture.isOneStep(i);
    if (i.isFull) this.#fullFence(way);
    const compared = guard === undefined ? NOTHING : this.taintOf(context, guard);
    const flow = this.#writtenFrom(context, i, index, compared, isSingle);
    const data = this.value(context, i.value, old);
    const { read, write, isNoReturn } = i;
    const isLock = i.role !== undefined;
    const order = { ...PLAIN, read, write, isRmw: true, isNoReturn, isLock, isSingle };
    this.#add(way, i, { kind: "update", site, data, flow, isAtomic: true }, order);
    if (guard !== undefined) {
      const isGuess = i.otherwise !== "wait";
      const expression = this.value(context, guard, old);
      claims.push({ pc: context.pc, expression, isTrue: true, isGuess });
    }
    if (i.isFull) this.#fullFence(way);
    if (received === "read") receive(context, i.register, index);
    else {
      context.registers[i.register!] = this.value(context, comparedBy(guard!)!);
      context.taints[i.register!] = union(compared, choosing(union(compared, [readOf(index)])));
    }
    context.pc++;
  }

  /** What the write of a read-modify-write depends on by data; what decides it is an operand too, or a choice. */
  #writtenFrom(
    context: Context,
    { value, isChoice }: Rmw,
    index: number,
    compared: Taint,
    isSingle: boolean,
  ): Taint {
    const own = isSingle ? NOTHING : [readOf(index)];
    const decides = isChoice === true ? choosing(union(compared, own)) : compared;
    const flow = union(this.taintOf(context, value), decides);
    return usesOld(value) ? union(flow, own) : flow;
  }

  /** The read of one that fails. */
  failedUpdate(way: Way, i: Rmw): void {
    const { context, claims } = way;
    const { guard, site, failure: read = "relaxed", isNoReturn } = i;
    const isLock = i.role !== undefined;
    const isSingle = this.#architecture.isOneStep(i);
    const order = { ...PLAIN, read, isRmw: true, isNoReturn, isLock, isSingle };
    const index = this.#add(way, i, { kind: "failed-update", site }, order);
    const expression = this.value(context, guard!, { kind: "register", register: index });
    claims.push({ pc: context.pc, expression, isTrue: false, isGuess: true });
    receive(context, i.register, index);
    if (i.spins === true) context.waits = [...context.waits, context.pc];
    context.pc++;
  }

  fence({ context, entries }: Way, rule: FenceRule): void {
    const { isInstructionBarrier, held } = rule;
    if (held === 0 && !isInstructionBarrier) return;
    const after = isInstructionBarrier ? union(controlOf(context), context.addresses) : NOTHING;
    context.fences = [...context.fences, { rule, at: entries.length, after }];
  }

  #fullFence(way: Way): void {
    this.fence(way, { held: HELD.all, exempt: 0, isInstructionBarrier: false });
  }

  /** A section or a grace period; a fault, or null when the way goes on. */
  rcu(way: Way, i: Rcu): End | null {
    const { context } = way;
    const { domain, site, action } = i;
    if (action === "synchronize") {
      this.#fullFence(way);
      const particulars = { kind: "synchronize", site, domain } as const;
      this.#add(way, null, particulars, { ...PLAIN, read: "relaxed" });
      this.#fullFence(way);
    } else {
      const depth = context.depths[domain]! + (action === "lock" ? 1 : -1);
      if (depth < 0 && !this.#shared[domain]!) {
        const { primitive } = site;
        const name = primitive === "" ? "unlock" : `${primitive}()`;
        return { kind: "fault", site, message: `${name} outside of a read-side section` };
      }
      nest(context, domain, depth);
    }
    if (i.register != null) {
      context.registers[i.register] = constant(0);
      context.taints[i.register] = NOTHING;
    }
    context.marks++;
    context.pc++;
    return null;
  }

  /** Adds an entry; gives its place. */
  #add(way: Way, i: Load | Store | Rmw | null, more: Particulars, order: AccessOrder): number {
    const { context, entries, contexts } = way;
    const { flow = NOTHING, data = null, linked = -1, domain = -1, isAtomic = false } = more;
    const index = entries.length;
    contexts.push(way.origin ?? copyOf(context));
    way.origin = null;
    const { kind, site } = more;
    const address = i === null ? constant(0) : this.value(context, i.address);
    const addressFlow = i === null ? NOTHING : this.taintOf(context, i.address);
    const addressAfter = direct(addressFlow);
    context.addresses = union(context.addresses, allOf(addressFlow));
    const read = order.read === undefined ? null : this.#half(order, true);
    const write = order.write === undefined ? null : this.#half(order, false);
    const barrierAfter = read === null ? NOTHING : barriersOf(context.fences);
    let readAfter: readonly Part[] = NOTHING;
    if (read !== null) {
      readAfter = union(union(this.#before(way, read), barrierAfter), addressAfter);
    }
    let writeAfter: readonly Part[] = NOTHING;
    if (write !== null) {
      writeAfter = union(this.#before(way, write), union(controlOf(context), context.addresses));
      writeAfter = union(writeAfter, allOf(flow));
      if (read !== null && !order.isSingle) writeAfter = union(writeAfter, [readOf(index)]);
      if (linked >= 0) writeAfter = union(writeAfter, [readOf(linked)]);
    }
    const isOneStep = order.isSingle && read !== null && write !== null;
    entries.push({
      pc: context.pc,
      instruction: i,
      kind,
      site,
      read,
      write,
      address,
      data,
      addressAfter,
      dataAfter: direct(flow),
      chosenAfter: chosen(flow),
      readAfter,
      writeAfter,
      barrierAfter,
      isOneStep,
      isAtomic,
      linked,
      domain,
      before: context.stretch,
    });
    context.stretch = { least: context.depths, greatest: context.depths };
    return index;
  }

  #half(order: AccessOrder, isRead: boolean): Half {
    return { isRead, marks: this.#architecture.marks(order, isRead) };
  }

  /** The parts on a way that a half which comes next stays behind because of what they are, and because of fences. */
  #before({ entries, context }: Way, half: Half): readonly Part[] {
    const { fences } = context;
    return entries.flatMap(({ read, write }, k) => [
      ...(read !== null && this.#holds(read, half, k, fences) ? [readOf(k)] : []),
      ...(write !== null && this.#holds(write, half, k, fences) ? [writeOf(k)] : []),
    ]);
  }

  #holds(older: Half, younger: Half, at: number, fences: readonly FenceMark[]): boolean {
    if (this.#architecture.isOrdered(older, younger)) return true;
    const bit = heldBit(older.isRead, younger.isRead);
    return fences.some(({ rule, at: end }) => {
      if (at >= end || (rule.held & bit) === 0) return false;
      return !older.isRead || (older.marks & rule.exempt) === 0;
    });
  }

  /** Parts that whatever comes later waits for. */
  barredBy({ entries, context }: Way): readonly Part[] {
    const isFull = ({ rule }: FenceMark) => rule.held === HELD.all && rule.exempt === 0;
    const end = context.fences.findLast(isFull)?.at ?? 0;
    const isBarring = (half: Half | null, k: number): boolean => {
      if (half === null) return false;
      return k < end || YOUNGER.every((y) => this.#architecture.isOrdered(half, y));
    };
    return entries.flatMap(({ read, write }, k) => [
      ...(isBarring(read, k) ? [readOf(k)] : []),
      ...(isBarring(write, k) ? [writeOf(k)] : []),
    ]);
  }
}

function receive(context: Context, register: Register | null, index: number): void {
  if (register === null) return;
  context.registers[register] = { kind: "register", register: index };
  context.taints[register] = [readOf(index)];
}

function nest(context: Context, domain: number, depth: number): void {
  context.depths = context.depths.with(domain, depth);
  const { least, greatest } = context.stretch;
  context.stretch = {
    least: least.map((d, k) => Math.min(d, context.depths[k]!)),
    greatest: greatest.map((d, k) => Math.max(d, context.depths[k]!)),
  };
}

/** What reads wait for because of instruction barriers. */
function barriersOf(fences: readonly FenceMark[]): readonly Part[] {
  let parts: readonly Part[] = NOTHING;
  for (const { after } of fences) parts = union(parts, after);
  return parts;
}

/** What a write that comes next depends on by open branches. */
function controlOf({ scopes }: Context): readonly Part[] {
  let taint: Taint = NOTHING;
  for (const scope of scopes) taint = union(taint, scope.taint);
  return allOf(taint);
}

/** The bit of a `FenceRule` for a pair of halves. */
export function heldBit(isOlderRead: boolean, isYoungerRead: boolean): number {
  if (isOlderRead) return isYoungerRead ? HELD.readRead : HELD.readWrite;
  return isYoungerRead ? HELD.writeRead : HELD.writeWrite;
}
