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
ends it. Everything is computed in the browser: nothing that is typed there is sent anywhere. There is no --json:
the address is all that it says.

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
  const { files, policy } = readPage();
  if (port > 65_535) throw new UsageError(`--port: ${port} is more than 65535`);
  const headers = { ...HEADERS, "Content-Security-Policy": `${policy}; frame-ancestors 'none'` };
  const server = createServer((request, response) => send(files, headers, request, response));
  const signal = interruption();
  const isTerminated = new Promise<boolean>((ended) => {
    signal.addEventListener("abort", () => ended(false));
    process.once("SIGTERM", () => ended(true));
  });
  await new Promise<void>((ready, failed) => {
    server.once("error", (error) => failed(new UsageError(problemOf(error, host, port))));
    server.listen(port, host, ready);
  });
  const { address, family, port: taken } = server.address() as AddressInfo;
  process.stdout.write(
    `http://${family === "IPv6" ? `[${address}]` : address}:${taken}/
`,
  );
  const isAsked = await isTerminated;
  server.close();
  server.closeAllConnections();
  process.exitCode = isAsked ? EXIT.ok : EXIT.interrupted;
}

function problemOf(error: NodeJS.ErrnoException, host: string, port: number): string {
  switch (error.code) {
    case "EADDRINUSE":
      return `port ${port} of ${host} is in use: give another, or none for a free one`;
    case "EACCES":
      return `port ${port} of ${host} needs rights that you do not have: give one from 1024 on`;
    case "EADDRNOTAVAIL":
    case "ENOTFOUND":
      return `--host: ${host} is no address of this machine`;
    default:
      return `cannot listen at ${host}, port ${port}: ${reason(error)}`;
  }
}

/** What every answer says: no other page can look into this one, and it may measure time and share memory. */
const HEADERS = {
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
  headers: Readonly<Record<string, string>>,
  { method, url = "/" }: IncomingMessage,
  response: ServerResponse,
): void {
  const path = url.split("?")[0]!;
  const file = files.get(path === "/" ? "/index.html" : path);
  const isRead = method === "GET" || method === "HEAD";
  if (file === undefined || !isRead) {
    const status = isRead ? 404 : 405;
    response.writeHead(status, { ...headers, "Content-Type": "text/plain; charset=utf-8" });
    response.end(isRead ? "there is no such file\n" : "only GET and HEAD are answered\n");
    return;
  }
  response.writeHead(200, {
    ...headers,
    "Content-Type": file.type,
    "Content-Length": file.bytes.length,
  });
  response.end(method === "HEAD" ? undefined : file.bytes);
}
