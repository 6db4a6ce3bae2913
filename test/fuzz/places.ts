import { parseLitmus } from "../../src/litmus/parse.js";
import { scan, type Token } from "../../src/litmus/scanner.js";
import { Diagnostics } from "../../src/source/diagnostic.js";
import { Source } from "../../src/source/source.js";

/** Offsets of a text at which a word can be put into the body of a thread. */
export interface Places {
  /** Before any word. */
  readonly all: readonly number[];
  /** Before a word that can be reached: no jump stands before it in its block, no switch label is still to come. */
  readonly live: readonly number[];
}

interface Block {
  isDead: boolean;
  /** Whether only a label brings it to life, as in a switch. */
  readonly isSwitch: boolean;
}

const JUMPS = new Set(["return", "break", "continue", "goto"]);

/** None when the frame of the text is wrong. */
export function placesIn(text: string): Places {
  const all: number[] = [];
  const live: number[] = [];
  const file = parseLitmus(new Source("t.lit", text), new Diagnostics());
  for (const { source, start, end } of file?.dialect.text === "C" ? file.body : []) {
    const options = { start, end, ocamlComments: "outside-braces" } as const;
    const tokens = scan(source, options, new Diagnostics());
    for (let i = 0; i < tokens.length; i++) {
      if (!/^P\d+$/.test(tokens[i]!.text) || tokens[i + 1]?.text !== "(") continue;
      i = collect(tokens, i, all, live);
    }
  }
  return { all, live };
}

/** Goes through one thread; gives the index of its last token. */
function collect(tokens: readonly Token[], first: number, all: number[], live: number[]): number {
  const blocks: Block[] = [];
  let isSwitch = false;
  let statement = first;
  for (let i = first; i < tokens.length; i++) {
    const token = tokens[i]!;
    const { text } = token;
    if (text === "switch") isSwitch = true;
    const block = blocks.at(-1);
    if (block !== undefined && !isDirective(tokens, i)) {
      all.push(token.span.start);
      if (!blocks.some((b) => b.isDead)) live.push(token.span.start);
    }
    if (text === "{") {
      blocks.push({ isDead: isSwitch, isSwitch });
      isSwitch = false;
    } else if (text === "}") {
      blocks.pop();
      if (blocks.length === 0) return i;
    } else if (text === ":" && block !== undefined) {
      block.isDead = false;
    } else if (text === ";" && block !== undefined) {
      if (JUMPS.has(tokens[statement]!.text)) block.isDead = true;
    }
    if (text === ";" || text === "{" || text === "}" || text === ":") statement = i + 1;
  }
  return tokens.length;
}

/** Whether a token stands on a preprocessor line. */
function isDirective(tokens: readonly Token[], index: number): boolean {
  let i = index;
  while (i > 0 && !tokens[i]!.startsLine) i--;
  return tokens[i]!.text === "#";
}
