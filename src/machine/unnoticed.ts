import type { Program, Rcu, Rmw, Store } from "../program/program.js";
import { mayBlock, Op, type ThreadCode } from "./code.js";
import type { GracePeriods, Waiters } from "./grace.js";
import { Independence } from "./independence.js";
import type { InOrderOptions } from "./inorder.js";
import type { State } from "./machine.js";
import type { Storage } from "./storage.js";
import type { Threads } from "./threads.js";

/** Which steps no other thread can ever notice: what the reductions of an in-order machine take alone. */
export class UnnoticedSteps {
  readonly #threads: Threads;
  readonly #codes: readonly ThreadCode[];
  readonly #grace: GracePeriods;
  readonly #storage: Storage;
  readonly #independence: Independence;
  readonly #waiters: Waiters;
  /** Whether a thread can wait for another otherwise than by a grace period. */
  readonly #mayBlock: boolean;

  constructor(
    program: Program,
    storage: Storage,
    threads: Threads,
    waiters: Waiters,
    options: InOrderOptions,
  ) {
    this.#threads = threads;
    this.#codes = threads.codes;
    this.#grace = threads.grace;
    this.#storage = storage;
    this.#waiters = waiters;
    this.#mayBlock =
      this.#grace.hasShared || program.threads.some(({ code }) => code.some(mayBlock));
    this.#independence = new Independence(program, storage, threads.counters, options.loneAccesses);
  }

  /** Takes in a state in which no thread has stopped, which the questions are about. */
  look(state: State): void {
    this.#independence.look(state);
  }

  /**
   * Whether the step of a thread, if it leads on, concerns nobody else: it enters the thread's own
   * buffer, reads what nobody else will write, writes what nobody else will look at, only holds back the thread
   * itself, or lets grace periods go on.
   */
  has(state: State, t: number, pc: number): boolean {
    const code = this.#codes[t]!;
    switch (code.ops[pc]) {
      case Op.local:
      case Op.fence:
      case Op.choose:
        return true;
      case Op.store: {
        const store = code.instructions[pc] as Store;
        // A buffered store keeps a thread from being quiescent: a grace period notices when it was buffered.
        if (this.#storage.isBuffered(store)) return !this.#waiters.isAwaited(state, t);
        const location = this.#threads.locate(state, t, pc);
        return location >= 0 && this.#independence.isAccessedAlone(t, location);
      }
      case Op.load: {
        const location = this.#threads.locate(state, t, pc);
        return location >= 0 && this.#independence.isReadAlone(t, location);
      }
      case Op.rmw: {
        const location = this.#threads.locate(state, t, pc);
        if (location < 0 || !this.#independence.isAccessedAlone(t, location)) return false;
        // One that has to wait for the thread's own stores has other ways later.
        return this.#storage.canUpdate(state, t, location, code.instructions[pc] as Rmw);
      }
      case Op.rcu: {
        const { action, domain } = code.instructions[pc] as Rcu;
        // Others may leave the section, or have entered it.
        if (this.#grace.isShared(domain)) return false;
        if (action === "unlock") return true;
        if (action === "lock") return !this.#waiters.isAwaited(state, t);
        // Beginning early waits for fewer sections; but it would hide a deadlock of one that waits in its section.
        return !this.#mayBlock || this.#grace.hasBegun(state, t);
      }
      default:
        return false;
    }
  }

  /** The place of a buffered store of the thread that may leave and goes where nobody else looks, -1 for none. */
  drainSlot(state: State, t: number): number {
    const storage = this.#storage;
    const slots = storage.drainSlots(t);
    for (let slot = 0; slot < slots; slot++) {
      if (!storage.canDrain(state, t, slot)) continue;
      if (this.#independence.isAccessedAlone(t, storage.drainLocation(state, t, slot))) return slot;
    }
    return -1;
  }
}
