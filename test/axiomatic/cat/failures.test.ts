import { describe, expect, test } from "vitest";
import { failure, MP, TAGS } from "./helpers.js";

describe("what has no value", () => {
  const place = "test.cat:2:14: error: ";
  const claims: readonly (readonly [string, string])[] = [
    [
      "nothing",
      `${place}\`nothing\` is not defined\n  let result = nothing\n               ^~~~~~~`,
    ],
    [
      "pp-loc",
      `${place}\`pp-loc\` is not defined\n  let result = pp-loc\n               ^~~~~~\n  did you mean \`po-loc\`?`,
    ],
    [
      "fre",
      `${place}\`fre\` is not defined\n  let result = fre\n               ^~~\n  \`include "cos.cat"\` defines it`,
    ],
    [
      "'storng",
      `${place}no enumeration has the tag \`'storng\`\n  let result = 'storng\n               ^~~~~~~\n  did you mean \`'strong\`?`,
    ],
    [
      "R | po",
      `test.cat:2:18: error: expected a set of events, found a relation\n  let result = R | po\n                   ^~`,
    ],
    [
      "R & po",
      `${place}there is no intersection of a set of events and a relation\n  let result = R & po\n               ^~~~~~`,
    ],
    [
      "po \\ R",
      `${place}there is no difference of a relation and a set of events\n  let result = po \\ R\n               ^~~~~~`,
    ],
    [
      "T \\ U",
      `test.cat:2:18: error: expected a set of tags of T, found a set of tags of U\n  let result = T \\ U\n                   ^`,
    ],
    [
      "R ; po",
      `${place}expected a relation, found a set of events\n  let result = R ; po\n               ^`,
    ],
    [
      "R+",
      `${place}expected a relation, found a set of events\n  let result = R+\n               ^`,
    ],
    [
      "[po]",
      `test.cat:2:15: error: expected a set of events, found a relation\n  let result = [po]\n                ^~`,
    ],
    [
      "po * R",
      `${place}expected a set of events, found a relation\n  let result = po * R\n               ^~`,
    ],
    [
      "~(R, W)",
      `test.cat:2:15: error: expected a set or a relation, found a tuple of 2\n  let result = ~(R, W)\n                ^~~~~~`,
    ],
    [
      "R po",
      `${place}expected a function, found a set of events\n  let result = R po\n               ^~~~`,
    ],
    [
      "nodetour (po, po)",
      `${place}\`nodetour\` takes 3 arguments, 2 given\n  let result = nodetour (po, po)\n               ^~~~~~~~~~~~~~~~~`,
    ],
    [
      "let (r, s) = R in r",
      `test.cat:2:18: error: 2 names for a set of events\n  let result = let (r, s) = R in r\n                   ^~~~~~`,
    ],
    [
      "match R with 'a -> 0 end",
      `test.cat:2:20: error: expected a tag to match, found a set of events\n  let result = match R with 'a -> 0 end\n                     ^`,
    ],
    [
      "match 'b with 'a -> 0 end",
      `${place}no clause matches the tag \`'b\`\n  let result = match 'b with 'a -> 0 end\n               ^~~~~~~~~~~~~~~~~~~~~~~~~`,
    ],
    [
      "match 'a with {} -> 0 || x ++ y -> 0 end",
      `test.cat:2:20: error: expected a set to match, found a tag of T\n  let result = match 'a with {} -> 0 || x ++ y -> 0 end\n                     ^~`,
    ],
    [
      "_ ++ {}",
      `${place}\`_\` cannot be an element of a set\n  let result = _ ++ {}\n               ^`,
    ],
    [
      "R ++ W",
      `${place}expected an event, found a set of events\n  let result = R ++ W\n               ^`,
    ],
    [
      "R ++ po",
      `${place}expected a pair of events, found a set of events\n  let result = R ++ po\n               ^`,
    ],
    [
      "'u ++ T",
      `${place}expected a tag of T, found a tag of U\n  let result = 'u ++ T\n               ^~`,
    ],
    [
      "{R, po}",
      `test.cat:2:18: error: expected a set of events, found a relation\n  let result = {R, po}\n                   ^~`,
    ],
    [
      "if R = po then 0 else 0",
      `test.cat:2:21: error: expected a set of events, found a relation\n  let result = if R = po then 0 else 0\n                      ^~`,
    ],
    [
      "fail R",
      `${place}the model fails on a set of events\n  let result = fail R\n               ^~~~~~`,
    ],
  ];
  for (const [text, expected] of claims) {
    test(text, () => expect(failure(text, MP, TAGS.trim())).toBe(expected));
  }

  test("a failure in a function says where it was called", () => {
    expect(failure("f R", MP, "let f x = [x] ; x")).toBe(
      "test.cat:1:17: error: expected a relation, found a set of events\n  let f x = [x] ; x\n                  ^\n" +
        "test.cat:2:14: note: in this call of `f`\n  let result = f R\n               ^~~",
    );
  });

  test("a recursion without an end is stopped", () => {
    expect(failure("f R", MP, "let rec f x = f x")).toBe(
      "test.cat:1:15: error: more than 2000000 calls: does this recursion end?\n  let rec f x = f x\n                ^~~\n" +
        "test.cat:1:15: note: in this call of `f`\n  let rec f x = f x\n                ^~~",
    );
    expect(failure("f R", MP, "let rec f x = [f x]").split("\n")[0]).toBe(
      "test.cat:1:16: error: this calculation nests deeper than 1000",
    );
  });

  test("a recursion that never settles is stopped", () => {
    const text = "let rec r = if r = a then b else a";
    expect(failure("r", MP, text).split("\n")[0]).toBe(
      "test.cat:1:9: error: this recursion goes on after 10000 sweeps",
    );
  });

  test("try does not hide that a limit was hit", () => {
    expect(failure("try f R with F", MP, "let rec f x = [f x]").split("\n")[0]).toBe(
      "test.cat:1:16: error: this calculation nests deeper than 1000",
    );
  });
});
