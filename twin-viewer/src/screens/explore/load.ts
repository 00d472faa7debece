import type { Curve, CurveSet } from "../../../../edge/contracts/explore/curve.ts";
import type { Asset } from "../../../../edge/contracts/plant/plant.ts";
import type { AssetUid, EnumLabel, LocalizedText, Tag } from "../../../../edge/contracts/plant/tag.ts";
import { type Columns, columnsOf } from "../../charts/panes/columns.ts";
import type { Lane } from "../../charts/panes/paint-panes.ts";
import { type AlertRecord, recordOfEntry } from "../../data/alert-record.ts";
import { fetchGaps, fetchPastAlerts, type Gap, type Span } from "../../data/api.ts";
import { activityOf } from "../../data/asset-state.ts";
import { fetchCurves } from "../../data/explore-api.ts";
import { gapsOf } from "../../data/gaps-of.ts";
import type { PlantIndex } from "../../data/plant-index.ts";
import { type Board, type BoardCurve, type Compared, comparedSpan, shiftOf, tagOf } from "./board.ts";

export interface LoadedCurve {
  readonly columns: Columns;
  readonly unit: string;
  readonly labels: readonly EnumLabel[];
  /** A state holds however long nothing is reported. */
  readonly isHeld: boolean;
  readonly problem?: LocalizedText;
}

/** The curves at another time, moved onto the shown one by `shiftMs`. */
interface LoadedComparison {
  readonly compared: Compared;
  readonly shiftMs: number;
  readonly span: Span;
  readonly curves: ReadonlyMap<string, LoadedCurve>;
}

/** Answers to one question; curves by their ids. */
export interface Loaded {
  readonly span: Span;
  readonly curves: ReadonlyMap<string, LoadedCurve>;
  readonly compared: readonly LoadedComparison[];
  readonly lanes: readonly Lane[];
  /** Alerts of the assets of the curves, or of the plant, newest first. */
  readonly alerts: readonly AlertRecord[];
  readonly gaps: readonly Span[];
  readonly rawFromMs: number | null;
}

export const NOTHING_LOADED: Loaded = {
  span: { fromMs: 0, toMs: 0 },
  curves: new Map(),
  compared: [],
  lanes: [],
  alerts: [],
  gaps: [],
  rawFromMs: null,
};

const MOST_LANES = 6;
const MOST_ALERTS = 500;
/** An alert that was raised before the span may still stand in it. */
const BEFORE_MS = 86_400_000;

export interface LoadPlan {
  readonly board: Board;
  readonly span: Span;
  readonly index: PlantIndex;
  /** Columns of the answer: pixels of the plot. */
  readonly width: number;
  readonly nowMs: number;
  /** When a tag was last heard of, if its source is silent now: its newest value is not known to hold any longer. */
  readonly silentSinceMs: (tag: Tag) => number | undefined;
}

/** Asks for everything on the board: one request for all curves, and one more for each compared time. */
export async function loadBoard(plan: LoadPlan): Promise<Loaded> {
  const { board, span, index, width } = plan;
  const assets = assetsOf(board, index);
  const states = board.showsStates ? stateTags(assets, index) : [];
  const sources = [...board.curves.map(({ source }) => source), ...states.map(({ tag }) => ({ tag: tag.tagUid }))];
  if (sources.length === 0) return { ...NOTHING_LOADED, span };
  const [set, gaps, alerts, compared] = await Promise.all([
    fetchCurves(sources, span, width),
    fetchGaps(span),
    board.showsAlerts ? alertsOf(board.showsPlantAlerts ? undefined : assets, span) : [],
    Promise.all(board.compare.map((one) => loadComparison(one, plan))),
  ]);
  const curves = curvesOf(set, gaps, plan);
  return {
    span,
    curves,
    compared,
    lanes: states.map(({ asset, tag }, i) =>
      laneOf(asset, set.curves[board.curves.length + i] as Curve, { set, gaps, tag, plan }),
    ),
    alerts,
    gaps: allGaps(board.curves, gaps, index, span),
    rawFromMs: rawFromOf(set, curves),
  };
}

async function loadComparison(compared: Compared, plan: LoadPlan): Promise<LoadedComparison> {
  const { board, index, span, width } = plan;
  const zone = index.plant.site.timeZone;
  const [own, shiftMs] = [comparedSpan(compared, span, zone), shiftOf(compared, span, zone)];
  const share = (own.toMs - own.fromMs) / (span.toMs - span.fromMs);
  const sources = board.curves.map(({ source }) => source);
  if (sources.length === 0) return { compared, shiftMs, span: own, curves: new Map() };
  const [set, gaps] = await Promise.all([
    fetchCurves(sources, own, Math.max(1, Math.ceil(width * share))),
    fetchGaps(own),
  ]);
  const curves = curvesOf(set, gaps, { ...plan, span: own });
  return { compared, shiftMs, span: own, curves };
}

function curvesOf(set: CurveSet, gaps: readonly Gap[], plan: LoadPlan): ReadonlyMap<string, LoadedCurve> {
  const { index, span } = plan;
  return new Map(
    plan.board.curves.map((curve, i) => {
      const answer = set.curves[i] as Curve;
      const uid = tagOf(curve);
      const tag = uid === undefined ? undefined : index.tag(uid);
      const isHeld = tag !== undefined && tag.type !== "number";
      const holding = { gaps: ownGaps(curve, gaps, index, span), endMs: endOf(tag, plan), isHeld };
      const loadedCurve: LoadedCurve = {
        columns: columnsOf(answer, set.grid, holding),
        unit: answer.unit ?? "",
        labels: labelsOf(tag),
        isHeld,
        ...(answer.problem === undefined ? {} : { problem: answer.problem }),
      };
      return [curve.id, loadedCurve];
    }),
  );
}

/** Until when the newest value of a curve may hold. */
function endOf(tag: Tag | undefined, { span, nowMs, silentSinceMs }: Omit<LoadPlan, "board">): number {
  const silentMs = tag === undefined ? undefined : silentSinceMs(tag);
  return Math.min(nowMs, span.toMs, silentMs ?? nowMs);
}

const YES_NO: readonly EnumLabel[] = [
  { value: 0, zh: "否", en: "no" },
  { value: 1, zh: "是", en: "yes" },
];

function labelsOf(tag: Pick<Tag, "type" | "labels"> | undefined): readonly EnumLabel[] {
  return tag?.type === "boolean" ? YES_NO : tag?.type === "enum" ? (tag.labels ?? []) : [];
}

function ownGaps(curve: BoardCurve, gaps: readonly Gap[], index: PlantIndex, span: Span): readonly Span[] {
  const uid = tagOf(curve);
  const tag = uid === undefined ? undefined : index.tag(uid);
  return tag === undefined ? [] : gapsOf(gaps, tag, span);
}

/** The assets of the board's curves, in their order. */
export function assetsOf({ curves }: Pick<Board, "curves">, index: PlantIndex): readonly Asset[] {
  const uids = curves.flatMap((curve) => {
    const uid = tagOf(curve);
    return (uid === undefined ? undefined : index.tag(uid)?.assetUid) ?? [];
  });
  return [...new Set(uids)].flatMap((uid) => index.asset(uid) ?? []);
}

/** Where raw samples begin, if a curve has older figures. The column in which they begin is not older. */
function rawFromOf({ rawFrom, grid }: CurveSet, curves: ReadonlyMap<string, LoadedCurve>): number | null {
  if (rawFrom === null) return null;
  const isOlder = ({ columns: { length, times } }: LoadedCurve) =>
    length > 0 && (times[0] as number) + grid.step / 1000 <= rawFrom / 1000;
  return [...curves.values()].some(isOlder) ? rawFrom / 1000 : null;
}

/** The gaps of all curves, each once: curves of one source share its gaps. */
function allGaps(curves: readonly BoardCurve[], gaps: readonly Gap[], index: PlantIndex, span: Span): readonly Span[] {
  const found = curves.flatMap((curve) => ownGaps(curve, gaps, index, span));
  return [...new Map(found.map((gap) => [`${gap.fromMs} ${gap.toMs}`, gap])).values()];
}

/** States of assets over a span, one lane for each that reports a state: one request for all. */
export async function loadLanes(assets: readonly Asset[], plan: Omit<LoadPlan, "board">): Promise<readonly Lane[]> {
  const { span, index, width } = plan;
  const states = stateTags(assets, index, assets.length);
  if (states.length === 0) return [];
  const sources = states.map(({ tag }) => ({ tag: tag.tagUid }));
  const [set, gaps] = await Promise.all([fetchCurves(sources, span, width), fetchGaps(span)]);
  return states.map(({ asset, tag }, i) => laneOf(asset, set.curves[i] as Curve, { set, gaps, tag, plan }));
}

function stateTags(
  assets: readonly Asset[],
  index: PlantIndex,
  most = MOST_LANES,
): readonly { asset: Asset; tag: Tag }[] {
  return assets
    .flatMap((asset) => {
      const tag = index.tagWith(asset.assetUid, "item-state");
      return tag === undefined ? [] : [{ asset, tag }];
    })
    .slice(0, most);
}

function laneOf(
  asset: Asset,
  curve: Curve,
  { set, gaps, tag, plan }: { set: CurveSet; gaps: readonly Gap[]; tag: Tag; plan: Omit<LoadPlan, "board"> },
): Lane {
  const holding = { gaps: gapsOf(gaps, tag, plan.span), endMs: endOf(tag, plan), isHeld: true };
  const { length, times, untils, last } = columnsOf(curve, set.grid, holding);
  const stretches: Lane["stretches"][number][] = [];
  for (let i = 0; i < length; i++) {
    const [fromMs, toMs] = [times[i] as number, untils[i] as number];
    const value = last[i] as number;
    const activity = Number.isNaN(value) ? "unknown" : activityOf(Math.round(value));
    const before = stretches.at(-1);
    if (before?.activity === activity && before.toMs === fromMs) stretches[stretches.length - 1] = { ...before, toMs };
    else stretches.push({ fromMs, toMs, activity });
  }
  return { label: asset.label, stretches };
}

/** Alerts of these assets, or of the whole plant. */
async function alertsOf(assets: readonly Asset[] | undefined, span: Span): Promise<readonly AlertRecord[]> {
  const wanted = assets === undefined ? undefined : new Set<AssetUid>(assets.map(({ assetUid }) => assetUid));
  const past = await fetchPastAlerts({ fromMs: span.fromMs - BEFORE_MS, toMs: span.toMs }, { limit: MOST_ALERTS });
  return past
    .filter(({ assetUid }) => wanted?.has(assetUid) !== false)
    .map(recordOfEntry)
    .filter(({ raisedMs, clearedMs }) => raisedMs < span.toMs && (clearedMs ?? Number.POSITIVE_INFINITY) > span.fromMs);
}
