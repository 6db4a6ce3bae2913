import fc from "fast-check";
import { expect, test } from "vitest";
import { mutate, mutations } from "./mutate.js";
import { read, SEED } from "./read.js";
import { seeds } from "./seeds.js";

const MILLISECONDS_MAX = 600_000;

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
{ 0:rax=x; int64_t t[2]={1,-1}; uint64_t 0:rbx; }
 P0                      | P1                      ;
 mov %al,%bl             | movq 8(t),%rcx          ;
 movl $0x7fffffff,K      | movq 0(%rdx,%rdi,8),%rcx ;
 mov %rbx,(%rax)         | lock cmpxchgq %rcx,(t)  ;
 lock incl (y)           | shl $2,%ecx             ;
 jnz L                   | nopl -4(%rax,%eax,0)    ;
 L: ret                  | xchgb %bl,(z)           ;
variants
  a: K = %ebx
  b: K = %ecx
~exists (x=0 /\\ 0:rbx<>1)
`,
  `PPC all
prose, before (* what is no comment
{ 0:r1=x; 0:r2=y; P1:r1=x; 1:r4=1; }
 P0            | P1              ;
 rlwimi r3,r3,4,30,1 | extsb r3,r4 ;
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
 FENCE                | addi t0,t0,1      ;
 amoadd.w.aq.rl x7,x5,(a1) | sc.w t1,t0,0(x6) ;
 fence.tso            | bnez t1,LOOP      ;
 ld x8,0(a1)          | fence.i           ;
variants
  a: FENCE = fence rw,w
  b: FENCE = addi x9,x9,-1
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

/** How many mutated files of each language are read; of each 50,000 were once. */
const LANGUAGES: readonly (readonly [name: string, header: RegExp, runs: number])[] = [
  ["x86", /^X86/, 20_000],
  ["RISC-V", /^RISCV/, 20_000],
  ["Power", /^PPC/, 20_000],
  ["AArch64", /^AArch64/, 8_000],
];

test.each(TEXTS)("the texts are right as they are: %s", (text) => {
  expect(read(text).diagnostics.filter(({ severity }) => severity === "error")).toEqual([]);
});

test.each(LANGUAGES)(
  "a mutated file in %s assembly gives a program or an error, in bounded time",
  { timeout: MILLISECONDS_MAX },
  (_, header, runs) => {
    const texts = [...TEXTS, ...seeds()].filter((text) => header.test(text));
    const any = fc.constantFrom(...texts);
    const changed = fc
      .tuple(any, any, mutations)
      .map(([text, other, changes]) => mutate(text, other, changes));
    let tests = 0;
    fc.assert(
      fc.property(changed, (text) => {
        if (read(text).test !== null) tests++;
      }),
      { numRuns: runs, seed: SEED },
    );
    expect(tests).toBeGreaterThan(runs / 50);
    expect(tests).toBeLessThan((runs * 19) / 20);
  },
);
