import { countText, groupDigits } from "./words.js";

/** How far a campaign is. */
export interface CampaignProgress {
  readonly done: number;
  readonly wanted: number;
  /** Of those that are done, how many were done in this run, and how many are not as expected. */
  readonly ran: number;
  readonly failed: number;
  /** Wall time of this run. */
  readonly milliseconds: number;
  /** The test that has been running for the longest time; null when none runs. */
  readonly longest: { readonly file: string; readonly milliseconds: number } | null;
}

/** Milliseconds after which the rate is known well enough to be said. */
const RATE_AFTER = 500;
/** Milliseconds after which a test is named. */
const LONG_AFTER = 2_000;

/** `4,123 of 11,413   812 tests/s   9 s left   2 failed   running for 4 s: lkmm/big.litmus`. */
export function progressText(progress: CampaignProgress): string {
  const { done, wanted, ran, failed, milliseconds, longest } = progress;
  const parts = [`${groupDigits(done)} of ${countText(wanted, "test")}`];
  if (milliseconds >= RATE_AFTER && ran > 0) {
    const rate = ran / (milliseconds / 1000);
    parts.push(`${rate < 10 ? rate.toFixed(1) : groupDigits(Math.round(rate))} tests/s`);
    parts.push(`${timeText((wanted - done) / rate)} left`);
  }
  if (failed > 0) parts.push(`${groupDigits(failed)} failed`);
  if (longest !== null && longest.milliseconds >= LONG_AFTER) {
    parts.push(`running for ${timeText(longest.milliseconds / 1000)}: ${longest.file}`);
  }
  return parts.join("   ");
}

/** `9 s`, `4 min 10 s`, `2 h 5 min`. */
function timeText(seconds: number): string {
  const whole = Math.ceil(seconds);
  if (whole < 60) return `${whole} s`;
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${whole % 60} s`;
  return `${groupDigits(Math.floor(whole / 3600))} h ${Math.floor((whole % 3600) / 60)} min`;
}
