import type { ComponentChildren } from "preact";
import { unreachable } from "../../source/unreachable.js";
import { type Block, blocksOf, type Run, runsOf } from "./blocks.js";

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
      return unreachable(block);
  }
}

/** A line of text with its marks. */
export function inline(text: string): ComponentChildren {
  return runsOf(text).map(shownRun);
}

function shownRun(run: Run, key: number): ComponentChildren {
  switch (run.kind) {
    case "plain":
      return run.text;
    case "code":
      return <code key={key}>{run.text}</code>;
    case "strong":
      return <strong key={key}>{run.runs.map(shownRun)}</strong>;
    case "emphasis":
      return <em key={key}>{run.runs.map(shownRun)}</em>;
    case "link":
      return (
        <a key={key} href={run.target}>
          {run.runs.map(shownRun)}
        </a>
      );
    default:
      return unreachable(run);
  }
}
