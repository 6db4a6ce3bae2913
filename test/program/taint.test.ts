import { expect, test } from "vitest";
import type { Instruction } from "../../src/program/program.js";
import {
  binary,
  cas,
  dependent,
  plus,
  program,
  R,
  type Statement,
  set,
  through,
  W,
  when,
} from "./build.js";

const dependents = (...statements: Statement[]): readonly number[] =>
  program({ x: 0, y: 0, p: "x" }, statements).threads[0]!.code.flatMap((i: Instruction, pc) =>
    "isAddressDependent" in i && i.isAddressDependent === true ? [pc] : [],
  );

test.each<[string, Statement[], number[]]>([
  ["a constant address", [R("r0", "x"), R("r1", "y")], []],
  ["a pointer that was read", [R("r0", "p"), R("r1", through("r0"))], [1]],
  ["r ^ r", [R("r0", "x"), R("r1", dependent("y", "r0"))], [1]],
  ["through an assignment", [R("r0", "p"), set("r1", "r0"), R("r2", through("r1"))], [2]],
  ["overwritten by a constant", [R("r0", "x"), set("r0", 0), R("r1", dependent("y", "r0"))], []],
  [
    "on one of two ways",
    [R("r0", "x"), when("r0", [set("r1", "r0")]), R("r2", dependent("y", "r1"))],
    [4],
  ],
  ["a register that nobody read into", [set("r0", 1), R("r1", dependent("y", "r0"))], []],
  ["a read-modify-write", [R("r0", "x"), cas("r1", dependent("y", "r0"), 0, 1)], [1]],
  [
    "the value a read-modify-write found",
    [cas("r0", "x", 0, 1), R("r1", dependent("y", "r0"))],
    [1],
  ],
  [
    "a store is not marked",
    [R("r0", "x"), W(dependent("y", "r0"), binary("+", 1, plus("r0", 1)))],
    [],
  ],
])("address dependencies: %s", (_, statements, expected) => {
  expect(dependents(...statements)).toEqual(expected);
});
