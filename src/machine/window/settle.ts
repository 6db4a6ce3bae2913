import type { Expression } from "../../program/expression.js";
import type { Program } from "../../program/program.js";
import { type Progress, Source } from "./entry.js";
import { Look, NOWHERE } from "./look.js";
import { type Context, copyOf, type Node } from "./node.js";
import { areRead, extended, isEntryDone } from "./progress.js";
import type { Root, Stop, ThreadState } from "./state.js";
import type { Unroller } from "./unroll.js";

/** A state of a thread with all that follows from it by itself. */
export interface Settled {
  readonly root: Root;
  readonly node: Node;
  readonly progress: readonly Progress[];
}

/** Draws the conclusions from a step of a thread: which guesses were wrong, what is fetched next, and what is over. */
export class Settling {
  readonly #program: Program;
  readonly #unroller: Unroller;
  readonly #keepsRegisters: boolean;
  readonly #look: Look;
  readonly #roots = new Map<string, Root>();

  constructor(program: Program, unroller: Unroller, keepsRegisters: boolean) {
    this.#program = program;
    this.#unroller = unroller;
    this.#keepsRegisters = keepsRegisters;
    this.#look = new Look(program);
  }

  /** The thread before its first step. */
  start(): Settled | null {
    const root = this.#root(this.#unroller.start());
    return root.node === null ? null : this.#settle(root, root.node, extended([], root.node));
  }

  /** What a step leads to that leaves a state in `progress` on `node`; null when that cannot lead to an execution. */
  after(before: ThreadState, node: Node, progress: readonly Progress[]): Settled | null {
    if (!this.#agrees(before, node, progress)) return null;
    return this.#settle(before.root, node, progress);
  }

  /** Whether the read of entry `k`, just satisfied, fits to younger ones of the same location (coherence). */
  fits(node: Node, progress: readonly Progress[], k: number): boolean {
    const look = this.#look.at(node, progress);
    const { source } = progress[k]!;
    const location = look.location(k);
    for (let j = k + 1; j < progress.length; j++) {
      const younger = progress[j]!;
      if (!younger.isRead || younger.source >= k || younger.source === source) continue;
      if (younger.source === Source.none) continue;
      if (look.location(j) === location) return false;
    }
    return true;
  }

  /** A way that ends in a fault at entry `k`: neither that nor what is behind it happens. */
  cutAt(node: Node, k: number, end: Stop): Node {
    const [entries, contexts] = [node.entries.slice(0, k), node.contexts.slice(0, k)];
    const context = node.contexts[k]!;
    return { ...node, id: -1 - k, entries, contexts, context, fork: null, end };
  }

  #settle(root: Root, node: Node, progress: readonly Progress[]): Settled | null {
    let at = node;
    let now = progress;
    // Branches of which it is known now where they go.
    while (at.fork?.kind === "branch") {
      const condition = this.#look.at(at, now).known(at.fork.condition!);
      if (condition === null) break;
      const child = this.#unroller.child(at, condition === 0 ? 1 : 0);
      if (child === null) return null;
      now = extended(now, child);
      at = child;
    }
    const look = this.#look.at(at, now);
    if (!this.#isCoherent(look)) return null;
    const wild = at.entries.findIndex(
      ({ domain }, k) => domain < 0 && look.location(k) === NOWHERE,
    );
    if (wild >= 0) {
      if (now.slice(wild).some(({ isRead, isWritten }) => isRead || isWritten)) return null;
      const { site } = at.entries[wild]!;
      const message = this.#noAddress(look, wild);
      return {
        root,
        node: this.cutAt(at, wild, { kind: "fault", site, message }),
        progress: now.slice(0, wild),
      };
    }
    return this.#retire(root, look);
  }

  #noAddress(look: Look, k: number): string {
    const value = this.#program.values.decode(look.known(look.node.entries[k]!.address)!);
    return value === 0n
      ? "access through 0 (NULL)"
      : `access through ${value}, which is no address`;
  }

  /** Whether what was read fits to the way that was taken. What was known before has been looked at then. */
  #agrees(before: ThreadState, node: Node, progress: readonly Progress[]): boolean {
    const look = this.#look.at(node, progress);
    const count = before.node.claims.length;
    for (const [c, { expression, isTrue }] of node.claims.entries()) {
      if (c < count && areRead(expression, before.progress)) continue;
      const code = look.known(expression);
      if (code !== null && (code !== 0) !== isTrue) return false;
    }
    return node.entries.every(({ linked }, k) => {
      // One that was guessed and writes in this very step has not been looked at before.
      const hasWritten = before.progress[k]?.isWritten === true;
      return linked < 0 || hasWritten || !progress[linked]!.isBroken;
    });
  }

  /** Whether no read has passed over an older write to its location, which it did not know to go there. */
  #isCoherent(look: Look): boolean {
    const { node, progress } = look;
    for (let j = 1; j < progress.length; j++) {
      const { isRead, source } = progress[j]!;
      if (!isRead || source === Source.none) continue;
      const location = look.location(j);
      // What is not younger than the own write that was read is no concern.
      for (let k = Math.max(0, source + 1); k < j; k++) {
        if (node.entries[k]!.write === null || progress[k]!.isWritten) continue;
        if (look.location(k) === location) return false;
      }
    }
    return true;
  }

  /** Takes what is over from the window: its oldest entries are then those of another root. */
  #retire(root: Root, look: Look): Settled | null {
    const { node, progress } = look;
    const contextAt = (k: number): Context => node.contexts[k] ?? node.context;
    let count = 0;
    for (let k = 0; k < node.entries.length; k++) {
      if (!isEntryDone(node.entries[k]!, progress[k]!)) break;
      const isLast = k + 1 === node.entries.length && node.end !== null;
      // A load-linked stays as long as a store-conditional may pair with it.
      if (isLast || contextAt(k + 1).reserved < 0) count = k + 1;
    }
    if (count === 0 || node.id < 0) return { root, node, progress };
    const context = contextAt(count);
    const registers = context.registers.map((e, r): Expression => {
      const isKept = this.#keepsRegisters || this.#unroller.isLive(r, context.pc);
      return { kind: "constant", code: isKept ? (look.evaluate(e) ?? 0) : 0 };
    });
    const place = copyOf(context);
    place.registers = registers;
    const next = this.#root(place);
    const decisions = node.context.decisions.slice(context.decisions.length);
    let at = next.node;
    while (at !== null && at.context.decisions.length < decisions.length) {
      at = this.#unroller.child(at, Number(decisions[at.context.decisions.length]));
    }
    if (at === null) return null;
    const rest = progress.slice(count).map((p) => {
      return p.source >= 0 ? { ...p, source: p.source - count } : p;
    });
    return this.#settle(next, at, extended(rest, at));
  }

  #root(context: Context): Root {
    const constants = context.registers.map((e) => (e.kind === "constant" ? e.code : 0));
    const { pc, depths, warnings, waits, stretch } = context;
    const sections = `${depths};${stretch.least};${stretch.greatest}`;
    const key = `${pc};${constants};${sections};${warnings};${waits}`;
    let root = this.#roots.get(key);
    if (root === undefined) {
      const start = this.#unroller.begin(context);
      root = { id: this.#roots.size, context: start, node: this.#unroller.root(start) };
      this.#roots.set(key, root);
    }
    return root;
  }
}
