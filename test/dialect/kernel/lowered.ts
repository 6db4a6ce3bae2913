import type { Dialect } from "../../../src/dialect/dialect.js";
import { kernel } from "../../../src/dialect/kernel/kernel.js";
import { parseLitmus } from "../../../src/litmus/parse.js";
import type { Program } from "../../../src/program/program.js";
import { Diagnostics, formatDiagnostic } from "../../../src/source/diagnostic.js";
import { Source } from "../../../src/source/source.js";
import { printThread } from "./print.js";

export interface Lowered {
  readonly program: Program | null;
  /** Whole diagnostics, as a user sees them. */
  readonly problems: readonly string[];
}

/** The program of a whole test's text. */
export function lowerText(text: string, loopRoundsMax = 8, dialect: Dialect = kernel): Lowered {
  const diagnostics = new Diagnostics();
  const file = parseLitmus(new Source("t.lit", text), diagnostics);
  const variant = file?.variants[0] ?? null;
  const program = file && dialect.program(file, variant, { loopRoundsMax }, diagnostics);
  return { program, problems: diagnostics.list.map(formatDiagnostic) };
}

/** The program of a test that is right. */
export function programOf(text: string, loopRoundsMax = 8): Program {
  const { program, problems } = lowerText(text, loopRoundsMax);
  if (program === null || problems.length > 0) throw new Error(problems.join("\n"));
  return program;
}

const LOCATIONS = "int *x, int *y, int *z";

/** The code of a thread with this body, a line an instruction. */
export function code(body: string, parameters = LOCATIONS, before = "{}"): readonly string[] {
  const program = programOf(`C t\n${before}\nP0(${parameters})\n{\n${body}\n}\nexists (true)\n`);
  return printThread(program, program.threads[0]!);
}

/** What is said of a thread with this body, without place and excerpt: `error: ...` and its notes. */
export function complaints(body: string, parameters = LOCATIONS, before = "{}"): readonly string[] {
  const { problems } = lowerText(
    `C t\n${before}\nP0(${parameters})\n{\n${body}\n}\nexists (true)\n`,
  );
  return problems.map((p) => {
    const [first, , , ...notes] = p.split("\n");
    return [first!.replace(/^[^ ]+ /, ""), ...notes.map((n) => n.trim())].join("; ");
  });
}

/** What a call emits, without the numbers of the instructions and the names of temporaries. */
export function emitted(call: string, parameters: string): readonly string[] {
  return code(`${call};`, parameters).map((line) => line.replace(/^\d+: (\$\d+ = )?/, ""));
}
