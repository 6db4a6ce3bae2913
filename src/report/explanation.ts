import type { Link } from "../axiomatic/cat/provenance.js";
import { carriersOf, isBetweenThreads } from "../explain/carriers.js";
import type { Carrier, Explanation } from "../explain/explain.js";
import type { WhyForbidden } from "../explain/forbidden.js";
import { isSure } from "../harness/verdict.js";
import type { Program } from "../program/program.js";
import { place } from "../source/diagnostic.js";
import { eventText } from "./execution.js";
import { hanging, keepEquations, layOut, type TextCell } from "./layout.js";
import type { Look } from "./look.js";
import { cellName } from "./subject.js";
import { lineOf, listText } from "./words.js";

/** Why an outcome is impossible: the circle of a model, event by event, and what it rests on. */
export function explanationLines(explanation: Explanation, look: Look): readonly string[] {
  const { variant, cell, why } = explanation;
  const where = cellName(variant.name, cell.model.id);
  if (why === null || why.kind === "allowed") {
    const text = isSure(cell) ? cell.observation.toLowerCase() : "not known within the limits";
    return [`${where}: ${text}`];
  }
  if (why.kind === "no-execution") {
    const text = "no choice of who reads which write gives these values, whatever the order";
    return [
      look.paint("bold", `${where}: why it is impossible`),
      ...hanging("why    ", text, look),
    ];
  }
  return [
    look.paint("bold", `${where}: why it is impossible`),
    ...circle(variant.program, why, look),
    "",
    ...hanging("why    ", reasonText(why), look),
    ...carrierLines(explanation, look),
  ];
}

const COLUMNS = [
  { header: "thread", align: "left" },
  { header: "line", align: "right" },
  { header: "what happens", align: "left" },
  { header: "before the next, because", align: "left" },
  { header: "rule", align: "left" },
] as const;

function circle(program: Program, why: WhyForbidden, look: Look): readonly string[] {
  const { witness, links } = why;
  const rows = links.map((link): readonly TextCell[] => {
    const event = witness.events[link.from]!;
    const isInitial = event.thread < 0;
    return [
      { text: isInitial ? "" : program.threads[event.thread]!.name },
      { text: event.site === null ? "" : `${lineOf(event.site)}` },
      {
        text: isInitial
          ? `start: ${initialText(program, why, link.from)}`
          : keepEquations(eventText(program, event)),
      },
      { text: keepEquations(becauseText(program, why, link)) },
      { text: ruleText(link), format: "dim" },
    ];
  });
  return layOut(COLUMNS, rows, look);
}

function initialText(program: Program, { witness }: WhyForbidden, event: number): string {
  return keepEquations(eventText(program, witness.events[event]!).replace(/^writes /, ""));
}

/** Why the event at which a link begins comes before the one at which it ends. */
export function becauseText(program: Program, why: WhyForbidden, link: Link): string {
  const { witness } = why;
  const to = witness.events[link.to]!;
  const line = to.site === null ? "the start" : `line ${lineOf(to.site)}`;
  if (isBetweenThreads(witness, link)) {
    switch (link.text) {
      case "rf":
        return link.isInverse ? `it reads what ${line} writes` : `${line} reads it`;
      case "co":
        return link.isInverse ? `it overwrites ${line}` : `${line} overwrites it`;
      case "fr":
        return link.isInverse
          ? `it overwrites what ${line} reads`
          : `${line} overwrites what it reads`;
      default:
        return `${link.text} relates it to ${line}`;
    }
  }
  switch (link.text) {
    case "addr":
      return `the address at ${line} depends on it`;
    case "data":
      return `the value at ${line} depends on it`;
    case "ctrl":
      return `${line} is done only if it says so`;
    case "rmw":
      return "both are one read-modify-write";
    default: {
      const lines = carriersOf(program, { events: witness.events, merits: why.merits }, link).map(
        ({ site }) => {
          return `line ${lineOf(site)}${site.primitive === "" ? "" : ` (${site.primitive})`}`;
        },
      );
      return lines.length === 0 ? "program order" : `${listText(lines)} keeps them in order`;
    }
  }
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

function carrierLines(explanation: Explanation, look: Look): readonly string[] {
  const { carriers, others, appearsWithoutAll } = explanation;
  if (carriers.length === 0) {
    return hanging("rests on", "program order alone: no fence, acquire or release", look);
  }
  const alone = carriers.filter(({ appears }) => appears === true).map(orderingText);
  const rest = carriers.filter(({ appears }) => appears === false).map(orderingText);
  const further = others.map((ordering) => orderingText({ ordering }));
  const lines: string[] = [];
  if (alone.length > 0) {
    const it = alone.length === 1 ? "it" : "any one of these";
    lines.push(...hanging("rests on", `${listText(alone)}: without ${it} it is possible`, look));
  }
  if (rest.length > 0) {
    const all = [...rest, ...alone];
    const end =
      appearsWithoutAll === true
        ? further.length === 0
          ? `: only without ${all.length === 1 ? "it" : "all of these"} it is possible`
          : `, and without these on ${listText(further)}: without all of them it is possible`
        : further.length === 0
          ? ", and something else forbids it too"
          : `, and without these on ${listText(further)}; something else forbids it too`;
    const head = alone.length > 0 ? "and on  " : "rests on";
    lines.push(...hanging(head, `${listText(rest)}${end}`, look));
  }
  return lines;
}

function orderingText({ ordering: { site } }: Pick<Carrier, "ordering">): string {
  return `line ${lineOf(site)}${site.primitive === "" ? "" : ` (${site.primitive})`}`;
}
