import { EdgeError } from "../../../contracts/errors.ts";
import type { Micros } from "../../../contracts/path/sample-batch.ts";
import type { WaveformReader } from "../../../contracts/path/waveform-reader.ts";
import type { Plant } from "../../../contracts/plant/plant.ts";
import type { Tag, TagTable } from "../../../contracts/plant/tag.ts";
import type { GenealogyReader, PieceLife } from "../../../contracts/production/genealogy.ts";
import type { PieceEnergyReader } from "../../../contracts/production/piece-energy.ts";
import type { QualityReader } from "../../../contracts/quality/quality.ts";
import { pieceRecordOf } from "../../../contracts/trace/build-record.ts";
import type { PassportMaker } from "../../../contracts/trace/passport.ts";
import type { PieceRecord } from "../../../contracts/trace/piece-record.ts";
import { type Caller, demand } from "../caller.ts";

/** Signals whose recorded curves one answer looks for. */
const MOST_SIGNALS = 60;
/** Curves of one signal. */
const MOST_CURVES = 50;

export interface PieceTraceDeps {
  readonly plant: Pick<Plant, "assets" | "site">;
  readonly tags: Pick<TagTable, "ofAsset">;
  readonly waveforms: Pick<WaveformReader, "waveforms">;
  /** Each absent where the edge keeps no such book. */
  readonly genealogy?: GenealogyReader;
  readonly quality?: QualityReader;
  readonly pieceEnergy?: PieceEnergyReader;
  readonly passports?: Pick<PassportMaker, "factors" | "hashOf">;
}

/** A recorded curve of a station while it worked on the piece. */
interface CurveReference {
  readonly tagUid: string;
  readonly station: string;
  readonly operation: string;
  readonly start: Micros;
  readonly points: number;
}

/**
 * `behind`: the book catches up with the log. `partial`: a part is unknown or was left out. `failed`: the book does not
 * answer now. `absent`: the edge keeps no such book.
 */
interface TracePart {
  readonly part: "material" | "quality" | "energy" | "curves";
  readonly state: "complete" | "partial" | "behind" | "failed" | "absent";
  /** Newest entry about the piece; null: none. */
  readonly newest: Micros | null;
  /** Text of the failure. */
  readonly reason: string | null;
}

export interface PieceTrace {
  readonly record: PieceRecord;
  /** Of this very record, which a person reads and then signs (rule TC19); null where the edge seals nothing. */
  readonly hash: string | null;
  readonly parts: readonly TracePart[];
  readonly curves: readonly CurveReference[];
}

/** All that the books know of a piece. Throws EdgeError `not-found`, `unavailable`. */
export async function pieceTrace(deps: PieceTraceDeps, caller: Caller, piece: string): Promise<PieceTrace> {
  demand(caller, "GET /api/v1/trace/piece/:piece");
  return await traceOf(deps, piece);
}

/** The same for other services, which demand permissions of their own. */
export async function traceOf(deps: PieceTraceDeps, piece: string): Promise<PieceTrace> {
  const { genealogy, quality, pieceEnergy, plant, passports } = deps;
  if (genealogy === undefined) throw new EdgeError("unavailable", "This edge keeps no record of pieces.");
  const life = await genealogy.life(piece, "both");
  if (life === undefined) throw new EdgeError("not-found", "this piece was never reported");
  const [measured, energy, curves] = await Promise.all([
    asked(quality === undefined ? undefined : () => quality.piece(piece)),
    asked(pieceEnergy === undefined ? undefined : () => pieceEnergy.piece(piece)),
    asked(() => curvesOf(deps, life)),
  ]);
  const record = pieceRecordOf({
    plant,
    life,
    measurements: measured.value ?? [],
    energy: energy.value,
    factors: passports?.factors ?? [],
  });
  const isPartial = !life.isStartKnown || life.holes > 0 || life.backward?.isCut === true;
  const parts: TracePart[] = [
    { part: "material", ...stateOf({ isCurrent: genealogy.isCurrent, isPartial }), newest: life.lastAt, reason: null },
    {
      part: "quality",
      ...partOf(measured, { isCurrent: quality?.isCurrent ?? true }),
      newest: newestOf((measured.value ?? []).map(({ time }) => time)),
    },
    {
      part: "energy",
      ...partOf(energy, { isPartial: record.energy.why !== null }),
      newest: newestOf((energy.value?.steps ?? []).map(({ from }) => from)),
    },
    {
      part: "curves",
      ...partOf(curves, { isPartial: curves.value?.isCut === true }),
      newest: newestOf((curves.value?.curves ?? []).map(({ start }) => start)),
    },
  ];
  return { record, hash: passports?.hashOf(record) ?? null, parts, curves: curves.value?.curves ?? [] };
}

/** What a book answered; a book that does not answer keeps no other from being shown. */
interface Asked<T> {
  readonly value: T | undefined;
  readonly isAbsent: boolean;
  readonly reason: string | null;
}

async function asked<T>(ask: (() => T | Promise<T>) | undefined): Promise<Asked<T>> {
  if (ask === undefined) return { value: undefined, isAbsent: true, reason: null };
  try {
    return { value: await ask(), isAbsent: false, reason: null };
  } catch (error) {
    if (!(error instanceof EdgeError)) throw error;
    return { value: undefined, isAbsent: false, reason: error.message };
  }
}

interface Completeness {
  readonly isCurrent?: boolean;
  readonly isPartial?: boolean;
}

function partOf({ isAbsent, reason }: Asked<unknown>, is: Completeness): Pick<TracePart, "state" | "reason"> {
  if (isAbsent) return { state: "absent", reason: null };
  return reason === null ? { ...stateOf(is), reason } : { state: "failed", reason };
}

function stateOf({ isCurrent = true, isPartial = false }: Completeness): { readonly state: TracePart["state"] } {
  return { state: isCurrent ? (isPartial ? "partial" : "complete") : "behind" };
}

function newestOf(times: readonly Micros[]): Micros | null {
  return times.length === 0 ? null : times.reduce((newest, time) => Math.max(newest, time));
}

/** Curves that began during an operation at its station. */
async function curvesOf(
  { plant, tags, waveforms }: PieceTraceDeps,
  { backward }: PieceLife,
): Promise<{ readonly curves: readonly CurveReference[]; readonly isCut: boolean }> {
  const operations = (backward?.operations ?? []).filter(({ start, end }) => start !== null && end !== null);
  const stations = new Set(operations.map(({ station }) => station));
  const signals = plant.assets.flatMap(({ assetUid, label }) =>
    stations.has(label)
      ? tags.ofAsset(assetUid).flatMap((tag) => (tag.type === "waveform" ? [{ tag, label }] : []))
      : [],
  );
  const curves: CurveReference[] = [];
  let isCut = signals.length > MOST_SIGNALS;
  for (const { tag, label } of signals.slice(0, MOST_SIGNALS)) {
    for (const { operation, start, end } of operations.filter(({ station }) => station === label)) {
      const found = await heads(waveforms, tag, { from: start as Micros, to: (end as Micros) + 1 });
      isCut ||= found.length === MOST_CURVES;
      for (const { start: began, length } of found)
        curves.push({ tagUid: tag.tagUid, station: label, operation, start: began, points: length });
    }
  }
  return { curves: curves.sort((a, b) => a.start - b.start), isCut };
}

function heads(
  waveforms: PieceTraceDeps["waveforms"],
  { ref }: Tag,
  range: { readonly from: Micros; readonly to: Micros },
) {
  return waveforms.waveforms({ ref, ...range, limit: MOST_CURVES });
}
