import { describe, expect, test } from "vitest";
import { outcomes, problems } from "./outcomes.js";

describe("one thread computes", () => {
  test.each([
    ["MOV EAX,$1; MOV EBX,EAX", "0:EBX", "0:EBX=1"],
    ["MOV [x],$3; MOV EAX,[x]", "0:EAX x", "0:EAX=3; x=3"],
    ["mov eax, 2; mov [x], eax", "x", "x=2"],
    ["MOV EAX,[p]; MOV EBX,[EAX]", "0:EBX", "0:EBX=7"],
    ["MOV EAX,$1; XCHG [y],EAX", "0:EAX y", "0:EAX=7; y=1"],
    ["MOV EAX,$1; MOV EBX,$2; XCHG EAX,EBX", "0:EAX 0:EBX", "0:EAX=2; 0:EBX=1"],
    ["INC [y]; LOCK INC [y]; ADD [y],$2", "y", "y=11"],
    ["DEC [x]; LOCK SUB [y],$8", "x y", "x=-1; y=-1"],
    ["MOV EAX,$5; LOCK XADD [y],EAX", "0:EAX y", "0:EAX=7; y=12"],
    ["MOV EAX,$6; AND EAX,$3; OR EAX,$8; XOR EAX,$1", "0:EAX", "0:EAX=11"],
    ["MOV EAX,$1; NEG EAX; NOT EAX", "0:EAX", "0:EAX=0"],
    ["MOV EAX,$7; MOV EBX,$9; LOCK CMPXCHG [y],EBX", "0:EAX y", "0:EAX=7; y=9"],
    ["MOV EAX,$1; MOV EBX,$9; LOCK CMPXCHG [y],EBX", "0:EAX y", "0:EAX=7; y=7"],
    ["MOV EAX,$7; MOV EBX,$9; CMPXCHG [y],EBX", "0:EAX y", "0:EAX=7; y=9"],
    ["MOV EAX,$257; MOV BL,AL", "0:EBX", "0:EBX=1"],
  ])("%s", async (code, observed, expected) => {
    const init = "int y = 7; p = y;";
    expect(await outcomes({ header: "X86", init, threads: [code], observed })).toEqual([expected]);
  });

  test.each([
    ["CMP EAX,$7; JE", true],
    ["CMP EAX,$8; JNE", true],
    ["CMP EAX,$8; JL", true],
    ["CMP EAX,$7; JL", false],
    ["CMP EAX,$7; JLE", true],
    ["CMP EAX,$-1; JG", true],
    ["CMP EAX,$-1; JB", true],
    ["CMP EAX,$-1; JA", false],
    ["TEST EAX,$8; JZ", true],
    ["SUB EAX,$8; JS", true],
    ["SUB EAX,$7; JGE", true],
    ["ADD EAX,$2147483647; JG", true],
    ["ADD EAX,$2147483647; JS", true],
    ["ADD EAX,$-1; JC", true],
    ["CMP EAX,$8; INC EBX; JC", true],
    ["LOCK DEC [y]; JNZ", true],
    ["JMP", true],
  ])("%s goes where it should", async (code, isTaken) => {
    const text = `MOV EAX,$7; ${code} L; MOV ECX,$1; L: MOV EDX,$1`;
    const threads = [text];
    const found = await outcomes({ header: "X86", init: "y = 7;", threads, observed: "0:ECX" });
    expect(found).toEqual([`0:ECX=${isTaken ? 0 : 1}`]);
  });
});

const SB = (fence: string) => ({
  header: "X86",
  threads: [`MOV [x],$1; ${fence}; MOV EAX,[y]`, `MOV [y],$1; ${fence}; MOV EAX,[x]`],
  observed: "0:EAX 1:EAX",
});

describe("x86-TSO", () => {
  test.each([
    ["SFENCE", 4],
    ["LFENCE", 4],
    ["MFENCE", 3],
    ["LOCK INC [z]", 3],
    ["XCHG EBX,[z]", 3],
    ["INC [z]", 4],
  ])("store buffering with %s has %i outcomes", async (fence, count) => {
    expect(await outcomes(SB(fence), "tso")).toHaveLength(count);
  });

  test("locked increments do not lose each other, plain ones do", async () => {
    const twice = (code: string) => ({ header: "X86", threads: [code, code], observed: "x" });
    expect(await outcomes(twice("LOCK INC [x]"), "tso")).toEqual(["x=2"]);
    expect(await outcomes(twice("INC [x]"), "tso")).toEqual(["x=1", "x=2"]);
  });
});

test("registers have views of their parts in 64 bits", async () => {
  const threads = ["MOV RAX,$-1; MOV EAX,$5; MOV RBX,$4294967296; MOV BL,AL"];
  const observed = "0:RAX 0:RBX";
  expect(await outcomes({ header: "X86_64", threads, observed })).toEqual([
    "0:RAX=5; 0:RBX=4294967301",
  ]);
});

describe("what is wrong is said", () => {
  const file = (cell: string, condition = "exists (x=0)") =>
    `X86 t\n{ x = 0; }\n P0 ;\n ${cell} ;\n${condition}\n`;
  test.each([
    [
      file("MOW [x],$1"),
      "t.litmus:4:2: error: `MOW` is no instruction of x86 that is known here\n" +
        "   MOW [x],$1 ;\n" +
        "   ^~~\n" +
        "  did you mean `MOV`?\n" +
        "  `litmus models --dialect X86` lists those that are",
    ],
    [file("JE M"), "t.litmus:4:5: error: P0 has no label `M`\n   JE M ;\n      ^"],
    [
      file("MOV EAX,@1"),
      "t.litmus:4:10: error: `@` has no meaning in assembly\n   MOV EAX,@1 ;\n           ^",
    ],
    [
      file("MOV [x],$1", "exists (0:EXA=1)"),
      "t.litmus:5:11: error: x86 has no register `EXA`\n" +
        "  exists (0:EXA=1)\n" +
        "            ^~~\n" +
        "  there is `EAX`, `EBX`, `ECX`, `EDX`, `ESI`, `EDI`, `EBP`, `ESP`",
    ],
    [
      file("MOV [x],$1", "exists (y=1)"),
      "t.litmus:5:9: error: no location is called `y`\n  exists (y=1)\n          ^",
    ],
    [
      file("MOV [x]"),
      "t.litmus:4:2: error: `MOV` cannot have these operands: memory\n" +
        "   MOV [x] ;\n" +
        "   ^~~~~~~\n" +
        "  it is written `mov register, register/number/memory`\n" +
        "  it is written `mov memory, register/number`",
    ],
  ])("%s", (text, expected) => {
    expect(problems(text)).toBe(expected);
  });
});
