import { ASSEMBLY_VERDICTS } from "./catalogue.assembly.js";

/** What is known of one variant of a shipped test, from a source other than the test's own `expect`. */
export interface PublishedVerdict {
  readonly path: string;
  /** Empty for a file without variants. */
  readonly variant: string;
  /** Whether the outcome is allowed, by model; models that the source does not speak of are left out. */
  readonly verdicts: readonly (readonly [model: string, isAllowed: boolean])[];
}

const MODELS = ["sc", "tso", "pso", "wmm", "armv8"];

/** `A` allowed, `.` forbidden, `-` not known from this source; columns as in `MODELS`. */
function parse(
  folder: string,
  table: string,
  models: readonly string[] = MODELS,
): readonly PublishedVerdict[] {
  return table
    .trim()
    .split("\n")
    .map((line) => {
      const [file, variant, letters] = line.split("|").map((cell) => cell.trim());
      const verdicts = [...letters!.replaceAll(" ", "")].flatMap((letter, i) =>
        letter === "-" ? [] : [[models[i]!, letter === "A"] as const],
      );
      return { path: `${folder}/${file}.lit`, variant: variant!, verdicts };
    });
}

/**
 * The per-VMA lock: runs of the reference enumerator under SC and x86-TSO. Allowed under the stronger means allowed under
 * the weaker, and what the Linux-kernel model forbids no sound machine shows; pso and wmm are filled in from these two
 * rules only. armv8: the reference enumerator with its AArch64 model on the tests in AArch64 assembly, and the same rules.
 */
const VMA_LOCK = `
fence-loss               | down_read_trylock                       | .....
fence-loss               | refcount inc relaxed                    | ..--A
fence-loss               | refcount inc acquire                    | .....
fence-repairs            | relaxed                                 | ..--A
fence-repairs            | relaxed + smp_rmb                       | .....
fence-repairs            | relaxed + smp_mb__after_atomic          | .....
fence-repairs            | acquire                                 | .....
fence-repairs            | fully ordered                           | .....
fence-repairs            | acquire, writer's sub relaxed           | ..--A
check-order              | relaxed, vm_lock_seq first              | ..--A
check-order              | relaxed, mm_lock_seq first              | ..--A
check-order              | relaxed, vm_lock_seq first, early check | ..--A
check-order              | acquire, vm_lock_seq first              | .....
check-order              | acquire, mm_lock_seq first              | .....
check-order              | acquire, vm_lock_seq first, early check | .....
stale-mm-seq             | relaxed, vm_lock_seq first              | ..--A
stale-mm-seq             | relaxed, mm_lock_seq first              | ..--A
stale-mm-seq             | acquire, vm_lock_seq first              | .....
stale-mm-seq             | acquire, mm_lock_seq first              | .....
half-written-vma         | relaxed                                 | ..--A
half-written-vma         | acquire                                 | .....
two-readers              | relaxed                                 | ..---
two-readers              | acquire                                 | .....
rwsem-acquire            | trylock acquire                         | .....
rwsem-acquire            | trylock relaxed                         | ..--A
detach-nobody-frees      | detach frees if it saw zero             | AAAAA
detach-nobody-frees      | free-on-zero put                        | ....-
detach-returns-early     | v6, drop and leave                      | AAAAA
detach-returns-early     | merged, drop and wait                   | .....
detach-put-release       | put release                             | .....
detach-put-release       | put relaxed                             | ..--A
acquire-on-zero          | release, acquire on zero                | .....
acquire-on-zero          | release only                            | ..--A
put-before-wait          | put release                             | .....
put-before-wait          | put relaxed                             | ..--A
load-after-wait          | as merged                               | ..--A
load-after-wait          | put fully ordered                       | ..--A
load-after-wait          | wait with acquire                       | .....
load-after-wait          | wait, then smp_rmb                      | .....
load-after-wait          | put relaxed, wait with acquire          | ..--A
end-write-all            | once / once (v6.4)                      | ..--A
end-write-all            | release / once                          | ..--A
end-write-all            | once / acquire                          | ..--A
end-write-all            | release / acquire (v6.5)                | .....
end-write-all            | wmb / acquire (seqcount)                | .....
end-write-all            | wmb / rmb (old seqcount)                | .....
end-write-all-load       | release / acquire                       | .....
end-write-all-load       | wmb / acquire                           | ..--A
end-write-all-load       | once / acquire                          | ..--A
early-check              | heard in passing                        | ..--A
slab-reuse               | set relaxed, inc relaxed                | ..--A
slab-reuse               | set relaxed, inc acquire                | ..--A
slab-reuse               | set release, inc relaxed                | ..--A
slab-reuse               | set release, inc acquire                | .....
both-in                  | relaxed                                 | .....
both-in                  | acquire                                 | .....
locked-keeps-readers-out | relaxed                                 | .....
locked-keeps-readers-out | acquire                                 | .....
torn-range               | relaxed                                 | ..--A
torn-range               | acquire                                 | .....
reader-limit             | VMA_REF_LIMIT                           | .....
reader-limit             | off by one                              | AAAAA
two-step-writer          |                                         | ....-
mm-freed-under-put       | no reference to the mm                  | AAAAA
mm-freed-under-put       | mmgrab before the put                   | .....
mm-freed-under-put       | mmgrab, put relaxed                     | ..--A
vm-mm-after-put          | read after the decrement (v6)           | AAAAA
vm-mm-after-put          | read before it (merged)                 | .....
lost-wakeup              | both barriers                           | .....
lost-wakeup              | none in the waiting side                | .AAAA
lost-wakeup              | none in the waking side                 | ..--A
store-half               | acquire                                 | ..--A
store-half               | relaxed + smp_mb__after_atomic          | .....
store-half               | fully ordered                           | .....
speculate                | all four                                | .....
speculate                | no rmb in begin                         | ..--A
speculate                | no rmb in retry                         | ..--A
speculate                | no wmb in the start                     | ..--A
speculate                | no wmb in the end                       | ..--A
free-by-rcu              | grace period                            | .....
free-by-rcu              | smp_mb only                             | AAAAA
rwsem-slowpath           | with barrier                            | .....
`;

/**
 * The families: SC, x86-TSO and a PSO model in the reference enumerator. WMM from the table of its machine, which was
 * compared with the axioms of the WMM paper (PACT 2017); and nothing that the Linux-kernel model forbids. armv8: the reference
 * enumerator and Promising ARM on the tests in AArch64 assembly, an acquire being LDAPR, and the rules above. Of
 * branch-recombine they speak only as assembly, where a dependency does not end with the `if`; in C it does.
 */
const CLASSIC = `
SB      | po                      | .AAAA
SB      | rel+acq                 | .AAAA
SB      | mb+po                   | .AAAA
SB      | xchg                    | .....
SB      | xchg_relaxed            | ...AA
SB      | xchg_acquire            | ....A
SB      | mbs                     | .....
MP      | po                      | ..AAA
MP      | wmb+rmb                 | .....
MP      | rel+acq                 | .....
MP      | mb+po                   | ..--A
MP      | rel+po                  | ...AA
MP      | po+acq                  | ..AAA
MP      | mbs                     | .....
LB      | po                      | ....A
LB      | rel+acq                 | .....
LB      | acq                     | .....
LB      | rel                     | .....
LB      | mbs                     | .....
S       | po                      | ..AAA
S       | wmb                     | ..---
S       | wmb+acq                 | .....
S       | rel+acq                 | .....
S       | rel+po                  | ....-
S       | mb+po                   | ...-A
S       | mbs                     | .....
R       | po                      | .AAAA
R       | po+mb                   | ..A-A
R       | mb+po                   | .AA-A
R       | rel+mb                  | .....
R       | mbs                     | .....
2+2W    | po                      | ..AAA
2+2W    | wmbs                    | .....
2+2W    | rels                    | .....
2+2W    | mbs                     | .....
WRC     | po                      | ...AA
WRC     | rel+rmb                 | .....
WRC     | rel+acq                 | .....
WRC     | mbs                     | .....
RWC     | po                      | .AA-A
RWC     | po+mb                   | ...--
RWC     | mbs                     | .....
WWC     | po                      | ...-A
WWC     | rel+acq                 | .....
WWC     | mbs                     | .....
WRW+WR  | po                      | .AA-A
WRW+WR  | po+mb                   | ...--
WRW+WR  | mbs                     | .....
WRR+2W  | po                      | ..A-A
WRR+2W  | mbs                     | .....
WRW+2W  | po                      | ..A-A
WRW+2W  | mbs                     | .....
ISA2    | po                      | ..A-A
ISA2    | rel+acq                 | .....
ISA2    | mbs                     | .....
W+RWC   | po                      | .AA-A
W+RWC   | po+po+mb                | ..A--
W+RWC   | rel+acq-mb+mb           | ....-
W+RWC   | mbs                     | .....
Z6.0    | po                      | .AA-A
Z6.0    | po+po+mb                | ..A--
Z6.0    | mbs                     | .....
Z6.1    | po                      | ..A-A
Z6.1    | mbs                     | .....
Z6.2    | po                      | ..A-A
Z6.2    | rel+acq                 | .....
Z6.2    | mbs                     | .....
Z6.3    | po                      | ..A-A
Z6.3    | mbs                     | .....
Z6.4    | po                      | .AA-A
Z6.4    | po+mbs                  | ..A--
Z6.4    | mbs                     | .....
Z6.5    | po                      | .AA-A
Z6.5    | po+po+mb                | ..A--
Z6.5    | mbs                     | .....
3.2W    | po                      | ..A-A
3.2W    | mbs                     | .....
3.SB    | po                      | .AA-A
3.SB    | mbs                     | .....
3.LB    | po                      | ...-A
3.LB    | rel+acq                 | .....
3.LB    | mbs                     | .....
IRIW    | po                      | ...AA
IRIW    | rel+acq                 | .....
IRIW    | mbs                     | .....
IRRWIW  | po                      | ...-A
IRRWIW  | mbs                     | .....
IRWIW   | po                      | ...-A
IRWIW   | mbs                     | .....
4.SB    | po                      | .AA-A
CoWW    |                         | .....
CoRW1   |                         | .....
CoRW2   |                         | .....
CoWR    |                         | .....
CoRR    |                         | .....
CoRR2   |                         | .....
MP+addr | mb                      | .....
MP+ctrl | ctrl                    | ...AA
MP+rmw  | relaxed                 | ...AA
MP+rmw  | release                 | ...AA
MP+rmw  | acquire                 | .....
MP+relseq | fetch_add_relaxed     | .....
MP+relseq | xchg_relaxed          | .....
MP+relseq | a plain store         | ....-
LB+deps | datas                   | .....
LB+deps | ctrls                   | .....
LB+deps | data+po                 | ....A
ISA2+deps | rel+data+acq          | .....
branch-recombine |                | ...--
lost-update | atomic_fetch_inc_relaxed | .....
rmw-atomicity |                   | ....-
iwp2.4  |                         | .AAAA
iwp2.8a |                         | ....-
n1      |                         | .AA-A
n4b     |                         | ....-
n5      |                         | ....-
n6      |                         | .A--A
IRIW+addrs |                   | ----.
PPOCA   |                         | ----A
PPOAA   | addr                    | ----.
PPOAA   | data                    | ----.
RSW     |                         | ----A
RDW     |                         | ----.
`;

/** The RCU tests of the Linux-kernel memory model: what it forbids, no machine may show. */
const KERNEL = `
RCU-MP | synchronize_rcu             | .....
RCU-SB | synchronize_rcu             | .....
RCU-LB | synchronize_rcu, load first | .....
`;

/**
 * The Linux-kernel model: what its own documentation and the reference enumerator say of the kernel's tests and of the
 * per-VMA lock.
 */
const CLASSIC_LKMM = `
SB      | po             | A
SB      | mbs            | .
SB      | mb+po          | A
SB      | xchg           | .
SB      | xchg_relaxed   | A
SB      | rel+acq        | A
MP      | po             | A
MP      | wmb+rmb        | .
MP      | wmb+po         | A
MP      | po+rmb         | A
MP      | rel+acq        | .
LB      | po             | A
LB      | rel+acq        | .
LB+deps | datas          | .
LB+deps | data+po        | A
LB+deps | data+mb        | .
S       | po             | A
S       | wmb+acq        | .
R       | po             | A
R       | mbs            | .
R       | wmb+mb         | A
2+2W    | wmbs           | A
2+2W    | mbs            | .
WRC     | po             | A
WRC     | rel+rmb        | .
WRC+deps | data+rmb      | A
RWC     | mbs            | .
RWC     | rmb+mb         | A
IRIW    | po             | A
IRIW    | mbs            | .
IRIW    | rmbs           | A
ISA2    | rel+acq        | .
Z6.0    | rel+acq-rel+mb | A
3.2W    | wmbs           | A
`;
const VMA_LOCK_LKMM = `
fence-loss          | down_read_trylock              | .
fence-loss          | refcount inc relaxed           | A
fence-loss          | refcount inc acquire           | .
fence-repairs       | relaxed                        | A
fence-repairs       | relaxed + smp_rmb              | .
fence-repairs       | relaxed + smp_mb__after_atomic | .
fence-repairs       | acquire                        | .
fence-repairs       | fully ordered                  | .
fence-repairs       | acquire, writer's sub relaxed  | A
check-order         | relaxed, vm_lock_seq first     | A
check-order         | relaxed, mm_lock_seq first     | A
check-order         | acquire, vm_lock_seq first     | .
check-order         | acquire, mm_lock_seq first     | .
stale-mm-seq        | relaxed, vm_lock_seq first     | A
stale-mm-seq        | acquire, vm_lock_seq first     | .
half-written-vma    | relaxed                        | A
half-written-vma    | acquire                        | .
two-readers         | relaxed                        | A
two-readers         | acquire                        | .
rwsem-acquire       | trylock acquire                | .
rwsem-acquire       | trylock relaxed                | A
detach-nobody-frees | detach frees if it saw zero    | A
detach-returns-early | v6, drop and leave            | A
detach-put-release  | put release                    | .
detach-put-release  | put relaxed                    | A
acquire-on-zero     | release, acquire on zero       | .
acquire-on-zero     | release only                   | A
put-before-wait     | put release                    | .
put-before-wait     | put relaxed                    | A
load-after-wait     | as merged                      | A
load-after-wait     | put fully ordered              | A
load-after-wait     | wait with acquire              | .
load-after-wait     | wait, then smp_rmb             | .
load-after-wait     | put relaxed, wait with acquire | A
end-write-all       | once / once (v6.4)             | A
end-write-all       | release / once                 | A
end-write-all       | once / acquire                 | A
end-write-all       | release / acquire (v6.5)       | .
end-write-all       | wmb / acquire (seqcount)       | .
end-write-all       | wmb / rmb (old seqcount)       | .
end-write-all-load  | release / acquire              | .
end-write-all-load  | wmb / acquire                  | A
end-write-all-load  | once / acquire                 | A
early-check         | heard in passing               | A
slab-reuse          | set relaxed, inc relaxed       | A
slab-reuse          | set relaxed, inc acquire       | A
slab-reuse          | set release, inc relaxed       | A
slab-reuse          | set release, inc acquire       | .
both-in             | relaxed                        | .
both-in             | acquire                        | .
torn-range          | relaxed                        | A
torn-range          | acquire                        | .
reader-limit        | VMA_REF_LIMIT                  | .
reader-limit        | off by one                     | A
mm-freed-under-put  | no reference to the mm         | A
mm-freed-under-put  | mmgrab before the put          | .
mm-freed-under-put  | mmgrab, put relaxed            | A
vm-mm-after-put     | read after the decrement (v6)  | A
vm-mm-after-put     | read before it (merged)        | .
lost-wakeup         | both barriers                  | .
lost-wakeup         | none in the waiting side       | A
lost-wakeup         | none in the waking side        | A
store-half          | acquire                        | A
store-half          | relaxed + smp_mb__after_atomic | .
store-half          | fully ordered                  | .
speculate           | all four                       | .
speculate           | no rmb in begin                | A
speculate           | no rmb in retry                | A
speculate           | no wmb in the start            | A
speculate           | no wmb in the end              | A
free-by-rcu         | grace period                   | .
free-by-rcu         | smp_mb only                    | A
rwsem-slowpath      | plain look                     | A
rwsem-slowpath      | with barrier                   | .
`;
const KERNEL_LKMM = `
RCU-MP | synchronize_rcu             | .
RCU-SB | synchronize_rcu             | .
RCU-LB | synchronize_rcu, load first | .
`;

/** C11: the reference enumerator with its models of RC11 and of the two repairs of POPL 2016. */
const C11 = `
SB+c11            | 4sc                         | ...
SB+c11            | 3sc+acq                     | AAA
SB+c11            | 3sc+rel                     | AAA
SB+c11            | 2sc+scf                     | ...
SB+c11            | scfs                        | ...
SB+c11            | scf+po                      | AAA
SB+c11            | rel+acq                     | AAA
SB+rmw+c11        | rmw-rlx                     | AAA
SB+rmw+c11        | rmw-ar, same location       | ...
SB+rmw+c11        | rmw-sc, different locations | AAA
SB+rfis+c11       |                             | AAA
MP+c11            | rel+acq                     | ...
MP+c11            | rel+rlx                     | AAA
MP+c11            | rlx+acq                     | AAA
MP+c11            | relf+acqf                   | ...
MP+c11            | rel+acqf                    | ...
MP+mixed+c11      | na+rel+acq                  | .AA
MP+relseq+c11     | relseq-rmw                  | ...
MP+relseq+c11     | relseq-store                | ...
LB+c11            | rlxs                        | .AA
LB+c11            | acq                         | .AA
LB+c11            | rel                         | .AA
LB+deps+c11       | datas                       | ...
LB+deps+c11       | data+po                     | .AA
2+2W+c11          | 4sc                         | ...
2+2W+c11          | 3sc+rel                     | AAA
2+2W+c11          | rels                        | AAA
2+2W+c11          | scfs                        | ...
IRIW+c11          | sc                          | ...
IRIW+c11          | acqs                        | AAA
IRIW+c11          | acq-sc                      | A..
IRIW+c11          | scfs                        | .AA
WRC+c11           | rel+acq                     | ...
WRC+c11           | acq-rel+acq                 | ...
RWC+c11           | sc                          | ...
RWC+c11           | sc-acq-sc-sc-sc             | A..
RWC+c11           | scfs                        | .AA
W+RWC+c11         | rel+acq+sc                  | AAA
W+RWC+c11         | rel+acqscf+scf              | .AA
Z6.U+c11          |                             | A..
ISA2+c11          |                             | ...
R+c11             | scfs                        | ...
R+c11             | rel+acq                     | AAA
S+c11             |                             | ...
lost-update+c11   | inc-lost, 2 FAA             | ...
rmw-atomicity+c11 | CAS                         | ...
rmw-atomicity+c11 | FAA                         | ...
`;
const C11_MODELS = ["rc11", "c11-partial-sc", "c11"];

/** Rows of verdict tables that were made by other tools. */
export const publishedVerdicts: readonly PublishedVerdict[] = [
  ...parse("vma-lock", VMA_LOCK),
  ...parse("classic", CLASSIC),
  ...parse("kernel", KERNEL),
  ...parse("classic", CLASSIC_LKMM, ["lkmm"]),
  ...parse("vma-lock", VMA_LOCK_LKMM, ["lkmm"]),
  ...parse("kernel", KERNEL_LKMM, ["lkmm"]),
  ...parse("classic/c11", C11, C11_MODELS),
  ...ASSEMBLY_VERDICTS.flatMap(({ folder, models, table }) => parse(folder, table, models)),
];
