import { expect, it } from "vitest";
import { SampleFlag } from "../../../../edge/contracts/path/sample-batch.ts";
import { createLimitDetector } from "../../../../edge/detect/detectors/limit.ts";
import type { RuleDetector } from "../../../../edge/detect/rules/rule-detector.ts";
import { BenchPlant, configOf, S, see, standing, T0 } from "../bench-plant.ts";

const BAD = 0x80000000;
const UNCERTAIN = 0x40000000;
const RESPONSE = {
  action: { zh: "关阀", en: "close the valve" },
  consequence: { zh: "溢出", en: "it spills" },
  withinMin: 10,
};

function bench(limits: Record<string, unknown> = {}) {
  const plant = new BenchPlant([
    {
      label: "CNC-206",
      kind: "machining-centre",
      tags: [
        {
          component: "spindle",
          signal: "bearing-temperature",
          unit: "Cel",
          range: [0, 100],
          limits: { low: 5, high: 75, highHigh: 85 },
        },
        { signal: "unwatched" },
      ],
    },
  ]);
  const detector = createLimitDetector(configOf({ limits }).limits, plant.context) as RuleDetector;
  return { plant, detector, ref: plant.ref("CNC-206", "bearing-temperature") };
}

it("[A1] a limit raises after the on-delay in source time, with value, limit and both languages", () => {
  const { detector, ref } = bench();
  expect(detector.watches).toEqual([ref]);
  expect(standing(see(detector, { ref, value: 76, at: T0 }))).toEqual([]);
  expect(see(detector, { ref, value: 76.5, at: T0 + 4.9 * S })).toEqual([]);
  const [finding] = see(detector, { ref, value: 77.25, at: T0 + 5 * S });
  expect(finding).toMatchObject({
    rule: "spindle-bearing-temperature/high",
    kind: "process",
    standing: true,
    severity: 450,
    at: T0 + 5 * S,
  });
  expect(finding?.evidence[0]).toMatchObject({ tag: ref, value: 77.25, limit: 75 });
  expect(finding?.message.en).toBe("CNC-206 bearing-temperature high (high limit 75 °C)");
  expect(finding?.message.zh).toBe("CNC-206 信号 bearing-temperature偏高（高限 75 °C）");
  expect(finding?.value).toEqual({ tag: ref, value: 77.25, towards: "up", peak: 77.25, peakAt: T0 + 5 * S });
});

it("[R1] [R2] evidence names the detector, the excursion from its first sample, and the quality of the value", () => {
  const { detector, ref } = bench();
  see(detector, { ref, value: 70, at: T0 });
  see(detector, { ref, value: 76, at: T0 + S });
  const [raised] = see(detector, { ref, value: 77, at: T0 + 7 * S });
  expect(raised?.evidence).toMatchObject([
    { tag: ref, detector: "limit", from: T0 + S, to: T0 + 7 * S, value: 77, limit: 75, quality: "good" },
  ]);
  see(detector, { ref, value: 78, at: T0 + 9 * S, status: BAD });
  see(detector, { ref, value: 79, at: T0 + 10 * S, status: UNCERTAIN });
  const later = detector.tick?.(T0 + 11 * S) ?? [];
  expect(later[0]?.evidence).toMatchObject([{ from: T0 + S, to: T0 + 10 * S, value: 79, quality: "uncertain" }]);
});

it("[A1] a short excursion does not raise", () => {
  const { detector, ref } = bench();
  const all = [0, 2, 4, 6, 8].flatMap((second) =>
    see(detector, { ref, value: second === 4 ? 70 : 76, at: T0 + second * S }),
  );
  expect(standing(all)).toEqual([]);
});

it("[A1] a constant value beyond its limit becomes due without further samples", () => {
  const { detector, ref } = bench();
  see(detector, { ref, value: 76, at: T0 });
  expect(detector.tick?.(T0 + 4 * S)).toEqual([]);
  expect(standing(detector.tick?.(T0 + 6 * S) ?? [])).toEqual(["spindle-bearing-temperature/high"]);
});

it("[A2] silence neither raises nor clears", () => {
  const { plant, detector, ref } = bench();
  see(detector, { ref, value: 76, at: T0 });
  plant.live.set(0, { live: false, ageMs: 9000 });
  expect(detector.tick?.(T0 + 60 * S)).toEqual([]);
  plant.live.set(0, { live: true, ageMs: 10 });
  expect(standing(detector.tick?.(T0 + 61 * S) ?? [])).toHaveLength(1);
  see(detector, { ref, value: 50, at: T0 + 70 * S });
  plant.live.set(0, { live: false, ageMs: 9000 });
  expect((detector.tick?.(T0 + 200 * S) ?? []).every((finding) => finding.standing)).toBe(true);
});

it("[A1] highHigh raises the severity of the same rule, and the dead-band holds each level", () => {
  const { detector, ref } = bench({ onDelayS: 0, offDelayS: 0 });
  const severities = [75, 85, 84.5, 83.9, 74.5, 73.9].map((value, i) =>
    see(detector, { ref, value, at: T0 + i * S }).at(-1),
  );
  expect(severities.map((finding) => finding?.severity)).toEqual([450, 700, undefined, 450, undefined, 450]);
  expect(severities.map((finding) => finding?.standing)).toEqual([true, true, undefined, true, undefined, false]);
});

it("[A1] clearing waits for the off-delay", () => {
  const { detector, ref } = bench({ onDelayS: 0 });
  see(detector, { ref, value: 80, at: T0 });
  expect(see(detector, { ref, value: 50, at: T0 + S })).toEqual([]);
  expect(see(detector, { ref, value: 50.1, at: T0 + 11 * S })).toMatchObject([{ standing: false }]);
});

it("[A1] a jump from above the high to below the low limit clears one rule and raises the other", () => {
  const { detector, ref } = bench({ onDelayS: 0, offDelayS: 0 });
  see(detector, { ref, value: 80, at: T0 });
  const findings = see(detector, { ref, value: 2, at: T0 + S });
  expect(findings.map(({ rule, standing }) => [rule, standing])).toEqual([
    ["spindle-bearing-temperature/high", false],
    ["spindle-bearing-temperature/low", true],
  ]);
});

it("[A3] bad, NaN, infinite and out-of-order samples are ignored and counted", () => {
  const { detector, ref } = bench({ onDelayS: 0, offDelayS: 0 });
  see(detector, { ref, value: 50, at: T0 });
  expect(see(detector, { ref, value: 99, at: T0 + S, status: BAD })).toEqual([]);
  expect(see(detector, { ref, value: Number.NaN, at: T0 + S })).toEqual([]);
  expect(see(detector, { ref, value: Number.POSITIVE_INFINITY, at: T0 + S })).toEqual([]);
  expect(see(detector, { ref, value: 99, at: T0 - S, flags: SampleFlag.backfill }, T0 + S)).toEqual([]);
  expect(detector.counters).toEqual({ used: 1, untrusted: 3, outOfOrder: 1 });
});

it("[A3] one stamp from the future does not silence a tag, and a clock set back is followed", () => {
  const { detector, ref } = bench({ onDelayS: 0, offDelayS: 0 });
  see(detector, { ref, value: 50, at: T0 + 1e15 }, T0);
  expect(standing(see(detector, { ref, value: 90, at: T0 + S }))).toHaveLength(1);
  expect(see(detector, { ref, value: 50, at: T0 - 3600 * S }, T0 + 2 * S)).toEqual([]);
  expect(see(detector, { ref, value: 50, at: T0 - 3500 * S }, T0 + 60 * S)).toMatchObject([{ standing: false }]);
});

it("[A4] the first good sample clears alerts of an earlier run, except those of the limit that it exceeds", () => {
  const { detector, ref } = bench();
  expect(see(detector, { ref, value: 50, at: T0 }).map(({ rule, standing }) => [rule, standing])).toEqual([
    ["spindle-bearing-temperature/high", false],
    ["spindle-bearing-temperature/low", false],
  ]);
  const other = bench();
  expect(see(other.detector, { ref: other.ref, value: 90, at: T0 }).map(({ rule }) => rule)).toEqual([
    "spindle-bearing-temperature/low",
  ]);
});

it("[A1] exclude and adjust select tags by pattern", () => {
  expect(
    createLimitDetector(configOf({ limits: { exclude: [{ signal: "bearing-*" }] } }).limits, bench().plant.context),
  ).toBeUndefined();
  const { detector, ref } = bench({ adjust: [{ tags: { kinds: ["machining-centre"] }, onDelayS: 0 }] });
  expect(standing(see(detector, { ref, value: 80, at: T0 }))).toHaveLength(1);
});

it("[A1] [PA9] a detector knows the alerts of its limits and how each is treated", () => {
  const adjust = [{ tags: { signal: "flow" }, annunciation: "alarm", response: RESPONSE }];
  const plant = new BenchPlant([
    { label: "OVN-01", kind: "oven", tags: [{ signal: "flow", limits: { low: 1 } }, { signal: "speed" }] },
    { label: "OVN-02", kind: "oven", tags: [{ component: "zone", signal: "heat", limits: { highHigh: 9 } }] },
  ]);
  const { keys, attributes } = createLimitDetector(
    configOf({ limits: { adjust } }).limits,
    plant.context,
  ) as RuleDetector;
  const [flow, heat] = [`flow/low\n${uidOf("OVN-01")}`, `zone-heat/high\n${uidOf("OVN-02")}`];
  expect([flow, heat].every((key) => keys.has(key))).toBe(true);
  const others = ["flow/high", "speed/low", "zone-heat/high"].map((rule) => `${rule}\n${uidOf("OVN-01")}`);
  expect(others.filter((key) => keys.has(key) || attributes?.get(key) !== undefined)).toEqual([]);
  expect(attributes?.get(flow)).toMatchObject({ annunciation: "alarm", response: { withinS: 600 } });
  expect(attributes?.get(heat)).toMatchObject({ annunciation: "advisory" });
  function uidOf(label: string) {
    return plant.context.plant.assets.find((asset) => asset.label === label)?.assetUid;
  }
});
