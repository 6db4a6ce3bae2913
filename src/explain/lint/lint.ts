import type { Test } from "../../harness/load.js";
import type { RunOptions } from "../../harness/run.js";
import { meant, nearest } from "../../source/nearest.js";
import { conditionRule } from "./condition.js";
import { expectationsRule } from "./expectations.js";
import { fencesRule } from "./fences.js";
import { locationsRule } from "./locations.js";
import { racesRule } from "./races.js";
import { registersRule } from "./registers.js";
import type { Finding, Rule } from "./rule.js";
import { variantsRule } from "./variants.js";

/** Every rule, in the order of the help. */
export const lintRules: readonly Rule[] = [
  conditionRule,
  racesRule,
  registersRule,
  variantsRule,
  locationsRule,
  fencesRule,
  expectationsRule,
];

/** What lint says of one test. */
export interface Linted {
  /** In the order of the text. */
  readonly findings: readonly Finding[];
  /** Codes of the rules that a limit, or Ctrl-C, kept from looking at everything. */
  readonly unfinished: readonly string[];
}

/** A comment that switches rules off for its file: `litmus-lint: ignore data-race, idle-fence`. */
const IGNORE = /litmus-lint:\s*ignore\s+([a-z][a-z-]*(?:\s*,\s*[a-z][a-z-]*)*)/g;

/** Asks every rule about a test. What is wrong with a comment that switches rules off is a finding too. */
export async function lint(test: Test, options: RunOptions): Promise<Linted> {
  const { ignored, findings: wrong } = ignoredIn(test);
  const findings: Finding[] = test.warnings.flatMap(({ code, message, span, notes }) => {
    return ignored.has(code) ? [] : [{ code, severity: "warning", message, span, notes }];
  });
  findings.push(...wrong);
  const unfinished: string[] = [];
  for (const { code, check } of lintRules) {
    if (ignored.has(code)) continue;
    if (options.signal?.aborted) {
      unfinished.push(code);
      continue;
    }
    const verdict = await check(test, options);
    if (!verdict.isComplete) unfinished.push(code);
    for (const one of verdict.findings) findings.push({ code, severity: "warning", ...one });
  }
  findings.sort((a, b) => a.span.start - b.span.start);
  return { findings, unfinished };
}

function ignoredIn({ file, warnings }: Test): {
  readonly ignored: ReadonlySet<string>;
  readonly findings: readonly Finding[];
} {
  const { source } = file;
  const known = [...lintRules, ...warnings].map(({ code }) => code);
  const ignored = new Set<string>();
  const findings: Finding[] = [];
  for (const { 0: whole, 1: list = "", index } of source.text.matchAll(IGNORE)) {
    const from = index + whole.length - list.length;
    for (const { 0: code, index: at } of list.matchAll(/[a-z][a-z-]*/g)) {
      ignored.add(code);
      if (known.includes(code)) continue;
      const near = nearest(code, known);
      const span = { source, start: from + at, end: from + at + code.length };
      const notes = meant(near);
      const message = `there is no rule \`${code}\` to switch off`;
      findings.push({ code: "unknown-rule", severity: "warning", message, span, notes });
    }
  }
  return { ignored, findings };
}
