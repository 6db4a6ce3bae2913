import type { Diagnostics } from "../source/diagnostic.js";
import { meant, nearest } from "../source/nearest.js";
import { cover, type Source } from "../source/source.js";
import type { ExpectationNode, Observation, VariantNode, Word } from "./file.js";
import type { IndentedLine } from "./lines.js";
import type { Comment } from "./scanner.js";
import type { LineClause } from "./sections.js";

const OBSERVATIONS: readonly Observation[] = ["Never", "Sometimes", "Always"];
/** The model that herd's `Result:` comments in kernel C speak of. */
const RESULT_MODEL = "lkmm";
/** A line of a comment: nothing but stars before it. */
const RESULT = /^([ \t*]*)Result(?:\[([^\]\n]*)\])?[ \t]*:[ \t]*([^\n]*)/gm;

/** A cell of an `expect` table that says something, or `-`. */
interface ExpectCell {
  /** Null for `*` and for the lines of a file without variants. */
  readonly variant: Word | null;
  readonly model: Word;
  readonly observation: Observation | null;
  readonly verdict: Word;
}

/**
 * What the author expects, of the `expect` clauses and the `Result:` comments together. A row `*` is given out to every
 * variant that has no cell of its own under that model.
 */
export function readExpectations(
  clauses: readonly LineClause[],
  comments: readonly Comment[],
  variants: readonly VariantNode[],
  diagnostics: Diagnostics,
): readonly ExpectationNode[] {
  const cells: ExpectCell[] = [];
  for (const clause of clauses) {
    for (const cell of readTable(clause, variants, diagnostics)) {
      if (isNew(cell, cells, diagnostics)) cells.push(cell);
    }
  }
  const rows: ExpectationNode[] = [];
  for (const { variant, model, observation, verdict } of cells) {
    if (observation === null) continue;
    const names =
      variant === null && variants.length > 0 ? others(cells, model, variants) : [variant];
    for (const name of names) {
      rows.push({ variant: name, model, observation, span: verdict.span });
    }
  }
  return [...rows, ...readResults(comments, diagnostics)];
}

/** The variants that have no cell under a model. */
function others(
  cells: readonly ExpectCell[],
  model: Word,
  variants: readonly VariantNode[],
): readonly Word[] {
  const own = cells.filter((c) => c.model.text === model.text).map((c) => c.variant?.text);
  return variants.map((v) => v.name).filter((name) => !own.includes(name.text));
}

function isNew(cell: ExpectCell, cells: readonly ExpectCell[], diagnostics: Diagnostics): boolean {
  const earlier = cells.find(
    (c) => c.model.text === cell.model.text && c.variant?.text === cell.variant?.text,
  );
  if (earlier === undefined) return true;
  const what = cell.variant === null ? "" : ` of \`${cell.variant.text}\``;
  const message = `a second expectation${what} for \`${cell.model.text}\``;
  const note = { message: "the first one is here", span: earlier.verdict.span };
  diagnostics.error("expectation-twice", cell.verdict.span, message, note);
  return false;
}

/** The cells of one clause: a line of models, then a line for each variant. */
function readTable(
  clause: LineClause,
  variants: readonly VariantNode[],
  diagnostics: Diagnostics,
): readonly ExpectCell[] {
  const { source } = clause.keyword;
  const [head, ...lines] = clause.lines.map((line) => wordsOf(source, line));
  if (head === undefined || lines.length === 0) {
    const message = "expected a line of models and, under it, lines of verdicts";
    diagnostics.error("empty-clause", clause.keyword, message);
    return [];
  }
  const models = new Map<string, Word>();
  for (const model of head) {
    if (models.has(model.text)) {
      diagnostics.error("model-twice", model.span, `\`${model.text}\` heads two columns`);
    }
    models.set(model.text, model);
  }
  if (models.size < head.length) return [];
  return lines.flatMap((words) => readRow(words, head, variants, diagnostics));
}

function readRow(
  words: readonly Word[],
  models: readonly Word[],
  variants: readonly VariantNode[],
  diagnostics: Diagnostics,
): readonly ExpectCell[] {
  const split = readName(words, variants, diagnostics);
  if (split === null) return [];
  const { variant, verdicts } = split;
  if (verdicts.length !== models.length) {
    const line = cover(words[0]!.span, words.at(-1)!.span);
    const have = `${verdicts.length} verdict${verdicts.length === 1 ? "" : "s"}`;
    const want = `${models.length} model${models.length === 1 ? "" : "s"}`;
    diagnostics.error("expect-columns", line, `${have} for ${want}: write \`-\` for none`);
    return [];
  }
  const cells: ExpectCell[] = [];
  for (const [i, verdict] of verdicts.entries()) {
    const observation = OBSERVATIONS.find((o) => o === verdict.text) ?? null;
    if (observation === null && verdict.text !== "-") unknownVerdict(verdict, diagnostics);
    else cells.push({ variant, model: models[i]!, observation, verdict });
  }
  return cells;
}

/** Which variant a line is about, and the words after its name. Null after an error. */
function readName(
  words: readonly Word[],
  variants: readonly VariantNode[],
  diagnostics: Diagnostics,
): { readonly variant: Word | null; readonly verdicts: readonly Word[] } | null {
  if (words[0]!.text === "*") return { variant: null, verdicts: words.slice(1) };
  if (variants.length === 0 && isVerdict(words[0]!)) return { variant: null, verdicts: words };
  // The longest name that fits, so that `inc` and `inc acquire` can both be variants.
  let best: readonly string[] = [];
  for (const { name } of variants) {
    const parts = name.text.split(/\s+/);
    if (parts.length > best.length && parts.every((part, i) => words[i]?.text === part))
      best = parts;
  }
  const variant = variants.find((v) => v.name.text.split(/\s+/).join(" ") === best.join(" "));
  if (variant !== undefined) return { variant: variant.name, verdicts: words.slice(best.length) };
  unknownVariant(words, variants, diagnostics);
  return null;
}

function unknownVariant(
  words: readonly Word[],
  variants: readonly VariantNode[],
  diagnostics: Diagnostics,
): void {
  const first = words.findIndex(isVerdict);
  if (first === 0) {
    const message = "expected the name of a variant, or `*` for all, before the verdicts";
    diagnostics.error("unknown-variant", words[0]!.span, message);
    return;
  }
  const last = words[(first < 0 ? words.length : first) - 1]!;
  const span = cover(words[0]!.span, last.span);
  const name = span.source.text.slice(span.start, span.end);
  if (variants.length === 0) {
    const message = `there is no variant \`${name}\`: the file has no \`variants\``;
    diagnostics.error("unknown-variant", span, message);
    return;
  }
  const names = variants.map((v) => v.name.text);
  const near = nearest(name, names);
  diagnostics.error(
    "unknown-variant",
    span,
    `there is no variant \`${name}\``,
    ...(near === undefined ? [`variants: ${names.join(", ")}`] : meant(near)),
  );
}

function isVerdict(word: Word): boolean {
  return word.text === "-" || OBSERVATIONS.some((o) => o === word.text);
}

function unknownVerdict(word: Word, diagnostics: Diagnostics): void {
  const near = nearest(word.text, OBSERVATIONS);
  diagnostics.error(
    "unknown-verdict",
    word.span,
    `expected \`Never\`, \`Sometimes\`, \`Always\` or \`-\`, found \`${word.text}\``,
    ...meant(near),
  );
}

function wordsOf(source: Source, line: IndentedLine): readonly Word[] {
  return Array.from(line.text.matchAll(/\S+/g), (match) => {
    const start = line.start + match.index;
    return { text: match[0], span: { source, start, end: start + match[0].length } };
  });
}

/**
 * `Result: Never` and `Result[tso, pso]: Never` in comments. Tests in the wild have more words there (`Maybe`,
 * `DEADLOCK`, `Never DATARACE`, where the verdict is not always that of the condition): these say nothing here. A word that
 * is nearly a verdict is a slip, and so is any other after a model's name, which only this format has.
 */
function readResults(
  comments: readonly Comment[],
  diagnostics: Diagnostics,
): readonly ExpectationNode[] {
  const results: ExpectationNode[] = [];
  for (const comment of comments) {
    const shift =
      comment.span.start +
      comment.span.source.text.slice(comment.span.start, comment.span.end).indexOf(comment.text);
    for (const match of comment.text.matchAll(RESULT)) {
      const start = shift + match.index + match[1]!.length;
      const end = shift + match.index + match[0].trimEnd().length;
      const span = { source: comment.span.source, start, end };
      results.push(...readResult(match[2], match[3]!.trim(), span, diagnostics));
    }
  }
  return results;
}

function readResult(
  models: string | undefined,
  word: string,
  span: ExpectationNode["span"],
  diagnostics: Diagnostics,
): readonly ExpectationNode[] {
  const observation = OBSERVATIONS.find((o) => o === word);
  if (observation === undefined) {
    const near = nearest(word, OBSERVATIONS);
    if (near === undefined && models === undefined) return [];
    diagnostics.warning(
      "unknown-result",
      span,
      `expected \`Never\`, \`Sometimes\` or \`Always\`, found \`${word}\`: no expectation`,
      ...meant(near, near, word),
    );
    return [];
  }
  return (models ?? RESULT_MODEL).split(",").map((name) => {
    return { variant: null, model: { text: name.trim(), span }, observation, span };
  });
}
