import { type CampaignReport, findingsOf, severityOf } from "./campaign.js";

/** Test Anything Protocol, version 14: a line for each test, and what is wrong with it as YAML. */
export const tap: CampaignReport = {
  begin: ({ wanted }) => `TAP version 14\n1..${wanted}\n`,
  row(row, _context, number) {
    const { file, standing } = row;
    const name = file.replace(/[\\#]/g, "\\$&");
    const findings = findingsOf(row);
    const severity = severityOf(row);
    if (severity === "ok") return `ok ${number} - ${name}\n`;
    if (severity === "skipped") {
      const [first] = findings;
      return `ok ${number} - ${name} # SKIP ${first?.message ?? standing}\n`;
    }
    const lines = [
      `not ok ${number} - ${name}`,
      "  ---",
      // JSON is YAML.
      `  standing: ${JSON.stringify(standing)}`,
      "  findings:",
      ...findings.flatMap(({ kind, message, place }) => [
        `    - kind: ${JSON.stringify(kind)}`,
        `      at: ${JSON.stringify(place)}`,
        `      message: ${JSON.stringify(message)}`,
      ]),
      "  ...",
    ];
    return `${lines.join("\n")}\n`;
  },
  end: ({ isInterrupted }) => (isInterrupted ? "Bail out! interrupted\n" : ""),
};
