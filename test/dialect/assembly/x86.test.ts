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

describe("64 bits, source first", () => {
  test.each([
    [
      "mov $-1,%rax; mov $5,%eax; mov $4294967296,%rbx; mov %al,%bl",
      "0:rax 0:rbx",
      "0:rax=5; 0:rbx=4294967301",
    ],
    ["movl $1,(x); movl (x),%eax", "0:RAX", "0:rax=1"],
    ["subl $2,(y); sub %rbx,%rax", "y 0:rax", "0:rax=3; y=5"],
    ["movq 8(t),%rcx", "0:rcx", "0:rcx=-2"],
    ["movq 0(%rdx,%rdi,8),%rcx", "0:rcx", "0:rcx=-2"],
    ["movq -8(%rdx,%rdi,16),%rcx", "0:rcx", "0:rcx=-2"],
    ["xchgl %eax,(y)", "0:rax y", "0:rax=7; y=3"],
    ["mov $7,%eax; mov $9,%ebx; lock cmpxchg %ebx,(y)", "0:rax y", "0:rax=7; y=9"],
    ["mov $7,%eax; mov $9,%ebx; lock cmpxchg (y),%ebx", "0:rax y", "0:rax=7; y=9"],
    ["mov $7,%eax; cmpl $8,%eax; jl L; mov $1,%ecx; L: nop", "0:rcx", "0:rcx=0"],
    ["shl $2,%eax; endbr64; nopl 0(%rax,%eax,0)", "0:rax", "0:rax=12"],
    ["mov $-2147483648,%ebx; shl $1,%ebx; jc L; mov $1,%ecx; L: ret", "0:rcx", "0:rcx=0"],
    ["mov $1,%ecx; ret; mov $2,%ecx", "0:rcx", "0:rcx=1"],
  ])("%s", async (code, observed, expected) => {
    const registers = "0:rax=3; int64_t 0:rbx; int64_t 0:rcx; 0:rdx=t; 0:rdi=1;";
    const init = `${registers} int y = 7; int64_t t[2] = {1,-2};`;
    const found = await outcomes({ header: "X86_64", init, threads: [code], observed });
    expect(found).toEqual([expected]);
  });

  test.each([
    ["movl $1,%rax", "`movl` is for operands of 32 bits, and a register here has others"],
    ["movl (x),$1", "`movl` cannot have these operands: memory, number"],
    ["movnti %eax,(x)", "`movnti` is not supported: it belongs to non-temporal accesses"],
    ["jmpq L", "`jmpq` is no instruction of 64-bit x86 that is known here"],
  ])("%s is refused", (code, message) => {
    const text = `X86_64 t\n{ x = 0; }\n P0 ;\n ${code} ;\n L: ;\nexists (x=0)\n`;
    expect(problems(text).split("\n")[0]).toBe(`t.litmus:4:2: error: ${message}`);
  });
});

describe("what herd's model allows beyond x86-TSO", () => {
  const crossed = (first: string, second: string) => ({
    header: "X86",
    threads: [`MOV EAX,$1; ${first}`, `MOV EAX,$2; ${second}`],
    observed: "0:EAX 1:EAX",
  });
  const isCrossed = async (first: string, second: string, model: string) =>
    (await outcomes(crossed(first, second), model)).includes("0:EAX=2; 1:EAX=1");

  test.each([
    ["XCHG EAX,[x]", true],
    ["LOCK XADD [x],EAX", false],
    ["MOV EBX,[x]; MOV [x],EAX; MOV EAX,EBX", false],
  ])("two of %s read each other: %s", async (code, isAllowed) => {
    expect(await isCrossed(code, code, "x86")).toBe(isAllowed);
    expect(await isCrossed(code, code, "tso")).toBe(false);
  });

  test("an increment without LOCK is one instruction too", async () => {
    const threads = ["MOV EAX,$1; XCHG EAX,[x]", "INC [x]"];
    const both = { header: "X86", threads, observed: "0:EAX x" };
    expect(await outcomes(both, "x86")).toContain("0:EAX=2; x=1");
    expect(await outcomes(both, "tso")).toEqual(["0:EAX=0; x=1", "0:EAX=0; x=2", "0:EAX=1; x=1"]);
  });
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

test("an array of arrays is refused in assembly", () => {
  const text = "X86 t\n{ int a[2][2]; }\n P0 ;\n MOV [a],$1 ;\nexists (a[0]=1)\n";
  expect(problems(text)).toContain("error: an array of arrays is not supported");
});
