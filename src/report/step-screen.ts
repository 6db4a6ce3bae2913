import type { Note } from "../machine/machine.js";
import type { CodeLine } from "../stepper/code.js";
import type { Stepper } from "../stepper/session.js";
import type { End, NamedValue } from "../stepper/view.js";
import type { Format, Look } from "./look.js";
import {
  flowed,
  type Piece,
  type Pieces,
  painted,
  piece,
  sideBySide,
  wordsOf,
} from "./step-lines.js";

/** What a stepper's screen is made of. */
export interface StepScreen {
  readonly stepper: Stepper;
  readonly look: Look;
  /** Lines that there is room for; `Infinity` where text scrolls. */
  readonly height: number;
  /** Place of the possible step that Enter takes, -1 for none. */
  readonly selected: number;
  /** Lines shown in place of the steps: an answer, or help. Null: the steps. */
  readonly panel: readonly string[] | null;
  /** The last line, empty for none. */
  readonly footer: string;
}

/** Columns of a thread's code at least: with less room threads stand below each other. */
const PANE_MIN = 34;
const GAP = 2;
/** Lines of code of a thread at most, for the state stands below them; and at least. */
const CODE_LINES_MAX = 16;
const CODE_LINES_MIN = 1;
/** Lines of the list of steps that code makes room for. */
const LIST_LINES = 7;
/** Lines of one part of a state at most, such as the registers of a thread. */
const PART_LINES_MAX = 3;
const CHANGED: Format = "yellow";

/** The screen of a session: code and state of every thread, memory, the last step, and what can happen next. */
export function stepScreen(screen: StepScreen): readonly string[] {
  const { stepper, look, height, footer, panel } = screen;
  const { width } = look;
  const state = [
    ...memoryLines(stepper, width),
    ...noteLines(stepper, width),
    ...lastLines(stepper, width),
  ].map((line) => painted(line, width, look, false));
  const list = panel ?? listRows(screen, false).flat();
  const bottom = footer === "" ? [] : [painted([piece(footer, "dim")], width, look, false)];
  const withoutCode = bandsOf(stepper, look, 0).length + state.length + bottom.length + 2;
  const wanted = panel === null ? Math.min(list.length, LIST_LINES) : list.length;
  const room = Math.floor((height - withoutCode - wanted) / bandCount(stepper, width));
  const codeLines = Math.max(CODE_LINES_MIN, Math.min(CODE_LINES_MAX, room));
  const head = [
    titleLine(stepper, width, look),
    ...bandsOf(stepper, look, codeLines),
    ...state,
    "",
  ].slice(0, Math.max(0, height - bottom.length - 2));
  const left = height - head.length - bottom.length;
  const shown = list.length <= left ? list : fitted(screen, left);
  const rest = left === Number.POSITIVE_INFINITY ? 0 : left - shown.length;
  return [...head, ...shown, ...Array.from({ length: rest }, () => ""), ...bottom];
}

/** A list that is too long: a line for each step, all of the selected one, and how much is missing. */
function fitted(screen: StepScreen, room: number): readonly string[] {
  const { panel, selected } = screen;
  if (panel !== null)
    return [...panel.slice(0, room - 1), `... ${panel.length - room + 1} more lines`];
  const rows = listRows(screen, true);
  let first = 0;
  const heightOf = () => rows.slice(first, selected + 1).flat().length;
  while (first < selected && heightOf() > room - 1) first++;
  let last = Math.max(selected, first) + 1;
  while (last < rows.length && rows.slice(first, last + 1).flat().length < room) last++;
  const above = first === 0 ? "" : `${first} above`;
  const below = last === rows.length ? "" : `${rows.length - last} below`;
  const more = [above, below].filter((text) => text !== "").join(", ");
  return [
    ...rows
      .slice(first, last)
      .flat()
      .slice(0, room - 1),
    `    ... ${more}`,
  ];
}

function titleLine({ subject, state }: Stepper, width: number, look: Look): string {
  const { test, variant, model } = subject;
  const { at, history } = state;
  const position = at === 0 && history.length === 0 ? "start" : `step ${at} of ${history.length}`;
  const name = variant.name === null ? "" : `  ${variant.name}`;
  const left = `${test.file.name.text}${name}  under ${model.id}`;
  const space = " ".repeat(Math.max(2, width - left.length - position.length));
  return painted([piece(left, "bold"), piece(space), piece(position)], width, look, false);
}

function bandCount({ code }: Stepper, width: number): number {
  return Math.ceil(code.length / Math.max(1, Math.floor((width + GAP) / (PANE_MIN + GAP))));
}

/** The threads side by side, in as many bands as it takes, with `codeLines` lines of code each. */
function bandsOf(stepper: Stepper, look: Look, codeLines: number): readonly string[] {
  const bands = bandCount(stepper, look.width);
  const perBand = Math.ceil(stepper.code.length / bands);
  const width = Math.floor((look.width + GAP) / perBand) - GAP;
  return Array.from({ length: bands }, (_, band) => {
    const threads = stepper.code.map((_, t) => t).slice(band * perBand, (band + 1) * perBand);
    const code = threads.map((t) => codePane(stepper, t, codeLines));
    const parts = PARTS.map((part) => threads.map((t) => part(stepper, t, width)));
    return [code, ...parts].flatMap((columns) => sideBySide(columns, width, look));
  }).flat();
}

/**
 * Name and code of a thread. Before the line of its next instruction stands `>`, before calls that it is inside of `^`,
 * before others that may happen now `+`.
 */
function codePane(stepper: Stepper, t: number, height: number): readonly Pieces[] {
  const { view, history, at } = stepper.state;
  const { name, line, calls } = view.threads[t]!;
  const code = stepper.code[t]!;
  const possible = view.possible.filter(({ thread }) => thread === t).map((step) => step.line);
  const taken = stepper.lastLine(t);
  const isLast = at > 0 && history[at - 1]!.thread === t;
  const current = code.findIndex((one) => one.line === line);
  const title = [
    piece(name, isLast ? CHANGED : "bold"),
    piece(line === null ? "  at its end" : "", "dim"),
  ];
  const focus = current >= 0 ? current : code.length - 1;
  const shown = around(code, focus, height);
  const digits = Math.max(...code.map((one) => `${one.line ?? ""}`.length), 1);
  return [
    title,
    ...shown.map((one): Pieces => {
      const isCurrent = one.line !== null && one.line === line;
      const mark = isCurrent ? ">" : markOf(one.line, calls, possible);
      const number = `${one.line ?? ""}`.padStart(digits);
      const format =
        one.line !== null && one.line === taken ? CHANGED : isCurrent ? "bold" : undefined;
      return [piece(`${mark} `, "bold"), piece(`${number} `, "dim"), piece(one.text, format)];
    }),
  ];
}

function markOf(
  line: number | null,
  calls: readonly number[],
  possible: readonly (number | null)[],
): string {
  if (line === null) return " ";
  if (calls.includes(line)) return "^";
  return possible.includes(line) ? "+" : " ";
}

/** `height` lines, two thirds of them from the one that matters on. */
function around(code: readonly CodeLine[], focus: number, height: number): readonly CodeLine[] {
  const before = Math.floor(height / 3);
  const first = Math.max(0, Math.min(focus - before, code.length - height));
  return code.slice(first, first + height);
}

type Part = (stepper: Stepper, t: number, width: number) => readonly Pieces[];

const PARTS: readonly Part[] = [
  (stepper, t, width) => valueLines(stepper, t, "registers", "", width),
  (stepper, t, width) => valueLines(stepper, t, "storeBuffer", "store buffer", width),
  (stepper, t, width) => valueLines(stepper, t, "stale", "stale", width),
  (stepper, t, width) => {
    if (!stepper.isUsed(t, "sections")) return [];
    const { sections } = stepper.state.view.threads[t]!;
    const format = stepper.isChanged("threads", t, "sections") ? CHANGED : undefined;
    const words = sections.map(({ domain, depth }) => `${domain}${depth > 1 ? ` x${depth}` : ""}`);
    return flowed("in sections of ", [marked(words.join(" ") || "-", format)], width);
  },
  (stepper, t, width) => {
    if (!stepper.isUsed(t, "notes")) return [];
    const { notes } = stepper.state.view.threads[t]!;
    const format = stepper.isChanged("threads", t, "notes") ? CHANGED : undefined;
    return notes.flatMap((note) => noteLine(note, width, format));
  },
];

/** Values of a thread: registers one by one, a buffer as a whole, for its entries move up. */
function valueLines(
  stepper: Stepper,
  t: number,
  part: "registers" | "storeBuffer" | "stale",
  label: string,
  width: number,
): readonly Pieces[] {
  const values: readonly (NamedValue & { readonly group?: number })[] =
    stepper.state.view.threads[t]![part];
  const isBuffer = part !== "registers";
  if (isBuffer && !stepper.isUsed(t, part)) return [];
  const fresh = isBuffer ? freshIn(values, stepper.before?.threads[t]?.[part] ?? values) : [];
  const words = values.map(({ name, value, group = 0 }, k) => {
    const isChanged = isBuffer ? fresh[k]! : stepper.isChanged("threads", t, part, k);
    const isBehind = isBuffer && k > 0 && group !== (values[k - 1]?.group ?? 0);
    const text = `${isBehind ? "| " : ""}${name}=${value}`;
    return marked(text, isChanged ? CHANGED : undefined);
  });
  // Where something has only left there is nothing else to mark.
  const hasLost = isBuffer && !fresh.includes(true) && stepper.isChanged("threads", t, part);
  const star = hasLost ? "* " : " ";
  if (words.length === 0 && !isBuffer) return [];
  const shown = words.length === 0 ? [piece("-")] : words;
  return limited(flowed(label === "" ? "" : `${label}${star}`, shown, width));
}

/** Which values of a list were not in it before, each as often as it is there. */
function freshIn(values: readonly NamedValue[], before: readonly NamedValue[]): readonly boolean[] {
  const old = before.map(({ name, value }) => `${name}=${value}`);
  return values.map(({ name, value }) => {
    const at = old.indexOf(`${name}=${value}`);
    if (at >= 0) old.splice(at, 1);
    return at < 0;
  });
}

function memoryLines(stepper: Stepper, width: number): readonly Pieces[] {
  const words = stepper.state.view.memory.map(({ name, value }, k) => {
    const isChanged = stepper.isChanged("memory", k);
    return marked(`${name}=${value}`, isChanged ? CHANGED : undefined);
  });
  return words.length === 0 ? [] : limited(flowed("memory  ", words, width, 2));
}

function noteLines(stepper: Stepper, width: number): readonly Pieces[] {
  const format = stepper.isChanged("notes") ? CHANGED : undefined;
  return stepper.state.view.notes.flatMap((note) => noteLine(note, width, format));
}

function noteLine(
  { label, text }: Note,
  width: number,
  format: Format | undefined,
): readonly Pieces[] {
  return limited(flowed(`${label}  `, wordsOf(text, format), width));
}

/** A value; a star says that it changed. */
function marked(text: string, format: Format | undefined): Piece {
  return format === undefined ? piece(text) : piece(`${text}*`, format);
}

function limited(lines: readonly Pieces[]): readonly Pieces[] {
  if (lines.length <= PART_LINES_MAX) return lines;
  const last = lines[PART_LINES_MAX - 1]!;
  return [...lines.slice(0, PART_LINES_MAX - 1), [...last, piece(" ...", "dim")]];
}

function lastLines({ state }: Stepper, width: number): readonly Pieces[] {
  const { at, history, view } = state;
  const lines = at === 0 ? [] : flowed("last    ", wordsOf(history[at - 1]!.text, CHANGED), width);
  return view.end === null ? lines : [...lines, ...flowed("end     ", endWords(view.end), width)];
}

function endWords(end: End): Pieces {
  if (end.kind !== "final") return wordsOf(end.text, end.kind === "cut" ? "yellow" : "red");
  const fields = end.outcome.map(({ name, value }) => piece(`${name}=${value} `));
  const verdict = end.isCounted
    ? end.satisfies
      ? piece("the condition is true", "green")
      : piece("the condition is false")
    : piece("the test's filter leaves it out", "yellow");
  return [...fields, verdict];
}

/** The possible steps with their numbers, then those that cannot happen yet; short: in one line each but the selected. */
function listRows(
  { stepper, look, selected }: StepScreen,
  isShort: boolean,
): readonly (readonly string[])[] {
  const { possible, impossible } = stepper.state.view;
  const names = stepper.subject.program.threads.map(({ name }) => name);
  const nameWidth = Math.max(...names.map((name) => name.length));
  const numberWidth = `${possible.length}`.length;
  const row = (
    number: string,
    isSelected: boolean,
    step: { readonly thread: number; readonly line: number | null; readonly text: string },
    format: Format | undefined,
  ): readonly string[] => {
    const name = names[step.thread] ?? "";
    const line = `${step.line ?? ""}`.padStart(4);
    const label = `${isSelected ? ">" : " "} ${number.padStart(numberWidth)}  ${name.padEnd(nameWidth)}${line}  `;
    const text = withoutName(step.text, name);
    const start = piece(label, isSelected ? "bold" : format);
    if (isShort && !isSelected)
      return [painted([start, piece(text, format)], look.width, look, false)];
    const [[, ...words] = [], ...rest] = flowed(label, wordsOf(text, format), look.width);
    return [[start, ...words], ...rest].map((line) => painted(line, look.width, look, false));
  };
  return [
    ...possible.map((step) => row(`${step.index + 1}`, step.index === selected, step, undefined)),
    ...impossible.map((step) => row("", false, step, "dim")),
  ];
}

/** The words of a step without the thread's name, which has a column: `P1 reads`, `P1's store`. */
function withoutName(text: string, name: string): string {
  const prefix = [`${name} `, `${name}'s `].find((start) => text.startsWith(start)) ?? "";
  return text.slice(prefix.length);
}
