import type { ComponentChildren } from "preact";

/** A piece of a text that stands by itself. */
type Block =
  | { readonly kind: "heading"; readonly level: number; readonly text: string }
  | { readonly kind: "code"; readonly text: string }
  | { readonly kind: "list"; readonly isOrdered: boolean; readonly items: readonly string[] }
  | { readonly kind: "table"; readonly head: readonly string[]; readonly rows: readonly string[][] }
  | { readonly kind: "paragraph"; readonly text: string };

interface MarkdownProps {
  readonly text: string;
}

/**
 * The text of a lesson: headings, paragraphs, lists, code, tables, emphasis and links. All else stays as it is written,
 * HTML too.
 */
export function Markdown({ text }: MarkdownProps) {
  return <>{blocksOf(text).map(shown)}</>;
}

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

function shown(block: Block, key: number) {
  switch (block.kind) {
    case "heading": {
      // The page has a title, and the lesson one below it.
      const Level = `h${Math.min(6, block.level + 1)}` as "h3";
      return <Level key={key}>{inline(block.text)}</Level>;
    }
    case "code":
      return (
        <pre
          key={key}
          // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keyboard.
          tabIndex={0}
        >
          {block.text}
        </pre>
      );
    case "list": {
      const items = block.items.map((item, i) => <li key={i}>{inline(item)}</li>);
      return block.isOrdered ? <ol key={key}>{items}</ol> : <ul key={key}>{items}</ul>;
    }
    case "table":
      return (
        <div
          class="scroll"
          key={key}
          // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keyboard.
          tabIndex={0}
        >
          <table>
            <thead>
              <tr>
                {block.head.map((cell, i) => (
                  <th scope="col" key={i}>
                    {inline(cell)}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {block.rows.map((row, r) => (
                <tr key={r}>
                  {row.map((cell, i) => (
                    <td key={i}>{inline(cell)}</td>
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      );
    case "paragraph":
      return <p key={key}>{inline(block.text)}</p>;
    default:
      return block satisfies never;
  }
}

/** Code, strong, emphasised and linked words: each between the marks that Markdown has for it. */
const MARKED = /(`+)(.+?)\1|\*\*(.+?)\*\*|\*(?!\s)([^*]+?)\*|\[([^\]]+)\]\(([^()\s]+)\)/g;

/** A line of text with its marks. */
export function inline(text: string): ComponentChildren {
  const parts: ComponentChildren[] = [];
  let at = 0;
  for (const match of text.matchAll(MARKED)) {
    const [whole, , code, strong, emphasis, words, target] = match;
    parts.push(text.slice(at, match.index));
    at = match.index + whole.length;
    if (code !== undefined) parts.push(<code>{code}</code>);
    else if (strong !== undefined) parts.push(<strong>{inline(strong)}</strong>);
    else if (emphasis !== undefined) parts.push(<em>{inline(emphasis)}</em>);
    else if (isSafe(target!)) parts.push(<a href={target}>{inline(words!)}</a>);
    else parts.push(whole);
  }
  parts.push(text.slice(at));
  return parts;
}

/** Links lead to other pages, or to a place of this one. */
function isSafe(target: string): boolean {
  return /^(?:https?:\/\/|#)/.test(target);
}
