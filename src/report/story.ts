import type { Step, View } from "../machine/machine.js";
import type { Trace } from "../machine/trace.js";
import { valueInWords } from "../machine/words.js";
import type { Program } from "../program/program.js";
import { issuerOf } from "./delays.js";
import { type Column, layOut, type TextCell } from "./layout.js";
import type { Look } from "./look.js";
import { lineOf } from "./words.js";

/** One line of a story: a step and what the machine looks like after it. */
interface StoryRow {
  readonly step: string;
  readonly thread: string;
  readonly line: string;
  readonly words: string;
  readonly storeBuffer: string;
  readonly stale: string;
  readonly memory: string;
}

/**
 * The steps of a trace, one a line, with the buffers and the memory after each. Only what matters is shown: columns that
 * are empty throughout are left out, and of memory the locations that change or are read stale.
 */
export function storyTable(program: Program, trace: Trace, look: Look): readonly string[] {
  const locations = locationsShown(program, trace);
  const start: StoryRow = {
    ...stateColumns(program, trace.views[0]!, locations),
    step: "",
    thread: "",
    line: "",
    words: "start",
  };
  const rows = [start];
  for (const [i, step] of trace.steps.entries()) {
    rows.push({
      ...stateColumns(program, trace.views[i + 1]!, locations),
      step: `${i + 1}`,
      thread: step.thread < 0 ? "" : program.threads[step.thread]!.name,
      line: lineText(issuerOf(trace, i)),
      words: wordsOf(program, step),
    });
  }
  const shown = COLUMNS.filter(
    ({ field, isOptional }) => !isOptional || rows.some((row) => row[field] !== ""),
  );
  const cells = rows.map((row, y) =>
    shown.map(({ field }): TextCell => {
      const text = row[field];
      // What a step left as it was steps back.
      const isSame = STATE_FIELDS.has(field) && rows[y - 1]?.[field] === text;
      return { text, format: isSame ? "dim" : undefined };
    }),
  );
  return layOut(shown, cells, look);
}

const STATE_FIELDS: ReadonlySet<keyof StoryRow> = new Set(["storeBuffer", "stale", "memory"]);

const COLUMNS: readonly (Column & {
  readonly field: keyof StoryRow;
  readonly isOptional: boolean;
})[] = [
  { header: "step", align: "right", field: "step", isOptional: false },
  { header: "thread", align: "left", field: "thread", isOptional: false },
  { header: "line", align: "right", field: "line", isOptional: false },
  { header: "what happens", align: "left", field: "words", isOptional: false },
  { header: "store buffer", align: "left", field: "storeBuffer", isOptional: true },
  { header: "stale values", align: "left", field: "stale", isOptional: true },
  { header: "memory", align: "left", field: "memory", isOptional: true },
];

/** The words of a step without the thread's name (`P1 reads`, `P1's store`), which has a column of its own. */
function wordsOf(program: Program, { thread, text }: Step): string {
  if (thread < 0) return text;
  const { name } = program.threads[thread]!;
  const prefix = [`${name} `, `${name}'s `].find((start) => text.startsWith(start)) ?? "";
  return text.slice(prefix.length);
}

function lineText({ site }: Step): string {
  return site === null ? "" : `${lineOf(site)}`;
}

/** Locations that matter in a trace: those that change in memory, are buffered, or are stale for somebody. */
function locationsShown(program: Program, trace: Trace): ReadonlySet<number> {
  const shown = new Set<number>();
  const first = trace.views[0]!;
  for (const view of trace.views) {
    for (const [location, value] of view.memory.entries()) {
      if (value !== first.memory[location]) shown.add(location);
    }
    for (const thread of view.threads) {
      for (const { location } of thread.storeBuffer) shown.add(location);
      for (const { location } of thread.stale) shown.add(location);
    }
  }
  for (const [location, { isHidden }] of program.locations.entries()) {
    if (isHidden) shown.delete(location);
  }
  return shown;
}

/** A buffered store or a stale value. */
interface Entry {
  readonly location: number;
  readonly value: number;
  readonly group?: number;
}

function stateColumns(
  program: Program,
  view: View,
  shown: ReadonlySet<number>,
): Pick<StoryRow, "storeBuffer" | "stale" | "memory"> {
  const names = shortNames(program);
  const pair = (entry: Entry) => `${names[entry.location]!}=${valueInWords(program, entry.value)}`;
  const memory = [...shown]
    .sort((a, b) => a - b)
    .map((location) => pair({ location, value: view.memory[location]! }));
  const perThread = (entries: (thread: View["threads"][number]) => readonly Entry[]) =>
    view.threads
      .map((thread, i) => ({ name: program.threads[i]!.name, entries: entries(thread) }))
      .filter((thread) => thread.entries.length > 0)
      .map((thread) => `${thread.name}: ${joinGroups(thread.entries, pair)}`)
      .join("; ");
  return {
    storeBuffer: perThread((thread) => thread.storeBuffer),
    stale: perThread((thread) => thread.stale),
    memory: memory.join(" "),
  };
}

/** Entries one after the other, with a bar where a store barrier stands between two of them. */
function joinGroups(entries: readonly Entry[], pair: (entry: Entry) => string): string {
  return entries
    .map((entry, i) => (i > 0 && entry.group !== entries[i - 1]!.group ? "| " : "") + pair(entry))
    .join(" ");
}

/** The names of all locations, without those leading parts that no two of them need: `vm_refcnt` for `vma.vm_refcnt`. */
function shortNames(program: Program): readonly string[] {
  const paths = program.locations.map(({ name }) => name.split("."));
  return paths.map((path) => {
    for (let length = 1; length < path.length; length++) {
      const tail = path.slice(-length).join(".");
      const isOwn = paths.every(
        (other) => other === path || other.slice(-length).join(".") !== tail,
      );
      if (isOwn) return tail;
    }
    return path.join(".");
  });
}
