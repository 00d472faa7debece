import type { Micros } from "../../../contracts/path/sample-batch.ts";
import type { Tag } from "../../../contracts/plant/tag.ts";
import type { ComponentWatch, Indication, WatchedAsset } from "../../watch.ts";
import { OneSign } from "./one-sign.ts";

/** Share of the usual score at which a vehicle no longer knows its place. */
const LOST = 0.6;
/** Number of readings until the usual score is known, and the weight of a new one afterwards. */
const LEARN = 60;
const NEWEST = 0.002;

const [USUAL, COUNT, LAST] = [0, 1, 2];

/** A vehicle that no longer matches its surroundings with its map: its own score of that collapses. */
class Localisation extends OneSign {
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
      3,
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
      this.seen(time, time);
      return;
    }
    const count = Math.min(LEARN, (numbers[COUNT] as number) + 1);
    numbers[COUNT] = count;
    const share = count < LEARN ? 1 / count : NEWEST;
    numbers[USUAL] = Number.isNaN(usual) ? value : usual + share * (value - usual);
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
