import type { Distinction, Distinguishing } from "../explain/distinguish/distinguish.js";
import type { Bounds, Stage } from "../explain/distinguish/search.js";
import { hanging } from "./layout.js";
import type { Look } from "./look.js";
import { countText, groupDigits, listText } from "./words.js";

/** The programs that separate two models, and what was searched. */
export function distinctionText(result: Distinguishing, look: Look): string {
  const sections = result.found.map((one) => distinctionLines(result, one, look));
  const closing = [...missingLines(result, look), ...searchedLines(result, look)];
  return `${[...sections, closing].map((lines) => lines.join("\n")).join("\n\n")}\n`;
}

function distinctionLines(
  { pair }: Distinguishing,
  { allows, forbids, text, outcome, stage, orders, states, checkedBy }: Distinction,
  look: Look,
): readonly string[] {
  const engines = [allows, forbids].map((model) => {
    const own = checkedBy.filter((one) => one.model === model).map(({ engine }) => engine);
    return `${listText(own)} of ${model.id}`;
  });
  const rank =
    stage.forms === "all"
      ? `no smaller program in ${pair.language.title} separates them this way`
      : "no smaller critical cycle separates them this way";
  return [
    text.trimEnd(),
    "",
    ...hanging("outcome ", `${outcome}: ${allows.id} allows it, ${forbids.id} forbids it`, look),
    ...hanging(
      "states  ",
      `${states.allows} under ${allows.id}, ${states.forbids} under ${forbids.id}`,
      look,
    ),
    ...hanging("checked ", `this text, completely, by ${listText(engines)}`, look),
    ...hanging("size    ", `${sizeText(stage, orders)}; ${rank}`, look),
  ];
}

function sizeText({ accesses, threads }: Stage, orders: number): string {
  const ordered = orders === 0 ? "no order" : countText(orders, "order");
  return `${accesses} accesses in ${countText(threads, "thread")}, ${ordered}`;
}

/** Directions in which nothing was found, and why. */
function missingLines(result: Distinguishing, look: Look): readonly string[] {
  const { pair, found, container, stopped } = result;
  const [a, b] = pair.models;
  if (found.length === 0) {
    const end = stopped === null ? "" : " before the search was cut short";
    return hanging("none    ", `nothing separates ${a.id} and ${b.id}${end}`, look);
  }
  const other = found[0]!.allows === a ? b : a;
  if (found.length > 1) return [];
  if (container !== null) {
    const text = `${container.id} allows all that ${other.id} allows, in every program that both judge`;
    return hanging("contains", text, look);
  }
  if (!result.isBoth) return [];
  const first = found[0]!.allows.id;
  return hanging("none    ", `nothing found that ${other.id} allows and ${first} forbids`, look);
}

/** What was looked at, so that whoever finds nothing knows what that means. */
function searchedLines(result: Distinguishing, look: Look): readonly string[] {
  const { pair, bounds, programs, unanswered, finished, stopped, isExhausted, found } = result;
  const last = found.at(-1);
  const extent =
    finished === null ? "less than all programs of 2 accesses" : extentText(finished, bounds);
  const where =
    isExhausted || last === undefined || stopped !== null
      ? extent
      : `by size, up to ${sizeText(last.stage, last.orders)}`;
  const words = listText(["reads", "writes", ...pair.words]);
  const ends = [
    `${countText(programs, "program")} of ${words} in ${pair.language.title}`,
    ...(unanswered === 0 ? [] : [`${groupDigits(unanswered)} without a complete answer`]),
    ...(stopped === null ? [] : [`ended by ${stopped === "programs" ? "--programs" : "Ctrl-C"}`]),
  ];
  const wider =
    found.length === 0 && isExhausted
      ? hanging("wider   ", "with --accesses, --cycles, --orders and --vocabulary", look)
      : [];
  return [...hanging("searched", `${where}: ${ends.join("; ")}`, look), ...wider];
}

/** All that is searched when a stage is done. */
function extentText({ accesses, threads, forms }: Stage, bounds: Bounds): string {
  const orders = `with up to ${countText(bounds.ordersMax, "order")}`;
  if (forms === "all") {
    const isAll = threads === accesses;
    const part = isAll ? "" : ` (those of ${accesses} in up to ${countText(threads, "thread")})`;
    return `every program of up to ${accesses} accesses${part} ${orders}`;
  }
  const cycles = `every critical cycle of up to ${accesses} accesses in up to ${threads} threads`;
  return `every program of up to ${bounds.accessesMax} accesses and ${cycles}, ${orders}`;
}
