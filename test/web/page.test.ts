import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Browser, chromium } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { courseTests } from "./course.js";
import { hardwareTests } from "./hardware.js";
import { playgroundTests } from "./playground.js";
import { servingTests } from "./serving.js";
import { shellTests } from "./shell.js";
import { Site } from "./site.js";
import { stepperTests } from "./stepper.js";

/** The page as a reader uses it, in Debian's Chromium, served by the built command line. */
const ROOT = new URL("../..", import.meta.url).pathname;
const CHROMIUM = ["/usr/bin/chromium", "/usr/bin/chromium-browser"].find((path) =>
  existsSync(path),
);
if (CHROMIUM === undefined) {
  process.stderr.write("no tests of the page: there is no chromium (apt-get install chromium)\n");
}

/** What three builds may take on a busy machine. */
const BUILD_MILLISECONDS = 120_000;

describe.skipIf(CHROMIUM === undefined)("the page", () => {
  const home = mkdtempSync(join(tmpdir(), "litmus-page-"));
  const folder = join(home, "dist");
  let server: ChildProcess;
  let browser: Browser;
  let site: Site;

  beforeAll(async () => {
    // As in the package: the shipped tests and lessons are beside the program.
    symlinkSync(join(ROOT, "litmus"), join(home, "litmus"));
    const page = [
      ...["node_modules/vite/bin/vite.js", "build", "--config", ".config/vite.config.ts"],
      ...["--logLevel", "error", "--outDir", join(folder, "web")],
    ];
    for (const args of [[".config/build.mjs", folder], page, [...page, "--mode", "offline"]]) {
      const built = spawnSync(process.execPath, args, { cwd: ROOT, encoding: "utf8" });
      expect(built.status, built.stderr).toBe(0);
    }
    server = spawn(process.execPath, [join(folder, "litmus.cjs"), "serve"]);
    const url = await new Promise<string>((ready) => {
      server.stdout!.once("data", (data) => ready(`${data}`.trim()));
    });
    browser = await chromium.launch({
      executablePath: CHROMIUM!,
      args: ["--no-sandbox", "--disable-gpu"],
    });
    site = new Site(url, browser, folder);
  }, BUILD_MILLISECONDS);

  afterAll(async () => {
    await browser?.close();
    server?.kill();
    rmSync(home, { recursive: true, force: true });
  });

  servingTests(() => site);
  shellTests(() => site);
  playgroundTests(() => site);
  stepperTests(() => site);
  courseTests(() => site);
  hardwareTests(() => site);

  test("writes nothing to the console that is an error", () => {
    expect(site.errors).toEqual([]);
  });
});
