/** A pump that says nothing about its state: it is switched among some speeds and outlets, as its watches see it. */
import type { TagRef } from "../../../edge/contracts/plant/tag.ts";
import { PlantHealth } from "../../../edge/health/plant-health.ts";
import { instruments } from "../../../edge/health/watches/instruments/instruments.ts";
import { units } from "../../../edge/health/watches/unit/units.ts";
import { BenchPlant, batchOf, S, T0, type TagShape } from "../../unit/detect/bench-plant.ts";

/** Seconds between samples. */
const STEP_S = 30;
const HOUR_S = 3600;
const DAY_S = 86_400;
/** Speeds in /min, and how far the outlet is open. */
const MODES = [
  [0, 0],
  [900, 1],
  [1480, 1],
  [1480, 0.4],
] as const;
const [SPEED, KW, PRESSURE, CEL, VIBRATION, HALL, STATE] = [0, 1, 3, 4, 5, 6, 7] as const;
export const [KILOWATTS, CUBIC_METRES] = [KW, 2] as const;

const TAGS: readonly TagShape[] = [
  { component: "motor", signal: "speed", unit: "/min" },
  { component: "motor", signal: "power", unit: "kW" },
  { component: "outlet", signal: "flow", unit: "m3/h" },
  { component: "outlet", signal: "pressure", unit: "bar" },
  { component: "bearing", signal: "temperature", unit: "Cel" },
  { component: "bearing", signal: "vibration-rms", unit: "mm/s" },
  { component: "hall", signal: "temperature", unit: "Cel" },
];
const ITEM_STATE: TagShape = { signal: "item-state", type: "enum", role: "item-state" };

interface Said {
  readonly hour: number;
  readonly kind: string;
  readonly tag: number;
  readonly regime: string;
}

export interface PumpPlan {
  /** Changes the values of this hour while the pump runs. */
  readonly fault?: (values: Float64Array, hour: number) => void;
  readonly hasState?: true;
  /** Other names of speed and power, by which nobody knows that they drive the pump. */
  readonly isNamedOddly?: true;
}

export class DrivenPump {
  readonly said: Said[] = [];
  readonly #bench: BenchPlant;
  readonly #random: () => number;
  readonly #plan: PumpPlan;
  readonly #values = new Float64Array(TAGS.length + 1);
  #health: PlantHealth;
  #second = 0;
  #mode = 0;
  #until = 0;
  #temperature = 30;

  constructor(random: () => number, plan: PumpPlan = {}) {
    this.#random = random;
    this.#plan = plan;
    const named = TAGS.map((tag) => (plan.isNamedOddly ? { ...tag, signal: ODD.get(tag.signal) ?? tag.signal } : tag));
    const tags = plan.hasState === true ? [...named, ITEM_STATE] : named;
    this.#bench = new BenchPlant([{ label: "P-1", kind: "pump", tags }]);
    this.#health = this.#open();
  }

  /** Runs until this hour. */
  to(hour: number): this {
    while (this.#second < hour * HOUR_S) this.#advance();
    return this;
  }

  /** The whole state, as a file stores it. */
  stored(): ReadonlyMap<string, unknown> {
    return structuredClone(new Map([...this.#health.parts()].map(({ key, part }) => [key, part.snapshot()])));
  }

  /** The edge restarts with the state of its file. */
  restart(): this {
    const held = this.stored();
    this.#health = this.#open();
    for (const { key, part } of this.#health.parts()) part.restore(held.get(key) as never);
    return this;
  }

  #open(): PlantHealth {
    return new PlantHealth({
      plant: this.#bench.plant,
      tags: this.#bench.tags,
      makers: [units, instruments],
      onBroken: ({ error }) => {
        throw error;
      },
    });
  }

  #noise(): number {
    return this.#random() + this.#random() + this.#random() - 1.5;
  }

  #advance(): void {
    const values = this.#values;
    if (this.#second >= this.#until) {
      this.#mode = Math.floor(this.#random() * MODES.length);
      this.#until = this.#second + HOUR_S * (0.5 + 2 * this.#random());
    }
    const [speed, open] = MODES[this.#mode] as (typeof MODES)[number];
    const share = (speed / 1480) * (1 + 0.005 * this.#noise());
    const kw = 0.3 + 7 * share ** 3 * (0.5 + 0.5 * open);
    const hall = 22 + 3 * Math.sin((2 * Math.PI * this.#second) / DAY_S);
    this.#temperature += 0.1 * (hall + 2 * kw - this.#temperature);
    values[SPEED] = speed === 0 ? 0 : speed + 2 * this.#noise();
    values[KW] = kw * (1 + 0.01 * this.#noise());
    values[CUBIC_METRES] = 60 * share * open + 0.4 * this.#noise();
    values[PRESSURE] = 5 * share ** 2 * (1.3 - 0.3 * open) + 0.03 * this.#noise();
    values[CEL] = this.#temperature + 0.15 * this.#noise();
    values[VIBRATION] = 0.2 + 1.6 * share + 0.05 * this.#noise();
    values[HALL] = hall + 0.1 * this.#noise();
    values[STATE] = speed === 0 ? 2 : 3;
    if (speed > 0) this.#plan.fault?.(values, this.#second / HOUR_S);
    const { size } = this.#bench.tags;
    const at = T0 + this.#second * S;
    this.#health.observe(
      batchOf([...values.subarray(0, size)].map((value, tag) => ({ ref: tag as TagRef, at, value }))),
    );
    this.#second += STEP_S;
    for (const { standing, hypotheses, evidence } of this.#health.second(T0 + this.#second * S))
      if (standing)
        this.said.push({
          hour: this.#second / HOUR_S,
          kind: hypotheses?.[0]?.kind ?? "",
          tag: evidence[0]?.tag ?? Number.NaN,
          regime: evidence[0]?.regime?.en ?? "",
        });
  }
}

const ODD = new Map([
  ["speed", "pace"],
  ["power", "kilowatts"],
]);
