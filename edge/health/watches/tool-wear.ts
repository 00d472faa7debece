/**
 * Rate of wear of a machine tool's tools: life used per minute of cutting at full feed, by number of the tool, compared
 * with the same edge when it was new, earlier edges of the number, and the same number on machines of the type (rules
 * TL1 to TL4).
 */
import type { Micros } from "../../contracts/path/sample-batch.ts";
import type { Tag, TagRef } from "../../contracts/plant/tag.ts";
import { strengthOf } from "../evidence/tail.ts";
import type { ComponentWatch, Indication, Signature, WatchedAsset } from "../watch.ts";
import { CoolantShare } from "./tool-wear/coolant-share.ts";
import { EdgeLives, type EdgeLivesState } from "./tool-wear/edge-lives.ts";
import { WearRate } from "./tool-wear/wear-rate.ts";

const [LIFE, FEED, COOLANT] = [0, 1, 2];
/** If the count falls by more than this, another edge is in use. */
const REPLACED_PERCENT = 0.5;

const SIGNATURES: readonly Signature[] = [
  {
    kind: "tool-wear",
    endsAtOnce: true,
    name: { zh: "刀具异常快速磨损", en: "fast tool wear" },
    advice: {
      zh: "检查毛坯硬皮、冷却和切削参数，缩短换刀间隔。",
      en: "Check the castings' skin, the coolant and the cutting data, and change tools earlier.",
    },
    signs: { "wear-rate": 1 },
  },
];

interface State {
  readonly numbers: Float64Array;
  readonly rate: Float64Array;
  readonly coolant: Float64Array;
  readonly lives: EdgeLivesState;
}

const [LAST, TOOL, VALUE, USUAL, SPREAD, SINCE, STRENGTH] = [0, 1, 2, 3, 4, 5, 6];

class ToolWear implements ComponentWatch<State> {
  readonly form = 1;
  readonly id: string;
  readonly component: string;
  readonly inputs: readonly TagRef[];
  readonly indications = ["wear-rate"];
  readonly strengths = new Float64Array(1);
  readonly signatures = SIGNATURES;
  readonly #asset: WatchedAsset;
  readonly #life: Tag;
  readonly #meanings: readonly number[];
  readonly #rate = new WearRate();
  readonly #coolant = new CoolantShare();
  readonly #lives = new EdgeLives();
  readonly #numbers = new Float64Array(7).fill(Number.NaN, 0, 6);

  constructor(asset: WatchedAsset, component: string, life: Tag) {
    this.#asset = asset;
    this.#life = life;
    this.id = `${component}/wear-rate`;
    this.component = component;
    const found = [life, asset.tag("channel/feed-override"), asset.tag("coolant/flow")].flatMap((tag, meaning) =>
      tag === undefined ? [] : [{ ref: tag.ref, meaning }],
    );
    this.inputs = found.map(({ ref }) => ref);
    this.#meanings = found.map(({ meaning }) => meaning);
  }

  get isLearning(): boolean {
    return this.#lives.isLearning(this.#numbers[TOOL] as number);
  }

  get damage(): number {
    return Math.min(1, Math.max(0, (this.#numbers[LAST] as number) / 100));
  }

  sample(input: number, time: Micros, value: number): void {
    const meaning = this.#meanings[input];
    if (meaning === FEED) this.#rate.feed(value);
    else if (meaning === COOLANT) this.#coolant.add(value);
    else if (meaning === LIFE) this.#count(time, value);
  }

  #count(time: Micros, value: number): void {
    const numbers = this.#numbers;
    if (value < (numbers[LAST] as number) - REPLACED_PERCENT) this.renewed(time);
    numbers[LAST] = value;
    const { context } = this.#asset;
    const tool = Number.isNaN(context.tool) ? 0 : context.tool;
    const rate = this.#rate.add(time, value, context.isExecuting ? tool : Number.NaN);
    if (Number.isNaN(rate)) return;
    numbers[TOOL] = tool;
    this.#judge(time, tool, Math.log(rate));
  }

  describe(): Indication {
    const [, tool, value, usual, spread, since] = this.#numbers as unknown as readonly number[];
    const at = (log: number): number => 60 * Math.exp(log);
    return {
      value: at(value as number),
      ...(Number.isNaN(usual)
        ? {}
        : {
            usual: {
              low: at((usual as number) - 3 * (spread as number)),
              high: at((usual as number) + 3 * (spread as number)),
            },
          }),
      unit: "%/min",
      title: { zh: "刀具磨损速度", en: "Rate of tool wear" },
      meaning: {
        zh: "每分钟切削消耗的刀具寿命，与新刀刃、以前的刀刃和其他机床比较。",
        en: "Life used per minute of cutting at full feed, compared with new and earlier edges and other machines.",
      },
      tag: this.#life.ref,
      since: this.strengths[0] === 0 ? Number.NaN : (since as number),
      regime: { zh: `刀具 ${tool}`, en: `tool ${tool}` },
    };
  }

  renewed(at: Micros): void {
    this.#lives.replaced(this.#numbers[TOOL] as number, this.strengths[0] as number);
    this.#publish(this.#numbers[TOOL] as number);
    this.#rate.pause();
    this.strengths.fill(0);
    this.#numbers[STRENGTH] = 0;
    this.#numbers[LAST] = Number.NaN;
    this.#numbers[SINCE] = at;
  }

  snapshot(): State {
    return {
      numbers: this.#numbers.slice(),
      rate: this.#rate.snapshot(),
      coolant: this.#coolant.snapshot(),
      lives: this.#lives.snapshot(),
    };
  }

  restore({ numbers, rate, coolant, lives }: State): void {
    this.#numbers.set(numbers);
    this.#rate.restore(rate);
    this.#coolant.restore(coolant);
    this.#lives.restore(lives);
    for (const tool of this.#lives.tools) this.#publish(tool);
    this.strengths[0] = this.#numbers[STRENGTH] as number;
  }

  #judge(time: Micros, tool: number, log: number): void {
    const { asset, peers } = this.#asset;
    const numbers = this.#numbers;
    const others = peers.typical(groupOf(asset.type ?? asset.kind, tool), asset.assetUid);
    this.#publish(this.#lives.add(tool, log, others));
    this.#publish(tool);
    const judged = this.#lives.judge(tool, others);
    numbers[VALUE] = judged.value;
    numbers[USUAL] = judged.usual;
    numbers[SPREAD] = judged.spread;
    const before = this.strengths[0] as number;
    this.strengths[0] = this.#strength();
    numbers[STRENGTH] = this.strengths[0];
    if (before === 0 && this.strengths[0] > 0) numbers[SINCE] = time;
  }

  #strength(): number {
    const [, , value, usual, spread] = this.#numbers as unknown as readonly number[];
    const far = ((value as number) - (usual as number)) / (spread as number);
    return far > 0 && !this.#coolant.isScarce ? strengthOf(far) : 0;
  }

  /** Shares the rate with machines of the type. */
  #publish(tool: number): void {
    const { asset, peers } = this.#asset;
    if (!Number.isNaN(tool))
      peers.set(groupOf(asset.type ?? asset.kind, tool), asset.assetUid, this.#lives.typicalOf(tool));
  }
}

function groupOf(type: string, tool: number): string {
  return `tool-wear/${type}/${tool}`;
}

/** One watch for each component whose life the control counts. */
export function toolWear(asset: WatchedAsset): readonly ComponentWatch[] {
  return asset.tags
    .filter(({ role, type }) => role === "tool-life-used" && type === "number")
    .map((life) => new ToolWear(asset, life.component, life));
}
