import { expect, test } from "vitest";
import { dialects } from "../../../src/dialect/dialects.js";

/** What the table of instructions says of a name, for completion and documentation. */
test.each([
  ["x86", "mov", "memory, register/number", "store: after all earlier accesses"],
  ["x86", "lock xadd", "memory, register", "read-modify-write: full barrier"],
  ["x86", "mfence", "", "full barrier"],
  ["AArch64", "ldr", "register, memory", "load: no ordering"],
  ["AArch64", "ldar", "register, memory", "load: acquire, before all later accesses"],
  ["AArch64", "stlr", "register, memory", "store: release, after all earlier accesses"],
  ["AArch64", "dmb ishld", "", "orders reads against later reads and writes"],
  ["AArch64", "isb", "", "orders instructions rather than accesses"],
  ["RISC-V", "fence r,rw", "", "orders reads against later reads and writes"],
  [
    "RISC-V",
    "fence rw,w",
    "",
    "orders reads against later writes, and writes against later writes",
  ],
  [
    "RISC-V",
    "amoswap.w.aqrl",
    "register, register, memory",
    "read-modify-write: acquire, before all later accesses; release, after all earlier accesses",
  ],
  [
    "Power",
    "lwsync",
    "",
    "orders reads against later reads and writes, and writes against later writes",
  ],
  ["Power", "stwcx.", "register, register/number, register", "store-conditional: no ordering"],
])("%s: %s %s", (title, name, parameters, ordering) => {
  const dialect = dialects.find((one) => one.title === title)!;
  const found = dialect.primitives().filter((one) => one.name === name);
  expect(found).toContainEqual({ name, parameters, ordering, group: title });
});

test.each(dialects.map((dialect) => [dialect.title, dialect] as const))(
  "%s says of all its words what they order",
  (_, dialect) => {
    const primitives = dialect.primitives();
    expect(primitives.length).toBeGreaterThan(20);
    expect(primitives.filter(({ ordering }) => ordering === "")).toEqual([]);
  },
);
