import type { Fixes, Repair, RepairSet } from "../explain/fix/fix.js";
import type { LitmusFile } from "../litmus/file.js";
import { type Column, hanging, keepEquations, layOut, type TextCell } from "./layout.js";
import type { Look } from "./look.js";
import { alternatives, changeText, levelText, modelsText } from "./repairs.js";
import { toldBy } from "./screen.js";
import { subjectOf } from "./subject.js";
import { listText, outcomeText } from "./words.js";

/** What makes the outcome of a test impossible, variant by variant. */
export function fixText(
  { name, description }: Pick<LitmusFile, "description"> & { readonly name: string },
  all: readonly Fixes[],
  look: Look,
  isTold: boolean,
): string {
  const heading =
    description === "" ? [look.paint("bold", name)] : hanging(`${name} `, description, look);
  const sections = [heading, ...all.map((fixes) => fixesLines(fixes, look, isTold))];
  return `${sections.map((lines) => lines.join("\n")).join("\n\n")}\n`;
}

function fixesLines(fixes: Fixes, look: Look, isTold: boolean): readonly string[] {
  const { variant, direction, forbidding, unknown, sets, joint } = fixes;
  const title = variant.name === null ? "" : `${variant.name}: `;
  const what = {
    stronger: "what makes it impossible",
    weaker: "the weakest orders that keep it impossible",
    any: "the weakest orders that make it impossible, from none at all",
  }[direction];
  const shown = joint === null ? sets : [joint, ...sets.filter((set) => !isSame(set, joint))];
  const known = direction === "stronger" ? forbidding : [];
  const notes = [
    ...(known.length === 0
      ? []
      : [["already", `impossible under ${modelsText({ models: known })}`]]),
    ...(unknown.length === 0
      ? []
      : [["unknown", `within the limits, under ${modelsText({ models: unknown })}`]]),
    ...(direction === "weaker" && shown.length === 0
      ? [["possible", "as it stands: there is nothing to keep"]]
      : []),
  ] as const;
  if (direction === "stronger" && shown.length === 0 && unknown.length === 0) {
    const where = `impossible already under ${modelsText({ models: known })}`;
    return [`${look.paint("bold", title)}${where}`];
  }
  return [
    look.paint("bold", `${title}${what}`),
    ...shown.flatMap((set) => ["", ...setLines(fixes, set, look)]),
    ...(isTold
      ? shown.flatMap(({ repairs }) => repairs.flatMap((r, n) => stories(r, n, look)))
      : []),
    ...(notes.length === 0 ? [] : [""]),
    ...notes.flatMap(([label, text]) => hanging(label!.padEnd(9), text!, look)),
  ];
}

/** Whether the repairs are the same, whatever they cost. */
function isSame(a: RepairSet, b: RepairSet): boolean {
  const keys = ({ repairs }: RepairSet) => {
    return repairs.map(({ changes }) => changes.map(changeText).join()).sort();
  };
  return keys(a).join("\n") === keys(b).join("\n");
}

function setLines(fixes: Fixes, set: RepairSet, look: Look): readonly string[] {
  const { repairs, isComplete } = set;
  const where = `under ${modelsText(set)}`;
  if (repairs.length === 0) {
    const text = isComplete
      ? "no change of its orders is enough"
      : "none was found within the limits";
    return [`${where}: ${text}`];
  }
  if (repairs.length === 1 && repairs[0]!.changes.length === 0) {
    return [`${where}: nothing can be weaker`];
  }
  const choices = alternatives(set);
  const isChoice = choices !== null && repairs.length > 1;
  return [
    `${where}:`,
    ...repairTable(set, look),
    ...(isChoice && choices.length > 1 ? hanging("that is  ", choices.join("; and "), look) : []),
    ...hanging("certified", certificateText(set), look),
    ...hanging("minimal  ", minimalText(fixes, set), look),
    ...(isComplete ? [] : hanging("more     ", "there may be others: a limit was hit", look)),
  ];
}

/** A row for each change; what a repair costs stands beside its first one. */
function repairTable({ models, repairs }: RepairSet, look: Look): readonly string[] {
  const isOneCost = repairs.every(({ costs }) =>
    costs.every(({ cost }) => cost === costs[0]!.cost),
  );
  const columns: readonly Column[] = [
    { header: "", align: "right" },
    ...(isOneCost ? ["cost"] : models.map(({ id }) => id)).map(
      (header) => ({ header, align: "right" }) as const,
    ),
    { header: "change", align: "left" },
  ];
  const rows = repairs.flatMap((repair, n) =>
    (repair.changes.length === 0 ? [null] : repair.changes).map(
      (change, k): readonly TextCell[] => {
        const costs = repair.costs.slice(0, isOneCost ? 1 : undefined).map(({ cost }) => cost);
        const own = [n + 1, ...costs].map((number) => ({ text: k === 0 ? `${number}` : "" }));
        const text = change === null ? "none" : changeText(change);
        return [...own, { text: `${k === 0 ? "" : "and "}${text}` }];
      },
    ),
  );
  return layOut(columns, rows, look);
}

function certificateText({ repairs }: RepairSet): string {
  const cells = repairs.flatMap(({ certificate }) => certificate);
  const both = cells.filter((cell) => cell.engine === "machine" && cell.axioms !== null);
  const agreed = [...new Set(both.map(({ model }) => model.id))];
  const what = repairs.length === 1 ? "with it" : "with each of these";
  const also = agreed.length === 0 ? "" : `; by machine and axioms under ${listText(agreed)}`;
  return `${what} a complete search finds no such outcome${also}`;
}

/** What is possible again without a part of a repair. */
function minimalText({ variant }: Fixes, { repairs }: RepairSet): string {
  const returns = repairs.flatMap((repair) => repair.returns);
  const states = [
    ...new Set(returns.map(({ outcome }) => outcomeText(variant.program, outcome.values))),
  ];
  const [first] = states;
  if (first === undefined) return "nothing weaker is left";
  const more = states.length > 1 ? ` (or ${states.length - 1} more)` : "";
  const [only] = repairs;
  const kept = repairs.length === 1 ? keptText(only!) : "any part of one";
  return keepEquations(`without ${kept}, this is possible again: ${first}${more}`);
}

/** How the outcome comes about without each part of a repair. */
function stories({ returns }: Repair, n: number, look: Look): readonly string[] {
  return returns.flatMap((one) => {
    const subject = one.shown === null ? null : subjectOf(one.shown, one.shown.cells[0]!);
    if (subject === null) return [];
    const { table, why } = toldBy(subject, look);
    const weaker = one.to.words === "" ? "without" : `with ${one.to.words} in place of`;
    const title = `repair ${n + 1} ${weaker} ${levelText(one, one.from)}, under ${one.model.id}`;
    return [
      "",
      look.paint("bold", title),
      ...table,
      "",
      ...why.flatMap(({ text }) => hanging("why    ", text, look)),
    ];
  });
}

function keptText({ returns }: Repair): string {
  const places = new Map(returns.map((one) => [`${one.place.span.start} ${one.place.kind}`, one]));
  const kept = [...places.values()].map((one) => levelText(one, one.from));
  return kept.length === 1 ? kept[0]! : `any one of ${listText(kept)}`;
}
