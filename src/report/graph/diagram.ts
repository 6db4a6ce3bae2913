import type { Witness, WitnessEvent } from "../../axiomatic/result.js";
import type { Explanation } from "../../explain/explain.js";
import { valueInWords } from "../../machine/words.js";
import type { Program, Site } from "../../program/program.js";
import { disorderText } from "../disorder.js";
import { eventOrder } from "../execution.js";
import { locationName } from "../json-witness.js";
import { cellName } from "../subject.js";
import { lineOf, outcomeText } from "../words.js";
import type { LineKind } from "./drawing.js";

/** An execution as a picture shows it, without places: what `layout.ts` lays out and `dot.ts` writes down. */
export interface Diagram {
  readonly title: string;
  /** Below the picture: the outcome, and why it is possible or not. */
  readonly notes: readonly string[];
  /** Names of the threads. */
  readonly columns: readonly string[];
  readonly nodes: readonly DiagramNode[];
  readonly edges: readonly DiagramEdge[];
}

export interface DiagramNode {
  readonly column: number;
  /** Place in program order, from 0. */
  readonly row: number;
  /** What it does: `W x = 1`. */
  readonly title: string;
  /** Where: `9: WRITE_ONCE`. */
  readonly detail: string;
  readonly isMarked: boolean;
}

export interface DiagramEdge {
  /** Places in `nodes`. */
  readonly from: number;
  readonly to: number;
  readonly kind: LineKind;
  readonly label: string;
  /** In the circle, or out of order. */
  readonly isMarked: boolean;
}

/**
 * The execution that an explanation is about: of an impossible outcome the one with the circle that forbids it, which is
 * marked; of a possible one the story's, with the pairs that ran out of order marked. Null when there is no execution: the
 * story is a machine's, or nothing gives the values.
 */
export function diagramOf(explanation: Explanation): Diagram | null {
  const { variant, cell, why, story } = explanation;
  const { program } = variant;
  const title = cellName(variant.name, cell.model.id);
  if (story?.engine === "axioms") {
    const { plot, witness } = story;
    const marked = plot.disorders.map(({ first, second, cause }): Marked => {
      const [a, b] = [plot.accesses[first]!.origin, plot.accesses[second]!.origin];
      return { from: a, to: b, kind: "disorder", label: cause };
    });
    const notes = [
      `possible: ${outcomeText(program, story.values)}`,
      ...plot.disorders.map((disorder) => disorderText(program, plot, disorder)),
    ];
    return drawn(program, witness, `${title}: how it happens`, notes, marked);
  }
  if (why?.kind !== "forbidden") return null;
  const { witness, links } = why;
  const marked = links.map(({ from, to, name, text, isInverse }): Marked => {
    const isInThread = witness.events[from]!.thread === witness.events[to]!.thread;
    const label = isInThread ? (name ?? text) : isInverse ? `${text}^-1` : text;
    return { from, to, kind: "rule", label };
  });
  const test = why.test === null ? "a test" : `the test "${why.test}"`;
  const notes = [
    `impossible: each event of the thick circle comes before the next, which ${test} forbids`,
  ];
  return drawn(program, witness, `${title}: why it is impossible`, notes, marked);
}

interface Marked {
  readonly from: number;
  readonly to: number;
  readonly kind: "rule" | "disorder";
  readonly label: string;
}

const RELATIONS = ["rf", "co", "fr", "addr", "data", "ctrl", "rmw"] as const;

function drawn(
  program: Program,
  witness: Witness,
  title: string,
  notes: readonly string[],
  marked: readonly Marked[],
): Diagram {
  const order = eventOrder(witness);
  // Initial writes are seen where a circle goes through them: elsewhere a value says enough.
  const initial = witness.events.flatMap(({ thread }, event) => {
    return thread < 0 && marked.some(({ from, to }) => from === event || to === event)
      ? [event]
      : [];
  });
  const shown = [...initial, ...order];
  const places = new Map(shown.map((event, place) => [event, place]));
  const threads = [...new Set(order.map((event) => witness.events[event]!.thread))];
  const columns = [
    ...(initial.length > 0 ? ["start"] : []),
    ...threads.map((t) => program.threads[t]!.name),
  ];
  const columnOf = (thread: number) => (initial.length > 0 ? 1 : 0) + threads.indexOf(thread);
  const rows = columns.map(() => 0);
  const isMarked = (event: number) => marked.some(({ from, to }) => from === event || to === event);
  const nodes = shown.map((number): DiagramNode => {
    const event = witness.events[number]!;
    const column = event.thread < 0 ? 0 : columnOf(event.thread);
    const row = rows[column]!++;
    return { column, row, ...words(program, event), isMarked: isMarked(number) };
  });
  const edges = edgesOf(witness, marked).flatMap((edge): readonly DiagramEdge[] => {
    const [from, to] = [places.get(edge.from), places.get(edge.to)];
    return from === undefined || to === undefined ? [] : [{ ...edge, from, to }];
  });
  return { title: `${program.name}: ${title}`, notes, columns, nodes, edges };
}

/** What is drawn between the events of a witness: no pair twice, and nothing that follows from what is there. */
function edgesOf(witness: Witness, marked: readonly Marked[]): readonly DiagramEdge[] {
  const { events, relations } = witness;
  const edges: DiagramEdge[] = relations.po.map(([from, to]) => {
    return { from, to, kind: "po", label: "", isMarked: false };
  });
  const isInside = (from: number, to: number) => events[from]!.thread === events[to]!.thread;
  const find = (from: number, to: number) => {
    return edges.findIndex((edge) => edge.from === from && edge.to === to && edge.kind !== "po");
  };
  for (const kind of RELATIONS) {
    for (const [from, to] of relations[kind]) {
      // Coherence inside a thread is program order; past the nearest event control goes on.
      if ((kind === "co" || kind === "fr") && isInside(from, to)) continue;
      if (kind === "ctrl" && relations.ctrl.some(([a, b]) => a === from && b < to)) continue;
      const known = find(from, to);
      if (known < 0) edges.push({ from, to, kind, label: kind, isMarked: false });
      else if (kind === "rmw") edges[known] = { from, to, kind, label: kind, isMarked: false };
      else edges[known] = { ...edges[known]!, label: `${edges[known]!.label}, ${kind}` };
    }
  }
  for (const { from, to, kind, label } of marked) {
    const known = find(from, to);
    const isCommunication = known >= 0 && !isInside(from, to);
    if (isCommunication) edges[known] = { ...edges[known]!, isMarked: true };
    else {
      if (known >= 0) edges.splice(known, 1);
      edges.push({ from, to, kind, label, isMarked: true });
    }
  }
  return edges;
}

/** What the user wrote there: a primitive, an instruction, an expression. */
function nameOf({ primitive, span }: Site): string {
  const { source, start, end } = span;
  return primitive === "" ? source.text.slice(start, end).replace(/\s+/g, " ") : primitive;
}

/** `W x = 1` and `9: WRITE_ONCE`. */
function words(program: Program, event: WitnessEvent): Pick<DiagramNode, "title" | "detail"> {
  const { kind, location, value, written, site } = event;
  const primitive = site === null ? "" : nameOf(site);
  const line = site === null ? "" : `${lineOf(site)}`;
  const detail = [line, primitive].filter((text) => text !== "").join(": ");
  const at = locationName(program, location);
  const shown = (code: WitnessEvent["value"]) => (code === null ? "" : valueInWords(program, code));
  switch (kind) {
    case "fence":
      return { title: `F ${primitive === "" ? event.sets.join(" ") : primitive}`, detail: line };
    case "read":
      return { title: `R ${at} = ${shown(value)}`, detail };
    case "write":
      return { title: `W ${at} = ${shown(value)}`, detail };
    case "read-write":
      return { title: `U ${at}: ${shown(value)} to ${shown(written)}`, detail };
    default:
      return kind satisfies never;
  }
}
