import type { Program, Site } from "../../program/program.js";
import { found, type Rule } from "./rule.js";

/** Two variants that are one program: what differs between them is not used, or does the same. */
export const variantsRule: Rule = {
  code: "same-variant",
  summary: "a variant that is the same program as another one",
  check({ file, variants }) {
    const first = new Map<string, number>();
    return found(
      variants.flatMap(({ program }, k) => {
        const text = textOf(program);
        const same = first.get(text);
        if (same === undefined) {
          first.set(text, k);
          return [];
        }
        const [name, other] = [file.variants[k]!.name, file.variants[same]!.name];
        return [
          {
            message: `\`${name.text}\` is the same program as \`${other.text}\``,
            span: name.span,
            notes: [
              { message: "the other one is here", span: other.span },
              {
                message:
                  "help: bind a name that the code uses to something else, or drop the variant",
              },
            ],
          },
        ];
      }),
    );
  },
};

/** Everything of a program that an engine sees: equal texts are equal programs. */
function textOf({ threads, locations, values, rcuDomains, condition, filter }: Program): string {
  const parts = { threads, locations, rcuDomains, condition, filter };
  return JSON.stringify(parts, (key, value: unknown) => {
    // Two primitives that do the same here are two all the same to whoever compares them.
    if (key === "site") return (value as Site).primitive;
    if (key === "span") return null;
    const isCode = (key === "code" || key === "initial") && typeof value === "number";
    return isCode ? `${values.decode(value)}` : value;
  });
}
