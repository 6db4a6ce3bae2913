import type { Story } from "../../explain/story/story.js";
import type { Step } from "../../machine/machine.js";
import type { Trace } from "../../machine/trace.js";
import { valueInWords } from "../../machine/words.js";
import type { Program } from "../../program/program.js";
import { delaysOf } from "../delays.js";
import { disorderText } from "../disorder.js";
import { lineOf, outcomeText } from "../words.js";
import {
  type Area,
  type Box,
  type Drawing,
  type Label,
  type Line,
  type LineKind,
  lineHeight,
  MARGIN,
  PLAIN_LABEL,
  type Shape,
  wrapped,
} from "./drawing.js";
import { notesBelow, titleLabel } from "./layout.js";

/** Of a thread's lane, and the letters of a line in it. */
const LANE_WIDTH = 214;
const LETTERS = 29;
const GAP = 64;
const BAR = 7;
const ROW_GAP = 12;
/** From the left edge to the numbers of the steps, and to the first lane. */
const NUMBERS = 34;

type MachineStory = Extract<Story, { readonly engine: "machine" }>;

/**
 * A machine's trace in space and time: a lane a thread and one for memory, time downwards, a row a step. A bar stands beside
 * a lane for as long as a store waits in the buffer; what leaves it goes on to memory. Pairs that took effect against
 * program order are joined at the left of their lane.
 */
export function spaceTime(program: Program, story: MachineStory, title: string): Drawing {
  return new SpaceTime(program, story).drawing(title);
}

class SpaceTime {
  readonly #program: Program;
  readonly #trace: Trace;
  readonly #story: MachineStory;
  readonly #boxes: Box[] = [];
  readonly #lines: Line[] = [];
  readonly #labels: Label[] = [];
  readonly #bars: Shape[] = [];
  /** Boxes of memory by step. */
  readonly #memory = new Map<number, Box>();
  readonly #marked: ReadonlySet<number>;
  readonly #top = MARGIN + lineHeight("heading") * 3;

  constructor(program: Program, story: MachineStory) {
    this.#program = program;
    this.#story = story;
    this.#trace = story.trace;
    const { accesses, disorders } = story.plot;
    const pairs = disorders.flatMap(({ first, second }) => [first, second]);
    this.#marked = new Set(pairs.map((access) => accesses[access]!.origin));
  }

  drawing(title: string): Drawing {
    const { steps } = this.#trace;
    let y = this.#top;
    for (const [n, step] of steps.entries()) y = this.#row(n, step, y);
    this.#stores();
    this.#staleReads();
    this.#disorders();
    const width = this.#memoryX + LANE_WIDTH + MARGIN;
    const { plot, values } = this.#story;
    const notes = [
      `ends with ${outcomeText(this.#program, values)}`,
      ...plot.disorders.map((disorder) => disorderText(this.#program, plot, disorder)),
    ];
    const below = notesBelow(notes, y + ROW_GAP, width);
    const full = `${this.#program.name}: ${title}`;
    const shapes: readonly Shape[] = [
      ...this.#lanes(y),
      ...this.#lines,
      ...this.#bars,
      ...this.#boxes,
      ...this.#labels,
      titleLabel(full, width),
      ...below.labels,
    ];
    const told = steps.map(({ text }, n) => `${n + 1}. ${text}`).join("; ");
    return { width, height: below.y + MARGIN, title: full, description: told, shapes };
  }

  #laneX(thread: number): number {
    return MARGIN + NUMBERS + GAP * 0.6 + thread * (LANE_WIDTH + GAP);
  }

  get #memoryX(): number {
    return this.#laneX(this.#program.threads.length);
  }

  #lanes(bottom: number): readonly Shape[] {
    const names = [...this.#program.threads.map(({ name }) => name), "memory"];
    return names.flatMap((text, lane): readonly Shape[] => {
      const x = this.#laneX(lane) + LANE_WIDTH / 2;
      const points = [
        { x, y: this.#top - 6 },
        { x, y: bottom },
      ];
      const area = { x: this.#laneX(lane), y: MARGIN + lineHeight("heading") * 1.6 };
      const size = { width: LANE_WIDTH, height: lineHeight("heading") };
      return [
        { kind: "line", points, isCurved: false, style: "lane", isMarked: false, hasArrow: false },
        { kind: "label", text, size: "heading", ...area, ...size, ...PLAIN_LABEL },
      ];
    });
  }

  /** One step; gives where the next row begins. */
  #row(n: number, step: Step, y: number): number {
    const lane = Math.max(0, step.thread);
    const isOfMemory = step.thread < 0;
    const lines = wrapped(this.#words(step), LETTERS).map(
      (text) => ({ text, size: "small" }) as const,
    );
    const changes = this.#changes(n);
    const height = Math.max(lines.length, changes.length) * lineHeight("small") + 10;
    const x = isOfMemory ? this.#memoryX : this.#laneX(lane);
    const area = { x, y, width: LANE_WIDTH, height };
    this.#boxes.push({ kind: "box", ...area, lines, isMarked: this.#marked.has(n) });
    const number = { x: MARGIN, y: y + (height - lineHeight("small")) / 2 };
    const size = { width: NUMBERS - 8, height: lineHeight("small") };
    this.#labels.push({
      kind: "label",
      text: `${n + 1}`,
      size: "small",
      ...number,
      ...size,
      ...PLAIN_LABEL,
    });
    if (!isOfMemory) this.#meetMemory(n, step, area, changes);
    return y + height + ROW_GAP;
  }

  /** The words of a step with its line, without the thread's name: it stands in that lane. */
  #words({ thread, text, site }: Step): string {
    const name = thread < 0 ? "" : this.#program.threads[thread]!.name;
    const prefix = [`${name} `, `${name}'s `].find((start) => text.startsWith(start)) ?? "";
    const line = site === null ? "" : `${lineOf(site)}: `;
    return `${line}${text.slice(prefix.length)}`;
  }

  /** What a step changes in memory: `x = 1`. */
  #changes(n: number): readonly string[] {
    const { views } = this.#trace;
    const [before, after] = [views[n]!.memory, views[n + 1]!.memory];
    return after.flatMap((value, location) => {
      const { name, isHidden } = this.#program.locations[location]!;
      const isShown = value !== before[location] && !isHidden;
      return isShown ? [`${name} = ${valueInWords(this.#program, value)}`] : [];
    });
  }

  /** An arrow to memory for what changes it, from memory for what is read there. */
  #meetMemory(
    n: number,
    { access }: Step,
    { x, y, width, height }: Area,
    changes: readonly string[],
  ): void {
    const middle = y + height / 2;
    const right = x + width;
    if (changes.length > 0) {
      const lines = changes
        .flatMap((text) => wrapped(text, LETTERS))
        .map((text) => ({ text, size: "small" }) as const);
      const box: Box = {
        kind: "box",
        x: this.#memoryX,
        y,
        width: LANE_WIDTH,
        height,
        lines,
        isMarked: false,
      };
      this.#memory.set(n, box);
      this.#boxes.push(box);
      this.#arrow(
        [
          { x: right, y: middle },
          { x: this.#memoryX, y: middle },
        ],
        "memory",
      );
      return;
    }
    const isFromMemory = access?.kind === "read" && access.from === "memory";
    const from = { x: this.#memoryX + LANE_WIDTH / 2, y: middle };
    if (isFromMemory) this.#arrow([from, { x: right, y: middle }], "rf");
  }

  #arrow(points: Line["points"], style: LineKind, isMarked = false, isCurved = false): void {
    this.#lines.push({ kind: "line", points, isCurved, style, isMarked, hasArrow: true });
  }

  /** A bar from where a store was buffered to where it left. */
  #stores(): void {
    const ends = new Map<number, number[]>();
    for (const { store, drain } of delaysOf(this.#trace)) {
      const { thread } = this.#trace.steps[store]!;
      const [from, to] = [this.#boxOf(store), this.#boxOf(drain)];
      const slots = ends.get(thread) ?? [];
      ends.set(thread, slots);
      const free = slots.findIndex((end) => end < store);
      const slot = free < 0 ? slots.length : free;
      slots[slot] = drain;
      const x = from.x + from.width + 4 + slot * (BAR + 3);
      const [top, bottom] = [from.y + from.height / 2, to.y + to.height / 2];
      this.#bars.push({ kind: "bar", x, y: top, width: BAR, height: bottom - top });
    }
  }

  #boxOf(step: number): Box {
    return this.#boxes.filter(({ x }) => x !== this.#memoryX)[this.#threadStep(step)]!;
  }

  /** How many steps of threads there are before one. */
  #threadStep(step: number): number {
    return this.#trace.steps.slice(0, step).filter(({ thread }) => thread >= 0).length;
  }

  /** From the write that made a value stale to who read the old one all the same. */
  #staleReads(): void {
    for (const [n, { access }] of this.#trace.steps.entries()) {
      const since = access?.staleSince;
      const box = since === undefined ? undefined : this.#memory.get(since);
      if (box === undefined) continue;
      const reader = this.#boxOf(n);
      const y = reader.y + reader.height / 2;
      const x = this.#memoryX - GAP * 0.3;
      const start = { x: this.#memoryX, y: box.y + box.height * 0.8 };
      const points = [start, { x, y: start.y }, { x, y }, { x: reader.x + reader.width, y }];
      this.#arrow(points, "fr", true);
    }
  }

  /** Joins the steps of each pair that took effect out of order. */
  #disorders(): void {
    const { accesses, disorders } = this.#story.plot;
    const lanes = new Map<number, number>();
    for (const { first, second } of disorders) {
      const [a, b] = [accesses[first]!, accesses[second]!];
      if (a.thread !== b.thread) continue;
      const lane = lanes.get(a.thread) ?? 0;
      lanes.set(a.thread, lane + 1);
      const [from, to] = [this.#boxOf(a.origin), this.#boxOf(b.origin)];
      const x = from.x - 12 - 9 * lane;
      const [y1, y2] = [from.y + from.height / 2, to.y + to.height / 2];
      const points = [
        { x: from.x, y: y1 },
        { x, y: y1 + (y2 - y1) * 0.2 },
        { x, y: y1 + (y2 - y1) * 0.8 },
        { x: to.x, y: y2 },
      ];
      this.#arrow(points, "disorder", true, true);
    }
  }
}
