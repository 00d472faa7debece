import { expect, it } from "vitest";
import type { AssetUid, TagRef } from "../../../../edge/contracts/plant/tag.ts";
import { PlantHealth } from "../../../../edge/health/plant-health.ts";
import { instruments } from "../../../../edge/health/watches/instruments/instruments.ts";
import { randomOf } from "../../../run/seed.ts";
import { BenchPlant, batchOf, S, T0 } from "../../detect/bench-plant.ts";

/** Noise by second and instrument. */
const NOISE = ((random) => Float64Array.from({ length: 39_983 }, () => 0.2 * (random() + random() + random() - 1.5)))(
  randomOf("machine tool"),
);

/** A machine tool with an axis and its meter, which see the same seconds; what is said about either. */
class MachineTool {
  readonly kinds: string[] = [];
  readonly #bench = new BenchPlant([
    {
      label: "CNC-1",
      kind: "lathe",
      tags: [
        { component: "axis-z", signal: "position", unit: "mm" },
        { component: "axis-z", signal: "position-commanded", unit: "mm" },
        { signal: "operation-mode", type: "enum", role: "operation-mode" },
      ],
    },
    {
      label: "MTR-1",
      kind: "meter",
      meters: "urn:test:CNC-1" as AssetUid,
      tags: [
        { component: "phase-1", signal: "apparent-power", unit: "V.A" },
        { component: "phase-2", signal: "apparent-power", unit: "V.A" },
      ],
    },
  ]);
  readonly #health = new PlantHealth({
    ...this.#bench,
    makers: [instruments],
    onBroken: ({ error }) => {
      throw error;
    },
  });

  run(
    from: number,
    to: number,
    read: (second: number) => readonly [position: number, goal: number, mode: number, va1: number, va2: number],
  ) {
    for (let second = from; second < to; second++) {
      const rows = read(second).map((value, ref) => ({ ref: ref as TagRef, value, at: T0 + second * S }));
      this.#health.observe(batchOf(rows));
      for (const { standing, hypotheses } of this.#health.second(T0 + (second + 1) * S))
        if (standing) this.kinds.push(hypotheses?.[0]?.kind ?? "");
    }
    return this;
  }
}

it("[HI1] [HI2] [HB7] instruments are judged by what moves alone, not by movement, rest and maintenance", () => {
  const known = 30_000;
  const noise = (second: number, one: number) => NOISE[(4 * second + one) % NOISE.length] as number;
  const rounded = (value: number) => Math.round(100 * value) / 100;
  const axis = (second: number, periodS: number) => 40 * Math.sin((2 * Math.PI * second) / periodS);
  const va = (second: number): [number, number] => [
    Math.round(3000 + 900 * Math.sin(second / 40) + 200 * noise(second, 2)),
    Math.round(3000 + 900 * Math.sin(second / 40) + 200 * noise(second, 0)),
  ];
  const usual = (second: number) => {
    const goal = rounded(axis(second, 60));
    return [rounded(goal + 0.1 * noise(second, 1)), goal, 3, ...va(second)] as const;
  };
  const tried = (read: Parameters<MachineTool["run"]>[2]) =>
    new MachineTool().run(0, known, usual).run(known, known + 300, read).kinds;
  const moved = (second: number) => {
    const goal = rounded(axis(second, 3.3));
    return [rounded(goal + 0.1 * noise(second, 1)), goal, 3, ...va(second)] as const;
  };
  expect(tried(moved)).toEqual([]);
  // Beyond what the axis moves by, so that no six windows are of another level than their noise explains.
  const noisy = (second: number) => rounded(axis(second, 60) + 800 * noise(second, 3));
  expect(tried((second) => [noisy(second), rounded(axis(second, 60)), 3, ...va(second)])).toContain("sensor-noisy");
  const stuck = (mode: number) => (second: number) => [40, 40, mode, 610, va(second)[1]] as const;
  expect(tried(stuck(3))).toContain("sensor-stuck");
  expect(tried(stuck(1))).toEqual([]);
  expect(tried((second) => [40, 40, 3, 610, 1120 + Math.round(noise(second, 0))])).toEqual([]);
});
