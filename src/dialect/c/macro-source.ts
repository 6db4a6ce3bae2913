import { Diagnostics } from "../../source/diagnostic.js";
import { Source } from "../../source/source.js";
import type { Macro } from "./directives.js";
import { type MacroSource, preprocess, scanPieces } from "./preprocessor.js";

/** Macros by name, each with what stands behind its name in its `#define`. Each is read when a test first names it. */
export function macroSource(definitions: ReadonlyMap<string, string>): MacroSource {
  return {
    lookup(name: string): Macro | undefined {
      const definition = definitions.get(name);
      if (definition === undefined) return undefined;
      const text = `#define ${name}${definition}`;
      const source = new Source(`prelude:${name}`, text);
      const diagnostics = new Diagnostics();
      const tokens = scanPieces([{ source, start: 0, end: text.length }], diagnostics);
      return preprocess(tokens, [], { lookup: () => undefined }, diagnostics).macros.get(name);
    },
  };
}
