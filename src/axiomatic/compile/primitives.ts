import type { Translator } from "./expressions.js";
import type { Node } from "./graph.js";
import { type Meaning, NotCompiled, nodeMeaning, WrongHere } from "./meaning.js";

/** Functions that every model finds in scope, those that only the interpreter knows too. */
export const PRIMITIVES: readonly string[] = [
  "domain",
  "range",
  "fromto",
  "classes-loc",
  "classes",
  "linearisations",
  "lift",
  "delift",
  "deliftinter",
  "bisimulation",
  "tag2events",
  "tag2scope",
  "tag2level",
  "tag2fenced",
  "loc2events",
  "different-values",
  "same-oa",
  "at-least-one-writable",
  "as_transitive",
  "fail",
];

/** The value of a primitive. NotCompiled for those that only an execution can decide. */
export function applyPrimitive(translator: Translator, name: string, argument: Meaning): Meaning {
  const { graph } = translator;
  const isOpen = argument.kind === "empty" || argument.kind === "universe";
  switch (name) {
    case "domain":
    case "range":
      return isOpen ? argument : nodeMeaning(graph.end(name, translator.relation(argument)));
    case "as_transitive":
      return isOpen ? argument : nodeMeaning(graph.closure(translator.relation(argument)));
    case "fromto": {
      const fences = graph.intersection(translator.set(argument), graph.base("F", "set"));
      return nodeMeaning(across(translator, fences));
    }
    case "different-values":
      return nodeMeaning(graph.different(translator.relation(argument)));
    case "same-oa":
    case "at-least-one-writable":
      translator.relation(argument);
      return nodeMeaning(graph.none("relation"));
    case "fail":
      throw new WrongHere("the model fails");
    case "tag2events":
      return nodeMeaning(tagged(translator, argument));
    case "tag2fenced":
      return nodeMeaning(across(translator, tagged(translator, argument)));
    default:
      throw new NotCompiled(`\`${name}\``);
  }
}

/** `po ; [events] ; po`. */
function across({ graph }: Translator, events: Node): Node {
  const po = graph.base("po", "relation");
  return graph.sequence([po, graph.identity(events), po]);
}

/** The events with a tag: the set named like it with a capital. */
function tagged({ graph, setNames }: Translator, argument: Meaning): Node {
  if (argument.kind !== "tag") throw new WrongHere("expected a tag");
  const { tag } = argument;
  const name = tag.charAt(0).toUpperCase() + tag.slice(1);
  if (!setNames.has(name)) throw new WrongHere(`there is no set \`${name}\``);
  return graph.base(name, "set");
}
