import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import axe from "axe-core";
import type { Locator, Page } from "playwright-core";
import { expect, test } from "vitest";
import type { Site } from "./site.js";

/** A lesson of the page, read on to its end. */
async function openLesson(site: Site, id: string, width?: number): Promise<Page> {
  const page = await site.open(`#view=course&lesson=${id}`, width);
  await page.getByRole("button", { name: "Skip this question" }).click();
  await exercise(page, 1).waitFor();
  return page;
}

function exercise(page: Page, number: number): Locator {
  return page.getByRole("region", { name: `Exercise ${number}:` });
}

async function checked(card: Locator, mark: string): Promise<void> {
  await card.getByRole("button", { name: "Check" }).click();
  await card.locator(".mark", { hasText: mark }).waitFor();
}

/** Stores, and then a load, in both threads: what only a store buffer makes possible. */
const ANSWER = `C answer
{}
P0(int *x, int *y) { int a; WRITE_ONCE(*x, 1); a = READ_ONCE(*y); }
P1(int *x, int *y) { int b; WRITE_ONCE(*y, 1); b = READ_ONCE(*x); }
exists (0:a=0 /\\ 1:b=0)
`;

/** A test that is not judged before it is stopped. */
const LONG = `C long
{}
${Array.from({ length: 6 }, (_, t) => {
  const stores = Array.from({ length: 5 }, (__, k) => `WRITE_ONCE(*x${(t + k) % 6}, ${t + 1});`);
  const names = Array.from({ length: 6 }, (__, x) => `int *x${x}`).join(", ");
  return `P${t}(${names}) { int a; ${stores.join(" ")} a = READ_ONCE(*x${t}); }`;
}).join("\n")}
exists (0:a=9)
`;

/** Does lesson 1 as a student who has understood it. */
async function finishStoreBuffering(page: Page): Promise<void> {
  const ticks = exercise(page, 1);
  for (const state of ["0:r0=0 1:r1=1", "0:r0=1 1:r1=0", "0:r0=1 1:r1=1", "0:r0=0 1:r1=0"]) {
    await ticks.getByLabel(`tso allows ${state}`).check();
    if (state !== "0:r0=0 1:r1=0") await ticks.getByLabel(`sc allows ${state}`).check();
  }
  await checked(ticks, "Right, 4 of 4 points.");
  const steps = exercise(page, 2);
  const walk = async (from: number, names: readonly string[]) => {
    for (const [i, name] of names.entries()) {
      await steps.getByRole("button", { name }).first().click();
      // The next steps are there when the one that was taken is told.
      const taken = new RegExp(`^${from + i + 1}\\. P\\d`);
      await steps.getByRole("status").filter({ hasText: taken }).waitFor();
    }
  };
  await walk(0, ["P0 buffers x = 1", "P1 buffers y = 1", "P1 reads x = 0", "P0 reads y = 0"]);
  await checked(steps, "Partly right, 1.5 of 3 points.");
  await walk(4, ["leaves its store buffer", "leaves its store buffer"]);
  await checked(steps, "Right, 3 of 3 points.");
  const orders = exercise(page, 3);
  await orders.getByLabel("fence before line 11").selectOption("smp_wmb()");
  await checked(orders, "The outcome is still possible under tso");
  await orders.getByLabel("fence before line 11").selectOption("smp_mb()");
  await orders.getByLabel("fence before line 19").selectOption("smp_mb()");
  await checked(orders, "Right, 4 of 4 points.");
  const separate = exercise(page, 4);
  await separate.locator(".cm-content").fill(ANSWER);
  await checked(separate, "Right: tso allows the outcome and sc forbids it.");
}

/** The marks of an answer file by the command line, by exercise. */
function gradedMarks(program: string, folder: string): Readonly<Record<string, number>> {
  const { stdout } = spawnSync(process.execPath, [program, "grade", folder, "--json"], {
    encoding: "utf8",
  });
  const { exercises }: { exercises: readonly Graded[] } = JSON.parse(stdout);
  const given = exercises.filter(({ standing }) => standing !== "missing");
  return Object.fromEntries(given.map(({ exercise: id, points }) => [id, points]));
}

interface Graded {
  readonly exercise: string;
  readonly points: number;
  readonly standing: string;
}

/** The course: predictions, exercises of every kind, answer files. */
export function courseTests(site: () => Site): void {
  test("a prediction comes first, then what the models say, and a story", async () => {
    const page = await site().open("#view=course");
    await page.getByRole("link", { name: "Store buffering" }).click();
    const card = page.getByRole("region", { name: "Predict" });
    const reveal = card.getByRole("button", { name: "Show what the models say" });
    await card.getByRole("group", { name: "sc" }).getByLabel("Never").check();
    expect(await reveal.isDisabled()).toBe(true);
    expect(await exercise(page, 1).count()).toBe(0);
    await card.getByRole("group", { name: "tso" }).getByLabel("Never").check();
    await reveal.click();
    await card.getByText("1 of 2 as you said.").waitFor();
    expect(await card.getByRole("row", { name: "tso" }).innerText()).toMatch(/Never ✗\s+Sometimes/);
    await card.locator(".told", { hasText: "leaves its store buffer" }).waitFor();
    await card.getByRole("button", { name: "Why not under sc" }).click();
    await card.locator(".told", { hasText: "under sc: why it is impossible" }).waitFor();
    expect(await exercise(page, 4).count()).toBe(1);
    await page.close();
  });

  test("a lesson is finished; its answers come back, as a file too, with the same marks", async () => {
    const folder = mkdtempSync(join(tmpdir(), "litmus-answers-"));
    const page = await openLesson(site(), "store-buffering");
    await finishStoreBuffering(page);
    await page.getByText("You have finished this lesson: 15 of 15 points.").waitFor();
    await page.reload();
    await page.getByText("You have finished this lesson: 15 of 15 points.").waitFor();
    await page.getByRole("link", { name: "All lessons" }).first().click();
    await page.getByRole("link", { name: "Data races" }).click();
    await page.getByRole("button", { name: "Skip this question" }).click();
    const race = exercise(page, 1);
    await race.getByLabel("line 8: *data = 1;").check();
    await race.getByLabel("line 9: WRITE_ONCE(*flag, 1);").check();
    expect(await race.getByLabel("line 19: r1 = *data;").isDisabled()).toBe(true);
    await checked(race, "Partly right, 1 of 2 points.");
    await race.getByRole("button", { name: "Show a solution" }).click();
    await race.getByText("Lines 8 and 19.").waitFor();
    await page.getByLabel("Your name").fill("Ada Lovelace");
    const [download] = await Promise.all([
      page.waitForEvent("download"),
      page.getByRole("button", { name: "Save" }).click(),
    ]);
    expect(download.suggestedFilename()).toBe("Ada-Lovelace.json");
    const file = join(folder, "Ada-Lovelace.json");
    await download.saveAs(file);
    expect(gradedMarks(join(site().folder, "litmus.cjs"), folder)).toEqual({
      "store-buffering/allowed": 4,
      "store-buffering/both-miss": 3,
      "store-buffering/fences": 4,
      "store-buffering/sc-tso": 4,
      "races/flag": 1,
    });
    const other = await site().open("#view=course");
    await other.locator("input[type=file]").setInputFiles(file);
    await other.getByText("5 answers loaded from Ada-Lovelace.json.").waitFor();
    await other.getByRole("button", { name: "Check 5 answers" }).click();
    await other.getByText("16 of 134 points").waitFor();
    const [again] = await Promise.all([
      other.waitForEvent("download"),
      other.getByRole("button", { name: "Save" }).click(),
    ]);
    const copy = join(folder, "copy.json");
    await again.saveAs(copy);
    expect(readFileSync(copy, "utf8")).toBe(readFileSync(file, "utf8"));
    await Promise.all([page.close(), other.close()]);
    rmSync(folder, { recursive: true });
  });

  test("a file that is none is refused in words, and nothing is lost without being asked", async () => {
    const folder = mkdtempSync(join(tmpdir(), "litmus-answers-"));
    const page = await openLesson(site(), "races");
    await exercise(page, 1).getByLabel("line 8: *data = 1;").check();
    const [broken, other] = [join(folder, "broken.json"), join(folder, "other.json")];
    writeFileSync(broken, '{ "answers": {} }');
    writeFileSync(other, '{ "litmus-answers": 1, "answers": { "no/such": 1 } }');
    const input = page.locator("input[type=file]");
    await input.setInputFiles(broken);
    await page
      .getByText('broken.json is no answer file: it does not have `"litmus-answers": 1`.')
      .waitFor();
    await input.setInputFiles(other);
    await page.getByText("Put the 1 answer of other.json in place of the 1 here?").waitFor();
    await page.getByRole("button", { name: "No", exact: true }).click();
    expect(await exercise(page, 1).getByLabel("line 8: *data = 1;").isChecked()).toBe(true);
    await page.getByRole("button", { name: "Clear" }).click();
    await page.getByRole("button", { name: "Yes" }).click();
    await page.getByText("All answers are gone.").waitFor();
    await input.setInputFiles(other);
    await page.getByText("Not of this course: no/such.").waitFor();
    await page.close();
    rmSync(folder, { recursive: true });
  });

  test("marking is stopped when it takes too long", async () => {
    const page = await openLesson(site(), "store-buffering");
    const card = exercise(page, 4);
    await card.locator(".cm-content").fill(LONG);
    await card.getByRole("button", { name: "Check" }).click();
    await card.locator(".busy", { hasText: "looked at" }).waitFor();
    await card.getByRole("button", { name: "Stop" }).click();
    await card.getByText("Stopped before it was known.").waitFor();
    expect(await card.locator(".mark").count()).toBe(0);
    await page.close();
  });

  test("lessons are for every width and every reader", async () => {
    const page = await openLesson(site(), "races");
    await page.locator(".told").waitFor();
    for (const [width, colorScheme] of [
      [1920, "dark"],
      [360, "dark"],
      [1024, "light"],
    ] as const) {
      await page.setViewportSize({ width, height: 900 });
      await page.emulateMedia({ colorScheme });
      expect(await page.evaluate("document.documentElement.scrollWidth")).toBe(width);
      if (width === 1920) continue;
      await page.evaluate(axe.source);
      const found: readonly { readonly id: string; readonly impact: string }[] =
        await page.evaluate("axe.run('.course').then(({ violations }) => violations)");
      const serious = found.filter(({ impact }) => ["serious", "critical"].includes(impact));
      expect(serious.map(({ id }) => id)).toEqual([]);
    }
    await page.close();
  });
}
