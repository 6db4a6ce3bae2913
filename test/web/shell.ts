import axe from "axe-core";
import { expect, test } from "vitest";
import { cell, type Site } from "./site.js";

/** The page as a whole: how it is served, whom it serves, that it does not freeze. */
export function shellTests(site: () => Site): void {
  test("shows the table of fence-loss, its story, and is easy to reach for everybody", async () => {
    const page = await site().open("#test=vma-lock%2Ffence-loss.lit");
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

  test("stops a long search, and does not freeze meanwhile", async () => {
    const page = await site().open();
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
}
