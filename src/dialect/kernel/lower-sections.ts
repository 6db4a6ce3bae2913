import type { Instruction, Rcu, Thread } from "../../program/program.js";
import type { Unit } from "./lower-unit.js";

/**
 * Reports srcu_up_read() in a thread that never enters a section of the srcu_struct, while another one does: the kernel
 * allows such a section to span threads, but a machine counts the sections of each thread.
 */
export function checkSections(unit: Unit, threads: readonly Thread[]): void {
  const entered = threads.map(({ code }) => domainsOf(code, "lock"));
  threads.forEach(({ code }, t) => {
    for (const { action, domain, site } of code.filter(isRcu)) {
      if (action !== "unlock" || site.primitive !== "srcu_up_read") continue;
      if (entered[t]!.has(domain) || !entered.some((domains) => domains.has(domain))) continue;
      const message = `a section of \`${unit.domains[domain]}\` that another thread has entered is not supported`;
      const note = "call `srcu_down_read()` and `srcu_up_read()` in one thread";
      unit.diagnostics.error("unsupported-srcu", site.span, message, note);
    }
  });
}

function domainsOf(code: readonly Instruction[], action: Rcu["action"]): ReadonlySet<number> {
  const steps = code.filter(isRcu).filter((i) => i.action === action);
  return new Set(steps.map((i) => i.domain));
}

function isRcu(instruction: Instruction): instruction is Rcu {
  return instruction.op === "rcu";
}
