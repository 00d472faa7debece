/** Permits to work: their list with what speaks against them, and applications (rules WP1 to WP16). */
import { EdgeError } from "../../../contracts/errors.ts";
import type { Micros } from "../../../contracts/path/sample-batch.ts";
import type { Plant } from "../../../contracts/plant/plant.ts";
import type { LocalizedText } from "../../../contracts/plant/tag.ts";
import { lacksOf, type PermitStage, permitStage, permitUntil } from "../../../contracts/records/permit-acts.ts";
import type { WorkItem } from "../../../contracts/records/work-book.ts";
import { isOpenWork } from "../../../contracts/records/work-item.ts";
import { type PermitConflict, type PermitFacts, permitOf } from "../../../contracts/safety/permit.ts";
import { demandsOf } from "../../../contracts/safety/permit-demands.ts";
import type { PermitReader, SafetyReader } from "../../../contracts/safety/reader.ts";
import type { NamedPlace, PermitKind, Place } from "../../../contracts/safety/register.ts";
import { type Caller, demand, principalFrom } from "../caller.ts";
import { bounded, type Range } from "../range.ts";
import { actorOf } from "../record-actor.ts";
import { wordsOf } from "../work/acts.ts";
import { keptWork, viewOf, type WorkDeps, type WorkView } from "../work/list.ts";
import { isIn } from "./dangers.ts";
import { keptSafety, type SafetyDeps, workAt } from "./register.ts";

export interface PermitDeps extends WorkDeps, SafetyDeps {
  readonly plant: Pick<Plant, "assets">;
  /** Absent where nothing watches the plant for permits. */
  readonly permits?: PermitReader;
}

export const MOST_PERMITS = 500;
export const DEFAULT_PERMITS = 200;
/** A permit is applied for no longer ahead: the plant is another one by then. */
const MOST_DAYS_AHEAD = 60;
const HOUR_US = 3_600e6;

export interface PermitView {
  readonly view: WorkView;
  readonly facts: PermitFacts;
  readonly place: NamedPlace;
  readonly stage: PermitStage;
  /** The end of the approval; of one that is not approved, the end that was applied for. */
  readonly until: Micros;
  /** Facts that opening still needs. */
  readonly lacks: readonly LocalizedText[];
  /** Null: nothing watches the plant here, so that nobody knows. */
  readonly conflicts: readonly PermitConflict[] | null;
}

/** Those that are open, then those that were applied for or ended in the range. Throws EdgeError `unavailable`. */
export function workPermits(
  deps: PermitDeps,
  caller: Caller,
  { limit, ...range }: Range & { readonly limit?: number | undefined },
): { readonly permits: readonly PermitView[]; readonly count: number; readonly kinds: readonly PermitKind[] } {
  demand(caller, "GET /api/v1/safety/permits");
  const safety = keptSafety(deps);
  const found = permitsIn(deps).filter((item) => isIn(item, range));
  const listed = [...found.filter(isOpenWork), ...found.filter((item) => !isOpenWork(item))];
  const most = bounded("limit", limit, { byDefault: DEFAULT_PERMITS, most: MOST_PERMITS });
  const permits = listed.slice(0, most).flatMap((item) => viewOfPermit(deps, caller, item) ?? []);
  return { permits, count: found.length, kinds: safety.register.permits };
}

/** Newest first; permits of an edge that kept no facts of them are work like any other. */
export function permitsIn(deps: WorkDeps): readonly WorkItem[] {
  return [...keptWork(deps).newestFirst()].filter((item) => permitOf(item) !== undefined);
}

/** Undefined for other work. */
function viewOfPermit(deps: PermitDeps, caller: Caller, item: WorkItem): PermitView | undefined {
  const facts = permitOf(item);
  if (facts === undefined) return undefined;
  const safety = keptSafety(deps);
  const conflicts = isOpenWork(item) ? deps.permits?.conflicts({ itemUid: item.itemUid, facts, item }) : [];
  return {
    view: viewOf(deps, actorOf(caller), item),
    facts,
    place: safety.placeOf(facts.place as Place),
    stage: permitStage(item),
    until: permitUntil(item, facts),
    lacks: isOpenWork(item) ? lacksOf(item, facts) : [],
    conflicts: conflicts ?? null,
  };
}

/** A permit as a person applies for it. */
export interface AskedPermit {
  readonly itemUid?: string | undefined;
  readonly permit: string;
  readonly level?: string | undefined;
  readonly title: Partial<LocalizedText>;
  readonly place: Place;
  readonly from: Micros;
  readonly to: Micros;
  readonly workers: number;
  readonly guardian?: string | undefined;
  readonly detail?: string | undefined;
}

/**
 * Applies for a permit; a repeated `itemUid` answers the present one. Throws EdgeError `bad-request`, `not-found`,
 * `conflict`, `unavailable`, `disk`.
 */
export async function applyForPermit(
  deps: PermitDeps,
  caller: Caller,
  asked: AskedPermit,
): Promise<{ readonly permit: PermitView; readonly isNew: boolean }> {
  demand(caller, "POST /api/v1/safety/permits");
  const safety = keptSafety(deps);
  const work = keptWork(deps);
  const known = asked.itemUid === undefined ? undefined : work.find(asked.itemUid);
  // A repeated request was checked the first time: its time may have passed since.
  const title = wordsOf(asked.title);
  if (title === undefined) throw new EdgeError("bad-request", "title: say what work is done");
  const payload = known === undefined ? payloadOf(safety, asked, deps.now()) : permitOf(known);
  if (payload === undefined) throw new EdgeError("conflict", "another work item has this itemUid; give a new one");
  const { itemUid } = asked;
  const place = payload.place as Place;
  const given = workAt(deps, { reportedBy: actorOf(caller).by, itemUid, kind: "permit", place, title, payload });
  const { item, isNew } = await work.report(given, principalFrom(caller));
  const permit = viewOfPermit(deps, caller, item);
  if (permit === undefined) throw new EdgeError("conflict", "another work item has this itemUid; give a new one");
  return { permit, isNew };
}

/** Throws EdgeError `not-found` for a kind or place that is not there, `bad-request` for a level or a time. */
function payloadOf({ register, hasPlace }: SafetyReader, asked: AskedPermit, now: Micros): PermitFacts {
  const kind = register.permits.find(({ id }) => id === asked.permit);
  if (kind === undefined) throw new EdgeError("not-found", `there is no kind of permit ${asked.permit}`);
  const level = kind.levels.find(({ id }) => id === asked.level);
  if (level === undefined && (kind.levels.length > 0 || asked.level !== undefined)) {
    const levels = kind.levels.map(({ id }) => id).join(", ") || "none";
    throw new EdgeError("bad-request", `level: this kind of permit has ${levels}`);
  }
  if (!hasPlace(asked.place)) throw new EdgeError("not-found", "the plant has no such asset, zone or area");
  checkTime(asked, level?.maxHours ?? kind.maxHours, now);
  const { place, from, to, workers, guardian, detail } = asked;
  return {
    permit: kind.id,
    kind: { ...kind.name },
    ...(level === undefined ? {} : { level: { id: level.id, name: { ...level.name } } }),
    place: { ...place },
    ...{ from, to, workers },
    ...(guardian === undefined ? {} : { guardian }),
    ...(detail === undefined ? {} : { detail }),
    demands: demandsOf(kind, level?.id),
  };
}

function checkTime({ from, to }: Pick<AskedPermit, "from" | "to">, hours: number, now: Micros): void {
  if (!(to > from && to > now)) throw new EdgeError("bad-request", "to: must be later than now and than from");
  if (to - from > hours * HOUR_US) throw new EdgeError("bad-request", `to: this permit lasts ${hours} h at most`);
  if (from - now > MOST_DAYS_AHEAD * 24 * HOUR_US)
    throw new EdgeError("bad-request", `from: a permit is applied for ${MOST_DAYS_AHEAD} days ahead at most`);
}
