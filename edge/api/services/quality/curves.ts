import { EdgeError } from "../../../contracts/errors.ts";
import { type Micros, qualityOf } from "../../../contracts/path/sample-batch.ts";
import type { WaveformReader } from "../../../contracts/path/waveform-reader.ts";
import type { Plant } from "../../../contracts/plant/plant.ts";
import { signalName, type Tag, type TagTable } from "../../../contracts/plant/tag.ts";
import {
  type CurveAxis,
  type CurveChoice,
  type CurveComparison,
  figureIn,
  isCurve,
  type PieceWork,
} from "../../../contracts/quality/curves.ts";
import { type Caller, demand } from "../caller.ts";
import { type CauseDeps, followedCauses } from "./causes.ts";
import { compareCurves, type PieceCurve } from "./compare-curves.ts";

/** Pieces of each side whose curves are looked for, and curves of each side that are compared. */
const [MOST_PIECES, MOST_CURVES] = [100, 150];
/** Curves of one work on a piece, such as screws. */
const MOST_OF_WORK = 8;
/** Work whose begin nobody reported took at most this long. */
const UNKNOWN_S = 300;
/** Clocks of a controller and its report differ by this much. */
const SLACK_US = 2e6;
/** What a curve can be drawn along, where it was recorded together with it. */
const ALONG: ReadonlySet<string> = new Set(["mm", "um", "cm", "m", "deg", "rad"]);

export interface CurveDeps extends CauseDeps {
  readonly plant: Pick<Plant, "assets">;
  readonly tags: TagTable;
  readonly waveforms: WaveformReader;
}

export interface CurvesQuestion {
  readonly key: string;
  readonly from: Micros;
  readonly to: Micros;
  /** Default: that of the leading cause, else the first. */
  readonly operation?: string | undefined;
  readonly signal?: string | undefined;
}

export interface CurvesAnswer {
  /** Curves that pieces of the class have, in the order of the operations. */
  readonly choices: readonly CurveChoice[];
  /** The one that is compared; null: there is none. */
  readonly chosen: CurveChoice | null;
  readonly axis: CurveAxis | null;
  /** Null: fewer than three curves of good or of bad pieces. */
  readonly comparison: CurveComparison | null;
}

/** A curve of a choice, by station. */
interface Found extends CurveChoice {
  readonly tags: ReadonlyMap<string, Tag>;
}

/** Curves of good and of bad pieces of a class. Throws EdgeError `not-found`, `unavailable`. */
export async function curvesOf(deps: CurveDeps, caller: Caller, question: CurvesQuestion): Promise<CurvesAnswer> {
  demand(caller, "GET /api/v1/quality/curves");
  const { key, from, to, operation, signal } = question;
  const causes = followedCauses(deps.causes);
  const works = await causes.works({ key, from, to, most: MOST_PIECES });
  // What was done after the verdict is in the rows of good pieces alone.
  const before = new Set(works.bad.map((one) => one.operation));
  const found = choicesOf(
    deps,
    [...works.bad, ...works.good].filter((one) => before.has(one.operation)),
  );
  const choices = found.map(({ tags: _, ...choice }) => choice);
  const leading = (await causes.defects()).find((one) => one.key === key)?.ranking?.causes[0]?.candidate;
  const wanted = signal ?? (leading?.kind === "signal" ? figureIn(leading.name)?.signal : undefined);
  const fits = (one: Found): boolean =>
    one.signal === wanted && (operation ?? leading?.operation ?? one.operation) === one.operation;
  const chosen = found.find(fits) ?? (signal === undefined ? found[0] : undefined);
  if (chosen === undefined) {
    if (signal === undefined) return { choices, chosen: null, axis: null, comparison: null };
    throw new EdgeError("not-found", "no piece of this class has such a curve; take one of the choices of the answer");
  }
  const along = alongOf(deps, chosen);
  const good = await loaded(deps, chosen, works.good);
  const bad = await loaded(deps, chosen, works.bad);
  const isAlong = along !== undefined && [...good, ...bad].some((curve) => curve.along !== undefined);
  const same = (side: readonly PieceCurve[]) =>
    side.flatMap(({ along: axis, ...curve }) =>
      isAlong ? (axis === undefined ? [] : [{ ...curve, along: axis }]) : [curve],
    );
  const { tags: _, ...choice } = chosen;
  return {
    choices,
    chosen: choice,
    axis: isAlong ? { name: along.name, unit: along.unit ?? "1" } : { name: null, unit: "s" },
    comparison: compareCurves({ good: same(good), bad: same(bad) }) ?? null,
  };
}

function choicesOf({ plant, tags }: CurveDeps, works: readonly PieceWork[]): readonly Found[] {
  const assets = new Map(plant.assets.map(({ label, assetUid }) => [label, assetUid]));
  const found = new Map<string, Found & { readonly tags: Map<string, Tag> }>();
  const seen = new Set<string>();
  for (const { operation, station } of works) {
    const assetUid = assets.get(station);
    if (assetUid === undefined || seen.has(`${operation} ${station}`)) continue;
    seen.add(`${operation} ${station}`);
    for (const tag of tags.ofAsset(assetUid).filter(isCurve)) {
      const signal = signalName(tag);
      const one = found.get(`${operation} ${signal}`) ?? {
        ...{ operation, signal, name: tag.name, unit: tag.unit ?? "1", tags: new Map<string, Tag>() },
      };
      one.tags.set(station, tag);
      found.set(`${operation} ${signal}`, one);
    }
  }
  return [...found.values()].sort((a, b) => a.operation.localeCompare(b.operation, "en", { numeric: true }));
}

/** The signal of a way or an angle that was recorded with the curve: another one of the same component. */
function alongOf({ tags }: CurveDeps, { tags: own }: Found): Tag | undefined {
  const [tag] = own.values();
  return tag === undefined ? undefined : partnerOf(tags, tag);
}

function partnerOf(tags: TagTable, tag: Tag): Tag | undefined {
  if (ALONG.has(tag.unit ?? "")) return undefined;
  return tags
    .ofAsset(tag.assetUid)
    .find((one) => isCurve(one) && one.component === tag.component && ALONG.has(one.unit ?? ""));
}

/** Curves of the newest pieces, one question to the historian after the other. */
async function loaded(deps: CurveDeps, { operation, tags }: Found, works: readonly PieceWork[]): Promise<PieceCurve[]> {
  const curves: PieceCurve[] = [];
  for (const work of works) {
    const tag = work.operation === operation ? tags.get(work.station) : undefined;
    if (tag === undefined) continue;
    for (const curve of await ofWork(deps, tag, work)) curves.push(curve);
    if (curves.length >= MOST_CURVES) break;
  }
  return curves.slice(0, MOST_CURVES);
}

async function ofWork({ waveforms, tags }: CurveDeps, tag: Tag, work: PieceWork): Promise<PieceCurve[]> {
  const { piece, doneAt, durationS } = work;
  const from = doneAt - (durationS ?? UNKNOWN_S) * 1e6 - SLACK_US;
  const to = doneAt + SLACK_US;
  const heads = await waveforms.waveforms({ ref: tag.ref, from, to, limit: MOST_OF_WORK });
  const partner = partnerOf(tags, tag);
  const curves: PieceCurve[] = [];
  for (const { start, status, context } of heads) {
    // A curve that does not say its piece belongs to the work by its time, where the begin is known.
    const isOwn = context.pieceId === undefined ? durationS !== null : context.pieceId === piece;
    const block = isOwn && qualityOf(status) !== "bad" ? await waveforms.waveform(tag.ref, start) : undefined;
    if (block === undefined || block.points.length < 2) continue;
    const axis = partner === undefined ? undefined : await waveforms.waveform(partner.ref, start);
    const along = axis?.points.length === block.points.length ? axis.points : undefined;
    curves.push({ piece, points: block.points, dtS: block.dtS, along });
  }
  return curves;
}
