/** The fake edge's answers about pieces, orders and energy: the shapes of the API, with fixed numbers. */
import type { AssetUid } from "../../../edge/contracts/plant/tag.ts";
import { balanceAnswer } from "./balance.ts";
import { genealogyOf } from "./genealogy.ts";
import { loadAnswer } from "./load.ts";
import { loopAnswer } from "./loop.ts";
import { areaStatesOf, lineOf, machineOf, spanOf, statesOf, stopsOf } from "./machine-time.ts";
import { pieceEnergyAnswer } from "./piece-energy.ts";
import { qualityAnswer } from "./quality.ts";
import { safetyAnswer } from "./safety.ts";
import { pieceAt } from "./station-signals.ts";
import type { ViewerState } from "./stream.ts";

const HOUR_MS = 3_600_000;
const text = (zh: string, en: string) => ({ zh, en });
const iso = (ms: number) => new Date(ms).toISOString();

/** Places of pieces. */
const PLACES = ["CNC-101", "CNC-102", "BUF-MILL-IN", "CNC-201", "CNC-206", "BUF-PACK-IN"];

/** Undefined for other paths. */
export function productionAnswer(path: string, query: URLSearchParams, state: ViewerState): object | undefined {
  const atMs = query.has("at") ? Date.parse(query.get("at") as string) : state.now();
  switch (path) {
    case "/api/v1/pieces":
      return piecesAt(atMs, query, state);
    case "/api/v1/places":
      return { isCurrent: true, at: iso(atMs), places: PLACES.map((place, i) => placeAt(place, i)) };
    case "/api/v1/orders":
      return query.has("at") ? ordersOfThePast(state.now()) : ordersNow(state.now());
    case "/api/v1/reconciliation":
      return reconciliationAt(state.now());
    case "/api/v1/kpis/lines":
      return { timeZone: "Asia/Shanghai", lines: [lineOf(query)] };
    case "/api/v1/kpis/machines":
      return { timeZone: "Asia/Shanghai", machines: [machineOf(query)] };
    case "/api/v1/states/areas":
      return areaStatesOf(query);
    case "/api/v1/states/stops":
      return stopsOf(query);
    case "/api/v1/states":
      return statesOf(query);
    case "/api/v1/energy/tree":
      return balanceAnswer(path, query);
    case "/api/v1/energy":
      return energyOf(query, state);
    case "/api/v1/genealogy":
      return genealogyOf(query, state.now());
    default:
      return (
        pieceEnergyAnswer(path, query) ??
        loadAnswer(path, state.now()) ??
        loopAnswer(path, query, state) ??
        safetyAnswer(path) ??
        qualityAnswer(path, query, state.quality)
      );
  }
}

function piecesAt(atMs: number, query: URLSearchParams, { startMs }: ViewerState): object {
  const second = (atMs - startMs) / 1000;
  const all = PLACES.map((place, i) => ({
    piece: place.startsWith("BUF") ? `PC-${String(9000 + i).padStart(7, "0")}` : pieceAt(place, second),
    variant: "PH-50A",
    order: "ORD-00017",
    state: "inside",
    place,
    slot: null,
    carrier: place.startsWith("BUF") ? "PAL-042" : null,
    since: iso(atMs - (10 + i) * 60_000),
    isInferred: place === "CNC-102",
  }));
  const [wanted, place] = [(query.get("text") ?? "").toLowerCase(), query.get("place")];
  const found = all.filter(
    (one) => `${one.piece} ${one.order}`.toLowerCase().includes(wanted) && (place === null || one.place === place),
  );
  return { isCurrent: true, at: iso(atMs), total: found.length, pieces: found };
}

function placeAt(place: string, i: number): object {
  const isBuffer = place.startsWith("BUF");
  return {
    place,
    name: isBuffer ? text("缓存", "Buffer for milling") : null,
    pieces: isBuffer ? 6 + i : 1,
    unidentified: null,
    carriers: isBuffer ? ["PAL-042"] : [],
    capacity: isBuffer ? 12 : null,
    dwellS: isBuffer ? 640 : 70,
    stays: 50,
  };
}

function orderNow(nowMs: number, name: string, more: object): object {
  return {
    order: name,
    variant: "PH-50A",
    quantity: 96,
    priority: 3,
    due: iso(nowMs + HOUR_MS),
    state: "Running",
    runningAt: iso(nowMs - 2 * HOUR_MS),
    endedAt: null,
    reported: { started: 60, good: 40, scrapped: 1 },
    counted: { started: 60, good: 41, scrapped: 1 },
    forecast: { finish: iso(nowMs + 2 * HOUR_MS), reason: null },
    ...more,
  };
}

/** An hour ago one order had made less progress, and none had ended. */
function ordersOfThePast(nowMs: number): object {
  const forecast = { finish: null, reason: "what was forecast then is not kept" };
  const orders = [orderNow(nowMs, "ORD-00017", { counted: { started: 31, good: 12, scrapped: 0 }, forecast })];
  return {
    isCurrent: true,
    orders,
    ended: {
      from: iso(nowMs - 169 * HOUR_MS),
      to: iso(nowMs - HOUR_MS),
      count: 0,
      onTime: 0,
      onTimeRate: null,
      leadTimeS: null,
    },
  };
}

function ordersNow(nowMs: number): object {
  const order = (name: string, more: object): object => orderNow(nowMs, name, more);
  const waiting = order("ORD-00018", {
    counted: { started: 0, good: 0, scrapped: 0 },
    forecast: { finish: null, reason: "no piece of the order has started" },
    due: iso(nowMs + 30 * HOUR_MS),
  });
  const ended = order("ORD-00016", {
    endedAt: iso(nowMs - HOUR_MS),
    counted: { started: 96, good: 95, scrapped: 1 },
    forecast: { finish: iso(nowMs - HOUR_MS), reason: null },
  });
  return {
    isCurrent: true,
    orders: [order("ORD-00017", {}), waiting, ended],
    ended: {
      from: iso(nowMs - 168 * HOUR_MS),
      to: iso(nowMs),
      count: 16,
      onTime: 14,
      onTimeRate: 0.875,
      leadTimeS: 14_000,
    },
  };
}

function reconciliationAt(nowMs: number): object {
  const mismatch = {
    id: 3,
    kind: "contents",
    place: "RCK-01",
    piece: "PC-0000207",
    since: iso(nowMs - 240_000),
    foundAt: iso(nowMs - 239_000),
    record: text("托盘 PAL-042 上有 8 件", "pallet PAL-042 carries 8 pieces"),
    observed: text("货架读到 7 件", "the rack reads 7 pieces"),
    endedAt: null,
  };
  return {
    isCurrent: true,
    places: 23,
    agreeing: 22,
    events: 5120,
    repeated: 14,
    repaired: 9,
    holes: 1,
    refused: {},
    mismatches: [mismatch],
  };
}

function energyOf(query: URLSearchParams, state: ViewerState): object {
  const { from, to } = spanOf(query);
  const hours = (Date.parse(to) - Date.parse(from)) / HOUR_MS;
  const uidOf = (label: string) =>
    state.model.plant.assets.find((asset) => asset.label === label)?.assetUid ?? (label as AssetUid);
  const node = (label: string, below: string | null, kW: number, more: object = {}) => ({
    assetUid: uidOf(label),
    label,
    medium: "electricity",
    below,
    of: null,
    amount: kW * hours,
    unit: "kWh",
    method: "counter",
    isUncertain: false,
    rate: kW,
    u: kW * hours * 0.0029,
    residual: null,
    idle: null,
    perPiece: null,
    ...more,
  });
  const nodes = [
    node("MTR-E-PLANT", null, 684, { residual: { amount: 304 * hours, uc: 2.2 * hours } }),
    node("MTR-E-MACHINING", "MTR-E-PLANT", 318),
    node("MTR-E-FINISHING", "MTR-E-PLANT", 62),
    node("MTR-E-CNC-206", "MTR-E-MACHINING", 12, {
      of: uidOf("CNC-206"),
      idle: { kW: 2.1, readings: 300 },
      perPiece: { amount: 0.43, good: 93 },
    }),
  ];
  return {
    from,
    to,
    since: from,
    totals: [{ medium: "electricity", amount: 684 * hours, unit: "kWh", u: 2 * hours }],
    nodes,
  };
}
