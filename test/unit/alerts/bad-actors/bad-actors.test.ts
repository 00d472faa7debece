import { describe, expect, it } from "vitest";
import { type ActorFacts, adviceOn, badActors } from "../../../../edge/alerts/bad-actors/bad-actors.ts";
import { annunciatedBy, smallestDeadBand } from "../../../../edge/alerts/bad-actors/dead-band.ts";
import { annunciatedWith, shortestDelays } from "../../../../edge/alerts/bad-actors/delays.ts";
import { mostlyIn } from "../../../../edge/alerts/bad-actors/mostly-in.ts";
import type { Annunciation } from "../../../../edge/contracts/alerts/alarm-figures.ts";
import type { AssetUid } from "../../../../edge/contracts/plant/tag.ts";

const S = 1e6;
const DAY_S = 86_400;
const one = (atS: number, lastsS: number | undefined, rule = "pressure/low"): Annunciation => ({
  alertUid: `a-${rule}`,
  rule,
  assetUid: "m" as AssetUid,
  priority: 3,
  at: atS * S,
  ...(lastsS === undefined ? {} : { clearedAt: (atS + lastsS) * S }),
});
const JUDGED = { from: 0, to: 2 * DAY_S * S };
/** Every hour an alarm of four seconds. */
const FLEETING = Array.from({ length: 40 }, (_, n) => one(3600 * (n + 1), 4));
const FACTS: ActorFacts = {
  label: "PRS-01",
  ruleName: { zh: "压力低", en: "Pressure low" },
  kind: "process",
  withinS: 600,
  tag: undefined,
  limit: undefined,
  spells: [],
};
const actorOf = (list: readonly Annunciation[]) => {
  const [actor] = badActors(list, JUDGED);
  if (actor === undefined) throw new Error("no bad actor");
  return actor;
};

describe("bad actors", () => {
  it("[FL14] are chattering, fleeting, standing and frequent alarms, the most frequent first", () => {
    const chattering = Array.from({ length: 10 }, (_, n) => one(500 + n * 12, 30, "chatter/high"));
    const old = one(100, undefined, "old/high");
    const rare = one(900, 300, "rare/high");
    const found = badActors([...chattering, ...FLEETING, old, rare], JUDGED);
    expect(found.map(({ rule, isStanding }) => [rule, isStanding])).toEqual([
      ["pressure/low", false],
      ["chatter/high", false],
      ["old/high", true],
    ]);
  });

  it("[FL14] few annunciations are no pattern", () => {
    expect(badActors(FLEETING.slice(0, 5), JUDGED)).toEqual([]);
  });

  it("[FL18] no proposal is made for a safety alarm", () => {
    const actor = actorOf(FLEETING);
    expect(adviceOn(actor, { ...FACTS, kind: "safety" }, JUDGED)).toBeUndefined();
    expect(adviceOn(actor, FACTS, JUDGED)).toBeDefined();
  });

  it("[FL18] the effect is what the replay left out, with its interval, per day", () => {
    const advice = adviceOn(actorOf(FLEETING), FACTS, JUDGED);
    expect(advice).toMatchObject({
      rule: "alarms/delay",
      key: "alarms/delay/pressure/low/m",
      what: { en: 'Lengthen the delays of "Pressure low" of PRS-01: onDelayS by 5 s' },
      effect: { quantity: "alarms", unit: "1/d", expected: -20, confidence: 0.8 },
      basis: [{ kind: "alert", uid: "a-pressure/low" }],
    });
    expect(advice?.effect?.low).toBeLessThan(-20);
    expect(advice?.effect?.high).toBeGreaterThan(-20);
  });

  it("[FL18] a standing alarm is to be dealt with, which promises no figure", () => {
    const advice = adviceOn(actorOf([one(100, undefined)]), FACTS, JUDGED);
    expect(advice?.rule).toBe("alarms/standing");
    expect(advice?.effect).toBeUndefined();
  });
});

describe("delays", () => {
  const at = (list: readonly Annunciation[]) => list.map(({ at, clearedAt }) => ({ from: at, to: clearedAt }));

  it("[FL15] a longer on-delay leaves out what is shorter, a longer off-delay joins what is near", () => {
    const list = at([one(0, 3), one(10, 8), one(20, 50), one(300, undefined)]);
    expect(annunciatedWith(list, { onS: 0, offS: 0 })).toBe(4);
    expect(annunciatedWith(list, { onS: 5, offS: 0 })).toBe(3);
    expect(annunciatedWith(list, { onS: 0, offS: 10 })).toBe(2);
    // What was never on is not bridged.
    expect(annunciatedWith(at([one(0, 3), one(5, 3), one(10, 3)]), { onS: 5, offS: 30 })).toBe(0);
  });

  it("[FL15] the shortest delays count, and an on-delay never takes more than a quarter of the time to respond", () => {
    expect(shortestDelays(at(FLEETING), { share: 0.5, mostOnS: 600 })).toEqual({
      delays: { onS: 5, offS: 0 },
      left: 0,
    });
    expect(shortestDelays(at(FLEETING), { share: 0.5, mostOnS: 3 })).toBeUndefined();
    expect(adviceOn(actorOf(FLEETING), { ...FACTS, withinS: 12 }, JUDGED)).toBeUndefined();
    expect(adviceOn(actorOf(FLEETING), { ...FACTS, withinS: undefined }, JUDGED)).toBeUndefined();
  });
});

describe("dead-bands", () => {
  const rule = { limit: 10, towards: "up", span: 100, percent: 0.5, onDelayS: 0, offDelayS: 0 } as const;
  const swing = Array.from({ length: 40 }, (_, n) => (n % 2 === 0 ? 10.2 : 9));
  const samples = { times: swing.map((_, n) => n * 10 * S), values: swing };

  it("[FL16] values that swing about the limit are replayed with wider dead-bands", () => {
    expect(annunciatedBy(samples, rule)).toBe(20);
    expect(smallestDeadBand(samples, rule, 0.5)).toEqual({ percent: 1, before: 20, left: 1 });
    expect(smallestDeadBand({ ...samples, values: swing.map((value) => value - 50) }, rule, 0.5)).toBeUndefined();
  });

  it("[FL16] delays of the limit count in the replay, and missing values change nothing", () => {
    expect(annunciatedBy(samples, { ...rule, onDelayS: 15 })).toBe(0);
    expect(annunciatedBy({ ...samples, values: swing.map(() => null) }, rule)).toBe(0);
  });

  it("[FL16] a dead-band is proposed before a delay", () => {
    const limit = { rule, samples };
    expect(adviceOn(actorOf(FLEETING), { ...FACTS, limit }, JUDGED)).toMatchObject({
      rule: "alarms/dead-band",
      effect: { expected: -19 },
    });
  });
});

describe("states", () => {
  /** Six minutes of setting up at the beginning of each hour. */
  const spells = Array.from({ length: 48 }, (_, n) => [
    { from: n * 3600 * S, to: (n * 3600 + 360) * S, cause: "setup" as const },
    { from: (n * 3600 + 360) * S, to: (n + 1) * 3600 * S, cause: "working" as const },
  ]).flat();

  it("[FL17] an alarm of one state is to be suppressed there; what outlives it is not promised", () => {
    const list = [...FLEETING, one(DAY_S + 355, 100)].toSorted((a, b) => a.at - b.at);
    expect(mostlyIn(list, spells)).toEqual({ state: "setup", inside: 41, whole: 40, timeShare: 0.1 });
    expect(adviceOn(actorOf(list), { ...FACTS, spells }, JUDGED)).toMatchObject({
      rule: "alarms/state",
      effect: { expected: -20 },
    });
  });

  it("[FL17] never while the machine works, or in a state that takes most of the time", () => {
    const working = FLEETING.map((each) => one(each.at / S + 1000, 4));
    expect(mostlyIn(working, spells)).toBeUndefined();
    expect(mostlyIn(FLEETING, [{ from: 0, to: JUDGED.to, cause: "idle" }])).toBeUndefined();
    expect(mostlyIn(FLEETING, [])).toBeUndefined();
  });
});
