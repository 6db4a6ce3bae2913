import { join } from "node:path";
import { pathToFileURL } from "node:url";
import axe from "axe-core";
import type { Page } from "playwright-core";
import { expect, test } from "vitest";
import { webHost } from "./serving.js";
import type { Site } from "./site.js";

/** Runs that the page has counted, and the sum of its histogram: both at once, since threads go on counting. */
function counted(page: Page): Promise<{ readonly said: number; readonly sum: number }> {
  return page.evaluate(`(() => {
    const number = (text) => Number((text ?? "").replaceAll(",", ""));
    const text = document.querySelector(".tally")?.textContent ?? "";
    const rows = [...document.querySelectorAll(".histogram tbody tr")];
    const times = rows.map((row) => number(row.querySelector("td").textContent));
    return {
      said: number(/([\\d,]+) run/.exec(text)?.[1]),
      sum: times.reduce((a, b) => a + b, 0),
    };
  })()`);
}

const button = (page: Page, name: string) => page.getByRole("button", { name, exact: true });

/** Tests on the processor of the reader. What comes out is the machine's business: only that it is counted is tested. */
export function hardwareTests(site: () => Site): void {
  test("runs a test on real threads, as a live histogram beside the models, until it is stopped", async () => {
    const page = await site().open("#view=cpu");
    const row = page.getByRole("row", { name: "0:r_y=0 1:r_x=0" });
    await row.waitFor();
    // sc forbids it, tso allows it.
    expect((await row.getByRole("cell").allInnerTexts()).slice(-9, -7)).toEqual(["no", "yes"]);
    expect(await counted(page)).toEqual({ said: 0, sum: 0 });
    await page.evaluate(`longest = 0; new PerformanceObserver((list) => {
      for (const { duration } of list.getEntries()) longest = Math.max(longest, duration);
    }).observe({ type: "longtask" })`);
    const workers = page.workers().length;
    await button(page, "Start").click();
    await expect
      .poll(async () => (await counted(page)).said, { timeout: 20_000 })
      .toBeGreaterThan(0);
    const first = await counted(page);
    expect(first.sum).toBe(first.said);
    await expect
      .poll(async () => (await counted(page)).said, { timeout: 20_000 })
      .toBeGreaterThan(first.said);
    expect(page.workers().length).toBe(workers + 2);
    await button(page, "Stop").click();
    await page.locator(".finding strong").waitFor();
    const last = await counted(page);
    expect(last.sum).toBe(last.said);
    await expect.poll(() => page.workers().length, { timeout: 20_000 }).toBe(workers);
    expect(await counted(page)).toEqual(last);
    expect(await page.evaluate("longest")).toBeLessThan(100);
    await page.close();
  });

  test("with Atomics no weak outcome of SB is ever counted", async () => {
    const page = await site().open("#view=cpu&test=classic%2FSB.lit");
    await page.getByRole("radio", { name: "accesses with Atomics" }).check();
    const row = page.getByRole("row", { name: "0:r_y=0 1:r_x=0" });
    await row.waitFor();
    expect((await row.getByRole("cell").allInnerTexts()).slice(-9)).toEqual(Array(9).fill("no"));
    await button(page, "Start").click();
    await expect
      .poll(async () => (await counted(page)).sum, { timeout: 20_000 })
      .toBeGreaterThan(0);
    await page.waitForTimeout(300);
    await button(page, "Stop").click();
    expect(await row.getByRole("cell").first().innerText()).toBe("0");
    await page.close();
  });

  test("threads end when the view is left; another test is chosen and linked to", async () => {
    const page = await site().open("#view=cpu");
    await page.locator(".hardware select").selectOption("CoRR");
    await expect.poll(() => page.url()).toContain("CoRR.lit");
    await page.getByRole("row", { name: "1:r0=1 1:r1=0" }).waitFor();
    const workers = page.workers().length;
    await button(page, "Start").click();
    await expect
      .poll(async () => (await counted(page)).sum, { timeout: 20_000 })
      .toBeGreaterThan(0);
    await button(page, "Verdicts").click();
    await expect.poll(() => page.workers().length, { timeout: 20_000 }).toBe(workers);
    const other = await site().open(new URL(page.url()).hash.replace("#", "#view=cpu&"));
    await other.getByRole("row", { name: "1:r0=1 1:r1=0" }).waitFor();
    await Promise.all([page.close(), other.close()]);
  });

  test("all six run one after the other; what cannot run is said", async () => {
    const page = await site().open("#view=cpu&test=vma-lock%2Ffence-loss.lit");
    const choice = page.locator(".hardware select");
    await choice.selectOption("the test in the editor");
    await page.getByText("cannot run on real threads").waitFor();
    await choice.selectOption("all of these, 2 s each");
    await expect.poll(() => page.locator(".trial").count()).toBe(6);
    await button(page, "Start").click();
    await page.getByRole("status").getByText("MP is running").waitFor();
    await button(page, "Stop").click();
    await page.close();
  });

  test("is easy to reach for everybody, in a narrow window too", async () => {
    const page = await site().open("#view=cpu", 360);
    await page.locator(".histogram").waitFor();
    await page.evaluate(axe.source);
    const found: readonly { readonly id: string; readonly impact: string }[] = await page.evaluate(
      "axe.run().then(({ violations }) => violations)",
    );
    const serious = found.filter(({ impact }) => ["serious", "critical"].includes(impact));
    expect(serious.map(({ id }) => id)).toEqual([]);
    expect(await page.evaluate("document.documentElement.scrollWidth")).toBeLessThanOrEqual(360);
    await page.close();
  });

  test("without isolation it is said why no threads can run, and the models answer all the same", async () => {
    const host = await webHost(join(site().folder, "web"));
    const file = pathToFileURL(join(site().folder, "web", "index.html")).href;
    for (const [address, why] of [
      [host.url, "its host does not send the headers for it"],
      [file, "it was opened from a file"],
    ] as const) {
      const page = await site().openAt(`${address}#view=cpu`);
      await page.getByRole("alert").getByText(why).waitFor();
      expect(await button(page, "Start").isDisabled()).toBe(true);
      await page.getByRole("row", { name: "0:r_y=0 1:r_x=0" }).waitFor();
      await page.close();
    }
    host.close();
  });
}
