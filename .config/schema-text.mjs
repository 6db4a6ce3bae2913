import { createGenerator } from "ts-json-schema-generator";

/** The text of the JSON Schema of `Answers` in a checkout. */
export function schemaText(root) {
  const generator = createGenerator({
    path: `${root}src/report/answers.ts`,
    tsconfig: `${root}tsconfig.json`,
    type: "Answers",
    skipTypeCheck: true,
    expose: "all",
    topRef: false,
    additionalProperties: false,
  });
  const { definitions, ...schema } = generator.createSchema("Answers");
  return `${JSON.stringify({ ...schema, definitions }, null, 1)}\n`;
}
