import type { TestResult, VariantResult } from "../harness/result.js";
import { forbids, type Subject } from "./subject.js";
import { listText } from "./words.js";

/** Which models and variants forbid what the story shows, as far as complete searches say so; null when none does. */
export function compareText(result: TestResult, subject: Subject): string | null {
  if (subject.kind !== "outcome") return null;
  const parts: string[] = [];
  const models = forbidding(subject.variant);
  if (models.length > 0) {
    parts.push(`${listText(models)} ${models.length > 1 ? "forbid" : "forbids"} it`);
  }
  const isAll = (variant: VariantResult) => forbidding(variant).length === result.models.length;
  const others = result.variants.filter((variant) => variant !== subject.variant);
  const everywhere = others.filter(isAll);
  const here = others.filter((variant) => {
    return !isAll(variant) && forbidding(variant).includes(subject.cell.model.id);
  });
  const isMany = result.models.length > 1;
  for (const [variants, where] of [
    [everywhere, isMany ? "under every model listed" : `under ${subject.cell.model.id}`],
    [here, `under ${subject.cell.model.id}`],
  ] as const) {
    if (variants.length === 0) continue;
    const names = listText(variants.map((variant) => `"${variant.name}"`));
    parts.push(`${names} ${variants.length > 1 ? "forbid" : "forbids"} it ${where}`);
  }
  return parts.length === 0 ? null : parts.join("; ");
}

function forbidding(variant: VariantResult): readonly string[] {
  return variant.cells.filter((cell) => forbids(variant, cell)).map((cell) => cell.model.id);
}
