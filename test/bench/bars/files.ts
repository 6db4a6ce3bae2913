import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { cText } from "../c11.js";
import { C11_FAMILIES } from "../programs-c11.js";
import { type Asked, textOf } from "../search.js";

/** Writes the litmus test of a program into a folder; its path. */
export function writeTest(folder: string, { family, size }: Asked): string {
  const text = textOf(family, size);
  if (text === null) throw new RangeError(`no program ${family} of size ${size}`);
  const file = join(folder, `${family}-${size}.litmus`);
  writeFileSync(file, text);
  return file;
}

/** Writes the same program for a model checker of C; null when it is not one in C11. */
export function writeC(folder: string, { family, size }: Asked): string | null {
  const found = C11_FAMILIES.find(({ name }) => name === family);
  if (found === undefined) return null;
  const file = join(folder, `${family}-${size}.c`);
  writeFileSync(file, cText(found.program(size)));
  return file;
}
