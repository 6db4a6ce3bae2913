import { expect, test } from "vitest";
import { cell, SB, type Site, write } from "./site.js";

/** The playground: a text, what is wrong with it, verdicts, fixes. */
export function playgroundTests(site: () => Site): void {
  test("marks what is wrong while it is written, and what is right it judges", async () => {
    const page = await site().open();
    await page.locator(".cm-content").fill(SB.replace("WRITE_ONCE(*x", "WRITE_ONCE(*z"));
    await page.locator(".cm-lintRange-error").first().waitFor();
    await page.locator(".problem", { hasText: "z" }).waitFor();
    await write(page, SB);
    expect(await cell(page, "as written", "sc").innerText()).toBe("Never");
    expect(await cell(page, "as written", "tso").innerText()).toBe("Sometimes");
    await page.close();
  });

  test("finds a fix, and with it the outcome is impossible", async () => {
    const page = await site().open();
    await write(page, SB);
    await cell(page, "as written", "tso").getByRole("button").click();
    await page.getByRole("button", { name: "Find fixes" }).click();
    await page.getByRole("button", { name: "Apply" }).first().click();
    await expect.poll(() => cell(page, "as written", "tso").innerText()).toBe("Never");
    await page.close();
  });
}
