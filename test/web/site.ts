import type { Browser, Page } from "playwright-core";

/** Two threads that each store and then load: with store buffers both may read 0. */
export const SB = `C buffers
{ x = 0; y = 0; }
P0(int *x, int *y) { int a; WRITE_ONCE(*x, 1); a = READ_ONCE(*y); }
P1(int *x, int *y) { int b; WRITE_ONCE(*y, 1); b = READ_ONCE(*x); }
exists (0:a=0 /\\ 1:b=0)
`;

/** The served page and a browser: what the tests of each part of the page share. */
export class Site {
  /** Where the command line serves the page. */
  readonly url: string;
  /** What was built: the command line, and the page in `web`. */
  readonly folder: string;
  readonly #browser: Browser;
  /** What the page wrote to the console as an error, and what it threw. */
  readonly errors: string[] = [];

  constructor(url: string, browser: Browser, folder: string) {
    this.url = url;
    this.folder = folder;
    this.#browser = browser;
  }

  /** A new page at what stands behind `#`. */
  open(hash = "", width = 1024): Promise<Page> {
    return this.openAt(`${this.url}${hash}`, width);
  }

  /** A new page at an address of its own; the script runs in it before anything else. */
  async openAt(address: string, width = 1024, script = ""): Promise<Page> {
    const page = await this.#browser.newPage({ viewport: { width, height: 900 } });
    page.on("pageerror", (error) => this.errors.push(error.message));
    page.on("console", (message) => {
      if (message.type() === "error") this.errors.push(message.text());
    });
    if (script !== "") await page.addInitScript(script);
    await page.goto(address);
    return page;
  }
}

/** Writes a test named `buffers` into the editor and waits until it is judged. */
export async function write(page: Page, text: string): Promise<void> {
  await page.locator(".cm-content").fill(text);
  await page.locator(".matrix caption", { hasText: "buffers" }).waitFor();
}

/** A cell of the table of verdicts. */
export function cell(page: Page, variant: string, model: string) {
  const column = ["sc", "tso", "pso", "wmm"].indexOf(model);
  return page.getByRole("row", { name: variant }).getByRole("cell").nth(column);
}
