import type { Observation } from "../../litmus/file.js";
import { normalizeState } from "../notation.js";

/** What herd7, or a tool that writes its logs, says of one test. */
export interface LoggedTest {
  readonly name: string;
  /** Every final state, normalized; of a test that was cut short those that were seen. */
  readonly states: readonly string[];
  /** Null when the log ends before it. */
  readonly observation: Observation | null;
  /** A loop was cut off, or the time was over. */
  readonly isCut: boolean;
  readonly flags: readonly string[];
  /** Null when the log has no times. */
  readonly milliseconds: number | null;
}

/** Whether a text is a log of herd: a line `Test NAME KIND`, and the states after it. */
export function isHerdLog(text: string): boolean {
  return /^Test \S+ (Allowed|Forbidden|Required)\r?\nStates \d+\r?$/m.test(text);
}

/** Every test of a log, in its order. What is between tests (warnings, hashes) is left out. */
export function readHerdLog(text: string): readonly LoggedTest[] {
  const lines = text.split(/\r?\n/);
  const starts = lines.flatMap((line, i) => (/^Test \S+ \w+$/.test(line) ? [i] : []));
  return starts.map((start, k) => readTest(lines.slice(start, starts[k + 1])));
}

function readTest(lines: readonly string[]): LoggedTest {
  const [, name = ""] = lines[0]!.split(" ");
  const at = lines.findIndex((line) => /^States \d+$/.test(line));
  const count = at < 0 ? 0 : Number(lines[at]!.slice("States ".length));
  const states = lines.slice(at + 1, at + 1 + count).map(normalizeState);
  const rest = lines.slice(at + 1 + count);
  const field = (word: string) => rest.find((line) => line.startsWith(`${word} `))?.split(" ");
  const observation = field("Observation")?.[2];
  const seconds = field("Time")?.[2];
  return {
    name,
    states,
    observation: OBSERVATIONS.find((one) => one === observation) ?? null,
    isCut: rest.some((line) => /^Loop\b|^Timeout\b/.test(line)),
    flags: rest.flatMap((line) => (line.startsWith("Flag ") ? [line.slice("Flag ".length)] : [])),
    milliseconds: seconds === undefined ? null : Number(seconds) * 1000,
  };
}

const OBSERVATIONS: readonly Observation[] = ["Never", "Sometimes", "Always"];
