import type { Expression, Register } from "./expression.js";
import type { Branch, Instruction, Jump, Location, RegisterInfo, Site, Thread } from "./program.js";
import type { Code, IntegerType } from "./value.js";

/** A place in the code of a thread that is being built; known once `place` was called with it. */
export interface Label {
  pc: number;
}

/**
 * Collects the code of one thread. A dialect makes one a thread, takes registers from it, emits instructions in program
 * order, and jumps to labels that it places before or after. `finish` resolves the labels.
 */
export class ThreadBuilder {
  readonly name: string;
  readonly #code: (Instruction | PendingBranch | PendingJump)[] = [];
  readonly #registers: RegisterInfo[] = [];
  #lastLabel = -1;

  constructor(name: string) {
    this.name = name;
  }

  /** A register that the user named. Two with one name are the caller's affair: a condition asks by index. */
  register(name: string, type?: IntegerType, initial: Code = 0): Register {
    return this.#registers.push({ name, type, initial }) - 1;
  }

  /** A register for an intermediate value. */
  temporary(type?: IntegerType): Register {
    return this.register(`$${this.#registers.length}`, type);
  }

  label(): Label {
    return { pc: -1 };
  }

  /** Puts a label in front of the next instruction. */
  place(label: Label): void {
    if (label.pc >= 0)
      throw new RangeError(`label placed twice, at ${label.pc} and ${this.#code.length}`);
    label.pc = this.#code.length;
    this.#lastLabel = label.pc;
  }

  emit(instruction: Exclude<Instruction, Branch | Jump>): void {
    this.#code.push(instruction);
  }

  /** Goes to `target` when `condition` is 0, on otherwise; `join` is where both ways meet in the source, if it is C. */
  branch(condition: Expression, target: Label, join: Label | null, site: Site): void {
    this.#code.push({ op: "branch", condition, label: target, joinLabel: join, site });
  }

  /** As `branch`, where all that is between here and `join` is to give registers one value or another. */
  choice(condition: Expression, target: Label, join: Label, site: Site): void {
    const choice = { condition, label: target, joinLabel: join, isChoice: true, site };
    this.#code.push({ op: "branch", ...choice });
  }

  jump(target: Label, site: Site): void {
    this.#code.push({ op: "jump", label: target, site });
  }

  /**
   * Makes the last instruction leave its result in `to` (null: nowhere) instead of in the temporary `from`, which nothing
   * else may use. False, and nothing done, when it does not have its result there or a jump may come in after it.
   */
  redirect(from: Register, to: Register | null): boolean {
    const last = this.#code.at(-1);
    if (last === undefined || this.#lastLabel === this.#code.length) return false;
    if (last.op !== "load" && last.op !== "rmw" && last.op !== "assign" && last.op !== "rcu") {
      return false;
    }
    if (last.register !== from) return false;
    const at = this.#code.length - 1;
    if (last.op === "rmw" || last.op === "rcu") this.#code[at] = { ...last, register: to };
    else if (to !== null) this.#code[at] = { ...last, register: to };
    else return false;
    if (from === this.#registers.length - 1) this.#registers.pop();
    return true;
  }

  finish(startedBy?: Location): Thread {
    const resolve = (label: Label): number => {
      if (label.pc < 0) throw new RangeError(`a label of ${this.name} was never placed`);
      return label.pc;
    };
    const code = this.#code.map((i): Instruction => {
      if (!("label" in i)) return i;
      if (i.op === "jump") return { op: "jump", target: resolve(i.label), site: i.site };
      const join = i.joinLabel === null ? -1 : resolve(i.joinLabel);
      const { condition, site } = i;
      const branch: Branch = { op: "branch", condition, target: resolve(i.label), join, site };
      return i.isChoice === true ? { ...branch, isChoice: true } : branch;
    });
    const thread = { name: this.name, code, registers: this.#registers };
    return startedBy === undefined ? thread : { ...thread, startedBy };
  }
}

interface PendingBranch {
  readonly op: "branch";
  readonly condition: Expression;
  readonly label: Label;
  readonly joinLabel: Label | null;
  readonly isChoice?: boolean;
  readonly site: Site;
}

interface PendingJump {
  readonly op: "jump";
  readonly label: Label;
  readonly site: Site;
}
