import type { Test } from "../../harness/load.js";
import type { Expression } from "../../program/expression.js";
import { operands } from "../../program/flow.js";
import type { Program } from "../../program/program.js";
import type { Span } from "../../source/source.js";
import { found, type Rule } from "./rule.js";

/** A variable that no thread of any variant accesses, by its name or through a pointer. */
export const locationsRule: Rule = {
  code: "idle-location",
  summary: "a location that no thread accesses",
  check(test) {
    const touched = new Set(test.variants.flatMap(({ program }) => touchedIn(program)));
    const names = new Set(
      test.variants.flatMap(({ program }) =>
        program.locations.flatMap(({ name, isHidden }) => (isHidden ? [] : [rootOf(name)])),
      ),
    );
    // What is a domain of SRCU is no place to read or write.
    for (const { program } of test.variants) {
      for (const domain of program.rcuDomains) names.delete(rootOf(domain));
    }
    // Whoever read the test may have warned of it already.
    const known = test.warnings.filter(({ code }) => code === "unused-location");
    return found(
      [...names].flatMap((name) => {
        const span = touched.has(name) ? null : spanOf(test, name);
        if (span === null || known.some((one) => one.span.start === span.start)) return [];
        const note = "help: remove it, or access what was meant";
        return [{ message: `no thread accesses \`${name}\``, span, notes: [{ message: note }] }];
      }),
    );
  },
};

function rootOf(name: string): string {
  return /^[^.[]*/.exec(name)![0];
}

/** The variables whose address, or that of a part of which, stands somewhere in the code or in memory at the start. */
function touchedIn({ threads, locations, values }: Program): readonly string[] {
  const found = new Set<number>();
  const visit = (code: number): void => {
    const cell = values.cell(code, locations.length);
    if (cell >= 0) found.add(cell);
  };
  const visitAll = (e: Expression): void => {
    switch (e.kind) {
      case "constant":
        visit(e.code);
        return;
      case "unary":
      case "cast":
        visitAll(e.operand);
        return;
      case "binary":
        visitAll(e.left);
        visitAll(e.right);
        return;
      default:
        return;
    }
  };
  for (const { code, registers } of threads) {
    for (const { initial } of registers) visit(initial);
    for (const i of code) for (const e of operands(i)) visitAll(e);
  }
  for (const { initial } of locations) visit(initial);
  return [...found].map((cell) => rootOf(locations[cell]!.name));
}

/** Where a variable is declared; null when only the tool knows it. */
function spanOf({ file }: Test, name: string): Span | null {
  const item = file.init.find(({ thread, target }) => thread === null && target.name.text === name);
  if (item !== undefined) return item.target.name.span;
  const { source } = file;
  const start = source.text.search(new RegExp(`\\b${name.replace(/\W/g, "\\$&")}\\b`));
  return start < 0 ? null : { source, start, end: start + name.length };
}
