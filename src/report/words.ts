import type { Cell, VariantResult } from "../harness/result.js";
import { isSure } from "../harness/verdict.js";
import { valueInWords } from "../machine/words.js";
import type { Program, Site } from "../program/program.js";
import type { Code } from "../program/value.js";

/** A final state in one line: `0:r0=1 1:r0=0 x=2`. */
export function outcomeText(program: Program, values: readonly Code[]): string {
  const fields = program.observed.map((observed, i) => {
    return `${observed.name}=${valueInWords(program, values[i]!)}`;
  });
  return fields.join("  ");
}

/** The line (from 1) of a site. */
export function lineOf(site: Site): number {
  return site.span.source.position(site.span.start).line;
}

/** An observation as a table shows it: with `?` while a longer search could change it. */
export function observationText(cell: Pick<Cell, "observation" | "isComplete">): string {
  return isSure(cell) ? cell.observation : `${cell.observation}?`;
}

/** A flag of a model as people say it: `data race`. */
export function flagText(name: string): string {
  return name === "undefined" ? "undefined behaviour" : name.replaceAll("-", " ");
}

/** Where something holds: `under every model`, `under tso, pso`, `inc relaxed under wmm; inc acquire under sc`. */
export function whereText(
  variants: readonly VariantResult[],
  isThere: (cell: Cell, variant: VariantResult) => boolean,
): string {
  const places: { variant: string | null; models: string }[] = [];
  for (const variant of variants) {
    const cells = variant.cells.filter((cell) => isThere(cell, variant));
    if (cells.length === 0) continue;
    const isEvery = cells.length === variant.cells.length && cells.length > 1;
    const ids = cells.map((cell) => cell.model.id).join(", ");
    places.push({ variant: variant.name, models: isEvery ? "every model" : ids });
  }
  const isSame = places.every((where) => where.models === places[0]!.models);
  if (isSame && places.length === variants.length && places.length > 0) {
    return `under ${places[0]!.models}`;
  }
  return places
    .map(({ variant, models }) => `${variant === null ? "" : `${variant} `}under ${models}`)
    .join("; ");
}

/** Seconds with two digits: `0.21 s`. */
export function secondsText(milliseconds: number): string {
  return `${(milliseconds / 1000).toFixed(2)} s`;
}

/** `1 state`, `2 states`, `50,000,000 states`. */
export function countText(count: number, noun: string): string {
  return `${groupDigits(count)} ${noun}${count === 1 ? "" : "s"}`;
}

/** An integer with commas between thousands, whatever the locale of the machine. */
export function groupDigits(count: number): string {
  return count.toString().replace(/\B(?=(\d{3})+$)/g, ",");
}

/** `a`, `a and b`, `a, b and c`. */
export function listText(names: readonly string[]): string {
  return names.length < 2 ? names.join("") : `${names.slice(0, -1).join(", ")} and ${names.at(-1)}`;
}
