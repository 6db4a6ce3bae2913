import type { Counts } from "../hardware/arena.js";
import type { Experiment, ExperimentOutcome } from "../hardware/experiment.js";
import { type Finding, modelOfProcessor, type UnseenStanding } from "../hardware/finding.js";
import type { Mode } from "../hardware/plan.js";
import { countText, listText } from "./words.js";

/** The machine that threads ran on, as far as it says what it is. */
export interface MachineAbout {
  /** As Node or the browser calls it: `x64`; null where that is not said. */
  readonly architecture: string | null;
  /** How many threads it runs at the same time. */
  readonly processors: number;
}

/** The id of the model that a machine's processor keeps; null where that is not known. */
export function ownModelOf({ architecture }: MachineAbout): string | null {
  return architecture === null ? null : modelOfProcessor(architecture);
}

/** How the accesses are made. */
export function modeText(mode: Mode): string {
  return mode === "plain" ? "plain accesses" : "accesses with Atomics";
}

/** `252,416 runs, 30% of them begun by all threads at once`. */
export function runsText({ runs, together }: Counts): string {
  if (runs === 0) return "no runs";
  return `${countText(runs, "run")}, ${shareText(together, runs)} of them begun by all threads at once`;
}

/** `30%`, `9.8%`, `0.02%`, `<0.01%`; never 0% of something that is there, nor 100% of what is not all. */
export function shareText(part: number, whole: number): string {
  const percent = whole === 0 ? 0 : (100 * part) / whole;
  if (percent === 0 || percent === 100) return `${percent}%`;
  if (percent < 0.01) return "<0.01%";
  if (percent < 0.1) return `${percent.toFixed(2)}%`;
  if (percent < 9.95) return `${percent.toFixed(1)}%`;
  return percent > 99 ? ">99%" : `${Math.round(percent)}%`;
}

/** Which models allow an outcome: `every model`, `all but sc and tso`, `javascript`; a `?` where that is not known. */
export function allowedText({ columns }: Experiment, { allowed }: ExperimentOutcome): string {
  const ids = (answer: boolean | null) =>
    columns.flatMap(({ id }, k) => (allowed[k] === answer ? [id] : []));
  const unknown = ids(null).map((id) => `${id}?`);
  const yes = [...ids(true), ...unknown];
  const no = ids(false);
  if (yes.length === 0) return "none";
  if (no.length === 0 && unknown.length === 0) return "every model";
  const except = `all but ${listText(no)}`;
  const only = listText(yes);
  return unknown.length === 0 && except.length < only.length ? except : only;
}

/** A label and a sentence. */
export interface Said {
  readonly label: string;
  readonly text: string;
}

/** One thing that the counts say. */
export function findingText(finding: Finding, machine: MachineAbout): Said {
  const { outcome } = finding;
  const own = ownModelOf(machine);
  const model = own === null ? "" : `${own}, the model of this processor (${machine.architecture})`;
  switch (finding.kind) {
    case "weak": {
      const why = own === null ? "" : `; ${model}, allows it`;
      const text = `${outcome}, ${timesText(finding.times)}: no order of all accesses, one after the other, gives it${why}`;
      return { label: "seen", text };
    }
    case "beyond":
      return {
        label: "seen",
        text:
          `${outcome}, ${timesText(finding.times)}: ${model}, forbids it, but JavaScript lets its compiler ` +
          "reorder and merge plain accesses: that is what happened here",
      };
    case "wrong":
      return {
        label: "wrong",
        text: `${outcome}, ${timesText(finding.times)}: JavaScript forbids it: a bug in its compiler, the processor or litmus`,
      };
    case "unseen":
      return { label: "not seen", text: `${outcome}: ${unseenText(finding.standing, model)}` };
    default:
      return finding satisfies never;
  }
}

function unseenText(standing: UnseenStanding, model: string): string {
  switch (standing) {
    case "forbidden-by-language":
      return "JavaScript forbids it; runs alone could not show that it is impossible";
    case "forbidden-by-processor":
      return `${model}, forbids it; runs alone could not show that it is impossible`;
    case "allowed":
      return `${model}, allows it: that it was not seen shows nothing`;
    case "unknown":
      return "which shows nothing";
    default:
      return standing satisfies never;
  }
}

/** `1 time`, `24,774 times`. */
function timesText(times: number): string {
  return countText(times, "time");
}

/** Share of the runs below which threads that could all run at once are said to be kept from it. */
const SELDOM = 0.02;

/** Why little can be seen on this machine, if that is so. */
export function hindranceText(
  experiment: Experiment,
  { runs, together }: Counts,
  { processors }: MachineAbout,
): string | null {
  const threads = experiment.plan.threads.length;
  if (threads > processors) {
    const how = countText(processors, "processor");
    return `${threads} threads on ${how} never all run at the same time: what needs that cannot be seen`;
  }
  if (runs === 0 || together / runs >= SELDOM) return null;
  return "the threads seldom ran at the same time, since this machine is busy: little can be seen so";
}

/** What JavaScript itself permits of such accesses. */
export function languageText(mode: Mode): string {
  if (mode === "atomics") {
    return (
      "Accesses with Atomics are sequentially consistent: all threads see all of them in one order. So " +
      "JavaScript allows the outcomes that sc allows and no others, and its compiler puts in the barriers " +
      "that the processor needs for that."
    );
  }
  return (
    "Plain accesses to shared memory by several threads are a data race. JavaScript gives it a meaning, but " +
    "a weak one: a load gives the initial value or any that a thread stores there, except what its own thread " +
    "has overwritten before or stores only later. So the compiler may reorder and merge these accesses as a " +
    "processor does, and more: not even two loads of one location need come in their order (CoRR)."
  );
}

/** What an experiment shows and what it does not. */
export function meaningText(mode: Mode): string {
  if (mode === "atomics") {
    return (
      "Any other outcome would be a bug of the compiler, the processor or litmus. Compare with plain accesses: " +
      "the same threads on the same machine, and whatever was seen there and is not here came from missing order."
    );
  }
  return (
    "An outcome that was seen can happen on this machine, with this version of JavaScript's compiler; which of " +
    "the two reordered cannot be told from outside. One that was not seen can still happen: it takes the right " +
    "moment, and no number of runs shows that it is impossible. For that there are models: code that has to " +
    "run on every processor of a kind must cope with whatever its model allows."
  );
}
