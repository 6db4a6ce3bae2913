/** Verdicts on the shipped tests of one folder: `A` allowed, `.` forbidden, a letter for each model. */
interface AssemblyVerdicts {
  readonly folder: string;
  readonly models: readonly string[];
  /** Lines of file, variant and letters. */
  readonly table: string;
}

/** AArch64: the reference enumerator with its model of the architecture. */
const AARCH64 = `
SB+aarch64         | po              | A
SB+aarch64         | Fs              | .
SB+aarch64         | F+po            | A
SB+aarch64         | dmb.sts         | A
SB+aarch64         | poLAs           | .
SB+aarch64         | poLQs           | A
MP+aarch64         | po              | A
MP+aarch64         | Fs              | .
MP+aarch64         | dmb.st+dmb.ld   | .
MP+aarch64         | F+po            | A
MP+aarch64         | po+F            | A
MP+aarch64         | po+addr         | A
MP+aarch64         | F+addr          | .
MP+aarch64         | F+ctrl          | A
MP+aarch64         | F+ctrlI         | .
MP+aarch64         | F+isb           | A
MP+aarch64         | popl+poap       | .
MP+aarch64         | F+poap          | .
MP+aarch64         | popl+po         | A
LB+aarch64         | po              | A
LB+aarch64         | Fs              | .
LB+aarch64         | addrs           | .
LB+aarch64         | datas           | .
LB+aarch64         | ctrls           | .
LB+aarch64         | data+po         | A
LB+aarch64         | poaps           | .
LB+aarch64         | popls           | .
S+aarch64          | po              | A
S+aarch64          | F+po            | A
S+aarch64          | F+addr          | .
S+aarch64          | F+data          | .
S+aarch64          | F+ctrl          | .
S+aarch64          | popl+poap       | .
R+aarch64          | po              | A
R+aarch64          | Fs              | .
R+aarch64          | F+po            | A
R+aarch64          | po+F            | A
2+2W+aarch64       | po              | A
2+2W+aarch64       | Fs              | .
2+2W+aarch64       | dmb.sts         | .
2+2W+aarch64       | popls           | .
WRC+aarch64        | po              | A
WRC+aarch64        | po+addr         | A
WRC+aarch64        | addrs           | .
WRC+aarch64        | data+addr       | .
WRC+aarch64        | F+addr          | .
WRC+aarch64        | Fs              | .
WRC+aarch64        | popl+poap       | .
RWC+aarch64        | po              | A
RWC+aarch64        | addr+F          | .
RWC+aarch64        | Fs              | .
RWC+aarch64        | F+po            | A
WWC+aarch64        | po              | A
WWC+aarch64        | addrs           | .
WWC+aarch64        | F+addr          | .
WRW+WR+aarch64     | po              | A
WRW+WR+aarch64     | addr+F          | .
WRR+2W+aarch64     | po              | A
WRR+2W+aarch64     | addr+F          | .
WRW+2W+aarch64     | po              | A
WRW+2W+aarch64     | addr+F          | .
ISA2+aarch64       | po              | A
ISA2+aarch64       | F+addrs         | .
ISA2+aarch64       | F+data+addr     | .
ISA2+aarch64       | F+ctrl+addr     | .
ISA2+aarch64       | popl+poaL+poap  | .
W+RWC+aarch64      | po              | A
W+RWC+aarch64      | F+addr+F        | .
Z6.0+aarch64       | po              | A
Z6.0+aarch64       | F+addr+F        | .
Z6.1+aarch64       | po              | A
Z6.1+aarch64       | Fs+addr         | .
Z6.2+aarch64       | po              | A
Z6.2+aarch64       | F+addrs         | .
Z6.3+aarch64       | po              | A
Z6.3+aarch64       | Fs+addr         | .
Z6.4+aarch64       | po              | A
Z6.4+aarch64       | Fs              | .
Z6.5+aarch64       | po              | A
Z6.5+aarch64       | Fs              | .
3.2W+aarch64       | po              | A
3.2W+aarch64       | Fs              | .
3.SB+aarch64       | po              | A
3.SB+aarch64       | Fs              | .
3.LB+aarch64       | po              | A
3.LB+aarch64       | addrs           | .
IRIW+aarch64       | po              | A
IRIW+aarch64       | addrs           | .
IRIW+aarch64       | Fs              | .
IRIW+aarch64       | poaas           | .
IRRWIW+aarch64     | po              | A
IRRWIW+aarch64     | addrs           | .
IRWIW+aarch64      | po              | A
IRWIW+aarch64      | addrs           | .
MP+fri+aarch64     | F+fri-rfi-addr  | A
PPO+aarch64        | F+ctrl-rfi-addr | A
PPO+aarch64        | F+addr-rfi-addr | .
PPO+aarch64        | F+data-rfi-addr | .
MP+addr-po+aarch64 | F+addr-po       | A
SB+rfi+aarch64     | rfi-addrs       | A
SB+rfi+aarch64     | rfi-pos         | A
LB+addr-po+aarch64 | addr-po+data    | .
LB+addr-po+aarch64 | addrs-po        | .
`;

/** RISC-V: the same, with its model of RVWMO. */
const RISCV = `
MP+riscv         | Fs                  | .
MP+riscv         | F+po                | A
MP+riscv         | po+F                | A
MP+riscv         | po+addr             | A
MP+riscv         | F+addr              | .
MP+riscv         | F+ctrl              | A
MP+riscv         | fence.w.w+fence.r.r | .
MP+riscv         | fence.tsos          | .
MP+riscv         | popl+poap           | .
S+riscv          | F+po                | A
S+riscv          | F+addr              | .
S+riscv          | F+data              | .
S+riscv          | F+ctrl              | .
SB+riscv         | Fs                  | .
SB+riscv         | F+po                | A
SB+riscv         | fence.tsos          | A
SB+riscv         | porlaqs             | A
R+riscv          | Fs                  | .
R+riscv          | F+po                | A
R+riscv          | po+F                | A
2+2W+riscv       | Fs                  | .
2+2W+riscv       | fence.w.ws          | .
LB+riscv         | Fs                  | .
LB+riscv         | addrs               | .
LB+riscv         | datas               | .
LB+riscv         | ctrls               | .
LB+riscv         | data+po             | A
LB+riscv         | poaqs               | .
WRC+riscv        | po+addr             | A
WRC+riscv        | addrs               | .
WRC+riscv        | data+addr           | .
WRC+riscv        | F+addr              | .
WRC+riscv        | Fs                  | .
RWC+riscv        | addr+F              | .
RWC+riscv        | Fs                  | .
RWC+riscv        | F+po                | A
WWC+riscv        | addrs               | .
WWC+riscv        | F+addr              | .
WRW+WR+riscv     | addr+F              | .
WRR+2W+riscv     | addr+F              | .
WRW+2W+riscv     | addr+F              | .
ISA2+riscv       | F+addrs             | .
ISA2+riscv       | F+data+addr         | .
ISA2+riscv       | F+ctrl+addr         | .
W+RWC+riscv      | F+addr+F            | .
Z6.0+riscv       | F+addr+F            | .
Z6.1+riscv       | Fs+addr             | .
Z6.2+riscv       | F+addrs             | .
Z6.3+riscv       | Fs+addr             | .
Z6.4+riscv       | Fs                  | .
Z6.5+riscv       | Fs                  | .
3.2W+riscv       | Fs                  | .
3.SB+riscv       | Fs                  | .
3.LB+riscv       | addrs               | .
IRIW+riscv       | addrs               | .
IRIW+riscv       | Fs                  | .
IRIW+riscv       | fence.r.rs          | .
IRIW+riscv       | poaqps              | .
IRRWIW+riscv     | addrs               | .
IRWIW+riscv      | addrs               | .
MP+fri+riscv     | F+fri-rfi-addr      | A
PPO+riscv        | F+ctrl-rfi-addr     | A
PPO+riscv        | F+data-rfi-addr     | .
PPO+riscv        | F+addr-rfi-addr     | .
MP+addr-po+riscv | F+addr-po           | A
SB+rfi+riscv     | rfi-pos             | A
SB+rfi+riscv     | rfi-addrs           | A
LB+addr-po+riscv | addr-po+data        | .
LB+addr-po+riscv | addrs-po            | .
`;

/** Power: the same, with its model of Power; what is a full fence in the name of a row is sync or lwsync. */
const PPC = `
MP+ppc         | Fs, sync                | .
MP+ppc         | Fs, lwsync              | .
MP+ppc         | F+po, sync              | A
MP+ppc         | F+po, lwsync            | A
MP+ppc         | po+F, sync              | A
MP+ppc         | po+F, lwsync            | A
MP+ppc         | po+addr                 | A
MP+ppc         | F+addr, sync            | .
MP+ppc         | F+addr, lwsync          | .
MP+ppc         | F+ctrl, sync            | A
MP+ppc         | F+ctrl, lwsync          | A
MP+ppc         | F+ctrlI, sync           | .
MP+ppc         | F+ctrlI, lwsync         | .
S+ppc          | F+po, sync              | A
S+ppc          | F+po, lwsync            | A
S+ppc          | F+addr, sync            | .
S+ppc          | F+addr, lwsync          | .
S+ppc          | F+data, sync            | .
S+ppc          | F+data, lwsync          | .
S+ppc          | F+ctrl, sync            | .
S+ppc          | F+ctrl, lwsync          | .
SB+ppc         | Fs, sync                | .
SB+ppc         | Fs, lwsync              | A
SB+ppc         | F+po, sync              | A
SB+ppc         | F+po, lwsync            | A
R+ppc          | Fs, sync                | .
R+ppc          | Fs, lwsync              | A
R+ppc          | F+po, sync              | A
R+ppc          | F+po, lwsync            | A
R+ppc          | po+F, sync              | A
R+ppc          | po+F, lwsync            | A
2+2W+ppc       | Fs, sync                | .
2+2W+ppc       | Fs, lwsync              | .
LB+ppc         | Fs, sync                | .
LB+ppc         | Fs, lwsync              | .
LB+ppc         | addrs                   | .
LB+ppc         | datas                   | .
LB+ppc         | ctrls                   | .
LB+ppc         | data+po                 | A
WRC+ppc        | po+addr                 | A
WRC+ppc        | addrs                   | A
WRC+ppc        | data+addr               | A
WRC+ppc        | F+addr, sync            | .
WRC+ppc        | F+addr, lwsync          | .
WRC+ppc        | Fs, sync                | .
WRC+ppc        | Fs, lwsync              | .
RWC+ppc        | addr+F, sync            | A
RWC+ppc        | addr+F, lwsync          | A
RWC+ppc        | Fs, sync                | .
RWC+ppc        | Fs, lwsync              | A
RWC+ppc        | F+po, sync              | A
RWC+ppc        | F+po, lwsync            | A
WWC+ppc        | addrs                   | A
WWC+ppc        | F+addr, sync            | .
WWC+ppc        | F+addr, lwsync          | .
WRW+WR+ppc     | addr+F, sync            | A
WRW+WR+ppc     | addr+F, lwsync          | A
WRR+2W+ppc     | addr+F, sync            | A
WRR+2W+ppc     | addr+F, lwsync          | A
WRW+2W+ppc     | addr+F, sync            | A
WRW+2W+ppc     | addr+F, lwsync          | A
ISA2+ppc       | F+addrs, sync           | .
ISA2+ppc       | F+addrs, lwsync         | .
ISA2+ppc       | F+data+addr, sync       | .
ISA2+ppc       | F+data+addr, lwsync     | .
ISA2+ppc       | F+ctrl+addr, sync       | .
ISA2+ppc       | F+ctrl+addr, lwsync     | .
W+RWC+ppc      | F+addr+F, sync          | .
W+RWC+ppc      | F+addr+F, lwsync        | A
Z6.0+ppc       | F+addr+F, sync          | .
Z6.0+ppc       | F+addr+F, lwsync        | A
Z6.1+ppc       | Fs+addr, sync           | .
Z6.1+ppc       | Fs+addr, lwsync         | .
Z6.2+ppc       | F+addrs, sync           | .
Z6.2+ppc       | F+addrs, lwsync         | .
Z6.3+ppc       | Fs+addr, sync           | .
Z6.3+ppc       | Fs+addr, lwsync         | A
Z6.4+ppc       | Fs, sync                | .
Z6.4+ppc       | Fs, lwsync              | A
Z6.5+ppc       | Fs, sync                | .
Z6.5+ppc       | Fs, lwsync              | A
3.2W+ppc       | Fs, sync                | .
3.2W+ppc       | Fs, lwsync              | .
3.SB+ppc       | Fs, sync                | .
3.SB+ppc       | Fs, lwsync              | A
3.LB+ppc       | addrs                   | .
IRIW+ppc       | addrs                   | A
IRIW+ppc       | Fs, sync                | .
IRIW+ppc       | Fs, lwsync              | A
IRRWIW+ppc     | addrs                   | A
IRWIW+ppc      | addrs                   | A
MP+fri+ppc     | F+fri-rfi-addr, sync    | A
MP+fri+ppc     | F+fri-rfi-addr, lwsync  | A
PPO+ppc        | F+ctrl-rfi-addr, sync   | A
PPO+ppc        | F+ctrl-rfi-addr, lwsync | A
PPO+ppc        | F+data-rfi-addr, sync   | .
PPO+ppc        | F+data-rfi-addr, lwsync | .
PPO+ppc        | F+addr-rfi-addr, sync   | .
PPO+ppc        | F+addr-rfi-addr, lwsync | .
MP+addr-po+ppc | F+addr-po, sync         | A
MP+addr-po+ppc | F+addr-po, lwsync       | A
SB+rfi+ppc     | rfi-pos                 | A
SB+rfi+ppc     | rfi-addrs               | A
LB+addr-po+ppc | addr-po+data            | .
LB+addr-po+ppc | addrs-po                | .
`;

/** x86: a machine of x86-TSO, which its axioms agree with. What no XCHG is in, is the same for both models. */
const X86 = `
R+x86       | mfence+po    | AA.
R+x86       | po+mfence    | ...
RWC+x86     | po+mfence    | ...
W+RWC+x86   | po+po+mfence | ...
3.SB+x86    | mfences      | ...
Z6.4+x86    | po+mfences   | ...
Z6.5+x86    | po+po+mfence | ...
Z6.0+x86    | po+po+mfence | ...
WRW+WR+x86  | po+mfence    | ...
MP+x86      | mfence+po    | ...
2+2W+x86    | mfences      | ...
S+x86       | mfence+po    | ...
SB+rfi+x86  |              | AA.
iwp2.4+x86  |              | AA.
iwp2.8a+x86 |              | ...
n1+x86      |              | AA.
n4b+x86     |              | ...
n5+x86      |              | ...
n6+x86      |              | AA.
SB+x86      | mfences      | ...
SB+x86      | mfence+po    | AA.
`;

/** Rows of verdict tables that were made by other tools, on tests in assembly. */
export const ASSEMBLY_VERDICTS: readonly AssemblyVerdicts[] = [
  { folder: "classic/aarch64", models: ["armv8"], table: AARCH64 },
  { folder: "classic/riscv", models: ["rvwmo"], table: RISCV },
  { folder: "classic/ppc", models: ["power"], table: PPC },
  { folder: "classic/x86", models: ["x86", "tso", "sc"], table: X86 },
];
