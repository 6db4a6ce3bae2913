import type { Operand, RegisterView, SimpleOperand } from "./operand.js";

type Of<K extends Operand["kind"]> = Extract<Operand, { kind: K }>;

/** The operands of one instruction, which have the shapes of its form: a method asks for what the form says. */
export class Operands {
  readonly list: readonly Operand[];
  /** What the end of the mnemonic says of their width; null for nothing. */
  readonly bits: RegisterView["bits"] | null;

  constructor(list: readonly Operand[], bits: RegisterView["bits"] | null = null) {
    this.list = list;
    this.bits = bits;
  }

  reversed(): Operands {
    return new Operands([...this.list].reverse(), this.bits);
  }

  is(index: number, kind: Operand["kind"]): boolean {
    return this.list[index]?.kind === kind;
  }

  register(index: number): RegisterView {
    return this.#get(index, "register").view;
  }

  number(index: number): bigint {
    return this.#get(index, "number").value;
  }

  memory(index: number): Of<"memory"> {
    return this.#get(index, "memory");
  }

  /** A word in lower case. */
  word(index: number): string {
    return this.#get(index, "word").text.toLowerCase();
  }

  /** A label, or a word with its number. */
  name(index: number): Of<"word"> {
    return this.#get(index, "word");
  }

  /** A register or a number. */
  simple(index: number): SimpleOperand {
    const operand = this.list[index];
    if (operand === undefined || operand.kind === "memory") throw mismatch(index, "simple operand");
    return operand;
  }

  #get<K extends Operand["kind"]>(index: number, kind: K): Of<K> {
    const operand = this.list[index];
    if (operand?.kind !== kind) throw mismatch(index, kind);
    return operand as Of<K>;
  }
}

function mismatch(index: number, kind: string): RangeError {
  return new RangeError(`operand ${index} of the instruction's form is no ${kind}`);
}
