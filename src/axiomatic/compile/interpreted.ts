import type { Instruction } from "../cat/ast.js";
import { isVariantOn } from "../cat/evaluate.js";
import type { Execution } from "../cat/execution.js";
import { judge } from "../cat/interpreter.js";
import type { Program } from "../cat/load.js";
import {
  type Bits,
  domainOf,
  emptyRelation,
  emptySet,
  intersect,
  isEmpty,
  rangeOf,
  subtract,
  unite,
} from "../cat/relation.js";
import {
  type Choice,
  type CompiledModel,
  type Frame,
  type Judge,
  type Judged,
  ModelFailure,
} from "../judge.js";
import { CHOSEN_PARTS } from "./coherence.js";

/** The names that a model may use without defining them. */
export interface KnownNames {
  readonly variants: ReadonlySet<string>;
  readonly setNames: ReadonlySet<string>;
  readonly relationNames: ReadonlySet<string>;
}

/** A model run by the interpreter: nothing is known before an execution is complete. */
export function interpretedModel(
  program: Program,
  names: KnownNames,
  reason: string,
): CompiledModel {
  const flags = flagsOf(program, names.variants);
  return {
    flags,
    isCoherent: false,
    isAtomic: false,
    interpreted: reason,
    start: (frame, choice) => new InterpretingJudge(program, names, flags, frame, choice),
  };
}

class InterpretingJudge implements Judge {
  readonly #program: Program;
  readonly #names: KnownNames;
  readonly #flags: readonly string[];
  readonly #frame: Frame;
  readonly #choice: Choice;

  constructor(
    program: Program,
    names: KnownNames,
    flags: readonly string[],
    frame: Frame,
    choice: Choice,
  ) {
    this.#program = program;
    this.#names = names;
    this.#flags = flags;
    this.#frame = frame;
    this.#choice = choice;
  }

  isPossible(): boolean {
    return true;
  }

  isCertain(): boolean {
    return false;
  }

  possibleFlags(): number {
    return this.frameFlags();
  }

  frameFlags(): number {
    return 2 ** this.#flags.length - 1;
  }

  judge(): Judged {
    let isAllowed = false;
    let flags = 0;
    const { variants } = this.#names;
    const execution = executionOf(this.#names, this.#frame, this.#choice);
    for (const judgement of judge(this.#program, execution, { variants })) {
      if (judgement.kind === "failed") throw new ModelFailure(judgement.diagnostic);
      if (judgement.kind === "forbidden") continue;
      isAllowed = true;
      const raised = judgement.isUndefined ? [...judgement.flags, "undefined"] : judgement.flags;
      for (const flag of raised) flags |= 1 << this.#flags.indexOf(flag);
    }
    return { isAllowed, flags };
  }
}

/** An execution of which everything is decided, as the interpreter wants it. */
export function executionOf(names: KnownNames, frame: Frame, choice: Choice): Execution {
  const { space, sets, relations, locations } = frame;
  const { lower, values } = choice;
  const none = emptyRelation(space);
  const noEvents = emptySet(space);
  const missing = (known: ReadonlySet<string>, empty: Bits): (readonly [string, Bits])[] =>
    [...known].map((name) => [name, empty] as const);
  const parts = CHOSEN_PARTS.map(([name, whole, part]): readonly [string, Bits] => {
    const bits = emptyRelation(space);
    intersect(bits, lower[whole], relations.get(part) ?? none);
    return [name, bits];
  });
  return {
    space,
    sets: new Map([
      ...missing(names.setNames, noEvents),
      ...sets,
      ["FW", finalWrites(frame, lower.co)] as const,
    ]),
    relations: new Map([
      ...missing(names.relationNames, none),
      ...relations,
      ...parts,
      ...Object.entries(lower),
    ]),
    locations: Array.from(locations, (location) => (location < 0 ? null : String(location))),
    values: Array.from(locations, (_, i) => values?.[i] ?? null),
  };
}

/** The writes whose values are the final ones that the test asks for: `FW`. */
function finalWrites({ space, sets }: Frame, co: Bits): Bits {
  const found = emptySet(space);
  const observed = sets.get("Observed");
  if (observed === undefined || isEmpty(observed)) return found;
  const later = emptySet(space);
  rangeOf(space, found, co);
  unite(found, found, sets.get("IW") ?? later);
  intersect(found, found, observed);
  domainOf(space, later, co);
  subtract(found, found, later);
  return found;
}

/** Names of the flags that the instructions of a program may raise. */
function flagsOf(program: Program, variants: ReadonlySet<string>): readonly string[] {
  const names = new Set<string>();
  const read = (list: readonly Instruction[]): void => {
    for (const instruction of list) {
      switch (instruction.kind) {
        case "test":
          if (instruction.role === "undefined-unless") names.add("undefined");
          if (instruction.role === "flag" && instruction.test.name !== null) {
            names.add(instruction.test.name.text);
          }
          break;
        case "include":
          read(program.files.get(instruction.file.text)?.instructions ?? []);
          break;
        case "procedure":
        case "forall":
          read(instruction.body);
          break;
        case "match-tag":
          for (const { body } of instruction.clauses) read(body);
          read(instruction.otherwise ?? []);
          break;
        case "if":
          read(isVariantOn(variants, instruction.condition) ? instruction.yes : instruction.no);
          break;
        default:
          break;
      }
    }
  };
  for (const file of [program.prelude, program.bell, program.model]) {
    if (file !== null) read(file.instructions);
  }
  return [...names];
}
