/** Signals that drive an asset, minute by minute, and the regimes that are learnt from them. */
import type { Tag, TagRef } from "../../../edge/contracts/plant/tag.ts";
import { demandSignals } from "../../../edge/health/context/demand-signals.ts";
import { LearnedRegimes } from "../../../edge/health/context/learned-regimes.ts";
import { BenchPlant, S, T0, type TagShape } from "../../unit/detect/bench-plant.ts";

const SAMPLE_S = 10;

export const POWER: TagShape = { signal: "power", unit: "kW", role: "active-power" };
export const SPEED: TagShape = { component: "motor", signal: "speed", unit: "/min" };

export function tagsOf(shapes: readonly TagShape[]): readonly Tag[] {
  return new BenchPlant([{ label: "A", kind: "pump", tags: shapes }]).tags.all();
}

export class DrivenAsset {
  regimes: LearnedRegimes;
  /** Seconds that were judged by each regime, by its number; 0: not judged. */
  readonly seconds = new Map<number, number>();
  readonly #tags: readonly Tag[];
  readonly #random: () => number;
  #second = 0;

  constructor(shapes: readonly TagShape[], random: () => number) {
    this.#tags = tagsOf(shapes);
    this.#random = random;
    this.regimes = new LearnedRegimes(demandSignals(this.#tags));
  }

  get hour(): number {
    return this.#second / 3600;
  }

  /** Numbers of the regimes that judged more than a share of the time so far. */
  numbers(share = 0.02): readonly number[] {
    const found = [...this.seconds].filter(([number, s]) => number > 0 && s > share * this.#second);
    return found.map(([number]) => number).sort((a, b) => a - b);
  }

  /** Values for so many minutes, with a noise of 1 % of each. */
  stay(minutes: number, ...values: readonly number[]): this {
    return this.during(minutes, () => values);
  }

  /** Values by the minute since the call. */
  during(minutes: number, values: (minute: number) => readonly number[]): this {
    for (const end = this.#second + minutes * 60, from = this.#second; this.#second < end; ) {
      const now = values((this.#second - from) / 60);
      for (const [at, tag] of this.#tags.entries()) {
        const input = this.regimes.inputs.indexOf(tag.ref as TagRef);
        const noise = tag.type === "number" ? 0.02 * (this.#random() - 0.5) : 0;
        if (input >= 0) this.regimes.sample(input, (now[at] ?? 0) * (1 + noise));
      }
      for (let s = 0; s < SAMPLE_S; s++) {
        this.#second++;
        this.regimes.second(T0 + this.#second * S, false);
        const { number } = this.regimes;
        this.seconds.set(number, (this.seconds.get(number) ?? 0) + 1);
      }
    }
    return this;
  }

  /** Silence: log time goes on. */
  wait(hours: number): this {
    this.#second += hours * 3600;
    return this;
  }

  restart(): this {
    const held = structuredClone(this.regimes.snapshot());
    this.regimes = new LearnedRegimes(demandSignals(this.#tags));
    this.regimes.restore(held);
    return this;
  }
}
