import { describe, expect, test } from "vitest";
import { outcomes } from "./outcomes.js";

describe("one thread computes", () => {
  const init = "0:a0=x; 0:a1=y; 0:a2=p; x=5; y=7; p=y; int64_t 0:t1;";
  test.each([
    ["li t0,1; sw t0,0(a0)", "x", "x=1"],
    ["lw t0,0(a0); mv t1,t0", "0:t1", "0:x6=5"],
    ["ld t0,0(a2); lw t1,0(t0)", "0:t1", "0:x6=7"],
    ["li t0,6; addi t0,t0,-2; add t1,t0,t0; sub t2,t1,t0", "0:t0 0:t2", "0:x5=4; 0:x7=4"],
    ["li t0,6; andi t1,t0,3; ori t1,t1,8; xori t1,t1,1", "0:t1", "0:x6=11"],
    ["li x0,3; mv t0,x0; sw x0,0(a0)", "0:t0 x", "0:x5=0; x=0"],
    ["li t0,-1; sw t0,0(a0); lwu t1,0(a0); lw t2,0(a0)", "0:t1 0:t2", "0:x6=4294967295; 0:x7=-1"],
    [
      "li t0,-1; srli t1,t0,60; srai t2,t0,60; slli t3,t0,4",
      "0:t1 0:t2 0:t3",
      "0:x28=-16; 0:x6=15; 0:x7=-1",
    ],
    [
      "li t0,-1; slt t1,t0,x0; sltu t2,t0,x0; seqz t3,x0; snez t4,t0",
      "0:t1 0:t2 0:t3 0:t4",
      "0:x28=1; 0:x29=1; 0:x6=1; 0:x7=0",
    ],
    ["li t0,3; amoadd.w t1,t0,(a0)", "0:t1 x", "0:x6=5; x=8"],
    ["li t0,3; amoswap.w.aq t1,t0,(a0)", "0:t1 x", "0:x6=5; x=3"],
    ["li t0,3; amoor.w.rl t1,t0,0(a0)", "0:t1 x", "0:x6=5; x=7"],
    ["li t0,3; amoand.d t1,t0,(a0)", "0:t1 x", "0:x6=5; x=1"],
    ["li t0,3; amoxor.w.aq.rl x0,t0,(a0)", "x", "x=6"],
    ["li t0,-3; amomax.w t1,t0,(a0); amomin.w t1,t0,(a1)", "x y", "x=5; y=-3"],
    ["li t0,-3; amomaxu.w t1,t0,(a0); amominu.w t1,t0,(a1)", "x y", "x=-3; y=7"],
  ])("%s", async (code, observed, expected) => {
    expect(await outcomes({ header: "RISCV", init, threads: [code], observed })).toEqual([
      expected,
    ]);
  });

  test.each([
    ["beq t0,t1,", false],
    ["bne t0,t1,", true],
    ["blt t0,t1,", true],
    ["bge t0,t1,", false],
    ["bltu t0,t1,", false],
    ["bgeu t0,t1,", true],
    ["bgtu t0,t1,", true],
    ["bltz t0,", true],
    ["beqz x0,", true],
    ["bnez x0,", false],
    ["j", true],
  ])("%s goes where it should", async (branch, isTaken) => {
    const threads = [`li t0,-1; li t1,1; ${branch} L; li t2,1; L: li t3,1`];
    const found = await outcomes({ header: "RISCV", threads, observed: "0:t2" });
    expect(found).toEqual([`0:x7=${isTaken ? 0 : 1}`]);
  });
});

const init = "0:a0=x; 0:a1=y; 1:a0=x; 1:a1=y;";

describe("lr and sc", () => {
  test("a failing one leaves memory alone, and says so", async () => {
    const threads = ["lr.w t0,0(a0); addi t0,t0,1; sc.w t1,t0,0(a0)"];
    const found = await outcomes({ header: "RISCV", init: "0:a0=x;", threads, observed: "0:t1 x" });
    expect(found).toEqual(["0:x6=0; x=1", "0:x6=1; x=0"]);
  });

  test("fails at another place, and a second time", async () => {
    const threads = ["lr.w t0,0(a0); li t0,1; sc.w t1,t0,0(a1); sc.w t2,t0,0(a0)"];
    const places = "0:a0=x; 0:a1=y;";
    const found = await outcomes({
      header: "RISCV",
      init: places,
      threads,
      observed: "0:t1 0:t2 x y",
    });
    expect(found).toEqual(["0:x6=1; 0:x7=1; x=0; y=0"]);
  });

  test("its own thread may write between the two", async () => {
    const threads = ["lr.w t0,0(a0); li t1,1; sw t1,0(a0); li t1,2; sc.w t2,t1,0(a0)"];
    const found = await outcomes(
      { header: "RISCV", init: "0:a0=x;", threads, observed: "0:t2 x" },
      "rvwmo",
    );
    expect(found).toEqual(["0:x7=0; x=2", "0:x7=1; x=1"]);
  });

  test("another thread may not", async () => {
    const threads = ["lr.w t0,0(a0); li t1,2; sc.w t2,t1,0(a0)", "li t1,1; sw t1,0(a0)"];
    const found = await outcomes(
      { header: "RISCV", init, threads, observed: "0:t0 0:t2 x" },
      "rvwmo",
    );
    expect(found).not.toContain("0:x5=0; 0:x7=0; x=3");
    expect(found).toContain("0:x5=0; 0:x7=0; x=1");
    expect(found).toContain("0:x5=1; 0:x7=0; x=2");
    expect(found).not.toContain("0:x5=2; 0:x7=0; x=2");
  });
});

describe("message passing", () => {
  const addr = "lw t0,0(a1); xor t1,t0,t0; add t1,t1,a0; lw t2,0(t1)";
  test.each([
    ["fence w,w", "lw t0,0(a1); fence r,r; lw t2,0(a0)", false],
    ["fence w,w", "lw t0,0(a1); lw t2,0(a0)", true],
    ["fence r,r", "lw t0,0(a1); fence r,r; lw t2,0(a0)", true],
    ["fence.tso", "lw t0,0(a1); fence.tso; lw t2,0(a0)", false],
    ["fence", addr, false],
    ["fence rw,w", "lw.aq t0,0(a1); lw t2,0(a0)", false],
    ["fence w,w", "lw t0,0(a1); bne t0,x0,L; L: fence.i; lw t2,0(a0)", true],
  ])("with %s and %s", async (fence, reader, isAllowed) => {
    const threads = [`li t0,1; sw t0,0(a0); ${fence}; sw t0,0(a1)`, reader];
    const found = await outcomes(
      { header: "RISCV", init, threads, observed: "1:t0 1:t2" },
      "rvwmo",
    );
    expect(found.includes("1:x5=1; 1:x7=0")).toBe(isAllowed);
    expect(found).toHaveLength(isAllowed ? 4 : 3);
  });
});

describe("store buffering", () => {
  test.each([
    ["fence rw,rw", 3],
    ["fence w,r", 3],
    ["fence.tso", 4],
    ["fence rw,w", 4],
  ])("with %s has %i outcomes", async (fence, count) => {
    const side = (own: string, other: string) =>
      `li t0,1; sw t0,0(${own}); ${fence}; lw t1,0(${other})`;
    const threads = [side("a0", "a1"), side("a1", "a0")];
    expect(
      await outcomes({ header: "RISCV", init, threads, observed: "0:t1 1:t1" }, "rvwmo"),
    ).toHaveLength(count);
  });

  test.each([
    ["amoswap.w.aq t2,t0,(OWN)", 3],
    ["amoswap.w t2,t0,(OWN)", 4],
  ])("%s is one operation", async (atomic, count) => {
    const side = (own: string, other: string) =>
      `li t0,1; ${atomic.replace("OWN", own)}; lw t1,0(${other})`;
    const threads = [side("a0", "a1"), side("a1", "a0")];
    expect(
      await outcomes({ header: "RISCV", init, threads, observed: "0:t1 1:t1" }, "rvwmo"),
    ).toHaveLength(count);
  });
});
