import { describe, expect, test } from "vitest";
import { scan } from "../../../src/axiomatic/cat/scanner.js";
import { Diagnostics } from "../../../src/source/diagnostic.js";
import { Source } from "../../../src/source/source.js";
import { messages } from "./helpers.js";

function words(text: string): string[] {
  const diagnostics = new Diagnostics();
  const tokens = scan(new Source("test.cat", text), diagnostics);
  expect(messages(diagnostics)).toBe("");
  return tokens.map((t) => `${t.kind}:${t.text}`).slice(0, -1);
}

function problems(text: string): string {
  const diagnostics = new Diagnostics();
  scan(new Source("test.cat", text), diagnostics);
  return messages(diagnostics);
}

describe("words", () => {
  const claims: readonly (readonly [string, string, readonly string[]])[] = [
    [
      "`-` and `.` are letters of a name",
      "po-loc DMB.SY x-1",
      ["name:po-loc", "name:DMB.SY", "name:x-1"],
    ],
    ["a second _ is a word of its own", "__x", ["symbol:_", "name:_x"]],
    ["^-1 is two words", "r^-1", ["name:r", "symbol:^", "symbol:-1"]],
    ["0 and _ are words", "0 _ 0;_", ["symbol:0", "symbol:_", "symbol:0", "symbol:;", "symbol:_"]],
    ["a tag is a quote and a name", "'rcu-lock 'Acquire'", ["tag:rcu-lock", "tag:Acquire'"]],
    ["a string has no escapes and may span lines", '"a\\" "b\nc"', ["string:a\\", "string:b\nc"]],
    [
      "the longest symbol wins",
      "||| +++ &&& -> ",
      ["symbol:||", "symbol:|", "symbol:++", "symbol:+", "symbol:&&", "symbol:&", "symbol:->"],
    ],
    [
      "keywords are whole words",
      "let lets undefined_unless in-",
      ["keyword:let", "name:lets", "keyword:undefined_unless", "name:in-"],
    ],
    ["comments nest", "a (* b (* c *) d *) e", ["name:a", "name:e"]],
    ["(*) opens a comment", "a (*) b *) c", ["name:a", "name:c"]],
    ["// and # go to the end of the line", "a // b (* c\nd # e\nf", ["name:a", "name:d", "name:f"]],
  ];
  for (const [claim, text, expected] of claims) {
    test(claim, () => expect(words(text)).toEqual(expected));
  }

  test("a name may begin with _ and end with a quote", () => {
    expect(words("_RMW r' x")).toEqual(["name:_RMW", "name:r'", "name:x"]);
  });
});

describe("what is no word", () => {
  test("is reported with its place, the same once", () => {
    expect(problems("a % b\n%% c %")).toBe(
      "test.cat:1:3: error: `%` is not part of the cat language\n  a % b\n    ^\n" +
        "test.cat:2:1: error: `%%` is not part of the cat language\n  %% c %\n  ^~",
    );
  });

  test("an arrow that a name has eaten is explained", () => {
    expect(problems("fun x-> x")).toBe(
      "test.cat:1:7: error: `>` is not part of the cat language\n  fun x-> x\n        ^\n" +
        "  `-` is a letter of the name `x-`: write a space before `->`",
    );
  });

  test("a comment or string without an end is reported where it begins", () => {
    expect(problems("a\n (* b (* c *)")).toBe(
      "test.cat:2:2: error: this comment has no end `*)`\n   (* b (* c *)\n   ^~",
    );
    expect(problems('include "cos.cat\nlet a = b')).toBe(
      'test.cat:1:9: error: this string has no closing quote\n  include "cos.cat\n          ^~~~~~~~',
    );
  });

  test("a comment of C is reported once and skipped", () => {
    expect(problems("a /* it's 5 % */ b")).toBe(
      "test.cat:1:3: error: `/*` does not begin a comment in cat\n  a /* it's 5 % */ b\n    ^~\n" +
        "  comments of cat are `(* ... *)`, `// ...` and `# ...`",
    );
  });
});
