/**
 * Values and addresses in packed states.
 *
 * A value is a mathematical integer of up to 64 bits. In a state it is one Int32, its *code*: small integers stand for
 * themselves, every other integer is an index into the program's table of wide values. A program always gives the same
 * integer the same code, so codes compare exactly: equal codes if and only if equal integers.
 *
 * An address is the integer `ADDRESS_BASE + 8 * cell`, as a kernel address would be; cells are numbered from 0 over all
 * scalar locations of the program, array elements and struct fields next to each other. Cells that a dialect packs are
 * fewer bytes apart than 8: the code of an assembly test walks through an array by the size of its elements.
 *
 * A symbol is a value of which nothing is known but where it is the same: some axioms let threads hand each other a value
 * that comes from nowhere. It differs from every integer and every other symbol.
 */

/** What one Int32 of a state holds for a value. */
export type Code = number;

/** Codes at or above this stand for themselves; the ones below are indices into the table of wide values. */
export const SMALL_MIN = -0x7f000000;
const SMALL_MAX = 0x7fffffff;
const TABLE_BASE = -0x80000000;

const ADDRESS_BASE = 0xffff_8880_0000_0000n;
const ADDRESS_STEP = 8n;
const ADDRESS_CELLS = 1n << 24n;
/** Beyond whatever an operation on two integers of 64 bits gives before it wraps. */
const SYMBOL_BASE = 1n << 256n;

/** Widths that a C or assembly operation computes in; results wrap. */
export type IntegerType = "bool" | "s8" | "u8" | "s16" | "u16" | "s32" | "u32" | "s64" | "u64";

/** Bits and signedness of every integer type. */
export const INTEGER_TYPES: Readonly<Record<IntegerType, { bits: number; signed: boolean }>> = {
  bool: { bits: 1, signed: false },
  s8: { bits: 8, signed: true },
  u8: { bits: 8, signed: false },
  s16: { bits: 16, signed: true },
  u16: { bits: 16, signed: false },
  s32: { bits: 32, signed: true },
  u32: { bits: 32, signed: false },
  s64: { bits: 64, signed: true },
  u64: { bits: 64, signed: false },
};

/** Cells that are fewer bytes apart than others; the first one is where it would be anyway. */
interface Packed {
  readonly first: number;
  readonly count: number;
  readonly bytes: number;
}

/** The table of wide values of one program. */
export class Values {
  readonly #wide: bigint[] = [];
  /** The cell that each wide value is the address of, -1 for none: asked at every access through a pointer. */
  readonly #cells: number[] = [];
  readonly #codes = new Map<bigint, Code>();
  readonly #packed: Packed[] = [];

  /** How many wide values there are by now. */
  get wideCount(): number {
    return this.#wide.length;
  }

  /** The code of an integer that may be of any size up to 64 bits. */
  encode(value: number | bigint): Code {
    if (typeof value === "number") {
      if (value >= SMALL_MIN && value <= SMALL_MAX) return value;
      return this.#intern(BigInt(value));
    }
    if (value >= SMALL_MIN && value <= SMALL_MAX) return Number(value);
    return this.#intern(value);
  }

  /** The integer that a code stands for. */
  decode(code: Code): bigint {
    return code >= SMALL_MIN ? BigInt(code) : this.#wide[code - TABLE_BASE]!;
  }

  /** Negative when the integer of code `a` is the smaller one, 0 when both are the same. */
  compare(a: Code, b: Code): number {
    if (a === b) return 0;
    if (a >= SMALL_MIN && b >= SMALL_MIN) return a < b ? -1 : 1;
    return this.decode(a) < this.decode(b) ? -1 : 1;
  }

  /** The code of the address of a cell. */
  address(cell: number): Code {
    const packed = this.#packed.find(({ first, count }) => cell >= first && cell < first + count);
    if (packed === undefined) return this.#intern(ADDRESS_BASE + ADDRESS_STEP * BigInt(cell));
    const { first, bytes } = packed;
    const offset = ADDRESS_STEP * BigInt(first) + BigInt(bytes * (cell - first));
    return this.#intern(ADDRESS_BASE + offset);
  }

  /** Puts `count` cells that nobody has asked for yet `bytes` (1, 2 or 4) apart. */
  pack(first: number, count: number, bytes: number): void {
    this.#packed.push({ first, count, bytes });
  }

  /** The cell that a code is the address of, or -1 when it is no address of one of `cells` cells. */
  cell(code: Code, cells: number): number {
    if (code >= SMALL_MIN) return -1;
    const cell = this.#cells[code - TABLE_BASE]!;
    return cell < cells ? cell : -1;
  }

  /** The code of symbol `index`, from 0. */
  symbol(index: number): Code {
    return this.#intern(SYMBOL_BASE + BigInt(index));
  }

  /** The number of the symbol that a code stands for, -1 for an integer or an address. */
  symbolIndex(code: Code): number {
    if (code >= SMALL_MIN) return -1;
    const value = this.decode(code);
    return value >= SYMBOL_BASE ? Number(value - SYMBOL_BASE) : -1;
  }

  /**
   * The integer as the type holds it, wrapped to its width (C11 6.3.1.3, two's complement). An address and a
   * symbol pass through every type unchanged but bool: tests keep pointers in `int` registers, as herd lets them.
   */
  wrap(value: bigint, type: IntegerType): bigint {
    if (type === "bool") return value === 0n ? 0n : 1n;
    const { bits, signed } = INTEGER_TYPES[type];
    if (value >= ADDRESS_BASE && value < ADDRESS_BASE + ADDRESS_STEP * ADDRESS_CELLS) return value;
    if (value >= SYMBOL_BASE) return value;
    return signed ? BigInt.asIntN(bits, value) : BigInt.asUintN(bits, value);
  }

  #intern(value: bigint): Code {
    let code = this.#codes.get(value);
    if (code === undefined) {
      code = TABLE_BASE + this.#wide.length;
      if (code >= SMALL_MIN) throw new RangeError("more than 16,777,216 different wide values");
      this.#wide.push(value);
      this.#cells.push(this.#cellOf(value));
      this.#codes.set(value, code);
    }
    return code;
  }

  #cellOf(value: bigint): number {
    const offset = value - ADDRESS_BASE;
    if (offset < 0n || offset >= ADDRESS_STEP * ADDRESS_CELLS) return -1;
    const cell = Number(offset / ADDRESS_STEP);
    const packed = this.#packed.find(({ first, count }) => cell >= first && cell < first + count);
    if (packed === undefined) return offset % ADDRESS_STEP === 0n ? cell : -1;
    const { first, count, bytes } = packed;
    const inside = Number(offset - ADDRESS_STEP * BigInt(first));
    return inside % bytes === 0 && inside < bytes * count ? first + inside / bytes : -1;
  }
}
