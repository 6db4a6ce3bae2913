import type { Plot, StoryAccess } from "../explain/story/story.js";
import { valueInWords } from "../machine/words.js";
import type { Program } from "../program/program.js";
import { locationName } from "./json-witness.js";
import { type Column, keepEquations, type Table, type TextCell } from "./layout.js";
import { lineOf, listText } from "./words.js";

const COLUMNS: readonly (Column & { readonly isOptional: boolean })[] = [
  { header: "step", align: "right", isOptional: false },
  { header: "thread", align: "left", isOptional: false },
  { header: "line", align: "right", isOptional: false },
  { header: "what takes effect", align: "left", isOptional: false },
  { header: "value from", align: "left", isOptional: true },
  { header: "ahead of its own", align: "left", isOptional: true },
];

/**
 * The accesses of an execution in an order in which they can have taken effect: what each does, at which step the value
 * that it reads was written, and before which lines of its own thread it came although they stand before it. Columns that
 * nobody uses are left out.
 */
export function scheduleTable(program: Program, plot: Plot): Table {
  const { accesses, schedule } = plot;
  const places = new Map(schedule.map((access, place) => [access, place + 1]));
  const rows = schedule.map((i): readonly TextCell[] => {
    const access = accesses[i]!;
    const { thread, site, kind, source } = access;
    const ahead = accesses.flatMap((other, k) => {
      const isAhead = other.thread === thread && k < i && places.get(k)! > places.get(i)!;
      return isAhead && other.site !== null ? [`${lineOf(other.site)}`] : [];
    });
    const from = source === null ? "start" : sourceText(places.get(source)!, places.get(i)!);
    return [
      `${places.get(i)!}`,
      program.threads[thread]!.name,
      site === null ? "" : `${lineOf(site)}`,
      keepEquations(doneText(program, access)),
      kind === "write" ? "" : from,
      ahead.length === 0 ? "" : `line ${listText([...new Set(ahead)])}`,
    ].map((text) => ({ text }));
  });
  const used = COLUMNS.map(
    ({ isOptional }, c) => !isOptional || rows.some((row) => row[c]!.text !== ""),
  );
  return {
    columns: COLUMNS.filter((_, c) => used[c]),
    rows: rows.map((row) => row.filter((_, c) => used[c])),
  };
}

/** What an access did: `READ_ONCE reads y = 1`. */
export function doneText(program: Program, access: StoryAccess): string {
  const { site, kind, location, value, written } = access;
  const primitive = site === null || site.primitive === "" ? "" : `${site.primitive} `;
  const name = locationName(program, location);
  const of = valueInWords(program, value);
  if (kind === "update") {
    return `${primitive}updates ${name} from ${of} to ${valueInWords(program, written!)}`;
  }
  return `${primitive}${kind === "read" ? "reads" : "writes"} ${name} = ${of}`;
}

/** A value may come from a store of the thread's own that takes effect later. */
function sourceText(source: number, read: number): string {
  return source < read ? `step ${source}` : `its store, step ${source}`;
}
