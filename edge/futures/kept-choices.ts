import type { ForecastChoices } from "../contracts/forecast/forecasts.ts";
import type { Micros } from "../contracts/path/sample-batch.ts";

/** Choices are those of the last minutes; what is too little record yet is looked at again sooner. */
const GOOD_US = 180e6;
const TOO_LITTLE_US = 20e6;

/** Choices for questions, made once for all who ask at a time. */
export class KeptChoices {
  readonly #make: () => Promise<ForecastChoices>;
  readonly #now: () => Micros;
  #running: Promise<ForecastChoices> | undefined;
  #kept: { readonly until: Micros; readonly choices: ForecastChoices } | undefined;

  constructor(make: () => Promise<ForecastChoices>, now: () => Micros) {
    this.#make = make;
    this.#now = now;
  }

  get isRunning(): boolean {
    return this.#running !== undefined;
  }

  /** `isBusy`: a question is being answered, so that older choices must do. Rejects as `make`. */
  async read(isBusy: boolean): Promise<ForecastChoices> {
    const kept = this.#kept;
    if (kept !== undefined && (this.#now() < kept.until || (isBusy && kept.choices.plan !== null))) return kept.choices;
    this.#running ??= this.#renew().finally(() => {
      this.#running = undefined;
    });
    return await this.#running;
  }

  /** Resolves when none are being made. */
  async settled(): Promise<void> {
    await this.#running?.catch(() => undefined);
  }

  async #renew(): Promise<ForecastChoices> {
    const choices = await this.#make();
    const isTooLittle = choices.plan === null && choices.problems.length === 0;
    this.#kept = { until: this.#now() + (isTooLittle ? TOO_LITTLE_US : GOOD_US), choices };
    return choices;
  }
}
