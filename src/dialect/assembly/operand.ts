import type { Diagnostics } from "../../source/diagnostic.js";
import { cover, type Span } from "../../source/source.js";
import type { AssemblyToken } from "./words.js";

/** How an instruction names a register of its architecture. */
export interface RegisterView {
  /** The register, however it was named: as a final state prints it. */
  readonly name: string;
  /** How many of its low bits are seen. */
  readonly bits: 8 | 16 | 32 | 64;
  /** Reads as 0 and keeps nothing: `x0`, `XZR`. */
  readonly isZero?: boolean;
}

/** An operand as it was written; `part` of an address are in their order, the base first. */
export type Operand =
  | { readonly kind: "register"; readonly view: RegisterView; readonly span: Span }
  | { readonly kind: "number"; readonly value: bigint; readonly span: Span }
  /** A label, a location, or a word that an instruction knows, with its number: `rw`, `SY`, `LSL #2`. */
  | {
      readonly kind: "word";
      readonly text: string;
      readonly amount: bigint | null;
      readonly span: Span;
    }
  /** `[x]`, `4(r1)`, `[X1,W2,SXTW]`, `[X1,#8]!`. */
  | {
      readonly kind: "memory";
      readonly parts: readonly Exclude<Operand, { kind: "memory" }>[];
      /** What the second part counts in: the 8 of `(%rax,%rbx,8)`. */
      readonly scale?: bigint;
      /** `!`: the base becomes the address. */
      readonly isUpdating: boolean;
      readonly span: Span;
    };

export type SimpleOperand = Exclude<Operand, { kind: "memory" }>;

/** Reads the operands of one instruction, up to the end of its words. Null after an error. */
export class OperandReader {
  readonly #tokens: readonly AssemblyToken[];
  readonly #registers: (name: string) => RegisterView | null;
  readonly #diagnostics: Diagnostics;
  #index: number;

  constructor(
    tokens: readonly AssemblyToken[],
    start: number,
    registers: (name: string) => RegisterView | null,
    diagnostics: Diagnostics,
  ) {
    this.#tokens = tokens;
    this.#index = start;
    this.#registers = registers;
    this.#diagnostics = diagnostics;
  }

  operands(): readonly Operand[] | null {
    const operands: Operand[] = [];
    if (this.#peek().kind === "end") return operands;
    while (true) {
      const operand = this.#operand();
      if (operand === null) return null;
      operands.push(operand);
      if (this.#peek().kind === "end") return operands;
      if (!this.#accept(",")) return this.#unexpected("`,` or the end of the instruction");
    }
  }

  #peek(): AssemblyToken {
    return this.#tokens[this.#index]!;
  }

  #accept(text: string): boolean {
    if (this.#peek().kind !== "punctuator" || this.#peek().text !== text) return false;
    this.#index++;
    return true;
  }

  #unexpected(expected: string): null {
    const { text, span } = this.#peek();
    const found = text === "" ? "the end of the instruction" : `\`${text}\``;
    this.#diagnostics.error("unexpected-token", span, `expected ${expected}, found ${found}`);
    return null;
  }

  #operand(): Operand | null {
    const first = this.#peek();
    if (this.#accept("[")) return this.#memory(first, "]", []);
    if (this.#accept("(")) return this.#memory(first, ")", []);
    const simple = this.#simple("an operand");
    if (simple === null || this.#peek().text !== "(") return simple;
    // The offset stands before its base.
    this.#index++;
    return this.#memory(first, ")", [simple]);
  }

  #memory(
    first: AssemblyToken,
    close: "]" | ")",
    offset: readonly SimpleOperand[],
  ): Operand | null {
    const parts: SimpleOperand[] = [];
    while (true) {
      const isNegative = this.#accept("-");
      const part = this.#simple("a register, a location or a number");
      if (part === null) return null;
      if (isNegative && part.kind === "number") parts.push({ ...part, value: -part.value });
      else parts.push(part);
      if (this.#accept(close)) break;
      const isNext = this.#peek().text === "-" || this.#peek().kind === "number";
      if (!isNext && !this.#accept(",") && !this.#accept("+")) {
        return this.#unexpected(`\`${close}\``);
      }
    }
    const isUpdating = close === "]" && this.#accept("!");
    const end = this.#tokens[this.#index - 1]!.span;
    const span = cover(first.span, end);
    const [base, index, step] = parts;
    if (close === ")" && step?.kind === "number" && parts.length === 3) {
      const scaled = [base!, index!, ...offset];
      return { kind: "memory", parts: scaled, scale: step.value, isUpdating, span };
    }
    return { kind: "memory", parts: [...parts, ...offset], isUpdating, span };
  }

  #simple(expected: string): SimpleOperand | null {
    const token = this.#peek();
    const { span } = token;
    if (token.kind === "number") {
      this.#index++;
      return { kind: "number", value: token.value!, span };
    }
    this.#accept("%");
    const word = this.#peek();
    if (word.kind !== "word") return this.#unexpected(expected);
    this.#index++;
    const view = this.#registers(word.text.toLowerCase());
    if (view !== null) return { kind: "register", view, span: word.span };
    const amount = this.#peek();
    if (amount.kind !== "number") {
      return { kind: "word", text: word.text, amount: null, span: word.span };
    }
    this.#index++;
    return {
      kind: "word",
      text: word.text,
      amount: amount.value!,
      span: cover(word.span, amount.span),
    };
  }
}
