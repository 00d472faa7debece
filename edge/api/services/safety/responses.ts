/** When it happens: plans that were opened, with ticks, resources, people and ways out (rules RE3 to RE12). */
import type { Journal } from "../../../contracts/access/journal.ts";
import { EdgeError } from "../../../contracts/errors.ts";
import type { Plant } from "../../../contracts/plant/plant.ts";
import type { LocalizedText } from "../../../contracts/plant/tag.ts";
import type { WorkItem } from "../../../contracts/records/work-book.ts";
import { isOpenWork } from "../../../contracts/records/work-item.ts";
import type { GasReader, GasReading } from "../../../contracts/safety/gas.ts";
import type { LiveRiskReader } from "../../../contracts/safety/live-risk.ts";
import { dangerOf } from "../../../contracts/safety/loop-facts.ts";
import type { Inside, MusterCounts } from "../../../contracts/safety/muster.ts";
import type { SafetyReader } from "../../../contracts/safety/reader.ts";
import type { NamedPlace, Place } from "../../../contracts/safety/register.ts";
import {
  type Blocking,
  blockedIn,
  type ReachedResource,
  type ResponseFacts,
  responseFacts,
  responseOf,
  type StepState,
  stepsOf,
  type WayOut,
} from "../../../contracts/safety/response.ts";
import { type Caller, demand, principalFrom } from "../caller.ts";
import { actorOf } from "../record-actor.ts";
import { keptWork, viewOf, type WorkView } from "../work/list.ts";
import { type DangerDeps, dangersIn } from "./dangers.ts";
import { keptSafety, workAt } from "./register.ts";
import { type ResourceState, resourceStates } from "./resource-state.ts";

export interface ResponseDeps extends DangerDeps {
  readonly journal: Pick<Journal, "record">;
  readonly plant: Pick<Plant, "assets" | "site">;
  /** Absent where nothing is live, as in replay. */
  readonly liveRisk?: LiveRiskReader;
  /** Absent where nothing is live, as in replay. */
  readonly gas?: GasReader;
}

/** Responses in one list. */
export const MOST_RESPONSES = 100;

export interface ResponseView {
  readonly view: WorkView;
  readonly facts: ResponseFacts;
  readonly place: NamedPlace;
  /** Null: nobody leads it. */
  readonly lead: string | null;
  readonly steps: readonly StepState[];
}

export interface EventView extends ResponseView {
  readonly blocked: Blocking;
  readonly resources: readonly (ReachedResource & { readonly state: ResourceState })[];
  /** People whom sensors report in the zone or area of the place; null: no function on people says it. */
  readonly people: PeopleReported | null;
  /** What gas detectors around the place report; empty where there are none. */
  readonly gas: readonly GasReported[];
  /** Null: the plant has not switched it on, or the response has ended, and a remark has the counts. */
  readonly muster: MusterCounts | null;
  /** What the alert that opened it says; null: none opened it, or it is no longer kept. */
  readonly alertText: LocalizedText | null;
  /** Hidden dangers that follow, newest first. */
  readonly dangers: readonly WorkItem[];
}

/** A gas detector with its label. */
type GasReported = GasReading & { readonly label: string };

export interface PeopleReported {
  readonly known: number;
  readonly unknown: number;
  /** Zones of the plant in which sensors report somebody, or lost somebody. */
  readonly zones: readonly { readonly place: NamedPlace; readonly known: number; readonly unknown: number }[];
}

/** Open ones first, each the newest first. Throws EdgeError `unavailable`. */
export function responses(deps: ResponseDeps, caller: Caller): readonly ResponseView[] {
  demand(caller, "GET /api/v1/safety/responses");
  const safety = keptSafety(deps);
  const items = [...keptWork(deps).newestFirst()].filter((item) => responseOf(item) !== undefined);
  const listed = [...items.filter(isOpenWork), ...items.filter((item) => !isOpenWork(item))];
  return listed.slice(0, MOST_RESPONSES).map((item) => responseView(deps, caller, { item, safety }));
}

/** Throws EdgeError `not-found`, `unavailable`. */
export function response(deps: ResponseDeps, caller: Caller, itemUid: string): EventView {
  demand(caller, "GET /api/v1/safety/responses/:itemUid");
  return eventView(deps, caller, responseItem(deps, itemUid));
}

export interface AskedResponse {
  readonly itemUid?: string | undefined;
  readonly plan: string;
  readonly place?: Place | undefined;
  readonly isDrill: boolean;
  /** The alert that made the person open it. */
  readonly alertUid?: string | undefined;
}

/**
 * Opens a plan; a repeated `itemUid` answers the present one. Throws EdgeError `not-found`, `bad-request`, `conflict`,
 * `unavailable`, `disk`.
 */
export async function openResponse(
  deps: ResponseDeps,
  caller: Caller,
  { itemUid, plan: id, place: asked, isDrill, alertUid }: AskedResponse,
): Promise<{ readonly event: EventView; readonly isNew: boolean }> {
  demand(caller, "POST /api/v1/safety/responses");
  const safety = keptSafety(deps);
  const { plans, hazards } = safety.register;
  const plan = plans.find((one) => one.id === id);
  if (plan === undefined) throw new EdgeError("not-found", `the register has no plan ${id}`);
  if (asked !== undefined && !safety.hasPlace(asked))
    throw new EdgeError("not-found", "the plant has no such asset, zone or area");
  const alert = alertUid === undefined ? undefined : deps.alerts.find(alertUid);
  if (alertUid !== undefined && alert === undefined)
    throw new EdgeError("not-found", `there is no alert ${alertUid}; it may be older than the kept alerts`);
  const label = deps.plant.assets.find(({ assetUid }) => assetUid === alert?.assetUid)?.label;
  const ofAlert = label === undefined ? undefined : { asset: label };
  const place = asked ?? ofAlert ?? hazards.find((hazard) => plan.hazards.includes(hazard.id))?.place.place;
  if (place === undefined) throw new EdgeError("bad-request", "place: give an asset, a zone or an area");
  const payload = responseFacts(plan, { place, isDrill, ...(alertUid === undefined ? {} : { alert: alertUid }) });
  const given = workAt(deps, {
    reportedBy: actorOf(caller).by,
    itemUid,
    kind: "response",
    place,
    title: plan.name,
    payload,
  });
  const { item, isNew } = await keptWork(deps).report(given, principalFrom(caller));
  return { event: eventView(deps, caller, item), isNew };
}

/**
 * Computed ways out, for drills, and in an event for who leads it. Nobody has verified them. Throws EdgeError
 * `forbidden`, `not-found`, `unavailable`.
 */
export function waysOutOf(deps: ResponseDeps, caller: Caller, itemUid: string): readonly WayOut[] {
  demand(caller, "GET /api/v1/safety/responses/:itemUid/ways");
  const item = responseItem(deps, itemUid);
  const facts = responseOf(item) as ResponseFacts;
  if (!facts.isDrill && leaderOf(item) !== actorOf(caller).by.name)
    throw new EdgeError("forbidden", "computed ways are for who leads the response; start it first");
  return keptSafety(deps).waysOut(facts.place as Place, blockedIn(item.acts));
}

/** Takes the record of access control. Throws EdgeError `bad-request`, `forbidden`, `unavailable`, `disk`. */
export function takeAccessRecord(deps: ResponseDeps, caller: Caller, people: readonly Inside[]): void {
  demand(caller, "PUT /api/v1/safety/access-record");
  keptSafety(deps).muster.setAccess({ at: deps.now(), people });
}

/** Checks somebody in. Throws EdgeError `not-found`, `conflict`, `forbidden`, `unavailable`, `disk`. */
export function checkIn(
  deps: ResponseDeps,
  caller: Caller,
  { itemUid, person }: { readonly itemUid: string; readonly person: string },
): MusterCounts {
  demand(caller, "POST /api/v1/safety/responses/:itemUid/check-ins");
  const { muster } = keptSafety(deps);
  const { itemUid: uid } = responseItem(deps, itemUid);
  muster.checkIn({ response: uid, person, at: deps.now() });
  return muster.counts(uid);
}

/**
 * Who is inside by access control and has not checked in: each view is in the audit log. Throws EdgeError `not-found`,
 * `forbidden`, `unavailable`, `disk`.
 */
export async function unaccountedIn(deps: ResponseDeps, caller: Caller, itemUid: string): Promise<readonly Inside[]> {
  demand(caller, "GET /api/v1/safety/responses/:itemUid/unaccounted");
  const { muster } = keptSafety(deps);
  const { itemUid: uid } = responseItem(deps, itemUid);
  const people = muster.unaccounted(uid);
  await deps.journal.record({
    ...{ at: deps.now(), action: "read-personal", target: "muster", principal: principalFrom(caller) },
    ...{ result: "done", after: { itemUid: uid, people: people.length } },
  });
  return people;
}

/** Throws EdgeError `not-found`, `unavailable`. */
export function responseItem(deps: ResponseDeps, itemUid: string): WorkItem {
  const item = keptWork(deps).find(itemUid);
  if (item === undefined || responseOf(item) === undefined)
    throw new EdgeError("not-found", `there is no response ${itemUid}`);
  return item;
}

/** Who leads, or led it to its end: after a hand-over nobody does, until somebody takes the lead. */
export function leaderOf({ acts }: Pick<WorkItem, "acts">): string | undefined {
  const last = acts.findLast(({ kind }) => kind === "start" || kind === "interrupt" || kind === "return");
  return last?.kind === "start" ? last.by.name : undefined;
}

function responseView(
  deps: ResponseDeps,
  caller: Caller,
  { item, safety }: { readonly item: WorkItem; readonly safety: SafetyReader },
): ResponseView {
  const facts = responseOf(item) as ResponseFacts;
  return {
    view: viewOf(deps, actorOf(caller), item),
    facts,
    place: safety.placeOf(facts.place as Place),
    lead: leaderOf(item) ?? null,
    steps: stepsOf(facts, item.acts),
  };
}

function eventView(deps: ResponseDeps, caller: Caller, item: WorkItem): EventView {
  const safety = keptSafety(deps);
  const view = responseView(deps, caller, { item, safety });
  const { place, resources, alert } = view.facts;
  const blocked = blockedIn(item.acts);
  const { timeZone } = deps.plant.site;
  const stateOf = resourceStates(keptWork(deps).newestFirst(), { now: deps.now(), timeZone });
  return {
    ...view,
    blocked,
    resources: safety
      .reached(place as Place, { ofPlan: resources, blocked })
      .map((one) => ({ ...one, state: stateOf(one.resource) })),
    people: peopleIn(deps, safety, [view.place.area.id, place.zone]),
    gas: gasAround(deps, view.place),
    muster: safety.muster.isOn && isOpenWork(item) ? safety.muster.counts(item.itemUid) : null,
    alertText: (alert === undefined ? undefined : deps.alerts.find(alert)?.message) ?? null,
    dangers: dangersAfter(deps, item.itemUid),
  };
}

/** Hidden dangers that follow from a response, newest first. */
export function dangersAfter(deps: ResponseDeps, itemUid: string): readonly WorkItem[] {
  return dangersIn(deps).filter((item) => dangerOf(item)?.response === itemUid);
}

function gasAround({ gas, plant }: ResponseDeps, place: NamedPlace): readonly GasReported[] {
  const labelOf = (uid: string) => plant.assets.find(({ assetUid }) => assetUid === uid)?.label ?? uid;
  return (gas?.around(place) ?? []).map((one) => ({ ...one, label: labelOf(one.assetUid) }));
}

function peopleIn(
  { liveRisk }: ResponseDeps,
  safety: SafetyReader,
  around: readonly (string | undefined)[],
): PeopleReported | null {
  const counted = liveRisk
    ?.state()
    .zones.flatMap(({ zone, people }) => (people === undefined ? [] : { zone, ...people }));
  const near = counted?.filter(({ zone }) => around.includes(zone)) ?? [];
  if (counted === undefined || near.length === 0) return null;
  return {
    known: Math.max(...near.map((one) => one.known)),
    unknown: Math.max(...near.map((one) => one.unknown)),
    zones: counted
      .filter(({ known, unknown }) => known + unknown > 0)
      .map(({ zone, known, unknown }) => ({ place: safety.placeOf({ zone }), known, unknown })),
  };
}
