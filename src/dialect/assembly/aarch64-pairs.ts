import type { Expression } from "../../program/expression.js";
import type { ReadOrder, WriteOrder } from "../../program/program.js";
import { ADDRESSES, access } from "./aarch64-memory.js";
import type { FormLine } from "./architecture.js";
import type { RegisterView } from "./operand.js";
import { type AssemblyThread, binary, type Width } from "./thread.js";

function neighbour(t: AssemblyThread, { bits }: Width, address: Expression): Expression {
  return binary("+", "s64", address, t.number(bits / 8));
}

/** Both registers get their value when both were loaded: one of them may be the base. */
function load(name: string, order: ReadOrder, width: Width | null): readonly FormLine[] {
  const lower: FormLine[1] = (t, o) =>
    access(t, o, 2, (address) => {
      const size = width ?? { bits: o.register(0).bits };
      const first = t.loaded(address, size, order);
      const second = t.loaded(neighbour(t, size, address), size, order);
      t.write(o.register(0), first);
      t.write(o.register(1), second);
    });
  return ADDRESSES.map((memory) => [`${name} r,r,${memory}`, lower]);
}

function store(name: string, order: WriteOrder): readonly FormLine[] {
  const lower: FormLine[1] = (t, o) => {
    const width = { bits: o.register(0).bits };
    const put = (address: Expression, view: RegisterView): void =>
      t.store(address, t.read(view), width, order);
    // A stack grows down: a STILP that moves its base first stores from above.
    const isDown = order === "release" && o.memory(2).isUpdating;
    access(t, o, 2, (address) => {
      if (!isDown) put(address, o.register(0));
      put(neighbour(t, width, address), o.register(1));
      if (isDown) put(address, o.register(0));
    });
  };
  return ADDRESSES.map((memory) => [`${name} r,r,${memory}`, lower]);
}

/**
 * Two neighbours in memory, one access each. LDIAPP and STILP keep the two in order, as acquires of the weaker kind and as
 * releases; between those of the other instructions no model of the architecture knows an order.
 */
export const pairInstructions: readonly FormLine[] = [
  ...load("ldp", "relaxed", null),
  ...load("ldnp", "relaxed", null),
  ...load("ldiapp", "acquirePc", null),
  ...load("ldpsw", "relaxed", { bits: 32, isSigned: true }),
  ...store("stp", "relaxed"),
  ...store("stnp", "relaxed"),
  ...store("stilp", "release"),
];
