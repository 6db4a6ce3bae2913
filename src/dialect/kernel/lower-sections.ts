import type { Rcu, Thread } from "../../program/program.js";
import type { Unit } from "./lower-unit.js";

/**
 * Reports srcu_up_read() in a thread that has no srcu_down_read() for the srcu_struct: a section may then span threads,
 * as the kernel allows, while a machine counts the sections of each thread.
 */
export function checkSections(unit: Unit, threads: readonly Thread[]): void {
  for (const { code } of threads) {
    const steps = code.filter((i): i is Rcu => i.op === "rcu");
    const entered = new Set(steps.filter((i) => i.action === "lock").map((i) => i.domain));
    for (const { action, domain, site } of steps) {
      if (action !== "unlock" || site.primitive !== "srcu_up_read" || entered.has(domain)) continue;
      const message = `a section of \`${unit.domains[domain]}\` that another thread has entered is not supported`;
      const note = "call `srcu_down_read()` and `srcu_up_read()` in one thread";
      unit.diagnostics.error("unsupported-srcu", site.span, message, note);
      entered.add(domain);
    }
  }
}
