import {
  appendFileSync,
  closeSync,
  existsSync,
  fsyncSync,
  openSync,
  readFileSync,
  renameSync,
  writeFileSync,
} from "node:fs";
import { type CampaignFile, campaignLine, readCampaign } from "../harness/campaign/file.js";
import {
  changedSettings,
  type PlannedText,
  type Resumed,
  resume,
} from "../harness/campaign/resume.js";
import type { CampaignHeader, Row } from "../harness/campaign/row.js";
import { countText, groupDigits } from "../report/words.js";
import { Source } from "../source/source.js";
import { InvalidInput, reason, UsageError } from "./exit.js";

/** What a campaign goes on with. */
export interface Opened {
  readonly output: CampaignOutput;
  readonly resumed: Resumed;
  /** What the user has to know of the file, in lines. */
  readonly notices: readonly string[];
}

/** The file of a campaign while it runs: a line for each test as soon as it is done. */
export class CampaignOutput {
  readonly path: string;
  readonly #file: number;

  constructor(path: string) {
    this.path = path;
    this.#file = written(path, () => openSync(path, "a"));
  }

  /** At once, so that whatever ends this process leaves whole lines, but perhaps for the last one. */
  append(row: Row): void {
    written(this.path, () => appendFileSync(this.#file, campaignLine(row)));
  }

  close(): void {
    fsyncSync(this.#file);
    closeSync(this.#file);
  }
}

/**
 * Opens a file for the rows of a campaign: a new one, or with `isResuming` one that has rows already. Throws a UsageError
 * for one that may not be added to, and an InvalidInput for one that is no campaign's.
 */
export function openCampaign(
  path: string,
  isResuming: boolean,
  header: CampaignHeader,
  plannedFor: (file: CampaignFile) => readonly PlannedText[],
): Opened {
  const before = existsSync(path) ? readEarlier(path, isResuming) : null;
  if (before === null) {
    rewrite(path, header, []);
    const resumed: Resumed = { kept: new Map(), changed: [], gone: [], isStale: false };
    return { output: new CampaignOutput(path), resumed, notices: [] };
  }
  const settings = changedSettings(before.header, header);
  if (settings.length > 0) {
    const list = settings.map((text) => `  ${text}`).join("\n");
    throw new UsageError(
      `${path} was written with other settings; name another file, or give the same:\n${list}`,
    );
  }
  const planned = plannedFor(before);
  const resumed = resume(before, header, planned);
  if (resumed.isStale) rewrite(path, header, resumed.kept.values());
  const notices = noticesOf(path, planned.length, before, resumed);
  return { output: new CampaignOutput(path), resumed, notices };
}

/** What a file has; null when nothing was done. */
function readEarlier(path: string, isResuming: boolean): CampaignFile | null {
  const text = readFileSync(path, "utf8");
  // Whoever wrote it was stopped within the header, or had only made the file.
  if (HEADER.startsWith(text) || (text.startsWith(HEADER) && !text.includes("\n"))) return null;
  if (!isResuming) {
    throw new UsageError(
      `${path} is there already: --resume goes on with what it has; without it, remove the file`,
    );
  }
  const { campaign, diagnostics } = readCampaign(new Source(path, text));
  if (diagnostics.length > 0) throw new InvalidInput(diagnostics);
  return campaign;
}

/** How every header begins. */
const HEADER = '{"format":1,"kind":"campaign"';

/** Puts a file in the place of another at once: whatever happens, one of the two is there, whole. */
function rewrite(path: string, header: CampaignHeader, rows: Iterable<Row>): void {
  const text = [header, ...rows].map(campaignLine).join("");
  replaceFile(path, text);
}

/** Writes a file that is there whole or not at all. Throws a UsageError. */
export function replaceFile(path: string, text: string): void {
  const beside = `${path}.${process.pid}.tmp`;
  written(path, () => {
    writeFileSync(beside, text, { flush: true });
    renameSync(beside, path);
  });
}

/** What an act on a file gives. Throws a UsageError when the system does not let us. */
function written<T>(path: string, act: () => T): T {
  try {
    return act();
  } catch (error) {
    throw new UsageError(`${path} cannot be written: ${reason(error)}`);
  }
}

function noticesOf(
  path: string,
  wanted: number,
  { isTorn }: CampaignFile,
  { kept, changed, gone }: Resumed,
): readonly string[] {
  const [first] = changed;
  const others = changed.length > 1 ? ` and ${changed.length - 1} more` : "";
  return [
    `${path}: ${groupDigits(kept.size)} of ${countText(wanted, "test")} done before`,
    ...(isTorn ? [`${path}: the last line is not whole: its test runs again`] : []),
    ...(first === undefined ? [] : [`${path}: changed since, and run again: ${first}${others}`]),
    ...(gone.length === 0
      ? []
      : [`${path}: no longer asked for: ${countText(gone.length, "test")}`]),
  ];
}

/** Reads the file of a campaign. Throws an InvalidInput when it is none. */
export function readCampaignFile(path: string, text: string): CampaignFile {
  const { campaign, diagnostics } = readCampaign(new Source(path, text));
  if (campaign !== null) return campaign;
  if (diagnostics.length > 0) throw new InvalidInput(diagnostics);
  throw new UsageError(`${path} has no header: nothing was done`);
}
