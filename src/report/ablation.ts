import type { Ablation, AblationRow, Effect } from "../explain/ablate.js";
import type { Ordering, Strength } from "../explain/orderings.js";
import type { LitmusFile } from "../litmus/file.js";
import type { Model } from "../models/model.js";
import { type Column, hanging, layOut, type TextCell } from "./layout.js";
import type { Look } from "./look.js";
import { lineOf, listText, outcomeText } from "./words.js";

/** What the orderings of a test do, variant by variant: a table by line, then what goes together. */
export function ablationText(
  { name, description }: Pick<LitmusFile, "description"> & { readonly name: string },
  ablations: readonly Ablation[],
  models: readonly Model[],
  look: Look,
): string {
  const heading =
    description === "" ? [look.paint("bold", name)] : hanging(`${name} `, description, look);
  const sections = [heading, ...ablations.map((one) => variantLines(one, models, look))];
  return `${sections.map((lines) => lines.join("\n")).join("\n\n")}\n`;
}

function variantLines(ablation: Ablation, models: readonly Model[], look: Look): readonly string[] {
  const { variant, rows, unchanged } = ablation;
  const title = variant.name === null ? "" : `${variant.name}: `;
  const open = unchanged.filter(({ model }) => !ablation.together.some((t) => t.model === model));
  const notes = open.map(({ model }) => model.id);
  if (rows.length === 0) return [`${title}there is no ordering to weaken`];
  return [
    look.paint("bold", `${title}what each ordering does`),
    ...table(rows, models, look),
    "",
    ...appearing(ablation, look),
    ...togetherLines(ablation, look),
    ...(notes.length === 0
      ? []
      : hanging("possible", `already without a change under ${listText(notes)}`, look)),
  ];
}

function table(
  rows: readonly AblationRow[],
  models: readonly Model[],
  look: Look,
): readonly string[] {
  const columns: readonly Column[] = [
    { header: "line", align: "right" },
    { header: "ordering", align: "left" },
    { header: "weakened to", align: "left" },
    ...models.map(({ id }) => ({ header: id, align: "left" }) as const),
  ];
  return layOut(
    columns,
    rows.map(({ ordering, to, effects }, k): readonly TextCell[] => {
      const isRepeated = k > 0 && rows[k - 1]!.ordering === ordering;
      return [
        { text: isRepeated ? "" : `${lineOf(ordering.site)}` },
        { text: isRepeated ? "" : orderingText(ordering) },
        { text: strengthText(to) },
        ...models.map((model) => effectCell(effects.find((e) => e.model === model))),
      ];
    }),
    look,
  );
}

function effectCell(effect: Effect | undefined): TextCell {
  if (effect === undefined) return { text: "-" };
  switch (effect.kind) {
    case "needed":
      return { text: "needed", format: "red" };
    case "free":
      return { text: "free", format: "green" };
    case "open":
      return { text: "-" };
  }
}

/** The outcomes that appear when something is weakened, each with the models that show it. */
function appearing({ variant, rows }: Ablation, look: Look): readonly string[] {
  const needed = rows.flatMap(({ effects }) => effects.filter((e) => e.kind === "needed"));
  const texts = new Set(needed.map((e) => outcomeText(variant.program, e.appears!.values)));
  return [...texts].flatMap((text) => hanging("appears ", text, look));
}

function togetherLines({ together }: Ablation, look: Look): readonly string[] {
  const many = together.filter(({ free }) => free.length > 1);
  const say = (isFree: boolean, text: string): readonly string[] => {
    const groups = new Map<string, string[]>();
    for (const one of many.filter((t) => t.isFree === isFree)) {
      const lines = listText(one.free.map(({ site }) => `${lineOf(site)}`));
      groups.set(lines, [...(groups.get(lines) ?? []), one.model.id]);
    }
    return [...groups].flatMap(([lines, ids]) =>
      hanging("together", `under ${listText(ids)}, lines ${lines} ${text}`, look),
    );
  };
  return [
    ...say(true, "can all go at once"),
    ...say(false, "can each go alone, and not all at once"),
  ];
}

function orderingText({ site, kind, strength }: Ordering): string {
  return site.primitive === "" ? `${strengthText(strength)} ${kind}` : site.primitive;
}

/** A strength as people say it. */
export function strengthText(strength: Strength): string {
  switch (strength) {
    case "removed":
      return "nothing";
    case "sc":
    case "seq-cst":
      return "seq_cst";
    case "acquire-release":
      return "acq_rel";
    case "mb":
    case "rmb":
    case "wmb":
      return `smp_${strength}()`;
    default:
      return strength;
  }
}
