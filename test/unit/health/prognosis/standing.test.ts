import { expect, it } from "vitest";
import type { TimeLeft } from "../../../../edge/health/prognosis/degradation.ts";
import { EarlierLives } from "../../../../edge/health/prognosis/earlier-lives.ts";
import { Prognosis } from "../../../../edge/health/prognosis/prognosis.ts";

const MIN = 60e6;

it("[RL10] a forecast stands while nothing is measured, up to the end that it foretold", () => {
  const prognosis = new Prognosis(new EarlierLives());
  for (let minute = 0; minute <= 90; minute++) prognosis.add(minute * MIN, minute / 150);
  const first = prognosis.left(90 * MIN, "wear") as TimeLeft & { readonly at: number };
  for (let minute = 91; minute <= 110; minute++) prognosis.add(minute * MIN, 0.6);
  expect(first.p50).toBeGreaterThan(20 * 60);
  expect(prognosis.left(110 * MIN, "wear")).toEqual(first);
  const ended = new Prognosis(new EarlierLives());
  ended.restore({ ...prognosis.snapshot(), left: { ...first, p50: 15 * 60 } });
  expect(ended.left(110 * MIN, "wear")?.at).toBe(110 * MIN);
  prognosis.add(111 * MIN, 0.65);
  expect(prognosis.left(112 * MIN, "wear")?.at).toBe(112 * MIN);
});
