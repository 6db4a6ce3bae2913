import type { Disorder, Plot, StoryAccess } from "../explain/story/story.js";
import { valueInWords } from "../machine/words.js";
import type { Program } from "../program/program.js";
import { unreachable } from "../source/unreachable.js";
import { locationName } from "./json-witness.js";
import type { Reason } from "./why.js";
import { lineOf } from "./words.js";

/**
 * What was out of order in a story, a sentence each: which line took effect after which, and how that came to be. One that
 * says that nothing was, when nothing was.
 */
export function disorderReasons(program: Program, plot: Plot): readonly Reason[] {
  if (plot.disorders.length === 0) {
    const text = "no access is reordered: the order in which the threads take turns is enough";
    return [{ text, sites: [] }];
  }
  return plot.disorders.map((disorder) => {
    const { first, second, overwrittenBy } = disorder;
    const places = overwrittenBy === null ? [first, second] : [first, second, overwrittenBy];
    return {
      text: disorderText(program, plot, disorder),
      sites: places.flatMap((i) => plot.accesses[i]!.site ?? []),
    };
  });
}

/** One sentence about two accesses: `line 52 (atomic_read) took effect after line 55: the load at ...`. */
export function disorderText(program: Program, { accesses }: Plot, disorder: Disorder): string {
  const { cause, overwrittenBy } = disorder;
  const [first, second] = [accesses[disorder.first]!, accesses[disorder.second]!];
  const pair = `${lineText(program, first)} took effect after ${laterText(first, second)}`;
  const [a, b] = [accessText(program, first), accessText(program, second)];
  switch (cause) {
    case "stale value": {
      const by = accesses[overwrittenBy!]!;
      return `${pair}: the load at ${placeText(second)} read a stale value, ${b}, which ${lineText(program, by)} had already overwritten`;
    }
    case "early load":
      return `${pair}: the load at ${placeText(second)} took ${b} early`;
    case "buffered store":
      return `${pair}: the store of ${a} was still buffered when the later load took ${b}`;
    case "forwarded":
      return `${pair}: the load at ${placeText(second)} was forwarded ${b} from the thread's own store before that took effect`;
    case "overtaken store":
      return `${pair}: the stores drained out of order, ${b} before ${a}`;
    case "early store":
      return first.site === second.site
        ? `the two halves of the update at ${placeText(first)} took effect out of order: it wrote ${b} before it read ${a}`
        : `${pair}: the store of ${b} took effect before the earlier load took ${a}`;
    case "not propagated": {
      const thread = program.threads[first.thread]!.name;
      return `${lineText(program, first)} read ${a} although ${lineText(program, second)} had written ${writtenText(program, second)}: that write had not propagated to ${thread} yet`;
    }
    case "older write":
      return `${lineText(program, first)} wrote ${writtenText(program, first)} when ${lineText(program, second)} had written ${writtenText(program, second)} already, and yet comes before it in the order of the writes`;
    default:
      return unreachable(cause);
  }
}

/** Whether several threads have code on one line, as columns of assembly do: then a line alone names no access. */
function hasColumns(program: Program): boolean {
  const threadOf = new Map<number, number>();
  return program.threads.some(({ code }, thread) =>
    code.some(({ site }) => {
      const other = threadOf.get(lineOf(site));
      threadOf.set(lineOf(site), thread);
      return other !== undefined && other !== thread;
    }),
  );
}

/** The later access of a pair; the same line again is said as such. */
function laterText(first: StoryAccess, second: StoryAccess): string {
  const isSame = placeText(first) === placeText(second);
  return isSame ? "a later access of the same line" : placeText(second);
}

function lineText(program: Program, access: StoryAccess): string {
  const { site, thread } = access;
  const owner = hasColumns(program) ? `${program.threads[thread]!.name}'s ` : "";
  const name = site === null || site.primitive === "" ? "" : ` (${site.primitive})`;
  return `${owner}${placeText(access)}${name}`;
}

function placeText({ site }: StoryAccess): string {
  return site === null ? "a line" : `line ${lineOf(site)}`;
}

/** The value that an access read, or wrote. */
function accessText(program: Program, { location, value }: StoryAccess): string {
  return `${locationName(program, location)} = ${valueInWords(program, value)}`;
}

function writtenText(program: Program, { location, value, written }: StoryAccess): string {
  return `${locationName(program, location)} = ${valueInWords(program, written ?? value)}`;
}
