import { spawn, spawnSync } from "node:child_process";
import { existsSync, readFileSync, statSync } from "node:fs";
import { createServer, request } from "node:http";
import type { AddressInfo } from "node:net";
import { extname, join } from "node:path";
import { pathToFileURL } from "node:url";
import { gzipSync } from "node:zlib";
import { expect, test } from "vitest";
import { cell, type Site } from "./site.js";

/** What the page may be until it shows its first verdicts, as a web host sends it. */
const FIRST_BYTES_MAX = 300_000;

/** How the page comes to a browser: from `litmus serve`, from any web host, from a file. */
export function servingTests(site: () => Site): void {
  const serve = (...args: readonly string[]) => [
    join(site().folder, "litmus.cjs"),
    "serve",
    ...args,
  ];

  test("is served with strict headers, and nothing outside of it", async () => {
    const response = await fetch(site().url);
    const policy = response.headers.get("content-security-policy");
    expect(policy).toContain("default-src 'none'; script-src 'self'; ");
    expect(policy).not.toContain("unsafe");
    expect(response.headers.get("cross-origin-embedder-policy")).toBe("require-corp");
    // A browser would tidy these paths before it sends them.
    for (const path of ["/../litmus.cjs", "/%2e%2e/litmus.cjs", "/assets/../../litmus.cjs"]) {
      const status = await new Promise((done) => {
        request(site().url, { path }, (answer) => done(answer.resume().statusCode)).end();
      });
      expect(status).toBe(404);
    }
  });

  test("says which port is in use, and ends when it is told to", async () => {
    const { port } = new URL(site().url);
    const second = spawnSync(process.execPath, serve("--port", port), { encoding: "utf8" });
    expect([second.status, second.stderr]).toEqual([
      2,
      `error: port ${port} of 127.0.0.1 is in use: give another, or none for a free one\n`,
    ]);
    const codes = await Promise.all(
      (["SIGTERM", "SIGINT"] as const).map(async (name) => {
        const server = spawn(process.execPath, serve());
        await new Promise((ready) => server.stdout.once("data", ready));
        server.kill(name);
        return new Promise((ended) => server.once("exit", ended));
      }),
    );
    expect(codes).toEqual([0, 130]);
  });

  test("comes from any web host, in less than 300 KB until the first verdicts", async () => {
    const host = await webHost(join(site().folder, "web"));
    const page = await site().openAt(host.url, 1024, SAY_WHEN_SHOWN);
    await cell(page, "refcount inc relaxed", "wmm").getByText("Sometimes").waitFor();
    await expect.poll(() => host.asked.includes(SHOWN)).toBe(true);
    const first = new Set(host.asked.slice(0, host.asked.indexOf(SHOWN)));
    const sizes = [...first].map((path) => {
      return gzipSync(readFileSync(join(host.folder, path)), { level: 9 }).length;
    });
    expect(sizes.length).toBeGreaterThan(3);
    const sum = sizes.reduce((a, b) => a + b, 0);
    const { SIZES } = process.env;
    if (SIZES !== undefined) {
      const words = [...first].map((path, i) => `${sizes[i]} ${path}`);
      process.stdout.write(`${words.join("\n")}\n${sum} bytes until the verdicts\n`);
    }
    expect(sum).toBeLessThan(FIRST_BYTES_MAX);
    await page.close();
    host.close();
  });

  test("opens from a file, where browsers load no modules", async () => {
    const file = pathToFileURL(join(site().folder, "web", "index.html")).href;
    const page = await site().openAt(`${file}#test=classic%2FMP.lit&model=tso`);
    await cell(page, "wmb+rmb", "tso").getByText("Never").waitFor();
    expect(page.url()).toContain("offline.html#test=classic%2FMP.lit");
    await page.close();
  });
}

const TYPES: Readonly<Record<string, string>> = {
  ".html": "text/html",
  ".js": "text/javascript",
  ".css": "text/css",
};

/** A file that there is not: a page that asks for it has shown its verdicts. */
const SHOWN = "verdicts-are-shown.png";

/** Runs in the page before anything of it: asks for that file as soon as there is a table of verdicts. */
const SAY_WHEN_SHOWN = `new MutationObserver((_, observer) => {
  if (document.querySelector(".matrix td button") === null) return;
  observer.disconnect();
  new Image().src = "${SHOWN}";
}).observe(document, { subtree: true, childList: true })`;

/** A host that knows nothing of litmus and has the page in some folder; it keeps the paths that it was asked for. */
export async function webHost(folder: string) {
  const asked: string[] = [];
  const server = createServer(({ url = "/" }, response) => {
    const name = url.replace(/^\/some\/folder\//, "").split("?")[0] || "index.html";
    const path = join(folder, name);
    asked.push(name);
    if (!existsSync(path) || !statSync(path).isFile()) {
      response.writeHead(name === SHOWN ? 204 : 404).end();
      return;
    }
    response.writeHead(200, { "Content-Type": TYPES[extname(path)] ?? "text/plain" });
    response.end(readFileSync(path));
  });
  await new Promise<void>((ready) => server.listen(0, "127.0.0.1", ready));
  const { port } = server.address() as AddressInfo;
  const close = () => {
    server.close();
    server.closeAllConnections();
  };
  return { url: `http://127.0.0.1:${port}/some/folder/`, folder, asked, close };
}
