// Writes src/report/schema.json: the JSON Schema of what commands print with --json, made of src/report/answers.ts.
import { writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { schemaText } from "./schema-text.mjs";

const root = fileURLToPath(new URL("..", import.meta.url));
writeFileSync(`${root}src/report/schema.json`, schemaText(root));
