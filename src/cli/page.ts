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

/** The built page. */
export interface Page {
  /** By their paths in a URL, such as `/index.html`. */
  readonly files: ReadonlyMap<string, ServedFile>;
  /** The Content-Security-Policy that the page sets itself, for the files that no browser would look into for one. */
  readonly policy: string;
}

/**
 * Reads the built page, which stands next to the bundled file; not the part that is opened without a server. A UsageError
 * when the page was not built.
 */
export function readPage(): Page {
  const folder = join(__dirname, "web");
  const paths = existsSync(folder)
    ? readdirSync(folder, { recursive: true, encoding: "utf8" })
        .filter((path) => !path.startsWith("offline") && statSync(join(folder, path)).isFile())
        .map((path) => path.replaceAll("\\", "/"))
    : [];
  const files = new Map(
    paths.map((path) => {
      const type = TYPES[extname(path)] ?? "application/octet-stream";
      return [`/${path}`, { type, bytes: readFileSync(join(folder, path)) }];
    }),
  );
  const index = `${files.get("/index.html")?.bytes ?? ""}`;
  const [, policy] = /"Content-Security-Policy"\s+content="([^"]+)"/.exec(index) ?? [];
  if (policy === undefined) {
    throw new UsageError("the page is not built yet: run npm run build:web");
  }
  return { files, policy };
}
