import { expect, test } from "vitest";
import { dialects } from "../../src/dialect/dialects.js";
import { loadDialects, dialects as ofPage } from "../../src/web/worker/dialects.js";

test("the page's list of dialects is the list of dialects", async () => {
  const named = ({ headers, title }: (typeof dialects)[number]) => ({ headers, title });
  expect(ofPage.map(named)).toEqual(dialects.map(named));
  await loadDialects(null);
  const said = (one: (typeof dialects)[number]) => ({
    models: one.defaultModels,
    instructions: one.instructions,
    primitives: one.primitives(),
  });
  expect(ofPage.map(said)).toEqual(dialects.map(said));
});
