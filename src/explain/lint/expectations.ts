import { found, type Rule } from "./rule.js";

/** A variant for which the author forgot to say what is expected of a model that others have a verdict for. */
export const expectationsRule: Rule = {
  code: "missing-expectation",
  summary: "a variant without an expectation for a model that other variants have one for",
  check({ file, expectations }) {
    const models = [...new Set(expectations.map(({ model }) => model))];
    return found(
      file.variants.flatMap(({ name }) => {
        const known = expectations.filter(({ variant }) => variant === name.text);
        const missing = models.filter((id) => !known.some(({ model }) => model === id));
        if (missing.length === 0) return [];
        const message = `nothing is expected of \`${name.text}\` under ${missing.join(", ")}`;
        const note = "help: add its row to the `expect` clause; litmus run shows the verdicts";
        return [{ message, span: name.span, notes: [{ message: note }] }];
      }),
    );
  },
};
