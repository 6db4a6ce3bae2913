import {
  type CampaignReport,
  findingsOf,
  placeParts,
  type Severity,
  severityOf,
} from "./campaign.js";
import { totalsText } from "./totals.js";

/** Workflow commands of GitHub: an annotation at the line that each finding is about, and the numbers at the end. */
export const github: CampaignReport = {
  begin: () => "",
  row(row) {
    const level = LEVELS[severityOf(row)];
    if (level === null) return "";
    const lines = findingsOf(row).map(({ kind, message, place }) => {
      const { file, line, column } = placeParts(place);
      const where = `file=${property(file)},line=${line},col=${column}`;
      return `::${level} ${where},title=${property(`litmus: ${kind}`)}::${data(message)}`;
    });
    return lines.map((line) => `${line}\n`).join("");
  },
  end: (result) => `${totalsText(result)}\n`,
};

const LEVELS: Readonly<Record<Severity, "error" | "warning" | "notice" | null>> = {
  ok: null,
  skipped: "notice",
  bounded: "warning",
  failed: "error",
  error: "error",
};

function data(text: string): string {
  return text.replace(/%/g, "%25").replace(/\r/g, "%0D").replace(/\n/g, "%0A");
}

function property(text: string): string {
  return data(text).replace(/:/g, "%3A").replace(/,/g, "%2C");
}
