import { expect, it } from "vitest";
import { matchesWord } from "../../../edge/contracts/plant/tag-pattern.ts";
import { createDetectors, unmatchedRules } from "../../../edge/detect/create-detectors.ts";
import { BenchPlant, batchOf, configOf, noise, S, T0 } from "./bench-plant.ts";

const ZONE = {
  id: "cell-rob-01",
  name: { zh: "单元", en: "cell" },
  kind: "robot-zone",
  safeguard: "fence-interlock",
  polygon: [
    [0, 0],
    [4, 0],
    [4, 4],
  ],
} as const;

function plant() {
  return new BenchPlant(
    [
      {
        label: "CNC-101",
        tags: [{ component: "spindle", signal: "bearing-temperature", limits: { high: 75 } }, { signal: "level" }],
      },
      {
        label: "ROB-01",
        kind: "robot",
        pose: { x: 3, y: 1, z: 0, yawDeg: 0 },
        tags: [{ signal: "presence", type: "boolean", role: "presence" }],
      },
    ],
    [
      ZONE,
      {
        ...ZONE,
        id: "cell-none",
        polygon: [
          [8, 8],
          [9, 8],
          [9, 9],
        ],
      },
    ],
  );
}

it("[A14] detectors: {} watches limits, links and zones", () => {
  const kinds = createDetectors({ config: configOf(), ...plant().context }).map((detector) => detector.kind);
  expect(kinds).toEqual(["limit", "stale", "robot-zone"]);
});

it("[A14] a rule without a match is named with its place in the config and the remedy", () => {
  const bench = plant();
  const config = configOf({
    rates: [{ id: "r", tags: { signal: "levle" }, perSecond: 1 }],
    trends: [
      { id: "t", tags: { component: "spindle" }, to: "highHigh" },
      { id: "t", tags: { signal: "level" }, to: 5 },
    ],
    limits: { exclude: [{ assets: ["CNC-9*"] }] },
  });
  expect(unmatchedRules(config, bench.context).map(({ path }) => path)).toEqual([
    "detectors.rates[0].tags",
    "detectors.trends[0].to",
    "detectors.limits.exclude[0]",
    "zones[0] (cell-rob-01)",
    "zones[1] (cell-none)",
  ]);
  expect(unmatchedRules(configOf(), bench.context)[0]?.message).toContain("operational-mode, robot-speed");
});

it("[A14] [A111] a trend that restarts with a tag that none of its assets has is named", () => {
  const trend = (resetOn: string) => ({
    id: "heat",
    tags: { signal: "bearing-*" },
    to: 80,
    resetOn: { signal: resetOn },
  });
  const named = (resetOn: string) =>
    unmatchedRules(configOf({ trends: [trend(resetOn)] }), plant().context).filter(({ path }) =>
      path.includes("trends"),
    );
  expect(named("level")).toEqual([]);
  expect(named("levle").map(({ path }) => path)).toEqual(["detectors.trends[0].resetOn"]);
});

it("[A14] unknown keys, empty patterns and impossible numbers are refused", () => {
  for (const written of [
    { limit: {} },
    { rates: [{ id: "r", tags: {}, perSecond: 1 }] },
    { rates: [{ id: "r", tags: { signal: "x" }, perSecond: 0 }] },
    { trends: [{ id: "Not ok", tags: { signal: "x" }, to: 1 }] },
  ]) {
    expect(() => configOf(written)).toThrow();
  }
});

it.each([
  ["CNC-2*", "CNC-206", true],
  ["CNC-2*", "CNC-106", false],
  ["*-temperature", "bearing-temperature", true],
  ["a*b*c", "a-b-c", true],
  ["a*a", "a", false],
  ["*ab*ab", "ab", false],
  ["*", "", true],
] as const)("[A14] the word %s against %s", (word, text, fits) => {
  expect(matchesWord(word, text)).toBe(fits);
});

it("[A3] invalid samples of any kind never throw", () => {
  const bench = plant();
  const config = configOf({
    rates: [{ id: "r", tags: { signal: "*" }, perSecond: 1 }],
    drifts: [{ id: "d", tags: { signal: "*" }, learn: 8, everyS: 1 }],
    trends: [{ id: "t", tags: { signal: "*" }, to: 5, everyS: 1, minPoints: 8 }],
  });
  const detectors = createDetectors({ config, ...bench.context });
  const random = noise(42);
  const odd = [Number.NaN, Number.POSITIVE_INFINITY, -1e308, 1e308, 0, -0];
  for (let second = 0; second < 60; second++) {
    const readings = bench.tags.all().map((tag) => ({
      ref: tag.ref,
      value: odd[second % 7] ?? random(),
      at: second % 11 === 0 ? Number.NaN : T0 + random() * 1e9 + second * S,
      status: second % 5 === 0 ? 0xffffffff : 0,
    }));
    const batch = batchOf([...readings, { ref: 4_000_000_000 as never, value: 1, at: T0 }], T0 + second * S);
    for (const detector of detectors) {
      expect(() => detector.observe(batch)).not.toThrow();
      expect(() => detector.tick?.(T0 + second * S)).not.toThrow();
    }
  }
});
