import type { Observed, Program, Thread } from "../../src/program/program.js";

/**
 * The program with its first thread once more at the end, `copies` times, and the registers of the copies observed as
 * those of the first thread are. Places in the code are their own: a warning of a copy is another one.
 */
export function withTwins(program: Program, copies: number): Program {
  const first = program.threads[0]!;
  const from = program.threads.length;
  const added = Array.from({ length: copies }, (_, k) => from + k);
  const own = program.observed.filter((o) => o.kind === "register" && o.thread === 0);
  const observed: readonly Observed[] = added.flatMap((thread) =>
    own.map((o) => ({ ...o, thread, name: `${thread}:${o.name}` }) as Observed),
  );
  return {
    ...program,
    threads: [...program.threads, ...added.map((t) => copyOf(first, `P${t}`))],
    observed: [...program.observed, ...observed],
  };
}

function copyOf(thread: Thread, name: string): Thread {
  return { ...thread, name, code: thread.code.map((i) => ({ ...i, site: { ...i.site } })) };
}
