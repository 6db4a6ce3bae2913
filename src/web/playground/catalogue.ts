import firstText from "../../../litmus/vma-lock/fence-loss.lit?raw";

/** The test that a page shows whose address names none: it comes with the page. */
export const FIRST_TEST = { path: "vma-lock/fence-loss.lit", text: firstText };

/** The tests that ship with litmus, texts by their paths below `litmus/`: loaded when they are first asked for. */
export async function loadCatalogue(): Promise<ReadonlyMap<string, string>> {
  const { texts } = await import("./texts.js");
  return texts;
}

/** The text of a shipped test; null when there is none of that path. */
export async function shippedText(path: string): Promise<string | null> {
  if (path === FIRST_TEST.path) return FIRST_TEST.text;
  const catalogue = await loadCatalogue();
  return catalogue.get(path) ?? null;
}
