/** Components that their makers expect to last no longer, as entries of the due list (rule UP19). */
import type { ExpectedLife } from "../contracts/health/expected-life.ts";
import type { Micros } from "../contracts/path/sample-batch.ts";
import type { AssetConfig } from "../contracts/plant/edge-config.ts";
import type { DueCriterion, DueEntry, DueTime } from "../contracts/records/due-list.ts";
import { DAY_US } from "./meter.ts";

/** No date is given beyond it: a rate of some weeks says nothing about it. */
const MOST_AHEAD_DAYS = 3_650;

/** What an entry is made of besides spare parts, windows and work. */
export type LifeEntry = Pick<DueEntry, "key" | "assetUid" | "component" | "title" | "state" | "due" | "criteria">;

export function lifeEntry(life: ExpectedLife, { label }: Pick<AssetConfig, "label">, now: Micros): LifeEntry {
  const { assetUid, component, name, unit, expected, median, used, rate } = life;
  const due = dueOf(life, now);
  const criterion: DueCriterion = { by: unit, every: expected, used, due, rate, unseenS: 0, unknown: null };
  return {
    key: `life/${label}/${component}`,
    assetUid,
    component,
    title: { zh: `${name.zh}：已接近厂家预期寿命`, en: `${name.en}: nears the life that its maker expects` },
    // Nobody promised an end, so it is never overdue.
    state: used >= median ? "due" : "later",
    due,
    criteria: [criterion],
  };
}

/** When the use that is left will be used up, as the component was used lately. */
function dueOf({ left, rate }: ExpectedLife, now: Micros): DueTime {
  const after = (use: number): Micros | null => {
    const days = rate === null ? Number.NaN : use / rate.perDay;
    return days <= MOST_AHEAD_DAYS ? now + days * DAY_US : null;
  };
  return { at: after(left.p50), earliest: after(left.p10), latest: after(left.p90) };
}
