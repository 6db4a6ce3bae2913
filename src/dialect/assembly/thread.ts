import { type Label, ThreadBuilder } from "../../program/builder.js";
import type { BinaryOperator, Expression, Register } from "../../program/expression.js";
import type {
  FenceKind,
  Instruction,
  Load,
  ReadOrder,
  Rmw,
  Site,
  Store,
  WriteOrder,
} from "../../program/program.js";
import type { Code, IntegerType } from "../../program/value.js";
import { meant, nearest } from "../../source/nearest.js";
import type { Span } from "../../source/source.js";
import type { Column, Statement } from "./columns.js";
import type { Operand, RegisterView, SimpleOperand } from "./operand.js";
import { Operands } from "./operands.js";
import type { SizedThread } from "./sizes.js";
import type { Unit } from "./unit.js";

/** How many bytes an access is wide, and what it makes of the other bits of its register. */
export interface Width {
  readonly bits: 8 | 16 | 32 | 64;
  readonly isSigned?: boolean;
}

/** Flags as the last instruction that sets them left them: the result, and how its operands compare. */
export interface Flags {
  /** 0 sets the zero flag, a negative one the sign flag. */
  readonly result: Expression;
  /** Whether the exact result is negative: the left operand is less, signed. */
  readonly isLess: Expression;
  /** Whether there was a borrow or a carry: the left operand is below, unsigned. Null: the flag stays as it was. */
  readonly isBelow: Expression | null;
}

/** Flags that an instruction asks for. */
export type FlagName = "result" | "less" | "below";

export function constantOf(code: Code): Expression {
  return { kind: "constant", code };
}

export function binary(
  operator: BinaryOperator,
  type: IntegerType,
  left: Expression,
  right: Expression,
): Expression {
  return { kind: "binary", operator, type, left, right };
}

/** 1 for 0 and 0 for anything else. */
export function not(operand: Expression): Expression {
  return { kind: "unary", operator: "!", type: "s64", operand };
}

type RmwOption =
  | "register"
  | "guard"
  | "read"
  | "failure"
  | "write"
  | "isSingle"
  | "isNoReturn"
  | "isChoice";

/** Lowers one column: the common ground of what instructions do. */
export class AssemblyThread {
  readonly unit: Unit;
  readonly builder: ThreadBuilder;
  readonly #index: number;
  readonly #statements: readonly Statement[];
  readonly #registers = new Map<string, Register>();
  readonly #labels = new Map<string, { readonly label: Label; readonly span: Span }>();
  readonly #flags = new Map<FlagName, Register>();
  /** How wide accesses are. */
  readonly #widths = new Map<Instruction, Width["bits"]>();
  /** Declared types of registers. */
  readonly #types = new Map<string, IntegerType>();
  /** How many locations each of these accesses is of; for none: one. */
  readonly #split: readonly number[];
  #readsFlags: boolean;
  #site: Site;
  /** Where the thread goes when it leaves early. */
  #end: Label | null = null;

  constructor(unit: Unit, index: number, column: Column, split: readonly number[]) {
    this.#split = split;
    this.unit = unit;
    this.#index = index;
    this.#statements = column.statements;
    this.builder = new ThreadBuilder(column.name);
    this.#readsFlags = column.statements.some((s) => s.kind === "instruction" && s.form.readsFlags);
    const [first] = column.statements;
    const span =
      first === undefined ? unit.nowhere : first.kind === "label" ? first.label.span : first.span;
    this.#site = { span, primitive: "", calls: [] };
  }

  lower(): void {
    for (const statement of this.#statements) {
      if (statement.kind === "label")
        this.#declareLabel(statement.label.text, statement.label.span);
    }
    for (const statement of this.#statements) {
      if (statement.kind === "label") this.#placeLabel(statement.label.text, statement.label.span);
      else {
        this.#site = { span: statement.span, primitive: "", calls: [] };
        statement.form.lower(this, new Operands(statement.operands, statement.bits));
      }
    }
    if (this.#end !== null) this.builder.place(this.#end);
  }

  /** The whole thread, when all of it is lowered, with how wide its accesses are. */
  finish(): SizedThread {
    return { thread: this.builder.finish(), widths: this.#widths };
  }

  /** Says of which type a register is in a final state. */
  declare(name: string, type: IntegerType): void {
    this.#types.set(name, type);
  }

  /** The type in which a final state shows a register: as herd has it, `int` where it is not declared. */
  typeOf(name: string): IntegerType {
    return this.#types.get(name) ?? "s32";
  }

  /** The site of the instruction that is being lowered. */
  get site(): Site {
    return this.#site;
  }

  /** The register of a name, made when it is first asked for. */
  whole(name: string, initial: Code = 0): Register {
    let register = this.#registers.get(name);
    if (register === undefined) {
      register = this.builder.register(name, undefined, initial);
      this.#registers.set(name, register);
    }
    return register;
  }

  /** Names of the registers that were used or initialised. */
  registerNames(): readonly string[] {
    return [...this.#registers.keys()];
  }

  hasRegister(name: string): boolean {
    return this.#registers.has(name);
  }

  /** A register for a value that no instruction names. */
  temporary(): Register {
    return this.builder.temporary();
  }

  /** The value of a register as it is named: of a narrow view only its bits, zero-extended. */
  read(view: RegisterView): Expression {
    if (view.isZero === true) return constantOf(0);
    const whole: Expression = { kind: "register", register: this.whole(view.name) };
    return this.#isWhole(view) ? whole : this.narrow(whole, { bits: view.bits });
  }

  /** Gives a register a value that has the view's width. */
  write(view: RegisterView, value: Expression): void {
    if (view.isZero === true) return;
    const register = this.whole(view.name);
    this.assign(register, this.#isWhole(view) ? value : this.#extended(view, register, value));
  }

  assign(register: Register, value: Expression): void {
    this.builder.emit({ op: "assign", register, value, site: this.#site });
  }

  /** A value as it is kept in some bits; nothing to do where all numbers are small. */
  narrow(value: Expression, { bits, isSigned = false }: Width): Expression {
    if (bits === 64 || (bits === 32 && !this.unit.isWide)) return value;
    return { kind: "cast", type: `${isSigned ? "s" : "u"}${bits}`, operand: value };
  }

  /** The value of a register or a number. */
  value(operand: SimpleOperand): Expression {
    switch (operand.kind) {
      case "register":
        return this.read(operand.view);
      case "number":
        return this.number(operand.value);
      case "word":
        return constantOf(this.unit.locations.address(this.unit.locations.use(operand.text)));
    }
  }

  number(value: number | bigint): Expression {
    const { values, architecture } = this.unit;
    return constantOf(values.encode(values.wrap(BigInt(value), architecture.word)));
  }

  /** The address that a memory operand names: the sum of its parts. */
  address(operand: Extract<Operand, { kind: "memory" }>): Expression {
    let sum: Expression | null = null;
    const { parts, scale = 1n } = operand;
    for (const [k, part] of parts.entries()) {
      if (part.kind === "word" && EXTENSIONS.has(part.text.toLowerCase())) continue;
      if (part.kind === "number" && part.value === 0n && parts.length > 1) continue;
      const found = this.#extendedPart(part, parts[k + 1]);
      const isScaled = k === 1 && scale !== 1n;
      const value = isScaled ? binary("*", "s64", found, this.number(scale)) : found;
      sum = sum === null ? value : binary("+", "s64", sum, value);
    }
    return sum ?? constantOf(0);
  }

  load(
    view: RegisterView,
    address: Expression,
    width: Width,
    order: ReadOrder = "relaxed",
    isExclusive = false,
  ): void {
    const target = view.isZero === true ? this.temporary() : this.whole(view.name);
    this.#load(target, address, width, order, isExclusive);
  }

  /** The value in memory, in a register that nothing else uses. */
  loaded(address: Expression, width: Width, order: ReadOrder = "relaxed"): Expression {
    const register = this.temporary();
    this.#load(register, address, width, order, false);
    return { kind: "register", register };
  }

  #load(
    register: Register,
    address: Expression,
    width: Width,
    order: ReadOrder,
    isExclusive: boolean,
  ): void {
    const site = this.#site;
    const exclusive = isExclusive ? { isExclusive } : {};
    this.#access({ op: "load", register, address, order, ...exclusive, site }, width);
    const found: Expression = { kind: "register", register };
    const narrowed = this.narrow(found, width);
    if (narrowed !== found) this.assign(register, narrowed);
  }

  /** A value as memory keeps it: with a sign, unless whatever is as wide is declared without. */
  #stored(value: Expression, { bits }: Width): Expression {
    return this.narrow(value, { bits, isSigned: !this.unit.locations.isUnsigned(bits) });
  }

  store(address: Expression, value: Expression, width: Width, order: WriteOrder = "relaxed"): void {
    const kept = this.#stored(value, width);
    this.#access({ op: "store", address, value: kept, order, site: this.#site }, width);
  }

  /** Writes what the instruction makes of what it `loaded`. */
  storeBack(address: Expression, value: Expression, width: Width): void {
    const kept = this.#stored(value, width);
    const site = this.#site;
    this.#access(
      { op: "store", address, value: kept, order: "relaxed", isSecondHalf: true, site },
      width,
    );
  }

  /** Gives what is 0 when it stored and 1 when it failed; that is in the register of `view`, if there is one. */
  storeConditional(
    view: RegisterView | null,
    address: Expression,
    value: Expression,
    width: Width,
    order: WriteOrder = "relaxed",
  ): Expression {
    const isNamed = view !== null && view.isZero !== true;
    const status = isNamed ? this.whole(view.name) : this.temporary();
    const kept = this.#stored(value, width);
    const site = this.#site;
    this.#access({ op: "store", address, value: kept, order, status, site }, width);
    return { kind: "register", register: status };
  }

  /** A read-modify-write in one instruction; `register` receives what it found. */
  rmw(
    address: Expression,
    value: Expression,
    more: Partial<Pick<Rmw, RmwOption>>,
    width: Width | null = null,
  ): void {
    const instruction: Rmw = {
      op: "rmw",
      register: null,
      address,
      value: width === null ? value : this.#stored(value, width),
      otherwise: "read",
      read: "relaxed",
      write: "relaxed",
      isFull: false,
      isNoReturn: false,
      ...more,
      site: this.#site,
    };
    this.#access(instruction, width);
  }

  #access(access: Load | Store | Rmw, width: Width | null): void {
    if (width === null) {
      this.builder.emit(access);
      return;
    }
    const count = this.#split[this.#widths.size] ?? 1;
    const { word } = this.unit.architecture;
    const parts = { count, bits: width.bits / count, type: word };
    const instruction = count === 1 ? access : { ...access, parts };
    this.builder.emit(instruction);
    this.#widths.set(instruction, width.bits);
  }

  fence(fence: FenceKind): void {
    this.builder.emit({ op: "fence", fence, site: this.#site });
  }

  /** Goes to a label when a condition is not 0; what comes later depends on it. */
  branch(condition: Expression, target: Extract<Operand, { kind: "word" }>): void {
    this.builder.branch(not(condition), this.#label(target), null, this.#site);
  }

  jump(target: Extract<Operand, { kind: "word" }>): void {
    this.builder.jump(this.#label(target), this.#site);
  }

  /** Keeps flags, if any instruction of the thread asks for them. */
  setFlags({ result, isLess, isBelow }: Flags): void {
    if (!this.#readsFlags) return;
    this.assign(this.#flag("less"), isLess);
    if (isBelow !== null) this.assign(this.#flag("below"), isBelow);
    this.assign(this.#flag("result"), result);
  }

  /** Runs a lowering that leaves the flags alone. */
  keepingFlags(run: () => void): void {
    const reads = this.#readsFlags;
    this.#readsFlags = false;
    run();
    this.#readsFlags = reads;
  }

  /** Ends the thread. */
  leave(): void {
    this.#end ??= this.builder.label();
    this.builder.jump(this.#end, this.#site);
  }

  /** Runs one lowering or another, both of which give a register its value: see `Branch.isChoice`. */
  choose(condition: Expression, yes: () => void, no: () => void): void {
    const other = this.builder.label();
    const join = this.builder.label();
    this.builder.choice(condition, other, join, this.#site);
    yes();
    this.builder.jump(join, this.#site);
    this.builder.place(other);
    no();
    this.builder.place(join);
  }

  /** Runs a lowering of what is done when a condition is not 0. */
  when(condition: Expression, run: () => void): void {
    const end = this.builder.label();
    this.builder.branch(condition, end, null, this.#site);
    run();
    this.builder.place(end);
  }

  /**
   * The register of a name as a final state shows it, to be asked for when all is lowered: as a number of its declared
   * type, and without one as an `int`.
   */
  shown(name: string): Register {
    const register = this.whole(name);
    const type = this.typeOf(name);
    if (type === this.unit.architecture.word || !this.unit.isWide) return register;
    const operand: Expression = { kind: "register", register };
    this.assign(register, { kind: "cast", type, operand });
    return register;
  }

  flag(name: FlagName): Expression {
    return { kind: "register", register: this.#flag(name) };
  }

  #flag(name: FlagName): Register {
    let register = this.#flags.get(name);
    if (register === undefined) {
      register = this.builder.register(`$${name}`);
      this.#flags.set(name, register);
    }
    return register;
  }

  #isWhole({ bits }: RegisterView): boolean {
    return `${bits}` === this.unit.architecture.word.slice(1);
  }

  /** What a register holds after a narrow write: 32 bits clear the upper half, fewer keep what is above them. */
  #extended({ bits }: RegisterView, register: Register, value: Expression): Expression {
    const low = this.narrow(value, { bits });
    if (bits >= 32) return low;
    const mask = this.number(~((1n << BigInt(bits)) - 1n));
    const above = binary("&", "s64", { kind: "register", register }, mask);
    return binary("|", "s64", above, low);
  }

  /** A part of an address, as the `SXTW #2` behind it makes of it. */
  #extendedPart(part: SimpleOperand, next: SimpleOperand | undefined): Expression {
    const value = this.value(part);
    if (next?.kind !== "word") return value;
    const extension = EXTENSIONS.get(next.text.toLowerCase());
    if (extension === undefined) return value;
    return this.extend(value, extension, next.amount ?? 0n);
  }

  /** A value extended and shifted left, as AArch64 does with an operand. */
  extend(value: Expression, width: Width, shift: bigint): Expression {
    const extended = this.narrow(value, width);
    return shift === 0n ? extended : binary("<<", "s64", extended, this.number(shift));
  }

  #declareLabel(text: string, span: Span): void {
    const known = this.#labels.get(text);
    if (known === undefined) {
      this.#labels.set(text, { label: this.builder.label(), span });
      return;
    }
    const note = { message: "the first one is here", span: known.span };
    const message = `the label \`${text}\` is there twice in P${this.#index}`;
    this.unit.diagnostics.error("redefined", span, message, note);
  }

  #placeLabel(text: string, span: Span): void {
    const known = this.#labels.get(text)!;
    if (known.span === span) this.builder.place(known.label);
  }

  #label({ text, span }: Extract<Operand, { kind: "word" }>): Label {
    const known = this.#labels.get(text);
    if (known !== undefined) return known.label;
    const near = nearest(text, this.#labels.keys());
    const notes = meant(near);
    const message = `P${this.#index} has no label \`${text}\``;
    this.unit.diagnostics.error("unknown-label", span, message, ...notes);
    return this.builder.label();
  }
}

/** How AArch64 extends a part of an address. */
export const EXTENSIONS: ReadonlyMap<string, Width> = new Map([
  ["lsl", { bits: 64 }],
  ["sxtw", { bits: 32, isSigned: true }],
  ["uxtw", { bits: 32 }],
  ["sxtx", { bits: 64 }],
  ["uxtx", { bits: 64 }],
]);
