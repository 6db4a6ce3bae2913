import { expect, test } from "vitest";
import { misplaced, partOf, wholeCode, wholeOf } from "../../../src/program/parts.js";
import { substitute } from "../../../src/program/symbolic.js";
import { Values } from "../../../src/program/value.js";

const PARTS = { count: 4, bits: 16, type: "s64" } as const;

test("a value is what its parts are put together to", () => {
  const values = new Values();
  const code = values.encode(-0x1234_5678_9abcn);
  const parts = [0, 1, 2, 3].map((k) => {
    return substitute(partOf({ kind: "constant", code }, PARTS, k), [], null, values);
  });
  expect(parts[0]).toEqual({ kind: "constant", code: 0x6544 });
  expect(substitute(wholeOf(parts, PARTS), [], null, values)).toEqual({ kind: "constant", code });
  const codes = parts.map((part) => (part.kind === "constant" ? part.code : Number.NaN));
  expect(wholeCode(codes, PARTS, values)).toBe(code);
});

test("an access stays in its object and is aligned", () => {
  const values = new Values();
  values.pack(0, 8, 2);
  expect(misplaced(0, PARTS, 9, values)).toBeNull();
  expect(misplaced(4, PARTS, 9, values)).toBeNull();
  expect(misplaced(2, PARTS, 9, values)).toBe("an access that is not aligned");
  expect(misplaced(6, PARTS, 9, values)).toBe("an access reaches beyond its location");
});
