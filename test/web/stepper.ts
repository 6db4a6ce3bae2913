import { expect, test } from "vitest";
import { cell, SB, type Site, write } from "./site.js";

/** The stepper. */
export function stepperTests(site: () => Site): void {
  test("walks to the outcome, back, and a link leads to the same step", async () => {
    const page = await site().open();
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
    const other = await site().open(new URL(page.url()).hash);
    await other.locator(".threads").waitFor();
    expect(await other.locator(".bar label").innerText()).toBe(at);
    expect(await other.locator(".threads").innerText()).toBe(
      await page.locator(".threads").innerText(),
    );
    await Promise.all([page.close(), other.close()]);
  });
}
