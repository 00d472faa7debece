/**
 * Opens response plans for the alerts that they name, puts what failed into the loop of hidden dangers, and ends
 * drills (rules RE4, RE6 and RE8).
 */
import type { AlertBook, AlertView } from "../../contracts/alerts/alert.ts";
import type { Micros } from "../../contracts/path/sample-batch.ts";
import type { Plant } from "../../contracts/plant/plant.ts";
import type { AssetUid, LocalizedText } from "../../contracts/plant/tag.ts";
import { matchesWord } from "../../contracts/plant/tag-pattern.ts";
import type { NewWorkItem, WorkBook, WorkItem } from "../../contracts/records/work-book.ts";
import { isOpenWork, workState } from "../../contracts/records/work-item.ts";
import type { ControlLayer, Register } from "../../contracts/safety/register.ts";
import { REGISTER_PROGRAM } from "../../contracts/safety/register-program.ts";
import {
  failedControls,
  musterRemark,
  type ResponseFacts,
  responseFacts,
  responseOf,
  stepsOf,
} from "../../contracts/safety/response.ts";
import { uidOf } from "../inspections/windows.ts";
import type { RegisterConfig } from "../register/config.ts";
import { actAsRegister, REGISTER_PRINCIPAL } from "../register-program.ts";
import type { Muster } from "./muster.ts";

const MOST_EVIDENCE = 20;
/** Ended responses that are looked at after a start. */
const RECENT_US = 7 * 24 * 3600e6;

const LAYERS: Readonly<Record<ControlLayer, LocalizedText>> = {
  engineering: { zh: "工程技术措施", en: "engineering control" },
  management: { zh: "管理措施", en: "management control" },
  training: { zh: "培训教育措施", en: "training" },
  protection: { zh: "个体防护措施", en: "personal protection" },
  emergency: { zh: "应急处置措施", en: "emergency measure" },
};

export interface ResponseLoopParts {
  readonly register: Pick<Register, "hazards" | "plans">;
  readonly plans: RegisterConfig["plans"];
  readonly plant: Pick<Plant, "assets">;
  readonly edgeUid: AssetUid;
  readonly work: Pick<WorkBook, "newestFirst" | "find" | "report" | "act" | "subscribe">;
  readonly alerts: Pick<AlertBook, "standing">;
  readonly muster: Muster;
  now(): Micros;
}

/** Each step has a uid that follows from its subject, so that a kill at any moment neither loses nor doubles it. */
export class ResponseLoop {
  readonly #parts: ResponseLoopParts;
  /** Responses that are not closed, by uid. */
  readonly #open = new Map<string, WorkItem>();
  /** Those that have ended, also closed ones, whose dangers may not be on record yet, by uid. */
  readonly #ended = new Map<string, WorkItem>();
  readonly #leave: () => void;

  constructor(parts: ResponseLoopParts) {
    this.#parts = parts;
    for (const item of parts.work.newestFirst()) this.#take(item);
    this.#leave = parts.work.subscribe(({ item }) => this.#take(item));
  }

  close(): void {
    this.#leave();
  }

  /** Rejects with EdgeError `conflict` where the work book is full, `unavailable`, `disk`; the next run goes on. */
  async run(now: Micros): Promise<void> {
    // First what needs people now.
    for (const given of this.#fromAlerts(now)) await this.#parts.work.report(given, REGISTER_PRINCIPAL);
    for (const item of [...this.#ended.values()]) await this.#afterEnd(item, now);
    this.#parts.muster.follow(new Set(this.#open.keys()));
  }

  #take(item: WorkItem): void {
    if (responseOf(item) === undefined) return;
    const { itemUid, acts } = item;
    if (isOpenWork(item)) this.#open.set(itemUid, item);
    else this.#open.delete(itemUid);
    const endedAt = acts.findLast(({ kind }) => kind === "finish")?.at;
    const state = workState(item);
    // Dangers of earlier ones were reported long ago, and may be in the archive.
    const isRecent = endedAt !== undefined && endedAt > this.#parts.now() - RECENT_US;
    if (isRecent && (state === "finished" || state === "closed")) this.#ended.set(itemUid, item);
    else this.#ended.delete(itemUid);
  }

  *#fromAlerts(now: Micros): Iterable<NewWorkItem> {
    const { plans, alerts } = this.#parts;
    if (plans.every((plan) => plan.alerts.length === 0)) return;
    for (const alert of alerts.standing()) {
      const given = alert.clearedAt === undefined ? this.#ofAlert(alert, now) : undefined;
      if (given !== undefined) yield given;
    }
  }

  /** One for each plan at a time: more alerts of one event open nothing more. */
  #ofAlert(alert: AlertView, now: Micros): NewWorkItem | undefined {
    const { plans, plant, register, work } = this.#parts;
    const asset = plant.assets.find(({ assetUid }) => assetUid === alert.assetUid);
    if (asset === undefined) return undefined;
    const plan = plans.find(({ alerts }) =>
      alerts.some(({ rules, assets }) => matchesWord(rules, alert.rule) && matchesWord(assets, asset.label)),
    );
    const known = register.plans.find(({ id }) => id === plan?.id);
    if (plan === undefined || known === undefined) return undefined;
    const itemUid = uidOf(`response ${plan.id} ${alert.alertUid} ${alert.occurrenceUid}`);
    const isOpen = [...this.#open.values()].some((item) => isOf(responseOf(item), plan.id));
    if (isOpen || work.find(itemUid) !== undefined) return undefined;
    return {
      itemUid,
      kind: "response",
      about: { assetUid: alert.assetUid },
      title: known.name,
      evidence: alert.evidence.slice(0, MOST_EVIDENCE),
      reportedAt: now,
      reportedBy: REGISTER_PROGRAM,
      payload: responseFacts(known, { place: { asset: asset.label }, isDrill: false, alert: alert.alertUid }),
    };
  }

  async #afterEnd(item: WorkItem, now: Micros): Promise<void> {
    const { work, muster } = this.#parts;
    const facts = responseOf(item) as ResponseFacts;
    const isFinished = workState(item) === "finished";
    if (muster.isOn && isFinished && musterRemark(item.acts) === undefined) {
      const ends = item.acts.filter(({ kind }) => kind === "finish").length;
      const counts = { kind: "remark", at: now, note: this.#count(item) } as const;
      await actAsRegister(work, item, { subject: `muster ${ends}`, ...counts });
    }
    for (const given of this.#dangersOf(item, facts, now))
      if (work.find(given.itemUid ?? "") === undefined) await work.report(given, REGISTER_PRINCIPAL);
    this.#ended.delete(item.itemUid);
    if (!facts.isDrill || !isFinished) return;
    await actAsRegister(work, item, { subject: "done", kind: "verify", at: now });
  }

  #count({ itemUid }: WorkItem): string {
    const { inside, checkedIn, unaccounted } = this.#parts.muster.counts(itemUid);
    if (inside === null || unaccounted === null)
      return `清点：签到 ${checkedIn} 人，没有门禁记录 / Muster: ${checkedIn} checked in, no record of access control`;
    return (
      `清点：门禁记录 ${inside} 人，签到 ${checkedIn} 人，${unaccounted} 人去向不明 / ` +
      `Muster: ${inside} inside by access control, ${checkedIn} checked in, whereabouts of ${unaccounted} unknown`
    );
  }

  /** Of a step that was not possible and of a control that failed. */
  *#dangersOf(item: WorkItem, facts: ResponseFacts, now: Micros): Iterable<NewWorkItem> {
    const { itemUid, acts } = item;
    const common = {
      kind: "hidden-danger",
      about: item.about,
      evidence: [],
      reportedAt: now,
      reportedBy: REGISTER_PROGRAM,
    } as const;
    const place = facts.place;
    for (const [n, { do: text, newest }] of stepsOf(facts, acts).entries())
      if (newest?.result === "not-possible")
        yield {
          ...common,
          itemUid: uidOf(`danger ${itemUid} step ${n}`),
          title: { zh: `应急步骤无法执行：${text.zh}`, en: `Response step was not possible: ${text.en}` },
          payload: {
            place,
            source: "response",
            response: itemUid,
            ...(newest.note === null ? {} : { detail: newest.note }),
          },
        };
    for (const { hazard, layer, note } of failedControls(acts)) {
      const known = this.#parts.register.hazards.find(({ id }) => id === hazard);
      const name = known?.name ?? { zh: hazard, en: hazard };
      yield {
        ...common,
        itemUid: uidOf(`danger ${itemUid} control ${hazard} ${layer}`),
        title: { zh: `${name.zh}：${LAYERS[layer].zh}失效`, en: `${name.en}: ${LAYERS[layer].en} failed` },
        payload: {
          ...{ place: { ...(known?.place.place ?? place) }, source: "response", response: itemUid, hazard },
          ...(known?.criterion == null ? {} : { criterion: known.criterion.id }),
          ...(note === undefined ? {} : { detail: note }),
        },
      };
    }
  }
}

/** Uids of the responses that are not closed. */
export function openResponses(work: Pick<WorkBook, "newestFirst">): ReadonlySet<string> {
  const open = [...work.newestFirst()].filter((item) => responseOf(item) !== undefined && isOpenWork(item));
  return new Set(open.map(({ itemUid }) => itemUid));
}

function isOf(facts: ResponseFacts | undefined, plan: string): boolean {
  return facts?.plan === plan && !facts.isDrill;
}
