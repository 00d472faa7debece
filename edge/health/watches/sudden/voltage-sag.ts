import type { Micros } from "../../../contracts/path/sample-batch.ts";
import type { Tag } from "../../../contracts/plant/tag.ts";
import type { ComponentWatch, Indication, WatchedAsset } from "../../watch.ts";
import { OneSign } from "./one-sign.ts";

/**
 * Share of the usual voltage below which it is a sag. EN 50160 says 0.9; but a big motor that starts directly on a weak
 * net lowers it to 0.9 for a second, which is not a sag.
 */
const SAG = 0.88;
const LEARN = 60;
const NEWEST = 0.002;
/** Phases must fall within this time of each other: a single low reading is an instrument's fault. */
const TOGETHER_US = 0.5e6;
const FEWEST_PHASES = 2;

/** For each phase: usual voltage, number of readings, time of the last low reading, and its value. */
const FIELDS = 4;
const [USUAL, COUNT, LOW_AT, LOWEST] = [0, 1, 2, 3];

/** The voltage of the incoming supply falls for a moment, in two phases at least. */
class VoltageSag extends OneSign {
  readonly #phases: readonly Tag[];

  constructor(phases: readonly Tag[]) {
    super(
      {
        aspect: "voltage-sag",
        component: (phases[0] as Tag).component,
        tags: phases,
        sign: -1,
        fault: {
          kind: "power-sag",
          name: { zh: "电网电压暂降", en: "power sag" },
          advice: {
            zh: "检查自动恢复的设备，并向供电部门询问。",
            en: "Check which machines recovered by themselves, and ask the electricity supplier.",
          },
        },
        title: { zh: "母线电压", en: "Voltage of the bus" },
        meaning: {
          zh: "多相电压同时低于平时的 88 %：来自电网，而不是仪表。",
          en: "Several phases are below 88 % of their usual voltage at once: the cause is the net, not an instrument.",
        },
      },
      FIELDS * phases.length,
    );
    this.#phases = phases;
    for (let at = 0; at < phases.length; at++) this.numbers[at * FIELDS + COUNT] = 0;
  }

  get isLearning(): boolean {
    return (this.numbers[COUNT] as number) < LEARN;
  }

  sample(input: number, time: Micros, value: number): void {
    const { numbers } = this;
    const at = input * FIELDS;
    const usual = numbers[at + USUAL] as number;
    if ((numbers[at + COUNT] as number) >= LEARN && value < SAG * usual) {
      numbers[at + LOW_AT] = time;
      numbers[at + LOWEST] = value;
      if (this.#low(time) >= Math.min(FEWEST_PHASES, this.#phases.length)) this.seen(time, time);
      return;
    }
    const count = Math.min(LEARN, (numbers[at + COUNT] as number) + 1);
    numbers[at + COUNT] = count;
    const share = count < LEARN ? 1 / count : NEWEST;
    numbers[at + USUAL] = Number.isNaN(usual) ? value : usual + share * (value - usual);
  }

  protected shown(): Pick<Indication, "value" | "usual"> & { readonly tag: Tag } {
    const usual = this.numbers[USUAL] as number;
    return {
      value: this.numbers[LOWEST] as number,
      ...(this.isLearning ? {} : { usual: { low: SAG * usual, high: (2 - SAG) * usual } }),
      tag: this.#phases[0] as Tag,
    };
  }

  #low(time: Micros): number {
    let low = 0;
    for (let at = 0; at < this.#phases.length; at++)
      if (time - (this.numbers[at * FIELDS + LOW_AT] as number) <= TOGETHER_US) low++;
    return low;
  }
}

/**
 * One watch for each bus, that is, three voltages with a frequency. Meters behind it see the same sag and would report
 * it many times.
 */
export function voltageSag(asset: WatchedAsset): readonly ComponentWatch[] {
  const phases = asset.tags.filter(({ signal, unit }) => unit === "V" && /^voltage-l[123]$/.test(signal));
  return [...Map.groupBy(phases, ({ component }) => component)].flatMap(([component, of]) =>
    of.length === 3 && asset.tag(`${component}/frequency`) !== undefined ? [new VoltageSag(of)] : [],
  );
}
