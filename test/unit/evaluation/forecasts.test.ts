import { expect, it } from "vitest";
import type { AlertView } from "../../../edge/contracts/alerts/alert.ts";
import { Forecasts } from "../../../edge/evaluation/forecasts.ts";

/** Made at 0 s: the value is 50 and will be 100 at 100 s, between 80 and 120 s. */
const ALERT = {
  rule: "trend/x",
  assetUid: "urn:a",
  raisedAt: 0,
  evidence: [
    { tag: 7, value: 50, limit: 100, prediction: { at: 100e6, from: 80e6, to: 120e6, confidence: 0.8 }, why: {} },
  ],
} as unknown as AlertView;

function outcome(valueAt: (second: number) => number, seconds: number) {
  let second = 0;
  const forecasts = new Forecasts({ value: () => valueAt(second) } as never);
  forecasts.begin(ALERT);
  for (second = 1; second <= seconds; second++) forecasts.second(second * 1e6);
  return forecasts.all(seconds * 1e6)[0];
}

it("[E8] a value that reaches the limit makes the prediction true, at that second", () => {
  expect(outcome((second) => 50 + second / 2, 200)).toMatchObject({ outcome: "crossed", crossedAt: 100e6 });
});

it("[E8] a step away from the limit is a replacement, a wobble is not", () => {
  expect(outcome((second) => (second < 60 ? 50 + second / 2 : 5), 200)).toMatchObject({ outcome: "replaced" });
  expect(outcome((second) => 50 + second / 2 + (second % 2 === 0 ? 3 : -3), 200)).toMatchObject({ outcome: "crossed" });
});

it("[E8] a forecast is a miss when the limit is not reached in twice its time; before that it is open", () => {
  expect(outcome(() => 60, 241)).toMatchObject({ outcome: "missed" });
  expect(outcome(() => 60, 240)).toMatchObject({ outcome: "open" });
});

it("[E8] an unreadable value decides nothing, and an alert without a prediction is not one", () => {
  expect(outcome(() => Number.NaN, 500)).toMatchObject({ outcome: "open" });
  const forecasts = new Forecasts({ value: () => 100 } as never);
  forecasts.begin({ ...ALERT, evidence: [] } as never);
  forecasts.second(1e6);
  expect(forecasts.all(1e6)).toEqual([]);
});
