import type { Micros } from "../contracts/path/sample-batch.ts";

/** An answer that is made once for all who ask at a time, and kept for as long as it is good. */
export class KeptAnswer<Answer> {
  readonly #make: () => Promise<Answer>;
  readonly #goodUs: (answer: Answer) => number;
  readonly #now: () => Micros;
  #running: Promise<Answer> | undefined;
  #kept: { readonly until: Micros; readonly answer: Answer } | undefined;

  /** `goodUs`: for how long an answer is good. */
  constructor(make: () => Promise<Answer>, goodUs: (answer: Answer) => number, now: () => Micros) {
    this.#make = make;
    this.#goodUs = goodUs;
    this.#now = now;
  }

  get isRunning(): boolean {
    return this.#running !== undefined;
  }

  /** `isEnough`: whether an older answer must do. Rejects as `make`. */
  async read(isEnough: (answer: Answer) => boolean = () => false): Promise<Answer> {
    const kept = this.#kept;
    if (kept !== undefined && (this.#now() < kept.until || isEnough(kept.answer))) return kept.answer;
    this.#running ??= this.#run();
    return await this.#running;
  }

  /** What was made, or is being made, is not good any more: the next read makes another. */
  forget(): void {
    this.#kept = undefined;
    this.#running = undefined;
  }

  /** Resolves when none is being made. */
  async settled(): Promise<void> {
    await this.#running?.catch(() => undefined);
  }

  #run(): Promise<Answer> {
    const running: Promise<Answer> = this.#make()
      .then((answer) => {
        // One that was forgotten meanwhile serves those alone who asked before.
        if (this.#running === running) this.#kept = { until: this.#now() + this.#goodUs(answer), answer };
        return answer;
      })
      .finally(() => {
        if (this.#running === running) this.#running = undefined;
      });
    return running;
  }
}
