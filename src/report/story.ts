import type { Note, Step, ThreadView } from "../machine/machine.js";
import type { Trace } from "../machine/trace.js";
import { valueInWords } from "../machine/words.js";
import type { Location, Program } from "../program/program.js";
import type { Code } from "../program/value.js";
import { issuerOf } from "./delays.js";
import { type Column, keepEquations, layOut, type Table, type TextCell } from "./layout.js";
import type { Look } from "./look.js";
import { lineOf } from "./words.js";

/** One line of a story: a step and what it changed. */
interface StoryRow {
  readonly step: string;
  readonly thread: string;
  readonly line: string;
  readonly words: string;
  readonly storeBuffer: string;
  readonly stale: string;
  readonly notes: string;
  readonly memory: string;
}

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
  { header: "also", align: "left", field: "notes", isOptional: true },
  { header: "memory", align: "left", field: "memory", isOptional: true },
];

/**
 * The steps of a trace, one a line, with the buffers and the memory as far as a step changed them: an empty cell is as
 * the one above, a buffer that ran empty has `-`. A buffer without a name is that of the step's thread. Only what
 * matters is shown. Columns that nobody uses are left out; of memory the locations that change are there, of the stale
 * values those that their thread reads in the end.
 */
export function traceTable(program: Program, trace: Trace): Table {
  const story = new Story(program, trace);
  const rows = [story.start(), ...trace.steps.map((_, i) => story.row(i))];
  const used = COLUMNS.filter(
    ({ field, isOptional }) => !isOptional || rows.some((row) => row[field] !== ""),
  );
  const headers: Partial<Record<keyof StoryRow, string>> = {
    stale: story.staleHeader(),
    notes: story.notesHeader(),
  };
  const shown = used.map((column) => {
    return { ...column, header: headers[column.field] ?? column.header };
  });
  const cells = rows.map((row) => shown.map(({ field }): TextCell => ({ text: row[field] })));
  return { columns: shown, rows: cells };
}

/** The table of a trace as lines of text. */
export function storyTable(program: Program, trace: Trace, look: Look): readonly string[] {
  const { columns, rows } = traceTable(program, trace);
  return layOut(columns, rows, look);
}

/** A buffered store or a stale value. */
interface Entry {
  readonly location: Location;
  readonly value: Code;
  readonly group?: number;
}

class Story {
  readonly #program: Program;
  readonly #trace: Trace;
  readonly #names: readonly string[];
  readonly #shortenings: readonly { readonly pattern: RegExp; readonly short: string }[];
  /** Stale values that are read in the trace, as `thread location`. */
  readonly #readStale: ReadonlySet<string>;

  constructor(program: Program, trace: Trace) {
    this.#program = program;
    this.#trace = trace;
    this.#names = shortNames(program);
    this.#shortenings = program.locations.flatMap(({ name }, location) => {
      const short = this.#names[location]!;
      return short === name ? [] : [{ pattern: wholeName(name), short }];
    });
    const stale = trace.steps.filter(({ access }) => access?.from === "invalidation-buffer");
    this.#readStale = new Set(stale.map(({ thread, access }) => `${thread} ${access!.location}`));
  }

  /** The state before the first step. */
  start(): StoryRow {
    const { views } = this.#trace;
    const changing = this.#program.locations.flatMap(({ isHidden }, location) => {
      const isChanging = views.some((v) => v.memory[location] !== views[0]!.memory[location]);
      return isChanging && !isHidden ? [{ location, value: views[0]!.memory[location]! }] : [];
    });
    return {
      step: "",
      thread: "",
      line: "",
      words: "start",
      storeBuffer: "",
      stale: "",
      notes: "",
      memory: changing.map((entry) => this.#pair(entry)).join(" "),
    };
  }

  /** Step `i`, from 0. */
  row(i: number): StoryRow {
    const step = this.#trace.steps[i]!;
    const { site } = issuerOf(this.#trace, i);
    return {
      step: `${i + 1}`,
      thread: step.thread < 0 ? "" : this.#program.threads[step.thread]!.name,
      line: site === null ? "" : `${lineOf(site)}`,
      words: this.#words(step),
      storeBuffer: this.#changed(i, step.thread, ({ storeBuffer }) => storeBuffer),
      stale: this.#changed(i, this.#staleThread(), ({ stale }, thread) =>
        stale.filter(({ location }) => this.#readStale.has(`${thread} ${location}`)),
      ),
      notes: this.#changedNotes(i, step.thread),
      memory: this.#changedMemory(i),
    };
  }

  /** The words of a step with short names, and without the thread's (`P1 reads`, `P1's store`): it has a column. */
  #words({ thread, text }: Step): string {
    const name = thread < 0 ? "" : this.#program.threads[thread]!.name;
    const prefix = [`${name} `, `${name}'s `].find((start) => text.startsWith(start)) ?? "";
    return keepEquations(this.#shorten(text.slice(prefix.length)));
  }

  #shorten(text: string): string {
    let words = text;
    for (const { pattern, short } of this.#shortenings) words = words.replace(pattern, short);
    return words;
  }

  /** Names the thread when it is the only one that reads stale values: its name need not be in the cells then. */
  staleHeader(): string {
    const thread = this.#staleThread();
    return thread < 0 ? "stale values" : `stale in ${this.#program.threads[thread]!.name}`;
  }

  /** The only thread that reads stale values, -1 when there are several. */
  #staleThread(): number {
    const threads = new Set([...this.#readStale].map((key) => Number(key.split(" ")[0])));
    return threads.size === 1 ? [...threads][0]! : -1;
  }

  /** What the notes are of, when they all are of one thing: then it need not be in the cells. */
  notesHeader(): string {
    const labels = this.#labels();
    return labels.size === 1 ? [...labels][0]! : "also";
  }

  #labels(): ReadonlySet<string> {
    const { views } = this.#trace;
    const all = views.flatMap((view) => [...view.notes, ...view.threads.flatMap((t) => t.notes)]);
    return new Set(all.map(({ label }) => label));
  }

  /** The notes that step `i` changed, each as it is afterwards; those of thread `unnamed` go without a name. */
  #changedNotes(i: number, unnamed: number): string {
    const isOne = this.#labels().size === 1;
    const [before, after] = [this.#trace.views[i]!, this.#trace.views[i + 1]!];
    const words = (notes: readonly Note[]): string => {
      return notes.map(({ label, text }) => (isOne ? text : `${label}: ${text}`)).join("; ");
    };
    const changed = (
      was: readonly Note[],
      is: readonly Note[],
      name: string,
    ): readonly string[] => {
      if (words(was) === words(is)) return [];
      return [`${name}${is.length === 0 ? "-" : words(is)}`];
    };
    const parts = [
      ...changed(before.notes, after.notes, ""),
      ...this.#program.threads.flatMap(({ name }, t) => {
        const own = t === unnamed ? "" : `${name}: `;
        return changed(before.threads[t]!.notes, after.threads[t]!.notes, own);
      }),
    ];
    return keepEquations(this.#shorten(parts.join("; ")));
  }

  /** The buffers that step `i` changed, each as it is afterwards; that of thread `unnamed` goes without a name. */
  #changed(
    i: number,
    unnamed: number,
    entriesOf: (view: ThreadView, thread: number) => readonly Entry[],
  ): string {
    const { views } = this.#trace;
    const parts = this.#program.threads.flatMap(({ name }, thread) => {
      const [before, after] = [views[i]!, views[i + 1]!].map((view) =>
        this.#entries(entriesOf(view.threads[thread]!, thread)),
      );
      if (before === after) return [];
      return [`${thread === unnamed ? "" : `${name}: `}${after === "" ? "-" : after}`];
    });
    return parts.join("; ");
  }

  #changedMemory(i: number): string {
    const [before, after] = [this.#trace.views[i]!.memory, this.#trace.views[i + 1]!.memory];
    const changed = after.flatMap((value, location) => {
      const isShown = value !== before[location] && !this.#program.locations[location]!.isHidden;
      return isShown ? [this.#pair({ location, value })] : [];
    });
    return changed.join(" ");
  }

  /** Entries one after the other, with a bar where a store barrier stands between two of them. */
  #entries(entries: readonly Entry[]): string {
    const words = entries.map((entry, i) => {
      const isBehindBarrier = i > 0 && entry.group !== entries[i - 1]!.group;
      return `${isBehindBarrier ? "| " : ""}${this.#pair(entry)}`;
    });
    return words.join(" ");
  }

  #pair({ location, value }: Entry): string {
    return `${this.#names[location]!}=${valueInWords(this.#program, value)}`;
  }
}

/** The names of all locations, without the variable before the first dot where no two then are the same. */
function shortNames(program: Program): readonly string[] {
  const long = program.locations.map(({ name }) => name);
  const short = long.map((name) => name.slice(name.indexOf(".") + 1));
  return long.map((name, i) => {
    const isOwn = [...long, ...short].filter((other) => other === short[i]).length === 1;
    return isOwn ? short[i]! : name;
  });
}

/** A location's name where it stands alone, not as a part of a longer one. */
function wholeName(name: string): RegExp {
  return new RegExp(`(?<![\\w.])${name.replace(/[.[\]]/g, "\\$&")}(?![\\w[])`, "g");
}
