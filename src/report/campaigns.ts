import type { CampaignReport } from "./campaign.js";

/** A format of a whole campaign as `check` sees it; its code is loaded when it is used. */
export interface CampaignReportEntry {
  readonly id: "tap" | "github" | "junit" | "sarif";
  readonly title: string;
  load(): Promise<CampaignReport>;
}

/** Every format of a whole campaign, one file each. */
export const campaignReports: readonly CampaignReportEntry[] = [
  {
    id: "tap",
    title: "Test Anything Protocol",
    load: async () => (await import("./tap.js")).tap,
  },
  {
    id: "github",
    title: "Annotations of a GitHub workflow",
    load: async () => (await import("./github.js")).github,
  },
  {
    id: "junit",
    title: "XML as JUnit writes it",
    load: async () => (await import("./junit.js")).junit,
  },
  {
    id: "sarif",
    title: "Static Analysis Results Interchange Format",
    load: async () => (await import("./sarif.js")).sarif,
  },
];

/** The format with an id. */
export function loadCampaignReport(id: CampaignReportEntry["id"]): Promise<CampaignReport> {
  return campaignReports.find((report) => report.id === id)!.load();
}
