import { expect, it } from "vitest";
import { FLOODS, judge } from "./flood-judge.ts";

/** The settings were chosen on seeds 1 to 100; these are others. */
const FIRST_UNSEEN = 20_000;
const COUNT = 12;

it.each(FLOODS.map((kinds) => [kinds.join(" and "), kinds] as const))(
  "[FL11] in unseen floods of %s every first-out is right, in five lines at most",
  (_, kinds) => {
    const { alarms, wrong, mostLines, placed } = judge(kinds, FIRST_UNSEEN, COUNT);
    expect({ wrong, mostLines: Math.min(mostLines, 5) }).toEqual({ wrong: 0, mostLines });
    expect(alarms).toBeGreaterThan(30);
    expect(placed).toBeGreaterThan(kinds.length === 1 ? 0.9 : 0.8);
  },
);
