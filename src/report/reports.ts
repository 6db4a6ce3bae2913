import type { Report } from "./report.js";

/** A format as the commands see it; its code is loaded when it is used. */
export interface ReportEntry {
  readonly id: "screen" | "outcomes" | "line" | "json" | "herd";
  readonly title: string;
  load(): Promise<Report>;
}

/** Every format, one file each. */
export const reports: readonly ReportEntry[] = [
  {
    id: "screen",
    title: "Verdicts, what must be known beside them, and one story",
    load: async () => (await import("./screen.js")).screen,
  },
  {
    id: "outcomes",
    title: "Every final state, by model",
    load: async () => (await import("./outcomes.js")).outcomes,
  },
  {
    id: "line",
    title: "One line a test",
    load: async () => (await import("./line.js")).line,
  },
  {
    id: "json",
    title: "One line of JSON a test",
    load: async () => (await import("./json.js")).json,
  },
  {
    id: "herd",
    title: "The log that herd7 prints",
    load: async () => (await import("./herd.js")).herd,
  },
];

/** The format with an id. */
export function loadReport(id: ReportEntry["id"]): Promise<Report> {
  return reports.find((report) => report.id === id)!.load();
}
