/** Reads the events of material that sources wrote into the log, whatever kind of server they came from. */

import type { EdgeEvent } from "../path/event-batch.ts";
import { UTC, type WallClock, wallClockOf } from "../path/written-time.ts";
import type { Plant } from "../plant/plant.ts";
import type { AssetUid } from "../plant/tag.ts";
import type {
  CarrierEvent,
  EventTime,
  LotEvent,
  MaterialEvent,
  MeasuredEvent,
  OrderEvent,
  PieceEvent,
  PlaceAt,
  ShipmentEvent,
  StockEvent,
  StockRefused,
  Verdict,
} from "./material-event.ts";
import { defined, featuresOf, number, type Payload, placeOf, text, texts, timeOf } from "./payload-fields.ts";
import { isSlot, readStock } from "./stock-listing.ts";

const VERDICTS: ReadonlySet<string> = new Set(["good", "rework", "scrap"]);

/**
 * Reads the events of one plant. Its labels name the places of events that have none; times without a zone are by
 * its site's clock (rule T9).
 */
export function materialReader({
  assets,
  site,
}: Pick<Plant, "assets" | "site">): (event: EdgeEvent) => MaterialEvent | undefined {
  const labels = new Map(assets.map(({ assetUid, label }) => [assetUid, label]));
  const wall = wallClockOf(site.timeZone);
  return (event) => readMaterialEvent(event, (uid) => labels.get(uid), wall);
}

/**
 * The material event in an event of the log; undefined for every other event, and for one that lacks its subject.
 * `labelOf` names the asset where the event has no place; `wall` is the site's clock, for times without a zone
 * (rule T9).
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
  const timing: EventTime = { time, receivedAt, clock: `${source} ${at?.place ?? ""}` };
  switch (type) {
    case "piece.arrived":
    case "piece.departed":
    case "piece.started":
    case "piece.completed":
      return at === undefined ? undefined : pieceEvent(type, event, { timing, at, wall });
    case "pallet.arrived":
    case "pallet.departed":
      return at === undefined
        ? undefined
        : carrierEvent(type, text(payload["carrier"]) ?? event.pieceId, { payload, timing, at });
    case "piece.measured":
      return measured(event, timing, at?.place ?? "");
    case "order.changed":
      return orderEvent(payload, timing, wall);
    case "lot.received":
      return lotEvent(payload, timing);
    case "shipment.left":
      return shipmentEvent(payload, timing);
    case "stock.listed":
      return stockEvent(payload, timing, at?.place);
    default:
      return undefined;
  }
}

interface Where {
  readonly timing: EventTime;
  readonly at: PlaceAt;
}

/** Servers that report pieces and pallets by one type leave the piece empty for a pallet. */
function pieceEvent(
  kind: PieceEvent["kind"],
  { pieceId, jobId, payload }: EdgeEvent,
  { timing, at, wall }: Where & { readonly wall: WallClock },
): MaterialEvent | undefined {
  const carrier = text(payload["carrier"]);
  if (pieceId === undefined)
    return kind === "piece.arrived" || kind === "piece.departed"
      ? carrierEvent(kind === "piece.arrived" ? "pallet.arrived" : "pallet.departed", carrier, { payload, timing, at })
      : undefined;
  // Lathes report scrap alone.
  const verdict = text(payload["verdict"]) ?? (payload["ok"] === false ? "scrap" : undefined);
  const job = jobId ?? text(payload["job"]);
  const tools =
    texts(payload["tools"]) ??
    (payload["tool"] === undefined || payload["tool"] === 0 ? undefined : [String(payload["tool"])]);
  return {
    kind,
    ...timing,
    ...at,
    piece: pieceId,
    ...defined({
      carrier,
      variant: text(payload["variant"]),
      order: text(payload["order"]) ?? job?.split("/")[0],
      job,
      operation: text(payload["operation"]) ?? job?.split("/")[1],
      program: text(payload["program"]),
      fixture: text(payload["fixture"]),
      by: text(payload["by"]),
      position: text(payload["position"]),
      tools,
      startTime: timeOf(payload["startedAt"], timing, wall),
      verdict: verdict !== undefined && VERDICTS.has(verdict) ? (verdict as Verdict) : undefined,
    }),
  };
}

function carrierEvent(
  kind: CarrierEvent["kind"],
  carrier: string | undefined,
  { payload, timing, at }: Where & { readonly payload: Payload },
): CarrierEvent | undefined {
  return carrier === undefined
    ? undefined
    : {
        kind,
        ...timing,
        ...at,
        carrier,
        ...defined({ pieces: texts(payload["pieces"]), node: text(payload["node"]) }),
      };
}

function measured({ pieceId, payload }: EdgeEvent, timing: EventTime, place: string): MeasuredEvent | undefined {
  const features = featuresOf(payload["features"]);
  if (pieceId === undefined) return undefined;
  const evaluation = payload["evaluation"] ?? payload["ok"];
  const ok =
    typeof evaluation === "boolean"
      ? evaluation
      : evaluation === "ok" || evaluation === "not-ok"
        ? evaluation === "ok"
        : features.every((feature) => feature.ok);
  const said = defined({ by: text(payload["by"]), position: text(payload["position"]) });
  return { kind: "piece.measured", ...timing, piece: pieceId, place, ok, features, ...said };
}

function orderEvent(payload: Payload, timing: EventTime, wall: WallClock): OrderEvent | undefined {
  const order = text(payload["order"]);
  if (order === undefined) return undefined;
  const numbers = Object.fromEntries(
    ["quantity", "priority", "started", "good", "scrapped"].map((name) => [name, number(payload[name])]),
  );
  return {
    kind: "order.changed",
    ...timing,
    order,
    ...defined({
      variant: text(payload["variant"]),
      due: timeOf(payload["due"], timing, wall),
      state: text(payload["state"]),
      customer: text(payload["customer"]),
      ...numbers,
    }),
  };
}

function lotEvent(payload: Payload, timing: EventTime): LotEvent | undefined {
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
    ...timing,
    lot,
    ...defined({ ...words, accepted }),
    carriers: texts(payload["carriers"]) ?? [],
    inspection: featuresOf(payload["inspection"]),
  };
}

function shipmentEvent(payload: Payload, timing: EventTime): ShipmentEvent | undefined {
  const shipment = text(payload["shipment"]);
  if (shipment === undefined) return undefined;
  return {
    kind: "shipment.left",
    ...timing,
    shipment,
    orders: texts(payload["orders"]) ?? [],
    carriers: texts(payload["carriers"]) ?? [],
    pieces: texts(payload["pieces"]) ?? [],
  };
}

function stockEvent(payload: Payload, timing: EventTime, place: string | undefined): StockEvent | StockRefused {
  const read = place === undefined ? "no-place" : readStock(payload);
  return typeof read === "string"
    ? { kind: "stock.refused", ...timing, place: place ?? "", reason: read }
    : { kind: "stock.listed", ...timing, place: place as string, ...read };
}
