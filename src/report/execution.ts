import type { Pairs } from "../axiomatic/path.js";
import type { Witness, WitnessEvent } from "../axiomatic/result.js";
import { valueInWords } from "../machine/words.js";
import type { Program } from "../program/program.js";
import { contradiction, type Link } from "./contradiction.js";
import { locationName } from "./json-witness.js";
import { type Column, keepEquations, layOut, type TextCell } from "./layout.js";
import type { Look } from "./look.js";
import type { Reason } from "./why.js";
import { lineOf } from "./words.js";

const COLUMNS: readonly (Column & { readonly isOptional: boolean })[] = [
  { header: "event", align: "left", isOptional: false },
  { header: "thread", align: "left", isOptional: false },
  { header: "line", align: "right", isOptional: false },
  { header: "what it does", align: "left", isOptional: false },
  { header: "reads from", align: "left", isOptional: true },
  { header: "before", align: "left", isOptional: true },
  { header: "depends on", align: "left", isOptional: true },
];

/**
 * The events of an execution, thread by thread in program order: what each does, where a read takes its value from (rf),
 * before which write its value was there (`fr` of a read, `co` of a write), and what it depends on. Columns that nobody
 * uses are left out.
 */
export function executionTable(program: Program, witness: Witness, look: Look): readonly string[] {
  const names = eventNames(witness);
  const { rf, co, fr, addr, data, ctrl } = witness.relations;
  const from = (i: number, pairs: Pairs) => pairs.filter(([, to]) => to === i).map(([a]) => a);
  const rows = eventOrder(witness).map((i): readonly TextCell[] => {
    const event = witness.events[i]!;
    const sources = from(i, rf).map((a) => names[a] ?? "start");
    const next = [...co, ...fr].filter(([a]) => a === i).map(([, to]) => names[to]!);
    const depends = Object.entries({ addr, data, ctrl }).flatMap(([kind, pairs]) => {
      const on = from(i, pairs).map((a) => names[a]);
      return on.length === 0 ? [] : [`${kind} ${on.join(" ")}`];
    });
    return [
      names[i]!,
      program.threads[event.thread]!.name,
      event.site === null ? "" : `${lineOf(event.site)}`,
      keepEquations(eventText(program, event)),
      sources.join(" "),
      [...new Set(next)].join(" "),
      depends.join(", "),
    ].map((text) => ({ text }));
  });
  const used = COLUMNS.map(
    ({ isOptional }, c) => !isOptional || rows.some((row) => row[c]!.text !== ""),
  );
  return layOut(
    COLUMNS.filter((_, c) => used[c]),
    rows.map((row) => row.filter((_, c) => used[c])),
    look,
  );
}

/**
 * Why no order of the steps one after the other gives the execution: a shortest circle of what has to come before what, and
 * the accesses of one thread in it, which cannot all have taken effect in program order.
 */
export function executionWhy(witness: Witness): readonly Reason[] {
  const links = contradiction(witness);
  if (links === null) {
    const text = "no access is reordered: the order in which the threads take turns is enough";
    return [{ text, sites: [] }];
  }
  const names = eventNames(witness);
  const circle = links.map((link) => linkText(link, names)).join(", ");
  const ordered = links.filter(({ relation }) => relation === "po");
  const pairs = ordered.map(({ from, to }) => `${names[from]} and ${names[to]}`);
  const what =
    ordered.length === 1
      ? `${pairs[0]} are not ordered, although their thread has them in this order`
      : `${listText(pairs)} are not all ordered, although their threads have them in this order`;
  const sites = ordered
    .flatMap(({ from, to }) => [from, to])
    .flatMap((i) => witness.events[i]!.site ?? []);
  return [{ text: `${what}: ${circle}`, sites }];
}

function linkText({ relation, from, to }: Link, names: readonly (string | null)[]): string {
  const [a, b] = [names[from], names[to]];
  switch (relation) {
    case "po":
      return `${a} is before ${b} in program order`;
    case "rf":
      return `${b} reads from ${a}`;
    case "co":
      return `${b} overwrites ${a}`;
    case "fr":
      return `${b} overwrites what ${a} reads`;
    default:
      return relation satisfies never;
  }
}

/** What an event does: `smp_store_release writes y = 1`. */
export function eventText(program: Program, event: WitnessEvent): string {
  const { kind, location, value, written, site } = event;
  const primitive = site === null || site.primitive === "" ? "" : `${site.primitive} `;
  const at = locationName(program, location);
  switch (kind) {
    case "fence":
      return site === null || site.primitive === "" ? event.sets.join(" ") : site.primitive;
    case "read":
      return value === null
        ? `${primitive}${at}`
        : `${primitive}reads ${at} = ${valueInWords(program, value)}`;
    case "write":
      return value === null
        ? `${primitive}${at}`
        : `${primitive}writes ${at} = ${valueInWords(program, value)}`;
    case "read-write": {
      const [old, now] = [value, written].map((code) => valueInWords(program, code!));
      return `${primitive}updates ${at} from ${old} to ${now}`;
    }
    default:
      return kind satisfies never;
  }
}

/** Events of threads, by thread and in program order. */
export function eventOrder({ events, relations }: Witness): readonly number[] {
  const next = new Map(relations.po);
  const after = new Set(next.values());
  const order: number[] = [];
  const threads = [...new Set(events.map(({ thread }) => thread))].filter((thread) => thread >= 0);
  for (const thread of threads.sort((a, b) => a - b)) {
    for (const [first, event] of events.entries()) {
      if (event.thread !== thread || after.has(first)) continue;
      for (let i: number | undefined = first; i !== undefined; i = next.get(i)) order.push(i);
    }
  }
  return order;
}

/** A letter for each event of a thread, in the order of the table: `a` to `z`, then `a1`; null for an initial write. */
function eventNames(witness: Witness): readonly (string | null)[] {
  const names: (string | null)[] = witness.events.map(() => null);
  for (const [place, i] of eventOrder(witness).entries()) {
    const letter = String.fromCharCode(97 + (place % 26));
    names[i] = place < 26 ? letter : `${letter}${Math.floor(place / 26)}`;
  }
  return names;
}

function listText(names: readonly string[]): string {
  return names.length < 2 ? names.join("") : `${names.slice(0, -1).join(", ")}, ${names.at(-1)}`;
}
