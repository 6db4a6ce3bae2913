import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { Command } from "commander";
import { EXIT, reason, UsageError } from "../exit.js";
import { parseCount } from "../options.js";
import { readPage, type ServedFile } from "../page.js";
import { interruption } from "../terminal.js";

interface ServeFlags {
  readonly port?: number;
  readonly host: string;
}

const HELP = `
Serves the page on this machine only, on a free port, and prints its address; open it in a browser. Ctrl-C
ends it. Everything is computed in the browser: nothing that is typed there is sent anywhere.

Examples:
  litmus serve
  litmus serve --port 8000
`;

/** `litmus serve`. */
export function declare(command: Command): void {
  command
    .option("--port <n>", "the port (default: a free one)", parseCount)
    .option("--host <address>", "the address to listen at", "127.0.0.1")
    .addHelpText("after", HELP)
    .action(serve);
}

async function serve({ port = 0, host }: ServeFlags): Promise<void> {
  const files = readPage();
  if (port > 65_535) throw new UsageError(`--port: ${port} is more than 65535`);
  const server = createServer((request, response) => send(files, request, response));
  await new Promise<void>((ready, failed) => {
    server.once("error", (error) => {
      failed(new UsageError(`cannot listen at ${host}, port ${port}: ${reason(error)}`));
    });
    server.listen(port, host, ready);
  });
  const { address, family, port: taken } = server.address() as AddressInfo;
  const url = `http://${family === "IPv6" ? `[${address}]` : address}:${taken}/`;
  process.stdout.write(`${url}
`);
  const signal = interruption();
  await new Promise((ended) => signal.addEventListener("abort", ended));
  server.close();
  server.closeAllConnections();
  process.exitCode = EXIT.interrupted;
}

/**
 * Only the page's own code runs, nothing else is loaded, and no other page can look into it. Styles may stand in
 * the page, since the editor makes its own; scripts may not.
 */
const HEADERS = {
  "Content-Security-Policy":
    "default-src 'none'; script-src 'self'; worker-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; " +
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  "Cross-Origin-Opener-Policy": "same-origin",
  "Cross-Origin-Embedder-Policy": "require-corp",
  "Cross-Origin-Resource-Policy": "same-origin",
  "X-Content-Type-Options": "nosniff",
  "Referrer-Policy": "no-referrer",
  "Cache-Control": "no-cache",
};

/** Answers with one of the files that were read at the start: no path ever reaches the disk. */
function send(
  files: ReadonlyMap<string, ServedFile>,
  { method, url = "/" }: IncomingMessage,
  response: ServerResponse,
): void {
  const path = url.split("?")[0]!;
  const file = files.get(path === "/" ? "/index.html" : path);
  const isRead = method === "GET" || method === "HEAD";
  if (file === undefined || !isRead) {
    const status = isRead ? 404 : 405;
    response.writeHead(status, { ...HEADERS, "Content-Type": "text/plain; charset=utf-8" });
    response.end(isRead ? "there is no such file\n" : "only GET and HEAD are answered\n");
    return;
  }
  response.writeHead(200, {
    ...HEADERS,
    "Content-Type": file.type,
    "Content-Length": file.bytes.length,
  });
  response.end(method === "HEAD" ? undefined : file.bytes);
}
