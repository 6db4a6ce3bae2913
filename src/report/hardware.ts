import type { Counts } from "../hardware/arena.js";
import type { Experiment } from "../hardware/experiment.js";
import { findingsOf, isShown } from "../hardware/finding.js";
import type { Mode } from "../hardware/plan.js";
import {
  allowedText,
  findingText,
  hindranceText,
  languageText,
  type MachineAbout,
  meaningText,
  modeText,
  ownModelOf,
  runsText,
  shareText,
} from "./hardware-words.js";
import { conditionLines, hanging, layOut } from "./layout.js";
import type { Look } from "./look.js";
import { countText, groupDigits, secondsText } from "./words.js";

/** An experiment, and what came of it up to now. */
export interface Sighting {
  readonly experiment: Experiment;
  readonly counts: Counts;
  readonly machine: MachineAbout;
  /** Wall time for which the threads ran. */
  readonly milliseconds: number;
}

const LABEL_WIDTH = 8;
/** Columns of the longest bar, and what it is drawn with. */
const BAR_WIDTH = 20;
const BAR = "#";

/** The histogram of an experiment beside its models: the same number of lines however far it is. */
export function sightingLines(sighting: Sighting, look: Look): readonly string[] {
  const { experiment, counts, milliseconds } = sighting;
  const { name, description, variant, mode, plan } = experiment;
  const title = look.paint("bold", name) + (variant === null ? "" : `  ${variant}`);
  const how = `${countText(plan.threads.length, "thread")}, ${modeText(mode)}, ${secondsText(milliseconds)}`;
  return [
    description === "" ? title : `${title}   ${description}`,
    ...threadsLines(experiment, look),
    ...conditionLines(experiment, look),
    `${how}: ${runsText(counts)}`,
    "",
    ...histogramLines(experiment, counts, look),
  ];
}

/** What the threads do, beside each other: `P0  x = 1; r_y = y     P1  y = 1; r_x = x`. */
function threadsLines({ threads }: Experiment, look: Look): readonly string[] {
  const texts = threads.map(({ name, accesses }) => `${name}  ${accesses.join("; ")}`);
  const line = texts.join("     ");
  return line.length <= look.width ? [line] : texts;
}

function histogramLines(
  experiment: Experiment,
  { times, runs }: Counts,
  look: Look,
): readonly string[] {
  const most = Math.max(1, ...times);
  const columns = [
    { header: "", align: "left" },
    { header: "outcome", align: "left" },
    { header: "times", align: "right" },
    { header: "share", align: "right" },
    { header: "".padEnd(BAR_WIDTH), align: "left" },
    { header: "allowed by", align: "left" },
  ] as const;
  const rows = experiment.outcomes.flatMap((outcome, k) => {
    const seen = times[k] ?? 0;
    if (!isShown(outcome, seen)) return [];
    const format = outcome.isAsked && seen > 0 ? { format: "yellow" as const } : {};
    const bar = BAR.repeat(Math.ceil((BAR_WIDTH * seen) / most));
    return [
      [
        { text: outcome.isAsked ? "*" : "" },
        { text: outcome.text.replaceAll("  ", " "), ...format },
        { text: seen === 0 ? "-" : groupDigits(seen) },
        { text: seen === 0 ? "" : shareText(seen, runs) },
        { text: bar.padEnd(BAR_WIDTH), ...format },
        { text: allowedText(experiment, outcome) },
      ],
    ];
  });
  return layOut(columns, rows, look);
}

/** What an experiment's counts say, and what keeps them from saying more. */
export function findingLines(sighting: Sighting, look: Look): readonly string[] {
  const { experiment, counts, machine } = sighting;
  const said = findingsOf(experiment, counts, ownModelOf(machine)).map((finding) =>
    findingText(finding, machine),
  );
  const hindrance = hindranceText(experiment, counts, machine);
  const notes = hindrance === null ? [] : [{ label: "note", text: hindrance }];
  return [...said, ...notes].flatMap(({ label, text }) => {
    return hanging(label.padEnd(LABEL_WIDTH), text, look);
  });
}

/** What is true of every experiment in a mode. */
export function meaningLines(mode: Mode, look: Look): readonly string[] {
  return [
    ...hanging("language", languageText(mode), look),
    ...hanging("meaning".padEnd(LABEL_WIDTH), meaningText(mode), look),
  ];
}
