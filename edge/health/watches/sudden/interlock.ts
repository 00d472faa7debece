import type { Micros } from "../../../contracts/path/sample-batch.ts";
import type { Tag } from "../../../contracts/plant/tag.ts";
import type { ComponentWatch, Indication, WatchedAsset } from "../../watch.ts";
import { OneSign } from "./one-sign.ts";

const [GATE, BOLT] = [0, 1];
/** Both switches are read within this time of each other. */
const SETTLE_US = 0.9e6;

const [OPEN, LOCKED, SINCE, FITTING] = [0, 1, 2, 3];

/**
 * A guard whose position switch says closed while the bolt of its lock is out: a bridged switch (ISO 14119, defeat of
 * interlocking devices). Nothing is reported until the bolt has been seen in its place.
 */
class Interlock extends OneSign {
  readonly #gate: Tag;

  constructor(gate: Tag, bolt: Tag) {
    super(
      {
        aspect: "interlock",
        component: gate.component,
        tags: [gate, bolt],
        sign: 1,
        fault: {
          kind: "bypassed-interlock",
          alertKind: "safety",
          name: { zh: "联锁开关被旁路", en: "bypassed interlock" },
          advice: {
            zh: "停止该单元，确认无人在内，拆除门开关的短接。",
            en: "Stop the cell, make sure that nobody is inside, and remove the bridge of its gate switch.",
          },
        },
        title: { zh: "门开关与锁舌矛盾", en: "Gate switch contradicts its bolt" },
        meaning: {
          zh: "门开关显示关闭，而门锁的锁舌没有插入：两者不可能同时成立。",
          en: "The gate's switch says closed while the bolt of its lock is out: both cannot be true.",
        },
      },
      4,
    );
    this.#gate = gate;
    this.numbers[FITTING] = 0;
  }

  get isLearning(): boolean {
    return (this.numbers[FITTING] as number) < 1;
  }

  sample(input: number, time: Micros, value: number): void {
    const { numbers } = this;
    if (input === GATE) numbers[OPEN] = value;
    else if (input === BOLT) numbers[LOCKED] = value;
    const isContradiction = numbers[OPEN] === 0 && numbers[LOCKED] === 0;
    if (!isContradiction) numbers[SINCE] = Number.NaN;
    else if (Number.isNaN(numbers[SINCE])) numbers[SINCE] = time;
    if (numbers[OPEN] === 0 && numbers[LOCKED] === 1) numbers[FITTING] = 1;
  }

  override second(now: Micros): void {
    const since = this.numbers[SINCE] as number;
    if (now - since >= SETTLE_US && !this.isLearning) this.seen(since, now);
    super.second(now);
  }

  protected shown(): Pick<Indication, "value"> & { readonly tag: Tag } {
    return { value: this.strengths[0] === 0 ? 0 : 1, tag: this.#gate };
  }
}

/** One watch for each guard with a position switch and the switch of its bolt. */
export function interlock(asset: WatchedAsset): readonly ComponentWatch[] {
  return asset.tags.flatMap((gate) => {
    const bolt = asset.tag(`${gate.component}/gate-locked`);
    return gate.role !== "gate-open" || bolt === undefined ? [] : [new Interlock(gate, bolt)];
  });
}
