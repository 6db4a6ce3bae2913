import { describe, expect, test } from "vitest";
import { hasMachine, type Model } from "../../src/models/model.js";
import { inOrderModels, models } from "../../src/models/models.js";
import type { Instruction, Observed, Program } from "../../src/program/program.js";
import { exploreReference } from "../../src/reference/explore.js";
import { axiomaticAnswer } from "./axioms.js";
import { build } from "./build.js";
import { FORBIDDEN_BY_ADDRESS, GOLDEN, GOLDEN_AXIOMS, GOLDEN_OTHERS } from "./golden.js";
import { outcomes, REFERENCES, search } from "./laws.js";
import { LOCATIONS, parse } from "./notation.js";

interface Row {
  readonly name: string;
  readonly threads: string;
  readonly bad: string;
  readonly expected: string;
}

const rows = rowsOf(GOLDEN);

function rowsOf(table: string): readonly Row[] {
  const lines = table.trim().split("\n");
  return lines.map((line) => {
    const [name = "", threads = "", bad = "", expected = ""] = line.split(" | ");
    return { name, threads, bad, expected };
  });
}

/** The program of a row, and its bad outcome as the machines write outcomes. */
function programOf({ name, threads, bad }: Row, addressesOrder: boolean): [Program, string] {
  const terms = bad.split(" ").map((term) => term.split("="));
  const observed = terms.map(([what = ""]): Observed => {
    const [thread, register] = what.split(":r").map(Number);
    return register === undefined
      ? { kind: "location", location: LOCATIONS[what]!, name: what }
      : { kind: "register", thread: thread!, register, name: what };
  });
  const code = parse(threads).map((thread) =>
    thread.map(
      (i): Instruction =>
        i.op === "load"
          ? { ...i, isAddressDependent: addressesOrder && i.isAddressDependent === true }
          : i,
    ),
  );
  // In the fence loss one reader holds the count already.
  const locations = name.startsWith("FL-") ? [1, 0, 0] : [0, 0, 0];
  return [build(code, { locations, observed }), terms.map(([, value]) => value).join(" ")];
}

/** Verdicts and numbers of outcomes, as the table writes them. */
function answer(row: Row, run: (program: Program, id: string) => readonly string[]): string {
  const [program, bad] = programOf(row, false);
  const found = inOrderModels.map(({ id }) => run(program, id));
  const verdicts = found.map((set) => (set.includes(bad) ? "A" : ".")).join("");
  return `${verdicts} ${found.map((set) => set.length).join(" ")}`;
}

const byReference = (program: Program, id: string): readonly string[] => [
  ...exploreReference(program, REFERENCES[id]!).outcomes,
];

const bySearch = (program: Program, id: string): readonly string[] => {
  const model = modelOf(id);
  if (!hasMachine(model)) throw new RangeError(`${id} has no machine`);
  return outcomes(program, search(program, model));
};

describe.each([
  ["reference machines", byReference],
  ["packed machines", bySearch],
])("%s", (_name, run) => {
  test("give the known verdicts and numbers of outcomes", () => {
    const found = rows.map((row) => `${row.name}: ${answer(row, run)}`);
    expect(found).toEqual(rows.map(({ name, expected }) => `${name}: ${expected}`));
    expect(rows).toHaveLength(67);
  });

  test("forbid more under wmm where a kernel's address dependency orders reads", () => {
    const changed = rows.filter((row) => {
      const [program, bad] = programOf(row, true);
      return row.expected[3] === "A" && !run(program, "wmm").includes(bad);
    });
    expect(changed.map(({ name }) => name)).toEqual(FORBIDDEN_BY_ADDRESS);
  });
});

describe("axioms", () => {
  test("of the machines' models give what the machines give", () => {
    for (const row of rows) {
      const [program] = programOf(row, true);
      for (const model of inOrderModels) {
        const found = axiomaticAnswer(program, model).outcomes;
        expect(`${row.name} ${model.id}: ${found}`).toBe(
          `${row.name} ${model.id}: ${bySearch(program, model.id)}`,
        );
      }
    }
  });

  const known = GOLDEN_AXIOMS.trim()
    .split("\n")
    .map((line) => line.split(" | "));

  test("are asked about all but five of the tests", () => {
    expect(known).toHaveLength(61);
  });

  test.each(known)("%s: %s", (name, expected) => {
    const row = rows.find((r) => r.name === name)!;
    const [program, bad] = programOf(row, true);
    const found = AXIOMATIC.map((id) => axiomaticAnswer(program, modelOf(id)).outcomes);
    const verdicts = found.map((set) => (set.includes(bad) ? "A" : ".")).join("");
    expect(`${verdicts} ${found.map((set) => set.length).join(" ")}`).toBe(expected);
  });
});

describe("machines out of order and machines of views", () => {
  test.each(GOLDEN_AXIOMS.trim().split("\n"))("%s", (line) => {
    const [name = "", expected = ""] = line.split(" | ");
    const [program, bad] = programOf(rows.find((r) => r.name === name)!, true);
    const [verdicts = "", ...counts] = expected.split(" ");
    for (const id of MACHINES) {
      const column = AXIOMATIC.indexOf(id);
      const found = bySearch(program, id);
      const verdict = found.includes(bad) ? "A" : ".";
      expect(`${id} ${verdict} ${found.length}`).toBe(
        `${id} ${verdicts[column]} ${counts[column]}`,
      );
    }
  });

  test.each(rowsOf(GOLDEN_OTHERS))("$name, by both engines", (row) => {
    const [program, bad] = programOf(row, true);
    for (const run of [bySearch, byAxioms]) {
      const found = MACHINES.map((id) => run(program, id));
      const verdicts = found.map((set) => (set.includes(bad) ? "A" : ".")).join("");
      expect(`${verdicts} ${found.map((set) => set.length).join(" ")}`).toBe(row.expected);
    }
  });
});

/** Models whose machine is none of those in `GOLDEN`. */
const MACHINES = ["armv8", "rvwmo", "rc11"];

const byAxioms = (program: Program, id: string): readonly string[] =>
  axiomaticAnswer(program, modelOf(id)).outcomes;

/** The columns of `GOLDEN_AXIOMS`. */
const AXIOMATIC = ["armv8", "rvwmo", "power", "rc11", "lkmm"];

function modelOf(id: string): Model {
  return models.find((m) => m.id === id)!;
}
