/** Small tests, and rows with the right answers to them. */

/** Store buffering in kernel C. */
export const KERNEL = `C sb
{}
P0(int *x, int *y) { WRITE_ONCE(*x, 1); int r0 = READ_ONCE(*y); }
P1(int *x, int *y) { WRITE_ONCE(*y, 1); int r0 = READ_ONCE(*x); }
exists (0:r0=0 /\\ 1:r0=0)
`;

/** Every final state of it. */
export const KERNEL_STATES = [
  "0:r0=0; 1:r0=0;",
  "0:r0=0; 1:r0=1;",
  "0:r0=1; 1:r0=0;",
  "0:r0=1; 1:r0=1;",
];

/** What the Linux-kernel model says of it. */
export const KERNEL_ROW = {
  file: "sb.litmus",
  observation: "Sometimes",
  result: "Ok",
  states: KERNEL_STATES,
};

/** Message passing. */
export const X86 = `X86 mp
{}
 P0         | P1          ;
 MOV [x],$1 | MOV EAX,[y] ;
 MOV [y],$1 | MOV EBX,[x] ;
exists (1:EAX=1 /\\ 1:EBX=0)
`;

/** What x86-TSO says of it. */
export const X86_ROW = {
  file: "deep/mp.litmus",
  observation: "Never",
  result: "No",
  states: ["1:EAX=0; 1:EBX=0;", "1:EAX=0; 1:EBX=1;", "1:EAX=1; 1:EBX=1;"],
};

/** Nobody synchronizes: undefined behaviour in C11. */
export const C11_RACE = `C race
{}
P0(int *d, atomic_int *f) { *d = 1; atomic_store_explicit(f, 1, memory_order_relaxed); }
P1(int *d, atomic_int *f) { int r0 = atomic_load_explicit(f, memory_order_relaxed); int r1 = *d; }
exists (1:r0=1 /\\ 1:r1=0)
`;

/** What RC11 says of it. */
export const C11_ROW = {
  file: "race.litmus",
  observation: "Sometimes",
  result: "Undef",
  states: ["1:r0=0; 1:r1=0;", "1:r0=0; 1:r1=1;", "1:r0=1; 1:r1=0;", "1:r0=1; 1:r1=1;"],
  flags: ["*undef*"],
};

/** No word of it is of one language only: load buffering with plain accesses. */
export const PLAIN = `C lb
{}
P0(int *x, int *y) { int r0 = *x; if (r0) { *y = 1; } }
P1(int *x, int *y) { int r1 = *y; if (r1) { *x = 1; } }
exists (0:r0=1 /\\ 1:r1=1)
`;

/** What RC11 says of it, as a test in C11. */
export const PLAIN_C11_ROW = {
  file: "plain.litmus",
  observation: "Never",
  result: "No",
  states: ["0:r0=0; 1:r1=0;"],
};

/** Seven threads of which everything is asked: it takes long. */
export const LONG = (() => {
  const threads = Array.from({ length: 7 }, (_, i) => {
    const body = `int r0 = READ_ONCE(*x); WRITE_ONCE(*y, ${i + 1}); int r1 = READ_ONCE(*y); WRITE_ONCE(*x, ${i + 1});`;
    return `P${i}(int *x, int *y) { ${body} }\n`;
  });
  const asked = threads.map((_, i) => `${i}:r0; ${i}:r1;`).join(" ");
  return `C long\n{}\n${threads.join("")}locations [${asked}]\nexists (0:r0=9)\n`;
})();
