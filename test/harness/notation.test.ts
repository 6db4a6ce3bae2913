import { expect, test } from "vitest";
import { normalizeState } from "../../src/harness/notation.js";

test.each([
  ["0:r1=1; 0:r0=0; [x]=2;", "0:r0=0; 0:r1=1; x=2"],
  ["x=2;0:r0=0", "0:r0=0; x=2"],
  ["[x]=y; 1:X0=-1;", "1:X0=-1; x=y"],
  ["0:r0=S8; [x]=S12;", "0:r0=S; x=S"],
  ["0:r0=S8x;", "0:r0=S8x"],
  ["", ""],
])("%j is normalized to %j", (state, normalized) => {
  expect(normalizeState(state)).toBe(normalized);
});
