import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  baselineOfLog,
  baselineOfRows,
  type Change,
  changes,
} from "../../../src/harness/campaign/baseline.js";
import {
  type CampaignFile,
  campaignLine,
  readCampaign,
} from "../../../src/harness/campaign/file.js";
import { isHerdLog, readHerdLog } from "../../../src/harness/campaign/herdlog.js";
import { merge, misfits } from "../../../src/harness/campaign/merge.js";
import {
  distinctNames,
  isInShard,
  parseShard,
  shardSize,
  startOrder,
} from "../../../src/harness/campaign/plan.js";
import { changedSettings, resume } from "../../../src/harness/campaign/resume.js";
import {
  type CampaignHeader,
  type CellRow,
  type ExpectationRow,
  emptyRow,
  isSameRow,
  lackedMemory,
  type Row,
  type Shard,
} from "../../../src/harness/campaign/row.js";
import { Source } from "../../../src/source/source.js";

const header: CampaignHeader = {
  ...{ format: 1, kind: "campaign", version: "0.1.0", mode: "expectations" },
  ...{ options: { "--model": "sc" }, models: { sc: "f00" }, tests: 5, list: "cafe", shard: null },
};

const row = (index: number, more: Partial<ExpectationRow> = {}): ExpectationRow => {
  const test = `${index}.lit`;
  const about = { test, file: test, index, text: `text ${index}`, milliseconds: index };
  return { ...emptyRow(about, { standing: "ok" }), ...more };
};

const cell = (more: Partial<CellRow> = {}): CellRow => ({
  ...{ variant: null, model: "sc", engine: "machine", observation: "Sometimes", isSure: true },
  ...{ bounds: [], states: ["x=1", "x=2"], flags: [], faults: [], ...more },
});

const fileOf = (rows: readonly Row[], shard: Shard | null = null): CampaignFile => {
  const text = [{ ...header, shard }, ...rows].map(campaignLine).join("");
  return readCampaign(new Source("all.jsonl", text)).campaign!;
};

describe("shards", () => {
  const shards = fc
    .integer({ min: 1, max: 40 })
    .chain((size) =>
      fc.record({ index: fc.integer({ min: 1, max: size }), count: fc.constant(size) }),
    );

  test("every test is in one shard, and no shard has two tests more than another", () => {
    fc.assert(
      fc.property(fc.nat(200), fc.integer({ min: 1, max: 40 }), (tests, count) => {
        const sizes = Array.from({ length: count }, (_, k) => {
          const shard = { index: k + 1, count };
          const size = Array.from({ length: tests }, (_, i) => isInShard(i + 1, shard));
          expect(size.filter(Boolean)).toHaveLength(shardSize(tests, shard));
          return shardSize(tests, shard);
        });
        expect(sizes.reduce((sum, size) => sum + size, 0)).toBe(tests);
        expect(Math.max(...sizes) - Math.min(...sizes)).toBeLessThanOrEqual(1);
      }),
    );
  });

  test("are written as k/n", () => {
    fc.assert(
      fc.property(shards, ({ index, count }) => {
        expect(parseShard(`${index}/${count}`)).toEqual({ index, count });
        expect(parseShard(`${count + 1}/${count}`)).toBe(null);
      }),
    );
    for (const text of ["0/3", "3", "a/b", "1/0", "-1/2", "1/2/3"]) {
      expect(parseShard(text), text).toBe(null);
    }
  });
});

test("names that are there twice get a number", () => {
  expect(distinctNames(["a", "b", "a", "a"])).toEqual(["a", "b", "a (2)", "a (3)"]);
});

test("tests that took long are started first, then those of many states, the others in their order", () => {
  const statesOf = new Map([
    [2, 300],
    [5, 1_000],
    [6, 40],
  ]);
  const planned = [1, 2, 3, 4, 5, 6].map((index) => {
    const states = Array.from({ length: statesOf.get(index) ?? 0 }, (_, k) => `x=${k}`);
    const known = { observation: "Sometimes", states, flags: [] } as const;
    return { test: `${index}.lit`, index, answer: index === 1 ? null : { states: known } };
  });
  const earlier = new Map(
    [
      row(1, { milliseconds: 50 }),
      row(3, { milliseconds: 200 }),
      row(4, { milliseconds: 900 }),
    ].map((one) => [one.test, one]),
  );
  expect(startOrder(planned, earlier).map(({ index }) => index)).toEqual([4, 3, 5, 2, 1, 6]);
});

describe("a campaign's file", () => {
  test("is read as it was written, but for a last line that has no end", () => {
    const rows = [row(1), row(2, { cells: [cell()] })];
    const text = [header, ...rows].map(campaignLine).join("");
    for (let cut = text.indexOf("\n") + 1; cut <= text.length; cut += 7) {
      const { campaign, diagnostics } = readCampaign(new Source("f", text.slice(0, cut)));
      expect(diagnostics).toEqual([]);
      const whole = text.slice(0, cut).split("\n").length - 2;
      expect([...campaign!.rows.values()]).toEqual(rows.slice(0, whole));
      expect(campaign!.isTorn).toBe(text[cut - 1] !== "\n");
    }
  });

  test("with a line that is no row is wrong", () => {
    const text = `${campaignLine(header)}${campaignLine(row(1))}{"test":\n`;
    const { campaign, diagnostics } = readCampaign(new Source("f", text));
    expect(campaign).toBe(null);
    expect(diagnostics.map(({ message }) => message)).toEqual([
      "this line is not the row of a test",
    ]);
  });
});

describe("what is gone on with", () => {
  const planned = [1, 2, 3].map((index) => ({
    test: `${index}.lit`,
    index,
    text: `text ${index}`,
  }));

  test("is a row of the same text that did not crash", () => {
    const file = fileOf([
      row(1),
      row(2, { text: "other" }),
      row(3, { standing: "crashed" }),
      row(4),
    ]);
    const { kept, changed, gone, isStale } = resume(file, header, planned);
    expect([...kept.keys()]).toEqual(["1.lit"]);
    expect({ changed, gone, isStale }).toEqual({
      changed: ["2.lit"],
      gone: ["4.lit"],
      isStale: true,
    });
  });

  test("has its place in the list as that is now", () => {
    const { kept, isStale } = resume(fileOf([row(1), row(2)]), header, [
      { test: "2.lit", index: 1, text: "text 2" },
      { test: "1.lit", index: 2, text: "text 1" },
    ]);
    expect([...kept.values()].map(({ file, index }) => `${index} ${file}`)).toEqual([
      "1 2.lit",
      "2 1.lit",
    ]);
    expect(isStale).toBe(false);
  });

  test("was made with the same settings", () => {
    expect(changedSettings(header, { ...header, tests: 7, shard: { index: 1, count: 2 } })).toEqual(
      [],
    );
    const other = { ...header, version: "0.2.0", options: { "--time": 5 }, models: { sc: "f01" } };
    expect(changedSettings(header, other)).toEqual([
      "litmus: 0.1.0 there, 0.2.0 now",
      "--model: sc there, not given now",
      "--time: not given there, 5 now",
      "the model sc has another text",
    ]);
  });
});

test("files that are put together have every row once, in the order of the list", () => {
  const named = (name: string, rows: readonly Row[], index: number) => {
    return { name, campaign: fileOf(rows, { index, count: 2 }) };
  };
  const files = [
    named("1", [row(5), row(1), row(3)], 1),
    named("2", [row(4)], 2),
    named("3", [row(4, { milliseconds: 7 }), row(1, { standing: "fault" })], 2),
  ];
  expect(misfits(files)).toEqual([]);
  const { rows, duplicates, conflicts, gaps, header: merged } = merge(files);
  expect(rows.map(({ index, standing }) => `${index} ${standing}`)).toEqual([
    "1 fault",
    "3 ok",
    "4 ok",
    "5 ok",
  ]);
  expect({ duplicates, conflicts, gaps, shard: merged.shard }).toEqual({
    duplicates: 1,
    conflicts: [{ test: "1.lit", files: ["1", "3"] }],
    gaps: [{ shard: "2/2", missing: 1, of: 2, isWhole: false }],
    shard: null,
  });
});

test("rows are the same whatever the time", () => {
  expect(isSameRow(row(1), row(1, { milliseconds: 9 }))).toBe(true);
  expect(isSameRow(row(1), row(1, { standing: "fault" }))).toBe(false);
});

test.each([
  [[], null],
  [["10 s"], null],
  [["1,024 bytes"], "states"],
  [["1,024 bytes", "2 GB of memory"], "process"],
])("bounds %j: memory that lacked is %s", (bounds, lacked) => {
  expect(lackedMemory(row(1, { cells: [cell({ bounds })] }))).toBe(lacked);
});

describe("what is not as in a baseline", () => {
  const time = { factor: 2, millisecondsMin: 100 };
  const compare = (before: Row, now: Row): readonly Change[] =>
    changes(baselineOfRows([before]), [now], time);
  const of = (more: Partial<CellRow>, about: Partial<ExpectationRow> = {}) =>
    row(1, { name: "t", cells: [cell(more)], ...about });

  test("is nothing when nothing changed", () => {
    expect(compare(of({}), of({}))).toEqual([]);
  });

  test("is a verdict and the outcomes that made it", () => {
    const where = { test: "1.lit", variant: null, model: "sc" };
    expect(compare(of({}), of({ observation: "Never", states: ["x=2", "x=3"] }))).toEqual([
      { ...where, kind: "verdict", before: "Sometimes", now: "Never" },
      { ...where, kind: "states", appeared: ["x=3"], vanished: ["x=1"] },
    ]);
  });

  test("is no outcome that a search did not come to", () => {
    const bounded = of({ states: ["x=1"], bounds: ["10 s"] });
    expect(compare(of({}), bounded)).toEqual([]);
    expect(compare(bounded, of({}))).toEqual([]);
  });

  test("is a time, when it is beyond the factor and long enough to matter", () => {
    const took = (milliseconds: number) => of({}, { milliseconds });
    expect(compare(took(10), took(99))).toEqual([]);
    expect(compare(took(100), took(199))).toEqual([]);
    const change = { kind: "time", test: "1.lit" };
    expect(compare(took(100), took(201))).toEqual([{ ...change, before: 100, now: 201 }]);
    expect(compare(took(300), took(100))).toEqual([{ ...change, before: 300, now: 100 }]);
  });

  test("is a test that only one of them has", () => {
    expect(changes(baselineOfRows([row(1)]), [row(2)], time)).toEqual([
      { kind: "new", test: "2.lit" },
      { kind: "gone", test: "1.lit" },
    ]);
  });

  const LOG = `Test t Allowed
States 2
x=2;
[x]=1;
Ok
Witnesses
Positive: 1 Negative: 1
Flag data-race
Condition exists (x=1)
Observation t Sometimes 1 1
Time t 0.25
Hash=0123

Test u Forbidden
States 1
x=0;
Loop No
Observation u Never 0 1
`;

  test("in a log of herd, by the name of the test", () => {
    expect(isHerdLog(LOG)).toBe(true);
    const logged = readHerdLog(LOG);
    expect(logged).toEqual([
      {
        ...{ name: "t", states: ["x=2", "x=1"], observation: "Sometimes", isCut: false },
        ...{ flags: ["data-race"], milliseconds: 250 },
      },
      {
        ...{ name: "u", states: ["x=0"], observation: "Never", isCut: true },
        ...{ flags: [], milliseconds: null },
      },
    ]);
    const where = { test: "1.lit", variant: null, model: "sc" };
    expect(changes(baselineOfLog(logged), [of({})], time)).toEqual([
      { ...where, kind: "flags", appeared: [], vanished: ["data-race"] },
      { kind: "gone", test: "u" },
    ]);
  });

  test("is not known of a name that a log has twice", () => {
    const twice = LOG + LOG.replace("States 2\nx=2;", "States 2\nx=7;");
    const baseline = baselineOfLog(readHerdLog(twice));
    expect(baseline.ambiguous).toEqual(["t"]);
    expect(changes(baseline, [of({ states: [] })], time).map(({ kind }) => kind)).toEqual(["gone"]);
  });
});
