import type { LitmusFile, PathNode, PropositionNode, TermNode, Word } from "../../litmus/file.js";
import type { Proposition, Term } from "../../program/condition.js";
import type { Observed } from "../../program/program.js";
import type { IntegerType } from "../../program/value.js";
import { meant, nearest } from "../../source/nearest.js";
import type { Span } from "../../source/source.js";
import { type Question, questionOf, type Terms } from "../question.js";
import type { AssemblyThread } from "./thread.js";
import type { Unit } from "./unit.js";

/** Resolves the condition, the filter and the `locations` clause; what they name wrongly is reported. */
export function lowerQuestion(
  unit: Unit,
  file: LitmusFile,
  threads: readonly AssemblyThread[],
): Question {
  const resolver = new Resolver(unit, threads);
  return questionOf(file, resolver, () => {
    for (const term of file.locations) resolver.observe(term);
  });
}

const WRONG: Term = { kind: "constant", code: 0, name: "0" };

class Resolver implements Terms {
  readonly #unit: Unit;
  readonly #threads: readonly AssemblyThread[];
  readonly #seen = new Map<string, Observed>();

  constructor(unit: Unit, threads: readonly AssemblyThread[]) {
    this.#unit = unit;
    this.#threads = threads;
  }

  seen(): Iterable<Observed> {
    return this.#seen.values();
  }

  compare({ operator, ...node }: Extract<PropositionNode, { kind: "compare" }>): Proposition {
    const left = this.term(node.left, this.#typeOf(node.right));
    const right = this.term(node.right, this.#typeOf(node.left));
    return { kind: "compare", operator, left, right };
  }

  /** Has a term shown, and of an array each element. */
  observe(node: TermNode): void {
    const length = node.kind === "location" ? this.#unit.locations.lengthOf(node.path) : null;
    if (node.kind !== "location" || length === null) {
      this.term(node);
      return;
    }
    const { path, span } = node;
    for (let index = 0; index < length; index++) {
      const steps = [{ kind: "index", index, span }] as const;
      this.term({ ...node, path: { ...path, steps } });
    }
  }

  /** A number is one of `type`, that of what it is compared with. */
  term(node: TermNode, type: IntegerType = this.#unit.architecture.word): Term {
    const { values } = this.#unit;
    switch (node.kind) {
      case "number": {
        const code = values.encode(values.wrap(node.value, type));
        return { kind: "constant", code, name: String(node.value) };
      }
      case "register":
        return this.#register(node.thread, node.name);
      case "address":
        return this.#address(node.path, node.span);
      case "location":
        return this.#location(node.path);
    }
  }

  /** The type of which a final state shows a value; undefined where it may be any. */
  #typeOf(node: TermNode): IntegerType | undefined {
    const { architecture, locations } = this.#unit;
    if (node.kind === "register") {
      const view = architecture.register(node.name.text.toLowerCase());
      return view === null ? undefined : this.#threads[node.thread]?.typeOf(view.name);
    }
    return node.kind === "location" ? locations.typeAt(node.path) : undefined;
  }

  #see<T extends Observed>(key: string, observed: T): T {
    if (!this.#seen.has(key)) this.#seen.set(key, observed);
    return observed;
  }

  #location(path: PathNode): Term {
    const { locations } = this.#unit;
    const location = locations.cellOf(path, false);
    if (location === null) return WRONG;
    const name = locations.name(location);
    return this.#see(`[${location}]`, {
      kind: "location",
      location,
      name,
      parts: locations.partsAt(location),
    });
  }

  /** `x` on the right of a comparison: an address. */
  #address(path: PathNode, span: Span): Term {
    const { locations } = this.#unit;
    const cell = locations.cellOf(path, false);
    if (cell === null) return WRONG;
    const name = locations.name(cell);
    const isMarked = span.source.text[span.start] === "&";
    return { kind: "constant", code: locations.address(cell), name: isMarked ? `&${name}` : name };
  }

  #register(index: number, { text, span }: Word): Term {
    const { architecture, diagnostics } = this.#unit;
    const thread = this.#threads[index];
    if (thread === undefined) {
      diagnostics.error("unknown-thread", span, `there is no thread P${index}`);
      return WRONG;
    }
    const view = architecture.register(text.toLowerCase());
    if (view === null) {
      const { title, registerExamples } = architecture;
      const message = `${title} has no register \`${text}\``;
      diagnostics.error("unknown-register", span, message, `there is ${registerExamples}`);
      return WRONG;
    }
    if (!thread.hasRegister(view.name)) {
      const near = nearest(view.name, thread.registerNames());
      const notes = meant(near, `${index}:${near}`);
      const message = `P${index} does not use \`${text}\`: it is 0 in every final state`;
      diagnostics.warning("absent-register", span, message, ...notes);
    }
    const name = `${index}:${view.name}`;
    const seen = this.#seen.get(name);
    if (seen !== undefined) return seen;
    const register = thread.shown(view.name);
    return this.#see(name, { kind: "register", thread: index, register, name });
  }
}
