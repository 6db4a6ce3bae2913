import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { extname, join } from "node:path";
import { UsageError } from "./exit.js";

/** One file of the page, as a browser gets it. */
export interface ServedFile {
  readonly type: string;
  readonly bytes: Uint8Array;
}

const TYPES: Readonly<Record<string, string>> = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".svg": "image/svg+xml",
};

/**
 * The files of the built page by their paths in a URL, such as `/index.html`. They stand next to the bundled file. A
 * UsageError when the page was not built.
 */
export function readPage(): ReadonlyMap<string, ServedFile> {
  const folder = join(__dirname, "web");
  if (!existsSync(join(folder, "index.html"))) {
    throw new UsageError("the page is not built yet: run npm run build:web");
  }
  const paths = readdirSync(folder, { recursive: true, encoding: "utf8" });
  const files = paths.filter((path) => statSync(join(folder, path)).isFile());
  return new Map(
    files.map((path) => {
      const type = TYPES[extname(path)] ?? "application/octet-stream";
      return [`/${path.replaceAll("\\", "/")}`, { type, bytes: readFileSync(join(folder, path)) }];
    }),
  );
}
