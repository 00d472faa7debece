import type { Micros } from "../../../edge/contracts/path/sample-batch.ts";
import type { TagRef } from "../../../edge/contracts/plant/tag.ts";
import { Reference } from "../../../edge/health/evidence/reference.ts";
import type { ComponentWatch, Indication } from "../../../edge/health/watch.ts";
import { signatureOf } from "./fake-watch.ts";

const TEXT = { zh: "电平", en: "level" };
const MEAN_OF = 20;

interface State {
  readonly sum: number;
  readonly count: number;
  readonly level: ReturnType<Reference["snapshot"]>;
}

/** The smallest possible watch: it compares means of a signal with their usual range. */
export class LevelWatch implements ComponentWatch<State> {
  readonly form = 1;
  readonly id = "joint-1/level";
  readonly component = "joint-1";
  readonly inputs: readonly TagRef[];
  readonly indications = ["level"];
  readonly strengths = new Float64Array(1);
  readonly signatures = [signatureOf("risen", { level: 1 })];
  readonly #level = new Reference({ learn: 40, leastSpread: 0 });
  #sum = 0;
  #count = 0;

  constructor(ref: TagRef) {
    this.inputs = [ref];
  }

  get isLearning(): boolean {
    return this.#level.isLearning;
  }

  sample(_input: number, time: Micros, value: number): void {
    this.#sum += value;
    if (++this.#count < MEAN_OF) return;
    this.#level.add(time, this.#sum / MEAN_OF);
    this.strengths[0] = this.#level.strength;
    this.#sum = 0;
    this.#count = 0;
  }

  describe(): Indication {
    const { value, usual, since } = this.#level;
    const tag = this.inputs[0] as TagRef;
    return { value, ...(usual === undefined ? {} : { usual }), unit: "N.m", title: TEXT, meaning: TEXT, tag, since };
  }

  renewed(): void {
    this.#level.clear();
    this.strengths.fill(0);
  }

  snapshot(): State {
    return { sum: this.#sum, count: this.#count, level: this.#level.snapshot() };
  }

  restore({ sum, count, level }: State): void {
    this.#sum = sum;
    this.#count = count;
    this.#level.restore(level);
    this.strengths[0] = this.#level.strength;
  }
}
