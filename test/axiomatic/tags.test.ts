import { expect, test } from "vitest";
import { unfold } from "../../src/axiomatic/unfold.js";
import { VOCABULARIES } from "../../src/axiomatic/vocabulary/vocabularies.js";
import { readMacros } from "../../src/dialect/kernel/macro/table.js";
import { readTest } from "../../src/harness/load.js";
import { Diagnostics } from "../../src/source/diagnostic.js";
import { Source } from "../../src/source/source.js";

const DEFINITIONS = `
get(X) __load{acquire,sticky}(X)
put(X,V) { __store{lazy}(X,V); }
swap_far(X,V) __xchg{mb,far}(X,V)
cas_far(X,O,V) __cmpxchg{far}(X,O,V)
sync_near() { __fence{near}; }
`;

const TEST = `C tags
{}
P0(int *x)
{
	int r0 = get(*x);
	put(*x, 1);
	int r1 = swap_far(x, 2);
	int r2 = cas_far(x, 1, 3);
	sync_near();
	smp_mb();
}
exists (x=2)
`;

/** The sets that a cat file sees on the events of the only path, in program order. */
function setsOf(vocabulary: string): readonly (readonly string[])[] {
  const diagnostics = new Diagnostics();
  const macros = readMacros(new Source("own.def", DEFINITIONS), diagnostics);
  const { test: loaded } = readTest(new Source("tags.litmus", TEST), { loopRoundsMax: 8, macros });
  const [paths] = unfold(loaded!.variants[0]!.program).threads;
  const failing = paths!.find(({ rmw }) => rmw.length === 1)!;
  const { setsOf: sets } = VOCABULARIES.get(vocabulary)!;
  return failing.events.map((event) => [...sets(event)]);
}

test("the tags of a macro file are the sets that a model sees, in place of the order's", () => {
  expect(setsOf("kernel-v2")).toEqual([
    ["Acquire", "Sticky"],
    ["Lazy"],
    ["F", "MB"],
    ["Mb", "Far", "RMW"],
    ["Mb", "Far", "RMW"],
    ["F", "MB"],
    ["Far", "RMW"],
    ["F", "Near"],
    ["F", "MB"],
  ]);
});
