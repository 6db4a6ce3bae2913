import type { Ablation, AblationRow, Effect } from "../explain/ablate.js";
import type { Dependency } from "../explain/dependencies.js";
import type { Support, SupportStrength } from "../explain/supports.js";
import { isSure } from "../harness/verdict.js";
import type { LitmusFile } from "../litmus/file.js";
import type { Model } from "../models/model.js";
import type { Site } from "../program/program.js";
import { executionTable, executionWhy } from "./execution.js";
import { type Column, hanging, layOut, type TextCell } from "./layout.js";
import type { Look } from "./look.js";
import { reasonLines } from "./reason.js";
import { storyTable } from "./story.js";
import { whyOf } from "./why.js";
import { lineOf, listText, outcomeText } from "./words.js";

/**
 * What a test rests on, variant by variant: a table by line, then what goes together, and with `hasStories` how the outcome
 * comes about for each thing that is needed.
 */
export function ablationText(
  { name, description }: Pick<LitmusFile, "description"> & { readonly name: string },
  ablations: readonly Ablation[],
  models: readonly Model[],
  look: Look,
  hasStories = false,
): string {
  const heading =
    description === "" ? [look.paint("bold", name)] : hanging(`${name} `, description, look);
  const sections = [heading];
  for (const one of ablations) {
    sections.push(variantLines(one, models, look));
    if (hasStories) sections.push(...storiesOf(one, look));
  }
  return `${sections.map((lines) => lines.join("\n")).join("\n\n")}\n`;
}

function variantLines(ablation: Ablation, models: readonly Model[], look: Look): readonly string[] {
  const { variant, rows, unchanged, isInterrupted } = ablation;
  const title = variant.name === null ? "" : `${variant.name}: `;
  const possible = unchanged.filter((cell) => {
    return cell.isComplete && rows.some(({ effects }) => isPossible(effects, cell.model));
  });
  const everywhere = possible.length === unchanged.length && possible.length > 0;
  if (everywhere) return said(variant.name, "the outcome is there without any change", look);
  const unknown = unchanged.filter((cell) => !isSure(cell));
  const limits = unknown.flatMap(({ model, bounds }) =>
    hanging("unknown ", `under ${model.id}, for a limit was hit: ${listText(bounds)}`, look),
  );
  const stopped = isInterrupted ? hanging("stopped ", "not everything was asked", look) : [];
  if (unknown.length === unchanged.length && unknown.length > 0) {
    const heading = look.paint("bold", `${title}whether the outcome is possible`);
    return [heading, ...limits, ...stopped];
  }
  if (rows.length === 0 && !isInterrupted) {
    return said(variant.name, "there is nothing to weaken", look);
  }
  const shown = shownRows(rows);
  return [
    look.paint("bold", `${title}what each ordering does`),
    ...(shown.length === 0 ? [] : [...table(shown, models, look), ""]),
    ...freeDependencies(rows, look),
    ...appearing(ablation, look),
    ...togetherLines(ablation, look),
    ...(possible.length === 0
      ? []
      : hanging("possible", possibleText(possible.map(({ model }) => model.id)), look)),
    ...limits,
    ...stopped,
  ];
}

/** All that there is to say of a variant. */
function said(variant: string | null, text: string, look: Look): readonly string[] {
  return variant === null ? [text] : hanging(`${variant}:`, text, look);
}

function possibleText(ids: readonly string[]): string {
  return `the outcome is there without any change under ${listText(ids)}`;
}

function isPossible(effects: readonly Effect[], model: Model): boolean {
  return effects.some((e) => e.model === model && e.reason === "possible");
}

/** Whether a change does nothing under any model where it could. */
function isFreeEverywhere({ effects }: AblationRow): boolean {
  return effects.every(({ kind, reason }) => kind === "free" || reason === "possible");
}

function isDependency(support: Support): support is Dependency {
  return ["address", "data", "control"].includes(support.kind);
}

/**
 * The rows of the table. Of what is free at every strength only the weakest is there; dependencies that are free have a
 * line of their own below the table.
 */
function shownRows(rows: readonly AblationRow[]): readonly AblationRow[] {
  return rows.filter((row) => {
    if (isDependency(row.ordering) && isFreeEverywhere(row)) return false;
    const all = rows.filter(({ ordering }) => ordering === row.ordering);
    return !all.every(isFreeEverywhere) || row.to === row.ordering.weakest;
  });
}

function freeDependencies(rows: readonly AblationRow[], look: Look): readonly string[] {
  const free = rows.filter((row) => isDependency(row.ordering) && isFreeEverywhere(row));
  const texts = (["address", "data", "control"] as const).flatMap((kind) => {
    const lines = free.flatMap(({ ordering }) =>
      ordering.kind === kind ? [lineOf(ordering.site)] : [],
    );
    if (lines.length === 0) return [];
    return [
      `the ${kind} ${lines.length === 1 ? "dependency" : "dependencies"} of ${linesText(lines)}`,
    ];
  });
  return texts.length === 0 ? [] : hanging("free    ", listText(texts), look);
}

/** `line 4`, `lines 4 and 7`. */
function linesText(lines: readonly number[]): string {
  const once = [...new Set(lines)];
  return `${once.length === 1 ? "line" : "lines"} ${listText(once.map((line) => `${line}`))}`;
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
    case "fault":
      return { text: "fails", format: "red" };
    case "free":
      return { text: "free", format: "green" };
    case "open":
      return { text: effect.reason === "possible" ? "-" : "?" };
  }
}

/** The outcomes and failures that appear when something is weakened. */
function appearing({ rows }: Ablation, look: Look): readonly string[] {
  const outcomes = new Set<string>();
  const failures = new Set<string>();
  for (const { ordering, effects } of rows) {
    for (const { appears, failure, shown } of effects) {
      if (appears !== null) outcomes.add(outcomeText(shown!.program, appears.values));
      if (failure !== null) failures.add(`without line ${lineOf(ordering.site)}, ${failure}`);
    }
  }
  const isUnknown = rows.some(({ effects }) =>
    effects.some(({ kind, reason }) => kind === "open" && reason !== "possible"),
  );
  return [
    ...[...outcomes].flatMap((text) => hanging("appears ", text, look)),
    ...[...failures].flatMap((text) => hanging("fails   ", text, look)),
    ...(isUnknown ? hanging("?       ", UNKNOWN, look) : []),
  ];
}

const UNKNOWN = "a limit was hit, or a dependency carries a value that may be anything: no answer";

function togetherLines({ together }: Ablation, look: Look): readonly string[] {
  const many = together.filter(({ free }) => free.length > 1);
  const say = (textOf: (one: (typeof many)[number]) => string | null): readonly string[] => {
    const groups = new Map<string, string[]>();
    for (const one of many) {
      const text = textOf(one);
      if (text !== null) groups.set(text, [...(groups.get(text) ?? []), one.model.id]);
    }
    return [...groups].flatMap(([text, ids]) => {
      return hanging("together", `under ${listText(ids)}, ${text}`, look);
    });
  };
  return [
    ...say(({ isFree, free }) =>
      isFree === true ? `${supportsText(free)} can all go at once` : null,
    ),
    ...say(({ isFree, free }) =>
      isFree === null ? `whether ${supportsText(free)} can all go at once is not known` : null,
    ),
    ...say(({ isFree, clash, most }) => {
      if (isFree !== false) return null;
      return (
        `${supportsText(clash)} can each go alone, and not all at once; ` +
        `${supportsText(most)} can go at once`
      );
    }),
  ];
}

/** `lines 4 and 7 (lock) and the dependencies of lines 8 and 9`. */
function supportsText(supports: readonly Support[]): string {
  const others = supports.filter((one) => !isDependency(one));
  const texts = others.map(
    ({ kind, site }) => `${lineOf(site)}${kind === "lock" ? " (lock)" : ""}`,
  );
  const lines = [...new Set(texts)];
  const dependencies = supports.filter(isDependency).map(({ site }) => lineOf(site));
  const isOne = new Set(dependencies).size === 1;
  const noun = `the ${isOne ? "dependency" : "dependencies"} of`;
  return listText([
    ...(lines.length === 0 ? [] : [`${lines.length === 1 ? "line" : "lines"} ${listText(lines)}`]),
    ...(dependencies.length === 0 ? [] : [`${noun} ${linesText(dependencies)}`]),
  ]);
}

function orderingText(support: Support): string {
  const { site, strength } = support;
  const name = site.primitive;
  switch (support.kind) {
    case "address":
    case "data":
      return `${name === "" ? "" : `${name}: `}${support.kind} of ${sourcesText(support.sources)}`;
    case "control":
      return `branch on ${sourcesText(support.sources)}`;
    case "lock":
    case "section": {
      const others = support.sites.slice(1).map(lineOf);
      return others.length === 0 ? name : `${name} and ${linesText(others)}`;
    }
    case "grace-period":
      return name;
    default:
      return name === "" ? `${strengthText(strength)} ${support.kind}` : name;
  }
}

function sourcesText(sites: readonly Site[]): string {
  return linesText(sites.map(lineOf));
}

/** A strength as people say it. */
function strengthText(strength: SupportStrength): string {
  switch (strength) {
    case "removed":
      return "nothing";
    case "exclusion":
      return "exclusion only";
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

/** For each thing that is needed, how the outcome comes about at the first strength and under the first model. */
function storiesOf({ variant, rows }: Ablation, look: Look): readonly (readonly string[])[] {
  const told = new Set<Support>();
  return rows.flatMap(({ ordering, to, effects }) => {
    const effect = effects.find(({ shown }) => shown !== null);
    if (effect === undefined || told.has(ordering)) return [];
    told.add(ordering);
    const { model, appears, failure } = effect;
    const shown = effect.shown!;
    const { program } = shown;
    const title = variant.name === null ? "" : `${variant.name}, `;
    const how = appears === null ? "how it fails" : "how it happens";
    const change = `line ${lineOf(ordering.site)} (${orderingText(ordering)}) to ${strengthText(to)}`;
    const end = appears === null ? failure! : outcomeText(program, appears.values);
    const [lines, why] =
      shown.engine === "machine"
        ? [storyTable(program, shown.trace, look), whyOf(program, shown.trace)]
        : [executionTable(program, shown.witness, look), executionWhy(shown.witness)];
    return [
      [
        look.paint("bold", `${title}under ${model.id}: ${how}`),
        ...hanging("weakened", change, look),
        ...lines,
        "",
        ...hanging("end    ", end, look),
        ...(appears === null ? [] : why.flatMap((reason) => reasonLines(reason, look))),
      ],
    ];
  });
}
