import { fileURLToPath } from "node:url";
import { defineConfig, type Plugin } from "vite";

const root = fileURLToPath(new URL("../src/web", import.meta.url));

/** Imports a cat file as its text, without its comments: what is said of a line keeps the line. */
const catAsText: Plugin = {
  name: "cat-as-text",
  transform(text: string, id: string) {
    if (!id.endsWith(".cat")) return null;
    const code = text.replace(/\(\*[\s\S]*?\*\)/g, (comment) => comment.replace(/[^\n]+/g, ""));
    return `export default ${JSON.stringify(code.replace(/[ \t]+$/gm, ""))};`;
  },
};

/** Gives the worker the list of dialects of which those of assembly are loaded when they are needed. */
const lateDialects: Plugin = {
  name: "late-dialects",
  enforce: "pre",
  resolveId(name) {
    return name.endsWith("dialect/dialects.js") ? `${root}/worker/dialects.ts` : null;
  },
};

/**
 * What a browser opens from a disk or a stick has no modules, and no worker that is a file: all of it is one script, in
 * which the worker is a text.
 */
const withoutModules: Plugin = {
  name: "without-modules",
  enforce: "pre",
  resolveId(name, importer) {
    if (name !== "./start.js" || importer === undefined) return null;
    return this.resolve("./start-offline.js", importer);
  },
  transformIndexHtml: {
    order: "post",
    handler: (html) =>
      html
        .replace('<script type="module" crossorigin', "<script defer")
        .replace(" crossorigin", ""),
  },
};

/**
 * Builds the page; its addresses are relative, so that any folder of any host can hold it. Once as it is served, and with
 * `--mode offline` as it is opened from a file.
 */
export default defineConfig(({ mode }) => {
  const isOffline = mode === "offline";
  return {
    root,
    base: "./",
    plugins: isOffline ? [catAsText, withoutModules] : [catAsText],
    worker: { format: isOffline ? "iife" : "es", plugins: () => [catAsText, lateDialects] },
    build: {
      outDir: fileURLToPath(new URL("../dist/web", import.meta.url)),
      emptyOutDir: !isOffline,
      copyPublicDir: !isOffline,
      assetsDir: isOffline ? "offline" : "assets",
      target: "es2023",
      // Nothing is loaded later from a file, and all of the style is one file too.
      modulePreload: isOffline ? false : { polyfill: false },
      cssCodeSplit: !isOffline,
      chunkSizeWarningLimit: isOffline ? Number.POSITIVE_INFINITY : 500,
      rolldownOptions: isOffline
        ? {
            input: `${root}/offline.html`,
            output: { format: "iife", codeSplitting: false },
            checks: { emptyImportMeta: false, pluginTimings: false },
          }
        : { checks: { pluginTimings: false } },
    },
  };
});
