import { type MessagePort, receiveMessageOnPort, workerData } from "node:worker_threads";
import type { LoweringOptions } from "../../dialect/dialect.js";
import { readTest } from "../../harness/load.js";
import { withFilterTerms } from "../../harness/outcomes.js";
import { programFor } from "../../harness/run.js";
import type { SearchLimits } from "../../machine/search.js";
import { Shard } from "../../machine/shard.js";
import { runShard } from "../../machine/together.js";
import { hasMachine, type MachineOptions } from "../../models/model.js";
import { models } from "../../models/models.js";
import { Source } from "../../source/source.js";

/** What a thread is told when it starts: the search to make, and which part of it is its own. */
export interface ShardSetup {
  readonly name: string;
  readonly text: string;
  readonly lowering: LoweringOptions;
  readonly variant: string | null;
  /** Id of the model. */
  readonly model: string;
  readonly machineOptions: MachineOptions;
  readonly limits: SearchLimits;
  readonly index: number;
  /** See `together.ts`. */
  readonly shared: SharedArrayBuffer;
  /** By shard: a way to it and back; null for this one. */
  readonly ports: readonly (MessagePort | null)[];
  /** Where the result goes, and from where states are asked for. */
  readonly asked: MessagePort;
}

/** A state that is asked for, by its id. */
export interface StateQuestion {
  readonly id: number;
  /** Becomes 1 when the answer is there. */
  readonly answered: SharedArrayBuffer;
}

export interface StateAnswer {
  readonly words: Int32Array;
  readonly parent: number;
}

/** The program as one thread of a search that several make together: searches, tells, then answers what it is asked. */
export function workAsShard(): void {
  const setup = workerData as ShardSetup;
  const shard = shardOf(setup);
  runShard(shard, new Int32Array(setup.shared), setup.limits, {
    send: (k, batch) => setup.ports[k]!.postMessage(batch, [batch.buffer as ArrayBuffer]),
    receive(from) {
      const port = setup.ports[from];
      const received = port == null ? undefined : receiveMessageOnPort(port);
      return received === undefined ? null : (received.message as Int32Array);
    },
  });
  const { asked } = setup;
  asked.postMessage(shard.result());
  const { search } = shard;
  asked.on("message", ({ id, answered }: StateQuestion) => {
    const words = new Int32Array(search.machine.words);
    search.load(id, words);
    const answer: StateAnswer = { words, parent: search.parent(id) };
    asked.postMessage(answer);
    const done = new Int32Array(answered);
    Atomics.store(done, 0, 1);
    Atomics.notify(done, 0);
  });
}

/** Reads the test as the program's other thread did: the same text makes the same machine. */
function shardOf(setup: ShardSetup): Shard {
  const { test } = readTest(new Source(setup.name, setup.text), setup.lowering);
  const variant = test?.variants.find(({ name }) => name === setup.variant);
  const model = models.find(({ id }) => id === setup.model);
  if (test == null || variant === undefined || model === undefined || !hasMachine(model)) {
    throw new Error("a thread does not find what the others search");
  }
  const asked = withFilterTerms(programFor(variant, model, test.isCompiled));
  const machine = model.machine(asked, setup.machineOptions);
  return new Shard(machine, asked.observed.length, setup.index, setup.ports.length);
}
