import { describe, expect, it } from "vitest";
import type { Capability, GaugeResult } from "../../../../edge/contracts/quality/capability.ts";
import { capabilityOf } from "../../../../edge/quality/statistics/capability.ts";
import { deviationOf, meanOf } from "../../../../edge/quality/statistics/chart-model.ts";
import { fitDistribution } from "../../../../edge/quality/statistics/distribution-fit.ts";
import { gaugeStudy } from "../../../../edge/quality/statistics/gauge-study.ts";
import { normalQuantile } from "../../../../edge/quality/statistics/special-functions.ts";

/** As normal as a sample can be: its quantiles, in an order without drift. */
function quantiles(count: number, of: (share: number) => number): Float64Array {
  return Float64Array.from({ length: count }, (_, at) => of((((at * 37) % count) + 0.5) / count));
}

/** The same values with this mean and standard deviation. */
function scaled(values: Float64Array, mean: number, deviation: number): Float64Array {
  const [from, by] = [meanOf(values), deviationOf(values)];
  return values.map((value) => mean + ((value - from) / by) * deviation);
}

describe("capability", () => {
  it("[QY7] takes performance from all values and capability from within subgroups", () => {
    const values = scaled(quantiles(100, normalQuantile), 50, 2);
    const found = capabilityOf({ values, size: 5, tolerance: { lower: 41, upper: 62 } }) as Capability;
    expect(found.pp?.value).toBeCloseTo(21 / 12, 12);
    expect(found.ppk?.value).toBeCloseTo(9 / 6, 12);
    expect(found.cp?.value).toBeCloseTo(21 / (6 * found.sigmaWithin), 12);
    expect(found.cpk?.value).toBeCloseTo(9 / (3 * found.sigmaWithin), 12);
    expect(found.distribution).toBe("normal");
    // Twenty ranges of five: Patnaik's 72.7 degrees of freedom; 80 would be those of pooled deviations.
    expect(found.freedomWithin).toBeCloseTo(72.7, 1);
    expect(found.beyond).toBe(0);
  });

  it("[QY8] the interval of Pp is that of chi-square", () => {
    // D. C. Montgomery, Introduction to Statistical Quality Control: n = 20, s = 1.75, limits 38 and 62.
    const values = scaled(quantiles(20, normalQuantile), 50, 1.75);
    const { pp } = capabilityOf({ values, size: 1, tolerance: { lower: 38, upper: 62 } }) as Capability;
    expect(pp?.value).toBeCloseTo(2.29, 2);
    expect(Math.abs((pp?.low as number) - 1.57)).toBeLessThan(0.01);
    expect(Math.abs((pp?.high as number) - 3.01)).toBeLessThan(0.01);
  });

  it("[QY8] the interval of Ppk has a part of the mean and one of the deviation", () => {
    const values = scaled(quantiles(40, normalQuantile), 10, 1);
    const { ppk } = capabilityOf({ values, size: 1, tolerance: { upper: 14 }, confidence: 0.9 }) as Capability;
    const reach = 1.6448536 * Math.sqrt(1 / 360 + (4 / 3) ** 2 / 78);
    expect(ppk?.value).toBeCloseTo(4 / 3, 12);
    expect(ppk?.low).toBeCloseTo(4 / 3 - reach, 6);
    expect(ppk?.high).toBeCloseTo(4 / 3 + reach, 6);
  });

  it("[QY43] expects the share of the distribution beyond the limits", () => {
    const normal = scaled(quantiles(200, normalQuantile), 0, 1);
    const beyond = (values: Float64Array, tolerance: { lower?: number; upper?: number }) =>
      capabilityOf({ values, size: 1, tolerance })?.expectedBeyond;
    expect(beyond(normal, { upper: 3 })).toBeCloseTo(0.001_349_9, 6);
    expect(beyond(normal, { lower: -2, upper: 3 })).toBeCloseTo(0.001_349_9 + 0.022_750_1, 6);
    expect(beyond(normal, {})).toBeNull();
    // Lognormal: below e^1 lies what is below 1 of the logarithms. A value that the curve cannot have is beyond it.
    const lognormal = scaled(quantiles(400, normalQuantile), 0, 1).map(Math.exp);
    expect(beyond(lognormal, { upper: Math.E })).toBeCloseTo(0.1587, 2);
    expect(beyond(lognormal, { lower: -5, upper: Math.E })).toBeCloseTo(0.1587, 2);
  });

  it.each(["normal", "box-cox", "johnson", "empirical"] as const)(
    "[QY43] the share below a quantile of %s is its share",
    (choice) => {
      const values = scaled(
        quantiles(2000, (share) => normalQuantile(share) + 0.1 * normalQuantile(share) ** 2),
        20,
        1,
      );
      const fitted = fitDistribution(values, choice);
      for (const share of [0.01, 0.3, 0.9, 0.99])
        expect(fitted?.below(fitted.quantile(share))).toBeCloseTo(share, choice === "empirical" ? 2 : 6);
    },
  );

  it("[QY7] a single limit has no Cp, and none has no index", () => {
    const values = scaled(quantiles(30, normalQuantile), 0, 1);
    const single = capabilityOf({ values, size: 1, tolerance: { lower: -3 } }) as Capability;
    expect([single.cp, single.pp]).toEqual([null, null]);
    expect(single.ppk?.value).toBeCloseTo(1, 12);
    const none = capabilityOf({ values, size: 1, tolerance: {} }) as Capability;
    expect([none.cp, none.cpk, none.pp, none.ppk]).toEqual([null, null, null, null]);
    expect(capabilityOf({ values: Float64Array.of(1, 1), size: 1, tolerance: {} })).toBeUndefined();
  });

  it("[QY9] values that are not normal get quantiles of a fitted distribution, which is named, and no interval", () => {
    const values = quantiles(500, (share) => Math.exp(normalQuantile(share)));
    const tolerance = { upper: 30 };
    const found = capabilityOf({ values, size: 1, tolerance, distribution: "box-cox" }) as Capability;
    expect(found.distribution).toBe("box-cox");
    expect(found.quantiles?.[2]).toBeCloseTo(Math.exp(3), 0);
    expect(found.ppk?.value).toBeCloseTo((30 - 1) / (Math.exp(3) - 1), 1);
    expect(found.ppk?.low).toBeNaN();
    expect([found.cp, found.cpk]).toEqual([null, null]);
    const chosen = capabilityOf({ values, size: 1, tolerance }) as Capability;
    expect(chosen.distribution).toMatch(/^(box-cox|johnson-)/);
    expect(chosen.normality).toBeLessThan(0.005);
  });

  it.each([
    ["johnson-su", (share: number) => 5 + 2 * Math.sinh(normalQuantile(share) / 1.5)],
    ["johnson-sb", (share: number) => 1 / (1 + Math.exp(-(normalQuantile(share) + 0.5) / 1.2))],
  ] as const)("[QY9] %s returns the quantiles of its own curve", (name, of) => {
    const fitted = fitDistribution(quantiles(2001, of), "johnson");
    expect(fitted?.name).toBe(name);
    const width = of(0.99865) - of(0.00135);
    for (const share of [0.00135, 0.5, 0.99865])
      expect(Math.abs((fitted?.quantile(share) as number) - of(share)) / width).toBeLessThan(0.02);
  });

  it("[QY9] two populations fit none: empirical quantiles need 1,482 values, else there is no index", () => {
    const mixed = (share: number): number => normalQuantile((share * 2) % 1) + (share < 0.5 ? 0 : 9);
    const tolerance = { lower: -5, upper: 15 };
    const few = capabilityOf({ values: quantiles(400, mixed), size: 1, tolerance }) as Capability;
    expect([few.distribution, few.quantiles, few.pp, few.ppk]).toEqual([null, null, null, null]);
    const many = capabilityOf({ values: quantiles(3000, mixed), size: 1, tolerance }) as Capability;
    expect(many.distribution).toBe("empirical");
    expect(many.pp?.value).toBeCloseTo(20 / (2 * 2.78 + 9), 1);
  });

  it("[QY43] of an empirical distribution, the share beyond is what was counted, with values on the limit", () => {
    const values = Float64Array.from({ length: 3000 }, (_, n) => (n % 2 === 0 ? 0 : 10) + (n % 7) * 0.1);
    const { beyond, expectedBeyond } = capabilityOf({
      ...{ values, size: 1, distribution: "empirical", tolerance: { upper: 10.6 } },
    }) as Capability;
    expect([beyond, expectedBeyond]).toEqual([0, 0]);
  });
});

describe("gauge R&R", () => {
  // AIAG, Measurement Systems Analysis, 4th edition, 2010: ten parts, three appraisers, three trials.
  const APPRAISERS = [
    [
      ".29 .41 .64 -.56 -.68 -.58 1.34 1.17 1.27 .47 .50 .64 -.80 -.92 -.84",
      ".02 -.11 -.21 .59 .75 .66 -.31 -.20 -.17 2.26 1.99 2.01 -1.36 -1.25 -1.31",
    ],
    [
      ".08 .25 .07 -.47 -1.22 -.68 1.19 .94 1.34 .01 1.03 .20 -.56 -1.20 -1.28",
      "-.20 .22 .06 .47 .55 .83 -.63 .08 -.34 1.80 2.12 2.19 -1.68 -1.62 -1.50",
    ],
    [
      ".04 -.11 -.15 -1.38 -1.13 -.96 .88 1.09 .67 .14 .20 .11 -1.46 -1.07 -1.45",
      "-.29 -.67 -.49 .02 .01 .21 -.46 -.56 -.49 1.77 1.45 1.87 -1.49 -1.77 -2.16",
    ],
  ].map((lines) => lines.join(" ").split(" ").map(Number));
  const values = Float64Array.from({ length: 90 }, (_, at) => {
    const [part, operator, trial] = [Math.floor(at / 9), Math.floor(at / 3) % 3, at % 3];
    return (APPRAISERS[operator] as number[])[part * 3 + trial] as number;
  });
  const study = { parts: 10, operators: 3, trials: 3, values };

  it("[QY10] gives the published figures of the study of AIAG", () => {
    const found = gaugeStudy(study, { lower: -4, upper: 4 }) as GaugeResult;
    const { rows } = found;
    expect([rows.part, rows.operator, rows.interaction, rows.repeatability].map(({ freedom }) => freedom)).toEqual([
      9, 2, 18, 60,
    ]);
    expect(rows.part.square).toBeCloseTo(88.3619, 4);
    expect(rows.operator.square).toBeCloseTo(3.1673, 4);
    expect(rows.interaction.square).toBeCloseTo(0.359, 4);
    expect(rows.repeatability.square).toBeCloseTo(2.7589, 4);
    expect(rows.interaction.p).toBeCloseTo(0.9741, 4);
    expect(found.isPooled).toBe(true);
    expect(found.repeatability.deviation).toBeCloseTo(0.199933, 6);
    expect(found.reproducibility.deviation).toBeCloseTo(0.226838, 6);
    expect(found.gauge.deviation).toBeCloseTo(0.302373, 5);
    expect(found.part.deviation).toBeCloseTo(1.042327, 6);
    expect(found.gauge.studyPercent).toBeCloseTo(27.86, 2);
    expect(found.gauge.tolerancePercent).toBeCloseTo((600 * 0.302373) / 8, 2);
    expect(found.categories).toBe(4);
  });

  it("[QY10] an interaction that is significant stays, as part of the reproducibility", () => {
    // Each operator reads other parts too high.
    const turned = values.map((value, at) => value + (Math.floor(at / 9) % 3 === Math.floor(at / 3) % 3 ? 0.8 : 0));
    const found = gaugeStudy({ ...study, values: turned }) as GaugeResult;
    expect(found.isPooled).toBe(false);
    expect(found.interaction.deviation).toBeGreaterThan(0.2);
    expect(found.reproducibility.deviation).toBeGreaterThan(found.interaction.deviation);
    expect(found.gauge.tolerancePercent).toBeNull();
    const sum = found.gauge.contributionPercent + found.part.contributionPercent;
    expect(sum).toBeCloseTo(100, 10);
  });

  it("[QY10] refuses a study that is not crossed", () => {
    expect(gaugeStudy({ ...study, operators: 1, parts: 30 })).toBeUndefined();
    expect(gaugeStudy({ ...study, trials: 2 })).toBeUndefined();
    expect(gaugeStudy({ ...study, values: new Float64Array(90) })).toBeUndefined();
  });
});
