import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type {
  Condition,
  Expression,
  Instruction,
  Pattern,
  VariantCondition,
} from "../../../src/axiomatic/cat/ast.js";
import { parseModel } from "../../../src/axiomatic/cat/parser.js";
import { KEYWORDS, scan } from "../../../src/axiomatic/cat/scanner.js";
import { Diagnostics } from "../../../src/source/diagnostic.js";
import { Source } from "../../../src/source/source.js";
import { messages } from "./helpers.js";

function parse(text: string): { instructions: readonly Instruction[]; problems: string } {
  const diagnostics = new Diagnostics();
  const { instructions } = parseModel(new Source("test.cat", text), diagnostics);
  return { instructions, problems: messages(diagnostics) };
}

/** An expression with a pair of brackets around every operation. */
function written(e: Expression): string {
  switch (e.kind) {
    case "zero":
      return "0";
    case "universe":
      return "_";
    case "name":
      return e.name;
    case "tag":
      return `'${e.tag}`;
    case "set":
      return `{${e.elements.map(written).join(",")}}`;
    case "tuple":
      return `(${e.items.map(written).join(",")})`;
    case "unary":
      return `<${e.operator} ${written(e.operand)}>`;
    case "binary":
      return `<${e.operator} ${written(e.left)} ${written(e.right)}>`;
    case "union":
    case "sequence":
      return `<${e.kind} ${e.operands.map(written).join(" ")}>`;
    case "apply":
      return `<${written(e.callee)} @ ${written(e.argument)}>`;
    case "function":
      return `<fun ${e.name ?? ""}${pattern(e.parameter)} ${written(e.body)}>`;
    case "let":
      return `<let${e.isRecursive ? " rec" : ""} ${e.bindings
        .map((b) => `${pattern(b.pattern)}=${written(b.value)}`)
        .join(" and ")} in ${written(e.body)}>`;
    case "match-tag":
      return `<match ${written(e.value)} ${e.clauses
        .map((c) => `'${c.tag.text}:${written(c.body)}`)
        .join(" ")} else ${e.otherwise === null ? "-" : written(e.otherwise)}>`;
    case "match-set": {
      const { before, element, rest, body } = e.element;
      const front = before === undefined ? "" : `${before?.text ?? "_"}|`;
      const shape = `${front}${element?.text ?? "_"}++${rest?.text ?? "_"}`;
      return `<match ${written(e.value)} {}:${written(e.empty)} ${shape}:${written(body)}>`;
    }
    case "try":
      return `<try ${written(e.attempt)} else ${written(e.otherwise)}>`;
    case "if":
      return `<if ${condition(e.condition)} ${written(e.yes)} ${written(e.no)}>`;
  }
}

const pattern = (p: Pattern): string =>
  p.kind === "single"
    ? (p.binder?.text ?? "_")
    : `(${p.binders.map((b) => b?.text ?? "_").join(",")})`;

const condition = (c: Condition): string =>
  c.kind === "variant" ? variant(c.variant) : `${written(c.left)} ${c.kind} ${written(c.right)}`;

const variant = (v: VariantCondition): string => {
  if (v.kind === "variant") return v.name;
  if (v.kind === "not") return `!${variant(v.operand)}`;
  return `(${variant(v.left)} ${v.kind} ${variant(v.right)})`;
};

function expression(text: string): string {
  const { instructions, problems } = parse(`let it = ${text}`);
  if (problems !== "") return problems;
  expect(instructions).toHaveLength(1);
  const [only] = instructions;
  return only?.kind === "let" ? written(only.bindings[0]!.value) : "no let";
}

describe("operators", () => {
  const claims: readonly (readonly [string, string])[] = [
    ["a | b | c", "<union a b c>"],
    ["a | (b | c)", "<union a b c>"],
    ["a ; (b ; c) ; d", "<sequence a b c d>"],
    ["a | b ++ c", "<union a <add b c>>"],
    ["a ++ b ++ c", "<add a <add b c>>"],
    ["a ++ b ; c", "<add a <sequence b c>>"],
    ["a ; b \\ c", "<sequence a <difference b c>>"],
    ["a \\ b \\ c", "<difference <difference a b> c>"],
    ["a & b \\ c", "<difference <intersection a b> c>"],
    ["a \\ b & c", "<difference a <intersection b c>>"],
    ["a & b & c", "<intersection a <intersection b c>>"],
    ["a | b & c", "<union a <intersection b c>>"],
    ["a & b * c", "<intersection a <product b c>>"],
    ["a & b*", "<intersection a <star b>>"],
    ["a;b+;c?", "<sequence a <plus b> <option c>>"],
    ["a+*", "<star <plus a>>"],
    ["a*^-1?", "<option <inverse <star a>>>"],
    ["~a & b", "<intersection <complement a> b>"],
    ["~a^-1", "<complement <inverse a>>"],
    ["~~a", "<complement <complement a>>"],
    ["a * b^-1", "<product a <inverse b>>"],
    ["a * ~b", "<product a <complement b>>"],
    ["a+ * b", "<product <plus a> b>"],
    ["a * _ | b", "<union <product a _> b>"],
    ["a * {b}", "<product a {b}>"],
    ["a* | b", "<union <star a> b>"],
    ["(a*)\\b", "<difference <star a> b>"],
    ["[a];b", "<sequence <identity a> b>"],
    ["[a | b]", "<identity <union a b>>"],
    ["f a b", "<<f @ a> @ b>"],
    ["f a ; g (b, c)", "<sequence <f @ a> <g @ (b,c)>>"],
    ["f (a ; b)+", "<plus <f @ <sequence a b>>>"],
    ["~f a", "<complement <f @ a>>"],
    ["f {a} [b] 'c 0 _ begin d end", "<<<<<<f @ {a}> @ <identity b>> @ 'c> @ 0> @ _> @ d>"],
    ["f ()", "<f @ ()>"],
    ["a, b | c, 0", "(a,<union b c>,0)"],
    ["{}", "{}"],
    ["{a;b, c}", "{<sequence a b>,c}"],
    ["begin a | b end & c", "<intersection <union a b> c>"],
  ];
  for (const [text, expected] of claims) test(text, () => expect(expression(text)).toBe(expected));
});

describe("expressions with keywords", () => {
  const claims: readonly (readonly [string, string])[] = [
    ["let a = b and c = d in a;c", "<let a=b and c=d in <sequence a c>>"],
    [
      "let rec f x = g x and (y, _) = z in f y",
      "<let rec f=<fun fx <g @ x>> and (y,_)=z in <f @ y>>",
    ],
    ["let a, b = c in a", "<let (a,b)=c in a>"],
    ["let _ = c in 0", "<let _=c in 0>"],
    ["let (a) = c in a", "<let a=c in a>"],
    ["fun x -> x | y", "<fun x <union x y>>"],
    ["fun (x, _) -> x", "<fun (x,_) x>"],
    ["fun () -> 0", "<fun () 0>"],
    ["try a with b | c", "<try a else <union b c>>"],
    ["try try a with b with c", "<try <try a else b> else c>"],
    ["if a = b then c else d", "<if a equal b c d>"],
    ["if a | b subset c then d else e | f", "<if <union a b> subset c d <union e f>>"],
    ["if (a) in b then c else d", "<if a in b c d>"],
    ['if "v" then a else b', "<if v a b>"],
    ['if not "u" && "v" || variant "w" then a else b', "<if ((!u and v) or w) a b>"],
    ['if "u" || "v" || ("w" && not ("x")) then a else b', "<if ((u or v) or (w and !x)) a b>"],
    ["match x with 'a -> b || 'c -> d end", "<match x 'a:b 'c:d else ->"],
    ["match x with || 'a -> b || _ -> d | e end", "<match x 'a:b else <union d e>>"],
    ["match x with _ -> b end", "<match x  else b>"],
    ["match x with {} -> a || y ++ ys -> b ++ c end", "<match x {}:a y++ys:<add b c>>"],
    ["match x with || _ ++ ys -> b || {} -> a end", "<match x {}:a _++ys:b>"],
    ["match x with {} -> a || ws | y ++ _ -> b end", "<match x {}:a ws|y++_:b>"],
  ];
  for (const [text, expected] of claims) test(text, () => expect(expression(text)).toBe(expected));
});

describe("instructions", () => {
  const kinds = (text: string): readonly string[] => {
    const { instructions, problems } = parse(text);
    expect(problems).toBe("");
    return instructions.map((i) => i.kind);
  };

  test("every kind", () => {
    const text = `Name "title" catdep
let a = b in
let rec r = a | (r;r) and s = r when acyclic r as guard
~empty a as some
flag ~acyclic a as cyclic undefined_unless irreflexive r assert empty a
show a, b show a;b as ab show f a as fa show a as b unshow a
include "x.cat"
procedure p (x, y) = empty x & y let z = x end
procedure rec q x = call q(x) end procedure e () = end
call p(a, b) as called call q 0
forall x in {a, b} do acyclic x end
with co from f(a)
match x with || 'a -> empty b || _ -> empty c end
if not "v" empty a else empty b end if "w" end
debug a
enum T = || 'a || 'b
instructions R[{'a, 'b}, T] default W['a]`;
    expect(kinds(text)).toEqual([
      ..."let let test test test test show show-as show-as show-as unshow".split(" "),
      ..."include procedure procedure procedure call call forall with match-tag if if".split(" "),
      ..."debug enum instructions instructions".split(" "),
    ]);
  });

  const identities: readonly (readonly [string, string | null, string | null, boolean])[] = [
    ['AArch64 "The model" catdep', "AArch64", "The model", true],
    ["C RC11 let a = b", "C", "RC11", false],
    ["SC acyclic po", "SC", "SC", false],
    ['"Title" acyclic po', null, "Title", false],
    ["acyclic po", null, null, false],
    ['"Old" withoutco acyclic po', null, "Old", false],
    ["Old withoutco acyclic po", "Old", "Old", false],
    ["", null, null, false],
  ];
  for (const [text, architecture, title, isCatdep] of identities) {
    test(`identity: ${text}`, () => {
      const diagnostics = new Diagnostics();
      const file = parseModel(new Source("test.cat", text), diagnostics);
      expect(diagnostics.list).toEqual([]);
      expect(file).toMatchObject({ architecture, title, isCatdep });
    });
  }

  test("a star before a negated test is a postfix", () => {
    expect(kinds("let a = b*\n~empty a\nlet c = b * ~a")).toEqual(["let", "test", "let"]);
  });

  test("a name alone after show is a list, also before a negated test", () => {
    expect(kinds("show a\n~empty b\nshow a, b\nacyclic c")).toEqual([
      "show",
      "test",
      "show",
      "test",
    ]);
  });
});

describe("what cannot be read", () => {
  const claims: readonly (readonly [string, string, string])[] = [
    [
      "a word is missing",
      "let a b",
      "test.cat:1:8: error: expected `=`, found the end of the file\n  let a b\n         ^",
    ],
    [
      "a misspelled keyword that begins a line",
      "let a = b\nacylic a as x",
      "test.cat:2:10: error: expected a statement, found `as`\n  acylic a as x\n           ^~\n" +
        "test.cat:2:1: note: `acylic` is not a keyword: did you mean `acyclic`?\n  acylic a as x\n  ^~~~~~",
    ],
    [
      "a misspelled first keyword, which looks like a title",
      "lett a = b",
      "test.cat:1:8: error: expected a statement, found `=`\n  lett a = b\n         ^\n" +
        "test.cat:1:1: note: `lett` is not a keyword: did you mean `let`?\n  lett a = b\n  ^~~~",
    ],
    [
      "operators that do not mix",
      "let a = ~b*",
      "test.cat:1:11: error: `~`, `*`, `+` and `?` do not mix with a product or a complement: write parentheses before `*`\n" +
        "  let a = ~b*\n            ^",
    ],
    [
      "a product of three",
      "let a = b * c * d",
      "test.cat:1:15: error: `~`, `*`, `+` and `?` do not mix with a product or a complement: write parentheses before `*`\n" +
        "  let a = b * c * d\n                ^",
    ],
    [
      "an inverse without its exponent",
      "let a = rf^1",
      "test.cat:1:12: error: `1` is not part of the cat language\n  let a = rf^1\n             ^\n" +
        "test.cat:1:13: error: expected `-1`, found the end of the file\n  let a = rf^1\n              ^",
    ],
    [
      "a match on a set without its empty case",
      "let f x = match x with e ++ s -> 0 end",
      "test.cat:1:36: error: expected `|| {} -> ...`, found `end`\n  let f x = match x with e ++ s -> 0 end\n                                     ^~~",
    ],
    [
      "an enumeration inside a procedure",
      "procedure p x =\n  enum T = 'a\nend",
      "test.cat:2:3: error: expected a statement (`enum` stands at the top of a file only), found `enum`\n" +
        "    enum T = 'a\n    ^~~~",
    ],
    [
      "a procedure without parentheses in its call",
      "call p x",
      "test.cat:1:8: error: expected `(`, found `x`\n  call p x\n         ^",
    ],
    [
      "an include without quotes",
      "include cos.cat",
      'test.cat:1:9: error: expected the name of a file, such as `"cos.cat"`, found `cos.cat`\n' +
        "  include cos.cat\n          ^~~~~~~",
    ],
    [
      "a body without an end",
      "procedure p x =\n  empty x\nlet a = b",
      "test.cat:3:10: error: expected `end`, found the end of the file\n  let a = b\n           ^",
    ],
    [
      "a problem in a body, and one after it",
      "procedure p x =\n  empty x &\n  acyclic x\nend\nlet = b\nlet c = d",
      "test.cat:3:3: error: expected an expression, found `acyclic`\n    acyclic x\n    ^~~~~~~\n" +
        "test.cat:5:5: error: expected a name to bind, found `=`\n  let = b\n      ^",
    ],
  ];
  for (const [claim, text, expected] of claims) {
    test(claim, () => expect(parse(text).problems).toBe(expected));
  }

  test("a flag without a name is a warning only", () => {
    const { instructions, problems } = parse("flag ~empty r\nflag ~empty r as f");
    expect(instructions).toHaveLength(2);
    expect(problems).toBe(
      "test.cat:1:1: warning: this flag has no name, so nobody will see it: write `as name` after it\n" +
        "  flag ~empty r\n  ^~~~~~~~~~~~~",
    );
  });

  test("two problems, and what is around them is read", () => {
    const { instructions, problems } = parse("let a =\nlet b = c\nacyclic b &\nshow b\nlet d = e");
    expect(problems).toBe(
      "test.cat:3:1: error: expected `in`, found `acyclic`\n  acyclic b &\n  ^~~~~~~\n" +
        "test.cat:4:1: error: expected an expression, found `show`\n  show b\n  ^~~~",
    );
    expect(instructions.map((i) => i.kind)).toEqual(["show", "let"]);
  });
});

test("whatever the words, parsing ends, and what is not reported is in an instruction", () => {
  const word = fc.constantFrom(
    ...KEYWORDS,
    ..."a b f 'a 'b 0 _ ( ) { } [ ] | || & && ++ + * ? ~ ^-1 \\ = ; , -> \"s\" % (* *)".split(" "),
    ..."let acyclic empty = = a a b".split(" "),
    "\n",
  );
  fc.assert(
    fc.property(fc.array(word, { maxLength: 30 }), (list) => {
      const source = new Source("test.cat", list.join(" "));
      const diagnostics = new Diagnostics();
      const { instructions } = parseModel(source, diagnostics);
      if (diagnostics.list.length > 0) return;
      const [title, ...others] = instructions.map((i) => i.span);
      const words = scan(source, diagnostics).slice(0, -1);
      const body = words.filter((w) => w.span.start >= (title?.start ?? source.text.length));
      expect(words.length - body.length).toBeLessThanOrEqual(3);
      for (const { span } of body) {
        const holds = [title!, ...others].some((s) => s.start <= span.start && span.end <= s.end);
        expect(holds, span.source.text).toBe(true);
      }
    }),
    { numRuns: 5000 },
  );
});
