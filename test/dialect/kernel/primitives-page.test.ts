import { existsSync } from "node:fs";
import { expect, test } from "vitest";
import { primitiveGroups } from "../../../src/dialect/c/prelude.js";
import { KERNEL } from "../../../src/dialect/kernel/language.js";

const PAGE = new URL("../../../litmus/primitives.md", import.meta.url);

const HEAD = `# The primitives of kernel C and what they order

Made from the prelude in \`src/dialect/kernel/prelude/\`, where each primitive is a line or a short function of kernel C
over a few accesses. \`{a,b}\` stands for either, \`atomic\` also for \`atomic64\` and \`atomic_long\`. \`[_ORDER]\` is one of four
suffixes: none is fully ordered, as if between two \`smp_mb()\`; \`_relaxed\` orders nothing; \`_acquire\` orders the read before
what follows; \`_release\` orders what precedes before the write.
`;

/** The page as the prelude has it. */
function page(): string {
  const parts = primitiveGroups(KERNEL.primitives).map(({ title, source, families }) => {
    const rows = families.map(({ names, ordering }) => {
      const list = names.map((name) => `\`${short(name)}()\``).join(" ");
      return `| ${list} | ${ordering.replaceAll("|", "\\|").replaceAll("*", "\\*")} |`;
    });
    return `## ${title}\n${source}\n\n| primitive | ordering |\n|---|---|\n${rows.join("\n")}\n`;
  });
  return [HEAD, ...parts].join("\n");
}

function short(name: string): string {
  return name
    .replaceAll("{atomic,atomic64,atomic_long}", "atomic")
    .replaceAll("{,_relaxed,_acquire,_release}", "[_ORDER]");
}

test("litmus/primitives.md is what the prelude says; vitest -u writes it anew", async () => {
  expect(existsSync(PAGE)).toBe(true);
  await expect(page()).toMatchFileSnapshot(PAGE.pathname);
});
