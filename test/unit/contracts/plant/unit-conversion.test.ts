import { expect, it } from "vitest";
import { conversionOf } from "../../../../edge/contracts/plant/unit-conversion.ts";

it.each([
  [1, "m", "mm", 1000],
  [600, "mm/min", "mm/s", 10],
  [180, "deg", "rad", Math.PI],
  [60, "/min", "Hz", 1],
  [20, "Cel", "K", 293.15],
  [212, "[degF]", "Cel", 100],
  [2.5, "bar", "kPa", 250],
  [3.6, "MJ", "kW.h", 1],
  [50, "%", "1", 0.5],
  [60, "L/min", "m3/h", 3.6],
])("%d %s in %s is %d", (value, from, to, expected) => {
  const { factor, offset } = conversionOf(from, to) ?? { factor: Number.NaN, offset: 0 };
  expect(value * factor + offset).toBeCloseTo(expected, 9);
});

it.each([
  ["m", "s"],
  ["Cel", "bar"],
  ["furlong", "m"],
  ["constructor", "m"],
])("%s is not converted to %s", (from, to) => expect(conversionOf(from, to)).toBeUndefined());
