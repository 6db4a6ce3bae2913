import { forEachRegister, operands } from "../../program/flow.js";
import { observedRegisters } from "../../program/liveness.js";
import type { Program, Site } from "../../program/program.js";
import { type Finding, found, placeOf, type Rule } from "./rule.js";

/**
 * A variable that a read assigns, and nobody asks for in any thread of any variant that executes the line. A read whose
 * address depends on another one, in some variant, is there for the dependency.
 */
export const registersRule: Rule = {
  code: "unused-register",
  summary: "a register that a read assigns and nothing uses, nor the condition nor `locations`",
  check({ variants }) {
    const reads = new Map<string, { site: Site; names: Set<string>; isUsed: boolean }>();
    for (const { program } of variants) collect(program, reads);
    const unused = [...reads.values()].filter(({ isUsed }) => !isUsed);
    return found(
      unused.map(
        ({ site, names }): Omit<Finding, "code" | "severity"> => ({
          message: `nothing uses what is read into \`${[...names].join("`, `")}\``,
          span: site.span,
          notes: [
            {
              message:
                "help: ask for it in the condition, list it in `locations [...]`, or remove the read",
            },
          ],
        }),
      ),
    );
  },
};

function collect(
  program: Program,
  reads: Map<string, { site: Site; names: Set<string>; isUsed: boolean }>,
): void {
  for (const [t, { code, registers }] of program.threads.entries()) {
    const used = new Set<number>(observedRegisters(program, t));
    for (const i of code) {
      for (const e of operands(i)) forEachRegister(e, (register) => used.add(register));
    }
    for (const i of code) {
      if (i.op !== "load") continue;
      const { name } = registers[i.register]!;
      // A value that has no name was not kept.
      if (name.startsWith("$")) continue;
      const key = placeOf(i.site);
      const read = reads.get(key) ?? { site: i.site, names: new Set(), isUsed: false };
      read.names.add(name);
      read.isUsed ||= used.has(i.register) || i.isAddressDependent === true;
      reads.set(key, read);
    }
  }
}
