import { fileURLToPath } from "node:url";
import { defineConfig } from "vite";

/** Imports a cat file as its text, as the bundle of the command line does. */
const catAsText = {
  name: "cat-as-text",
  transform(text: string, id: string) {
    return id.endsWith(".cat") ? `export default ${JSON.stringify(text)};` : null;
  },
};

/** Builds the page; its addresses are relative, so that any folder of any host can hold it. */
export default defineConfig({
  root: fileURLToPath(new URL("../src/web", import.meta.url)),
  base: "./",
  plugins: [catAsText],
  worker: { format: "es", plugins: () => [catAsText] },
  build: {
    outDir: fileURLToPath(new URL("../dist/web", import.meta.url)),
    emptyOutDir: true,
    target: "es2023",
    modulePreload: { polyfill: false },
  },
});
