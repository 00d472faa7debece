import { describe, expect, it } from "vitest";
import { afterWaiting } from "../../../edge/alerts/alert-findings.ts";
import type { Alert } from "../../../edge/contracts/alerts/alert.ts";
import type { Finding } from "../../../edge/contracts/alerts/detector.ts";
import { SampleFlag } from "../../../edge/contracts/path/sample-batch.ts";
import type { TagRef } from "../../../edge/contracts/plant/tag.ts";
import { createDetectors } from "../../../edge/detect/create-detectors.ts";
import { createFieldViolationDetector } from "../../../edge/detect/detectors/field-violation.ts";
import { plainAttributes } from "../../../edge/detect/rules/alert-attributes.ts";
import type { RuleDetector } from "../../../edge/detect/rules/rule-detector.ts";
import { PersonalRing } from "../../../edge/privacy/personal-ring.ts";
import { BenchPlant, batchOf, configOf, S, see, standing, T0 } from "./bench-plant.ts";

/** A person corrects a clock that was two hours ahead. */
const STEP = -7_200 * S;

function one(written: object, kind: string): { detector: RuleDetector; ref: TagRef; setpoint: TagRef } {
  const heat = { signal: "heat", unit: "Cel", range: [0, 100] as const, limits: { high: 75 } };
  const plant = new BenchPlant([{ label: "OVN-01", kind: "oven", tags: [heat, { signal: "setpoint", unit: "Cel" }] }]);
  const found = createDetectors({ config: configOf(written), ...plant.context }).find((each) => each.kind === kind);
  if (found === undefined) throw new Error(`no detector ${kind}`);
  return { detector: found, ref: plant.ref("OVN-01", "heat"), setpoint: plant.ref("OVN-01", "setpoint") };
}

const LIMITS = { limits: { onDelayS: 0, offDelayS: 0 } };
const SLOW_LIMITS = { limits: { onDelayS: 5, offDelayS: 5 } };
const DEVIATIONS = {
  deviations: [{ id: "off", tags: { signal: "heat" }, from: { signal: "setpoint" }, by: 5, onDelayS: 5 }],
};
const RATES = { rates: [{ id: "fast", tags: { signal: "heat" }, perSecond: 1, overS: 2, offDelayS: 5 }] };
const tick = (detector: RuleDetector, at: number): readonly Finding[] => detector.tick?.(at) ?? [];

describe("when the edge's clock is set back", () => {
  it("[A112] the next sample is used, whether its time is the edge's or its source's", () => {
    for (const sourceTime of [STEP + S, S]) {
      const { detector, ref } = one(LIMITS, "limit");
      see(detector, { ref, value: 50, at: T0 });
      const [finding] = see(detector, { ref, value: 90, at: T0 + sourceTime }, T0 + STEP + S);
      expect(finding).toMatchObject({ standing: true, at: T0 + STEP + S });
      expect(see(detector, { ref, value: 50, at: T0 + sourceTime + S }, T0 + STEP + 2 * S)).toMatchObject([
        { standing: false },
      ]);
    }
  });

  it("[A112] values of the past are still too late, and so is a sample that arrives a moment out of order", () => {
    const { detector, ref } = one(LIMITS, "limit");
    see(detector, { ref, value: 50, at: T0 });
    for (const flags of [SampleFlag.backfill, SampleFlag.historical])
      expect(see(detector, { ref, value: 90, at: T0 + STEP, flags }, T0 + STEP)).toEqual([]);
    expect(see(detector, { ref, value: 90, at: T0 - S }, T0 - S / 2)).toEqual([]);
    expect(detector.counters.outOfOrder).toBe(3);
  });

  it("[A112] the delay of a constant value starts again, instead of lasting for the step", () => {
    for (const [written, kind] of [
      [SLOW_LIMITS, "limit"],
      [DEVIATIONS, "deviation"],
    ] as const) {
      const { detector, ref, setpoint } = one(written, kind);
      see(detector, { ref: setpoint, value: 20, at: T0 });
      see(detector, { ref, value: 90, at: T0 });
      expect(standing(tick(detector, T0 + STEP))).toEqual([]);
      expect(standing(tick(detector, T0 + STEP + 4 * S))).toEqual([]);
      expect(standing(tick(detector, T0 + STEP + 6 * S))).toHaveLength(1);
    }
  });

  it("[A112] a rate of change that has ended clears after its delay", () => {
    const { detector, ref } = one(RATES, "rate");
    const found = [0, 1, 2, 3].flatMap((second) => see(detector, { ref, value: 10 * second, at: T0 + second * S }));
    expect(standing(found)).toHaveLength(1);
    expect(tick(detector, T0 + STEP)).toMatchObject([{ standing: true }]);
    expect(tick(detector, T0 + STEP + 6 * S)).toMatchObject([{ standing: false }]);
  });

  it("[A112] earlier violations of a protective field are soon out of their window", () => {
    const plant = new BenchPlant([
      { label: "AGV-02", kind: "agv", tags: [{ signal: "field-violation", type: "boolean", role: "field-violation" }] },
    ]);
    const detector = createFieldViolationDetector(configOf().safety, plant.context) as RuleDetector;
    const ref = plant.ref("AGV-02", "field-violation");
    const found = [0, 1, 0, 1, 0, 1, 0].flatMap((value, at) => see(detector, { ref, value, at: T0 + 10 * at * S }));
    expect(standing(found)).toHaveLength(1);
    tick(detector, T0 + STEP);
    expect(tick(detector, T0 + STEP + 601 * S)).toMatchObject([{ standing: false }]);
  });

  it("[A112] an alarm that needs another answer is annunciated again, although its time lies ahead", () => {
    const alert = { annunciatedAt: T0, realarmed: 0 } as Alert;
    const attributes = { ...plainAttributes("process"), reAlarmS: 60, reAlarmTimes: 2 };
    expect(afterWaiting(alert, attributes, T0 + STEP)?.realarmed).toBe(1);
    expect(afterWaiting(alert, attributes, T0 - S)).toBeUndefined();
  });

  it("[P1] positions from before the step are erased at once", () => {
    const ring = new PersonalRing();
    const add = (at: number): void => ring.add(batchOf([{ ref: 3 as TagRef, value: 1, at }]), 0);
    const kept = (): number[] => {
      const times: number[] = [];
      ring.each(3 as TagRef, { from: 0, to: Number.POSITIVE_INFINITY }, (time) => void times.push(time));
      return times;
    };
    add(T0);
    add(T0 + STEP);
    ring.forget(T0 + STEP + S);
    expect(kept()).toEqual([T0 + STEP]);
  });
});
