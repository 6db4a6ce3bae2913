import type { Expression } from "../../program/expression.js";
import { forEachRegister } from "../../program/flow.js";
import type { Program } from "../../program/program.js";
import { type Progress, Source } from "./entry.js";
import { Look, UNKNOWN } from "./look.js";
import type { Context, Node } from "./node.js";
import { areDone, areRead, isEntryDone, isPending, isReserved } from "./progress.js";
import type { Unroller } from "./unroll.js";

/** Forgets what nobody can ask for any more, so that states that behave alike are one. */
export class Forgetting {
  readonly #unroller: Unroller;
  readonly #keepsRegisters: boolean;
  readonly #look: Look;

  constructor(program: Program, unroller: Unroller, keepsRegisters: boolean) {
    this.#unroller = unroller;
    this.#keepsRegisters = keepsRegisters;
    this.#look = new Look(program);
  }

  /** The progress without values that were used up and sources that no other read will be compared with. */
  canonical(node: Node, progress: readonly Progress[]): readonly Progress[] {
    const look = this.#look.at(node, progress);
    const isNeeded = this.#needed(look);
    return progress.map((p, k) => {
      if (!p.isRead) return p;
      const isAtomic = isReserved(node, progress, k) || isPending(node, k);
      const isCompared = isAtomic || this.#isCompared(look, k);
      return {
        isRead: true,
        isWritten: p.isWritten,
        value: isNeeded[k] === 1 ? p.value : 0,
        source: isCompared ? p.source : Source.none,
        isBroken: p.isBroken && isAtomic,
        awaited: null,
      };
    });
  }

  /** Whether somebody may still ask where the read of entry `j` came from. */
  #isCompared(look: Look, j: number): boolean {
    const { node, progress } = look;
    const { source } = progress[j]!;
    if (source === Source.none) return false;
    if (source >= 0 && !areDone(progress, node.entries[source]!.chosenAfter)) return true;
    const location = look.location(j);
    for (let k = Math.max(0, source + 1); k < j; k++) {
      const { read, write, domain } = node.entries[k]!;
      const { isRead, isWritten } = progress[k]!;
      const at = look.location(k);
      if (at !== location && at !== UNKNOWN) continue;
      if (read !== null && !isRead && domain < 0) return true;
      if (write !== null && !isWritten && at === UNKNOWN) return true;
    }
    return false;
  }

  /** By entry: 1 when the value that it read may still be asked for. */
  #needed({ node, progress }: Look): Uint8Array {
    const needed = new Uint8Array(progress.length);
    for (let k = 0; k < progress.length; k++) {
      const entry = node.entries[k]!;
      const p = progress[k]!;
      if (!isEntryDone(entry, p) || p.source !== Source.none) markReads(entry.address, needed);
      if (entry.data !== null && !p.isWritten) markReads(entry.data, needed);
    }
    for (const { expression } of node.claims) {
      if (!areRead(expression, progress)) markReads(expression, needed);
    }
    const { fork, context, contexts } = node;
    if (fork !== null && fork.condition !== null) markReads(fork.condition, needed);
    // The registers of all places to which the oldest entry may come.
    for (let k = 1; k < contexts.length; k++) this.#markRegisters(contexts[k]!, needed);
    this.#markRegisters(context, needed);
    return needed;
  }

  #markRegisters({ registers, pc }: Context, needed: Uint8Array): void {
    for (let r = 0; r < registers.length; r++) {
      const e = registers[r]!;
      if (e.kind === "constant") continue;
      if (this.#keepsRegisters || this.#unroller.isLive(r, pc)) markReads(e, needed);
    }
  }
}

/** Marks the entries whose reads are in an expression. */
function markReads(e: Expression, needed: Uint8Array): void {
  forEachRegister(e, (k) => {
    needed[k] = 1;
  });
}
