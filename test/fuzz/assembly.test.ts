import fc from "fast-check";
import { expect, test } from "vitest";
import { mutate, mutations } from "./mutate.js";
import { read, SEED } from "./read.js";

const RUNS = 8_000;
const MILLISECONDS_MAX = 300_000;

/** Texts with the forms of each assembly language. */
const TEXTS = [
  `X86 all (* of it *)
"a description"
{ x=1; [y]=2; 0:EAX=3; uint64_t a[2] = {1, 2}; p=x; int *q = &y; }
 P0              | P1:second           ;
 MOV [x],$1      | L: mov eax, [y]     ;
 MFENCE          | LOCK CMPXCHG [x],EBX ;
 XCHG EAX,[y]    | CMP EAX,$-1         ;
 LOCK XADD [x],EAX | JNE L             ;
 MOV EAX,[EBX+8] | L2:                 ;
                 | JLE L2              ;
locations [x; 0:EAX; a[1];]
exists (not (x=2 \\/ 1:EAX=x) /\\ 0:EAX!=0)
`,
  `X86_64 views
{ 0:RAX=x; }
 P0 ;
 MOV BL,AL ;
 MOV EBX,$0x7fffffff ;
 MOV [RAX],RBX ;
variants
  a: K = EBX
  b: K = ECX
~exists (x=0)
`,
  `PPC all
{ 0:r1=x; 0:r2=y; P1:r1=x; 1:r4=1; }
 P0            | P1              ;
 li r3,-1      | L0: lwarx r3,r0,r1 ;
 stw r3,0(r1)  | add. r3,r3,r4   ;
 lwsync        | stwcx. r3,0,r1  ;
 stwx r3,r0,r2 | bne L0          ;
 cmpwi cr1,r3,2 | isync          ;
 beq cr1,L1    | lwzu r5,0(r1)   ;
 L1:           | eieio           ;
forall (x=1 \\/ true)
`,
  `RISCV all
{ int x; uint64_t 0:x6; 0:x6=x; 0:a1=y; 1:x6=x; }
 P0                   | P1                ;
 ori x5,x0,1          | LOOP:             ;
 sw.rl x5,0(x6)       | lr.w.aq t0,0(x6)  ;
 fence rw,w           | addi t0,t0,1      ;
 amoadd.w.aq.rl x7,x5,(a1) | sc.w t1,t0,0(x6) ;
 fence.tso            | bnez t1,LOOP      ;
 ld x8,0(a1)          | fence.i           ;
filter (1:t1=0)
exists (0:x7=0 /\\ x=1)
`,
  `AArch64 all
{ uint64_t a[3] = {1, 2, 3}; x=-1; uint64_t 0:X7; 0:X1=x; 0:X2=a; 1:X1=x; 1:X2=y; 1:X5=8; }
 P0                     | P1                ;
 MOV W0,#1              | LOOP:             ;
 ADDS W3,W0,W0,LSL #2   | LDAXR W0,[X1]     ;
 STR X0,[X2],#8         | ADD W0,W0,#1      ;
 LDR X4,[X2,X0,LSL #3]  | STLXR W3,W0,[X1]  ;
 LDP X5,X6,[X2,#-8]!    | CBNZ W3,LOOP      ;
 DMB ISHLD              | CMP W0,#7         ;
 LDADDAL W0,W3,[X1]     | B.NE OUT          ;
 MOVK X7,#3,LSL #16     | EOR W4,W0,W0      ;
 ISB                    | STR W0,[X2,W4,SXTW] ;
                        | OUT: CASA W0,W4,[X1] ;
locations [a[0];]
~exists (0:X4=2 /\\ 1:X3=0)
`,
];

const changed: fc.Arbitrary<string> = fc
  .tuple(fc.constantFrom(...TEXTS), fc.constantFrom(...TEXTS), mutations)
  .map(([text, other, changes]) => mutate(text, other, changes));

test.each(TEXTS)("the texts are right as they are: %s", (text) => {
  expect(read(text).diagnostics.filter(({ severity }) => severity === "error")).toEqual([]);
});

test("a mutated assembly file gives a program or an error, in bounded time", {
  timeout: MILLISECONDS_MAX,
}, () => {
  let tests = 0;
  fc.assert(
    fc.property(changed, (text) => {
      if (read(text).test !== null) tests++;
    }),
    { numRuns: RUNS, seed: SEED },
  );
  expect(tests).toBeGreaterThan(RUNS / 50);
  expect(tests).toBeLessThan((RUNS * 19) / 20);
});
