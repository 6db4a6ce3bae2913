import { Diagnostics } from "../source/diagnostic.js";
import type { Source } from "../source/source.js";
import { readCondition, readFilter, readLocations } from "./condition.js";
import { readExpectations } from "./expectations.js";
import type { ConditionNode, LitmusFile } from "./file.js";
import { readInit } from "./init.js";
import { indentedLines } from "./lines.js";
import type { Comment } from "./scanner.js";
import {
  type Clause,
  cutSections,
  type LineClause,
  type Sections,
  type TokenClause,
} from "./sections.js";
import { warnUnused } from "./unused.js";
import { readVariants } from "./variants.js";

/**
 * Reads the frame of a litmus file; the bodies of its threads stay text. Everything wrong is added to `diagnostics`, in the
 * order of the text; null is given exactly when an error was added.
 */
export function parseLitmus(source: Source, diagnostics: Diagnostics): LitmusFile | null {
  const found = new Diagnostics();
  const inBodies = new Diagnostics();
  const sections = cutSections(source, found, inBodies);
  const file = sections === null ? null : readParts(source, sections, found);
  // After an error, what looks unused may be what was misread.
  if (sections !== null && file !== null && !found.hasErrors) {
    warnUnused(sections, file.init, file.variants, found);
  }
  // A file with an error here is not read by its dialect, which would have said these.
  if (found.hasErrors) found.list.push(...inBodies.list);
  found.list.sort((a, b) => a.span.start - b.span.start);
  diagnostics.list.push(...found.list);
  return found.hasErrors ? null : file;
}

function readParts(source: Source, sections: Sections, diagnostics: Diagnostics): LitmusFile {
  checkWhole(source, sections, diagnostics);
  const { clauses } = sections;
  const only = (kinds: readonly Clause["kind"][]) =>
    onlyOne(
      clauses.filter((c) => kinds.includes(c.kind)),
      diagnostics,
    );
  const alternatives = only(["variants"]);
  const locations = only(["locations"]);
  const filter = only(["filter"]);
  const condition = only(["exists", "not-exists", "forall"]);
  const isAssembly = sections.layout === "columns";
  const variants = isLines(alternatives) ? readVariants(alternatives, isAssembly, diagnostics) : [];
  const tables = clauses.filter((c) => c.kind === "expect").filter(isLines);
  return {
    source,
    dialect: sections.dialect,
    name: sections.name,
    description: sections.description,
    metadata: sections.metadata,
    comments: sections.leadingComments.map(commentText).filter((text) => text !== ""),
    init: sections.init === null ? [] : readInit(sections.init, diagnostics),
    body: sections.body,
    locations: isTokens(locations) ? readLocations(locations, diagnostics) : [],
    filter: isTokens(filter) ? readFilter(filter, diagnostics) : null,
    condition:
      (isTokens(condition) ? readCondition(condition, diagnostics) : null) ?? alwaysTrue(source),
    variants,
    expectations: readExpectations(tables, sections.comments, variants, diagnostics),
    ownClauses: clauses.filter(isLines).map(({ keyword }) => {
      return { source, start: keyword.start, end: indentedLines(keyword).end };
    }),
  };
}

/** Says which part is missing; not after another error, which is then the likely reason. */
function checkWhole(source: Source, sections: Sections, diagnostics: Diagnostics): void {
  if (diagnostics.hasErrors) return;
  if (sections.init === null) {
    const start = sections.body[0]?.start ?? source.text.trimEnd().length;
    const message = "expected an init block before the threads: `{ }` when everything starts as 0";
    diagnostics.error("missing-init", { source, start, end: start }, message);
  }
  if (sections.body.length === 0) {
    const isTable = sections.dialect.text !== "C";
    const what = isTable ? "a table of instructions" : "`P0(...) { ... }`";
    diagnostics.error("no-threads", sections.name.span, `there is no thread: write ${what}`);
  }
  const isAsked = sections.clauses.some((c) => c.kind !== "variants" && c.kind !== "expect");
  if (!isAsked) {
    const start = source.text.trimEnd().length;
    const message = "expected `exists (...)`, `~exists (...)`, `forall (...)` or `locations [...]`";
    diagnostics.error("missing-condition", { source, start, end: start }, message);
  }
}

/** The first clause of its kind; a second one is reported. */
function onlyOne(clauses: readonly Clause[], diagnostics: Diagnostics): Clause | null {
  const [first, ...others] = clauses;
  if (first === undefined) return null;
  for (const clause of others) {
    const { source, start, end } = clause.keyword;
    const message = `a second \`${source.text.slice(start, end)}\` clause`;
    const note = { message: "the first one is here", span: first.keyword };
    diagnostics.error("clause-twice", clause.keyword, message, note);
  }
  return first;
}

function isLines(clause: Clause | null): clause is LineClause {
  return clause !== null && "lines" in clause;
}

function isTokens(clause: Clause | null): clause is TokenClause {
  return clause !== null && "tokens" in clause;
}

/** herd's reading of a file that asks for final states with `locations` (or a filter) and has no condition. */
function alwaysTrue(source: Source): ConditionNode {
  const start = source.text.trimEnd().length;
  const span = { source, start, end: start };
  return { quantifier: "forall", proposition: { kind: "constant", value: true, span }, span };
}

/** A comment without the stars that decorate its lines. */
function commentText(comment: Comment): string {
  const lines = comment.text.split("\n").map((line) => line.replace(/^\s*\*+(?:\s|$)/, "").trim());
  return lines.join("\n").trim();
}
