/** The fake edge's answers to the explore room: curves with the real codec, and the records that it has saved. */
import type { CurveSet, CurveSource } from "../../../edge/contracts/explore/curve.ts";
import { CURVES_TYPE, encodeCurves } from "../../../edge/contracts/explore/curve-block.ts";
import { QUALITY } from "../../../edge/contracts/path/historian.ts";
import type { ViewerState } from "./stream.ts";

const COLLECTIONS = ["views", "calculated-tags", "period-definitions", "annotations"];
/** Roll-ups begin so long before now. */
const RAW_MS = 12 * 3_600_000;

/** Saved records, by collection and uid. */
export type FakeSaved = Map<string, Map<string, FakeRecord>>;

interface FakeRecord {
  readonly uid: string;
  readonly scope: string;
  readonly owner: string;
  readonly createdAt: string;
  readonly changedAt: string;
  readonly changedBy: string;
  readonly revision: number;
  readonly mayChange: boolean;
  readonly content: unknown;
}

export interface ExploreAnswer {
  readonly type: string;
  readonly body: Uint8Array | string;
}

const json = (body: unknown): ExploreAnswer => ({ type: "application/json", body: JSON.stringify(body) });

/** Undefined for other paths. */
export function exploreAnswer(
  { method, path, body }: { readonly method: string; readonly path: string; readonly body: string },
  state: ViewerState,
): ExploreAnswer | undefined {
  switch (path) {
    case "/api/v1/curves":
      return { type: CURVES_TYPE, body: encodeCurves(curvesOf(JSON.parse(body) as CurveQuestion, state)) };
    case "/api/v1/curves/export":
      return { type: "text/csv", body: "\uFEFFtime,value\r\n" };
    case "/api/v1/expressions/check":
      return json({ problems: [] });
    case "/api/v1/periods":
      return json(periodsOf(JSON.parse(body) as PeriodQuestion));
    default:
      return savedAnswer({ method, path, body }, state);
  }
}

interface CurveQuestion {
  readonly from: string;
  readonly to: string;
  readonly width: number;
  readonly curves: readonly CurveSource[];
}

/** Curves by the formulas of the signals, with a bad stretch of a twentieth in the middle of the first one. */
function curvesOf({ from, to, width, curves }: CurveQuestion, { model, startMs, now }: ViewerState): CurveSet {
  const [fromMs, toMs] = [Date.parse(from), Date.parse(to)];
  const step = ((toMs - fromMs) / width) * 1000;
  const grid = { from: fromMs * 1000, to: toMs * 1000, origin: fromMs * 1000, step, columns: width };
  return {
    grid,
    rawFrom: (now() - RAW_MS) * 1000,
    curves: curves.map((source, at) => {
      const signal = "tag" in source ? model.signals.find(({ tag }) => tag.tagUid === source.tag) : model.signals[0];
      const columns = () => new Float64Array(width).fill(Number.NaN);
      const curve = { min: columns(), max: columns(), mean: columns(), last: columns() };
      const quality = new Uint8Array(width);
      for (let i = 0; i < width; i++) {
        const ms = fromMs + (i * step) / 1000;
        const value = signal?.read((ms - startMs) / 1000);
        if (typeof value !== "number" || ms > now()) continue;
        const isNumber = signal?.tag.type === "number";
        const isBad = at === 0 && i > width * 0.5 && i < width * 0.55;
        quality[i] = isBad ? QUALITY.doubtful : QUALITY.good;
        if (isBad) continue;
        const swing = isNumber ? 1 + 0.1 * Math.sin(ms / 97_000) : 1;
        curve.mean[i] = value * swing;
        curve.last[i] = value * swing;
        curve.min[i] = value * swing * (isNumber ? 0.98 : 1);
        curve.max[i] = value * swing * (isNumber ? 1.02 : 1);
      }
      return { ...curve, quality, unit: signal?.tag.unit ?? null, resolution: "samples" as const, stepUs: 0 };
    }),
  };
}

type PeriodQuestion = CurveQuestion & { readonly figures: readonly string[] };

/** Three periods, each a tenth of the range. */
function periodsOf({ from, to, figures }: PeriodQuestion): object {
  const [fromMs, toMs] = [Date.parse(from), Date.parse(to)];
  const long = (toMs - fromMs) / 10;
  const periods = [1, 4, 7].map((tenth) => ({
    from: new Date(fromMs + tenth * long).toISOString(),
    to: new Date(fromMs + (tenth + 1) * long).toISOString(),
    isOpenBefore: false,
    isOpenAfter: false,
    seconds: long / 1000,
    split: null,
    figures: figures.map((tag) => ({ tag, min: 1, max: 9, mean: 10 - tenth, last: 5 })),
    alerts: tenth === 4 ? 1 : 0,
  }));
  return { periods, isCut: false, rawFrom: null };
}

function savedAnswer(
  { method, path, body }: { readonly method: string; readonly path: string; readonly body: string },
  { saved, now }: ViewerState,
): ExploreAnswer | undefined {
  const [, collection = "", uid] = /^\/api\/v1\/([a-z-]+)(?:\/([A-Za-z0-9-]+))?$/.exec(path) ?? [];
  if (!COLLECTIONS.includes(collection)) return undefined;
  const records = saved.get(collection) ?? new Map<string, FakeRecord>();
  saved.set(collection, records);
  if (uid === undefined) return json({ entries: [...records.values()].reverse() });
  if (method === "DELETE") {
    records.delete(uid);
    return json({});
  }
  const { scope, content } = JSON.parse(body) as { scope: string; content: unknown };
  const at = new Date(now()).toISOString();
  const revision = (records.get(uid)?.revision ?? 0) + 1;
  const people = { owner: "local", createdAt: at, changedAt: at, changedBy: "local", mayChange: true };
  records.set(uid, { uid, scope, revision, content, ...people });
  return json(records.get(uid));
}
