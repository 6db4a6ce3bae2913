import { join } from "node:path";
import {
  MessageChannel,
  type MessagePort,
  receiveMessageOnPort,
  Worker,
} from "node:worker_threads";
import type { EnumerationPart } from "../../axiomatic/division.js";
import type { AxiomaticReductions } from "../../axiomatic/reductions.js";
import type { LoweringOptions } from "../../dialect/dialect.js";
import type { SharedEnumeration, SharedSearch, Sharing } from "../../harness/sharing.js";
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
import { models } from "../../models/models.js";
import type { Source } from "../../source/source.js";
import { PartMemory } from "./memory.js";
import type { PartSetup, ShardSetup, StateAnswer, StateQuestion, ThreadSetup } from "./thread.js";

/** What the program is called beside the bundled file. */
const PROGRAM = "litmus.cjs";

/** The word that makes the program a thread of a search. */
export const TOGETHER = "together";

/** States from which on threads pay, although what was searched until then is searched again (npm run bench -- parallel). */
const STATES_MIN = 200_000;
/** The same for nodes of an enumeration. */
const NODES_MIN = 200_000;
/** Milliseconds that this thread waits for the others before it looks around again. */
const WAIT_MILLISECONDS = 20;

/** The test whose searches are divided. */
export interface SharedTest {
  readonly source: Source;
  readonly lowering: LoweringOptions;
  readonly machineOptions: MachineOptions;
  readonly reductions: AxiomaticReductions;
}

/** Divides large searches of a test among so many threads. */
export function sharingAmong(
  threads: number,
  { source, lowering, machineOptions, reductions }: SharedTest,
  { statesMin = STATES_MIN, nodesMin = NODES_MIN } = {},
): Sharing {
  const test = { name: source.name, text: source.text, lowering };
  return {
    statesMin,
    search: (variant, { id }, { statesMax, stepsMax, bytesMax }) =>
      new ThreadedSearch(threads, {
        ...{ ...test, kind: "shard", variant, model: id, machineOptions },
        limits: { statesMax, stepsMax, bytesMax },
      }),
    nodesMin,
    enumerate(variant, model, isCounting, { candidatesMax }) {
      if (!models.some((known) => known === model)) return null;
      return new ThreadedEnumeration(threads, {
        ...{ ...test, kind: "part", variant, model: model.id, isCounting, reductions },
        limits: { candidatesMax },
      });
    },
  };
}

/** Starts the program as a thread. Threads that fail tell `onError`. */
function startThread(
  workerData: ThreadSetup,
  ports: readonly MessagePort[],
  onError: (error: Error) => void,
): Worker {
  const options = { argv: [TOGETHER], workerData, transferList: [...ports, workerData.asked] };
  const worker = new Worker(join(__dirname, PROGRAM), options);
  worker.on("error", onError);
  worker.unref();
  return worker;
}

/** What a thread has told, without a turn of the event loop; null for nothing. */
function heardFrom<Message>(port: MessagePort): Message | null {
  return (receiveMessageOnPort(port)?.message as Message | undefined) ?? null;
}

class ThreadedEnumeration implements SharedEnumeration {
  readonly #memory: PartMemory;
  readonly #workers: readonly Worker[];
  readonly #ports: readonly MessagePort[];
  #failure: Error | null = null;
  parts: readonly EnumerationPart[] = [];

  constructor(count: number, setup: Omit<PartSetup, "index" | "count" | "shared" | "asked">) {
    const shared = PartMemory.make(count);
    this.#memory = new PartMemory(shared, count);
    const asking = Array.from({ length: count }, () => new MessageChannel());
    this.#ports = asking.map(({ port1 }) => port1);
    for (const port of this.#ports) port.unref();
    this.#workers = asking.map(({ port2: asked }, index) =>
      startThread({ ...setup, index, count, shared, asked }, [], (error) => {
        this.#failure ??= error;
      }),
    );
  }

  get candidates(): number {
    return this.#memory.candidates;
  }

  advance(): boolean {
    if (this.#failure !== null) {
      for (const worker of this.#workers) void worker.terminate();
      throw this.#failure;
    }
    if (!this.#memory.wait(WAIT_MILLISECONDS)) return false;
    this.parts = this.#ports.map((port) => heardFrom<EnumerationPart>(port)!);
    for (const worker of this.#workers) void worker.terminate();
    return true;
  }

  stop(): void {
    this.#memory.stop();
  }
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
      const own = ports.flatMap((port) => port ?? []);
      return startThread({ ...setup, index, shared, ports, asked }, own, (error) => {
        this.#failure ??= error;
      });
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
      this.#results[k] ??= heardFrom<ShardResult>(port);
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
