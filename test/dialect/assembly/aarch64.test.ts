import { describe, expect, test } from "vitest";
import { outcomes, problems } from "./outcomes.js";

const HEADER = "AArch64";

describe("one thread computes", () => {
  test.each([
    ["MOV W0,#1; MOV X1,X0", "0:X1", "0:X1=1"],
    ["MOV W0,#-1; MOV X1,X0; LSR X1,X1,#28", "0:X0 0:X1", "0:X0=-1; 0:X1=15"],
    ["MOV X0,#-1; MOV W1,W0; MOV X2,X0", "0:X1 0:X2", "0:X1=-1; 0:X2=-1"],
    ["ADD W0,W10,#3; SUB W1,W10,W0; ADD X2,X10,W1,SXTW", "0:X0 0:X2", "0:X0=9; 0:X2=3"],
    ["MOV W0,#-1; ADD X1,X10,W0,UXTW #1; LSR X1,X1,#4", "0:X1", "0:X1=536870912"],
    ["MOV W0,#2147483647; ADD W1,W0,#1", "0:X1", "0:X1=-2147483648"],
    ["MOV W0,#100000000; ADD W0,W0,W0", "0:X0", "0:X0=200000000"],
    ["AND W0,W10,#3; ORR W1,W10,#8; EOR W2,W10,W10", "0:X0 0:X1 0:X2", "0:X0=2; 0:X1=14; 0:X2=0"],
    ["BIC W0,W10,#2; ORN W1,WZR,W10; EON W2,W10,W10", "0:X0 0:X1 0:X2", "0:X0=4; 0:X1=-7; 0:X2=-1"],
    ["LSL W0,W10,#2; LSR W1,W10,#1; ASR X2,X10,#2", "0:X0 0:X1 0:X2", "0:X0=24; 0:X1=3; 0:X2=1"],
    ["LSL W0,W10,#31; ASR W1,W0,#30; LSL W2,W10,#33", "0:X1 0:X2", "0:X1=0; 0:X2=12"],
    ["MVN W0,W10; ASR W1,W0,#1; LSR W2,W0,#28", "0:X0 0:X1 0:X2", "0:X0=-7; 0:X1=-4; 0:X2=15"],
    ["NEG W0,W10,LSL #1; MUL W1,W0,W10; SXTW X2,W0", "0:X1 0:X2", "0:X1=-72; 0:X2=-12"],
    ["ADD W0,W10,W10,LSL #3; EOR W1,W0,W10,LSR #1", "0:X0 0:X1", "0:X0=54; 0:X1=53"],
    ["MOVZ X0,#1,LSL #16; MOVK X0,#7; MOVN X1,#0", "0:X0 0:X1", "0:X0=65543; 0:X1=-1"],
    ["MOV W0,#300; UXTB W1,W0; MOV W2,#200; SXTB W3,W2", "0:X1 0:X3", "0:X1=44; 0:X3=-56"],
    ["MOV W0,#4; ADD WZR,W0,#1; ADD W1,WZR,W0; NOP", "0:X1", "0:X1=4"],
    ["HINT #3; YIELD; PRFM PLDL1KEEP,[X10]; MOV SP,X10; ADD X0,SP,#1", "0:X0", "0:X0=7"],
    ["NEGS W0,W10; B.PL L; MOV W1,#1; L:", "0:X0 0:X1", "0:X0=-6; 0:X1=1"],
    [
      "ROR W0,W10,#2; ROR X1,X10,#1; ORR W2,WZR,W10,ROR #3",
      "0:X0 0:X1",
      "0:X0=-2147483647; 0:X1=3",
    ],
    ["MOV W0,#1; RET; MOV W0,#2", "0:X0", "0:X0=1"],
    ["MOV W5,#1; CBZ W5,L; RET; L: MOV W0,#2", "0:X0 0:X5", "0:X0=0; 0:X5=1"],
    [
      "MOV W0,#5; MADD W1,W0,W10,W0; MSUB W2,W0,W10,W0; MNEG W3,W0,W10",
      "0:X1 0:X2 0:X3",
      "0:X1=35; 0:X2=-25; 0:X3=-30",
    ],
    [
      "MOV W0,#-1; SMULL X1,W0,W10; UMULL X2,W0,W10; LSR X2,X2,#5; SMADDL X3,W0,W10,X10",
      "0:X1 0:X2 0:X3",
      "0:X1=-6; 0:X2=805306367; 0:X3=0",
    ],
    [
      "MOV W0,#-1; SMNEGL X1,W0,W10; UMSUBL X2,W0,W10,X10; ASR X2,X2,#5",
      "0:X1 0:X2",
      "0:X1=6; 0:X2=-805306368",
    ],
  ])("%s", async (code, observed, expected) => {
    const init = "0:X10=6;";
    expect(await outcomes({ header: HEADER, init, threads: [code], observed })).toEqual([expected]);
  });

  test.each([
    ["UBFM X0,X10,#8,#15", "0x55"],
    ["UBFM X0,X10,#56,#7", "0x8800"],
    ["SBFM X0,X10,#4,#7", "-8"],
    ["SBFM W0,W10,#28,#3", "0xffffff80"],
    ["UBFX X0,X10,#4,#8", "0x58"],
    ["SBFX X0,X10,#7,#1", "-1"],
    ["UBFIZ X0,X10,#4,#4", "0x80"],
    ["SBFIZ X0,X10,#4,#4", "-128"],
    ["MOV X0,#-1; BFI X0,X10,#4,#4", "0xffffffffffffff8f"],
    ["MOV X0,#-1; BFXIL X0,X10,#8,#8", "0xffffffffffffff55"],
    ["MOV X1,#1; EXTR X0,X1,X10,#4", "0x1112233443322558"],
    ["EXTR W0,W10,W10,#8", "0x88332255"],
    ["RBIT X0,X10", "0x11aa44cc22cc4488"],
    ["RBIT W0,W10", "0x11aa44cc"],
    ["REV X0,X10", "0x8855223344332211"],
    ["REV W0,W10", "0x88552233"],
    ["REV16 X0,X10", "0x2211443322338855"],
    ["REV32 X0,X10", "0x4433221188552233"],
    ["REV64 X0,X10", "0x8855223344332211"],
    ["MOV X1,#-5; ABS X0,X1", "5"],
    ["MOV W1,#-5; ABS W0,W1", "5"],
    ["MOV W1,#5; ABS W0,W1", "5"],
  ])("%s", async (code, expected) => {
    const init = "0:X10=0x1122334433225588; int64_t 0:X0;";
    const found = await outcomes({ header: HEADER, init, threads: [code], observed: "0:X0" });
    const negative = expected.startsWith("-");
    const value = negative ? BigInt(expected) : BigInt.asIntN(64, BigInt(expected));
    expect(found).toEqual([`0:X0=${value}`]);
  });

  test.each([
    ["CSEL W0,W1,W2,EQ", 3],
    ["CSEL W0,W1,W2,NE", 4],
    ["CSINC W0,W1,W2,NE", 5],
    ["CSINV W0,W1,W2,NE", -5],
    ["CSNEG W0,W1,W2,NE", -4],
    ["CSNEG W0,W1,W2,EQ", 3],
    ["CINC W0,W1,EQ", 4],
    ["CINC W0,W1,NE", 3],
    ["CINV W0,W1,LE", -4],
    ["CNEG W0,W1,GE", -3],
    ["CSET W0,EQ", 1],
    ["CSET W0,VS", 0],
    ["CSETM W0,VC", -1],
  ])("CMP W1,#3; %s", async (code, expected) => {
    const init = "0:X1=3; 0:X2=4;";
    const threads = [`CMP W1,#3; ${code}`];
    const found = await outcomes({ header: HEADER, init, threads, observed: "0:X0" });
    expect(found).toEqual([`0:X0=${expected}`]);
  });

  test("a register has its declared type in a final state", async () => {
    const init = "uint64_t 0:X0; uint64_t 0:X1; int64_t 0:X2;";
    const threads = ["MOV X0,#-1; MOV W1,#-1; MOV W2,#-1"];
    const observed = "0:X0 0:X1 0:X2";
    const expected = "0:X0=18446744073709551615; 0:X1=4294967295; 0:X2=4294967295";
    expect(await outcomes({ header: HEADER, init, threads, observed })).toEqual([expected]);
  });

  test.each([
    ["CMP W0,#7; B.EQ", true],
    ["CMP W0,#8; B.NE", true],
    ["CMP W0,#8; BLT", true],
    ["CMP W0,#7; B.LE", true],
    ["CMP W0,#7; B.GT", false],
    ["CMP W0,#-1; B.GE", true],
    ["CMP W0,#-1; B.LO", true],
    ["CMP W0,#7; B.HS", true],
    ["CMP W0,#7; B.HI", false],
    ["CMP W0,#6; B.HI", true],
    ["CMP W0,#7; B.LS", true],
    ["CMP W0,#7; B.CS", true],
    ["CMN W0,#-1; B.CS", true],
    ["CMN W0,#1; B.CC", true],
    ["CMP W0,#8; B.MI", true],
    ["CMP W0,#8; B.PL", false],
    ["TST W0,#8; B.EQ", true],
    ["TST W0,#1; B.HS", false],
    ["ANDS W1,W0,#3; B.NE", true],
    ["ADDS W1,W0,#-7; B.EQ", true],
    ["ADDS W1,W0,#2147483647; B.GT", true],
    ["ADDS W1,W0,#2147483647; B.MI", true],
    ["ADDS W1,W0,#2147483647; B.VS", true],
    ["ADDS W1,W0,#1; B.VS", false],
    ["SUBS W1,W0,#8; B.VC", true],
    ["TST W0,#1; B.VC", true],
    ["SUBS W1,W0,#8; B.LT", true],
    ["BICS W1,W0,#7; B.EQ", true],
    ["CBZ W0,", false],
    ["CBNZ X0,", true],
    ["TBZ W0,#3,", true],
    ["TBNZ X0,#1,", true],
    ["B", true],
  ])("%s goes where it should", async (code, isTaken) => {
    const text = `MOV W0,#7; ${code} L; MOV W2,#1; L: MOV W3,#1`;
    const found = await outcomes({ header: HEADER, threads: [text], observed: "0:X2" });
    expect(found).toEqual([`0:X2=${isTaken ? 0 : 1}`]);
  });
});

describe("one thread accesses memory", () => {
  test.each([
    ["LDR X0,[X1]; LDUR X2,[X1,#8]; LDR X3,[X1,X9]", "0:X0 0:X2 0:X3", "0:X0=1; 0:X2=2; 0:X3=2"],
    ["LDR X0,[X1,X8,LSL #3]; LDR X2,[X1,W9,SXTW]", "0:X0 0:X2", "0:X0=2; 0:X2=2"],
    ["LDR X0,[X1],#8; LDR X2,[X1,#8]!; LDR X3,[X1]", "0:X0 0:X2 0:X3", "0:X0=1; 0:X2=3; 0:X3=3"],
    [
      "STR X9,[X1],#8; STR X8,[X1,#8]!; STUR X8,[X1,#-8]",
      "a[0] a[1] a[2]",
      "a[0]=8; a[1]=1; a[2]=1",
    ],
    ["LDP X0,X2,[X1,#8]; STP X2,X0,[X1]", "0:X0 0:X2 a[0] a[1]", "0:X0=2; 0:X2=3; a[0]=3; a[1]=2"],
    ["LDP X1,X2,[X1]", "0:X1 0:X2", "0:X1=1; 0:X2=2"],
    ["LDNP X0,X2,[X1,#8]; STNP X2,X0,[X1]", "a[0] a[1]", "a[0]=3; a[1]=2"],
    [
      "LDIAPP X0,X2,[X1],#16; STILP X2,X0,[X1,#-16]!",
      "0:X1 a[0] a[1]",
      "0:X1=a[0]; a[0]=2; a[1]=1",
    ],
    ["LDAPUR X0,[X1,#16]; STLUR X0,[X1,#8]", "a[1]", "a[1]=3"],
    ["LDR X0,[X3]; LDR X2,[X0]", "0:X2", "0:X2=1"],
    ["LDRB W0,[X4]; LDRSB W2,[X4]; LDRSB X5,[X4]", "0:X0 0:X2 0:X5", "0:X0=254; 0:X2=-2; 0:X5=-2"],
    ["MOV W0,#513; STRB W0,[X4]; LDRB W2,[X4]", "0:X2 b", "0:X2=1; b=1"],
    ["MOV W0,#-1; STRH W0,[X6]; LDRH W2,[X6]; LDRSH W5,[X6]", "0:X2 0:X5", "0:X2=65535; 0:X5=-1"],
  ])("%s", async (code, observed, expected) => {
    const init =
      "uint64_t a[3] = {1, 2, 3}; p=a; int8_t b=-2; uint16_t h; 0:X1=a; 0:X3=p; 0:X4=b; 0:X6=h; 0:X8=1; 0:X9=8;";
    expect(await outcomes({ header: HEADER, init, threads: [code], observed })).toEqual([expected]);
  });

  test.each([
    ["LDADD W0,W2,[X1]", "0:X2=5; x=8"],
    ["STADD W0,[X1]", "0:X2=9; x=8"],
    ["LDEORA W0,W2,[X1]", "0:X2=5; x=6"],
    ["LDSETL W0,W2,[X1]", "0:X2=5; x=7"],
    ["LDCLRAL W0,W2,[X1]", "0:X2=5; x=4"],
    ["LDSMAX W0,W2,[X1]", "0:X2=5; x=5"],
    ["LDSMIN W0,W2,[X1]", "0:X2=5; x=3"],
    ["MOV W0,#-1; LDSMAX W0,W2,[X1]", "0:X2=5; x=5"],
    ["MOV W0,#-1; LDUMAX W0,W2,[X1]", "0:X2=5; x=-1"],
    ["MOV W0,#-1; LDUMIN W0,W2,[X1]", "0:X2=5; x=5"],
    ["SWP W0,W2,[X1]", "0:X2=5; x=3"],
    ["CAS W2,W0,[X1]", "0:X2=5; x=5"],
    ["MOV W2,#5; CASAL W2,W0,[X1]", "0:X2=5; x=3"],
    [
      "LDXR W2,[X1]; ADD W2,W2,#1; STXR W3,W2,[X1]; CBZ W3,L; MOV W2,#0; STR W2,[X1]; L:",
      "0:X2=0; x=0|0:X2=6; x=6",
    ],
    [
      "LDXR W2,[X1]; STXR W3,W0,[X1]; STXR W3,W2,[X1]; CBZ W3,L; MOV W2,#0; L:",
      "0:X2=0; x=3|0:X2=0; x=5",
    ],
  ])("%s", async (code, expected) => {
    const init = "x=5; 0:X1=x; 0:X0=3; 0:X2=9;";
    const observed = "0:X2 x";
    const found = await outcomes({ header: HEADER, init, threads: [code], observed });
    expect(found.join("|")).toBe(expected);
  });
});

const INIT = "0:X1=x; 0:X3=y; 1:X1=y; 1:X3=x; 1:X10=z;";

/** Whether ARMv8 allows message passing to fail: the writer has a full barrier, the reader is given. */
async function passes(reader: string, init = ""): Promise<boolean> {
  const threads = ["MOV W0,#1; STR W0,[X1]; DMB SY; STR W0,[X3]", reader];
  const found = await outcomes(
    { header: HEADER, init: INIT + init, threads, observed: "1:X0 1:X2" },
    "armv8",
  );
  return !found.includes("1:X0=1; 1:X2=0");
}

describe("arrays are walked through by the size of their elements", () => {
  test.each([
    ["LDR W0,[X1,#4]; LDR W2,[X1],#8; LDR W3,[X1]", "0:X0 0:X2 0:X3", "0:X0=2; 0:X2=1; 0:X3=3"],
    ["LDP W0,W2,[X1,#4]", "0:X0 0:X2", "0:X0=2; 0:X2=3"],
    ["MOV W0,#-5; STR W0,[X1,#8]; LDPSW X0,X2,[X1,#4]", "0:X0 0:X2", "0:X0=2; 0:X2=-5"],
    ["STP WZR,W9,[X1]", "a", "a[0]=0; a[1]=9; a[2]=3"],
    [
      "LDRB W0,[X2,#1]; STRB W9,[X2,X8]; LDRB W3,[X2,W8,UXTW]",
      "0:X0 0:X3 b",
      "0:X0=254; 0:X3=9; b[0]=255; b[1]=9",
    ],
    ["LDRSH W0,[X3,#2]; LDRH W4,[X3]", "0:X0 0:X4", "0:X0=-8; 0:X4=65529"],
    [
      "MOV W0,#-1; STRB W0,[X2]; SWPB W0,W4,[X2]; LDADDB W8,W5,[X2]",
      "0:X4 0:X5 b[0]",
      "0:X4=255; 0:X5=255; b[0]=0",
    ],
    ["ADD X1,X1,#8; LDR X4,[X5]", "0:X1 0:X4", "0:X1=a[2]; 0:X4=a[1]"],
  ])("%s", async (code, observed, expected) => {
    const init =
      "uint32_t a[3] = {1, 2, 3}; uint8_t b[2] = {-1, -2}; int16_t c[2] = {-7, -8}; p=a[1]; 0:X1=a; 0:X2=b; 0:X3=c; 0:X5=p; 0:X8=1; 0:X9=9;";
    expect(await outcomes({ header: HEADER, init, threads: [code], observed })).toEqual([expected]);
  });

  test("an address between two elements is none", async () => {
    const init = "uint32_t a[2]; 0:X1=a;";
    const threads = ["LDR W0,[X1,#2]"];
    expect(await outcomes({ header: HEADER, init, threads, observed: "0:X0" })).toEqual([]);
  });
});

describe("what the reader of a message may have between its loads", () => {
  test.each([
    ["NOP", false],
    ["DMB SY", true],
    ["DMB LD", true],
    ["DMB ST", false],
    ["DMB ISH", true],
    ["DMB OSHLD", true],
    ["DMB ISHST", false],
    ["DMB NSH", false],
    ["DSB SY", true],
    ["DSB LD", true],
    ["ISB", false],
    ["CBNZ W0,L; L:", false],
    ["CBNZ W0,L; L: ISB", true],
    ["CMP W0,#0; B.NE L; L: ISB", true],
    ["TBZ W0,#0,L; L: ISB SY", true],
    ["EOR W4,W0,W0; ADD X3,X3,W4,SXTW", true],
    ["EOR W4,W0,W0; ADD W5,W4,#1; ADD X3,X3,X5; SUB X3,X3,#1", true],
    ["MOV W4,W0; MOV W4,#0; ADD X3,X3,X4", false],
    ["CMP W0,#1; CSEL X3,X3,X3,EQ", false],
    ["CMP W0,#1; CSEL X3,X3,X3,EQ; ISB", false],
    ["EOR W4,W0,W0; ADD X5,X3,W4,SXTW; CMP W9,#0; CSEL X3,X5,X3,EQ", true],
    ["EOR W4,W0,W0; ADD X5,X3,W4,SXTW; CMP W9,#0; CSEL X3,X5,X3,NE", false],
    ["CMP W0,#1; CSET W4,EQ; CBNZ W4,L; L: ISB", true],
    ["MOV W4,#1; CAS W4,W9,[X10]; EOR W4,W4,W4; ADD X3,X3,W4,SXTW", false],
  ])("%s", async (between, expected) => {
    expect(await passes(`LDR W0,[X1]; ${between}; LDR W2,[X3]`)).toBe(expected);
  });

  test.each([
    ["LDAR W0,[X1]; LDR W2,[X3]", true],
    ["LDAPR W0,[X1]; LDR W2,[X3]", true],
    ["LDAPUR W0,[X1,#0]; LDR W2,[X3]", true],
    ["LDAXR W0,[X1]; LDR W2,[X3]", true],
    ["LDXR W0,[X1]; LDR W2,[X3]", false],
    ["LDR W0,[X1]; LDAR W2,[X3]", false],
    ["SWPA W9,W0,[X1]; LDR W2,[X3]", true],
    ["LDADDL W9,W0,[X1]; LDR W2,[X3]", false],
    ["LDADDAL W9,W0,[X1]; LDR W2,[X3]", true],
    ["MOV W0,#7; CASA W0,W9,[X1]; LDR W2,[X3]", true],
    ["MOV W0,#7; CASL W0,W9,[X1]; LDR W2,[X3]", false],
    ["LDADD W9,W0,[X1]; DMB LD; LDR W2,[X3]", true],
  ])("%s", async (reader, expected) => {
    expect(await passes(reader)).toBe(expected);
  });

  test.each([
    ["LDADDA W9,WZR,[X1]", false],
    ["STADD W9,[X1]; DMB LD", false],
    ["SWPA W9,WZR,[X1]; DMB LD", false],
    ["STADD W9,[X1]; DMB SY", true],
  ])("%s takes the message and returns nothing", async (update, expected) => {
    const threads = ["MOV W0,#1; STR W0,[X1]; DMB SY; STR W0,[X3]", `${update}; LDR W2,[X3]`];
    const observed = "1:X2 y";
    const init = `${INIT} 1:X9=2;`;
    const found = await outcomes({ header: HEADER, init, threads, observed }, "armv8");
    const late = update.startsWith("SWP") ? "1:X2=0; y=2" : "1:X2=0; y=3";
    expect(!found.includes(late)).toBe(expected);
  });
});

describe("whether the halves of a pair are in order", () => {
  const init = "uint64_t a[2]; 0:X1=a; 1:X1=a;";

  test.each([
    ["LDP", false],
    ["LDNP", false],
    ["LDIAPP", true],
  ])("%s", async (load, expected) => {
    const threads = [
      "MOV X0,#1; STR X0,[X1,#8]; DMB ST; STR X0,[X1]",
      `${load} X0,X2,[X1]; EOR X3,X0,X2`,
    ];
    const observed = "1:X0 1:X2";
    const found = await outcomes({ header: HEADER, init, threads, observed }, "armv8");
    expect(!found.includes("1:X0=1; 1:X2=0")).toBe(expected);
  });

  test.each([
    ["STP X0,X0,[X1]", false],
    ["STILP X0,X0,[X1]", true],
    ["ADD X1,X1,#16; STILP X0,X0,[X1,#-16]!", false],
  ])("%s", async (store, expected) => {
    const threads = [`MOV X0,#1; ${store}`, "LDR X2,[X1,#8]; DMB LD; LDR X0,[X1]"];
    const observed = "1:X0 1:X2";
    const found = await outcomes({ header: HEADER, init, threads, observed }, "armv8");
    expect(!found.includes("1:X0=0; 1:X2=1")).toBe(expected);
  });
});

describe("what a store may wait for", () => {
  test.each([
    ["LDR W0,[X1]; MOV W2,#1; STR W2,[X3]", false],
    ["LDR W0,[X1]; EOR W2,W0,W0; ADD W2,W2,#1; STR W2,[X3]", true],
    ["LDR W0,[X1]; CBNZ W0,L; L: MOV W2,#1; STR W2,[X3]", true],
    ["LDR W0,[X1]; MOV W2,#1; STLR W2,[X3]", true],
    ["LDR W0,[X1]; MOV W2,#1; SWPL W2,W4,[X3]", true],
    ["LDXR W0,[X1]; STXR W5,W0,[X10]; EOR W2,W5,W5; ADD W2,W2,#1; STR W2,[X3]", false],
    ["LDR W0,[X1]; CMP W0,#1; CSET W2,EQ; STR W2,[X3]", true],
    ["LDR W0,[X1]; CMP W0,#1; CSEL W2,W9,W9,EQ; MOV W2,#1; STR W2,[X3]", false],
    ["LDR W0,[X1]; CMP W0,#1; CSINC W2,WZR,WZR,NE; STR W2,[X10]; LDR W4,[X10]; STR W4,[X3]", true],
    ["LDR W0,[X1]; CMP W0,#1; CSEL X5,X10,X10,EQ; LDR W4,[X5]; MOV W2,#1; STR W2,[X3]", true],
    ["LDR W0,[X1]; MOV W4,W0; MOV W2,#1; CAS W4,W2,[X10]; STR W2,[X3]", false],
    ["LDR W0,[X1]; MOV W2,#1; MOV W5,#0; CAS W5,W2,[X3]; LDR W4,[X3]; STR W2,[X10]", false],
  ])("%s", async (code, expected) => {
    const threads = ["LDR W0,[X1]; DMB SY; MOV W2,#1; STR W2,[X3]", code];
    const observed = "0:X0 1:X0";
    const found = await outcomes({ header: HEADER, init: INIT, threads, observed }, "armv8");
    expect(!found.includes("0:X0=1; 1:X0=1")).toBe(expected);
  });
});

describe("what is wrong is said", () => {
  const file = (line: string, init = "0:X1=x;") =>
    `AArch64 t\n{ ${init} }\n P0 ;\n${line} ;\nexists (x=1)\n`;

  test.each([
    [
      "LDDR W0,[X1]",
      "t.litmus:4:1: error: `LDDR` is no instruction of AArch64 that is known here\n  LDDR W0,[X1] ;\n  ^~~~\n  did you mean `LDR`?\n  `litmus models --dialect AArch64` lists those that are",
    ],
    [
      "CCMP W0,W1,#0,EQ",
      "t.litmus:4:1: error: `CCMP` is not supported: it belongs to conditional comparison\n  CCMP W0,W1,#0,EQ ;\n  ^~~~",
    ],
    [
      "CSEL W0,W1,W2,EX",
      "t.litmus:4:1: error: `CSEL` cannot have these operands: register, register, register, `EX`\n  CSEL W0,W1,W2,EX ;\n  ^~~~~~~~~~~~~~~~\n  it is written `csel register, register, register, eq|ne|lt|ge|le|gt|lo|cc|hs|cs|ls|hi|mi|pl|vs|vc`",
    ],
    [
      "UBFX W0,W1,#30,#4",
      "t.litmus:4:1: error: these numbers name no bits of a register of 32\n  UBFX W0,W1,#30,#4 ;\n  ^~~~~~~~~~~~~~~~~",
    ],
    [
      "DMB SX",
      "t.litmus:4:1: error: `DMB` cannot have these operands: `SX`\n  DMB SX ;\n  ^~~~~~\n  it is written `dmb sy|ld|st|ish|ishld|ishst|nsh|nshld|nshst|osh|oshld|oshst`",
    ],
    [
      "LDAR W0,[X1,#8]",
      "t.litmus:4:9: error: this instruction takes its address from one register, as in `[X1]`\n  LDAR W0,[X1,#8] ;\n          ^~~~~~~",
    ],
    [
      "LDR W0,[W1]",
      "t.litmus:4:8: error: an address of AArch64 starts with a 64-bit register, as in `[X1]`\n  LDR W0,[W1] ;\n         ^~~~",
    ],
    ["CBZ W0,L", "t.litmus:4:8: error: P0 has no label `L`\n  CBZ W0,L ;\n         ^"],
  ])("%s", (line, message) => {
    expect(problems(file(line))).toBe(message);
  });

  test("two sizes of one location, through registers and memory", () => {
    const text = file("LDR X2,[X1] ;\nLDRB W3,[X2] ;\nLDR W4,[X5]", "x=y; 0:X1=x; 0:X5=y;");
    expect(problems(text)).toBe(
      "t.litmus:6:1: error: `y` is accessed with 32 bits here, which is not its only size\n  LDR W4,[X5] ;\n  ^~~~~~~~~~~\nt.litmus:5:1: note: here with 8 bits\n  LDRB W3,[X2] ;\n  ^~~~~~~~~~~~\n  accesses of mixed sizes are supported to scalars, at places that do not depend on what is read",
    );
  });

  test("an access larger than what is declared", () => {
    expect(problems(file("LDR X2,[X1]", "uint32_t x; 0:X1=x;"))).toBe(
      "t.litmus:4:1: error: `x` is accessed with 64 bits here, which is not its only size\n  LDR X2,[X1] ;\n  ^~~~~~~~~~~\n  it is declared with 32 bits\n  accesses of mixed sizes are supported to scalars, at places that do not depend on what is read",
    );
  });
});
