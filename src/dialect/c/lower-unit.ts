import type { Location } from "../../program/program.js";
import { Values } from "../../program/value.js";
import type { Diagnostics } from "../../source/diagnostic.js";
import type { Span } from "../../source/source.js";
import type { FunctionDefinition, TranslationUnit } from "./ast.js";
import type { Language, MacroTable } from "./language.js";
import { Locations } from "./lower-locations.js";
import { Types } from "./lower-types.js";
import type { Prelude } from "./prelude.js";
import { C_TYPES, type Field, integer, LONG, type StructType } from "./types.js";

/** A call_rcu() or call_srcu(): the thread that runs its callback. */
export interface Callback {
  /** `call_rcu(f)` */
  readonly label: string;
  /** As the thread is called: the label, numbered when there are several. */
  readonly name: string;
  readonly definition: FunctionDefinition;
  /** Not 0 once it was queued: the pointer that the callback gets. */
  readonly queued: Location;
  /** The RCU domain whose grace period it waits for. */
  readonly domain: number;
  readonly span: Span;
  /** Functions of the callbacks that queued it: one that queues itself would make threads without end. */
  readonly ancestors: readonly string[];
}

/** What all threads of a file share while they are lowered. */
export class Unit {
  readonly diagnostics: Diagnostics;
  readonly language: Language;
  readonly prelude: Prelude;
  /** A user's own meaning of some primitives. */
  readonly macros: MacroTable | null;
  readonly values = new Values();
  readonly locations = new Locations(this.values);
  readonly constants: Map<string, bigint>;
  readonly types: Types;
  /** Names of types for the parser: C's and the dialect's. */
  readonly typeNames: ReadonlySet<string>;
  readonly functions = new Map<string, FunctionDefinition>();
  readonly callbacks: Callback[] = [];
  /** Calls that were inlined so far, in all threads. */
  inlinedCalls = 0;
  /** `rcu`, then the srcu_structs by name. */
  readonly domains: string[] = ["rcu"];
  /** The member by which each union was used first. */
  readonly unionMembers = new Map<StructType, Field>();
  readonly #tasks = new Map<string, Location>();

  constructor(
    language: Language,
    prelude: Prelude,
    macros: MacroTable | null,
    diagnostics: Diagnostics,
  ) {
    this.language = language;
    this.constants = new Map(language.constants);
    this.prelude = prelude;
    this.macros = macros;
    this.diagnostics = diagnostics;
    this.typeNames = new Set([...C_TYPES.keys(), ...language.types.keys()]);
    this.types = new Types(language, this.constants, diagnostics);
  }

  /** Reads the file's own types, constants and functions. */
  declare(unit: TranslationUnit): void {
    this.types.declare(unit);
    for (const definition of unit.functions) {
      const known = this.functions.get(definition.name);
      if (known === undefined) {
        this.functions.set(definition.name, definition);
        continue;
      }
      this.diagnostics.error(
        "redefined",
        definition.nameSpan,
        `\`${definition.name}\` is defined twice`,
        { message: "the first one is here", span: known.nameSpan },
      );
    }
  }

  /** The number of the domain of an srcu_struct. */
  domain(name: string): number {
    const known = this.domains.indexOf(name, 1);
    return known > 0 ? known : this.domains.push(name) - 1;
  }

  /** The state of a thread's task: what `current` points to. */
  task(thread: string): Location {
    const known = this.#tasks.get(thread);
    if (known !== undefined) return known;
    const cell = this.locations.hidden(`${thread}'s state`, integer("s32", "struct task_struct"));
    this.#tasks.set(thread, cell);
    return cell;
  }

  /** Where a callback finds what was queued. */
  queue(name: string): Location {
    return this.locations.hidden(name, LONG);
  }

  /** Names that are known everywhere, for suggestions. */
  names(): readonly string[] {
    return [...this.constants.keys(), ...this.locations.names()];
  }
}
