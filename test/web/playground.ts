import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { expect, test } from "vitest";
import { cell, SB, type Site, write } from "./site.js";

const ROOT = new URL("../..", import.meta.url).pathname;

/** The playground: a text, what is wrong with it, verdicts, stories, fixes. */
export function playgroundTests(site: () => Site): void {
  test("marks what is wrong while it is written, mends it at a click, and judges what is right", async () => {
    const page = await site().open();
    await page.locator(".matrix").waitFor();
    await page.locator(".cm-content").fill(SB.replace("READ_ONCE(*y", "READ_ONC(*y"));
    await page.locator(".problem", { hasText: "READ_ONC" }).waitFor();
    await page.locator(".cm-lintRange-error").first().hover();
    await page.getByRole("button", { name: "write READ_ONCE" }).click();
    await page.locator(".matrix caption", { hasText: "buffers" }).waitFor();
    expect(await cell(page, "as written", "sc").innerText()).toBe("Never");
    expect(await cell(page, "as written", "tso").innerText()).toBe("Sometimes");
    await page.close();
  });

  test("completes a primitive, and says what it orders", async () => {
    const page = await site().open();
    await page.locator(".matrix").waitFor();
    const editor = page.locator(".cm-content");
    await editor.fill("C t\n{}\nP0(int *x) { ");
    // The language's words are there when those that it knows are coloured.
    await editor.press("Control+End");
    await page.waitForTimeout(600);
    await editor.pressSequentially("smp_load_a");
    const info = page.locator(".cm-completionInfo");
    await expect.poll(() => info.innerText()).toContain("acquire: before all later accesses");
    // It takes no key at first, which may be meant for the text.
    await page.waitForTimeout(200);
    await editor.press("Enter");
    expect(await editor.innerText()).toContain("smp_load_acquire");
    await page.close();
  });

  test("tells how any final state comes about, and its link and its command say the same", async () => {
    const page = await site().open();
    await write(page, SB);
    await cell(page, "as written", "tso").getByRole("button").click();
    await page.getByRole("button", { name: "0:a=1 1:b=0" }).click();
    const story = await page.locator(".points dd").first().innerText();
    expect(story).toMatch(/^0:a=1\s+1:b=0$/);
    await expect.poll(() => page.url()).toContain("outcome=0%3Aa%3D1");
    const other = await site().open(new URL(page.url()).hash);
    expect(await other.locator(".points dd").first().innerText()).toBe(story);
    await page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
    await page.getByRole("button", { name: "Copy as command" }).click();
    await page.getByText("Command copied.").waitFor();
    const command = `${await page.evaluate("navigator.clipboard.readText()")}`;
    const program = join(site().folder, "litmus.cjs");
    const words = command.replace(/^litmus/, `"${process.execPath}" "${program}"`);
    const { stdout } = spawnSync("sh", ["-c", words], { cwd: ROOT, encoding: "utf8" });
    expect(stdout).toContain("under tso: how it happens");
    expect(stdout).toMatch(/end {6}0:a=1\s+1:b=0/);
    await Promise.all([page.close(), other.close()]);
  });

  test("finds a fix, and with it the outcome is impossible, for which a circle is shown", async () => {
    const page = await site().open();
    await write(page, SB);
    await cell(page, "as written", "tso").getByRole("button").click();
    await page.getByRole("button", { name: "Find fixes" }).click();
    await page.getByRole("button", { name: "Apply" }).first().click();
    await expect.poll(() => cell(page, "as written", "tso").innerText()).toBe("Never");
    await page.locator(".told h3", { hasText: "why it is impossible" }).waitFor();
    await page.locator("figcaption", { hasText: "the circle that forbids it" }).waitFor();
    await page.close();
  });

  test("finds shipped tests by words, and going back comes to the one before", async () => {
    const page = await site().open();
    const field = page.getByRole("combobox", { name: "Test" });
    await field.fill("reader passes check stale");
    await page.getByRole("option", { name: /check-order/ }).waitFor();
    await field.press("Enter");
    await page.locator(".matrix caption", { hasText: "check-order" }).waitFor();
    expect(page.url()).toContain("#test=vma-lock%2Fcheck-order.lit");
    await page.goBack();
    await page.locator(".matrix caption", { hasText: "fence-loss" }).waitFor();
    expect(await field.inputValue()).toBe("vma-lock/fence-loss.lit");
    await page.close();
  });
}
