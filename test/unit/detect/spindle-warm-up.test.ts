import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { parse } from "yaml";
import { Suppressions } from "../../../edge/alerts/suppressions.ts";
import { createDetectors } from "../../../edge/detect/create-detectors.ts";
import { Condition } from "../../../simulators/kernel/faults/condition.ts";
import { hashText, noiseAt } from "../../../simulators/kernel/random.ts";
import { SPINDLES, Spindle } from "../../../simulators/plants/machining/machines/spindle.ts";
import { SpindleWarmUp } from "../../../simulators/plants/machining/machines/spindle-warm-up.ts";
import { BenchPlant, batchOf, configOf, S, T0 } from "./bench-plant.ts";

/** A spindle that stood for two hours is warmed up while the demo's rules watch it. */

const DEMO = readFileSync(new URL("../../../config/demo/alerts.yaml", import.meta.url), "utf8");
const SPINDLE = { component: "spindle", unit: "Cel", range: [0, 150] as [number, number] };
const HALL_CEL = 22;

interface Warming {
  readonly kind: "lathe" | "machining-centre";
  readonly warmUpS: number;
  readonly lastsS: number;
  /** Damage of the bearing's outer race at a second of the programme. */
  damage(second: number): number;
  readonly rules?: string;
  /** Limit of the bearings' temperatures. */
  readonly high?: number;
}

/** Alerts that were shown about the spindle, by rule, with the second of the programme. */
function warmed({ kind, warmUpS, lastsS, damage, rules = DEMO, high = 75 }: Warming): Map<string, number> {
  const bench = new BenchPlant([
    {
      label: "CNC",
      kind,
      tags: [
        { signal: "operation-mode" },
        { component: "spindle", signal: "speed" },
        { ...SPINDLE, signal: "bearing-temperature", limits: { high } },
        { ...SPINDLE, signal: "rear-bearing-temperature", limits: { high } },
      ],
    },
  ]);
  const config = configOf(parse(rules).detectors);
  const detectors = createDetectors({ config, ...bench.context });
  const suppressions = new Suppressions(config.suppressions, bench.context);
  const programme = new SpindleWarmUp({ calendar: { spindleWarmUpS: warmUpS } as never, workTime: "working" });
  const condition = new Condition();
  const spindle = new Spindle(SPINDLES[kind], condition);
  const step = () => {
    for (let tenth = 0; tenth < 10; tenth++) spindle.step(0.1);
    spindle.slow(1, HALL_CEL);
  };
  for (let second = 0; second < 7200; second++) step();
  const shown = new Map<string, number>();
  let isWarming = true;
  for (let second = 0; second < lastsS; second++) {
    condition.outerRace = damage(second);
    spindle.commandedRpm = isWarming ? programme.speedShare * spindle.rating.maxRpm : 0;
    if (isWarming) isWarming = !programme.run(1);
    step();
    const at = T0 + second * S;
    const reading = (signal: string, value: number) => ({ ref: bench.ref("CNC", signal), value, at });
    const noisy = (value: number, name: string) =>
      Math.round(10 * (value + 0.06 * noiseAt(hashText(name), second))) / 10;
    const batch = batchOf([
      reading("operation-mode", isWarming ? 2 : 3),
      reading("speed", Math.round(spindle.rpm)),
      reading("bearing-temperature", noisy(spindle.frontBearingCel, "front")),
      reading("rear-bearing-temperature", noisy(spindle.rearBearingCel, "rear")),
    ]);
    suppressions.observe(batch);
    suppressions.tick(at);
    for (const detector of detectors)
      for (const { rule, assetUid, standing } of [...detector.observe(batch), ...(detector.tick?.(at) ?? [])])
        if (standing && !shown.has(rule) && suppressions.of({ rule, assetUid }) === undefined) shown.set(rule, second);
  }
  return shown;
}

/** Damage at which friction has grown by this share of its whole growth. */
const damageAt = (share: number): number => 0.66 * (-Math.log(1 - share)) ** (1 / 6);

const KINDS = ["lathe", "machining-centre"] as const;
const FOUND = "expression/bearing-warm-up";

it("[A116] a sound spindle is warmed up without an alert, even by a long programme", () => {
  for (const kind of KINDS)
    expect([...warmed({ kind, warmUpS: 1800, lastsS: 2000, damage: () => 0 })], kind).toEqual([]);
});

it("[A116] a bearing damaged during warm-up is found against the rear one before the programme ends", () => {
  // A quarter of the way to damageAt in five minutes, from the fifth on: too little for the limit of its temperature.
  const damage = (second: number) => damageAt(0.25 * Math.min(1, Math.max(0, (second - 300) / 300)));
  for (const kind of KINDS) {
    const shown = warmed({ kind, warmUpS: 1200, lastsS: 1200, damage });
    expect(shown.get(FOUND), kind).toBeGreaterThan(300);
    expect(shown.get(FOUND), kind).toBeLessThan(1000);
  }
});

it("[A116] a bearing that fails during warm-up is foretold, and nothing hides it", () => {
  // Slowly at first: five minutes of a sound warm-up go before.
  const damage = (second: number) => damageAt(0.6 * Math.min(1, Math.max(0, (second - 300) / 900)));
  for (const kind of KINDS) {
    const shown = warmed({ kind, warmUpS: 1800, lastsS: 1800, damage });
    const trend = shown.get("trend/spindle-bearing-temperature/spindle-bearing-temperature");
    expect(trend, kind).toBeLessThan(shown.get("spindle-bearing-temperature/high") ?? Number.POSITIVE_INFINITY);
  }
});
