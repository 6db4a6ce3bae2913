import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { request } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import axe from "axe-core";
import { type Browser, chromium, type Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

/** The page as a reader uses it, in Debian's Chromium, served by the built command line. */
const ROOT = new URL("../..", import.meta.url).pathname;
const CHROMIUM = ["/usr/bin/chromium", "/usr/bin/chromium-browser"].find((path) =>
  existsSync(path),
);
if (CHROMIUM === undefined) {
  process.stderr.write("no tests of the page: there is no chromium (apt-get install chromium)\n");
}

/** Two threads that each store and then load: with store buffers both may read 0. */
const SB = `C buffers
{ x = 0; y = 0; }
P0(int *x, int *y) { int a; WRITE_ONCE(*x, 1); a = READ_ONCE(*y); }
P1(int *x, int *y) { int b; WRITE_ONCE(*y, 1); b = READ_ONCE(*x); }
exists (0:a=0 /\\ 1:b=0)
`;

describe.skipIf(CHROMIUM === undefined)("the page", () => {
  const folder = mkdtempSync(join(tmpdir(), "litmus-page-"));
  let server: ChildProcess;
  let browser: Browser;
  let url = "";
  const errors: string[] = [];

  beforeAll(async () => {
    for (const args of [
      [".config/build.mjs", folder],
      [
        "node_modules/vite/bin/vite.js",
        "build",
        ...["--config", ".config/vite.config.ts", "--logLevel", "error"],
        ...["--outDir", join(folder, "web")],
      ],
    ]) {
      const built = spawnSync(process.execPath, args, { cwd: ROOT, encoding: "utf8" });
      expect(built.status, built.stderr).toBe(0);
    }
    server = spawn(process.execPath, [join(folder, "litmus.cjs"), "serve"]);
    url = await new Promise((ready) => {
      server.stdout!.once("data", (data) => ready(`${data}`.trim()));
    });
    browser = await chromium.launch({
      executablePath: CHROMIUM!,
      args: ["--no-sandbox", "--disable-gpu"],
    });
  });

  afterAll(async () => {
    await browser?.close();
    server?.kill();
    rmSync(folder, { recursive: true, force: true });
  });

  async function open(hash = "", width = 1024): Promise<Page> {
    const page = await browser.newPage({ viewport: { width, height: 900 } });
    page.on("pageerror", (error) => errors.push(error.message));
    page.on("console", (message) => {
      if (message.type() === "error") errors.push(message.text());
    });
    await page.goto(`${url}${hash}`);
    return page;
  }

  async function write(page: Page, text: string): Promise<void> {
    await page.locator(".cm-content").fill(text);
    await page.locator(".matrix caption", { hasText: "buffers" }).waitFor();
  }

  const cell = (page: Page, variant: string, model: string) =>
    page
      .getByRole("row", { name: variant })
      .getByRole("cell")
      .nth(["sc", "tso", "pso", "wmm"].indexOf(model));

  test("is served with strict headers, and nothing outside of it", async () => {
    const response = await fetch(url);
    expect(response.headers.get("content-security-policy")).toContain("default-src 'none'");
    expect(response.headers.get("cross-origin-embedder-policy")).toBe("require-corp");
    // A browser would tidy these paths before it sends them.
    for (const path of ["/../litmus.cjs", "/%2e%2e/litmus.cjs", "/assets/../../litmus.cjs"]) {
      const status = await new Promise((done) => {
        request(url, { path }, (answer) => done(answer.resume().statusCode)).end();
      });
      expect(status).toBe(404);
    }
  });

  test("marks what is wrong while it is written, and what is right it judges", async () => {
    const page = await open();
    await page.locator(".cm-content").fill(SB.replace("WRITE_ONCE(*x", "WRITE_ONCE(*z"));
    await page.locator(".cm-lintRange-error").first().waitFor();
    await page.locator(".problem", { hasText: "z" }).waitFor();
    await write(page, SB);
    expect(await cell(page, "as written", "sc").innerText()).toBe("Never");
    expect(await cell(page, "as written", "tso").innerText()).toBe("Sometimes");
    await page.close();
  });

  test("shows the table of fence-loss, its story, and is easy to reach for everybody", async () => {
    const page = await open("#test=vma-lock%2Ffence-loss.lit");
    const row = "refcount inc relaxed";
    await cell(page, row, "wmm").getByRole("button", { name: "Sometimes" }).click();
    expect(await cell(page, row, "sc").innerText()).toBe("Never");
    await page.locator(".story").waitFor();
    await page.evaluate(axe.source);
    for (const view of ["Verdicts", "Stepper"]) {
      await page.getByRole("button", { name: view, exact: true }).click();
      if (view === "Stepper") await page.locator(".threads").waitFor();
      const found: readonly { readonly id: string; readonly impact: string }[] =
        await page.evaluate("axe.run().then(({ violations }) => violations)");
      const serious = found.filter(({ impact }) => ["serious", "critical"].includes(impact));
      expect(serious.map(({ id }) => id)).toEqual([]);
    }
    await page.close();
  });

  test("walks to the outcome, back, and a link leads to the same step", async () => {
    const page = await open();
    await write(page, SB);
    await cell(page, "as written", "wmm").getByRole("button").click();
    await page.getByRole("button", { name: "Stepper" }).click();
    await page.getByRole("button", { name: "Way to the outcome" }).click();
    const redo = page.getByRole("button", { name: "Redo" });
    await expect.poll(() => redo.isEnabled()).toBe(true);
    while (await redo.isEnabled()) await redo.click();
    const last = (await page.locator(".bar label").innerText()).match(/\d+/)![0];
    await page.locator(".end", { hasText: "the outcome that the test asks about" }).waitFor();
    await page.getByRole("button", { name: "Undo" }).click();
    await page.locator(".steps button").first().waitFor();
    await expect.poll(() => /path=[\d.]*\.\d+&at=(\d+)/.exec(page.url())?.[1]).not.toBe(last);
    const at = await page.locator(".bar label").innerText();
    const other = await open(new URL(page.url()).hash);
    await other.locator(".threads").waitFor();
    expect(await other.locator(".bar label").innerText()).toBe(at);
    expect(await other.locator(".threads").innerText()).toBe(
      await page.locator(".threads").innerText(),
    );
    await Promise.all([page.close(), other.close()]);
  });

  test("finds a fix, and with it the outcome is impossible", async () => {
    const page = await open();
    await write(page, SB);
    await cell(page, "as written", "tso").getByRole("button").click();
    await page.getByRole("button", { name: "Find fixes" }).click();
    await page.getByRole("button", { name: "Apply" }).first().click();
    await expect.poll(() => cell(page, "as written", "tso").innerText()).toBe("Never");
    await page.close();
  });

  test("stops a long search, and does not freeze meanwhile", async () => {
    const page = await open();
    const threads = Array.from({ length: 7 }, (_, t) => {
      const rounds = Array.from(
        { length: 5 },
        (__, k) => `WRITE_ONCE(*x${(t + k) % 7}, ${t + 1});`,
      );
      const names = Array.from({ length: 7 }, (__, x) => `int *x${x}`).join(", ");
      return `P${t}(${names}) { int a; ${rounds.join(" ")} a = READ_ONCE(*x${t}); }`;
    });
    const long = `C long\n{}\n${threads.join("\n")}\nexists (0:a=9)\n`;
    await page.evaluate(`longest = 0; new PerformanceObserver((list) => {
      for (const { duration } of list.getEntries()) longest = Math.max(longest, duration);
    }).observe({ type: "longtask" })`);
    await page.locator(".cm-content").fill(long);
    await page.locator(".status", { hasText: "looked at" }).waitFor();
    // Only what is measured while the search runs counts, not the editor's first layout of a new text.
    await page.evaluate("longest = 0");
    await page.waitForTimeout(500);
    await page.getByRole("button", { name: "Stop" }).first().click();
    await page.locator(".status", { hasText: "Stopped" }).waitFor();
    expect(await page.evaluate("longest")).toBeLessThan(100);
    await page.close();
  });

  test("writes nothing to the console that is an error", () => {
    expect(errors).toEqual([]);
  });
});
