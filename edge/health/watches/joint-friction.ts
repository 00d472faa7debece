/**
 * Wear of the gears of a robot's joints: friction by the displacement integral, compared with what is usual for this
 * joint in this program and with the robot's other joints; and the torque that the joint's brake holds. Cold grease,
 * new grease and warm halls affect all joints equally; wear affects one (docs/methods/motion.md).
 */
import type { Micros } from "../../contracts/path/sample-batch.ts";
import { can } from "../../contracts/plant/kinds.ts";
import type { Tag, TagRef } from "../../contracts/plant/tag.ts";
import { Rise } from "../evidence/rise.ts";
import type { ComponentWatch, Indication, Signature, WatchedAsset } from "../watch.ts";
import { BrakeHistory } from "./joint/brake-history.ts";
import { BRAKE, CURRENT, FRICTION, WARMTH, type Words } from "./joint/describe.ts";
import { DisplacementWork } from "./joint/displacement-work.ts";
import { brakeWear, gearWear, gearWearByBrake } from "./joint/faults.ts";
import { RatedShare } from "./joint/rated-share.ts";

/** Logarithm of friction: values repeat within 5 %, and a rise of 15 % is tolerated. */
const OF_FRICTION = { learn: 8, settle: 40, leastSpread: 0.05, slack: 3, inflation: 3, mostFall: 0.4 };
/** Logarithm of the mean motor current over the same movements. */
const OF_CURRENT = { learn: 8, settle: 40, leastSpread: 0.05, slack: 2, inflation: 6, mostFall: 0.4 };
/** Motor temperature above that of the other joints, K. */
const OF_WARMTH = { learn: 8, settle: 40, leastSpread: 1, slack: 2, inflation: 6, mostFall: 5 };
/** The motor's indications follow from the same torque: they support, but never speak alone. */
const SUPPORTS = 4;
/**
 * Number of friction values after a brake test before the brake counts, because friction shows whether the gear is the
 * cause.
 */
const AFTER_TEST = 6;
const UNTIL_THEN = 8;
/**
 * Full damage by friction: a worn-out gear has this much more, as a share. Its friction is 3.2 times that of a new one,
 * but it runs warmer, and what a movement loses besides does not grow.
 */
const WORN_FRICTION = 1.7;
/** Full damage by the brake: it holds this much less, as a share. */
const WORN_BRAKE = 0.5;
const SIGNALS = {
  torque: "torque",
  position: "position",
  load: "motor-load",
  current: "motor-current",
  temperature: "motor-temperature",
  brake: "brake-torque",
  tests: "brake-test/number",
} as const;
type Meaning = keyof typeof SIGNALS;
const [FRICTION_AT, BRAKE_AT, CURRENT_AT, WARMTH_AT] = [0, 1, 2, 3];
/**
 * Newest position and temperature, measured rise of the friction, sums since its last value, and the temperature that
 * the other joints know, which is that of the last value: after a restart they must know the same.
 */
const [POSITION, CEL, OWN, CURRENTS, CURRENT_SAMPLES, SINCE_TEST, SHARED_CEL] = [0, 1, 2, 3, 4, 5, 6];
/** Share of the newest rise in the smoothed one. */
const NEWEST = 0.25;

interface State {
  readonly numbers: Float64Array;
  readonly work: Float64Array;
  readonly share: ReturnType<RatedShare["snapshot"]>;
  readonly brake: Float64Array;
  readonly friction: ReturnType<Rise["snapshot"]>;
  readonly current: ReturnType<Rise["snapshot"]>;
  readonly warmth: ReturnType<Rise["snapshot"]>;
}

class JointFriction implements ComponentWatch<State> {
  readonly form = 3;
  readonly id: string;
  readonly component: string;
  readonly inputs: readonly TagRef[];
  readonly indications = ["friction", "brake", "current", "warmth"];
  readonly strengths = new Float64Array(4);
  readonly #meanings: readonly Meaning[];
  readonly #tags: ReadonlyMap<Meaning, Tag>;
  readonly #asset: WatchedAsset;
  readonly #joint: string;
  readonly #work = new DisplacementWork();
  readonly #brake: BrakeHistory;
  readonly #friction = new Rise(OF_FRICTION);
  readonly #current = new Rise(OF_CURRENT);
  readonly #warmth = new Rise(OF_WARMTH);
  readonly #share: RatedShare;
  readonly #numbers = new Float64Array(7).fill(Number.NaN, 0, CURRENTS).fill(Number.NaN, SHARED_CEL);

  constructor(asset: WatchedAsset, joint: string, tags: ReadonlyMap<Meaning, Tag>) {
    this.#asset = asset;
    this.#joint = joint;
    this.#tags = tags;
    this.#meanings = [...tags.keys()];
    this.inputs = [...tags.values()].map(({ ref }) => ref);
    this.id = `${joint}/friction`;
    const gear = asset.components.find(({ kind, path }) => kind === "gear" && path.startsWith(`${joint}/`));
    this.component = gear?.path ?? joint;
    this.#brake = new BrakeHistory(tags.has("tests"));
    this.#share = new RatedShare(asset, joint);
  }

  get isLearning(): boolean {
    return this.#friction.isLearning && Number.isNaN(this.#brake.share);
  }

  /** If a joint hardly moves, only the brake test shows wear of its gear. */
  get signatures(): readonly Signature[] {
    return this.#friction.isLearning ? [gearWearByBrake, brakeWear] : [gearWear, brakeWear];
  }

  get damage(): number {
    const { risen } = this.#friction;
    const share = Number.isNaN(risen) ? (1 - this.#brake.share) / WORN_BRAKE : (Math.exp(risen) - 1) / WORN_FRICTION;
    return Math.max(0, Math.min(1, share));
  }

  sample(input: number, time: Micros, value: number): void {
    const numbers = this.#numbers;
    switch (this.#meanings[input]) {
      case "position":
        numbers[POSITION] = value;
        return;
      case "torque": {
        this.#share.torque(value);
        const friction = this.#work.add(time, value, numbers[POSITION] as number);
        if (friction > 0) this.#judge(time, friction);
        return;
      }
      case "load":
        this.#share.load(value);
        return;
      case "current":
        if (!this.#work.isMoving) return;
        numbers[CURRENTS] = (numbers[CURRENTS] as number) + value;
        numbers[CURRENT_SAMPLES] = (numbers[CURRENT_SAMPLES] as number) + 1;
        return;
      case "temperature":
        numbers[CEL] = value;
        return;
      case "brake":
        this.#brake.sample(time, value);
        return;
      case "tests":
        this.#brake.tests(value);
        return;
      default:
    }
  }

  second(now: Micros): void {
    if (!this.#brake.second(now)) return;
    this.#numbers[SINCE_TEST] = 0;
    this.#strengthen();
  }

  describe(indication: number): Indication {
    const words = this.#asset.context.regimeWords;
    const regime = words === undefined ? {} : { regime: words };
    switch (indication) {
      case BRAKE_AT:
        return { ...this.#shown("brake", BRAKE), ...rangeOf(this.#brake, Number) };
      case CURRENT_AT:
        return { ...this.#shown("current", CURRENT), ...rangeOf(this.#current, Math.exp), ...regime };
      case WARMTH_AT:
        return { ...this.#shown("temperature", WARMTH), ...rangeOf(this.#warmth, Number), unit: "K" };
      default:
        return { ...this.#shown("torque", FRICTION), ...rangeOf(this.#friction, Math.exp), ...regime };
    }
  }

  renewed(): void {
    for (const part of [this.#work, this.#share, this.#brake, this.#friction, this.#current, this.#warmth])
      part.clear();
    this.strengths.fill(0);
    this.#numbers.fill(Number.NaN, 0, CURRENTS).fill(0, CURRENTS).fill(Number.NaN, SHARED_CEL);
    this.#publish();
  }

  snapshot(): State {
    return {
      numbers: this.#numbers.slice(),
      work: this.#work.snapshot(),
      share: this.#share.snapshot(),
      brake: this.#brake.snapshot(),
      friction: this.#friction.snapshot(),
      current: this.#current.snapshot(),
      warmth: this.#warmth.snapshot(),
    };
  }

  restore({ numbers, work, share, brake, friction, current, warmth }: State): void {
    this.#numbers.set(numbers);
    // States of earlier versions lack it.
    if (numbers.length <= SHARED_CEL) this.#numbers[SHARED_CEL] = numbers[CEL] as number;
    this.#work.restore(work);
    this.#share.restore(share);
    this.#brake.restore(brake);
    this.#friction.restore(friction);
    this.#current.restore(current);
    this.#warmth.restore(warmth);
    this.#publish();
    this.#strengthen();
  }

  #judge(time: Micros, friction: number): void {
    const numbers = this.#numbers;
    const { context, peers } = this.#asset;
    const log = Math.log(friction);
    // A rise that all joints of this robot share has another cause than this gear: cold grease, new grease, another
    // pace.
    const common = peers.typical(this.#group("rise"), this.#joint)?.median ?? 0;
    const { regime } = context;
    if (regime !== undefined) this.#friction.add(time, log - common, regime);
    const own = log - this.#friction.centre;
    const before = numbers[OWN] as number;
    // A joint whose torque is stuck is left out of the median of all joints.
    if (!(own >= -OF_FRICTION.mostFall)) numbers[OWN] = Number.NaN;
    else numbers[OWN] = Number.isNaN(before) ? own : before + NEWEST * (own - before);
    const samples = numbers[CURRENT_SAMPLES] as number;
    if (samples > 0 && regime !== undefined)
      this.#current.add(time, Math.log((numbers[CURRENTS] as number) / samples), regime);
    const warmth = peers.typical(this.#group("warmth"), this.#joint)?.median;
    if (warmth !== undefined) this.#warmth.add(time, (numbers[CEL] as number) - warmth);
    this.#share.friction(friction);
    numbers.fill(0, CURRENTS, SINCE_TEST);
    numbers[SINCE_TEST] = (numbers[SINCE_TEST] as number) + 1;
    numbers[SHARED_CEL] = numbers[CEL] as number;
    this.#publish();
    this.#strengthen();
  }

  /** Shares the values with the other joints. */
  #publish(): void {
    const { peers } = this.#asset;
    peers.set(this.#group("rise"), this.#joint, this.#numbers[OWN] as number);
    peers.set(this.#group("warmth"), this.#joint, this.#numbers[SHARED_CEL] as number);
  }

  #strengthen(): void {
    this.strengths[FRICTION_AT] = Math.max(this.#friction.strength, this.#share.strength);
    const waits = !this.#friction.isLearning && (this.#numbers[SINCE_TEST] as number) < AFTER_TEST;
    this.strengths[BRAKE_AT] = waits ? Math.max(-UNTIL_THEN, this.#brake.strength) : this.#brake.strength;
    this.strengths[CURRENT_AT] = Math.min(SUPPORTS, this.#current.strength);
    this.strengths[WARMTH_AT] = Math.min(SUPPORTS, this.#warmth.strength);
  }

  #group(what: string): string {
    return `joint ${what} ${this.#asset.asset.assetUid}`;
  }

  #shown(
    meaning: Meaning,
    { title, meaning: sentence }: Words,
  ): Pick<Indication, "tag" | "unit" | "title" | "meaning"> {
    const tag = this.#tags.get(meaning) ?? (this.#tags.get("torque") as Tag);
    return { tag: tag.ref, unit: tag.unit ?? "1", title, meaning: sentence };
  }
}

/** Value, usual range and start of an indication, in its unit. */
function rangeOf(
  { value, usual, since }: Pick<Rise, "value" | "usual" | "since">,
  inUnit: (value: number) => number,
): Pick<Indication, "value" | "usual" | "since"> {
  const range = usual === undefined ? {} : { usual: { low: inUnit(usual.low), high: inUnit(usual.high) } };
  return { value: inUnit(value), ...range, since };
}

/** One watch for each component of a robot that has a torque and a position. */
export function jointFriction(asset: WatchedAsset): readonly ComponentWatch[] {
  if (!can(asset.asset, "handles")) return [];
  const joints = new Set(asset.tags.map(({ component }) => component));
  return [...joints].flatMap((joint) => {
    const found = (Object.keys(SIGNALS) as Meaning[]).flatMap((meaning) => {
      const tag = asset.tag(meaning === "tests" ? SIGNALS.tests : `${joint}/${SIGNALS[meaning]}`);
      return tag === undefined ? [] : [[meaning, tag] as const];
    });
    const tags = new Map(found);
    return tags.has("torque") && tags.has("position") ? [new JointFriction(asset, joint, tags)] : [];
  });
}
