import { type Diagnostic, Diagnostics } from "../../source/diagnostic.js";
import type { Source } from "../../source/source.js";
import { CAMPAIGN_FORMAT, type CampaignHeader, type Row } from "./row.js";

/** What is in the file of a campaign. */
export interface CampaignFile {
  readonly header: CampaignHeader;
  /** One for each test: a later one takes the place of an earlier one. */
  readonly rows: ReadonlyMap<string, Row>;
  /** Rows that stand there twice. */
  readonly repeated: number;
  /** The last line has no end: whoever wrote it was stopped. It is in no row. */
  readonly isTorn: boolean;
}

/**
 * Reads the file of a campaign; null when it is none, or when a line in the middle of it is no row. An empty file, or one
 * with the beginning of a header only, is null without a diagnostic: nothing was done.
 */
export function readCampaign(source: Source): {
  readonly campaign: CampaignFile | null;
  readonly diagnostics: readonly Diagnostic[];
} {
  const diagnostics = new Diagnostics();
  const lines = source.text.split("\n");
  const isTorn = lines.pop() !== "";
  const rows = new Map<string, Row>();
  let header: CampaignHeader | null = null;
  let repeated = 0;
  let start = 0;
  for (const line of lines) {
    const span = { source, start, end: start + line.length };
    start = span.end + 1;
    const value = parseLine(line);
    if (header === null) {
      if (isHeader(value)) header = value;
      else {
        const known = "the first line says `kind`: `campaign`, as `litmus check --jsonl` writes it";
        diagnostics.error("bad-row", span, "this is not the file of a campaign", known);
        break;
      }
    } else if (isRow(value)) {
      if (rows.has(value.test)) repeated++;
      rows.set(value.test, value);
    } else diagnostics.error("bad-row", span, "this line is not the row of a test");
  }
  const isRead = header !== null && !diagnostics.hasErrors;
  const campaign = isRead ? { header: header!, rows, repeated, isTorn } : null;
  return { campaign, diagnostics: diagnostics.list };
}

/** One line of a campaign's file. */
export function campaignLine(value: CampaignHeader | Row): string {
  return `${JSON.stringify(value)}\n`;
}

/** The value of a line of JSON; null for anything else. */
function parseLine(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return null;
  }
}

function isHeader(value: unknown): value is CampaignHeader {
  const { kind, format, tests } = (value ?? {}) as Partial<CampaignHeader>;
  return kind === "campaign" && format === CAMPAIGN_FORMAT && typeof tests === "number";
}

function isRow(value: unknown): value is Row {
  const { test, file, index, text, standing, cells } = (value ?? {}) as Partial<Row>;
  const texts: readonly unknown[] = [test, file, text, standing];
  return (
    texts.every((one) => typeof one === "string") &&
    typeof index === "number" &&
    Array.isArray(cells)
  );
}
