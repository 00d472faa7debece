/**
 * Play of a feed axis, from the difference of motor side and scale split by the direction of the last move
 * (docs/methods/motion.md).
 */
import type { Micros } from "../../contracts/path/sample-batch.ts";
import type { Tag, TagRef } from "../../contracts/plant/tag.ts";
import { BesidePeers } from "../evidence/beside-peers.ts";
import { Rise } from "../evidence/rise.ts";
import type { ComponentWatch, Indication, Signature, WatchedAsset } from "../watch.ts";
import { PlayFit } from "./axis/play-fit.ts";

/** Half of the play in thousandths of the axis' unit: values repeat within 0.5, and a rise of 1.5 is tolerated. */
const OF_PLAY = { learn: 8, settle: 40, leastSpread: 0.5, slack: 3, inflation: 3, mostFall: 5 };
const IN_THOUSANDTHS = 1000;
/** Full damage, in thousandths: a nut with this much play has lost its preload. */
const WORN = 80;
/** Bounds of the residual, in thousandths and relative to the usual one: above them a reading was wrong. */
const MOST_REST = 15;
/**
 * Play repeats within this share of the coarser step of both readings, because new firmware may round what it shows.
 */
const OF_STEP = 0.25;
const TIMES_USUAL_REST = 3;
const NEWEST = 0.1;
/** A step of the position from which the axis counts as moving; the scale's noise is far smaller. */
const MOVES = 0.005;
/** Readings within this time belong to one moment. */
const SAME_US = 1000;
/** Number of readings that are used of one stop, because they all show the same. */
const OF_A_STOP = 3;
/** Half of the play, above that of the same axis on other machines, at which the axis was worn from the start. */
const BESIDE = { first: 60, above: () => 10, leastSpread: () => 1.5 };

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
const [
  X,
  X_TIME,
  STEP,
  LEAD_AT,
  MOTOR_X,
  PERCENT,
  PERCENT_TIME,
  DIRECTION,
  MOVE_PERCENT,
  STOOD,
  REST,
  DIGITS,
  MOTOR_DIGITS,
] = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12];

interface State {
  readonly numbers: Float64Array;
  readonly fit: Float64Array;
  readonly play: ReturnType<Rise["snapshot"]>;
  readonly beside: Float64Array;
}

class AxisPlay implements ComponentWatch<State> {
  readonly form = 2;
  readonly id: string;
  readonly component: string;
  readonly inputs: readonly TagRef[];
  readonly indications = ["play"];
  readonly strengths = new Float64Array(1);
  readonly signatures = SIGNATURES;
  readonly #tags: readonly Tag[];
  readonly #fit = new PlayFit();
  readonly #play = new Rise(OF_PLAY);
  readonly #beside: BesidePeers;
  readonly #numbers = nothing(new Float64Array(13));

  constructor(asset: WatchedAsset, axis: string, tags: readonly Tag[]) {
    this.#tags = tags;
    this.id = `${axis}/play`;
    this.inputs = tags.map(({ ref }) => ref);
    const { assetUid, kind: of } = asset.asset;
    const place = { group: `axis play ${of} ${axis}`, member: assetUid };
    this.#beside = new BesidePeers(asset.peers, place, BESIDE);
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
    // Once a later reading arrives, those of the moment of the motor's reading are complete.
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
        en: "Difference of motor side and scale between both directions, without effects of the screw's heat and load.",
      },
      tag: (this.#tags[MOTOR] as Tag).ref,
      since,
    };
  }

  renewed(): void {
    this.#fit.clear();
    this.#play.clear();
    this.#beside.clear();
    nothing(this.#numbers);
    this.strengths.fill(0);
  }

  snapshot(): State {
    return {
      numbers: this.#numbers.slice(),
      fit: this.#fit.snapshot(),
      play: this.#play.snapshot(),
      beside: this.#beside.snapshot(),
    };
  }

  restore({ numbers, fit, play, beside }: State): void {
    this.#numbers.set(numbers);
    this.#fit.restore(fit);
    this.#play.restore(play);
    this.#beside.restore(beside);
    this.#strengthen();
  }

  get #moves(): boolean {
    return Math.abs(this.#numbers[STEP] as number) >= MOVES;
  }

  /** Finds direction and load of the move, once both readings are of one moment. */
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
    // A moving axis changes its position, so both readings must be of the same moment.
    if (this.#moves && Math.abs((numbers[X_TIME] as number) - at) > SAME_US) return;
    if (!this.#moves) {
      const stood = (numbers[STOOD] as number) + 1;
      numbers[STOOD] = stood;
      if (stood > OF_A_STOP) return;
    }
    const position = numbers[X] as number;
    const lead = (numbers[MOTOR_X] as number) - position;
    numbers[DIGITS] = Math.max(numbers[DIGITS] as number, digitsOf(position));
    numbers[MOTOR_DIGITS] = Math.max(numbers[MOTOR_DIGITS] as number, digitsOf(numbers[MOTOR_X] as number));
    const play = this.#fit.add(lead, position, { direction: direction > 0 ? 1 : -1, load });
    if (play === undefined) return;
    const step = 10 ** -Math.min(numbers[DIGITS] as number, numbers[MOTOR_DIGITS] as number);
    numbers.fill(0, DIGITS);
    if (!this.#isUsable(play.rest * IN_THOUSANDTHS, step * IN_THOUSANDTHS)) return;
    this.#play.add(at, play.half * IN_THOUSANDTHS, "", OF_STEP * step * IN_THOUSANDTHS);
    this.#beside.add(play.half * IN_THOUSANDTHS);
    this.#strengthen();
  }

  #isUsable(rest: number, step: number): boolean {
    const usual = this.#numbers[REST] as number;
    if (rest > MOST_REST) return false;
    // Rounding of both readings leaves a residual of step / sqrt(6).
    if (rest > Math.hypot(TIMES_USUAL_REST * usual, step / Math.sqrt(6))) return false;
    this.#numbers[REST] = Number.isNaN(usual) ? rest : usual + NEWEST * (rest - usual);
    return true;
  }

  #strengthen(): void {
    this.strengths[0] = Math.max(this.#play.strength, this.#beside.strength);
  }
}

function nothing(numbers: Float64Array): Float64Array {
  numbers.fill(Number.NaN);
  numbers[DIRECTION] = 0;
  numbers[STOOD] = 0;
  numbers.fill(0, DIGITS);
  return numbers;
}

/** Number of decimal places of a reading, at most 5. */
function digitsOf(value: number): number {
  let scaled = Math.abs(value);
  let digits = 0;
  for (; digits < 5 && Math.abs(scaled - Math.round(scaled)) > 1e-6 * Math.max(1, scaled); digits++) scaled *= 10;
  return digits;
}

/** One watch for each component of a machine tool that has a position on the motor side and one from its scale. */
export function axisPlay(asset: WatchedAsset): readonly ComponentWatch[] {
  const axes = new Set(asset.tags.map(({ component }) => component));
  return [...axes].flatMap((axis) => {
    const found = SIGNALS.map((signal) => asset.tag(`${axis}/${signal}`)).filter((tag) => tag !== undefined);
    const [position, motor] = [asset.tag(`${axis}/position`), asset.tag(`${axis}/motor-position`)];
    return position === undefined || motor === undefined ? [] : [new AxisPlay(asset, axis, found)];
  });
}
