import { expect, test } from "vitest";
import { parseCount, parseModels, parseSize, parseTime } from "../../src/cli/options.js";

test.each([
  [parseCount, "1000", 1000],
  [parseCount, "1,000", 1000],
  [parseCount, "20k", 20_000],
  [parseCount, "50M", 50_000_000],
  [parseCount, "1.5k", 1500],
  [parseTime, "500ms", 500],
  [parseTime, "10s", 10_000],
  [parseTime, "10", 10_000],
  [parseTime, "2m", 120_000],
  [parseSize, "512M", 512 * 2 ** 20],
  [parseSize, "4g", 4 * 2 ** 30],
])("%o of %s", (parse, text, value) => {
  expect(parse(text)).toBe(value);
});

test.each([
  [parseCount, "0"],
  [parseCount, "-1"],
  [parseCount, "many"],
  [parseCount, "1e99"],
  [parseCount, ""],
  [parseCount, "5x"],
  [parseTime, "3 weeks"],
  [parseSize, "4.0.0G"],
  [parseSize, "99999999999G"],
])("%o does not take %s", (parse, text) => {
  expect(() => parse(text)).toThrow(/^Expected a .* at least 1\.$/);
});

test("models come in the order of the registry, each once", () => {
  expect(parseModels("tso, sc,tso").map(({ id }) => id)).toEqual(["sc", "tso"]);
  expect(() => parseModels("tos")).toThrow("there is no model tos; did you mean tso?");
  expect(() => parseModels("")).toThrow("there is no model ; there is sc, ");
});
