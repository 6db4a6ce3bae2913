import { join } from "node:path";
import {
  MessageChannel,
  type MessagePort,
  receiveMessageOnPort,
  Worker,
} from "node:worker_threads";
import type { LoweringOptions } from "../../dialect/dialect.js";
import type { SharedSearch, Sharing } from "../../harness/machine.js";
import type { Machine } from "../../machine/machine.js";
import type { Explored } from "../../machine/search.js";
import type { ShardResult } from "../../machine/shard.js";
import {
  askToStop,
  type Standing,
  sharedBytes,
  standingOf,
  waitForEnd,
} from "../../machine/together.js";
import type { MachineOptions } from "../../models/model.js";
import type { Source } from "../../source/source.js";
import type { ShardSetup, StateAnswer, StateQuestion } from "./thread.js";

/** What the program is called beside the bundled file. */
const PROGRAM = "litmus.cjs";

/** The word that makes the program a thread of a search. */
export const SHARD = "shard";

/** States from which on threads pay, although what was searched until then is searched again (npm run bench -- parallel). */
const STATES_MIN = 200_000;
/** Milliseconds that this thread waits for the others before it looks around again. */
const WAIT_MILLISECONDS = 20;

/** The test whose searches are divided. */
export interface SharedTest {
  readonly source: Source;
  readonly lowering: LoweringOptions;
  readonly machineOptions: MachineOptions;
}

/** Divides large searches of a test among so many threads. */
export function sharingAmong(
  threads: number,
  { source, lowering, machineOptions }: SharedTest,
  statesMin = STATES_MIN,
): Sharing {
  return {
    statesMin,
    start: (variant, { id }, { statesMax, stepsMax, bytesMax }) =>
      new ThreadedSearch(threads, {
        ...{ name: source.name, text: source.text, lowering, variant, model: id, machineOptions },
        limits: { statesMax, stepsMax, bytesMax },
      }),
  };
}

class ThreadedSearch implements SharedSearch {
  readonly #shared: Int32Array;
  readonly #workers: readonly Worker[];
  /** A way to ask each thread, which this one need not turn its event loop for. */
  readonly #ports: readonly MessagePort[];
  readonly #results: (ShardResult | null)[];
  #failure: Error | null = null;

  constructor(count: number, setup: Omit<ShardSetup, "index" | "shared" | "ports" | "asked">) {
    const shared = new SharedArrayBuffer(sharedBytes(count));
    this.#shared = new Int32Array(shared);
    this.#results = Array.from({ length: count }, () => null);
    const between = portsBetween(count);
    const asking = Array.from({ length: count }, () => new MessageChannel());
    this.#ports = asking.map(({ port1 }) => port1);
    for (const port of this.#ports) port.unref();
    this.#workers = between.map((ports, index) => {
      const asked = asking[index]!.port2;
      const workerData: ShardSetup = { ...setup, index, shared, ports, asked };
      const transferList = [...ports.flatMap((port) => port ?? []), asked];
      const worker = new Worker(join(__dirname, PROGRAM), {
        argv: [SHARD],
        workerData,
        transferList,
      });
      worker.on("error", (error) => {
        this.#failure ??= error;
      });
      worker.unref();
      return worker;
    });
  }

  get standing(): Standing {
    return standingOf(this.#shared, this.#workers.length);
  }

  get parts(): readonly ShardResult[] {
    return this.#results.map((result) => result!);
  }

  advance(): boolean {
    if (this.#failure !== null) {
      for (const worker of this.#workers) void worker.terminate();
      throw this.#failure;
    }
    if (!this.standing.isDone) {
      waitForEnd(this.#shared, WAIT_MILLISECONDS);
      return false;
    }
    this.#ports.forEach((port, k) => {
      this.#results[k] ??= (receiveMessageOnPort(port)?.message as ShardResult | undefined) ?? null;
    });
    return this.#results.every((result) => result !== null);
  }

  stop(): void {
    askToStop(this.#shared);
  }

  explored(machine: Machine): Explored {
    const count = this.#workers.length;
    const ask = (id: number) => this.#ask(((id % count) + count) % count, id);
    return {
      machine,
      parent: (id) => ask(id).parent,
      load: (id, out) => out.set(ask(id).words),
    };
  }

  /** Asks a thread and waits for its answer. */
  #ask(shard: number, id: number): StateAnswer {
    const answered = new SharedArrayBuffer(4);
    const question: StateQuestion = { id, answered };
    const port = this.#ports[shard]!;
    port.postMessage(question);
    Atomics.wait(new Int32Array(answered), 0, 0);
    return receiveMessageOnPort(port)!.message as StateAnswer;
  }
}

/** Of each thread: its ends of the ways to the others. */
function portsBetween(count: number): readonly (MessagePort | null)[][] {
  const ports = Array.from({ length: count }, () =>
    new Array<MessagePort | null>(count).fill(null),
  );
  for (let a = 0; a < count; a++) {
    for (let b = a + 1; b < count; b++) {
      const { port1, port2 } = new MessageChannel();
      ports[a]![b] = port1;
      ports[b]![a] = port2;
    }
  }
  return ports;
}
