import { expect, test } from "vitest";
import { statesOf } from "../../src/harness/comparison.js";
import { DEFAULT_LIMITS } from "../../src/harness/limits.js";
import { readTest } from "../../src/harness/load.js";
import type { MachineCell } from "../../src/harness/result.js";
import { runTest } from "../../src/harness/run.js";
import { armv8 } from "../../src/models/armv8.js";
import { DEFAULT_MACHINE_OPTIONS } from "../../src/models/model.js";
import { Source } from "../../src/source/source.js";

/** What the machine of ARMv8 and its axioms say of tests in assembly: the final states, which have to be the same. */
test.each([
  {
    name: "nobody comes between a pair of exclusives, whatever is guessed between the two",
    text: `AArch64 t
{ 0:X1=y; 0:X3=z; 0:X4=1; 0:X5=3; 0:X6=4; 1:X1=y; 1:X2=5; }
P0             | P1           ;
LDXR W0,[X1]   | STLR W2,[X1] ;
CAS W4,W5,[X3] |              ;
STXR W7,W6,[X1] |             ;
locations [0:X0; 0:X7; y;]
forall (true)
`,
    states: [
      "0:X0=0; 0:X7=0; [y]=5",
      "0:X0=0; 0:X7=1; [y]=5",
      "0:X0=5; 0:X7=0; [y]=4",
      "0:X0=5; 0:X7=1; [y]=5",
    ],
  },
  {
    name: "a compare and swap that succeeds leaves in its register what it compared with",
    text: `AArch64 t
{ x=1; 0:X1=x; 0:X0=9; }
P0              ;
MOV W0,#1       ;
MOV W2,#2       ;
CASA W0,W2,[X1] ;
locations [0:X0; x;]
forall (true)
`,
    states: ["0:X0=1; [x]=2"],
  },
])("$name", async ({ text, states }) => {
  const { test: one, diagnostics } = readTest(new Source("t.litmus", text), DEFAULT_LIMITS);
  expect(diagnostics).toEqual([]);
  const result = await runTest(one!, {
    models: [armv8],
    engine: "both",
    variants: null,
    limits: DEFAULT_LIMITS,
    machineOptions: DEFAULT_MACHINE_OPTIONS,
    clock: () => 0,
  });
  const { program, cells } = result.variants[0]!;
  const machine = cells[0] as MachineCell;
  const plain = (text: readonly string[]) => text.map((s) => s.replace(/[[\]]/g, "")).sort();
  const wanted = plain(states);
  expect(plain([...statesOf(program, machine)])).toEqual(wanted);
  expect(plain([...statesOf(program, machine.axioms!)])).toEqual(wanted);
});
