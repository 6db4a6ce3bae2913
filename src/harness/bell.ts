import type { BellEventType, BellInfo } from "../axiomatic/cat/bell.js";
import type { PathEvent } from "../axiomatic/path.js";
import { unfold } from "../axiomatic/unfold.js";
import type { Vocabulary } from "../axiomatic/vocabulary/vocabulary.js";
import type { Program } from "../program/program.js";
import type { Diagnostic } from "../source/diagnostic.js";

/**
 * Annotations of a program's events that a bell file does not allow on events of their kind, each once, where it stands
 * in the test. A file that says nothing of any kind allows everything.
 */
export function disallowedAnnotations(
  program: Program,
  vocabulary: Vocabulary,
  bell: BellInfo,
): readonly Diagnostic[] {
  if (bell.annotations.size === 0) return [];
  const found = new Map<string, Diagnostic>();
  for (const event of unfold(program)
    .threads.flat()
    .flatMap(({ events }) => events)) {
    const types = typesOf(event);
    const allowed = new Set(types.flatMap((type) => tagsOf(bell, type)));
    for (const set of vocabulary.setsOf(event)) {
      const tag = tagOf(set, bell);
      if (STRUCTURAL.has(set) || allowed.has(tag)) continue;
      const { span } = event.site;
      found.set(`${tag} ${span.start}`, {
        severity: "error",
        code: "annotation",
        message: `the bell file does not allow \`${tag}\` on a ${NAMES[event.kind]}`,
        span,
        notes:
          allowed.size === 0
            ? []
            : [{ message: `allowed there: ${[...allowed].sort().join(", ")}` }],
      });
    }
  }
  return [...found.values()].sort((a, b) => a.span.start - b.span.start);
}

/** Sets that say what an event is and not how the text annotates it. */
const STRUCTURAL: ReadonlySet<string> = new Set([
  ...["F", "RMW", "X", "EX"],
  ...["LKR", "LKW", "LF", "UL", "RL", "RU"],
]);

const NAMES: Readonly<Record<PathEvent["kind"], string>> = {
  read: "read",
  write: "write",
  fence: "fence",
};

/** The kinds under which a bell file may speak of an event. */
function typesOf(event: PathEvent): readonly BellEventType[] {
  switch (event.kind) {
    case "fence":
      return ["F", "SRCU"];
    case "read":
      return event.isSrcuLock === true ? ["SRCU"] : event.rmw === undefined ? ["R"] : ["RMW", "R"];
    case "write":
      return event.isSrcuUnlock === true
        ? ["SRCU"]
        : event.rmw === undefined
          ? ["W"]
          : ["RMW", "W"];
    default:
      return event satisfies never;
  }
}

function tagsOf({ annotations }: BellInfo, type: BellEventType): readonly string[] {
  return (annotations.get(type) ?? []).flatMap((places) => places.flatMap((tags) => [...tags]));
}

/** The tag of a set: a bell file's own with this spelling, else with a small first letter, as herd derives sets. */
function tagOf(set: string, { enumerations }: BellInfo): string {
  const tags = [...enumerations.values()].flat();
  if (tags.includes(set)) return set;
  return `${set.slice(0, 1).toLowerCase()}${set.slice(1)}`;
}
