/** Lines on a terminal that are drawn again and again in the same place; nothing on anything else. */
export class LiveLines {
  readonly #stream: NodeJS.WriteStream;
  #shown = 0;

  constructor(stream: NodeJS.WriteStream) {
    this.#stream = stream;
  }

  /** Draws the lines over those before, unless there are more than the terminal has. */
  show(lines: readonly string[]): void {
    const { TERM } = process.env;
    const isTooTall = lines.length >= (this.#stream.rows || 24);
    if (!this.#stream.isTTY || TERM === "dumb" || isTooTall) return;
    this.#stream.write(`${this.#up()}${lines.join("\n")}\n`);
    this.#shown = lines.length;
  }

  /** Takes them away, so that what is written next stands there. */
  clear(): void {
    this.#stream.write(this.#up());
    this.#shown = 0;
  }

  /** To the first of the lines that are shown, which are erased. */
  #up(): string {
    return this.#shown > 0 ? `\x1b[${this.#shown}F\x1b[J` : "";
  }
}
