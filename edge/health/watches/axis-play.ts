/**
 * Play of a feed axis, from the difference of motor side and scale split by the direction of the last move
 * (docs/methods/motion.md).
 */
import type { Micros } from "../../contracts/path/sample-batch.ts";
import type { Tag, TagRef } from "../../contracts/plant/tag.ts";
import { Rise } from "../evidence/rise.ts";
import type { ComponentWatch, Indication, Signature, WatchedAsset } from "../watch.ts";
import { PlayFit } from "./axis/play-fit.ts";

/** Half of the play in thousandths of the axis' unit: a value repeats within 0.5, a rise of 1.5 says nothing yet. */
const OF_PLAY = { learn: 8, settle: 40, leastSpread: 0.5, slack: 3, inflation: 3 };
const IN_THOUSANDTHS = 1000;
/** A nut with so much play has lost its preload: the scale of damage, in thousandths. */
const WORN = 80;
/** What the model may leave; beyond it a reading was wrong or the stamps do not belong together, in thousandths. */
const MOST_REST = 15;
/** A step of the position from which the axis moves; the scale's noise is far smaller. */
const MOVES = 0.005;
/** Readings of one moment. */
const SAME_US = 1000;
/** Readings of one stop that are used: they all show the same. */
const OF_A_STOP = 3;
/** Half of the play above that of the same axis of other machines from which it was worn from the start. */
const ABOVE_PEERS = 10;
const PEER_SPREADS = 6;
const PER_VALUE = 1.2;
const MOST = 20;
const NEWEST = 0.25;

const SIGNATURES: readonly Signature[] = [
  {
    kind: "backlash",
    name: { zh: "反向间隙", en: "backlash" },
    advice: {
      zh: "用千分表测量该轴的反向间隙，检查丝杠螺母的预紧和轴承。",
      en: "Measure the axis' reversal play with a dial gauge; check the nut's preload and the bearings.",
    },
    signs: { play: 1 },
  },
];

const SIGNALS = ["position", "motor-position", "load"] as const;
const [POSITION, MOTOR, LOAD] = [0, 1, 2];
const [X, X_TIME, STEP, LEAD_AT, MOTOR_X, PERCENT, PERCENT_TIME, DIRECTION, MOVE_PERCENT, STOOD, HALF, AGAINST_PEERS] =
  [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11];

interface State {
  readonly numbers: Float64Array;
  readonly fit: Float64Array;
  readonly play: ReturnType<Rise["snapshot"]>;
}

class AxisPlay implements ComponentWatch<State> {
  readonly form = 1;
  readonly id: string;
  readonly component: string;
  readonly inputs: readonly TagRef[];
  readonly indications = ["play"];
  readonly strengths = new Float64Array(1);
  readonly signatures = SIGNATURES;
  readonly #asset: WatchedAsset;
  readonly #axis: string;
  readonly #tags: readonly Tag[];
  readonly #fit = new PlayFit();
  readonly #play = new Rise(OF_PLAY);
  readonly #numbers = nothing(new Float64Array(12));

  constructor(asset: WatchedAsset, axis: string, tags: readonly Tag[]) {
    this.#asset = asset;
    this.#axis = axis;
    this.#tags = tags;
    this.id = `${axis}/play`;
    this.inputs = tags.map(({ ref }) => ref);
    const turns = asset.components.find(
      ({ kind, path }) => (kind === "ball-screw" || kind === "gear") && path.startsWith(`${axis}/`),
    );
    this.component = turns?.path ?? axis;
  }

  get isLearning(): boolean {
    return this.#play.isLearning;
  }

  get damage(): number {
    return Math.max(0, Math.min(1, (2 * this.#play.risen) / WORN));
  }

  sample(input: number, time: Micros, value: number): void {
    const numbers = this.#numbers;
    // What belongs to the moment of the motor's reading has arrived once something later does.
    if (time > (numbers[LEAD_AT] as number) + SAME_US) this.#take();
    switch (input) {
      case POSITION:
        numbers[STEP] = value - (numbers[X] as number);
        numbers[X] = value;
        numbers[X_TIME] = time;
        this.#move(time);
        return;
      case LOAD:
        numbers[PERCENT] = value;
        numbers[PERCENT_TIME] = time;
        this.#move(time);
        return;
      case MOTOR:
        numbers[MOTOR_X] = value;
        numbers[LEAD_AT] = time;
        return;
      default:
    }
  }

  describe(): Indication {
    const { value, usual, since } = this.#play;
    return {
      value: (2 * value) / IN_THOUSANDTHS,
      ...(usual === undefined
        ? {}
        : { usual: { low: (2 * usual.low) / IN_THOUSANDTHS, high: (2 * usual.high) / IN_THOUSANDTHS } }),
      unit: this.#tags[POSITION]?.unit ?? "mm",
      title: { zh: "反向间隙", en: "Reversal play" },
      meaning: {
        zh: "电机侧与光栅尺的位置差在两个运动方向之间的差别，已减去丝杠受热和受力的影响。",
        en: "How differently motor side and scale disagree by direction, less warmth and wind-up of the screw.",
      },
      tag: (this.#tags[MOTOR] as Tag).ref,
      since,
    };
  }

  renewed(): void {
    this.#fit.clear();
    this.#play.clear();
    nothing(this.#numbers);
    this.strengths.fill(0);
    this.#tell();
  }

  snapshot(): State {
    return { numbers: this.#numbers.slice(), fit: this.#fit.snapshot(), play: this.#play.snapshot() };
  }

  restore({ numbers, fit, play }: State): void {
    this.#numbers.set(numbers);
    this.#fit.restore(fit);
    this.#play.restore(play);
    this.#tell();
    this.#strengthen();
  }

  get #moves(): boolean {
    return Math.abs(this.#numbers[STEP] as number) >= MOVES;
  }

  /** Direction and load of the move, known once both are of one moment. */
  #move(time: Micros): void {
    const numbers = this.#numbers;
    if (!this.#moves || numbers[X_TIME] !== time) return;
    numbers[DIRECTION] = Math.sign(numbers[STEP] as number);
    numbers[STOOD] = 0;
    if (numbers[PERCENT_TIME] === time) numbers[MOVE_PERCENT] = numbers[PERCENT] as number;
  }

  #take(): void {
    const numbers = this.#numbers;
    const at = numbers[LEAD_AT] as number;
    numbers[LEAD_AT] = Number.NaN;
    const direction = numbers[DIRECTION] as number;
    const load = this.#tags[LOAD] === undefined ? 0 : (numbers[MOVE_PERCENT] as number);
    if (direction === 0 || Number.isNaN(load) || Number.isNaN(numbers[X])) return;
    // A moving axis is elsewhere a moment later: both readings must be of the same moment.
    if (this.#moves && Math.abs((numbers[X_TIME] as number) - at) > SAME_US) return;
    if (!this.#moves) {
      const stood = (numbers[STOOD] as number) + 1;
      numbers[STOOD] = stood;
      if (stood > OF_A_STOP) return;
    }
    const position = numbers[X] as number;
    const lead = (numbers[MOTOR_X] as number) - position;
    const play = this.#fit.add(lead, position, { direction: direction > 0 ? 1 : -1, load });
    if (play === undefined || play.rest * IN_THOUSANDTHS > MOST_REST) return;
    const half = play.half * IN_THOUSANDTHS;
    this.#play.add(at, half);
    const before = numbers[HALF] as number;
    numbers[HALF] = Number.isNaN(before) ? half : before + NEWEST * (half - before);
    this.#tell();
    this.#compare();
    this.#strengthen();
  }

  /** Play that was there before anybody watched stands out from the same axis of other machines. */
  #compare(): void {
    const numbers = this.#numbers;
    const typical = this.#asset.peers.typical(this.#group, this.#asset.asset.assetUid);
    if (typical === undefined) return;
    const above = (numbers[HALF] as number) - typical.median;
    const isAbove = above > ABOVE_PEERS && above > PEER_SPREADS * typical.spread;
    const evidence = (numbers[AGAINST_PEERS] as number) + (isAbove ? PER_VALUE : -2 * PER_VALUE);
    numbers[AGAINST_PEERS] = Math.max(0, Math.min(MOST, evidence));
  }

  #tell(): void {
    this.#asset.peers.set(this.#group, this.#asset.asset.assetUid, this.#numbers[HALF] as number);
  }

  #strengthen(): void {
    this.strengths[0] = Math.max(this.#play.strength, this.#numbers[AGAINST_PEERS] as number);
  }

  get #group(): string {
    return `axis play ${this.#asset.asset.kind} ${this.#axis}`;
  }
}

function nothing(numbers: Float64Array): Float64Array {
  numbers.fill(Number.NaN);
  numbers[DIRECTION] = 0;
  numbers[STOOD] = 0;
  numbers[AGAINST_PEERS] = 0;
  return numbers;
}

/** One watch for each component of a machine tool with a position of its motor side and of its scale. */
export function axisPlay(asset: WatchedAsset): readonly ComponentWatch[] {
  const axes = new Set(asset.tags.map(({ component }) => component));
  return [...axes].flatMap((axis) => {
    const found = SIGNALS.map((signal) => asset.tag(`${axis}/${signal}`)).filter((tag) => tag !== undefined);
    const [position, motor] = [asset.tag(`${axis}/position`), asset.tag(`${axis}/motor-position`)];
    return position === undefined || motor === undefined ? [] : [new AxisPlay(asset, axis, found)];
  });
}
