import type { Micros } from "../../../contracts/path/sample-batch.ts";
import type { Tag } from "../../../contracts/plant/tag.ts";
import type { ComponentWatch, Indication, WatchedAsset } from "../../watch.ts";
import { OneSign } from "./one-sign.ts";

/** Share of the usual score at which a vehicle no longer knows its place. */
const LOST = 0.6;
/** Number of readings until the usual score is known, and the weight of a new one afterwards. */
const LEARN = 60;
const NEWEST = 0.002;
/** A low score that nothing replaces for so long counts like a second one: some vehicles report changes only. */
const STAYS_US = 2.5e6;

const [USUAL, COUNT, LAST, LOW_SINCE, FIELDS] = [0, 1, 2, 3, 4];

/** A vehicle that no longer matches its surroundings with its map: its own score of that collapses. */
class Localisation extends OneSign {
  override readonly form = 2;
  readonly #score: Tag;

  constructor(score: Tag) {
    super(
      {
        aspect: "localisation",
        component: score.component,
        tags: [score],
        sign: -1,
        fault: {
          kind: "localisation-loss",
          name: { zh: "定位丢失", en: "loss of localisation" },
          advice: {
            zh: "到车旁清洁扫描器，检查参照物，然后重新定位。",
            en: "Go to the vehicle, clean its scanner, look at the landmarks, and localise it again.",
          },
        },
        title: { zh: "定位得分", en: "Localisation score" },
        meaning: {
          zh: "车辆所见与地图的吻合程度；突然下降表示它不知道自己的位置。",
          en: "How well the vehicle's view fits its map; if this collapses, the vehicle does not know where it is.",
        },
      },
      FIELDS,
    );
    this.#score = score;
    this.numbers[COUNT] = 0;
  }

  get isLearning(): boolean {
    return (this.numbers[COUNT] as number) < LEARN;
  }

  sample(_input: number, time: Micros, value: number): void {
    const { numbers } = this;
    numbers[LAST] = value;
    const usual = numbers[USUAL] as number;
    if (!this.isLearning && value < LOST * usual) {
      // One reading may be wrong.
      if (Number.isNaN(numbers[LOW_SINCE])) numbers[LOW_SINCE] = time;
      else this.seen(numbers[LOW_SINCE] as number, time);
      return;
    }
    numbers[LOW_SINCE] = Number.NaN;
    const count = Math.min(LEARN, (numbers[COUNT] as number) + 1);
    numbers[COUNT] = count;
    const share = count < LEARN ? 1 / count : NEWEST;
    numbers[USUAL] = Number.isNaN(usual) ? value : usual + share * (value - usual);
  }

  override second(now: Micros): void {
    const since = this.numbers[LOW_SINCE] as number;
    if (now - since >= STAYS_US) this.seen(since, now);
    super.second(now);
  }

  protected shown(): Pick<Indication, "value" | "usual"> & { readonly tag: Tag } {
    const usual = this.numbers[USUAL] as number;
    return {
      value: this.numbers[LAST] as number,
      ...(this.isLearning ? {} : { usual: { low: LOST * usual, high: 1 } }),
      tag: this.#score,
    };
  }
}

/** One watch for each vehicle that reports how certain its localisation is. */
export function localisation(asset: WatchedAsset): readonly ComponentWatch[] {
  return asset.tags.filter(({ signal }) => signal === "localization-score").map((score) => new Localisation(score));
}
