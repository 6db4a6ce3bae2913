import type { Proposition, Term } from "../../../src/program/condition.js";
import type { Expression } from "../../../src/program/expression.js";
import type { Instruction, Program, Thread } from "../../../src/program/program.js";

/** The code of one thread, a line an instruction: `0: r0 = load.acquirePc [x]`. Registers and locations by name. */
export function printThread(program: Program, thread: Thread): readonly string[] {
  return thread.code.map((instruction, pc) => `${pc}: ${printed(program, thread, instruction)}`);
}

export function printProposition(program: Program, p: Proposition): string {
  switch (p.kind) {
    case "constant":
      return String(p.value);
    case "not":
      return `~(${printProposition(program, p.operand)})`;
    case "compare":
      return `${term(program, p.left)}${p.operator}${term(program, p.right)}`;
    default: {
      const word = { and: "/\\", or: "\\/", implies: "=>" }[p.kind];
      return `(${printProposition(program, p.left)} ${word} ${printProposition(program, p.right)})`;
    }
  }
}

function term(program: Program, t: Term): string {
  return t.kind === "constant" ? constant(program, t.code) : t.name;
}

function printed(program: Program, thread: Thread, i: Instruction): string {
  const e = (expression: Expression): string => print(program, thread, expression);
  const name = (register: number): string => thread.registers[register]!.name;
  switch (i.op) {
    case "load": {
      const words = [i.order, i.role, i.spins && "spins", i.isAddressDependent && "dependent"];
      return `${name(i.register)} = load.${words.filter(Boolean).join(".")} ${at(e(i.address))}`;
    }
    case "store": {
      const words = [i.order, i.role].filter(Boolean).join(".");
      const requires =
        i.requires === undefined
          ? ""
          : ` requires ${e(i.requires.condition)} "${i.requires.fault}"`;
      return `store.${words} ${at(e(i.address))} ${e(i.value)}${requires}`;
    }
    case "rmw": {
      const words = [i.isFull ? "full" : "", i.isNoReturn ? "noreturn" : "", i.role ?? ""];
      if (i.spins) words.push("spins");
      const orders = i.isFull ? "" : `${i.read}/${i.write}`;
      const kind = [orders, ...words].filter((w) => w !== "").join(".");
      const guard = i.guard === undefined ? "" : ` if ${e(i.guard)}`;
      const failing =
        i.otherwise === "read"
          ? i.failure === undefined
            ? ""
            : ` else ${i.failure}`
          : i.otherwise === "wait"
            ? " else wait"
            : ` else "${i.otherwise.fault}"`;
      const to = i.register === null ? "" : `${name(i.register)} = `;
      return `${to}rmw.${kind} ${at(e(i.address))} ${e(i.value)}${guard}${failing}`;
    }
    case "fence":
      return `fence.${i.fence}`;
    case "rcu": {
      const to = i.register === undefined || i.register === null ? "" : `${name(i.register)} = `;
      const index = i.value === undefined ? "" : ` ${e(i.value)}`;
      return `${to}rcu.${i.action} ${program.rcuDomains[i.domain]}${index}`;
    }
    case "assign":
      return `${name(i.register)} = ${e(i.value)}`;
    case "choose":
      return `${name(i.register)} = choose`;
    case "branch":
      return `unless ${e(i.condition)} goto ${i.target}${i.join === i.target ? "" : ` join ${i.join}`}`;
    case "jump":
      return `goto ${i.target}`;
    case "iterate":
      return `iterate ${name(i.counter)} < ${i.bound}`;
    case "fail":
      return `fail "${i.fault}"`;
    case "warn":
      return `warn "${i.message}"`;
  }
}

function at(address: string): string {
  return address.startsWith("&") ? `[${address.slice(1)}]` : `[${address}]`;
}

function constant(program: Program, code: number): string {
  const cell = program.values.cell(code, program.locations.length);
  return cell >= 0 ? `&${program.locations[cell]!.name}` : String(program.values.decode(code));
}

function print(program: Program, thread: Thread, e: Expression): string {
  const inner = (operand: Expression): string => {
    const text = print(program, thread, operand);
    return operand.kind === "binary" ? `(${text})` : text;
  };
  switch (e.kind) {
    case "constant":
      return constant(program, e.code);
    case "register":
      return thread.registers[e.register]!.name;
    case "old":
      return "old";
    case "unary":
      return `${e.operator}${inner(e.operand)}`;
    case "cast":
      return `(${e.type})${inner(e.operand)}`;
    case "binary": {
      const type = e.type === "s32" ? "" : `.${e.type}`;
      return `${inner(e.left)} ${e.operator}${type} ${inner(e.right)}`;
    }
  }
}
