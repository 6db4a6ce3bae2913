import type { Instruction } from "../../program/program.js";

/** What orderings cost on an architecture, in units of a cheap one. */
interface Prices {
  /** A load or the read of an update that is an acquire. */
  readonly acquire: number;
  readonly release: number;
  /** A sequentially consistent load of C11. */
  readonly scRead: number;
  /** Such a store or update. */
  readonly scWrite: number;
  /** A kernel update between two full barriers. */
  readonly full: number;
  /** A fence that orders less than all. */
  readonly light: number;
  readonly heavy: number;
}

/** For language models, and for machines that are no architecture: models.md 6.3. */
const COMMON: Prices = {
  acquire: 1,
  release: 1,
  scRead: 4,
  scWrite: 4,
  full: 5,
  light: 2,
  heavy: 5,
};

/**
 * By model. x86 has every order but that of a store before a later load for nothing, and an update there is a full fence; PSO
 * pays for stores too. AArch64 has acquire and release instructions. RISC-V has them for updates; other accesses pay
 * a fence. Power makes an acquire of `lwsync` or `isync`, a release of `lwsync`, and a full barrier of `sync`.
 */
const PRICES: ReadonlyMap<string, Prices> = new Map([
  ["sc", prices(0, 0, 0, 0, 0, 0, 0)],
  ["tso", prices(0, 0, 0, 4, 0, 0, 5)],
  ["x86", prices(0, 0, 0, 4, 0, 0, 5)],
  ["pso", prices(0, 1, 0, 4, 0, 1, 5)],
  ["armv8", prices(1, 1, 1, 1, 5, 2, 4)],
  ["rvwmo", prices(2, 2, 5, 5, 4, 2, 4)],
  ["power", prices(3, 4, 12, 12, 14, 4, 10)],
]);

function prices(
  acquire: number,
  release: number,
  scRead: number,
  scWrite: number,
  full: number,
  light: number,
  heavy: number,
): Prices {
  return { acquire, release, scRead, scWrite, full, light, heavy };
}

/** What the order of an instruction costs under a model; 0 for one that has none. */
export function costOf(instruction: Instruction, model: string | null): number {
  const price = (model === null ? undefined : PRICES.get(model)) ?? COMMON;
  switch (instruction.op) {
    case "load":
      return costOfRead(instruction.order, price);
    case "store":
      return costOfWrite(instruction.order, price);
    case "rmw": {
      const { isFull, read, write } = instruction;
      if (isFull) return price.full;
      if (read === "sc" || write === "sc") return price.scWrite;
      // An update has room for both, and RISC-V for their bits.
      const [acquire, release] = model === "rvwmo" ? [1, 1] : [price.acquire, price.release];
      return (
        (costOfRead(read, price) > 0 ? acquire : 0) + (costOfWrite(write, price) > 0 ? release : 0)
      );
    }
    case "fence":
      return costOfFence(instruction.fence, price);
    default:
      return 0;
  }
}

function costOfRead(order: string, { acquire, scRead }: Prices): number {
  if (order === "sc") return scRead;
  return order === "acquire" || order === "acquirePc" ? acquire : 0;
}

function costOfWrite(order: string, { release, scWrite }: Prices): number {
  if (order === "sc") return scWrite;
  return order === "release" ? release : 0;
}

/** Fences that keep everything in order. */
const HEAVY = /^(?:mb|seq-cst|sync|mfence|fence\.rw\.rw|d[ms]b\.(?:sy|ish|osh|nsh))$/;

function costOfFence(fence: string, { light, heavy }: Prices): number {
  if (fence === "barrier") return 0;
  return HEAVY.test(fence) ? heavy : light;
}
