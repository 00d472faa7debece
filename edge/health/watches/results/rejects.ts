import type { Micros } from "../../../contracts/path/sample-batch.ts";
import type { Tag } from "../../../contracts/plant/tag.ts";
import type { ComponentWatch, Indication, WatchedAsset } from "../../watch.ts";
import { OneSign } from "../sudden/one-sign.ts";

const [PRODUCED, SCRAPPED] = [0, 1];
/** Prior of the share of rejects: one in sixty, with the weight of sixty pieces. */
const [PRIOR_REJECTS, PRIOR_PIECES] = [1, 60];
/** Number of pieces before which nothing is reported, and after which older ones count less. */
const LEARN = 100;
const MEMORY = 5000;
/**
 * Shares of rejects to detect, each with its part of the probability of a false finding, and their least multiple of
 * the usual share. One in eight is what bad lots have; where most pieces leak, few pieces must do.
 */
const MANY: readonly (readonly [share: number, part: number])[] = [
  [0.12, 0.7],
  [0.25, 0.1],
  [0.5, 0.1],
  [0.9, 0.1],
];
const [TIMES_USUAL, MOST_USUAL] = [4, 0.5];
/** Up to this evidence pieces refine what is usual. */
const QUIET = 2;
const MOST = 20;

const [LAST_PRODUCED, LAST_SCRAPPED, PIECES, REJECTS, SHARE, SUMS] = [0, 1, 2, 3, 4, 5];

/**
 * Rejects of a leak tester compared with its own history: for each share to detect a cumulative sum of log-likelihood
 * ratios of Bernoulli trials (Page 1954; Reynolds and Stoumbos 1999). In normal running the probability of an excursion
 * of one of them to S - ln(its part) is below exp(-S). No test is quicker than about 9 ln 10 / D pieces, where D is the
 * Kullback-Leibler divergence of the shares: 75 to 115 for 15 % beside a usual 1 to 2 %, 18 for half, 6 for all.
 */
class Rejects extends OneSign {
  override readonly form = 2;
  readonly #shownTag: Tag;

  constructor({
    produced,
    scrapped,
    result,
  }: { readonly produced: Tag; readonly scrapped: Tag; readonly result: Tag }) {
    super(
      {
        aspect: "rejects",
        component: result.component,
        tags: [produced, scrapped],
        sign: 1,
        fault: {
          kind: "porous-castings",
          name: { zh: "铸件气孔", en: "porous castings" },
          advice: {
            zh: "隔离相关批次的铸件，检查来料并通知供应商。",
            en: "Set the castings of these lots aside, inspect them, and inform the supplier.",
          },
        },
        title: { zh: "不合格率", en: "Share of rejects" },
        meaning: {
          zh: "检漏不合格件的比例，与本机历史比较。",
          en: "Share of pieces that fail the leak test, compared with this tester's own history.",
        },
      },
      SUMS + MANY.length,
    );
    this.#shownTag = result;
    this.numbers.fill(0, PIECES, SUMS + MANY.length);
  }

  get isLearning(): boolean {
    return (this.numbers[PIECES] as number) < LEARN;
  }

  sample(input: number, time: Micros, value: number): void {
    const { numbers } = this;
    const last = numbers[input === PRODUCED ? LAST_PRODUCED : LAST_SCRAPPED] as number;
    numbers[input === PRODUCED ? LAST_PRODUCED : LAST_SCRAPPED] = value;
    // After a restart of the count, or a jump after a gap, pieces cannot be counted one by one.
    const more = value - last;
    if (!(more > 0) || more > 20) return;
    for (let piece = 0; piece < more; piece++) this.#piece(time, input === SCRAPPED);
  }

  override second(): void {}

  override renewed(): void {}

  protected shown(): Pick<Indication, "value" | "usual"> & { readonly tag: Tag } {
    const high = 3 * this.#usual();
    return {
      value: this.numbers[SHARE] as number,
      ...(this.isLearning ? {} : { usual: { low: 0, high } }),
      tag: this.#shownTag,
    };
  }

  /** Usual share of rejects, raised by its uncertainty. */
  #usual(): number {
    const pieces = (this.numbers[PIECES] as number) + PRIOR_PIECES;
    const share = ((this.numbers[REJECTS] as number) + PRIOR_REJECTS) / pieces;
    return share + Math.sqrt(share / pieces);
  }

  /** Moves the sums by a piece; returns the evidence of the one that says most. */
  #evidence(isReject: boolean): number {
    const usual = this.#usual();
    let most = 0;
    for (const [at, [share, part]] of MANY.entries()) {
      const many = Math.max(share, Math.min(MOST_USUAL, TIMES_USUAL * usual));
      const step = Math.log(isReject ? many / usual : (1 - many) / (1 - usual));
      const sum = Math.max(0, Math.min(MOST * Math.LN10, (this.numbers[SUMS + at] as number) + step));
      this.numbers[SUMS + at] = sum;
      most = Math.max(most, (sum + Math.log(part)) / Math.LN10);
    }
    return most;
  }

  /** Takes a produced piece or a reject. Where `produced` counts rejects too, they weigh a little less. */
  #piece(time: Micros, isReject: boolean): void {
    const { numbers } = this;
    const before = this.strengths[0] as number;
    this.strengths[0] = this.isLearning ? 0 : this.#evidence(isReject);
    if (before === 0 && this.strengths[0] > 0) numbers[numbers.length - 2] = time;
    if (this.strengths[0] === 0) numbers[numbers.length - 2] = Number.NaN;
    numbers[SHARE] = (numbers[SHARE] as number) + 0.05 * ((isReject ? 1 : 0) - (numbers[SHARE] as number));
    if (this.strengths[0] >= QUIET) return;
    const keep = (numbers[PIECES] as number) >= MEMORY ? 1 - 1 / MEMORY : 1;
    if (isReject) numbers[REJECTS] = keep * (numbers[REJECTS] as number) + 1;
    else {
      numbers[REJECTS] = keep * (numbers[REJECTS] as number);
      numbers[PIECES] = Math.min(MEMORY, (numbers[PIECES] as number) + 1);
    }
  }
}

/** One watch for each leak tester that counts its pieces and rejects. */
export function rejects(asset: WatchedAsset): readonly ComponentWatch[] {
  const [produced, scrapped] = (["parts-produced", "parts-scrapped"] as const).map((role) =>
    asset.tags.find((tag) => tag.role === role),
  );
  const result = asset.tags.find(({ signal, type }) => signal === "leak-rate" && type === "number");
  return produced === undefined || scrapped === undefined || result === undefined
    ? []
    : [new Rejects({ produced, scrapped, result })];
}
