/** One access or fence of C11. A read-modify-write is both acquire and release where an access is one of the two. */
export type Step = Access | Fence;

export interface Access {
  readonly kind: "load" | "store" | "exchange" | "compare";
  /** The location: x, y or z. */
  readonly at: "x" | "y" | "z";
  readonly order: "relaxed" | "ordered" | "seq_cst";
}

export interface Fence {
  readonly kind: "fence";
  readonly order: "acquire" | "release" | "acq_rel" | "seq_cst";
}

/** A processor's instructions for C11, written down by hand from the tables that `MAPPINGS` names. */
export interface Assembler {
  readonly header: string;
  /** What there are instructions for here. */
  readonly kinds: readonly Access["kind"][];
  /** The register of the k-th result of a thread. */
  readonly result: (k: number) => string;
  /** The register with the address of a location; null where code names locations. */
  readonly address: ((location: Access["at"]) => string) | null;
  /** The lines for an access that stores `value` and gives what it read to the k-th result. */
  readonly access: (access: Access, value: number, k: number) => readonly string[];
  readonly fence: (order: Fence["order"]) => readonly string[];
}

const NUMBERS = { x: 1, y: 2, z: 3 } as const;

const AARCH64: Assembler = {
  header: "AArch64",
  kinds: ["load", "store", "exchange", "compare"],
  result: (k) => `X1${k}`,
  address: (location) => `X${NUMBERS[location]}`,
  access({ kind, at, order }, value, k) {
    const both = order === "relaxed" ? "" : "AL";
    const place = `[X${NUMBERS[at]}]`;
    switch (kind) {
      case "load": {
        const load = { relaxed: "LDR", ordered: "LDAPR", seq_cst: "LDAR" }[order];
        return [`${load} W1${k},${place}`];
      }
      case "store":
        return [`MOV W20,#${value}`, `${order === "relaxed" ? "STR" : "STLR"} W20,${place}`];
      case "exchange":
        return [`MOV W20,#${value}`, `SWP${both} W20,W1${k},${place}`];
      case "compare":
        return [`MOV W1${k},#0`, `MOV W20,#${value}`, `CAS${both} W1${k},W20,${place}`];
    }
  },
  fence: (order) => [order === "acquire" ? "DMB ISHLD" : "DMB ISH"],
};

const RISCV_FENCES = { acquire: "r,rw", release: "rw,w", seq_cst: "rw,rw" } as const;

const RISCV: Assembler = {
  header: "RISCV",
  kinds: ["load", "store", "exchange"],
  result: (k) => `x1${k}`,
  address: (location) => `x${5 + NUMBERS[location]}`,
  access({ kind, at, order }, value, k) {
    const isOrdered = order !== "relaxed";
    const place = `(x${5 + NUMBERS[at]})`;
    switch (kind) {
      case "load": {
        const load = `lw${isOrdered ? ".aq" : ""} x1${k},0${place}`;
        return order === "seq_cst" ? ["fence rw,rw", load] : [load];
      }
      case "store":
        return [`li x20,${value}`, `sw${isOrdered ? ".rl" : ""} x20,0${place}`];
      default:
        return [`li x20,${value}`, `amoswap.w${isOrdered ? ".aq.rl" : ""} x1${k},x20,${place}`];
    }
  },
  fence: (order) => [order === "acq_rel" ? "fence.tso" : `fence ${RISCV_FENCES[order]}`],
};

/** Table A.6 of the manual: fences in the place of `.aq` and `.rl` of loads and stores. */
const RISCV_FENCED: Assembler = {
  ...RISCV,
  access(access, value, k) {
    const { kind, order } = access;
    if (kind !== "load" && kind !== "store") return RISCV.access(access, value, k);
    const plain = RISCV.access({ ...access, order: "relaxed" }, value, k);
    if (order === "relaxed") return plain;
    if (kind === "store") return ["fence rw,w", ...plain];
    return [...(order === "seq_cst" ? ["fence rw,rw"] : []), ...plain, "fence r,rw"];
  },
};

const POWER: Assembler = {
  header: "PPC",
  kinds: ["load", "store"],
  result: (k) => `r1${k}`,
  address: (location) => `r${NUMBERS[location]}`,
  access({ kind, at, order }, value, k) {
    const place = `0(r${NUMBERS[at]})`;
    const before = order === "seq_cst" ? ["sync"] : [];
    if (kind === "store") {
      const light = order === "ordered" ? ["lwsync"] : [];
      return [`li r20,${value}`, ...before, ...light, `stw r20,${place}`];
    }
    const load = [...before, `lwz r1${k},${place}`];
    if (order === "relaxed") return load;
    return [...load, `cmpw r1${k},r1${k}`, `beq L${k}`, `L${k}:`, "isync"];
  },
  fence: (order) => [order === "seq_cst" ? "sync" : "lwsync"],
};

const X86_RESULTS = ["ECX", "EDX", "ESI"];

const X86: Assembler = {
  header: "X86",
  kinds: ["load", "store", "exchange", "compare"],
  result: (k) => X86_RESULTS[k]!,
  address: null,
  access({ kind, at, order }, value, k) {
    const result = X86_RESULTS[k]!;
    switch (kind) {
      case "load":
        return [`MOV ${result},[${at}]`];
      case "store":
        if (order !== "seq_cst") return [`MOV [${at}],$${value}`];
        return [`MOV EAX,$${value}`, `XCHG [${at}],EAX`];
      case "exchange":
        return [`MOV ${result},$${value}`, `XCHG [${at}],${result}`];
      case "compare":
        return [
          ...["MOV EAX,$0", `MOV EBX,$${value}`],
          ...[`LOCK CMPXCHG [${at}],EBX`, `MOV ${result},EAX`],
        ];
    }
  },
  fence: (order) => (order === "seq_cst" ? ["MFENCE"] : []),
};

/** By the id of a model: the code that stands for C11 there. */
export const ASSEMBLERS: readonly (readonly [model: string, assembler: Assembler])[] = [
  ["armv8", AARCH64],
  ["rvwmo", RISCV],
  ["power", POWER],
  ["tso", X86],
];

/** Code that is stronger than the model's mapping. */
export const STRONGER: readonly (readonly [model: string, assembler: Assembler])[] = [
  ["rvwmo", RISCV_FENCED],
];
