import axe from "axe-core";
import type { Page } from "playwright-core";
import { expect, test } from "vitest";
import { DEFAULT_LIMITS } from "../../src/harness/limits.js";
import { decodeLink, encodeLink } from "../../src/stepper/link.js";
import { cell, SB, type Site, write } from "./site.js";

/** A lost fence: both threads believe that they hold the lock. */
const FENCE_LOSS = "#test=vma-lock%2Ffence-loss.lit";
const RELAXED = "refcount inc relaxed";

/** A way to the bad outcome: the writer is done before the reader counts itself, which then reads a stale value. */
const WAY = [
  "P0 reads vma.vm_lock_seq = 0",
  "P0 reads mm.mm_lock_seq.sequence = 1",
  "P1 reads mm.mm_lock_seq.sequence = 1",
  "P1 updates vma.vm_refcnt from 1 to 0x40000001",
  "P1's smp_mb() finds its store buffer empty",
  "P1 reads vma.vm_refcnt = 0x40000001",
  "P1 buffers vma.vm_lock_seq = 1",
  "P1's store of vma.vm_lock_seq = 1 leaves its store buffer",
  "P1 updates vma.vm_refcnt from 0x40000001 to 1",
  "P0 updates vma.vm_refcnt from 1 to 2",
  "P0 reads vma.vm_lock_seq = 0 from its invalidation buffer",
  "P0 reads mm.mm_lock_seq.sequence = 1",
];

const stepper = (page: Page) => page.getByRole("region", { name: "Stepper" });
const status = (page: Page) => stepper(page).getByRole("status");
const position = (page: Page) => page.locator(".bar label", { hasText: /^Step \d/ }).innerText();

/** The stepper of a text, with the focus in it. */
async function stepThrough(page: Page, model: string): Promise<void> {
  await write(page, SB);
  await cell(page, "as written", model).getByRole("button").click();
  await page.getByRole("button", { name: "Stepper" }).click();
  await page.locator(".steps button").first().focus();
}

/** The stepper. */
export function stepperTests(site: () => Site): void {
  test("steps to the bad outcome by clicking, back, and a link leads to the same step", async () => {
    const page = await site().open(FENCE_LOSS);
    await cell(page, RELAXED, "wmm").getByRole("button", { name: "Sometimes" }).click();
    await page.getByRole("button", { name: "Stepper" }).click();
    for (const [n, text] of WAY.entries()) {
      await page.locator(".steps button:not([aria-disabled])", { hasText: text }).first().click();
      await status(page)
        .getByText(`${n + 1}. ${text}`)
        .waitFor();
      if (!text.startsWith("P1 buffers")) continue;
      const greyed = page.locator(".steps button[aria-disabled]", { hasText: "refcount_sub" });
      const why = "waits: its store buffer still holds vma.vm_lock_seq = 1";
      expect(await greyed.innerText()).toContain(why);
      // Playwright waits for a button that is enabled, a reader does not.
      await greyed.click({ force: true });
      await status(page).getByText(why).waitFor();
      expect(await position(page)).toContain("Step 7 of 7");
      const changed = await page.locator(".thread .changed").allInnerTexts();
      expect(changed.map((one) => one.trim().replaceAll(/\s+/g, " "))).toEqual([
        "73 WRITE_ONCE(vma->vm_lock_seq, mm_lock_seq);",
        "Store buffer: vma.vm_lock_seq=1",
      ]);
    }
    await page.locator(".end", { hasText: "the outcome that the test asks about" }).waitFor();
    await page.getByRole("button", { name: "Undo" }).click();
    await status(page).getByText("11. P0").waitFor();
    await page.getByRole("button", { name: "Redo" }).click();
    await page.locator(".end").waitFor();
    await page.getByRole("slider").fill("7");
    await status(page).getByText("7. P1 buffers").waitFor();
    await expect.poll(() => page.url()).toContain("&at=7");
    const other = await site().open(new URL(page.url()).hash);
    await status(other).getByText("7. P1 buffers").waitFor();
    for (const part of [".threads", ".steps", ".bar label"]) {
      expect(await other.locator(part).first().innerText()).toBe(
        await page.locator(part).first().innerText(),
      );
    }
    await Promise.all([page.close(), other.close()]);
  });

  test("goes to the bad outcome and plays a witness by keyboard alone", async () => {
    const page = await site().open();
    await stepThrough(page, "tso");
    const press = async (key: string, said: string) => {
      await page.keyboard.press(key);
      await status(page).getByText(said).waitFor();
    };
    await press("1", "1. P0 buffers x = 1");
    const second = page.locator(".steps button:focus", { hasText: "P1 buffers y = 1" });
    while (!(await second.isVisible())) {
      await page.keyboard.press("ArrowDown");
    }
    await press("Enter", "2. P1 buffers y = 1");
    await press("u", "1. P0 buffers x = 1");
    await press("r", "2. P1 buffers y = 1");
    await press("o", "4 outcomes can still be reached");
    await press("g", "steps from here");
    for (let n = 3; n <= 5; n++) await press("ArrowRight", `${n}. P`);
    await page.locator(".steps button").first().focus();
    await press("1", "6. P");
    // The focus is where it goes on, or where it has ended.
    await page.locator(".end:focus").waitFor();
    await page.locator(".end", { hasText: "the outcome that the test asks about" }).waitFor();
    // What is asked once is said after each step.
    await status(page)
      .getByText("1 outcome can still be reached from here, 3 not any more")
      .waitFor();
    expect(await page.locator(".reached .gone").count()).toBe(3);
    await page.evaluate(axe.source);
    const found = await page.evaluate(
      "axe.run('.stepper').then(({ violations }) => violations.map(({ id }) => id))",
    );
    expect(found).toEqual([]);
    await press("Home", "At the start: ");
    await page.getByLabel("Speed").selectOption("fast");
    await page.locator(".steps button").first().focus();
    await page.keyboard.press("p");
    await page.locator(".end", { hasText: "the outcome that the test asks about" }).waitFor();
    await page.getByRole("button", { name: "Play a witness" }).waitFor();
    await page.locator(".reached").waitFor();
    await page.keyboard.press("o");
    await page.locator(".reached").waitFor({ state: "detached" });
    await page.close();
  });

  test("shows a way to any outcome, and nothing moves for who does not want it", async () => {
    const page = await site().open();
    await page.emulateMedia({ reducedMotion: "reduce" });
    await stepThrough(page, "sc");
    await page.keyboard.press("o");
    await page.getByRole("button", { name: "Way there: 0:a=1 1:b=1" }).click();
    await status(page).getByText("4 steps from here").waitFor();
    expect(await position(page)).toContain("Step 0 of 4");
    await page.keyboard.press("p");
    await status(page).getByText("Not possible from here").waitFor();
    expect(await position(page)).toContain("Step 0 of 4");
    await page.getByRole("row", { name: "as written" }).getByRole("button").last().click();
    await page.getByRole("alert").getByText("lkmm has axioms, but no machine").waitFor();
    expect(await page.locator(".steps").count()).toBe(0);
    await page.close();
  });

  test("is in sight below a table of many variants", async () => {
    const page = await site().open(
      "#test=classic%2Faarch64%2FMP%2Baarch64.lit&model=armv8&view=stepper",
    );
    await stepper(page).getByRole("button", { name: "Undo" }).waitFor();
    const { y } = (await stepper(page).boundingBox())!;
    expect(y).toBeLessThan(600);
    await page.close();
  });

  test("opens a link of the terminal, and writes one", async () => {
    const test = { kind: "text", name: "sb.lit", text: SB } as const;
    const { loopRoundsMax } = DEFAULT_LIMITS;
    const link = { test, model: "tso", variant: null, isFine: true, loopRoundsMax, path: [0] };
    const page = await site().open(`#${encodeLink(link)}`);
    await status(page).getByText("1. P0 buffers x = 1").waitFor();
    expect(await page.getByLabel("Every step").isChecked()).toBe(true);
    await page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
    await page.getByRole("button", { name: "Copy as command" }).click();
    await page.getByText("Command copied").waitFor();
    const command = (await page.evaluate("navigator.clipboard.readText()")) as string;
    expect(decodeLink(command.replace("litmus step --link ", "")).link).toMatchObject({
      ...{ model: "tso", isFine: true, path: [0] },
      test: { text: SB },
    });
    await page.close();
    const cut = await site().open(`#${encodeLink(link).slice(0, -2)}`);
    await cut.getByRole("alert").getByText("the link is not whole").waitFor();
    await cut.close();
  });
}
