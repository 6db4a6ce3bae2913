import type { Test } from "../../harness/load.js";
import type { Cell } from "../../harness/result.js";
import { resolveVariant } from "../../litmus/resolve.js";
import { type Edit, edited } from "../../source/edit.js";
import type { Repair } from "./fix.js";

/**
 * The text of a test with a repair made, as a test of its own. Of a test with variants it is the text of the repaired one
 * alone. What the author expects of a model is replaced by what it says now, for the models of the certificate.
 */
export function applied(test: Test, variant: string | null, repair: Repair): string {
  const { file } = test;
  if (variant === null) {
    return edited(file.source.text, [...repair.edits, ...corrections(test, repair.certificate)]);
  }
  const node = file.variants.find(({ name }) => name.text === variant) ?? null;
  const text = edited(resolveVariant(file, node).text, repair.edits);
  // Where the clauses stood there are blank lines now.
  const squeezed = text.replace(/\n[ \t]*\n(?:[ \t]*\n)+/g, "\n\n").trimEnd();
  return `${squeezed}\n\n${expectations(repair.certificate)}`;
}

/** The verdicts that the author wrote, where they have changed. */
function corrections({ file }: Test, certificate: readonly Cell[]): readonly Edit[] {
  return file.expectations.flatMap(({ model, observation, span }): readonly Edit[] => {
    const now = certificate.find((cell) => cell.model.id === model.text)?.observation;
    if (now === undefined || now === observation) return [];
    // Of a `Result:` comment the span is more than the verdict.
    const at = file.source.text.slice(span.start, span.end).lastIndexOf(observation);
    const start = span.start + at;
    return at < 0 ? [] : [{ start, end: start + observation.length, text: now }];
  });
}

function expectations(certificate: readonly Cell[]): string {
  const columns = certificate.map(({ model, observation }) => {
    const width = Math.max(model.id.length, observation.length);
    return [model.id.padEnd(width), observation.padEnd(width)] as const;
  });
  const row = (k: 0 | 1) => `  ${columns.map((column) => column[k]).join("  ")}`.trimEnd();
  return `expect\n${row(0)}\n${row(1)}\n`;
}
