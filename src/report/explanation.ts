import type { Link } from "../axiomatic/cat/provenance.js";
import type { WitnessEvent } from "../axiomatic/result.js";
import { isBetweenThreads } from "../explain/carriers.js";
import type { Carrier, Edge, Explanation } from "../explain/explain.js";
import type { WhyForbidden } from "../explain/forbidden.js";
import type { Story } from "../explain/story/story.js";
import { isSure } from "../harness/verdict.js";
import type { Program, Site } from "../program/program.js";
import { place } from "../source/diagnostic.js";
import { disorderReasons } from "./disorder.js";
import { eventText } from "./execution.js";
import { hanging, keepEquations, layOut, type Table, type TextCell } from "./layout.js";
import type { Look } from "./look.js";
import { reasonLines } from "./reason.js";
import { scheduleTable } from "./schedule.js";
import { traceTable } from "./story.js";
import { cellName } from "./subject.js";
import { briefText, supportText } from "./support.js";
import { lineOf, listText, outcomeText } from "./words.js";

/** An explanation before it is laid out: for lines of text, and for a page. */
export interface ExplanationParts {
  /** `plain, under wmm: how it happens`. */
  readonly title: string;
  /** What the title leaves to be said, when there is no table; else empty. */
  readonly brief: string;
  /** The steps of a story, or the events of a circle; null for neither. */
  readonly table: Table | null;
  readonly points: readonly ExplanationPoint[];
}

/** One thing that is said below the table. */
export interface ExplanationPoint {
  /** `why`, `end`, `rests on`. */
  readonly label: string;
  readonly text: string;
  /** The places that it speaks of, where they are to be quoted. */
  readonly sites: readonly Site[];
}

/**
 * How an outcome comes about, and what was out of order on the way; or why it is impossible: the circle of a model, event
 * by event, and what it rests on.
 */
export function explanationParts(explanation: Explanation): ExplanationParts {
  const { variant, cell, why, story } = explanation;
  const where = cellName(variant.name, cell.model.id);
  if (story !== null) return storyParts(explanation, story);
  if (why === null || why.kind === "allowed") {
    const text = isSure(cell) ? cell.observation.toLowerCase() : "not known within the limits";
    const { lacks } = explanation;
    const how =
      lacks === null ? "" : `, by its machine; its axioms have no rules for ${lacks}, so no circle`;
    return { title: where, brief: `${text}${how}`, table: null, points: [] };
  }
  const title = `${where}: why it is impossible`;
  if (why.kind === "no-execution") {
    const text = "no choice of who reads which write gives these values, whatever the order";
    return { title, brief: "", table: null, points: [point("why", text)] };
  }
  const points = [point("why", reasonText(why)), ...carrierPoints(explanation)];
  return { title, brief: "", table: circle(explanation, why), points };
}

/** The same as lines of text. */
export function explanationLines(explanation: Explanation, look: Look): readonly string[] {
  const { title, brief, table, points } = explanationParts(explanation);
  if (brief !== "") return hanging(`${title}:`, brief, look);
  return [
    look.paint("bold", title),
    ...(table === null ? [] : [...layOut(table.columns, table.rows, look), ""]),
    ...points.flatMap(({ label, text, sites }) => {
      if (sites.length > 0) return reasonLines({ text, sites }, look);
      return hanging(
        label.padEnd(label === "and on" ? "rests on".length : LABEL_WIDTH),
        text,
        look,
      );
    }),
  ];
}

const LABEL_WIDTH = 7;

function point(label: string, text: string, sites: readonly Site[] = []): ExplanationPoint {
  return { label, text, sites };
}

function storyParts({ variant, cell }: Explanation, story: Story): ExplanationParts {
  const { program } = variant;
  const { plot } = story;
  const where = cellName(variant.name, cell.model.id);
  const title = program.condition.quantifier === "forall" ? "it comes out otherwise" : "it happens";
  return {
    title: `${where}: how ${title}`,
    brief: "",
    table:
      story.engine === "machine" ? traceTable(program, story.trace) : scheduleTable(program, plot),
    points: [
      point("end", outcomeText(program, story.values)),
      ...disorderReasons(program, plot).map(({ text, sites }) => point("why", text, sites)),
      point("witness", chosenText(story)),
    ],
  };
}

/** What the witness was chosen among, and by what. */
export function chosenText(story: Story): string {
  if (story.engine === "machine") {
    return story.isBest
      ? "the fewest steps; of such traces the least out of order, then the fewest changes of thread"
      : "the fewest steps; there are too many states (the limit) to choose among such traces";
  }
  const { executions, isBest } = story;
  const among = isBest
    ? executions === 1
      ? "the only execution with this outcome"
      : `of all ${executions} executions with this outcome`
    : `of the first ${executions} executions with this outcome (the limit)`;
  return executions === 1 && isBest ? among : `${among} the one with the least out of order`;
}

const COLUMNS = [
  { header: "thread", align: "left" },
  { header: "line", align: "right" },
  { header: "what happens", align: "left" },
  { header: "before the next, because", align: "left" },
  { header: "without that", align: "left" },
  { header: "rule", align: "left" },
] as const;

function circle({ variant: { program }, edges }: Explanation, why: WhyForbidden): Table {
  const { witness, links } = why;
  const rows = links.map((link, k): readonly TextCell[] => {
    const event = witness.events[link.from]!;
    const isInitial = event.thread < 0;
    return [
      { text: isInitial ? "" : program.threads[event.thread]!.name },
      { text: event.site === null ? "" : `${lineOf(event.site)}` },
      {
        text: isInitial
          ? `start: ${initialText(program, why, link.from)}`
          : keepEquations(shortEventText(program, event)),
      },
      { text: keepEquations(becauseText(why, link, edges[k]!)) },
      { text: withoutText(edges[k]!) },
      { text: ruleText(link), format: "dim" },
    ];
  });
  return { columns: COLUMNS, rows };
}

/** What becomes of the outcome when what a link rests on is weakened to nothing. */
function withoutText(edge: Edge): string {
  if (edge.orderings.length === 0) return "always holds";
  if (edge.appears === null) return "not known";
  return edge.appears ? "possible" : "forbidden still";
}

/** A primitive with a longer name is left out: its line is there. */
const NAME_MAX = 24;

function shortEventText(program: Program, event: WitnessEvent): string {
  const { site } = event;
  const isLong = site !== null && event.kind !== "fence" && site.primitive.length > NAME_MAX;
  return eventText(program, isLong ? { ...event, site: null } : event);
}

function initialText(program: Program, { witness }: WhyForbidden, event: number): string {
  return keepEquations(eventText(program, witness.events[event]!).replace(/^writes /, ""));
}

/** Why the event at which a link begins comes before the one at which it ends. */
export function becauseText({ witness }: WhyForbidden, link: Link, { orderings }: Edge): string {
  const to = witness.events[link.to]!;
  const line = to.site === null ? "the start" : `line ${lineOf(to.site)}`;
  if (isBetweenThreads(witness, link)) {
    const communication = communicationText(link, line);
    if (orderings.length === 0) return communication ?? `${link.text} relates it to ${line}`;
    if (communication === null) return `${briefText(orderings)} orders it before ${line}`;
    return `${communication}, which counts by ${briefText(orderings)}`;
  }
  if (link.text === "rmw") return "both are one read-modify-write";
  const isSameLine = to.site !== null && isLine(witness.events[link.from]!.site, lineOf(to.site));
  const later = isSameLine ? `the next access of ${line}` : line;
  if (orderings.length > 0) {
    return link.isInverse
      ? `it belongs to ${briefText(orderings)}`
      : `${briefText(orderings)} orders it before ${later}`;
  }
  switch (link.text) {
    case "addr":
      return `the address at ${line} depends on it`;
    case "data":
      return `the value at ${line} depends on it`;
    case "ctrl":
      return `${line} is done only if it says so`;
    default:
      return `program order alone puts it before ${later}`;
  }
}

/** Who reads from whom or overwrites whom; null for another relation between threads. */
function communicationText({ text, isInverse }: Link, line: string): string | null {
  switch (text) {
    case "rf":
      return isInverse ? `it reads what ${line} writes` : `${line} reads it`;
    case "co":
      return isInverse ? `it overwrites ${line}` : `${line} overwrites it`;
    case "fr":
      return isInverse ? `it overwrites what ${line} reads` : `${line} overwrites what it reads`;
    default:
      return null;
  }
}

function isLine(site: Site | null, line: number): boolean {
  return site !== null && lineOf(site) === line;
}

function ruleText({ name, text, isInverse }: Link): string {
  const own = isInverse ? `(${text})^-1` : text;
  return name === null || name === text ? own : `${name}: ${own}`;
}

function reasonText({ test, span, executions, isComplete }: WhyForbidden): string {
  const which = test === null ? "a test" : `the test \`${test}\``;
  const count = executions === 1 ? "the only execution" : `${executions} executions`;
  const seen = isComplete
    ? executions === 1
      ? `${count} with these values`
      : `all ${count} with these values; this one has the shortest circle`
    : `the first ${count} with these values; of these, this one has the shortest circle`;
  return `each event has to come before the next, and the last before the first, which ${which} at ${place(span)} forbids in ${seen}`;
}

/** What a circle rests on, and whether the outcome appears without it. */
function carrierPoints(explanation: Explanation): readonly ExplanationPoint[] {
  const { carriers, others, appearsWithoutAll } = explanation;
  if (carriers.length === 0) {
    return [point("rests on", "program order alone: no line that can be weakened")];
  }
  const nameOf = ({ ordering }: Carrier) => supportText(ordering);
  const alone = carriers.filter(({ appears }) => appears === true).map(nameOf);
  const rest = carriers.filter(({ appears }) => appears === false).map(nameOf);
  const further = others.map(supportText);
  const points: ExplanationPoint[] = [];
  if (alone.length > 0) {
    const it = alone.length === 1 ? "it" : "any one of these";
    points.push(point("rests on", `${listText(alone)}: without ${it} it is possible`));
  }
  if (rest.length > 0) {
    const these = rest.length + alone.length === 1 ? "it" : "all of these";
    const end =
      further.length === 0
        ? appearsWithoutAll === true
          ? `: only without ${these} it is possible`
          : `; even without ${these} something else forbids it`
        : `. Without ${these} another circle forbids it still, which rests on ${listText(further)}: ` +
          (appearsWithoutAll === true
            ? "only without all of them it is possible"
            : "and without all of them something else does");
    points.push(point(alone.length > 0 ? "and on" : "rests on", `${listText(rest)}${end}`));
  }
  return points;
}
