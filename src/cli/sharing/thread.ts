import { type MessagePort, receiveMessageOnPort, workerData } from "node:worker_threads";
import { shareOf } from "../../axiomatic/division.js";
import { Enumeration } from "../../axiomatic/enumerate.js";
import type { AxiomaticReductions } from "../../axiomatic/reductions.js";
import type { EnumerationLimits } from "../../axiomatic/result.js";
import type { LoweringOptions } from "../../dialect/dialect.js";
import { readAxioms } from "../../harness/axioms.js";
import { readTest } from "../../harness/load.js";
import { withFilterTerms } from "../../harness/outcomes.js";
import { programFor } from "../../harness/run.js";
import type { SearchLimits } from "../../machine/search.js";
import { Shard } from "../../machine/shard.js";
import { runShard } from "../../machine/together.js";
import { hasAxioms, hasMachine, type MachineOptions } from "../../models/model.js";
import { models } from "../../models/models.js";
import { Source } from "../../source/source.js";
import { PartMemory } from "./memory.js";

/** What a thread is told when it starts. */
export type ThreadSetup = ShardSetup | PartSetup;

/** The search to make, and which part of it is a thread's own. */
interface CommonSetup {
  readonly name: string;
  readonly text: string;
  readonly lowering: LoweringOptions;
  readonly variant: string | null;
  /** Id of the model. */
  readonly model: string;
  readonly index: number;
  readonly shared: SharedArrayBuffer;
  /** Where the result goes; of a shard, also from where states are asked for. */
  readonly asked: MessagePort;
}

export interface ShardSetup extends CommonSetup {
  readonly kind: "shard";
  readonly machineOptions: MachineOptions;
  readonly limits: SearchLimits;
  /** By shard: a way to it and back; null for this one. `shared`: see `together.ts`. */
  readonly ports: readonly (MessagePort | null)[];
}

export interface PartSetup extends CommonSetup {
  readonly kind: "part";
  /** `shared`: see `memory.ts`. */
  readonly count: number;
  readonly isCounting: boolean;
  readonly reductions: AxiomaticReductions;
  readonly limits: EnumerationLimits;
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

/** The program as one thread of a search that several make together. */
export function workTogether(): void {
  const setup = workerData as ThreadSetup;
  if (setup.kind === "shard") workAsShard(setup);
  else workAsPart(setup);
}

/** Searches, tells, then answers what it is asked. */
function workAsShard(setup: ShardSetup): void {
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

/** Nodes of an enumeration between two looks at the others. */
const SLICE_NODES = 4_000;

/** Enumerates a share, and tells. */
function workAsPart(setup: PartSetup): void {
  const { variant, model, isCompiled } = testOf(setup);
  if (!hasAxioms(model)) throw new Error(UNKNOWN);
  const { axioms } = readAxioms(model.axioms);
  const asked = withFilterTerms(programFor(variant, model, isCompiled));
  const memory = new PartMemory(setup.shared, setup.count);
  const enumeration = new Enumeration(asked, axioms!.compiled, axioms!.vocabulary, {
    mode: setup.isCounting ? "executions" : "outcomes",
    limits: setup.limits,
    reductions: setup.reductions,
    division: shareOf(memory.claimed, setup.index, setup.count),
  });
  while (!enumeration.advance(SLICE_NODES) && !memory.isStopped) {
    memory.tell(setup.index, enumeration.candidates);
  }
  memory.tell(setup.index, enumeration.candidates);
  setup.asked.postMessage(enumeration.part());
  memory.end();
}

const UNKNOWN = "a thread does not find what the others search";

/** Reads the test as the program's other thread did: the same text makes the same program. */
function testOf(setup: ThreadSetup) {
  const { test } = readTest(new Source(setup.name, setup.text), setup.lowering);
  const variant = test?.variants.find(({ name }) => name === setup.variant);
  const model = models.find(({ id }) => id === setup.model);
  if (test == null || variant === undefined || model === undefined) throw new Error(UNKNOWN);
  return { variant, model, isCompiled: test.isCompiled };
}

function shardOf(setup: ShardSetup): Shard {
  const { variant, model, isCompiled } = testOf(setup);
  if (!hasMachine(model)) throw new Error(UNKNOWN);
  const asked = withFilterTerms(programFor(variant, model, isCompiled));
  const machine = model.machine(asked, setup.machineOptions);
  return new Shard(machine, asked.observed.length, setup.index, setup.ports.length);
}
