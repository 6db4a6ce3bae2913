import type { Row } from "../harness/campaign/row.js";
import { type CampaignReport, findingsOf, severityOf } from "./campaign.js";

/** The XML that JUnit writes and most servers of continuous integration read: a suite for each folder. */
export const junit: CampaignReport = {
  begin: () => "",
  row: () => "",
  end({ rows, milliseconds }) {
    const suites = new Map<string, Row[]>();
    for (const row of rows) {
      const folder = folderOf(row.file);
      suites.set(folder, [...(suites.get(folder) ?? []), row]);
    }
    const lines = [
      '<?xml version="1.0" encoding="UTF-8"?>',
      `<testsuites name="litmus" ${counts(rows)} time="${seconds(milliseconds)}">`,
      ...[...suites].flatMap(([folder, some]) => suiteLines(folder, some)),
      "</testsuites>",
    ];
    return `${lines.join("\n")}\n`;
  },
};

function suiteLines(folder: string, rows: readonly Row[]): readonly string[] {
  const milliseconds = rows.reduce((sum, row) => sum + row.milliseconds, 0);
  return [
    `  <testsuite name="${escapedXml(folder)}" ${counts(rows)} time="${seconds(milliseconds)}">`,
    ...rows.flatMap((row) => caseLines(folder, row)),
    "  </testsuite>",
  ];
}

function caseLines(folder: string, row: Row): readonly string[] {
  const { test, standing, milliseconds } = row;
  const name = escapedXml(folder === "." ? test : test.slice(folder.length + 1));
  const start = `    <testcase name="${name}" classname="${escapedXml(folder)}" time="${seconds(milliseconds)}"`;
  const element = ELEMENTS[severityOf(row)];
  if (element === null) return [`${start}/>`];
  const findings = findingsOf(row);
  const message = escapedXml(findings[0]?.message ?? standing);
  if (element === "skipped") {
    return [`${start}>`, `      <skipped message="${message}"/>`, "    </testcase>"];
  }
  const texts = findings.map(({ place, message: text }) => `${place}: ${text}`).join("\n");
  return [
    `${start}>`,
    `      <${element} type="${standing}" message="${message}">${escapedXml(texts)}</${element}>`,
    "    </testcase>",
  ];
}

/** What says how a test came out. JUnit has no word for a test without an answer: it is an error. */
const ELEMENTS = {
  ok: null,
  skipped: "skipped",
  bounded: "error",
  failed: "failure",
  error: "error",
} as const;

function counts(rows: readonly Row[]): string {
  const elements = rows.map((row) => ELEMENTS[severityOf(row)]);
  const count = (name: string) => elements.filter((element) => element === name).length;
  const [failures, errors, skipped] = [count("failure"), count("error"), count("skipped")];
  return `tests="${rows.length}" failures="${failures}" errors="${errors}" skipped="${skipped}"`;
}

function seconds(milliseconds: number): string {
  return (milliseconds / 1000).toFixed(3);
}

function folderOf(file: string): string {
  const at = file.lastIndexOf("/");
  return at <= 0 ? "." : file.slice(0, at);
}

/** Text as it stands in XML 1.0, which knows no control characters. */
export function escapedXml(text: string): string {
  return (
    text
      .replace(/&/g, "&amp;")
      .replace(/</g, "&lt;")
      .replace(/>/g, "&gt;")
      .replace(/"/g, "&quot;")
      // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what must not be there
      .replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, "?")
  );
}
