/**
 * Puts inspections that fall due, those that were missed, and dangers that the system finds into the work book, and
 * closes inspections that were done.
 */

import type { AlertBook, AlertView } from "../contracts/alerts/alert.ts";
import type { Micros } from "../contracts/path/sample-batch.ts";
import type { TimeRange } from "../contracts/path/time-range.ts";
import type { Plant } from "../contracts/plant/plant.ts";
import type { AssetUid } from "../contracts/plant/tag.ts";
import { matchesWord } from "../contracts/plant/tag-pattern.ts";
import type { Zone } from "../contracts/plant/time-zone.ts";
import { isExpiredUnopened } from "../contracts/records/permit-acts.ts";
import type { NewWorkItem, WorkBook, WorkItem } from "../contracts/records/work-book.ts";
import { workState } from "../contracts/records/work-item.ts";
import { inspectionOf } from "../contracts/safety/loop-facts.ts";
import type { InspectionTask, Place, Register } from "../contracts/safety/register.ts";
import { REGISTER_PROGRAM } from "../contracts/safety/register-program.ts";
import { inspectionUid, uidOf, windowAt } from "./inspections/windows.ts";
import { failedItems, type OpenItems } from "./open-items.ts";
import type { RegisterConfig } from "./register/config.ts";
import { actAsRegister, REGISTER_PRINCIPAL } from "./register-program.ts";

/** Changes of the book in one run; the next ones follow a second later. */
const MOST_AT_ONCE = 20;
/** Stretches of a task that are made up for after a standstill of the edge; earlier ones are not listed. */
const MOST_MADE_UP = 31;
const MOST_EVIDENCE = 20;
/** Alarms about dangers and inspections are no dangers themselves. */
const OWN_ALARMS = /^(danger-overdue|inspection-missed|resource-expired|permit)\//;

export interface LoopParts {
  readonly register: Pick<Register, "tasks" | "hazards">;
  readonly fromAlerts: RegisterConfig["dangers"]["fromAlerts"];
  readonly plant: Pick<Plant, "assets">;
  /** Carries what is about no asset. */
  readonly edgeUid: AssetUid;
  readonly zone: Zone;
  readonly work: Pick<WorkBook, "find" | "report" | "act">;
  readonly alerts: Pick<AlertBook, "standing">;
  readonly items: OpenItems;
}

type Step = () => Promise<unknown>;

/** How the passing of time ends an item. */
interface Ending {
  readonly uid: string;
  readonly note: string;
}
const MISSED: Ending = { uid: "missed", note: "未在规定时间内完成检查 / not done in its time" };
const EXPIRED: Ending = { uid: "expired", note: "有效期内未开始作业 / not opened in its time" };

/** Each step has a uid that follows from its subject, so that a kill at any moment neither loses nor doubles it. */
export class SafetyLoop {
  readonly #parts: LoopParts;
  /** The stretch of each task whose inspection is in the book, so that not every run asks for it. */
  readonly #known = new Map<string, TimeRange>();

  constructor(parts: LoopParts) {
    this.#parts = parts;
  }

  /** Rejects with EdgeError `conflict` where the work book is full, `unavailable`, `disk`; the next run goes on. */
  async run(now: Micros): Promise<void> {
    const steps: readonly ((now: Micros) => Iterable<Step>)[] = [
      // First what frees places: a full book refuses all that follows.
      (at) => this.#missed(at),
      (at) => this.#expired(at),
      (at) => this.#done(at),
      (at) => this.#fromTicks(at),
      (at) => this.#fromAlerts(at),
      (at) => this.#due(at),
    ];
    let left = MOST_AT_ONCE;
    for (const some of steps)
      for (const step of some(now)) {
        if (left-- <= 0) return;
        await step();
      }
  }

  *#fromTicks(now: Micros): Iterable<Step> {
    const { failed } = this.#parts.items;
    for (const inspection of [...failed.values()]) {
      for (const item of failedItems(inspection)) {
        const given = this.#dangerOfTick(inspection, item, now);
        if (this.#parts.work.find(given.itemUid) === undefined) yield () => this.#report(given);
      }
      failed.delete(inspection.itemUid);
    }
  }

  /** Once the dangers that it found are on record, an inspection is closed: nobody verifies ticks. */
  *#done(now: Micros): Iterable<Step> {
    const { finished, failed } = this.#parts.items;
    for (const item of [...finished.values()])
      if (!failed.has(item.itemUid))
        yield () => actAsRegister(this.#parts.work, item, { subject: "done", kind: "verify", at: now });
  }

  *#fromAlerts(now: Micros): Iterable<Step> {
    const { fromAlerts, alerts } = this.#parts;
    if (fromAlerts.length === 0) return;
    for (const alert of alerts.standing()) {
      const given = alert.clearedAt === undefined ? this.#dangerOfAlert(alert, now) : undefined;
      if (given !== undefined) yield () => this.#report(given);
    }
  }

  *#missed(now: Micros): Iterable<Step> {
    for (const item of [...this.#parts.items.inspections.values()]) {
      const state = workState(item);
      const isBegun = item.acts.some(({ kind }) => kind === "start");
      const isWaiting = (state === "reported" || state === "planned") && !isBegun;
      if (isWaiting && now >= (inspectionOf(item)?.to ?? Number.POSITIVE_INFINITY))
        yield () => this.#end(item, now, MISSED);
    }
  }

  /** A permit that nobody opened in its time ends: it must not be opened by mistake later. */
  *#expired(now: Micros): Iterable<Step> {
    for (const item of [...this.#parts.items.permits.values()])
      if (isExpiredUnopened(item, now)) yield () => this.#end(item, now, EXPIRED);
  }

  *#due(now: Micros): Iterable<Step> {
    for (const task of this.#parts.register.tasks) {
      const known = this.#known.get(task.id);
      if (known !== undefined && known.from <= now && now < known.to) continue;
      for (const range of this.#windows(task, now)) {
        const given = this.#inspection(task, range, now);
        if (this.#parts.work.find(given.itemUid) === undefined) yield () => this.#report(given);
        this.#known.set(task.id, range);
      }
    }
  }

  /** The present stretch, and those that passed since the newest inspection of the task. */
  #windows({ id, everyDays }: InspectionTask, now: Micros): readonly TimeRange[] {
    const { items, zone } = this.#parts;
    const present = windowAt(now, everyDays, zone);
    const newest = items.newest.get(id);
    const since = newest === undefined ? undefined : inspectionOf(newest)?.to;
    const before = ({ from }: TimeRange): TimeRange => windowAt(from - 1, everyDays, zone);
    const passed: TimeRange[] = [];
    let range = before(present);
    for (; since !== undefined && range.to > since && passed.length < MOST_MADE_UP; range = before(range))
      passed.unshift(range);
    return [...passed, present];
  }

  async #report(given: NewWorkItem): Promise<void> {
    await this.#parts.work.report(given, REGISTER_PRINCIPAL);
  }

  async #end(item: WorkItem, now: Micros, { uid, note }: Ending): Promise<void> {
    await actAsRegister(this.#parts.work, item, { subject: uid, kind: "reject", at: now, note });
  }

  #inspection(task: InspectionTask, range: TimeRange, now: Micros) {
    const schedule = `safety/${task.id}`;
    return {
      itemUid: inspectionUid(task, range),
      kind: "inspection",
      about: { assetUid: this.#carrierOf(task.place?.place) },
      title: task.name,
      evidence: [],
      cause: `${schedule}/${new Date(range.from / 1000).toISOString()}`,
      schedule: { uid: schedule, approvedBy: "config" },
      reportedAt: now,
      reportedBy: REGISTER_PROGRAM,
      payload: {
        task: task.id,
        level: task.level,
        place: task.place?.place ?? null,
        items: [...task.items],
        hazards: [...task.hazardOf],
        ...range,
      },
    } as const satisfies NewWorkItem;
  }

  #dangerOfTick(inspection: WorkItem, item: number, now: Micros) {
    const facts = inspectionOf(inspection);
    const finish = inspection.acts.findLast(({ kind }) => kind === "finish");
    const hazard = facts?.hazards[item] ?? undefined;
    const known = this.#parts.register.hazards.find(({ id }) => id === hazard);
    const place: Place = facts?.place ?? known?.place.place ?? {};
    const { note: detail, pictures } = finish?.ticks?.[item] ?? {};
    return {
      itemUid: uidOf(`danger ${inspection.itemUid} ${finish?.actUid} ${item}`),
      kind: "hidden-danger",
      about: { assetUid: this.#carrierOf(place) },
      title: facts?.items[item] ?? inspection.title,
      evidence: [],
      reportedAt: now,
      reportedBy: REGISTER_PROGRAM,
      payload: {
        place,
        source: "inspection",
        inspection: { itemUid: inspection.itemUid, item },
        ...(hazard === undefined ? {} : { hazard }),
        ...(known?.criterion == null ? {} : { criterion: known.criterion.id }),
        ...(detail === undefined ? {} : { detail }),
        ...(pictures === undefined ? {} : { pictures: [...pictures] }),
      },
    } as const satisfies NewWorkItem;
  }

  #dangerOfAlert(alert: AlertView, now: Micros): NewWorkItem | undefined {
    const { fromAlerts, plant, register, work } = this.#parts;
    const asset = plant.assets.find(({ assetUid }) => assetUid === alert.assetUid);
    if (asset === undefined || OWN_ALARMS.test(alert.rule)) return undefined;
    const found = fromAlerts.find(
      ({ rules, assets, afterMin }) =>
        matchesWord(rules, alert.rule) && matchesWord(assets, asset.label) && now - alert.raisedAt >= afterMin * 60e6,
    );
    if (found === undefined) return undefined;
    // Once for each occurrence: one that is raised again is another danger.
    const itemUid = uidOf(`danger ${alert.alertUid} ${alert.occurrenceUid}`);
    if (work.find(itemUid) !== undefined) return undefined;
    const { hazard } = found;
    const criterion = found.major ?? register.hazards.find(({ id }) => id === hazard)?.criterion?.id;
    return {
      itemUid,
      kind: "hidden-danger",
      about: { assetUid: alert.assetUid },
      title: alert.message,
      evidence: alert.evidence.slice(0, MOST_EVIDENCE),
      reportedAt: now,
      reportedBy: REGISTER_PROGRAM,
      payload: {
        place: { asset: asset.label },
        source: "system",
        alert: alert.alertUid,
        ...(hazard === undefined ? {} : { hazard }),
        ...(criterion === undefined ? {} : { criterion }),
      },
    };
  }

  #carrierOf(place: Place | undefined): AssetUid {
    const { plant, edgeUid } = this.#parts;
    return plant.assets.find(({ label }) => label === place?.asset)?.assetUid ?? edgeUid;
  }
}
