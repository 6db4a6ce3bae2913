import twoPlusTwo from "../../../litmus/classic/2+2W.lit?raw";
import corr from "../../../litmus/classic/CoRR.lit?raw";
import iriw from "../../../litmus/classic/IRIW.lit?raw";
import lb from "../../../litmus/classic/LB.lit?raw";
import mp from "../../../litmus/classic/MP.lit?raw";
import sb from "../../../litmus/classic/SB.lit?raw";

/** A test that ships with litmus. */
export interface ShippedTest {
  readonly name: string;
  /** Below `litmus/`. */
  readonly path: string;
  readonly text: string;
}

/** The tests that the page offers to run on real threads; what they do and what they are about is in their texts. */
export const TESTS: readonly ShippedTest[] = (
  [
    ["SB", sb],
    ["MP", mp],
    ["LB", lb],
    ["CoRR", corr],
    ["IRIW", iriw],
    ["2+2W", twoPlusTwo],
  ] as const
).map(([name, text]) => ({ name, path: `classic/${name}.lit`, text }));
