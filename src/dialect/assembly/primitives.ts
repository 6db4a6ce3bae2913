import type { Instruction, ReadOrder, WriteOrder } from "../../program/program.js";
import { orderedPairs } from "../../program/strength.js";
import { Values } from "../../program/value.js";
import { Diagnostics } from "../../source/diagnostic.js";
import { Source } from "../../source/source.js";
import { unreachable } from "../../source/unreachable.js";
import type { Primitive } from "../primitive.js";
import type { Architecture, InstructionForm, OperandShape } from "./architecture.js";
import { Locations } from "./locations.js";
import type { Operand } from "./operand.js";
import { AssemblyThread } from "./thread.js";

/** The instructions of an architecture, each with what it orders, as its own lowering says it. */
export function primitivesOf(architecture: Architecture): readonly Primitive[] {
  const group = architecture.title;
  return [...architecture.instructions().values()].flat().flatMap((form) => {
    const orderingOfForm = (operands: readonly OperandShape[]) =>
      orderingOf(lowered(architecture, form, operands), architecture);
    const isWords =
      form.operands.length > 0 && form.operands.every(({ words }) => words.length > 0);
    if (!isWords) {
      const parameters = form.syntax.slice(form.mnemonic.length).trim();
      return [{ name: form.mnemonic, parameters, ordering: orderingOfForm(form.operands), group }];
    }
    // The words of a barrier say what it orders.
    return choices(form.operands.map(({ words }) => words)).map((words) => ({
      name: `${form.mnemonic} ${words.join(",")}`,
      parameters: "",
      ordering: orderingOfForm(words.map((word) => ({ kinds: [], words: [word] }))),
      group,
    }));
  });
}

/** Every way to take one word of each list. */
function choices(lists: readonly (readonly string[])[]): readonly (readonly string[])[] {
  const [first, ...rest] = lists;
  if (first === undefined) return [[]];
  const ends = choices(rest);
  return first.flatMap((word) => ends.map((end) => [word, ...end]));
}

/** Registers of which every architecture has some. */
const REGISTERS = ["x5", "x6", "x7", "x8", "r5", "r6", "r7", "r8", "eax", "ebx", "ecx", "edx"];

/** What one instruction becomes, with operands of the kinds that it takes; nothing for one that cannot stand alone. */
function lowered(
  architecture: Architecture,
  form: InstructionForm,
  shapes: readonly OperandShape[],
): readonly Instruction[] {
  const diagnostics = new Diagnostics();
  const source = new Source(architecture.title, form.syntax);
  const span = { source, start: 0, end: form.syntax.length };
  const values = new Values();
  const locations = new Locations(values, diagnostics);
  const views = REGISTERS.flatMap((name) => architecture.register(name) ?? []);
  const operand = ({ kinds, words }: OperandShape, i: number): Operand => {
    // Of an instruction that may or may not access memory, the access is what orders.
    const kind = kinds.includes("memory") ? "memory" : kinds[0];
    const register: Operand = { kind: "register", view: views[i % views.length]!, span };
    switch (kind) {
      case "register":
        return register;
      case "memory":
        return { kind, parts: [register], isUpdating: false, span };
      case "number":
        return { kind, value: 1n, span };
      case "word":
      case undefined:
        return { kind: "word", text: words[0] ?? "end", amount: null, span };
      default:
        return unreachable(kind);
    }
  };
  const operands = shapes.map(operand);
  const unit = { architecture, values, locations, isWide: false, nowhere: span, diagnostics };
  const label = { kind: "label", label: { text: "end", span } } as const;
  const instruction = { kind: "instruction", form, operands, bits: null, span } as const;
  const thread = new AssemblyThread(unit, 0, { name: "P0", statements: [instruction, label] }, []);
  thread.lower();
  return diagnostics.hasErrors ? [] : thread.finish().thread.code;
}

/** What the instructions that one becomes keep in order, in words. */
function orderingOf(code: readonly Instruction[], { implied }: Architecture): string {
  const parts = code.flatMap((i) => {
    switch (i.op) {
      case "load":
        return [
          `${i.isExclusive === true ? "load-linked" : "load"}: ${implied?.load ?? readOrdering(i.order)}`,
        ];
      case "store": {
        const what = i.status === undefined ? "store" : "store-conditional";
        return [`${what}: ${implied?.store ?? writeOrdering(i.order)}`];
      }
      case "rmw":
        return [`read-modify-write: ${implied?.update ?? bothOrderings(i)}`];
      case "fence":
        return [fenceOrdering(i)];
      default:
        return [];
    }
  });
  return parts.length === 0 ? "no access" : [...new Set(parts)].join("; ");
}

function bothOrderings({ read, write }: Extract<Instruction, { op: "rmw" }>): string {
  const orders = new Set([readOrdering(read), writeOrdering(write)]);
  if (orders.size > 1) orders.delete(NONE);
  return [...orders].join("; ");
}

const NONE = "no ordering";

function readOrdering(order: ReadOrder): string {
  switch (order) {
    case "plain":
    case "relaxed":
      return NONE;
    case "acquirePc":
      return "acquire, before all later accesses; it may pass an earlier release";
    case "acquire":
    case "sc":
      return "acquire, before all later accesses";
    default:
      return unreachable(order);
  }
}

function writeOrdering(order: WriteOrder): string {
  switch (order) {
    case "plain":
    case "relaxed":
      return NONE;
    case "release":
    case "sc":
      return "release, after all earlier accesses";
    default:
      return unreachable(order);
  }
}

function fenceOrdering({ fence }: Extract<Instruction, { op: "fence" }>): string {
  const pairs = orderedPairs(fence);
  if (pairs === null) return "orders instructions rather than accesses";
  const { readRead, readWrite, writeRead, writeWrite } = pairs;
  if (readRead && readWrite && writeRead && writeWrite) return "full barrier";
  const against = (before: string, reads: boolean, writes: boolean) => {
    if (!reads && !writes) return [];
    const after = reads && writes ? "reads and writes" : reads ? "reads" : "writes";
    return [`${before} against later ${after}`];
  };
  const parts = [
    ...against("reads", readRead, readWrite),
    ...against("writes", writeRead, writeWrite),
  ];
  return parts.length === 0 ? NONE : `orders ${parts.join(", and ")}`;
}
