import type { Site } from "../program/program.js";
import type { Code } from "../program/value.js";
import type { PathEnd } from "./path.js";
import type { Witness } from "./result.js";

/** Something that was found, with the execution that shows it: written down when somebody asks. */
class Shown {
  readonly #kept: number;
  readonly #witness: (kept: number) => Witness;

  constructor(kept: number, witness: (kept: number) => Witness) {
    this.#kept = kept;
    this.#witness = witness;
  }

  get witness(): Witness {
    return this.#witness(this.#kept);
  }
}

/** A final state. */
export class ShownOutcome extends Shown {
  readonly values: readonly Code[];

  constructor(values: readonly Code[], kept: number, witness: (kept: number) => Witness) {
    super(kept, witness);
    this.values = values;
  }
}

/** A flag of the model. */
export class ShownFlag extends Shown {
  readonly name: string;

  constructor(name: string, kept: number, witness: (kept: number) => Witness) {
    super(kept, witness);
    this.name = name;
  }
}

/** An end that no author wants. */
export class ShownFault extends Shown {
  readonly thread: number;
  readonly site: Site;
  readonly message: string;

  constructor(
    thread: number,
    { site, message }: Extract<PathEnd, { kind: "fault" }>,
    kept: number,
    witness: (kept: number) => Witness,
  ) {
    super(kept, witness);
    this.thread = thread;
    this.site = site;
    this.message = message;
  }
}
