/**
 * Friction of a robot's joints: the work of the torque over the way, per way. Over closed movements gravity and inertia
 * cancel and friction is left. Friction rises with the wear of the gear and falls with its warmth.
 */
import type { Micros } from "../../contracts/path/sample-batch.ts";
import type { Tag, TagRef } from "../../contracts/plant/tag.ts";
import { Reference } from "../evidence/reference.ts";
import type { ComponentWatch, Indication, Signature, WatchedAsset } from "../watch.ts";

/** Seconds of movement that one value of friction is the mean of. */
const MOVING_S = 240;
/** Slower than this a joint stands, degrees per second. */
const LEAST_SPEED = 0.5;
/** A speed older than this says nothing about a torque. */
const FRESH_US = 1.5e6;
const [TORQUE, SPEED] = [0, 1];

const SIGNATURES: readonly Signature[] = [
  {
    kind: "gear-wear",
    name: { zh: "减速器磨损", en: "gear wear" },
    advice: {
      zh: "检查该关节的润滑脂金属含量和间隙，准备备用减速器。",
      en: "Check the joint's grease for metal and its play, and get a spare gear ready.",
    },
    signs: { friction: 1 },
  },
];

interface State {
  readonly numbers: Float64Array;
  readonly friction: ReturnType<Reference["snapshot"]>;
}

class JointFriction implements ComponentWatch<State> {
  readonly form = 1;
  readonly id: string;
  readonly component: string;
  readonly inputs: readonly TagRef[];
  readonly indications = ["friction"];
  readonly strengths = new Float64Array(1);
  readonly signatures = SIGNATURES;
  readonly #asset: WatchedAsset;
  readonly #torque: Tag;
  /** A joint of another size has another friction: the smallest spread is a share of the usual value. */
  readonly #friction = new Reference({ learn: 24, leastSpread: 0 });
  /** Speed and its time, work, way and moving time since the last value. */
  readonly #numbers = new Float64Array(5);

  constructor(asset: WatchedAsset, joint: string, { torque, speed }: { readonly torque: Tag; readonly speed: Tag }) {
    this.#asset = asset;
    this.#torque = torque;
    this.id = `${joint}/friction`;
    this.component = `${joint}/gear`;
    this.inputs = [torque.ref, speed.ref];
  }

  get isLearning(): boolean {
    return this.#friction.isLearning;
  }

  get damage(): number {
    return Number.NaN;
  }

  sample(input: number, time: Micros, value: number): void {
    const numbers = this.#numbers;
    if (input === SPEED) {
      numbers[0] = value;
      numbers[1] = time;
      return;
    }
    if (input !== TORQUE || time - (numbers[1] as number) > FRESH_US || Math.abs(numbers[0] as number) < LEAST_SPEED)
      return;
    const speed = numbers[0] as number;
    numbers[2] = (numbers[2] as number) + value * speed;
    numbers[3] = (numbers[3] as number) + Math.abs(speed);
    numbers[4] = (numbers[4] as number) + 1;
    if ((numbers[4] as number) < MOVING_S) return;
    this.#friction.add(time, (numbers[2] as number) / (numbers[3] as number), this.#asset.context.program);
    this.strengths[0] = this.#friction.strength;
    numbers.fill(0, 2);
  }

  describe(): Indication {
    const { usual, value, since } = this.#friction;
    return {
      value,
      ...(usual === undefined ? {} : { usual }),
      unit: this.#torque.unit ?? "1",
      title: { zh: "关节摩擦力矩", en: "Joint friction" },
      meaning: {
        zh: "往返运动中扭矩做的功除以行程：重力和惯性相互抵消，剩下摩擦。",
        en: "Work of the torque over the way, per way: gravity and inertia cancel, friction is left.",
      },
      tag: this.#torque.ref,
      since,
      regime: { zh: `程序 ${this.#asset.context.program}`, en: `program ${this.#asset.context.program}` },
    };
  }

  renewed(): void {
    this.#friction.clear();
    this.strengths.fill(0);
    this.#numbers.fill(0);
  }

  snapshot(): State {
    return { numbers: this.#numbers.slice(), friction: this.#friction.snapshot() };
  }

  restore({ numbers, friction }: State): void {
    this.#numbers.set(numbers);
    this.#friction.restore(friction);
    this.strengths[0] = this.#friction.strength;
  }
}

/** One watch for each component that has a torque and a speed, as a robot's joints have. */
export function jointFriction(asset: WatchedAsset): readonly ComponentWatch[] {
  const joints = new Set(asset.tags.map(({ component }) => component));
  return [...joints].flatMap((joint) => {
    const [torque, speed] = [asset.tag(`${joint}/torque`), asset.tag(`${joint}/speed`)];
    return torque?.unit !== "N.m" || speed?.unit !== "deg/s"
      ? []
      : [new JointFriction(asset, joint, { torque, speed })];
  });
}
