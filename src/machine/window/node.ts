import type { Expression } from "../../program/expression.js";
import type { Site } from "../../program/program.js";
import type { FenceRule } from "./architecture.js";
import type { Claim, Entry, Part, Stretch } from "./entry.js";

/** Why a way is over. */
export type End =
  | { readonly kind: "finished" }
  | { readonly kind: "fault"; readonly site: Site; readonly message: string }
  | { readonly kind: "cut"; readonly site: Site; readonly bound: number }
  /** The thread is as many rounds ahead of its oldest access as it may be. */
  | { readonly kind: "ahead"; readonly site: Site; readonly bound: number };

/** Where a way divides. */
export interface Fork {
  readonly kind: "branch" | "update" | "conditional" | "choose";
  readonly pc: number;
  /** Of a branch: what it goes by. */
  readonly condition: Expression | null;
  /** The numbers of the ways on. */
  readonly choices: readonly number[];
}

/** What flowed into a value: parts, and `~part` for one that had a part in choosing what it was. */
export type Taint = readonly number[];

/** A branch that what comes now depends on. */
export interface Scope {
  readonly pc: number;
  /** Where it ends, -1 for never. */
  readonly join: number;
  readonly taint: Taint;
}

/** Where a way was when it last came to the head of a loop. */
export interface Round {
  /** Rounds begun. */
  readonly count: number;
  /** Of those, the ones that changed nothing. */
  readonly idle: number;
  /** Entries and marks on the way then. */
  readonly entries: number;
  readonly marks: number;
  readonly registers: readonly Expression[];
}

/** A fence on a way: the entries before it are those below `at`. */
export interface FenceMark {
  readonly rule: FenceRule;
  readonly at: number;
  /** Of an instruction barrier: what younger reads wait for. */
  readonly after: readonly Part[];
}

/** Everything that decides how a thread goes on from a place. */
export interface Context {
  pc: number;
  registers: Expression[];
  taints: Taint[];
  scopes: readonly Scope[];
  /** Choices between values that the way is in: where they end, and what has a part in them. */
  choices: readonly { readonly join: number; readonly taint: Taint }[];
  /** Places of waiting reads on whose loop the way still is. */
  waits: readonly number[];
  rounds: ReadonlyMap<number, Round>;
  /** The load-linked that a store-conditional pairs with, -1 for none. */
  reserved: number;
  /** By domain, how deep the thread is in read-side sections. */
  depths: readonly number[];
  /** Places of the warnings that have fired, in rising order. */
  warnings: readonly number[];
  /** Sections, grace periods and warnings on the way. */
  marks: number;
  fences: readonly FenceMark[];
  /** What the addresses of all entries depend on. */
  addresses: readonly Part[];
  /** Since the last entry. */
  stretch: Stretch;
  /** The way taken at each place where the code divides, a digit each. */
  decisions: string;
}

/** A place in the tree of all ways of a thread: everything before it has been fetched. */
export interface Node {
  /** Below 0 for one that was cut short. */
  readonly id: number;
  readonly entries: readonly Entry[];
  /** The context right before each entry. */
  readonly contexts: readonly Context[];
  readonly claims: readonly Claim[];
  readonly context: Context;
  /** Exactly one of the two is not null. */
  readonly fork: Fork | null;
  readonly end: End | null;
  /** Parts that everything younger than the node waits for. */
  readonly barred: readonly Part[];
  /** By choice; null for a way that nobody takes; absent until somebody asks. */
  readonly children: (Node | null | undefined)[];
}

/** A node under construction. */
export interface Way {
  /** Behind a fork whose instruction makes the next entry: the context of the fork. */
  origin: Context | null;
  readonly entries: Entry[];
  readonly contexts: Context[];
  readonly claims: Claim[];
  readonly context: Context;
}

/** A context of its own. Field by field, for this is done for every entry. */
export function copyOf(context: Context): Context {
  return {
    pc: context.pc,
    registers: context.registers.slice(),
    taints: context.taints.slice(),
    scopes: context.scopes,
    choices: context.choices,
    waits: context.waits,
    rounds: context.rounds,
    reserved: context.reserved,
    depths: context.depths,
    warnings: context.warnings,
    marks: context.marks,
    fences: context.fences,
    addresses: context.addresses,
    stretch: context.stretch,
    decisions: context.decisions,
  };
}

/** What is in either of two lists, in rising order. */
export function union(a: Taint, b: Taint): Taint {
  if (a.length === 0 || a === b) return b;
  if (b.length === 0) return a;
  return [...new Set([...a, ...b])].sort((x, y) => x - y);
}

/** The parts of a taint that flowed into the value itself. */
export function direct(taint: Taint): readonly Part[] {
  return taint.every((part) => part >= 0) ? taint : taint.filter((part) => part >= 0);
}

/** The parts of a taint that had a part in a choice. */
export function chosen(taint: Taint): readonly Part[] {
  return taint.flatMap((part) => (part < 0 ? [~part] : []));
}

/** The same parts, as what has a part in a choice. */
export function choosing(taint: Taint): Taint {
  return [...new Set(taint.map((part) => (part < 0 ? part : ~part)))].sort((x, y) => x - y);
}

/** All parts of a taint. */
export function allOf(taint: Taint): readonly Part[] {
  return union(direct(taint), chosen(taint));
}
