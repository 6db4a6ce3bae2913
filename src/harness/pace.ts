import type { Engine } from "../models/model.js";

/** What a long run is doing. */
export interface Progress {
  readonly variant: string | null;
  readonly model: string;
  readonly engine: Engine;
  /** Transitions or candidate executions looked at so far, about. */
  readonly steps: number;
}

/** Where time comes from, and who wants to know. */
interface PaceOptions {
  /** Milliseconds since some moment in the past. */
  clock(): number;
  readonly signal?: AbortSignal;
  onProgress?(progress: Progress): void;
}

/** Milliseconds of work between two turns of the event loop. */
const SLICE_MILLISECONDS = 40;

/** Lets the event loop turn now and then during the searches of a run, so that a signal or a message can arrive. */
export class Pace {
  readonly options: PaceOptions;
  #last: number;

  constructor(options: PaceOptions) {
    this.options = options;
    this.#last = options.clock();
  }

  async rest(): Promise<void> {
    const { clock } = this.options;
    if (clock() - this.#last < SLICE_MILLISECONDS) return;
    await new Promise((resolve) => setTimeout(resolve, 0));
    this.#last = clock();
  }
}

/** One search, done in slices; its time runs from here on. */
export class Work {
  readonly #pace: Pace;
  readonly #about: Omit<Progress, "steps">;
  readonly #millisecondsMax: number;
  readonly #started: number;

  constructor(pace: Pace, about: Omit<Progress, "steps">, millisecondsMax: number) {
    this.#pace = pace;
    this.#about = about;
    this.#millisecondsMax = millisecondsMax;
    this.#started = pace.options.clock();
  }

  get milliseconds(): number {
    return this.#pace.options.clock() - this.#started;
  }

  /**
   * Calls `advance`, which does about `slice` steps, until it says that there is nothing more to do. What ended the work
   * before that, in words: `10 s`, `Ctrl-C`; else null.
   */
  async run(slice: number, advance: () => boolean): Promise<string | null> {
    const { signal, onProgress } = this.#pace.options;
    for (let steps = slice; !advance(); steps += slice) {
      if (signal?.aborted) return "Ctrl-C";
      if (this.milliseconds >= this.#millisecondsMax) return timeText(this.#millisecondsMax);
      onProgress?.({ ...this.#about, steps });
      await this.#pace.rest();
    }
    return null;
  }
}

function timeText(milliseconds: number): string {
  return milliseconds < 1000 ? `${milliseconds} ms` : `${milliseconds / 1000} s`;
}
