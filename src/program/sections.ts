import { assigned, forEachRegister, operands } from "./flow.js";
import type { Program, Rcu, Thread } from "./program.js";

/**
 * By RCU domain: whether a thread may leave a section that another one has entered, as srcu_up_read() may. So it is when
 * a thread that enters no section of the domain leaves one, or when an index that is handed back may have been read from
 * memory. Sections of RCU itself never are.
 */
export function sharedDomains(program: Program): readonly boolean[] {
  const stepsOf = program.threads.map((thread) => thread.code.filter((i) => i.op === "rcu"));
  return program.rcuDomains.map((_, domain) => {
    if (domain === 0) return false;
    const steps = stepsOf.map((all) => all.filter((i) => i.domain === domain));
    const enters = steps.map((own) => own.some((i) => i.action === "lock"));
    const isEntered = enters.includes(true);
    return program.threads.some((thread, t) => {
      const leaving = steps[t]!.filter((i) => i.action === "unlock");
      if (leaving.length === 0) return false;
      if (!enters[t]) return isEntered;
      return leaving.some((i) => isReadFromMemory(thread, i));
    });
  });
}

/** Whether a load may have given the index that is handed back. */
function isReadFromMemory(thread: Thread, { value }: Rcu): boolean {
  if (value === undefined) return false;
  const sources = new Set<number>();
  forEachRegister(value, (register) => sources.add(register));
  for (const source of sources) {
    for (const i of thread.code) {
      if (assigned(i) !== source) continue;
      if (i.op === "load" || i.op === "rmw") return true;
      if (i.op !== "assign") continue;
      for (const e of operands(i)) forEachRegister(e, (register) => sources.add(register));
    }
  }
  return false;
}
