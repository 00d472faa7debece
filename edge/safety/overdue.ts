/** Alarms about dangers that are overdue, inspections that were missed, and resources whose time is over. */
import type { AlertResponse } from "../contracts/alerts/alert.ts";
import type { Finding } from "../contracts/alerts/detector.ts";
import type { Micros } from "../contracts/path/sample-batch.ts";
import type { Plant } from "../contracts/plant/plant.ts";
import type { AssetUid } from "../contracts/plant/tag.ts";
import { type SiteCalendar, siteCalendar } from "../contracts/plant/time-zone.ts";
import { isMajor, isMissed, uncheckedOf } from "../contracts/records/danger-acts.ts";
import type { WorkBook, WorkItem } from "../contracts/records/work-book.ts";
import { progressOf, workState } from "../contracts/records/work-item.ts";
import type { Register } from "../contracts/safety/register.ts";
import { OpenItems } from "./open-items.ts";
import type { RegisterConfig } from "./register/config.ts";
import { registerOf } from "./register/register.ts";

const DAY_US = 86_400e6;
/** Severity of an overdue danger by its lateness: the first step that it has reached, and more for a major one. */
const STEPS = [
  { days: 7, general: 650, major: 900 },
  { days: 1, general: 550, major: 800 },
  { days: 0, general: 400, major: 700 },
] as const;
/** Dangers, inspections and resources with an alarm of their own; more of the same are one alarm together. */
const MOST_ALARMS = 100;
/** The passing of days is looked at this often. */
const LOOK_EVERY_US = 5e6;

const RESPONSE: AlertResponse = {
  action: {
    zh: "在安全页查看该项，完成整改或检查，或重新安排期限",
    en: "Open it in the safety room; finish it, or plan it again with a new time",
  },
  consequence: { zh: "隐患未消除或检查未做，风险仍在", en: "The danger stays, or nobody has looked" },
  withinS: 86_400,
};

/** Its alarms are annunciated again each day until somebody acknowledges them. */
const ATTRIBUTES = {
  annunciation: "alarm",
  response: RESPONSE,
  latches: false,
  reAlarmS: 86_400,
  reAlarmTimes: 30,
} as const;

interface OverdueParts {
  readonly items: Pick<OpenItems, "dangers" | "newestOver">;
  readonly register: Pick<Register, "tasks" | "resources">;
  readonly edgeUid: AssetUid;
  readonly calendar: Pick<SiteCalendar, "dayAt">;
  now(): Micros;
}

/** Follows the work book from now on. */
export function overdueWatch({
  safety,
  plant,
  work,
  edgeUid,
  now,
}: {
  readonly safety: RegisterConfig;
  readonly plant: Plant;
  readonly work: Pick<WorkBook, "newestFirst" | "subscribe">;
  readonly edgeUid: AssetUid;
  now(): Micros;
}): OverdueWatch {
  const register = registerOf(safety, plant);
  return new OverdueWatch({ items: new OpenItems(work), register, edgeUid, calendar: siteCalendar(plant.site), now });
}

/** A detector that no config of rules changes: it needs no samples, only the work book and the day. */
class OverdueWatch {
  readonly kind = "safety-register";
  readonly watches = [];
  readonly counters = { used: 0, untrusted: 0, outOfOrder: 0 };
  readonly attributes = {
    has: (key: string) => isOwn(key),
    get: (key: string) => (isOwn(key) ? ATTRIBUTES : undefined),
  };
  readonly #parts: OverdueParts;
  readonly #standing = new Map<string, Finding>();
  #lookedAt: Micros = Number.NEGATIVE_INFINITY;

  constructor(parts: OverdueParts) {
    this.#parts = parts;
  }

  /** Alerts of an earlier run whose subject is settled end at the start. */
  get keys(): { has(key: string): boolean } {
    return new Set(findingsOf(this.#parts, this.#parts.now()).map(keyOf));
  }

  observe(): readonly Finding[] {
    return [];
  }

  tick(now: Micros): readonly Finding[] {
    if (now >= this.#lookedAt && now - this.#lookedAt < LOOK_EVERY_US) return [];
    this.#lookedAt = now;
    const found = findingsOf(this.#parts, now);
    const rules = new Set(found.map(keyOf));
    const over = [...this.#standing.values()]
      .filter((finding) => !rules.has(keyOf(finding)))
      .map((finding) => ({ ...finding, standing: false, at: now }));
    this.#standing.clear();
    for (const finding of found) this.#standing.set(keyOf(finding), finding);
    return [...found, ...over];
  }
}

const FAMILIES = ["danger-overdue/", "inspection-missed/", "resource-expired/"] as const;

function isOwn(key: string): boolean {
  return FAMILIES.some((family) => key.startsWith(family));
}

/** As the alert book names an alert: rule and asset. */
function keyOf({ rule, assetUid }: Finding): string {
  return [rule, assetUid].join("\n");
}

function findingsOf(parts: OverdueParts, now: Micros): Finding[] {
  return [...overdueDangers(parts, now), ...missedInspections(parts, now), ...expired(parts, now)];
}

function overdueDangers({ items, edgeUid }: OverdueParts, now: Micros): Finding[] {
  const overdue = [...items.dangers.values()]
    .map((item) => ({ item, due: dueOf(item) }))
    .filter((one): one is { item: WorkItem; due: Micros } => one.due !== null && one.due < now)
    .sort((a, b) => a.due - b.due);
  const all = overdue.map(({ item, due }) => overdueFinding(item, due, now));
  const message = { zh: "还有更多隐患整改逾期", en: "More hidden dangers are overdue" };
  const severity = STEPS[0].general;
  return bounded(all, { ...common(now), rule: "danger-overdue/more", assetUid: edgeUid, severity, message });
}

/** The first ones, and `more` where there are more. */
function bounded(all: readonly Finding[], more: Finding): Finding[] {
  return all.length > MOST_ALARMS ? [...all.slice(0, MOST_ALARMS), more] : [...all];
}

/** Null where nobody planned it, and for work that waits for its verification. */
function dueOf(item: WorkItem): Micros | null {
  const state = workState(item);
  return state === "planned" || state === "in-progress" ? progressOf(item).due : null;
}

function overdueFinding(item: WorkItem, due: Micros, now: Micros): Finding {
  const days = (now - due) / DAY_US;
  const step = STEPS.find((one) => days >= one.days) ?? STEPS[2];
  const isGreat = isMajor(item);
  const [zh, en] = isGreat ? ["重大隐患", "Major danger"] : ["隐患", "Hidden danger"];
  return {
    ...common(now),
    rule: `danger-overdue/${item.itemUid}`,
    assetUid: item.about.assetUid,
    severity: isGreat ? step.major : step.general,
    message: { zh: `${zh}整改逾期：${item.title.zh}`, en: `${en} is overdue: ${item.title.en}` },
  };
}

function missedInspections({ items, register, edgeUid }: OverdueParts, now: Micros): Finding[] {
  const all = register.tasks.flatMap(({ id, name }) => {
    // It stands until the next one is done.
    const newest = items.newestOver.get(id);
    const unchecked = newest === undefined ? 0 : uncheckedOf(newest);
    if (newest === undefined || (!isMissed(newest) && unchecked === 0)) return [];
    const message =
      unchecked === 0
        ? { zh: `检查漏检：${name.zh}`, en: `Inspection was missed: ${name.en}` }
        : {
            zh: `检查不完整：${name.zh}，${unchecked} 项无法检查`,
            en: `Inspection is incomplete: ${name.en}, ${unchecked} items could not be checked`,
          };
    return [{ ...common(now), rule: `inspection-missed/${id}`, assetUid: edgeUid, severity: 400, message }];
  });
  const message = { zh: "还有更多检查漏检", en: "More inspections were missed" };
  return bounded(all, { ...common(now), rule: "inspection-missed/more", assetUid: edgeUid, severity: 400, message });
}

function expired({ register, edgeUid, calendar }: OverdueParts, now: Micros): Finding[] {
  const today = calendar.dayAt(now).date;
  const all = register.resources.flatMap(({ id, name, expires }) => {
    if (expires === null || today <= expires) return [];
    const message = {
      zh: `应急资源过期：${id}${name === null ? "" : ` ${name.zh}`}`,
      en: `Emergency resource is out of date: ${id}${name === null ? "" : ` ${name.en}`}`,
    };
    return [{ ...common(now), rule: `resource-expired/${id}`, assetUid: edgeUid, severity: 400, message }];
  });
  const message = { zh: "还有更多应急资源过期", en: "More emergency resources are out of date" };
  return bounded(all, { ...common(now), rule: "resource-expired/more", assetUid: edgeUid, severity: 400, message });
}

function common(now: Micros) {
  return { kind: "process", standing: true, at: now, evidence: [] } as const;
}
