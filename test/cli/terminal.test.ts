import { afterEach, expect, test, vi } from "vitest";
import { lookOf } from "../../src/cli/terminal.js";
import { PLAIN } from "../../src/report/look.js";

afterEach(() => vi.unstubAllEnvs());

const terminal = (columns: number) => ({ isTTY: true, columns });

test("what is no terminal gets plain text of 100 columns", () => {
  expect(lookOf({ isTTY: false, columns: 200 })).toBe(PLAIN);
  expect(PLAIN.width).toBe(100);
});

test("a terminal gets its own width, within reason", () => {
  const widths = [20, 80, 120, 400, 0].map((columns) => lookOf(terminal(columns)).width);
  expect(widths).toEqual([60, 80, 120, 160, 100]);
});

test("a terminal gets colours unless NO_COLOR or its kind says otherwise", () => {
  vi.stubEnv("NO_COLOR", undefined);
  vi.stubEnv("TERM", "xterm");
  expect(lookOf(terminal(80)).paint("red", "no")).toBe("\x1b[31mno\x1b[39m");
  vi.stubEnv("NO_COLOR", "1");
  expect(lookOf(terminal(80)).paint("red", "no")).toBe("no");
  vi.stubEnv("NO_COLOR", "");
  vi.stubEnv("TERM", "dumb");
  expect(lookOf(terminal(80)).paint("red", "no")).toBe("no");
});
