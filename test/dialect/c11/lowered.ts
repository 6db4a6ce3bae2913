import { c11 } from "../../../src/dialect/c11/c11.js";
import { type Lowered, lowerText } from "../kernel/lowered.js";
import { printThread } from "../kernel/print.js";

const PARAMETERS = "atomic_int *x, atomic_int *y, int *d, int *e, mtx_t *m";

/** The program of a thread with this body. */
export function lowerBody(body: string, before = "{}"): Lowered {
  const text = `C t\n${before}\nP0(${PARAMETERS})\n{\n${body}\n}\nexists (true)\n`;
  return lowerText(text, 8, c11);
}

/** What a thread with this body emits, without the numbers of the instructions and the names of temporaries. */
export function emitted(body: string, before = "{}"): readonly string[] {
  const { program, problems } = lowerBody(body, before);
  if (program === null || problems.length > 0) throw new Error(problems.join("\n"));
  return printThread(program, program.threads[0]!).map((line) =>
    line.replace(/^\d+: (\$\d+ = )?/, ""),
  );
}

/** What is said of a thread with this body, without excerpts: `12:3: error: ...` and its notes. */
export function complaints(body: string, before = "{}"): readonly string[] {
  return lowerBody(body, before).problems.map((problem) => {
    const [first, , , ...notes] = problem.split("\n");
    return [first!.replace(/^[^ ]+ /, ""), ...notes.map((note) => note.trim())].join("; ");
  });
}
