import { Diagnostics } from "../../source/diagnostic.js";
import { Source } from "../../source/source.js";
import type { Primitive } from "../primitive.js";
import type { FunctionDefinition } from "./ast.js";
import type { Language } from "./language.js";
import { parsePreludeText } from "./parser.js";
import type { Axis, PreludeGroup } from "./prelude-group.js";
import { C_TYPES } from "./types.js";

/** Types of parameters that only the prelude has, see `PreludeGroup`. */
export const PRELUDE_TYPES: ReadonlySet<string> = new Set(["any", "lvalue", "expression", "rest"]);

const NO_MACROS = { lookup: () => undefined };

/** A definition with the words of its axes still in it. */
interface Template {
  readonly group: PreludeGroup;
  readonly text: string;
  readonly ordering: string;
}

/** One expansion of a template: the row of each axis, in one record. */
interface Expansion {
  readonly template: Template;
  readonly words: Readonly<Record<string, string>>;
}

/**
 * The primitives that tests may call. Made once a program run, from text: the index holds names only, and a definition
 * is expanded and parsed when a test first uses it.
 */
export class Prelude {
  readonly #index = new Map<string, Expansion>();
  readonly #parsed = new Map<string, FunctionDefinition>();

  readonly #typeNames: ReadonlySet<string>;

  constructor({ primitives, types }: Pick<Language, "primitives" | "types">) {
    this.#typeNames = new Set([...C_TYPES.keys(), ...types.keys(), ...PRELUDE_TYPES]);
    for (const group of primitives) {
      for (const template of templates(group)) this.#add(template);
    }
  }

  #add(template: Template): void {
    const name = nameOf(template.text);
    if (!name.includes("@")) {
      this.#index.set(name, { template, words: {} });
      return;
    }
    const axes = template.group.axes.filter((axis) => mentions(name, axis));
    for (const words of rows(axes)) this.#index.set(fill(name, words), { template, words });
  }

  has(name: string): boolean {
    return this.#index.has(name);
  }

  /** Names that users may write, for suggestions. */
  names(): readonly string[] {
    return [...this.#index.keys()].filter((name) => !isInternal(name));
  }

  /** The definition of a primitive; undefined when there is none. */
  lookup(name: string): FunctionDefinition | undefined {
    const known = this.#parsed.get(name);
    if (known !== undefined) return known;
    const expansion = this.#index.get(name);
    if (expansion === undefined) return undefined;
    const definition = this.parse(name, fill(expansion.template.text, expansion.words));
    this.#parsed.set(name, definition);
    return definition;
  }

  /** A definition in the language of preludes (`PreludeGroup`). The text is the tool's own: throws if it is wrong. */
  parse(name: string, text: string): FunctionDefinition {
    const source = new Source(`prelude:${name}`, text);
    const diagnostics = new Diagnostics();
    const span = { source, start: 0, end: text.length };
    const unit = parsePreludeText(span, NO_MACROS, this.#typeNames, diagnostics);
    const definition = unit.functions[0];
    if (definition === undefined || diagnostics.list.length > 0) {
      const problems = diagnostics.list.map((d) => d.message).join("; ");
      throw new Error(`the prelude's ${name} does not parse: ${problems}\n${text}`);
    }
    return definition;
  }

  primitives(): readonly Primitive[] {
    return [...this.#index]
      .filter(([name]) => !isInternal(name))
      .map(([name, { template, words }]) => {
        const head = fill(template.text, words);
        const open = head.indexOf("(") + 1;
        return {
          name,
          parameters: head.slice(open, head.indexOf(")")).replace(/^void$/, ""),
          ordering: fill(template.ordering, words),
          group: template.group.title,
        };
      });
  }
}

/** Primitives that differ by a word of their name, for documentation. */
export interface PrimitiveFamily {
  /** Each as a shell would write all its names: `atomic_{inc,dec}`. */
  readonly names: readonly string[];
  readonly ordering: string;
}

/** A group of the prelude, for documentation. */
export interface PrimitiveGroup {
  readonly title: string;
  readonly source: string;
  readonly families: readonly PrimitiveFamily[];
}

/** A dialect's primitives by group, in its own order; what has one ordering stands together. */
export function primitiveGroups(groups: readonly PreludeGroup[]): readonly PrimitiveGroup[] {
  return groups.map((group) => {
    const families: { names: string[]; ordering: string }[] = [];
    for (const { text, ordering } of templates(group)) {
      if (isInternal(nameOf(text))) continue;
      const said = ordering.replace("@ordering", "as the suffix says");
      if (families.at(-1)?.ordering !== said) families.push({ names: [], ordering: said });
      families.at(-1)!.names.push(bracedName(group, nameOf(text)));
    }
    return { title: group.title, source: group.source, families };
  });
}

function bracedName({ axes }: PreludeGroup, name: string): string {
  return name.replace(WORD, (whole, word: string) => {
    const axis = axes.find((a) => a[0]![word] !== undefined);
    return axis === undefined ? whole : `{${axis.map((row) => row[word]).join(",")}}`;
  });
}

/** What primitives share, with a name of ours. */
function isInternal(name: string): boolean {
  return name.startsWith("__refcount_check") || name.startsWith("__compare_exchange");
}

/** The definitions of a group, each with the comment above it. */
function templates(group: PreludeGroup): readonly Template[] {
  const found: { group: PreludeGroup; text: string; ordering: string }[] = [];
  let ordering = "";
  let current: { group: PreludeGroup; text: string; ordering: string } | undefined;
  for (const line of group.text.split("\n")) {
    if (line === "") continue;
    const first = line[0];
    if (line.startsWith("// ")) {
      ordering = line.slice(3);
    } else if (current !== undefined && (first === "\t" || first === "{" || first === "}")) {
      current.text += `\n${line}`;
    } else {
      current = { group, text: line, ordering };
      found.push(current);
    }
  }
  return found;
}

/** The name that a definition's text defines: the word before its first parenthesis. */
function nameOf(text: string): string {
  return /([\w@]+)\(/.exec(text)![1]!;
}

function mentions(text: string, axis: Axis): boolean {
  const keys = Object.keys(axis[0]!);
  return [...text.matchAll(WORD)].some((match) => keys.includes(match[1]!));
}

/** A word of an axis: `@order`, `@_order`. */
const WORD = /@(_?[a-z]+)/g;

function fill(text: string, words: Readonly<Record<string, string>>): string {
  return text.replace(WORD, (whole, word: string) => words[word] ?? whole);
}

/** Every combination of one row of each axis. */
function rows(axes: readonly Axis[]): readonly Readonly<Record<string, string>>[] {
  return axes.reduce<readonly Readonly<Record<string, string>>[]>(
    (found, axis) => found.flatMap((words) => axis.map((row) => ({ ...words, ...row }))),
    [{}],
  );
}
