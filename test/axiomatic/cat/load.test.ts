import { describe, expect, test } from "vitest";
import { type BellInfo, readBell } from "../../../src/axiomatic/cat/bell.js";
import { type LoadOptions, loadModel } from "../../../src/axiomatic/cat/load.js";
import { Diagnostics } from "../../../src/source/diagnostic.js";
import { Source } from "../../../src/source/source.js";
import { messages } from "./helpers.js";

function load(text: string, files: Readonly<Record<string, string>>, options: LoadOptions = {}) {
  const diagnostics = new Diagnostics();
  const findFile = (name: string): Source | null =>
    name in files ? new Source(name, files[name]!) : null;
  const program = loadModel(new Source("test.cat", text), diagnostics, { findFile, ...options });
  return { program, problems: messages(diagnostics) };
}

describe("includes", () => {
  test("are read once each, and theirs too", () => {
    const files = { "a.cat": 'include "b.cat" include "b.cat"', "b.cat": "B", "c.cat": "C" };
    const { program, problems } = load('include "a.cat" include "b.cat"', files);
    expect(problems).toBe("");
    expect([...program.files.keys()]).toEqual(["b.cat", "a.cat"]);
  });

  test("what is wrong anywhere is reported, in every file", () => {
    const files = { "a.cat": "let = 0", "b.cat": "empty" };
    expect(load('let\ninclude "a.cat"\ninclude "b.cat"', files).problems).toBe(
      'test.cat:2:1: error: expected a name to bind, found `include`\n  include "a.cat"\n  ^~~~~~~\n' +
        "a.cat:1:5: error: expected a name to bind, found `=`\n  let = 0\n      ^\n" +
        "b.cat:1:6: error: expected an expression, found the end of the file\n  empty\n       ^",
    );
  });

  test("a missing file is reported where it is included", () => {
    expect(load('procedure p () =\n  include "a.cat"\nend', {}).problems).toBe(
      'test.cat:2:11: error: there is no file "a.cat"\n    include "a.cat"\n            ^~~~~~~',
    );
  });

  test("a file that only another variant includes need not exist", () => {
    const text = 'if "mixed" include "a.cat" else include "b.cat" end';
    expect(load(text, { "b.cat": "" }).problems).toBe("");
    expect(load(text, { "a.cat": "" }, { variants: ["Mixed"] }).problems).toBe("");
    expect(load(text, { "a.cat": "" }).problems.split("\n")[0]).toBe(
      'test.cat:1:41: error: there is no file "b.cat"',
    );
  });

  test("a file that includes itself, through another", () => {
    const files = { "a.cat": 'include "b.cat"', "b.cat": 'include "a.cat"' };
    expect(load('include "a.cat"', files).problems).toBe(
      'b.cat:1:9: error: "a.cat" includes itself\n  include "a.cat"\n          ^~~~~~~',
    );
  });
});

describe("bell files", () => {
  const read = (
    bell: string,
    variants: readonly string[] = [],
  ): { info: BellInfo; problems: string } => {
    const diagnostics = new Diagnostics();
    const options = { bell: new Source("test.bell", bell), variants };
    const program = loadModel(new Source("test.cat", ""), diagnostics, options);
    const info = readBell(program, diagnostics, { variants });
    return { info: info!, problems: messages(diagnostics) };
  };
  const plain = ({ enumerations, annotations, defaults }: BellInfo) => ({
    enumerations: Object.fromEntries(enumerations),
    annotations: Object.fromEntries(
      [...annotations].map(([type, lists]) => [type, lists.map((l) => l.map((tags) => [...tags]))]),
    ),
    defaults: Object.fromEntries(defaults),
  });

  test("enumerations, annotations and defaults", () => {
    const { info, problems } = read(`"Bell"
      enum Accesses = 'once || 'release
      enum Fences = 'mb || 'rmb
      let acquire = try nothing with {'once}
      instructions R[acquire, Accesses]
      instructions R[{'release}]
      default W['once]
      instructions CALL[Fences | 'mb]
      if "old" instructions F['mb] else instructions F['rmb] end
      flag ~empty nothing as checked-later
      let rec r = nothing`);
    expect(problems).toBe("");
    expect(plain(info)).toEqual({
      enumerations: { Accesses: ["once", "release"], Fences: ["mb", "rmb"] },
      annotations: {
        R: [[["once"], ["once", "release"]], [["release"]]],
        W: [[["once"]]],
        F: [[["mb", "rmb"]], [["rmb"]]],
      },
      defaults: { W: ["once"] },
    });
    expect(
      plain(read('enum T = \'a if "old" instructions F[T] end', ["old"]).info).annotations,
    ).toEqual({
      F: [[["a"]]],
    });
  });

  test("a program without a bell file has no annotations", () => {
    expect(readBell(load("", {}).program, new Diagnostics())).toBeNull();
  });

  const wrong: readonly (readonly [string, string])[] = [
    [
      "instructions RM['a]",
      "2:14: error: expected one of `R`, `W`, `J`, `F`, `RMW`, `B`, `SRCU`, found `RM`\n" +
        "  instructions RM['a]\n               ^~\n  did you mean `R`?",
    ],
    [
      "instructions R[R]",
      "2:16: error: expected tags, found a set of events\n  instructions R[R]\n                 ^",
    ],
    [
      "instructions R['c]",
      "2:16: error: no enumeration has the tag `'c`\n  instructions R['c]\n                 ^~",
    ],
    ["default R[T]", "2:11: error: a default names one tag\n  default R[T]\n            ^"],
    [
      "default R['a] default R['b]",
      "2:15: error: `R` has a default already\n  default R['a] default R['b]\n                ^~~~~~~~~~~~~",
    ],
  ];
  for (const [text, expected] of wrong) {
    test(text, () =>
      expect(read(`enum T = 'a || 'b\n${text}`).problems).toBe(`test.bell:${expected}`),
    );
  }
});
