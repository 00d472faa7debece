import { expect, it } from "vitest";
import type { WatchedAsset } from "../../../../edge/health/watch.ts";
import { instruments } from "../../../../edge/health/watches/instruments/instruments.ts";

const TAG = {
  ref: 0,
  component: "bath",
  signal: "temperature",
  type: "number",
  unit: "Cel",
  name: { zh: "温度", en: "Temperature" },
};

it("[PA9] a watch of instruments keeps no text: names of what it sees are made for a finding", () => {
  const [watch] = instruments({ tags: [TAG], context: {} } as unknown as WatchedAsset);
  expect(watch?.indications).toHaveLength(4);
  expect(watch?.signatures).toHaveLength(4);
  expect(watch?.strengths).toHaveLength(4);
  expect(Object.keys(watch ?? {})).not.toContain("indications");
  expect(Object.keys(watch ?? {})).not.toContain("signatures");
});
