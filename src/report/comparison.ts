import {
  type ComparedState,
  type Comparison,
  type Relation,
  relationsOf,
} from "../explain/compare.js";
import { type Column, hanging, layOut, type TextCell } from "./layout.js";
import type { Look } from "./look.js";
import { countText, listText } from "./words.js";

/** A comparison, and what is the same for all its sides. */
export interface TitledComparison {
  readonly comparison: Comparison;
  /** The variant or the model that all sides have in common; empty when there is nothing to say. */
  readonly title: string;
  /** By side: what `litmus explain` needs to be told of it; null when it cannot be asked about it. */
  readonly explain: readonly (string | null)[];
  /** Whether the sides have one condition, so that it is worth a column. */
  readonly hasCondition: boolean;
}

/** Final states side by side, and in words which sets are equal and which differ. */
export function comparisonText(
  { name, description }: { readonly name: string; readonly description: string },
  comparisons: readonly TitledComparison[],
  look: Look,
): string {
  const heading =
    description === "" ? [look.paint("bold", name)] : hanging(`${name} `, description, look);
  const sections = [heading, ...comparisons.map((one) => comparisonLines(one, look))];
  return `${sections.map((lines) => lines.join("\n")).join("\n\n")}\n`;
}

function comparisonLines(titled: TitledComparison, look: Look): readonly string[] {
  const { comparison, title } = titled;
  const { states } = comparison;
  const count = countText(states.length, "final state");
  return [
    title === "" ? count : `${look.paint("bold", title)}: ${count}`,
    ...table(titled, look),
    "",
    ...unmatchedLines(comparison, look),
    ...wordLines(titled, look),
    ...openLines(comparison, look),
  ];
}

function table({ comparison, hasCondition }: TitledComparison, look: Look): readonly string[] {
  const { sides, observed, states } = comparison;
  const left = (header: string): Column => ({ header, align: "left" });
  const columnsWith = (labels: readonly string[]) => [
    ...observed.map(left),
    ...labels.map(left),
    ...(hasCondition ? [left("condition")] : []),
  ];
  const labels = sides.map(({ label }) => label);
  const isWide = widthOf(columnsWith(labels)) > look.width;
  const numbers = labels.map((_, i) => `${i + 1}`);
  const columns = columnsWith(isWide ? numbers : labels);
  const rows = states.map(({ values, allowed, satisfies }): readonly TextCell[] => {
    const isSplit = allowed.includes(true) && allowed.includes(false);
    return [
      ...values.map((text) => ({ text })),
      ...allowed.map((is): TextCell => {
        if (is === null) return { text: "?", format: "yellow" };
        return is ? { text: "yes", format: isSplit ? "bold" : undefined } : { text: "-" };
      }),
      ...(hasCondition ? [{ text: satisfies ? "satisfied" : "-" }] : []),
    ];
  });
  const legend = isWide ? labels.map((label, i) => `${numbers[i]!} = ${label}`).join(", ") : "";
  return [...(isWide ? hanging("columns ", legend, look) : []), ...layOut(columns, rows, look)];
}

/** How wide a table is whose cells are not wider than their headers or a small number. */
function widthOf(columns: readonly Column[]): number {
  return columns.reduce((sum, { header }) => sum + 2 + Math.max(header.length, "yes".length), 0);
}

function unmatchedLines({ sides, unmatched, observed }: Comparison, look: Look): readonly string[] {
  const only = sides.flatMap(({ label }, i) => {
    const names = unmatched[i]!;
    return names.length === 0 ? [] : [`${listText(names)} only in ${label}`];
  });
  if (only.length === 0) return [];
  const text = `${listText(observed)}, which all have; ${only.join("; ")}`;
  return hanging("compared", text, look);
}

/** Sides that have the same final states, as far as that is known; first come, first named. */
function classesOf(
  { sides }: Comparison,
  relations: readonly Relation[],
): readonly (readonly number[])[] {
  const classes: number[][] = [];
  for (const side of sides.keys()) {
    const isSame = ([first]: readonly number[]) =>
      relations.some(({ a, b, kind }) => a === first && b === side && kind === "equal");
    const known = classes.find(isSame);
    if (known === undefined) classes.push([side]);
    else known.push(side);
  }
  return classes;
}

function wordLines(titled: TitledComparison, look: Look): readonly string[] {
  const { comparison } = titled;
  const relations = relationsOf(comparison);
  const classes = classesOf(comparison, relations);
  const names = (members: readonly number[]) =>
    listText(members.map((side) => comparison.sides[side]!.label));
  const equal = classes.filter((members) => members.length > 1);
  return [
    ...equal.flatMap((members) => {
      const all = members.length === comparison.sides.length && members.length > 2 ? "all of " : "";
      return hanging("equal   ", `${all}${names(members)}`, look);
    }),
    ...differences(classes, relations).flatMap(({ larger, smaller, more, fewer }) => {
      const verb = larger.length > 1 ? "allow" : "allows";
      const many = countText(more.length, "final state");
      const than = names(smaller);
      const text =
        fewer.length === 0
          ? `${names(larger)} ${verb} ${many} more than ${than}`
          : `${names(larger)} ${verb} ${many} that ${than} ${smaller.length > 1 ? "do" : "does"} not, and ${fewer.length} the other way round`;
      return [
        ...hanging("differ  ", text, look),
        ...witnessLines(titled, larger, more, look),
        ...witnessLines(titled, smaller, fewer, look),
      ];
    }),
  ];
}

interface Difference {
  readonly larger: readonly number[];
  readonly smaller: readonly number[];
  readonly more: readonly ComparedState[];
  readonly fewer: readonly ComparedState[];
}

/** How the classes differ; one that follows from two others, through a class between, is left out. */
function differences(
  classes: readonly (readonly number[])[],
  relations: readonly Relation[],
): readonly Difference[] {
  const all = classes.flatMap((x) =>
    classes.flatMap((y): readonly Difference[] => {
      const found = relations.find(({ a, b }) => a === x[0] && b === y[0]);
      if (found?.kind !== "different") return [];
      const { onlyA, onlyB } = found;
      return onlyA.length >= onlyB.length
        ? [{ larger: x, smaller: y, more: onlyA, fewer: onlyB }]
        : [{ larger: y, smaller: x, more: onlyB, fewer: onlyA }];
    }),
  );
  const contains = (x: readonly number[], y: readonly number[]) =>
    all.some((d) => d.larger === x && d.smaller === y && d.fewer.length === 0);
  return all.filter(({ larger, smaller }) => {
    if (!contains(larger, smaller)) return true;
    return !classes.some((between) => contains(larger, between) && contains(between, smaller));
  });
}

/** One of the states that only one side has, and how to see how it comes about. */
function witnessLines(
  { comparison, explain }: TitledComparison,
  sides: readonly number[],
  states: readonly ComparedState[],
  look: Look,
): readonly string[] {
  const [state] = states;
  const command = explain[sides[0]!];
  if (state === undefined) return [];
  const fields = comparison.observed.map((name, i) => `${name}=${state.values[i]!}`);
  const isLong = states.length > 1 ? "for example " : "";
  const lines = hanging("        ", `${isLong}${fields.join("  ")}`, look);
  if (command === null || command === undefined) return lines;
  // A command is one line, however long, so that it can be copied.
  return [...lines, `          litmus explain ${command} --outcome "${fields.join(" /\\ ")}"`];
}

/** Sides about which not everything is known. */
function openLines({ sides }: Comparison, look: Look): readonly string[] {
  return sides.flatMap(({ label, cell }) => {
    if (cell?.isComplete === true) return [];
    const why = cell === null ? "was not asked" : `is searched up to ${listText(cell.bounds)}`;
    return hanging("open    ", `${label} ${why}: what it has not shown is not known`, look);
  });
}
