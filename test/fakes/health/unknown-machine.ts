/** A machine without a template: a press whose six values follow its load and the hall, as its watches see it. */
import type { TagRef } from "../../../edge/contracts/plant/tag.ts";
import { PlantHealth } from "../../../edge/health/plant-health.ts";
import { instruments } from "../../../edge/health/watches/instruments/instruments.ts";
import { units } from "../../../edge/health/watches/unit/units.ts";
import { BenchPlant, batchOf, S, T0 } from "../../unit/detect/bench-plant.ts";

/** Seconds between samples. */
const STEP_S = 30;
const [PRESSURE, OIL, SPEED, HALL] = [0, 3, 4, 5] as const;
export const [FLOW, POWER] = [1, 2] as const;
const HOUR_S = 3600;

interface Said {
  readonly hour: number;
  readonly kind: string;
  readonly component: string;
  readonly tags: readonly number[];
}

interface Press {
  readonly said: readonly Said[];
  stageOf(component: string): string | undefined;
  /** Runs until this hour. */
  to(hour: number): Press;
  /** The whole state, as a file stores it. */
  stored(): ReadonlyMap<string, unknown>;
  /** The edge restarts with the state of its file. */
  restart(): Press;
}

export interface PressPlan {
  /** Changes the values of this hour. */
  readonly fault?: (values: Float64Array, hour: number) => void;
}

export function press(random: () => number, { fault }: PressPlan = {}): Press {
  const bench = new BenchPlant([
    {
      label: "PRS-01",
      kind: "press",
      tags: [
        { component: "main", signal: "pressure", unit: "bar" },
        { component: "main", signal: "flow", unit: "L/min" },
        { signal: "power", unit: "kW", role: "active-power" },
        { component: "oil", signal: "temperature", unit: "Cel" },
        { component: "slide", signal: "speed", unit: "mm/s" },
        { component: "hall", signal: "temperature", unit: "Cel" },
      ],
    },
  ]);
  const open = (): PlantHealth =>
    new PlantHealth({
      plant: bench.plant,
      tags: bench.tags,
      makers: [units, instruments],
      onBroken: ({ error }) => {
        throw error;
      },
    });
  let health = open();
  const said: Said[] = [];
  const values = new Float64Array(6);
  let [second, load, oil] = [0, 0.5, 40];
  const noise = (): number => random() + random() + random() - 1.5;
  function advance(): void {
    load = Math.max(0, load + 0.06 * (0.5 - load) + 0.1 * noise());
    const hall = 22 + 4 * Math.sin((2 * Math.PI * second) / (24 * HOUR_S));
    oil += 0.03 * (hall + 18 + 20 * load - oil);
    values[PRESSURE] = 120 + 60 * load + noise();
    values[FLOW] = 30 + 25 * load + 0.5 * noise();
    values[POWER] = 5 + 0.12 * load * 60 + 0.1 * noise();
    values[OIL] = oil + 0.2 * noise();
    values[SPEED] = 200 + 100 * load + 3 * noise();
    values[HALL] = hall + 0.1 * noise();
    fault?.(values, second / HOUR_S);
    health.observe(batchOf([...values].map((value, tag) => ({ ref: tag as TagRef, at: T0 + second * S, value }))));
    second += STEP_S;
    for (const { standing, hypotheses, component = "", evidence } of health.second(T0 + second * S))
      if (standing)
        said.push({
          hour: second / HOUR_S,
          kind: hypotheses?.[0]?.kind ?? "",
          component,
          tags: evidence.map(({ tag }) => tag),
        });
  }
  const stored = (): ReadonlyMap<string, unknown> =>
    structuredClone(new Map([...health.parts()].map(({ key, part }) => [key, part.snapshot()])));
  const machine: Press = {
    said,
    stageOf: (component) => health.components.find(({ path }) => path === component)?.stage,
    to(hour) {
      while (second < hour * HOUR_S) advance();
      return machine;
    },
    stored,
    restart() {
      const held = stored();
      health = open();
      for (const { key, part } of health.parts()) part.restore(held.get(key) as never);
      return machine;
    },
  };
  return machine;
}
