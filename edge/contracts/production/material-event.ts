/**
 * The words in which everything on the edge hears of pieces, carriers, orders, lots, shipments and stock (docs/rules/material.md): read from
 * events that the sources wrote into the log, whatever kind of server told them.
 */

import type { EdgeEvent } from "../path/event-batch.ts";
import type { Micros } from "../path/sample-batch.ts";
import { UTC, type WallClock, wallClockOf, writtenTime } from "../path/written-time.ts";
import type { Plant } from "../plant/plant.ts";
import type { AssetUid } from "../plant/tag.ts";
import { isSlot, readStock, type StockListing, type StockRefusal } from "./stock-listing.ts";

/** `good` goes on, `rework` is put right, `scrap` leaves. */
export type Verdict = "good" | "rework" | "scrap";

/** One measured feature of a piece or lot. */
export interface Feature {
  readonly name: string;
  readonly value: number;
  readonly lower?: number;
  readonly upper?: number;
  /** UCUM. */
  readonly unit?: string;
  readonly ok: boolean;
}

interface Told {
  /** By the clock of who told it, µs UTC. */
  readonly time: Micros;
  readonly receivedAt: Micros;
  /** Whose clock it is: the source, and the controller where each has its own. */
  readonly clock: string;
}

/** A place's label and slot, as `RCK-01:17` is written. */
interface PlaceAt {
  readonly place: string;
  readonly slot?: number;
}

export interface PieceEvent extends Told, PlaceAt {
  readonly kind: "piece.arrived" | "piece.departed" | "piece.started" | "piece.completed";
  readonly piece: string;
  readonly carrier?: string;
  readonly variant?: string;
  readonly order?: string;
  readonly job?: string;
  readonly operation?: string;
  readonly program?: string;
  readonly tools?: readonly string[];
  readonly startTime?: Micros;
  readonly verdict?: Verdict;
}

export interface CarrierEvent extends Told, PlaceAt {
  readonly kind: "pallet.arrived" | "pallet.departed";
  readonly carrier: string;
  /** What stands on it; absent where the teller does not know. */
  readonly pieces?: readonly string[];
  /** The vehicle's node where it was picked or put down. */
  readonly node?: string;
}

export interface MeasuredEvent extends Told {
  readonly kind: "piece.measured";
  readonly piece: string;
  readonly place: string;
  readonly ok: boolean;
  readonly features: readonly Feature[];
}

export interface OrderEvent extends Told {
  readonly kind: "order.changed";
  readonly order: string;
  readonly variant?: string;
  readonly quantity?: number;
  readonly priority?: number;
  readonly due?: Micros;
  /** ISA-95 state by name (OPC 10031-4). */
  readonly state?: string;
  readonly started?: number;
  readonly good?: number;
  readonly scrapped?: number;
}

export interface LotEvent extends Told {
  readonly kind: "lot.received";
  readonly lot: string;
  readonly supplier?: string;
  readonly heat?: string;
  readonly variant?: string;
  readonly quantity?: number;
  readonly carriers: readonly string[];
  readonly accepted?: boolean;
  readonly inspection: readonly Feature[];
}

export interface ShipmentEvent extends Told {
  readonly kind: "shipment.left";
  readonly shipment: string;
  readonly orders: readonly string[];
  readonly carriers: readonly string[];
  readonly pieces: readonly string[];
}

/** Everything that lies at a place, as whoever keeps it says. */
export interface StockEvent extends Told, StockListing {
  readonly kind: "stock.listed";
  readonly place: string;
}

/** A listing that cannot be believed. */
interface StockRefused extends Told {
  readonly kind: "stock.refused";
  readonly place: string;
  readonly reason: StockRefusal;
}

export type MaterialEvent =
  | PieceEvent
  | CarrierEvent
  | MeasuredEvent
  | OrderEvent
  | LotEvent
  | ShipmentEvent
  | StockEvent
  | StockRefused;

type Payload = Readonly<Record<string, unknown>>;
const VERDICTS: ReadonlySet<string> = new Set(["good", "rework", "scrap"]);

/** Reads the events of one plant: its labels name the places of events that say none, its site's clock is meant by times that say no zone (rule T9). */
export function materialReader({
  assets,
  site,
}: Pick<Plant, "assets" | "site">): (event: EdgeEvent) => MaterialEvent | undefined {
  const labels = new Map(assets.map(({ assetUid, label }) => [assetUid, label]));
  const wall = wallClockOf(site.timeZone);
  return (event) => readMaterialEvent(event, (uid) => labels.get(uid), wall);
}

/**
 * What an event tells of material; undefined for every other event, and for one that lacks what it is about. `labelOf` names the asset where
 * the event says no place; `wall` is the site's clock, for times that say no zone (rule T9).
 */
export function readMaterialEvent(
  event: EdgeEvent,
  labelOf?: (asset: AssetUid) => string | undefined,
  wall: WallClock = UTC,
): MaterialEvent | undefined {
  const { type, payload, time, receivedAt, assetUid } = event;
  const slot = isSlot(payload["slot"]) ? payload["slot"] : undefined;
  const written = placeOf(text(payload["place"]) ?? (assetUid === undefined ? undefined : labelOf?.(assetUid)));
  const at = written === undefined || slot === undefined ? written : { ...written, slot };
  const source = text(payload["source"]) ?? "";
  const told: Told = { time, receivedAt, clock: `${source} ${at?.place ?? ""}` };
  switch (type) {
    case "piece.arrived":
    case "piece.departed":
    case "piece.started":
    case "piece.completed":
      return at === undefined ? undefined : pieceEvent(type, event, { told, at, wall });
    case "pallet.arrived":
    case "pallet.departed":
      return at === undefined
        ? undefined
        : carrierEvent(type, text(payload["carrier"]) ?? event.pieceId, { payload, told, at });
    case "piece.measured":
      return measured(event, told, at?.place ?? "");
    case "order.changed":
      return orderEvent(payload, told, wall);
    case "lot.received":
      return lotEvent(payload, told);
    case "shipment.left":
      return shipmentEvent(payload, told);
    case "stock.listed":
      return stockEvent(payload, told, at?.place);
    default:
      return undefined;
  }
}

interface Where {
  readonly told: Told;
  readonly at: PlaceAt;
}

/** Servers that tell pieces and pallets by one type leave the piece empty for a pallet. */
function pieceEvent(
  kind: PieceEvent["kind"],
  { pieceId, jobId, payload }: EdgeEvent,
  { told, at, wall }: Where & { readonly wall: WallClock },
): MaterialEvent | undefined {
  const carrier = text(payload["carrier"]);
  if (pieceId === undefined)
    return kind === "piece.arrived" || kind === "piece.departed"
      ? carrierEvent(kind === "piece.arrived" ? "pallet.arrived" : "pallet.departed", carrier, { payload, told, at })
      : undefined;
  // Lathes say only what is scrap.
  const verdict = text(payload["verdict"]) ?? (payload["ok"] === false ? "scrap" : undefined);
  const job = jobId ?? text(payload["job"]);
  const tools =
    texts(payload["tools"]) ??
    (payload["tool"] === undefined || payload["tool"] === 0 ? undefined : [String(payload["tool"])]);
  return {
    kind,
    ...told,
    ...at,
    piece: pieceId,
    ...defined({
      carrier,
      variant: text(payload["variant"]),
      order: text(payload["order"]) ?? job?.split("/")[0],
      job,
      operation: text(payload["operation"]) ?? job?.split("/")[1],
      program: text(payload["program"]),
      tools,
      startTime: timeOf(payload["startedAt"], told, wall),
      verdict: verdict !== undefined && VERDICTS.has(verdict) ? (verdict as Verdict) : undefined,
    }),
  };
}

function carrierEvent(
  kind: CarrierEvent["kind"],
  carrier: string | undefined,
  { payload, told, at }: Where & { readonly payload: Payload },
): CarrierEvent | undefined {
  return carrier === undefined
    ? undefined
    : { kind, ...told, ...at, carrier, ...defined({ pieces: texts(payload["pieces"]), node: text(payload["node"]) }) };
}

function measured({ pieceId, payload }: EdgeEvent, told: Told, place: string): MeasuredEvent | undefined {
  const features = featuresOf(payload["features"]);
  if (pieceId === undefined) return undefined;
  const evaluation = payload["evaluation"] ?? payload["ok"];
  const ok =
    typeof evaluation === "boolean"
      ? evaluation
      : evaluation === "ok" || evaluation === "not-ok"
        ? evaluation === "ok"
        : features.every((feature) => feature.ok);
  return { kind: "piece.measured", ...told, piece: pieceId, place, ok, features };
}

function orderEvent(payload: Payload, told: Told, wall: WallClock): OrderEvent | undefined {
  const order = text(payload["order"]);
  if (order === undefined) return undefined;
  const numbers = Object.fromEntries(
    ["quantity", "priority", "started", "good", "scrapped"].map((name) => [name, number(payload[name])]),
  );
  return {
    kind: "order.changed",
    ...told,
    order,
    ...defined({
      variant: text(payload["variant"]),
      due: timeOf(payload["due"], told, wall),
      state: text(payload["state"]),
      ...numbers,
    }),
  };
}

function lotEvent(payload: Payload, told: Told): LotEvent | undefined {
  const lot = text(payload["lot"]);
  if (lot === undefined) return undefined;
  const words = {
    supplier: text(payload["supplier"]),
    heat: text(payload["heat"]),
    variant: text(payload["variant"]),
    quantity: number(payload["quantity"]),
  };
  const accepted = typeof payload["accepted"] === "boolean" ? payload["accepted"] : undefined;
  return {
    kind: "lot.received",
    ...told,
    lot,
    ...defined({ ...words, accepted }),
    carriers: texts(payload["carriers"]) ?? [],
    inspection: featuresOf(payload["inspection"]),
  };
}

function shipmentEvent(payload: Payload, told: Told): ShipmentEvent | undefined {
  const shipment = text(payload["shipment"]);
  if (shipment === undefined) return undefined;
  return {
    kind: "shipment.left",
    ...told,
    shipment,
    orders: texts(payload["orders"]) ?? [],
    carriers: texts(payload["carriers"]) ?? [],
    pieces: texts(payload["pieces"]) ?? [],
  };
}

function stockEvent(payload: Payload, told: Told, place: string | undefined): StockEvent | StockRefused {
  const read = place === undefined ? "no-place" : readStock(payload);
  return typeof read === "string"
    ? { kind: "stock.refused", ...told, place: place ?? "", reason: read }
    : { kind: "stock.listed", ...told, place: place as string, ...read };
}

/** Label and slot of a place as it is written. */
function placeOf(written: string | undefined): PlaceAt | undefined {
  if (written === undefined) return undefined;
  const colon = written.lastIndexOf(":");
  const slot = colon > 0 ? Number(written.slice(colon + 1)) : Number.NaN;
  return isSlot(slot) ? { place: written.slice(0, colon), slot } : { place: written };
}

/** Names differ by maker: of a CMM's structure `Name`, `Actual`, `Passed`; of JSON `feature`, `value`, `ok`. */
function featuresOf(value: unknown): readonly Feature[] {
  if (!Array.isArray(value)) return [];
  return value.slice(0, 256).flatMap((one: unknown): Feature[] => {
    if (typeof one !== "object" || one === null) return [];
    const fields = new Map(Object.entries(one).map(([key, field]) => [key.toLowerCase(), field as unknown]));
    const name = text(fields.get("name") ?? fields.get("feature"));
    const actual = number(fields.get("actual") ?? fields.get("value"));
    if (name === undefined || actual === undefined) return [];
    const [lower, upper, unit] = [number(fields.get("lower")), number(fields.get("upper")), text(fields.get("unit"))];
    const said = fields.get("passed") ?? fields.get("ok");
    const ok =
      typeof said === "boolean"
        ? said
        : (lower === undefined || actual >= lower) && (upper === undefined || actual <= upper);
    return [{ name, value: actual, ...defined({ lower, upper, unit }), ok }];
  });
}

function text(value: unknown): string | undefined {
  return typeof value === "string" && value !== "" ? value : typeof value === "number" ? String(value) : undefined;
}

function texts(value: unknown): readonly string[] | undefined {
  return Array.isArray(value)
    ? value.filter((one): one is string => typeof one === "string" && one !== "").slice(0, 4096)
    : undefined;
}

function number(value: unknown): number | undefined {
  return typeof value === "number" && Number.isFinite(value) ? value : undefined;
}

/** µs of ISO 8601 text, or of a number of ms. */
function timeOf(value: unknown, { receivedAt }: Told, wall: WallClock): Micros | undefined {
  const us =
    typeof value === "number"
      ? value * 1000
      : typeof value === "string"
        ? writtenTime(value, wall, receivedAt / 1000)
        : Number.NaN;
  return Number.isFinite(us) && us > 0 ? Math.round(us) : undefined;
}

type Defined<T> = { [K in keyof T]?: Exclude<T[K], undefined> };

/** Without the members that are undefined. */
function defined<T extends object>(members: T): Defined<T> {
  return Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined)) as Defined<T>;
}
