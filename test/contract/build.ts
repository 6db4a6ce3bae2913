import type { BinaryOperator, Expression, Register } from "../../src/program/expression.js";
import type {
  Fence,
  FenceKind,
  Instruction,
  Load,
  Location,
  Observed,
  Program,
  Rcu,
  ReadOrder,
  Rmw,
  Site,
  Store,
  Thread,
  WriteOrder,
} from "../../src/program/program.js";
import { type Code, type IntegerType, Values } from "../../src/program/value.js";
import { Source } from "../../src/source/source.js";

/** The most locations of a built program. */
export const LOCATIONS_MAX = 8;

/** A table of values in which the address of a location has the same code in every program. */
function newValues(): Values {
  const values = new Values();
  for (let cell = 0; cell < LOCATIONS_MAX; cell++) values.address(cell);
  return values;
}

const commonValues = newValues();
const source = new Source("built", "");

/** A site of its own: events are told apart by their site. */
export function site(primitive = ""): Site {
  return { span: { source, start: 0, end: 0 }, primitive, calls: [] };
}

export const constant = (value: Code): Expression => ({ kind: "constant", code: value });
export const register = (index: Register): Expression => ({ kind: "register", register: index });
export const old: Expression = { kind: "old" };

export function binary(
  operator: BinaryOperator,
  left: Expression,
  right: Expression,
  type: IntegerType = "s64",
): Expression {
  return { kind: "binary", operator, type, left, right };
}

/** The address of a location; with `from`, computed from a register in a way that changes nothing. */
export function at(location: Location, from?: Register): Expression {
  const address = constant(commonValues.address(location));
  return from === undefined ? address : binary("+", address, zero(from), "u64");
}

/** 0, computed from a register. */
export function zero(from: Register): Expression {
  return binary("^", register(from), register(from));
}

/** A place in memory as the builders take it: a location or an expression for its address. */
type Place = Location | Expression;

const place = (p: Place): Expression => (typeof p === "number" ? at(p) : p);
const value = (v: Code | Expression): Expression => (typeof v === "number" ? constant(v) : v);

export function load(
  into: Register,
  from: Place,
  order: ReadOrder = "relaxed",
  more: Partial<Load> = {},
): Load {
  const isAddressDependent = isComputed(from);
  return {
    op: "load",
    register: into,
    address: place(from),
    order,
    ...(isAddressDependent ? { isAddressDependent } : {}),
    site: site(),
    ...more,
  };
}

export function store(
  to: Place,
  v: Code | Expression,
  order: WriteOrder = "relaxed",
  more: Partial<Store> = {},
): Store {
  return { op: "store", address: place(to), value: value(v), order, site: site(), ...more };
}

/** What of a read-modify-write differs from a relaxed one that always succeeds. */
type RmwOptions = Partial<Omit<Rmw, "op" | "register" | "address" | "value">>;

export function rmw(
  into: Register | null,
  to: Place,
  v: Code | Expression,
  more: RmwOptions = {},
): Rmw {
  const isAddressDependent = isComputed(to);
  return {
    op: "rmw",
    register: into,
    address: place(to),
    value: value(v),
    otherwise: "read",
    read: "relaxed",
    write: "relaxed",
    isFull: false,
    isNoReturn: false,
    ...(isAddressDependent ? { isAddressDependent } : {}),
    site: site(),
    ...more,
  };
}

/** Compare and exchange: writes `desired` where it finds `expected`. */
export function cmpxchg(
  into: Register | null,
  to: Place,
  expected: Code,
  desired: Code,
  more: RmwOptions = {},
): Rmw {
  return rmw(into, to, desired, { guard: binary("==", old, constant(expected)), ...more });
}

export function fence(kind: FenceKind): Fence {
  return { op: "fence", fence: kind, site: site() };
}

export function rcu(action: Rcu["action"], domain = 0): Rcu {
  return { op: "rcu", action, domain, site: site() };
}

export function assign(into: Register, v: Code | Expression): Instruction {
  return { op: "assign", register: into, value: value(v), site: site() };
}

/** Goes to `target` when the condition is 0. */
export function unless(condition: Expression, target: number): Instruction {
  return { op: "branch", condition, target, join: target, site: site() };
}

/** Gives a register 0 or 1. */
export function choose(into: Register): Instruction {
  return { op: "choose", register: into, site: site() };
}

export function jump(target: number): Instruction {
  return { op: "jump", target, site: site() };
}

export function iterate(counter: Register, bound: number): Instruction {
  return { op: "iterate", counter, bound, site: site() };
}

export function fail(fault: string): Instruction {
  return { op: "fail", fault, site: site() };
}

export function warn(message: string): Instruction {
  return { op: "warn", message, site: site() };
}

function isComputed(p: Place): boolean {
  return typeof p !== "number" && p.kind !== "constant";
}

export interface ProgramOptions {
  /** Names of the locations, `x y z ...` in order; the value is the initial one. Default: two that are 0. */
  readonly locations?: readonly Code[];
  /** Per thread, the location that starts it. */
  readonly startedBy?: readonly (Location | undefined)[];
  readonly rcuDomains?: readonly string[];
  /** Default: every register of every thread, then every location. */
  readonly observed?: readonly Observed[];
  readonly name?: string;
}

/** A program of the given threads, each a list of instructions; registers are as many as they use. */
export function build(
  code: readonly (readonly Instruction[])[],
  options: ProgramOptions = {},
): Program {
  const { locations = [0, 0], startedBy = [], rcuDomains = ["rcu"] } = options;
  const threads = code.map((instructions, i): Thread => {
    const registers = Array.from({ length: registersOf(instructions) }, (_, r) => ({
      name: `r${r}`,
      initial: 0,
    }));
    const thread = { name: `P${i}`, code: instructions, registers };
    const by = startedBy[i];
    return by === undefined ? thread : { ...thread, startedBy: by };
  });
  return {
    name: options.name ?? "built",
    threads,
    locations: locations.map((initial, l) => ({ name: "xyzabcde"[l]!, initial, isHidden: false })),
    values: newValues(),
    observed: options.observed ?? everything(threads, locations.length),
    condition: {
      quantifier: "exists",
      proposition: { kind: "constant", value: true },
      span: site().span,
    },
    filter: null,
    rcuDomains,
  };
}

function everything(threads: readonly Thread[], locations: number): readonly Observed[] {
  const registers = threads.flatMap((thread, i) =>
    thread.registers.map(
      ({ name }, r): Observed => ({
        kind: "register",
        thread: i,
        register: r,
        name: `${i}:${name}`,
      }),
    ),
  );
  const rest = Array.from(
    { length: locations },
    (_, l): Observed => ({ kind: "location", location: l, name: "xyzabcde"[l]! }),
  );
  return [...registers, ...rest];
}

/** One more than the highest register that is written; one that is read only is written by no test here. */
function registersOf(code: readonly Instruction[]): number {
  let count = 0;
  for (const i of code) {
    if (i.op === "load" || i.op === "assign" || i.op === "rmw" || i.op === "choose") {
      count = Math.max(count, (i.register ?? -1) + 1);
    }
    if (i.op === "store") count = Math.max(count, (i.status ?? -1) + 1);
    if (i.op === "iterate") count = Math.max(count, i.counter + 1);
  }
  return count;
}

/** A program as one reads it in a message: threads side by side, an instruction a word. */
export function show(program: Program): string {
  return program.threads.map((t) => t.code.map(word).join("; ")).join(" || ");
}

function word(i: Instruction): string {
  switch (i.op) {
    case "load":
      return `r${i.register}=${i.isExclusive ? "ldx " : ""}${text(i.address)}${mark(i.order)}${i.spins ? ".spin" : ""}`;
    case "store": {
      const status = i.status === undefined ? "" : `r${i.status}=stx `;
      return `${status}${text(i.address)}=${text(i.value)}${mark(i.order)}`;
    }
    case "rmw": {
      const guard = i.guard === undefined ? "" : `${text(i.guard)} ? `;
      const otherwise = typeof i.otherwise === "string" ? i.otherwise : "fault";
      const order = i.isFull ? ".full" : `${mark(i.read)}${mark(i.write)}`;
      const failure = i.failure === undefined ? "" : mark(i.failure);
      const end = i.guard === undefined ? "" : ` else ${otherwise}${failure}`;
      const name = `${i.isSingle ? "amo" : "rmw"}${i.isNoReturn ? "-noreturn" : ""}`;
      return `r${i.register}=${name}(${text(i.address)}, ${guard}${text(i.value)})${order}${end}`;
    }
    case "fence":
      return i.fence;
    case "rcu":
      return `${i.action}(${i.domain})`;
    case "assign":
      return `r${i.register}=${text(i.value)}`;
    case "choose":
      return `r${i.register}=?`;
    case "branch":
      return `unless ${text(i.condition)} goto ${i.target}`;
    case "jump":
      return `goto ${i.target}`;
    case "iterate":
      return `r${i.counter}++ <= ${i.bound}`;
    case "fail":
      return `fail ${i.fault}`;
    case "warn":
      return `warn ${i.message}`;
  }
}

const mark = (order: ReadOrder | WriteOrder): string => (order === "relaxed" ? "" : `.${order}`);

function text(e: Expression): string {
  switch (e.kind) {
    case "constant": {
      const cell = commonValues.cell(e.code, LOCATIONS_MAX);
      return cell < 0 ? String(e.code) : "xyzabcde"[cell]!;
    }
    case "register":
      return `r${e.register}`;
    case "old":
      return "old";
    case "unary":
      return `${e.operator}${text(e.operand)}`;
    case "binary":
      return `(${text(e.left)}${e.operator}${text(e.right)})`;
    case "cast":
      return `(${e.type})${text(e.operand)}`;
  }
}
