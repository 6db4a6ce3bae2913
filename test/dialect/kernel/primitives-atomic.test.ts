import { describe, expect, test } from "vitest";
import { code, emitted } from "./lowered.js";

/** The ordering of each suffix, written down from kernel.md section 3. */
const SUFFIXES = [
  ["", "rmw.full"],
  ["_relaxed", "rmw.relaxed/relaxed"],
  ["_acquire", "rmw.acquirePc/relaxed"],
  ["_release", "rmw.relaxed/release"],
] as const;

const FAMILIES = [
  ["atomic", "atomic_t", ""],
  ["atomic64", "atomic64_t", ".s64"],
  ["atomic_long", "atomic_long_t", ".s64"],
] as const;

describe.each(FAMILIES)("%s", (family, type, s) => {
  const emits = (call: string, ...lines: readonly string[]): void => {
    expect(emitted(`${family}_${call}`, `${type} *v`)).toEqual(lines);
  };

  test("reads and writes have the ordering of their suffix", () => {
    emits("read(v)", "load.relaxed [v]");
    emits("read_acquire(v)", "load.acquirePc [v]");
    emits("set(v, 3)", "store.relaxed [v] 3");
    emits("set_release(v, 3)", "store.release [v] 3");
  });

  test.each([
    ["add(3, v)", `old +${s} 3`],
    ["sub(3, v)", `old -${s} 3`],
    ["inc(v)", `old +${s} 1`],
    ["dec(v)", `old -${s} 1`],
    ["and(3, v)", `old &${s} 3`],
    ["or(3, v)", `old |${s} 3`],
    ["xor(3, v)", `old ^${s} 3`],
    ["andnot(3, v)", `old &${s} -4`],
  ])("%s orders nothing", (call, value) => {
    emits(call, `rmw.relaxed/relaxed.noreturn [v] ${value}`);
  });

  test.each(SUFFIXES)("operations with a value and the suffix '%s' are %s", (suffix, kind) => {
    for (const [name, value] of [
      ["fetch_add", `old +${s} 3`],
      ["fetch_sub", `old -${s} 3`],
      ["fetch_and", `old &${s} 3`],
      ["fetch_or", `old |${s} 3`],
      ["fetch_xor", `old ^${s} 3`],
      ["fetch_andnot", `old &${s} -4`],
      ["add_return", `old +${s} 3`],
      ["sub_return", `old -${s} 3`],
      ["add_negative", `old +${s} 3`],
    ]) {
      const lines = emitted(`${family}_${name}${suffix}(3, v)`, `${type} *v`);
      expect(lines).toEqual([`${kind} [v] ${value}`]);
    }
    for (const [name, value] of [
      ["fetch_inc", `old +${s} 1`],
      ["fetch_dec", `old -${s} 1`],
      ["inc_return", `old +${s} 1`],
      ["dec_return", `old -${s} 1`],
    ]) {
      emits(`${name}${suffix}(v)`, `${kind} [v] ${value}`);
    }
    emits(`xchg${suffix}(v, 3)`, `${kind} [v] 3`);
  });

  test.each(SUFFIXES)("cmpxchg%s is %s on success and a plain read on failure", (suffix, kind) => {
    emits(`cmpxchg${suffix}(v, 1, 2)`, `${kind} [v] 2 if old ==${s} 1`);
    const body = `${family}_try_cmpxchg${suffix}(v, &r, 2)`;
    const lines = code(`long r = 1;\nint ok = ${body};`, `${type} *v`);
    const expected = s === "" ? "(s32)r" : "r";
    expect(lines.slice(1)).toEqual([
      `1: $3 = ${kind} [v] 2 if old ==${s} ${expected}`,
      `2: unless $3 ==${s} ${expected} goto 5`,
      "3: $2 = 1",
      "4: goto 7",
      "5: r = $3",
      "6: $2 = 0",
      "7: ok = $2",
    ]);
  });

  test.each([
    ["sub_and_test(3, v)", `rmw.full [v] old -${s} 3`],
    ["dec_and_test(v)", `rmw.full [v] old -${s} 1`],
    ["inc_and_test(v)", `rmw.full [v] old +${s} 1`],
    ["add_unless(v, 3, 4)", `rmw.full [v] old +${s} 3 if old !=${s} 4`],
    ["fetch_add_unless(v, 3, 4)", `rmw.full [v] old +${s} 3 if old !=${s} 4`],
    ["inc_not_zero(v)", `rmw.full [v] old +${s} 1 if old !=${s} 0`],
    ["inc_unless_negative(v)", `rmw.full [v] old +${s} 1 if old >=${s} 0`],
    ["dec_unless_positive(v)", `rmw.full [v] old -${s} 1 if old <=${s} 0`],
    ["dec_if_positive(v)", `rmw.full [v] old -${s} 1 if old >${s} 0`],
  ])("%s is %s", (call, line) => emits(call, line));
});
