import { type BenchmarkFamily, test, thread } from "./program.js";

/** A program in C11: its threads' lines are the same in a litmus test and in a program for GenMC. */
export interface C11Program {
  readonly locations: readonly Location[];
  readonly threads: readonly Thread[];
  /** Condition and filter, as a litmus test has them. */
  readonly clauses: string;
}

interface Location {
  readonly name: string;
  readonly type: "atomic_int" | "int" | "mtx_t";
  readonly initial: number;
}

interface Thread {
  /** The locations that it uses, by pointers of their names. */
  readonly uses: readonly string[];
  readonly lines: readonly string[];
}

/** A family whose programs are C11. */
export interface C11Family extends BenchmarkFamily {
  program(size: number): C11Program;
}

/** Atomic integers that start with a value. */
export const atomics = (names: readonly string[], initial = 0): readonly Location[] =>
  names.map((name) => ({ name, type: "atomic_int", initial }));

/** A family by name, of which each program is also a litmus test. */
export const c11Family = (
  name: string,
  size: string,
  program: (size: number) => C11Program,
): C11Family => ({
  ...{ name, size, program },
  source: (n) => litmusText(`${name}-${n}`, program(n)),
});

function litmusText(name: string, program: C11Program): string {
  const { locations, threads, clauses } = program;
  const set = locations.filter(({ initial }) => initial !== 0);
  const init = set.map((l) => `${l.name}=${l.initial};`).join(" ");
  const bodies = threads.map(({ uses, lines }, i) => thread(i, parameters(program, uses), lines));
  return test(name, init, bodies, clauses);
}

/**
 * The program for a model checker of C with POSIX threads: every thread is the function of the litmus test, called with
 * the addresses of the locations. What the condition asks is not in it: such a tool counts executions.
 */
export function cText(program: C11Program): string {
  const { locations, threads } = program;
  const functions = threads.map(({ uses, lines }, i) => {
    const body = thread(i, parameters(program, uses), lines);
    const call = `P${i}(${uses.map((name) => `&${name}`).join(", ")});`;
    return `static void ${body}\n\nstatic void *run${i}(void *unused)\n{\n\t${call}\n\treturn 0;\n}`;
  });
  const each = (line: (i: number) => string): string =>
    threads.map((_, i) => `\t${line(i)}\n`).join("");
  return [
    "#include <pthread.h>\n#include <stdatomic.h>\n",
    ...locations.map(({ name, type, initial }) => `${type} ${name} = ${initial};`),
    "",
    functions.join("\n\n"),
    `\nint main(void)\n{\n\tpthread_t threads[${threads.length}];\n`,
    each((i) => `pthread_create(&threads[${i}], 0, run${i}, 0);`) +
      each((i) => `pthread_join(threads[${i}], 0);`),
    "\treturn 0;\n}\n",
  ].join("\n");
}

function parameters({ locations }: C11Program, uses: readonly string[]): string {
  const typeOf = (name: string) => locations.find((l) => l.name === name)!.type;
  return uses.map((name) => `${typeOf(name)} *${name}`).join(", ");
}
