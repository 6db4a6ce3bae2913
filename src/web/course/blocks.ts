/** A piece of a text that stands by itself. */
export type Block =
  | { readonly kind: "heading"; readonly level: number; readonly text: string }
  | { readonly kind: "code"; readonly text: string }
  | { readonly kind: "list"; readonly isOrdered: boolean; readonly items: readonly string[] }
  | { readonly kind: "table"; readonly head: readonly string[]; readonly rows: readonly string[][] }
  | { readonly kind: "paragraph"; readonly text: string };

/** The blocks of a text, in its order. */
export function blocksOf(text: string): readonly Block[] {
  const blocks: Block[] = [];
  const lines = text.split("\n");
  for (let at = 0; at < lines.length; ) {
    const line = lines[at]!;
    const [block, count] = blockAt(lines.slice(at), line);
    if (block !== null) blocks.push(block);
    at += count;
  }
  return blocks;
}

const BULLET = /^\s{0,3}(?:[-*+]|\d+[.)])\s+/;
const ROW = /^\s*\|.*\|\s*$/;
const FENCE = /^```/;
const HEADING = /^(#{1,6})\s+(.*?)\s*#*$/;

/** The block that begins in the first of some lines, and how many of them it takes. */
function blockAt(lines: readonly string[], first: string): readonly [Block | null, number] {
  if (first.trim() === "") return [null, 1];
  if (FENCE.test(first)) {
    const found = lines.findIndex((line, i) => i > 0 && FENCE.test(line));
    const end = found < 0 ? lines.length : found;
    return [{ kind: "code", text: lines.slice(1, end).join("\n") }, end + 1];
  }
  const [, marks, title] = HEADING.exec(first) ?? [];
  if (marks !== undefined) return [{ kind: "heading", level: marks.length, text: title! }, 1];
  if (ROW.test(first)) return tableAt(lines);
  const count = countWhile(lines, (line, i) => {
    if (line.trim() === "" || FENCE.test(line) || HEADING.test(line) || ROW.test(line))
      return false;
    return i === 0 || BULLET.test(first) || !BULLET.test(line);
  });
  const own = lines.slice(0, count);
  if (!BULLET.test(first)) {
    return [{ kind: "paragraph", text: own.map((line) => line.trim()).join(" ") }, count];
  }
  const items: string[] = [];
  for (const line of own) {
    if (BULLET.test(line)) items.push(line.replace(BULLET, "").trim());
    else items[items.length - 1] += ` ${line.trim()}`;
  }
  return [{ kind: "list", isOrdered: /^\s*\d/.test(first), items }, count];
}

function tableAt(lines: readonly string[]): readonly [Block, number] {
  const count = countWhile(lines, (line) => ROW.test(line));
  const cells = lines.slice(0, count).map((line) => {
    const inner = line.trim().slice(1, -1);
    return inner.split(/(?<!\\)\|/).map((cell) => cell.trim().replaceAll("\\|", "|"));
  });
  const isRule = (row: readonly string[]) => row.every((cell) => /^:?-+:?$/.test(cell));
  const [head = [], ...rest] = cells;
  return [{ kind: "table", head, rows: rest.filter((row) => !isRule(row)) }, count];
}

function countWhile<T>(list: readonly T[], holds: (one: T, i: number) => boolean): number {
  const end = list.findIndex((one, i) => !holds(one, i));
  return end < 0 ? list.length : end;
}

/** A stretch of a line of text: plain, or between the marks that Markdown has for it. */
export type Run =
  | { readonly kind: "plain" | "code"; readonly text: string }
  | { readonly kind: "strong" | "emphasis"; readonly runs: readonly Run[] }
  | { readonly kind: "link"; readonly target: string; readonly runs: readonly Run[] };

const MARKED = /(`+)(.+?)\1|\*\*(.+?)\*\*|\*(?!\s)([^*]+?)\*|\[([^\]]+)\]\(([^()\s]+)\)/g;

/** The stretches of a line of text. */
export function runsOf(text: string): readonly Run[] {
  const runs: Run[] = [];
  let at = 0;
  for (const match of text.matchAll(MARKED)) {
    const run = runAt(match);
    if (run === null) continue;
    if (match.index > at) runs.push({ kind: "plain", text: text.slice(at, match.index) });
    runs.push(run);
    at = match.index + match[0].length;
  }
  if (at < text.length) runs.push({ kind: "plain", text: text.slice(at) });
  return runs;
}

function runAt([, , code, strong, emphasis, words, target]: RegExpMatchArray): Run | null {
  if (code !== undefined) return { kind: "code", text: code };
  if (strong !== undefined) return { kind: "strong", runs: runsOf(strong) };
  if (emphasis !== undefined) return { kind: "emphasis", runs: runsOf(emphasis) };
  return isSafe(target!) ? { kind: "link", target: target!, runs: runsOf(words!) } : null;
}

/** Links lead to other pages, or to a place of this one. */
function isSafe(target: string): boolean {
  return /^(?:https?:\/\/|#)/.test(target);
}
