/** Hidden dangers: their list with figures, and reports by people (rules SR7 and SR16 to SR18). */
import { EdgeError } from "../../../contracts/errors.ts";
import type { Plant } from "../../../contracts/plant/plant.ts";
import type { LocalizedText } from "../../../contracts/plant/tag.ts";
import type { WorkItem } from "../../../contracts/records/work-book.ts";
import { isOpenWork } from "../../../contracts/records/work-item.ts";
import { dangerOf } from "../../../contracts/safety/loop-facts.ts";
import { type AreaFigures, type LoopFigures, loopFigures, repeatsIn } from "../../../contracts/safety/loop-figures.ts";
import type { PictureId, PictureKeeper } from "../../../contracts/safety/pictures.ts";
import type { SafetyReader } from "../../../contracts/safety/reader.ts";
import type { NamedPlace, Place } from "../../../contracts/safety/register.ts";
import { type Caller, demand, principalFrom } from "../caller.ts";
import { bounded, type Range } from "../range.ts";
import { actorOf } from "../record-actor.ts";
import { claimPictures, wordsOf } from "../work/acts.ts";
import { keptWork, viewOf, type WorkDeps, type WorkView } from "../work/list.ts";
import { keptSafety, type SafetyDeps, workAt } from "./register.ts";

export interface DangerDeps extends WorkDeps, SafetyDeps {
  readonly plant: Pick<Plant, "assets">;
  readonly pictures?: PictureKeeper;
}

export const MOST_DANGERS = 500;
export const DEFAULT_DANGERS = 200;

export interface DangerView {
  readonly view: WorkView;
  readonly place: NamedPlace;
  readonly isRepeat: boolean;
}

export interface DangersView {
  readonly dangers: readonly DangerView[];
  /** All that fit, also those that are not listed. */
  readonly count: number;
  readonly plant: LoopFigures;
  readonly areas: readonly AreaFigures[];
}

/**
 * Those that are open, then those that were found or ended in the range, each the newest first: the limit leaves no
 * open one out for an ended one. Throws EdgeError `bad-request`, `unavailable`.
 */
export function hiddenDangers(
  deps: DangerDeps,
  caller: Caller,
  { limit, ...range }: Range & { readonly limit?: number | undefined },
): DangersView {
  demand(caller, "GET /api/v1/safety/dangers");
  const safety = keptSafety(deps);
  const items = dangersIn(deps);
  const actor = actorOf(caller);
  const found = items.filter((item) => isIn(item, range));
  const listed = [...found.filter(isOpenWork), ...found.filter((item) => !isOpenWork(item))];
  const repeats = repeatsIn(items, safety.repeatDays);
  const most = bounded("limit", limit, { byDefault: DEFAULT_DANGERS, most: MOST_DANGERS });
  const dangers = listed.slice(0, most).map((item) => ({
    view: viewOf(deps, actor, item),
    place: placeOf(item, deps, safety),
    isRepeat: repeats.has(item.itemUid),
  }));
  const areaOf = (item: WorkItem) => placeOf(item, deps, safety).area;
  const figures = loopFigures(items, { range, now: deps.now(), repeats, areaOf });
  return { dangers, count: found.length, ...figures };
}

export function dangersIn(deps: WorkDeps): readonly WorkItem[] {
  return [...keptWork(deps).newestFirst()].filter(({ kind }) => kind === "hidden-danger");
}

/** Open, or found or ended in the range. */
export function isIn(item: WorkItem, { from, to }: Range): boolean {
  if (isOpenWork(item)) return item.reportedAt < to;
  const endedAt = item.acts.at(-1)?.at ?? item.reportedAt;
  return (item.reportedAt >= from && item.reportedAt < to) || (endedAt >= from && endedAt < to);
}

/** The place that was reported; of work that names none, its asset. */
export function placeOf(item: WorkItem, { plant }: Pick<DangerDeps, "plant">, safety: SafetyReader): NamedPlace {
  const asset = plant.assets.find(({ assetUid }) => assetUid === item.about.assetUid)?.label;
  const place = dangerOf(item)?.place ?? {};
  const isNamed = Object.values(place).some((one) => one !== undefined);
  return safety.placeOf(isNamed ? (place as Place) : { asset: asset ?? item.about.assetUid });
}

/** A danger as a person reports it. */
export interface AskedDanger {
  readonly itemUid?: string | undefined;
  readonly title: Partial<LocalizedText>;
  readonly place?: Place | undefined;
  readonly hazard?: string | undefined;
  readonly criterion?: string | undefined;
  readonly detail?: string | undefined;
  readonly proofs?: readonly string[] | undefined;
  readonly pictures?: readonly PictureId[] | undefined;
  /** A closed danger that has come again. */
  readonly reopens?: string | undefined;
}

/**
 * Reports a danger; a repeated `itemUid`, and a danger that was reopened already, answer the present one. Throws
 * EdgeError `bad-request`, `not-found`, `conflict`, `unavailable`, `disk`.
 */
export async function reportDanger(
  deps: DangerDeps,
  caller: Caller,
  asked: AskedDanger,
): Promise<{ readonly danger: DangerView; readonly isNew: boolean }> {
  demand(caller, "POST /api/v1/safety/dangers");
  const safety = keptSafety(deps);
  const work = keptWork(deps);
  const former = formerOf(deps, asked.reopens);
  const title = wordsOf(asked.title) ?? former?.title;
  if (title === undefined) throw new EdgeError("bad-request", "title: say what is dangerous");
  const payload = payloadOf(safety, asked, former);
  const actor = actorOf(caller);
  const given = workAt(deps, {
    reportedBy: actorOf(caller).by,
    ...{ itemUid: asked.itemUid, kind: "hidden-danger", place: payload.place, title, payload },
    ...(former === undefined ? {} : { cause: former.itemUid }),
  });
  // A repeated report was checked the first time.
  if (asked.itemUid === undefined || work.find(asked.itemUid) === undefined)
    await claimPictures(deps, payload.pictures ?? []);
  const { item, isNew } = await work.report(given, principalFrom(caller));
  // Open work of another kind with this cause would be answered instead.
  if (item.kind !== "hidden-danger")
    throw new EdgeError("conflict", `${item.itemUid} is open about this danger already; end it first`);
  const isRepeat = repeatsIn(dangersIn(deps), safety.repeatDays).has(item.itemUid);
  return { danger: { view: viewOf(deps, actor, item), place: placeOf(item, deps, safety), isRepeat }, isNew };
}

function formerOf(deps: DangerDeps, reopens: string | undefined): WorkItem | undefined {
  if (reopens === undefined) return undefined;
  const former = keptWork(deps).find(reopens);
  if (former === undefined || former.kind !== "hidden-danger")
    throw new EdgeError("not-found", `there is no hidden danger ${reopens}`);
  if (isOpenWork(former)) throw new EdgeError("conflict", "the danger is still open; act on it instead");
  return former;
}

function payloadOf(safety: SafetyReader, asked: AskedDanger, former: WorkItem | undefined) {
  const before = former === undefined ? undefined : dangerOf(former);
  const hazardId = asked.hazard ?? before?.hazard;
  const hazard = safety.register.hazards.find(({ id }) => id === hazardId);
  if (asked.hazard !== undefined && hazard === undefined)
    throw new EdgeError("not-found", `there is no hazard ${asked.hazard} in the register`);
  const place = asked.place ?? before?.place ?? hazard?.place.place;
  if (place === undefined) throw new EdgeError("bad-request", "place: give an asset, a zone or an area");
  if (asked.place !== undefined && !safety.hasPlace(asked.place))
    throw new EdgeError("not-found", "the plant has no such asset, zone or area");
  const criterion = asked.criterion ?? hazard?.criterion?.id ?? before?.criterion;
  if (asked.criterion !== undefined && safety.register.rules?.major.some(({ id }) => id === criterion) !== true)
    throw new EdgeError("not-found", `the rules of this plant have no criterion ${asked.criterion}`);
  return {
    place: { ...place },
    source: "person" as const,
    ...(hazardId === undefined ? {} : { hazard: hazardId }),
    ...(criterion === undefined ? {} : { criterion }),
    ...(asked.detail === undefined ? {} : { detail: asked.detail }),
    ...(asked.proofs === undefined ? {} : { proofs: [...asked.proofs] }),
    ...(asked.pictures === undefined ? {} : { pictures: [...asked.pictures] }),
  };
}
