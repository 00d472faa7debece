import { expect, it } from "vitest";
import { type Annunciation, alarmFigures } from "../../../../edge/contracts/alerts/alarm-figures.ts";
import type { AssetUid } from "../../../../edge/contracts/plant/tag.ts";

const MIN = 60e6;
const NOW = Date.UTC(2026, 0, 5, 8) * 1000;
/** An alarm so many minutes ago. */
const alarm = (minutes: number, rule = "hot", more: Partial<Annunciation> = {}): Annunciation => ({
  alertUid: `${rule}-${minutes}`,
  rule,
  assetUid: "urn:a" as AssetUid,
  priority: 3,
  at: NOW - minutes * MIN,
  ...more,
});
const figures = (list: Annunciation[], minutes = 60, positions = 1) =>
  alarmFigures(
    list.sort((a, b) => a.at - b.at),
    { from: NOW - minutes * MIN, to: NOW, positions },
  );
const burst = (from: number, to: number, count: number) =>
  Array.from({ length: count }, (_, i) => alarm(from - ((from - to) * i) / count, `r${i}`));

it("[A70] the rate is per ten minutes and operator position; slots end now", () => {
  const { total, perTenMinutes, counts, most } = figures([alarm(1), alarm(9), alarm(11), alarm(29), alarm(70)], 60, 2);
  expect([total, perTenMinutes, counts, most]).toEqual([4, 4 / 6 / 2, [0, 0, 0, 1, 1, 2], 2]);
  expect(figures([]).perTenMinutes).toBe(0);
});

it("[A71] a flood begins above ten in ten minutes and ends below five, by a sliding window", () => {
  expect(figures(burst(9, 1, 10)).floods).toEqual([]);
  const on = figures(burst(9, 1, 12));
  expect(on.floods).toHaveLength(1);
  expect(on.isFlood).toBe(true);
  const over = figures([...burst(40, 35, 15), ...burst(30, 20, 6)]);
  expect(over.isFlood).toBe(false);
  expect(over.floods).toMatchObject([{ alarms: 18, most: 15 }]);
  expect(over.floods[0]?.from).toBeGreaterThan(NOW - 40 * MIN);
  expect(over.floodShare).toBeGreaterThan(0.15);
  expect(over.floodShare).toBeLessThan(0.2);
});

it("[A72] chattering: three activations in a minute; fleeting: gone in ten seconds, not back in a minute", () => {
  const short = (minutes: number, rule: string) => alarm(minutes, rule, { clearedAt: NOW - minutes * MIN + 5e6 });
  const { chattering, fleeting } = figures([
    alarm(10, "chatters"),
    alarm(9.6, "chatters"),
    alarm(9.1, "chatters"),
    alarm(5, "calm"),
    alarm(3, "calm"),
    alarm(1, "calm"),
    short(20, "fleets"),
    short(30, "returns"),
    short(29.5, "returns"),
  ]);
  expect(chattering.map(({ rule, count }) => [rule, count])).toEqual([["chatters", 3]]);
  expect(fleeting.map(({ rule, count }) => [rule, count])).toEqual([
    ["fleets", 1],
    ["returns", 1],
  ]);
});

it("[A73] alarms active for more than a day are listed; re-annunciated and cleared ones are not", () => {
  const day = 1440;
  const list = [
    alarm(day + 1, "old", { alertUid: "1" }),
    alarm(day + 1, "over", { alertUid: "2", clearedAt: NOW - MIN }),
    alarm(day + 1, "again", { alertUid: "3" }),
    alarm(10, "again", { alertUid: "3" }),
    alarm(day - 1, "young", { alertUid: "4" }),
  ];
  expect(figures(list, 8 * 60).standing.map(({ rule }) => rule)).toEqual(["old"]);
});

it("[A74] the ten most frequent and the shares of the priorities", () => {
  const list = [...burst(50, 10, 12), alarm(5, "r0"), alarm(4, "r0", { priority: 1 }), alarm(3, "x", { priority: 2 })];
  const { topTen, topTenShare, shares, total } = figures(list);
  expect(topTen).toHaveLength(10);
  expect(topTen[0]).toMatchObject({ rule: "r0", count: 3 });
  expect(topTenShare).toBeCloseTo(12 / total);
  expect(shares?.map((share) => Math.round(share * total))).toEqual([1, 1, 13, 0]);
  expect(figures([]).shares).toBeUndefined();
});
