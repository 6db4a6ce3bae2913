import { existsSync } from "node:fs";
import { expect, test } from "vitest";
import type { Language } from "../../src/dialect/c/language.js";
import { primitiveGroups } from "../../src/dialect/c/prelude.js";
import { C11 } from "../../src/dialect/c11/language.js";
import { KERNEL } from "../../src/dialect/kernel/language.js";

const KERNEL_HEAD = `# The primitives of kernel C and what they order

Made from the prelude in \`src/dialect/kernel/prelude/\`, where each primitive is a line or a short function of kernel C
over a few accesses. \`{a,b}\` stands for either, \`atomic\` also for \`atomic64\` and \`atomic_long\`. \`[_ORDER]\` is one of four
suffixes: none is fully ordered, as if between two \`smp_mb()\`; \`_relaxed\` orders nothing; \`_acquire\` orders the read before
what follows; \`_release\` orders what precedes before the write.
`;

const C11_HEAD = `# The operations of C11 and what they order

Made from the prelude in \`src/dialect/c11/prelude/\`, where each operation is a line or a short function over a few accesses.
\`{a,b}\` stands for either. An order is one of \`memory_order_relaxed\`, \`memory_order_consume\` (here the same as acquire),
\`memory_order_acquire\`, \`memory_order_release\`, \`memory_order_acq_rel\`, \`memory_order_seq_cst\`.
`;

const PAGES = [
  ["primitives.md", KERNEL_HEAD, KERNEL],
  ["c11.md", C11_HEAD, C11],
] as const;

/** A page as the prelude has it. */
function page(head: string, { primitives }: Language): string {
  const parts = primitiveGroups(primitives).map(({ title, source, families }) => {
    const rows = families.map(({ names, ordering }) => {
      const list = names.map((name) => `\`${short(name)}()\``).join(" ");
      return `| ${list} | ${ordering.replaceAll("|", "\\|").replaceAll("*", "\\*")} |`;
    });
    return `## ${title}\n${source}\n\n| primitive | ordering |\n|---|---|\n${rows.join("\n")}\n`;
  });
  return [head, ...parts].join("\n");
}

function short(name: string): string {
  return name
    .replaceAll("{atomic,atomic64,atomic_long}", "atomic")
    .replaceAll("{,_relaxed,_acquire,_release}", "[_ORDER]");
}

test.each(PAGES)(
  "litmus/%s is what the prelude says; vitest -u writes it anew",
  async (file, head, language) => {
    const { pathname } = new URL(`../../litmus/${file}`, import.meta.url);
    expect(existsSync(pathname)).toBe(true);
    await expect(page(head, language)).toMatchFileSnapshot(pathname);
  },
);
