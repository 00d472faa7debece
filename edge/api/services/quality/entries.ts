import type { Journal } from "../../../contracts/access/journal.ts";
import { EdgeError } from "../../../contracts/errors.ts";
import type { Micros } from "../../../contracts/path/sample-batch.ts";
import type { Plant } from "../../../contracts/plant/plant.ts";
import type { ProductionReader } from "../../../contracts/production/production.ts";
import type { CostReader, CostRow } from "../../../contracts/quality/costs.ts";
import type {
  EntryQuestion,
  EntryReader,
  EntrySum,
  EntryView,
  QualityEntry,
  ReadingPlan,
  ReasonView,
} from "../../../contracts/quality/entries.ts";
import { type Caller, demand, principalFrom } from "../caller.ts";
import { onRecord } from "../on-record.ts";

/** Longest time of a question. */
const MOST_US = 93 * 86_400e6;
/** How long ago something may be entered. */
const PAST_US = 7 * 86_400e6;
/** Clocks of terminals differ. */
const AHEAD_US = 120e6;

export interface EntryDeps {
  /** Absent where the edge follows no production. */
  readonly entries?: EntryReader;
  readonly costs?: CostReader;
  readonly production?: ProductionReader;
  readonly plant: Pick<Plant, "assets">;
}

export interface EntryActDeps extends EntryDeps {
  readonly journal: Pick<Journal, "record">;
}

/** Pieces that a station scrapped or sent to rework, beside those that people gave a reason. */
interface Unexplained {
  readonly station: string;
  readonly kind: QualityEntry["kind"];
  readonly reported: number;
  readonly explained: number;
}

export interface EntriesAnswer extends EntryView {
  readonly isCurrent: boolean;
  /** Loss of each sum at the ideal cycle of the station, seconds; null without one. */
  readonly lostS: readonly (number | null)[];
  readonly unexplained: readonly Unexplained[];
  readonly reasons: readonly ReasonView[];
  readonly readings: readonly ReadingPlan[];
  readonly names: EntryReader["names"];
}

/** Entries, and their sums as losses of quality. Throws EdgeError `bad-request`, `unavailable`. */
export async function qualityEntries(deps: EntryDeps, caller: Caller, question: EntryQuestion): Promise<EntriesAnswer> {
  demand(caller, "GET /api/v1/quality/entries");
  const reader = following(deps);
  const { from, to, station } = question;
  checkLength({ from, to });
  const view = await reader.view(question);
  return {
    ...view,
    isCurrent: reader.isCurrent,
    lostS: await lossesOf(deps, view.sums, { from, to }),
    unexplained: await unexplainedIn(deps, view.sums, question),
    reasons: station === undefined ? [] : reader.reasonsAt(station),
    readings: station === undefined ? [] : reader.readingsAt(station),
    names: reader.names,
  };
}

/** Throws EdgeError `bad-request` where a time is too long for one answer. */
export function checkLength({ from, to }: Pick<EntryQuestion, "from" | "to">): void {
  if (to - from > MOST_US) throw new EdgeError("bad-request", "The range is longer than 93 days: ask for parts of it.");
}

/** One question for each station, not for each reason. */
async function lossesOf(
  { production, plant }: EntryDeps,
  sums: readonly EntrySum[],
  { from, to }: Pick<EntryQuestion, "from" | "to">,
): Promise<readonly (number | null)[]> {
  const cycles = new Map<string, number | null>();
  for (const label of new Set(sums.map(({ station }) => station))) {
    const asset = plant.assets.find((one) => one.label === label);
    const isRead = production?.machines.some(({ assetUid }) => assetUid === asset?.assetUid) === true;
    const figures = asset === undefined || !isRead ? undefined : await production.figures(asset.assetUid, { from, to });
    const made = figures?.quantities.PQ ?? 0;
    cycles.set(label, figures?.plannedRunS == null || made === 0 ? null : figures.plannedRunS / made);
  }
  return sums.map(({ station, count }) => {
    const cycle = cycles.get(station) ?? null;
    return cycle === null ? null : cycle * count;
  });
}

async function unexplainedIn(
  { costs }: EntryDeps,
  sums: readonly EntrySum[],
  { from, to, station }: EntryQuestion,
): Promise<readonly Unexplained[]> {
  if (costs === undefined) return [];
  const { rows } = await costs.costs({ from, to, by: "station" });
  return unexplainedOf(
    rows.filter(({ name }) => station === undefined || station === name),
    sums,
  );
}

/** What stations reported beyond what people entered. */
export function unexplainedOf(rows: readonly CostRow[], sums: readonly EntrySum[]): readonly Unexplained[] {
  return rows.flatMap(({ name: station, scrapped, reworked }) =>
    ([["scrap", scrapped] as const, ["rework", reworked] as const] as const).flatMap(([kind, reported]) => {
      const explained = sums
        .filter((sum) => sum.station === station && sum.kind === kind)
        .reduce((all, { count }) => all + count, 0);
      return reported > explained ? [{ station, kind, reported, explained }] : [];
    }),
  );
}

export interface GivenEntry
  extends Pick<QualityEntry, "entryUid" | "kind" | "station" | "reason" | "count" | "comment"> {
  readonly piece: string | null;
  readonly at: Micros;
}

/**
 * Enters why pieces were scrapped or sent to rework; resolves when it is in the log and in the audit log. The same
 * request again changes nothing. Throws EdgeError `bad-request`, `conflict`, `unavailable`, `disk`.
 */
export async function enterQuality(
  deps: EntryActDeps & { readonly now: () => Micros },
  caller: Caller,
  given: GivenEntry,
): Promise<QualityEntry> {
  demand(caller, "POST /api/v1/quality/entries");
  const reader = following(deps);
  const principal = principalFrom(caller);
  const entry: QualityEntry = { ...given, version: 1, by: principal.user, isWithdrawn: false };
  const act = {
    principal,
    action: "quality.entry",
    target: `${given.station} ${given.piece ?? `${given.count} pcs`}`,
    after: `${given.kind} ${given.reason}`,
    ...(given.comment === null ? {} : { reason: given.comment }),
  };
  return await onRecord(deps.journal, act, async () => {
    checkGiven(deps, given);
    return await reader.change(entry, (known, ofPiece) => {
      if (known !== undefined) {
        if (isSame(known, entry)) return known;
        throw new EdgeError("conflict", "this entryUid was used for another entry");
      }
      if (ofPiece !== undefined)
        throw new EdgeError("conflict", `the piece has an entry already, ${ofPiece.entryUid}: correct that one`);
      return entry;
    });
  });
}

export interface EntryCorrection {
  readonly entryUid: string;
  /** The version that the person saw. */
  readonly version: number;
  readonly reason: string;
  readonly count: number;
  readonly comment: string | null;
  readonly isWithdrawn: boolean;
}

/**
 * Corrects an entry or takes it back. Throws EdgeError `not-found`, `bad-request`, `conflict`, `unavailable`,
 * `disk`.
 */
export async function correctEntry(
  deps: EntryActDeps,
  caller: Caller,
  { entryUid, version, reason, count, comment, isWithdrawn }: EntryCorrection,
): Promise<QualityEntry> {
  demand(caller, "POST /api/v1/quality/entries/:entryUid/correct");
  const reader = following(deps);
  const principal = principalFrom(caller);
  const after = isWithdrawn ? "taken back" : `${reason} ${count}`;
  const act = {
    principal,
    ...{ action: "quality.entry-correction", target: entryUid, before: `version ${version}`, after },
    ...(comment === null ? {} : { reason: comment }),
  };
  return await onRecord(deps.journal, act, () =>
    reader.change({ entryUid, piece: null, kind: "scrap", station: "" }, (known) => {
      if (known === undefined) throw new EdgeError("not-found", "there is no such entry");
      const changed = { ...known, version: version + 1, reason, count, comment, isWithdrawn, by: principal.user };
      if (isSame(known, changed) && known.version === changed.version) return known;
      if (known.version !== version)
        throw new EdgeError("conflict", `the entry has changed: it is version ${known.version} now`);
      if (known.piece !== null && count !== 1)
        throw new EdgeError("bad-request", "an entry with a piece counts one piece");
      checkReason(reader, { ...known, reason });
      return changed;
    }),
  );
}

export interface GivenReading {
  readonly plan: string;
  readonly station: string;
  readonly piece: string;
  readonly value: number;
  readonly at: Micros;
}

/** A value that was read by hand becomes a measurement. Throws EdgeError `bad-request`, `unavailable`, `disk`. */
export async function enterReading(
  deps: EntryActDeps & { readonly now: () => Micros },
  caller: Caller,
  reading: GivenReading,
): Promise<{ readonly ok: boolean }> {
  demand(caller, "POST /api/v1/quality/readings");
  const reader = following(deps);
  const principal = principalFrom(caller);
  const act = {
    principal,
    action: "quality.reading",
    target: `${reading.station} ${reading.piece}`,
    after: `${reading.plan} ${reading.value}`,
  };
  return await onRecord(deps.journal, act, async () => {
    checkTime(deps, reading.at);
    return { ok: await reader.read({ ...reading, by: principal.user }) };
  });
}

function checkGiven(deps: EntryDeps & { readonly now: () => Micros }, given: GivenEntry): void {
  const { station, piece, count, at } = given;
  if (!deps.plant.assets.some(({ label }) => label === station))
    throw new EdgeError("bad-request", `no asset has the label ${station}`);
  if (piece !== null && count !== 1) throw new EdgeError("bad-request", "an entry with a piece counts one piece");
  checkTime(deps, at);
  checkReason(following(deps), given);
}

function checkTime({ now }: { readonly now: () => Micros }, at: Micros): void {
  if (at < now() - PAST_US || at > now() + AHEAD_US)
    throw new EdgeError("bad-request", "the time must be within the last seven days");
}

function checkReason(
  reader: EntryReader,
  { station, kind, reason }: Pick<QualityEntry, "station" | "kind" | "reason">,
) {
  const fitting = reader.reasonsAt(station).filter(({ kinds }) => kinds.includes(kind));
  if (fitting.some(({ id }) => id === reason)) return;
  throw new EdgeError(
    "bad-request",
    fitting.length === 0
      ? `the config has no reasons of ${kind} for this station; write some into quality.reasons`
      : `choose one of these reasons: ${fitting.map(({ id }) => id).join(", ")}`,
  );
}

function isSame(one: QualityEntry, other: QualityEntry): boolean {
  const facts = ({ kind, station, reason, count, piece, at, isWithdrawn }: QualityEntry) =>
    JSON.stringify([kind, station, reason, count, piece, at, isWithdrawn]);
  return facts(one) === facts(other);
}

function following({ entries }: EntryDeps): EntryReader {
  if (entries === undefined) throw new EdgeError("unavailable", "This edge follows no entries of quality.");
  return entries;
}
