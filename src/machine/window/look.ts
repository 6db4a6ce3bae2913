import type { Expression } from "../../program/expression.js";
import type { Location, Program } from "../../program/program.js";
import { tryEvaluate } from "../../program/symbolic.js";
import type { Code } from "../../program/value.js";
import type { Progress } from "./entry.js";
import type { Node } from "./node.js";
import { areRead } from "./progress.js";

/** Where an access goes when its address is not known yet, and when it is none. */
export const UNKNOWN = -1;
export const NOWHERE = -2;

/** A window at one moment: what its expressions are worth. One object looks at one window after the other. */
export class Look {
  node!: Node;
  progress: readonly Progress[] = [];
  readonly #program: Program;
  /** What the entries have read. */
  #values: Int32Array = new Int32Array(64);

  constructor(program: Program) {
    this.#program = program;
  }

  at(node: Node, progress: readonly Progress[]): this {
    this.node = node;
    this.progress = progress;
    if (this.#values.length < progress.length) this.#values = new Int32Array(2 * progress.length);
    for (let k = 0; k < progress.length; k++) this.#values[k] = progress[k]!.value;
    return this;
  }

  /** The value of an expression all of whose reads are satisfied; null where C leaves it undefined. */
  evaluate(e: Expression): Code | null {
    return tryEvaluate(e, this.#values, 0, this.#program.values);
  }

  /** The value of an expression, null as long as a read in it is not satisfied. */
  known(e: Expression): Code | null {
    if (e.kind === "constant") return e.code;
    return areRead(e, this.progress) ? this.evaluate(e) : null;
  }

  /** The location of an entry, or `UNKNOWN`, or `NOWHERE`. */
  location(k: number): Location {
    const { values, locations } = this.#program;
    const code = this.known(this.node.entries[k]!.address);
    if (code === null) return UNKNOWN;
    const cell = values.cell(code, locations.length);
    return cell < 0 ? NOWHERE : cell;
  }

  /** What an entry writes, null as long as that is not known. */
  data(k: number): Code | null {
    const { data } = this.node.entries[k]!;
    return data === null ? null : this.known(data);
  }
}
