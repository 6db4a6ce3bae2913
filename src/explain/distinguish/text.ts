import type { Form } from "./forms.js";
import type { Language, Order, Site } from "./vocabulary.js";

/** A form with an order at some of its sites: a program of a language. */
export interface Candidate {
  readonly form: Form;
  readonly language: Language;
  readonly sites: readonly Site[];
  /** For each site 0 for nothing, else which of its orders, from 1. */
  readonly levels: readonly number[];
}

/** What stands around the threads in the text. */
interface Surroundings {
  readonly name: string;
  readonly description: string;
  /** What follows the threads: the condition and, after it, expectations. */
  readonly tail: string;
}

const NAMES = "xyzabcdefgh";

/** The text of a program. */
export function textOf(candidate: Candidate, { name, description, tail }: Surroundings): string {
  const { form } = candidate;
  const heading = description === "" ? `C ${name}` : `C ${name}\n"${description}"`;
  const values = valuesOf(form);
  const threads = form.map((_, thread) => threadText(candidate, thread, values[thread]!));
  return `${[heading, "{}", ...threads, tail].join("\n\n")}\n`;
}

/** What is seen of a final state: every register, then every location. */
export function observedOf(form: Form): readonly string[] {
  const registers = form.flatMap((words, thread) => {
    const reads = words.filter(({ letter }) => letter.name !== "write");
    return reads.map((_, register) => `${thread}:r${register}`);
  });
  const locations = new Set(form.flat().map(({ location }) => location));
  return [...registers, ...[...locations].sort().map((location) => NAMES[location]!)];
}

/** What each access writes: at every location 1, 2 and so on. */
function valuesOf(form: Form): readonly (readonly number[])[] {
  const counts = new Map<number, number>();
  return form.map((words) =>
    words.map(({ letter, location }) => {
      if (letter.name === "read") return 0;
      const value = (counts.get(location) ?? 0) + 1;
      counts.set(location, value);
      return value;
    }),
  );
}

function threadText(candidate: Candidate, thread: number, values: readonly number[]): string {
  const { form, language } = candidate;
  const words = form[thread]!;
  const locations = [...new Set(words.map(({ location }) => location))].sort();
  const parameters = locations.map((location) => `${language.type} *${NAMES[location]!}`);
  const lines: string[] = [];
  let registers = 0;
  for (const [index, { letter, location }] of words.entries()) {
    const between = orderAt(candidate, thread, "between", index);
    const order = orderAt(candidate, thread, "access", index)?.name ?? null;
    const last = `r${registers - 1}`;
    const isBy = (name: string) => between?.word === "dependencies" && between.name === name;
    const offset = isBy("address") ? `${last} ^ ${last}` : null;
    const place = { name: NAMES[location]!, offset };
    const value = isBy("data") ? `${values[index]!} + (${last} ^ ${last})` : `${values[index]!}`;
    if (between !== null && between.word !== "dependencies") lines.push(between.name);
    if (letter.name === "write") {
      const write = `${language.write(place, value, order)};`;
      lines.push(...(isBy("control") ? [`if (${last} >= 0)`, `\t${write}`] : [write]));
      continue;
    }
    const name = `r${registers++}`;
    const access =
      letter.name === "read" ? language.read(place, order) : language.update(place, value, order);
    lines.push(`int ${name} = ${access};`);
  }
  const isSection = orderAt(candidate, thread, "thread", 0) !== null;
  const body = isSection ? ["rcu_read_lock();", ...lines, "rcu_read_unlock();"] : lines;
  const head = `P${thread}(${parameters.join(", ")})`;
  return [head, "{", ...body.map((line) => `\t${line}`), "}"].join("\n");
}

function orderAt(
  { sites, levels }: Candidate,
  thread: number,
  kind: Site["kind"],
  index: number,
): Order | null {
  const i = sites.findIndex((s) => s.thread === thread && s.kind === kind && s.index === index);
  return i < 0 || levels[i] === 0 ? null : sites[i]!.orders[levels[i]! - 1]!;
}
