import type { Extension } from "@codemirror/state";
import { diagnostics } from "./diagnostics.js";
import { type IsPrimitive, Vocabulary } from "./vocabulary.js";

/** What helps to write: problems with quick fixes, completion, what words mean. Loaded after the first verdicts. */
export async function assistance(
  text: string,
  onLanguage: (isPrimitive: IsPrimitive) => void,
): Promise<Extension> {
  const vocabulary = new Vocabulary(onLanguage);
  await vocabulary.read(text);
  return [diagnostics, vocabulary.extension];
}
