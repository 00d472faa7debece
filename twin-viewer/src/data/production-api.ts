import type { AssetUid, LocalizedText } from "../../../edge/contracts/plant/tag.ts";
import type { EnergyNode } from "../../../edge/contracts/production/energy.ts";
import type { PieceState } from "../../../edge/contracts/production/genealogy.ts";
import type { MismatchView, OrderView, PlaceView } from "../../../edge/contracts/production/material.ts";
import type {
  Figures,
  LineFigures,
  LossModel,
  StateSpan,
  StopReason,
} from "../../../edge/contracts/production/production.ts";
import { ask, type Span } from "./api.ts";

/** A piece of the API; times RFC 3339. */
export interface PieceAnswer {
  readonly piece: string;
  readonly variant: string;
  readonly order: string;
  readonly state: PieceState;
  readonly place: string | null;
  readonly slot: number | null;
  readonly carrier: string | null;
  readonly since: string | null;
  readonly isInferred: boolean;
}

/** Common to answers of the material twin: false while its record is catching up with the log. */
interface OfRecord {
  readonly isCurrent: boolean;
}

export interface PiecesAnswer extends OfRecord {
  readonly total: number;
  readonly pieces: readonly PieceAnswer[];
}

export interface PlacesAnswer extends OfRecord {
  readonly places: readonly PlaceView[];
}

export type OrderAnswer = Omit<OrderView, "due" | "runningAt" | "endedAt" | "forecast"> & {
  readonly due: string | null;
  readonly endedAt: string | null;
  readonly forecast: { readonly finish: string | null; readonly reason: string | null };
};

export interface OrdersAnswer extends OfRecord {
  readonly orders: readonly OrderAnswer[];
  readonly ended: {
    readonly count: number;
    readonly onTime: number;
    readonly onTimeRate: number | null;
    readonly leadTimeS: number | null;
  };
}

export type MismatchAnswer = Omit<MismatchView, "since" | "foundAt" | "endedAt"> & {
  readonly since: string;
  readonly endedAt: string | null;
};

export interface ReconciliationAnswer extends OfRecord {
  readonly places: number;
  readonly agreeing: number;
  readonly repaired: number;
  readonly holes: number;
  readonly mismatches: readonly MismatchAnswer[];
}

export type MachineAnswer = Omit<Figures, "scope" | "from" | "to"> & {
  readonly label: string;
  readonly from: string;
  readonly to: string;
};
export type LineAnswer = Omit<LineFigures, "from" | "to"> & { readonly from: string; readonly to: string };
export type SpanAnswer = Omit<StateSpan, "from" | "to"> & { readonly from: string; readonly to: string };
export type StopAnswer = Omit<StopReason, "from" | "to"> & { readonly from: string; readonly to: string };

export interface StatesAnswer {
  readonly from: string;
  readonly to: string;
  readonly states: readonly SpanAnswer[];
  readonly stops: readonly StopAnswer[];
  readonly reasons: readonly { readonly code: string; readonly name: LocalizedText }[];
}

/** States of an area: shares of its machines in equal columns of the span, oldest first. */
export interface AreaStates {
  readonly path: string;
  readonly machines: number;
  readonly working: readonly number[];
  readonly failed: readonly number[];
  readonly unknown: readonly number[];
}

export interface EnergyAnswer {
  readonly from: string;
  /** The oldest count that is kept. */
  readonly since: string | null;
  readonly totals: readonly {
    readonly medium: EnergyNode["medium"];
    readonly amount: number | null;
    readonly unit: string;
    readonly u: number | null;
  }[];
  readonly nodes: readonly EnergyNode[];
}

type Query = Readonly<Record<string, string | number | undefined>>;

function get<T>(path: string, query: Query): Promise<T> {
  const given = Object.entries(query).flatMap(([key, value]) => (value === undefined ? [] : [[key, String(value)]]));
  return ask(`/api/v1/${path}?${new URLSearchParams(given).toString()}`);
}

const iso = (ms: number): string => new Date(ms).toISOString();
const spanOf = ({ fromMs, toMs }: Span): Query => ({ from: iso(fromMs), to: iso(toMs) });
/** Requests for now carry no time, because clocks differ. */
const instant = (atMs: number | undefined): string | undefined => (atMs === undefined ? undefined : iso(atMs));

export function fetchPieces({
  atMs,
  text,
  place,
  limit,
}: {
  readonly atMs: number | undefined;
  readonly text: string;
  readonly place: string | null;
  readonly limit: number;
}): Promise<PiecesAnswer> {
  return get("pieces", { at: instant(atMs), text: text === "" ? undefined : text, place: place ?? undefined, limit });
}

export function fetchPlaces(atMs: number | undefined): Promise<PlacesAnswer> {
  return get("places", { at: instant(atMs) });
}

export function fetchOrders(atMs: number | undefined): Promise<OrdersAnswer> {
  return get("orders", { at: instant(atMs) });
}

export function fetchReconciliation(): Promise<ReconciliationAnswer> {
  return get("reconciliation", {});
}

/** Key figures of one machine; undefined where its states are not read. */
export async function fetchMachine(
  asset: AssetUid,
  span: Span,
  lossModel?: LossModel,
): Promise<MachineAnswer | undefined> {
  return (await get<{ machines: readonly MachineAnswer[] }>("kpis/machines", { asset, ...spanOf(span), lossModel }))
    .machines[0];
}

export async function fetchLines(span: Span): Promise<readonly LineAnswer[]> {
  return (await get<{ lines: readonly LineAnswer[] }>("kpis/lines", spanOf(span))).lines;
}

export function fetchStates(asset: AssetUid, span: Span): Promise<StatesAnswer> {
  return get("states", { asset, ...spanOf(span) });
}

/** Stops of machines, and the plant's names of reasons. */
export interface StopsAnswer extends Pick<StatesAnswer, "reasons"> {
  readonly stops: readonly (Pick<StopAnswer, "from" | "to" | "reason"> & { readonly assetUid: AssetUid })[];
}

export function fetchStops(assets: readonly AssetUid[], { fromMs, toMs }: Span): Promise<StopsAnswer> {
  const query = new URLSearchParams(assets.map((uid) => ["asset", uid]));
  query.set("from", iso(fromMs));
  query.set("to", iso(toMs));
  return ask(`/api/v1/states/stops?${query.toString()}`);
}

export async function fetchAreaStates(span: Span, columns: number): Promise<readonly AreaStates[]> {
  return (await get<{ areas: readonly AreaStates[] }>("states/areas", { ...spanOf(span), columns })).areas;
}

export function fetchEnergy(span: Span): Promise<EnergyAnswer> {
  return get("energy", spanOf(span));
}

/** Sets the reason of a stop. `from` is the start that the stop names. */
export function giveReason(asset: AssetUid, from: string, reason: string): Promise<unknown> {
  return ask("/api/v1/states/reason", {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ asset, from, reason }),
  });
}
