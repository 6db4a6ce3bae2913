import type { ThreadFlow } from "../program/control.js";
import type { Expression } from "../program/expression.js";
import type {
  Branch,
  Instruction,
  Iterate,
  Load,
  Location,
  Program,
  Rcu,
  Rmw,
  Site,
  Store,
  Thread,
} from "../program/program.js";
import { constant, substitute } from "../program/symbolic.js";
import type { Code } from "../program/value.js";
import { unreachable } from "../source/unreachable.js";
import { domainLocation, type PathEnd, type ThreadPath } from "./path.js";
import {
  choosing,
  forEachValue,
  readValue,
  type Taint,
  UNTAINTED,
  union,
  type ValueSet,
} from "./symbolic.js";
import type { UnfoldOptions } from "./unfold.js";
import { failStore, reserves, succeedStore } from "./unfold-exclusives.js";
import { accessParts, hasParts } from "./unfold-parts.js";
import { enterSection, leaveSection } from "./unfold-sections.js";
import { halves, keepCompared, writtenFrom } from "./unfold-updates.js";
import type { Way } from "./unfold-way.js";

/** What all threads of a program share. */
export interface Surroundings {
  readonly program: Program;
  /** What every location, and behind them every SRCU domain, may hold. */
  readonly values: readonly ValueSet[];
  /** By domain: whether one thread may leave a section that another has entered. */
  readonly shared: readonly boolean[];
  readonly options: UnfoldOptions;
}

/** Ways begun for each path that may be listed: most ways that are dropped are dropped early. */
const TRIES_PER_PATH = 8;

/** An instruction that accesses a place. */
type Access = Load | Store | Rmw;

/** Follows one thread along all its ways, with the semantics of the machines (machine/executor.ts, threads.ts). */
export class ThreadUnfolding {
  readonly paths: ThreadPath[] = [];
  readonly #thread: Thread;
  readonly #flow: ThreadFlow;
  readonly #around: Surroundings;
  /** Ways that are still to be followed, the next one last. */
  readonly #pending: Way[] = [];

  constructor(thread: Thread, flow: ThreadFlow, around: Surroundings) {
    this.#thread = thread;
    this.#flow = flow;
    this.#around = around;
  }

  /** Lists all paths; false when there are more than the options allow. */
  run(start: Way): boolean {
    const { pathsMax } = this.#around.options;
    this.#pending.push(start);
    let tries = 0;
    for (let way = this.#pending.pop(); way !== undefined; way = this.#pending.pop()) {
      if (this.paths.length >= pathsMax || tries++ >= pathsMax * TRIES_PER_PATH) return false;
      this.#follow(way);
    }
    return true;
  }

  /** Follows a way to its end or to where it divides. */
  #follow(way: Way): void {
    const { code } = this.#thread;
    for (;;) {
      this.#closeScopes(way);
      if (way.pc >= code.length) {
        this.#end(way, { kind: "finished" });
        return;
      }
      if (!this.#enters(way)) return;
      if (!this.#execute(way, code[way.pc]!)) return;
    }
  }

  #end(way: Way, end: PathEnd): false {
    this.paths.push(way.finish(end));
    return false;
  }

  #fault(way: Way, site: Site, message: string): false {
    return this.#end(way, { kind: "fault", site, message });
  }

  /** Goes on with the first of some ways, and later with the others. */
  #divide(ways: readonly Way[]): false {
    for (let k = ways.length - 1; k >= 0; k--) this.#pending.push(ways[k]!);
    return false;
  }

  /** Branches whose ways have met. What they decided about temporaries now depends on what they depended on. */
  #closeScopes(way: Way): void {
    const { pc } = way;
    if (way.choices.length > 0) way.choices = way.choices.filter(({ join }) => join !== pc);
    if (!way.scopes.some((scope) => scope.join === pc)) return;
    for (const scope of way.scopes) {
      if (scope.join !== pc) continue;
      for (const register of this.#flow.decided[scope.pc] ?? []) {
        way.taints[register] = union(way.taints[register]!, scope.taint);
      }
    }
    way.scopes = way.scopes.flatMap((scope) => {
      if (scope.join !== pc) return [scope];
      return this.#flow.exits.has(scope.pc) ? [{ ...scope, join: -1 }] : [];
    });
  }

  /** Before each instruction: whether the way goes on there. Counts rounds of loops that do not count themselves. */
  #enters(way: Way): boolean {
    const { pc } = way;
    if (way.waits.length > 0) {
      for (const wait of way.waits) {
        if (wait.pc !== pc) continue;
        const { wrote } = wait;
        if (wrote === null || way.isAlways(wrote.value, wrote.read)) return false;
      }
      way.waits = way.waits.filter(
        (wait) => wait.pc !== pc && this.#flow.innermost[wait.pc]?.body.has(pc) === true,
      );
    }
    if (this.#flow.loops.size === 0) return true;
    for (const head of way.rounds.keys()) {
      if (!this.#flow.loops.get(head)!.loop.body.has(pc)) way.rounds.delete(head);
    }
    const loop = this.#flow.loops.get(pc);
    if (loop === undefined || loop.isCounted) return true;
    return this.#beginsRound(way);
  }

  /**
   * Whether a way that stands at the head of a loop goes round once more. A round that only looked need not have been:
   * without its reads the execution is one all the same, and nobody can tell, except by what those reads have to do with
   * others themselves (a data race). So of those that read something that the last round may not read, one is kept.
   */
  #beginsRound(way: Way): boolean {
    const { pc, events, warnings, registers } = way;
    const last = way.rounds.get(pc);
    const { roundsMax } = this.#around.options;
    let idle = last?.idle ?? 0;
    if (last !== undefined) {
      const reads = way.readsSince(last, this.#flow.live[pc]!);
      if (reads !== null && (reads <= 1 || idle++ > 0)) return false;
      if (last.count > roundsMax) {
        const { site } = this.#thread.code[pc]!;
        return this.#end(way, { kind: "cut", site, bound: roundsMax });
      }
    }
    way.rounds.set(pc, {
      count: (last?.count ?? 0) + 1,
      idle,
      events: events.length,
      warnings: warnings.length,
      registers: [...registers],
    });
    return true;
  }

  /** Executes one instruction; false when the way is over or divides there. */
  #execute(way: Way, i: Instruction): boolean {
    switch (i.op) {
      case "load":
      case "store":
      case "rmw":
        return this.#access(way, i);
      case "fence":
        way.fence(i.site, { fence: i.fence, tags: i.tags });
        way.pc++;
        return true;
      case "rcu":
        return this.#rcu(way, i);
      case "assign": {
        const taint = way.flowOf(i.value);
        way.registers[i.register] = this.#value(way, i.value);
        way.taints[i.register] = taint;
        way.pc++;
        return true;
      }
      case "choose":
        return this.#divide(way.choose(i.register));
      case "branch":
        return this.#branch(way, i);
      case "jump":
        way.pc = i.target;
        return true;
      case "iterate":
        return this.#iterate(way, i);
      case "fail":
        return this.#fault(way, i.site, i.fault);
      case "warn":
        way.warnings.push({ site: i.site, message: i.message });
        way.pc++;
        return true;
      default:
        return unreachable(i);
    }
  }

  #value(way: Way, e: Expression, old: Expression | null = null): Expression {
    return substitute(e, way.registers, old, this.#around.program.values);
  }

  #branch(way: Way, i: Branch): boolean {
    const condition = this.#value(way, i.condition);
    const taint = way.taintOf(i.condition);
    const { pc } = way;
    if (i.isChoice === true) {
      if (taint.length > 0) way.choices.push({ join: i.join, taint: choosing(taint) });
    } else if (taint.length > 0 && i.isGuessed !== true) {
      way.open(pc, this.#flow.joins[pc]!, taint);
    }
    if (i.target === pc + 1) {
      way.pc++;
      return true;
    }
    if (condition.kind === "constant") {
      way.pc = condition.code === 0 ? i.target : pc + 1;
      return true;
    }
    const other = way.fork();
    const ways: Way[] = [];
    if (way.require(condition, true)) {
      way.pc = pc + 1;
      ways.push(way);
    }
    if (other.require(condition, false)) {
      other.pc = i.target;
      ways.push(other);
    }
    return this.#divide(ways);
  }

  #iterate(way: Way, i: Iterate): boolean {
    const before = way.registers[i.counter]!;
    if (before.kind !== "constant") throw new Error("a counter of rounds that nobody set");
    if (before.code + 1 > i.bound) {
      return this.#end(way, { kind: "cut", site: i.site, bound: i.bound });
    }
    way.registers[i.counter] = constant(before.code + 1);
    way.pc++;
    return true;
  }

  /** Divides into one way for each place that the access may go to. */
  #access(way: Way, i: Access): boolean {
    const address = this.#value(way, i.address);
    const taint = way.taintOf(i.address);
    const { values, locations } = this.#around.program;
    if (address.kind === "constant") {
      const cell = values.cell(address.code, locations.length);
      if (cell < 0) return this.#fault(way, i.site, noAddress(values.decode(address.code)));
      return this.#at(way, i, cell, taint);
    }
    const codes: Code[] = [];
    const isKnown = forEachValue(
      address,
      (read) => way.found[read]!,
      null,
      values,
      (code) => {
        if (!codes.includes(code)) codes.push(code);
      },
    );
    const cells = isKnown
      ? codes.map((code) => values.cell(code, locations.length)).filter((cell) => cell >= 0)
      : locations.map((_, l) => l);
    // From the highest place: of the ways that are still to be followed the last one is next.
    cells.sort((a, b) => b - a);
    const claim = (code: Code): Expression => ({
      kind: "binary",
      operator: "==",
      type: "u64",
      left: address,
      right: constant(code),
    });
    for (const cell of cells) {
      const there = way.fork();
      if (!there.require(claim(values.address(cell)), true)) continue;
      if (this.#at(there, i, cell, taint)) this.#pending.push(there);
    }
    const wild = isKnown ? codes.filter((code) => values.cell(code, locations.length) < 0) : [0];
    for (const code of wild) {
      const there = way.fork();
      if (!there.require(claim(code), true)) continue;
      this.#fault(there, i.site, noAddress(values.decode(code)));
    }
    if (!isKnown) {
      const there = way.fork();
      const others = [0, ...cells.map((cell) => values.address(cell))];
      if (others.every((code) => there.require(claim(code), false))) {
        this.#fault(there, i.site, "access through a value that is no address");
      }
    }
    return false;
  }

  /** The access at the place that it goes to. */
  #at(way: Way, i: Access, location: Location, addr: Taint): boolean {
    if (hasParts(i)) {
      const wrong = accessParts(way, i, location, addr, this.#around);
      return wrong === null || this.#fault(way, i.site, wrong);
    }
    switch (i.op) {
      case "load":
        return this.#load(way, i, location, addr);
      case "store":
        return this.#store(way, i, location, addr);
      case "rmw":
        return this.#rmw(way, i, location, addr);
      default:
        return unreachable(i);
    }
  }

  /** A look at a lock is two events to a model, by what it finds. */
  #load(way: Way, i: Load, location: Location, addr: Taint): boolean {
    if (i.role !== "is-locked") return this.#read(way, i, location, addr);
    const other = way.fork();
    const ways = [
      ...(this.#read(way, i, location, addr, true) ? [way] : []),
      ...(this.#read(other, i, location, addr, false) ? [other] : []),
    ];
    return this.#divide(ways);
  }

  #read(way: Way, i: Load, location: Location, addr: Taint, isFree?: boolean): boolean {
    const { order, role, tags, site, isAddressDependent, isExclusive } = i;
    const instruction = way.instructions++;
    const base = { location, order, role, tags, site, instruction };
    const read = way.event(
      { kind: "read", ...base, isAddressDependent, isExclusive, isFree },
      this.#around.values[location]!,
      addr,
      UNTAINTED,
    );
    if (isExclusive === true) way.reserved = read;
    if (isFree !== undefined && !way.require(readValue(read), !isFree)) return false;
    way.registers[i.register] = readValue(read);
    way.taints[i.register] = [read];
    if (i.spins === true) way.waits.push({ pc: way.pc, wrote: null });
    way.pc++;
    return true;
  }

  #store(way: Way, i: Store, location: Location, addr: Taint): boolean {
    const { order, role, tags, site } = i;
    if (i.requires !== undefined && !this.#passes(way, i, location, addr)) return false;
    if (i.status !== undefined && !reserves(way, location)) return failStore(way, i);
    const failing = i.status === undefined ? null : way.fork();
    const value = this.#value(way, i.value);
    const instruction = i.isSecondHalf === true ? way.instructions - 1 : way.instructions++;
    const isExclusive = i.status === undefined ? undefined : true;
    const write = way.event(
      { kind: "write", location, order, value, isExclusive, role, tags, site, instruction },
      null,
      addr,
      way.taintOf(i.value),
    );
    way.pc++;
    if (failing === null) return true;
    succeedStore(way, i, write);
    failStore(failing, i);
    return this.#divide([way, failing]);
  }

  /**
   * Lists the way on which a store is refused for what it finds: it looks first. The way on which it is not does without
   * that read, which would only show that it is not. False when it is always refused.
   */
  #passes(way: Way, i: Store, location: Location, addr: Taint): boolean {
    const { condition, fault } = i.requires!;
    const { role, site } = i;
    const refused = way.fork();
    const instruction = refused.instructions++;
    const read = refused.event(
      { kind: "read", location, order: "relaxed", role, site, instruction },
      this.#around.values[location]!,
      addr,
      UNTAINTED,
    );
    const isHeld = this.#value(refused, condition, readValue(read));
    const canPass = refused.fork().require(isHeld, true);
    if (refused.require(isHeld, false)) this.#fault(refused, site, fault);
    return canPass;
  }

  #rmw(way: Way, i: Rmw, location: Location, addr: Taint): boolean {
    const failing = i.guard !== undefined && i.otherwise !== "wait" ? way.fork() : null;
    const ways: Way[] = [];
    if (this.#update(way, i, location, addr)) ways.push(way);
    if (failing !== null && this.#failedUpdate(failing, i, location, addr)) ways.push(failing);
    return this.#divide(ways);
  }

  /** Both halves of a read-modify-write that succeeds; false when it cannot. */
  #update(way: Way, i: Rmw, location: Location, addr: Taint): boolean {
    const { role, tags, site, guard } = i;
    const rmw = halves(i, false);
    if (i.isFull) way.fence(site, { fence: "full-before" });
    const instruction = way.instructions++;
    const read = way.event(
      { kind: "read", location, order: i.read, role, rmw, tags, site, instruction },
      this.#around.values[location]!,
      addr,
      UNTAINTED,
    );
    if (guard !== undefined && !way.require(this.#value(way, guard, readValue(read)), true)) {
      return false;
    }
    const value = this.#value(way, i.value, readValue(read));
    const compared = guard === undefined ? UNTAINTED : way.taintOf(guard);
    const write = way.event(
      { kind: "write", location, order: i.write, value, role, rmw, tags, site, instruction },
      null,
      addr,
      writtenFrom(way, i, read),
    );
    way.rmw.push([read, write]);
    if (i.isFull) way.fence(site, { fence: "full-after" });
    this.#receive(way, i, read);
    if (i.spins === true) way.waits.push({ pc: way.pc, wrote: { read, value } });
    way.pc++;
    const kept = keepCompared(way, i, compared, read);
    if (kept !== null) this.#pending.push(kept);
    return true;
  }

  /** The read of one that fails; false when it cannot, or when that is the end. */
  #failedUpdate(way: Way, i: Rmw, location: Location, addr: Taint): boolean {
    const { role, tags, site, otherwise, isAddressDependent } = i;
    const instruction = way.instructions++;
    const rmw = halves(i, true);
    const order = i.failure ?? "relaxed";
    const read = way.event(
      { kind: "read", location, order, role, rmw, tags, site, instruction, isAddressDependent },
      this.#around.values[location]!,
      addr,
      UNTAINTED,
    );
    if (!way.require(this.#value(way, i.guard!, readValue(read)), false)) return false;
    if (typeof otherwise === "object") return this.#fault(way, site, otherwise.fault);
    this.#receive(way, i, read);
    if (i.spins === true) way.waits.push({ pc: way.pc, wrote: null });
    way.pc++;
    return true;
  }

  #receive(way: Way, { register }: Rmw, read: number): void {
    if (register === null) return;
    way.registers[register] = readValue(read);
    way.taints[register] = [read];
  }

  #rcu(way: Way, i: Rcu): boolean {
    const { domain, site } = i;
    const sections = way.sections.get(domain) ?? [];
    if (i.action === "synchronize") {
      // Inside of its own section a thread waits for itself for ever.
      if (sections.length > 0 && !this.#around.shared[domain]!) return false;
      const location = domainLocation(this.#around.program.locations.length, domain);
      if (domain === 0) way.fence(site, { fence: "sync-rcu" });
      else way.fence(site, { fence: "sync-srcu", location });
    } else if (i.action === "lock") {
      way.sections.set(domain, [...sections, enterSection(way, i, this.#around)]);
    } else {
      if (sections.length === 0 && !this.#around.shared[domain]!) {
        const { primitive } = site;
        const name = primitive === "" ? "unlock" : `${primitive}()`;
        return this.#fault(way, site, `${name} outside of a read-side section`);
      }
      leaveSection(way, i, sections.at(-1), this.#around);
      way.sections.set(domain, sections.slice(0, -1));
    }
    way.pc++;
    return true;
  }
}

/** As the machines say it. */
function noAddress(address: bigint): string {
  return address === 0n
    ? "access through 0 (NULL)"
    : `access through ${address}, which is no address`;
}
