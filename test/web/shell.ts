import axe from "axe-core";
import { expect, test } from "vitest";
import { cell, type Site } from "./site.js";

/** The page as a whole: how it is served, whom it serves, that it does not freeze. */
export function shellTests(site: () => Site): void {
  test("every view is easy to reach for everybody, in light and in dark", async () => {
    const page = await site().open("#test=vma-lock%2Ffence-loss.lit");
    const row = "refcount inc relaxed";
    await cell(page, row, "wmm").getByRole("button", { name: "Sometimes" }).click();
    expect(await cell(page, row, "sc").innerText()).toBe("Never");
    await page.locator(".told").waitFor();
    await page.evaluate(axe.source);
    const views = page.getByRole("navigation", { name: "Views" }).getByRole("button");
    for (const view of await views.all()) {
      await view.click();
      await page.locator(".loading").waitFor({ state: "detached" });
      await page.locator("h2").first().waitFor();
      for (const colorScheme of ["light", "dark"] as const) {
        await page.emulateMedia({ colorScheme });
        const found: readonly { readonly id: string; readonly impact: string }[] =
          await page.evaluate("axe.run().then(({ violations }) => violations)");
        const serious = found.filter(({ impact }) => ["serious", "critical"].includes(impact));
        const where = `${await view.innerText()}, ${colorScheme}`;
        expect(serious.map(({ id }) => `${where}: ${id}`)).toEqual([]);
      }
    }
    await page.close();
  });

  test("a link that leads nowhere says so", async () => {
    const [one, other] = await Promise.all([
      site().open("#test=classic%2Fno-such-test.lit"),
      site().open("#text=this-is-no-text"),
    ]);
    await one.getByRole("alert").getByText("ships no test classic/no-such-test.lit").waitFor();
    await other.getByRole("alert").getByText("The link is not whole").waitFor();
    await Promise.all([one.close(), other.close()]);
  });

  test("stops a search of more than half a minute, and does not freeze meanwhile", async () => {
    const page = await site().open();
    await page.locator(".told").waitFor();
    await page.evaluate(`longest = 0; new PerformanceObserver((list) => {
      for (const { duration } of list.getEntries()) longest = Math.max(longest, duration);
    }).observe({ type: "longtask" })`);
    await page.locator(".cm-content").fill(LONG);
    const status = page.locator(".status", { hasText: "looked at" });
    await status.waitFor();
    // Only what is measured while the search runs counts, not the editor's first layout of a new text.
    await page.evaluate("longest = 0");
    await page.waitForTimeout(WATCHED_SECONDS * 1000);
    const [, model, steps = ""] = /(\w+): ([\d,]+) steps/.exec(await status.innerText()) ?? [];
    await page.getByRole("button", { name: "Stop" }).first().click();
    await page.locator(".status", { hasText: "Stopped" }).waitFor();
    expect(await page.evaluate("longest")).toBeLessThan(100);
    // It was at the first of its models, and had done less of that than such a part of half a minute.
    expect(model).toBe("sc");
    const done = Number(steps.replaceAll(",", ""));
    expect(done).toBeGreaterThan(0);
    expect(done / STATES_MIN).toBeLessThan(WATCHED_SECONDS / 30);
    await page.close();
  });
}

const WATCHED_SECONDS = 3;
const THREADS = 9;
const ACCESSES = 7;

/** Each thread can be before any of its accesses, whatever the others have done, and every one of these is another state. */
const STATES_MIN = (ACCESSES + 1) ** THREADS;

/** Threads that store to each other's locations, each in another order: nothing in it can be left out. */
const LONG = (() => {
  const names = Array.from({ length: THREADS }, (_, x) => `int *x${x}`).join(", ");
  const threads = Array.from({ length: THREADS }, (_, t) => {
    const stores = Array.from({ length: ACCESSES - 1 }, (__, k) => {
      return `WRITE_ONCE(*x${(t + k) % THREADS}, ${t + 1});`;
    });
    return `P${t}(${names}) { int a; ${stores.join(" ")} a = READ_ONCE(*x${t}); }`;
  });
  return `C long\n{}\n${threads.join("\n")}\nexists (0:a=99)\n`;
})();
