import { strengthOf } from "../../program/fences.js";
import type {
  FenceKind,
  Instruction,
  Load,
  ReadOrder,
  Rmw,
  Store,
  WriteOrder,
} from "../../program/program.js";

/**
 * What an access or a fence of C11 does, as a set: plain accesses of the language are not atomic, and have the empty one.
 * Numbers, so that a step tests a bit.
 */
export const Mode = {
  atomic: 1,
  /** Later events are behind what the events that it reads from are behind. */
  acquire: 2,
  /** Who reads from it, and acquires, is behind all that is before it. */
  release: 4,
  /** It stands in the one order of all sequentially consistent accesses and fences. */
  sc: 8,
} as const;

/** A set of `Mode`. */
export type ModeSet = number;

export function modeOfLoad({ order }: Load): ModeSet {
  return modeOfRead(order);
}

/** The read that is left of a read-modify-write that fails. */
export function modeOfFailure({ failure = "relaxed" }: Rmw): ModeSet {
  return Mode.atomic | modeOfRead(failure);
}

export function modeOfStore({ order }: Store): ModeSet {
  return modeOfWrite(order);
}

/** A read-modify-write is one event: either half may make it sequentially consistent. */
export function modeOfUpdate({ read, write }: Rmw): ModeSet {
  const mode = Mode.atomic | modeOfRead(read) | modeOfWrite(write);
  return (mode & Mode.sc) === 0 ? mode : mode | Mode.acquire | Mode.release;
}

/** As the axioms have it (`vocabulary/c11.ts`); 0 for what only a compiler sees. */
export function modeOfFence(fence: FenceKind): ModeSet {
  switch (strengthOf(fence)) {
    case "full":
      return Mode.sc | Mode.acquire | Mode.release;
    case "light":
      return Mode.acquire | Mode.release;
    case "acquire":
    case "read":
      return Mode.acquire;
    case "release":
    case "write":
      return Mode.release;
    case "none":
      return 0;
  }
}

/** Everything that an instruction may do, whichever way it goes. */
export function modesOf(i: Instruction): ModeSet {
  switch (i.op) {
    case "load":
      return modeOfLoad(i);
    case "store":
      return modeOfStore(i);
    case "rmw":
      return i.guard === undefined ? modeOfUpdate(i) : modeOfUpdate(i) | modeOfFailure(i);
    case "fence":
      return modeOfFence(i.fence);
    default:
      return 0;
  }
}

function modeOfRead(order: ReadOrder): ModeSet {
  switch (order) {
    case "plain":
      return 0;
    case "relaxed":
      return Mode.atomic;
    case "acquirePc":
    case "acquire":
      return Mode.atomic | Mode.acquire;
    case "sc":
      return Mode.atomic | Mode.acquire | Mode.sc;
  }
}

function modeOfWrite(order: WriteOrder): ModeSet {
  switch (order) {
    case "plain":
      return 0;
    case "relaxed":
      return Mode.atomic;
    case "release":
      return Mode.atomic | Mode.release;
    case "sc":
      return Mode.atomic | Mode.release | Mode.sc;
  }
}
