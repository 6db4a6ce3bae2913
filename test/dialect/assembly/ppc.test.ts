import { describe, expect, test } from "vitest";
import { outcomes } from "./outcomes.js";

describe("one thread computes", () => {
  const init = "0:r1=x; 0:r2=y; 0:r9=p; x=5; y=7; p=y; int64_t 0:r4;";
  test.each([
    ["li r3,1; stw r3,0(r1)", "x", "x=1"],
    ["li r3,-1; stw r3,0(r1); lwa r4,0(r1)", "0:r4", "0:r4=-1"],
    ["li r3,-1; sth r3,0(r1); lhax r4,0,r1", "0:r4", "0:r4=-1"],
    ["li r3,255; extsb r4,r3", "0:r4", "0:r4=-1"],
    ["li r3,-1; extsw r4,r3; clrldi r4,r4,60", "0:r4", "0:r4=15"],
    ["li r3,-1; addis r4,r3,1; addis r5,r0,1", "0:r4 0:r5", "0:r4=65535; 0:r5=65536"],
    ["li r3,-1; rlwinm r4,r3,4,30,31", "0:r4", "0:r4=3"],
    ["lis r3,4660; rlwinm r4,r3,8,24,31", "0:r4", "0:r4=18"],
    ["li r3,5; li r4,-1; rlwimi r4,r3,4,24,31", "0:r4", "0:r4=-176"],
    ["li r3,1; rlwinm r4,r3,0,31,0", "0:r4", "0:r4=4294967297"],
    ["li r3,1; blr; li r3,2", "0:r3", "0:r3=1"],
    ["lwz r3,0(r1); mr r4,r3", "0:r4", "0:r4=5"],
    ["ld r3,0(r9); lwz r4,0(r3)", "0:r4", "0:r4=7"],
    ["li r3,0; lwzx r4,r3,r2; li r5,4; stwx r5,r3,r1", "0:r4 x", "0:r4=7; x=4"],
    ["lwzu r4,0(r2); lwz r5,0(r2)", "0:r4 0:r5", "0:r4=7; 0:r5=7"],
    [
      "li r3,6; addi r3,r3,-2; add r4,r3,r3; sub r5,r4,r3",
      "0:r3 0:r4 0:r5",
      "0:r3=4; 0:r4=8; 0:r5=4",
    ],
    ["li r3,6; li r4,2; subf r5,r4,r3; neg r6,r5", "0:r5 0:r6", "0:r5=4; 0:r6=-4"],
    ["li r3,6; andi. r4,r3,3; ori r5,r4,8; xori r6,r5,1", "0:r6", "0:r6=11"],
    ["lwarx r3,0,r1; addi r3,r3,1; stw r3,0(r2)", "y", "y=6"],
    ["li r3,-1; stw r3,0(r1); lwz r4,0(r1)", "0:r4 x", "0:r4=4294967295; x=-1"],
  ])("%s", async (code, observed, expected) => {
    expect(await outcomes({ header: "PPC", init, threads: [code], observed })).toEqual([expected]);
  });

  test.each([
    ["cmpwi r3,7; beq", true],
    ["cmpwi r3,7; bne", false],
    ["cmpwi r3,8; blt", true],
    ["cmpwi r3,8; bge", false],
    ["cmpwi cr2,r3,6; bgt cr2,", true],
    ["cmpwi r3,7; ble", true],
    ["cmpwi r3,-1; bgt", true],
    ["cmplwi r3,-1; bgt", false],
    ["xor. r4,r3,r3; beq", true],
    ["b", true],
  ])("%s goes where it should", async (code, isTaken) => {
    const threads = [`li r3,7; ${code} L; li r5,1; L: li r6,1`];
    const found = await outcomes({ header: "PPC", threads, observed: "0:r5" });
    expect(found).toEqual([`0:r5=${isTaken ? 0 : 1}`]);
  });
});

describe("lwarx and stwcx.", () => {
  const init = "0:r1=x;";
  const attempt = "lwarx r3,r0,r1; addi r3,r3,1; stwcx. r3,r0,r1; bne F; li r5,1; F:";

  test("may fail at will, and leave memory alone", async () => {
    const found = await outcomes({ header: "PPC", init, threads: [attempt], observed: "0:r5 x" });
    expect(found).toEqual(["0:r5=0; x=0", "0:r5=1; x=1"]);
  });

  test("do not lose an increment when both succeed", async () => {
    const threads = [attempt, attempt];
    const both = `${init} 1:r1=x;`;
    const found = await outcomes(
      { header: "PPC", init: both, threads, observed: "0:r5 1:r5 x" },
      "power",
    );
    expect(found).toEqual([
      "0:r5=0; 1:r5=0; x=0",
      "0:r5=0; 1:r5=1; x=1",
      "0:r5=1; 1:r5=0; x=1",
      "0:r5=1; 1:r5=1; x=2",
    ]);
  });

  test("without a reservation nothing is stored", async () => {
    const alone = "li r3,1; stwcx. r3,r0,r1; bne F; li r5,1; F:";
    const found = await outcomes({ header: "PPC", init, threads: [alone], observed: "0:r5 x" });
    expect(found).toEqual(["0:r5=0; x=0"]);
  });
});

describe("message passing", () => {
  const reader = (between: string) => `lwz r3,0(r2); ${between} lwz r4,0(r1)`;
  const dependent = "lwz r3,0(r2); xor r5,r3,r3; lwzx r4,r5,r1";
  const control = "cmpw r3,r3; beq L; L:";
  test.each([
    ["lwsync", reader(""), true],
    ["lwsync", reader("lwsync;"), false],
    ["eieio", reader("sync;"), false],
    ["isync", reader("sync;"), true],
    ["sync", dependent, false],
    ["lwsync", reader(`${control};`), true],
    ["lwsync", reader(`${control}; isync;`), false],
    ["lwsync", reader("isync;"), true],
  ])("with %s and %s", async (fence, code, isAllowed) => {
    const threads = [`li r3,1; stw r3,0(r1); ${fence}; stw r3,0(r2)`, code];
    const init = "0:r1=x; 0:r2=y; 1:r1=x; 1:r2=y;";
    const found = await outcomes({ header: "PPC", init, threads, observed: "1:r3 1:r4" }, "power");
    expect(found.includes("1:r3=1; 1:r4=0")).toBe(isAllowed);
    expect(found).toHaveLength(isAllowed ? 4 : 3);
  });
});
