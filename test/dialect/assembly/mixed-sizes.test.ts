import { describe, expect, test } from "vitest";
import { misplaced, partOf, wholeCode, wholeOf } from "../../../src/program/parts.js";
import { substitute } from "../../../src/program/symbolic.js";
import { Values } from "../../../src/program/value.js";
import { outcomes, problems } from "./outcomes.js";

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

/** Final states under ARMv8, without the semicolons at their ends. */
function states(threads: readonly string[], observed: string, init: string) {
  return outcomes({ header: "AArch64", init, threads, observed }, "armv8");
}

describe("one thread", () => {
  test.each([
    ["MOV W0,#1; STRB W0,[X1,#1]", "x", "uint64_t x; 0:X1=x;", "x=256"],
    [
      "MOV W0,#1; STR W0,[X1,#4]; LDR X2,[X1]",
      "0:X2",
      "uint64_t x; uint64_t 0:X2; 0:X1=x;",
      "0:X2=4294967296",
    ],
    [
      "LDR W0,[X1]; LDR W2,[X1,#4]; LDR X3,[X1]",
      "0:X0 0:X2",
      "uint64_t x=0x100000002; 0:X1=x;",
      "0:X0=2; 0:X2=1",
    ],
    [
      "MOV W0,#-1; STRH W0,[X1,#2]; LDRB W2,[X1,#3]",
      "x 0:X2",
      "int32_t x; 0:X1=x;",
      "0:X2=255; x=-65536",
    ],
  ])("%s", async (code, observed, init, expected) => {
    expect(await states([code], observed, init)).toEqual([expected]);
  });
});

describe("two threads", () => {
  const init = "uint64_t x; uint64_t 1:X0; 0:X1=x; 1:X1=x; 0:X3=0x100000001;";

  test("a wide store is seen whole by a wide load", async () => {
    const found = await states(["STR X3,[X1]; STRB WZR,[X1,#7]", "LDR X0,[X1]"], "1:X0", init);
    expect(found).toEqual(["1:X0=0", "1:X0=4294967297"]);
  });

  test("two halves are seen in any order by a wide load", async () => {
    const halves = "STR W3,[X1]; STR W3,[X1,#4]";
    const found = await states([halves, "LDR X0,[X1]"], "1:X0", init);
    expect(found).toEqual(["1:X0=0", "1:X0=1", "1:X0=4294967296", "1:X0=4294967297"]);
  });

  test("the halves of a wide store are read in any order, but for a dependency", async () => {
    const loads = (second: string) => `LDR W0,[X1]; ${second}`;
    const plain = await states(["STR X3,[X1]", loads("LDR W2,[X1,#4]")], "1:X0 1:X2", init);
    expect(plain).toContain("1:X0=1; 1:X2=0");
    const dependent = loads("EOR W4,W0,W0; ADD X5,X1,W4,SXTW; LDR W2,[X5,#4]");
    const ordered = await states(["STR X3,[X1]", dependent], "1:X0 1:X2", init);
    expect(ordered).not.toContain("1:X0=1; 1:X2=0");
  });
});

test("a place that is computed from what is read is refused", () => {
  const text = `AArch64 t
{ uint64_t x; 0:X1=x; }
P0 ;
LDR X0,[X1] ;
AND W2,W0,#4 ;
LDR W3,[X1,W2,SXTW] ;
forall (true)
`;
  expect(problems(text)).toContain(
    "accesses of mixed sizes are supported to scalars, at places that do not depend on what is read",
  );
});
