const files = import.meta.glob<string>("../../../litmus/classic/{SB,MP,LB,CoRR,IRIW,2+2W}.lit", {
  query: "?raw",
  import: "default",
  eager: true,
});

/** A test that ships with litmus. */
export interface ShippedTest {
  readonly name: string;
  /** Below `litmus/`. */
  readonly path: string;
  readonly text: string;
}

/** The tests that the page offers to run on real threads; what they do and what they are about is in their texts. */
export const TESTS: readonly ShippedTest[] = ["SB", "MP", "LB", "CoRR", "IRIW", "2+2W"].map(
  (name) => {
    const path = `classic/${name}.lit`;
    return { name, path, text: files[`../../../litmus/${path}`]! };
  },
);
