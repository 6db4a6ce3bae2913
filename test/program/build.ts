/**
 * Programs in a few words, for tests of passes and machines:
 *
 *     const mp = program({ x: 0, y: 0 }, [W("x", 1), wmb, W("y", 1)], [R("r0", "y"), R("r1", "x")]);
 *
 * In an expression a number is itself and a string is the register of that name. Registers come into being when they
 * are named first; all of them and all locations are observed.
 */
import { ThreadBuilder } from "../../src/program/builder.js";
import type { BinaryOperator, Expression } from "../../src/program/expression.js";
import { finishProgram } from "../../src/program/passes.js";
import type {
  FenceKind,
  Observed,
  Program,
  ReadOrder,
  Rmw,
  Site,
  WriteOrder,
} from "../../src/program/program.js";
import { type IntegerType, Values } from "../../src/program/value.js";
import { Source } from "../../src/source/source.js";

/** A number, the name of a register, or a deeper expression. */
export type Operand = number | string | ((thread: Context) => Expression);
/** Emits the code of one statement. */
export type Statement = (thread: Context) => void;

/** What a statement needs to know of its thread. */
export interface Context {
  readonly builder: ThreadBuilder;
  readonly values: Values;
  readonly locations: readonly string[];
  register(name: string): number;
  expression(operand: Operand): Expression;
  address(place: Place): Expression;
}

/** The name of a location, or an expression that gives an address. */
export type Place = string | ((thread: Context) => Expression);

const source = new Source("built", "");
const site = (primitive = ""): Site => ({
  span: { source, start: 0, end: 0 },
  primitive,
  calls: [],
});

/** Reads a location into a register. */
export const R =
  (register: string, place: Place, order: ReadOrder = "relaxed"): Statement =>
  (t) =>
    t.builder.emit({
      op: "load",
      register: t.register(register),
      address: t.address(place),
      order,
      site: site("READ_ONCE"),
    });

/** A load-linked. */
export const linked =
  (register: string, place: Place): Statement =>
  (t) =>
    t.builder.emit({
      op: "load",
      register: t.register(register),
      address: t.address(place),
      order: "relaxed",
      isExclusive: true,
      site: site(),
    });

/** A store-conditional: `status` is 0 when it stored. */
export const conditional =
  (status: string, place: Place, value: Operand): Statement =>
  (t) =>
    t.builder.emit({
      op: "store",
      address: t.address(place),
      value: t.expression(value),
      order: "relaxed",
      status: t.register(status),
      site: site(),
    });

/** Writes a value to a location. */
export const W =
  (place: Place, value: Operand, order: WriteOrder = "relaxed"): Statement =>
  (t) =>
    t.builder.emit({
      op: "store",
      address: t.address(place),
      value: t.expression(value),
      order,
      site: site("WRITE_ONCE"),
    });

/** Ordering of a read-modify-write. */
export type Ordering = "relaxed" | "acquire" | "release" | "full";

/** A read-modify-write; `old` in its expressions is the value found. */
export const rmw =
  (
    register: string | null,
    place: Place,
    value: Operand,
    ordering: Ordering = "relaxed",
    guard?: Operand,
    otherwise: Rmw["otherwise"] = "read",
  ): Statement =>
  (t) =>
    t.builder.emit({
      op: "rmw",
      register: register === null ? null : t.register(register),
      address: t.address(place),
      ...(guard === undefined ? {} : { guard: t.expression(guard) }),
      value: t.expression(value),
      otherwise,
      read: ordering === "acquire" ? "acquirePc" : "relaxed",
      write: ordering === "release" ? "release" : "relaxed",
      isFull: ordering === "full",
      isNoReturn: register === null,
      site: site("atomic"),
    });

export const old: Operand = () => ({ kind: "old" });
export const binary =
  (operator: BinaryOperator, left: Operand, right: Operand, type: IntegerType = "s32"): Operand =>
  (t) => ({
    kind: "binary",
    operator,
    type,
    left: t.expression(left),
    right: t.expression(right),
  });
export const plus = (left: Operand, right: Operand): Operand => binary("+", left, right);
export const equal = (left: Operand, right: Operand): Operand => binary("==", left, right);
export const not = (operand: Operand): Operand => equal(operand, 0);
/** The address of a location. */
export const addressOf =
  (name: string) =>
  (t: Context): Expression =>
    t.address(name);
/** The address that a register holds. */
export const through =
  (register: string) =>
  (t: Context): Expression => ({ kind: "register", register: t.register(register) });
/** The address of a location, computed from a register in a way that changes nothing. */
export const dependent =
  (name: string, register: string) =>
  (t: Context): Expression => ({
    kind: "binary",
    operator: "+",
    type: "u64",
    left: t.address(name),
    right: t.expression(binary("^", register, register)),
  });

/** Adds to a location and gives the old value. */
export const add = (register: string | null, place: Place, n: number, o?: Ordering): Statement =>
  rmw(register, place, plus(old, n), o);
/** Exchanges. */
export const xchg = (register: string | null, place: Place, v: Operand, o?: Ordering): Statement =>
  rmw(register, place, v, o);
/** Compares and exchanges; gives the old value. */
export const cas = (
  register: string,
  place: Place,
  expected: Operand,
  value: Operand,
  o?: Ordering,
): Statement => rmw(register, place, value, o, equal(old, expected));

export const fence =
  (kind: FenceKind): Statement =>
  (t) =>
    t.builder.emit({ op: "fence", fence: kind, site: site(`smp_${kind}`) });
export const mb = fence("mb");
export const rmb = fence("rmb");
export const wmb = fence("wmb");

const rcu =
  (action: "lock" | "unlock" | "synchronize", primitive: string) =>
  (domain = 0): Statement =>
  (t) =>
    t.builder.emit({ op: "rcu", action, domain, site: site(primitive) });
export const lockRcu = rcu("lock", "rcu_read_lock");
export const unlockRcu = rcu("unlock", "rcu_read_unlock");
export const syncRcu = rcu("synchronize", "synchronize_rcu");

export const set =
  (register: string, value: Operand): Statement =>
  (t) =>
    t.builder.emit({
      op: "assign",
      register: t.register(register),
      value: t.expression(value),
      site: site(),
    });
export const fail =
  (fault: string): Statement =>
  (t) =>
    t.builder.emit({ op: "fail", fault, site: site("BUG_ON") });
export const warn =
  (message: string): Statement =>
  (t) =>
    t.builder.emit({ op: "warn", message, site: site("WARN_ON") });

export const when =
  (
    condition: Operand,
    then: readonly Statement[],
    otherwise: readonly Statement[] = [],
  ): Statement =>
  (t) => {
    const no = t.builder.label();
    const end = t.builder.label();
    t.builder.branch(t.expression(condition), no, end, site());
    for (const s of then) s(t);
    t.builder.jump(end, site());
    t.builder.place(no);
    for (const s of otherwise) s(t);
    t.builder.place(end);
  };

/** `while (true) { body; if (!condition) break; }`: the condition may use what the body has read. */
export const doWhile =
  (body: readonly Statement[], condition: Operand): Statement =>
  (t) => {
    const head = t.builder.label();
    const end = t.builder.label();
    t.builder.place(head);
    for (const s of body) s(t);
    t.builder.branch(t.expression(condition), end, null, site());
    t.builder.jump(head, site());
    t.builder.place(end);
  };

/** `while (condition) body`. */
export const whileLoop =
  (condition: Operand, body: readonly Statement[]): Statement =>
  (t) => {
    const head = t.builder.label();
    const end = t.builder.label();
    t.builder.place(head);
    t.builder.branch(t.expression(condition), end, null, site());
    for (const s of body) s(t);
    t.builder.jump(head, site());
    t.builder.place(end);
  };

/** What `program` knows of besides threads and locations. */
export interface Options {
  readonly loopRoundsMax?: number;
  /** Names of what is observed, `P0:r0` or `x`; all when absent. */
  readonly observed?: readonly string[];
  /** By thread: the location whose being set starts it. */
  readonly startedBy?: Readonly<Record<number, string>>;
  readonly rcuDomains?: readonly string[];
}

/** A program from the initial values of its locations (a string is the address of a location) and its threads. */
export function program(
  initial: Readonly<Record<string, number | string>>,
  ...threads: readonly (readonly Statement[])[]
): Program {
  return programWith({}, initial, ...threads);
}

/** As `program`, with options. */
export function programWith(
  options: Options,
  initial: Readonly<Record<string, number | string>>,
  ...threads: readonly (readonly Statement[])[]
): Program {
  const values = new Values();
  const names = Object.keys(initial);
  for (let cell = 0; cell < names.length; cell++) values.address(cell);
  const cellOf = (name: string): number => {
    const cell = names.indexOf(name);
    if (cell < 0) throw new RangeError(`no location ${name}`);
    return cell;
  };
  const observed: Observed[] = [];
  const built = threads.map((statements, index) => {
    const builder = new ThreadBuilder(`P${index}`);
    const registers = new Map<string, number>();
    const context: Context = {
      builder,
      values,
      locations: names,
      register(name) {
        let register = registers.get(name);
        if (register === undefined) {
          register = builder.register(name);
          registers.set(name, register);
        }
        return register;
      },
      expression(operand) {
        if (typeof operand === "number") return { kind: "constant", code: values.encode(operand) };
        if (typeof operand === "function") return operand(context);
        return { kind: "register", register: context.register(operand) };
      },
      address: (place) =>
        typeof place === "function"
          ? place(context)
          : { kind: "constant", code: values.address(cellOf(place)) },
    };
    for (const s of statements) s(context);
    for (const [name, register] of registers) {
      observed.push({ kind: "register", thread: index, register, name: `P${index}:${name}` });
    }
    const starter = options.startedBy?.[index];
    return builder.finish(starter === undefined ? undefined : cellOf(starter));
  });
  names.forEach((name, location) => {
    observed.push({ kind: "location", location, name });
  });
  const isObserved = (o: Observed): boolean => options.observed?.includes(o.name) ?? true;
  const raw: Program = {
    name: "built",
    threads: built,
    locations: names.map((name) => {
      const value = initial[name]!;
      const code = typeof value === "string" ? values.address(cellOf(value)) : values.encode(value);
      return { name, initial: code, isHidden: false };
    }),
    values,
    observed: observed.filter(isObserved),
    condition: {
      quantifier: "exists",
      proposition: { kind: "constant", value: true },
      span: { source, start: 0, end: 0 },
    },
    filter: null,
    rcuDomains: options.rcuDomains ?? ["rcu"],
  };
  return finishProgram(raw, { loopRoundsMax: options.loopRoundsMax ?? 8 });
}
