import type { IntegerType } from "../../program/value.js";
import type { Operand, RegisterView } from "./operand.js";
import type { Operands } from "./operands.js";
import type { AssemblyThread } from "./thread.js";

/** What one architecture's assembly is: everything that is not in the common ground. */
export interface Architecture {
  /** Header words that choose it. */
  readonly headers: readonly string[];
  readonly title: string;
  /** Ids of the models of a table when nobody asks for others: its own first, then `sc`. */
  readonly defaultModels: readonly string[];
  /** What a whole register holds. */
  readonly word: IntegerType;
  /** The register that a word in lower case names, null for none. */
  register(name: string): RegisterView | null;
  /** A few names of registers, for a message. */
  readonly registerExamples: string;
  /** Words that stand before a mnemonic and belong to it, in lower case: `lock`. */
  readonly prefixes: readonly string[];
  /** By mnemonic in lower case. */
  readonly instructions: InstructionTable;
  /** Letters that a mnemonic may end in, with how many bits it then works on: the `l` of `movl`. */
  readonly suffixes?: ReadonlyMap<string, RegisterView["bits"]>;
  /** Fences that may be put between two instructions, in lower case. */
  readonly fences: readonly string[];
  /** What its accesses order by themselves, in words; absent: nothing but what their mnemonics say. */
  readonly implied?: { readonly load: string; readonly store: string; readonly update: string };
  /** Other mnemonics of the same operands for one in lower case, whatever they order; what is no instruction is left out. */
  alternatives(mnemonic: string): readonly string[];
  /** Known instructions that have no meaning here, by mnemonic in lower case, with what they belong to. */
  readonly unsupported?: ReadonlyMap<string, string>;
}

/** What may stand as one operand: `words` are written as such and mean something to the instruction. */
export interface OperandShape {
  readonly kinds: readonly Operand["kind"][];
  readonly words: readonly string[];
}

/** One way to write an instruction, and what it does. */
export interface InstructionForm {
  readonly mnemonic: string;
  readonly operands: readonly OperandShape[];
  /** For lists and messages: `lwz register, memory`. */
  readonly syntax: string;
  /** What it computes of small numbers may be negative or large. */
  readonly isWide: boolean;
  /** Its meaning depends on the flags of an earlier instruction. */
  readonly readsFlags: boolean;
  lower(thread: AssemblyThread, operands: Operands): void;
}

/** What a line of a table may say of a form beside its syntax. */
export type FormOptions = Partial<Pick<InstructionForm, "isWide" | "readsFlags">>;

/** A line of a table: the syntax, what it does, and what else is to be known. */
export type FormLine = readonly [
  syntax: string,
  lower: InstructionForm["lower"],
  options?: FormOptions,
];

const KINDS: Readonly<Record<string, { kind: Operand["kind"]; text: string }>> = {
  r: { kind: "register", text: "register" },
  i: { kind: "number", text: "number" },
  m: { kind: "memory", text: "memory" },
  l: { kind: "word", text: "label" },
};

/** The instructions of an architecture by mnemonic: made when a test first asks for one. */
export type InstructionTable = () => ReadonlyMap<string, readonly InstructionForm[]>;

/** Which operand of an instruction stands first in a file. */
type OperandOrder = "target first" | "source first";

/**
 * A table of instructions from its lines. The syntax of a line is the mnemonic and then its operands, with commas: `r` a
 * register, `i` a number, `m` memory, `l` a label, `<a|b>` one of some words, `r/i` one or the other. Lines have the
 * target first, however the files have it.
 */
export function instructionTable(
  lines: () => readonly FormLine[],
  order: OperandOrder = "target first",
): InstructionTable {
  let table: ReturnType<InstructionTable> | null = null;
  return () => {
    table ??= tableOf(lines(), order);
    return table;
  };
}

function tableOf(lines: readonly FormLine[], order: OperandOrder): ReturnType<InstructionTable> {
  const isReversed = order === "source first";
  const table = new Map<string, InstructionForm[]>();
  for (const [syntax, lower, options = {}] of lines) {
    const [, mnemonic, rest] = /^(\S+(?: [a-z]\w+)?)(?: (.*))?$/.exec(syntax)!;
    const texts = rest === undefined ? [] : rest.split(",");
    if (isReversed) texts.reverse();
    const words = texts.map((text) =>
      text.startsWith("<")
        ? text.slice(1, -1)
        : text
            .split("/")
            .map((k) => KINDS[k]!.text)
            .join("/"),
    );
    const form: InstructionForm = {
      mnemonic: mnemonic!,
      operands: texts.map(shapeOf),
      syntax: [mnemonic, words.join(", ")].join(" ").trim(),
      isWide: false,
      readsFlags: false,
      ...options,
      lower: isReversed ? (thread, operands) => lower(thread, operands.reversed()) : lower,
    };
    const known = table.get(mnemonic!);
    if (known === undefined) table.set(mnemonic!, [form]);
    else known.push(form);
  }
  return table;
}

function shapeOf(text: string): OperandShape {
  if (text.startsWith("<")) return { kinds: [], words: text.slice(1, -1).split("|") };
  return { kinds: text.split("/").map((k) => KINDS[k]!.kind), words: [] };
}

/** Whether an operand has a shape. */
export function fits(operand: Operand, { kinds, words }: OperandShape): boolean {
  if (operand.kind === "word" && words.includes(operand.text.toLowerCase())) return true;
  return kinds.includes(operand.kind);
}
