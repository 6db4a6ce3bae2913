import type { Edit } from "../../source/edit.js";
import { type CallNode, type Rewriter, textOf } from "../c/places.js";
import type { Rewriting } from "../places.js";

/** The suffixes by which primitives of one family say how they are ordered; see Documentation/atomic_t.txt. */
const SUFFIXES = ["", "_relaxed", "_acquire", "_release"];
const SUFFIX = /_(?:relaxed|acquire|release)$/;

type Argument = CallNode["arguments"][number];

/** Accesses of a location by its name and by its address, without and with an order. */
const BY_ADDRESS: ReadonlyMap<string, string> = new Map([
  ["READ_ONCE", "smp_load_acquire"],
  ["WRITE_ONCE", "smp_store_release"],
]);
const BY_NAME = new Map([...BY_ADDRESS].map(([name, address]) => [address, name]));

/** Kernel C: the suffixes of a family, the two ways to mark a plain access, and the barriers of smp_mb(). */
export const rewriter: Rewriter = {
  fences: ["smp_rmb()", "smp_wmb()", "smp_mb()"],
  rewritings(call, isKnown): readonly Rewriting[] {
    const { name, nameSpan } = call;
    if (textOf(nameSpan) !== name) return [];
    const renamed = (words: string, ...more: readonly Edit[]): Rewriting => {
      return { words, edits: [{ start: nameSpan.start, end: nameSpan.end, text: words }, ...more] };
    };
    const [first] = call.arguments;
    const address = BY_ADDRESS.get(name);
    if (address !== undefined && first !== undefined)
      return [renamed(address, ...addressOf(first))];
    const named = BY_NAME.get(name);
    if (named !== undefined && first !== undefined) return [renamed(named, ...contentOf(first))];
    const family = name.replace(SUFFIX, "");
    const others = SUFFIXES.map((suffix) => family + suffix);
    return others
      .filter((other) => other !== name && isKnown(other))
      .map((other) => renamed(other));
  },
};

/** Edits that make the name of a location its address. */
function addressOf(argument: Argument): readonly Edit[] {
  const { start } = argument.span;
  if (argument.kind !== "unary" || argument.operator !== "*")
    return [{ start, end: start, text: "&" }];
  return [{ start, end: argument.operand.span.start, text: "" }];
}

/** Edits that make an address what is there. */
function contentOf(argument: Argument): readonly Edit[] {
  const { start, end } = argument.span;
  if (argument.kind === "unary" && argument.operator === "&") {
    return [{ start, end: argument.operand.span.start, text: "" }];
  }
  if (argument.kind === "name" || argument.kind === "member" || argument.kind === "index") {
    return [{ start, end: start, text: "*" }];
  }
  return [
    { start, end: start, text: "*(" },
    { start: end, end, text: ")" },
  ];
}
