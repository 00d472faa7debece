/** The lives of pieces of the fake edge, in the form of the API's genealogy: each piece passed all operations. */
import { GENEALOGY_BY } from "../../../edge/contracts/production/genealogy.ts";

const HOUR_MS = 3_600_000;
const text = (zh: string, en: string) => ({ zh, en });
const iso = (ms: number) => new Date(ms).toISOString();

/** Undefined for unknown numbers. */
export function genealogyOf(query: URLSearchParams, nowMs: number): object {
  const by = GENEALOGY_BY.find((one) => query.has(one));
  const name = by === undefined ? "" : (query.get(by) as string);
  const lot = {
    lot: "LOT-0007",
    time: iso(nowMs - 6 * HOUR_MS),
    supplier: "S-02",
    heat: "H-2214",
    variant: "PH-50A",
    quantity: 192,
    pallets: ["PAL-042"],
    accepted: true,
    inspection: [{ name: "hardness", value: 182.4, lower: 160, upper: 210, unit: "[HB]", ok: true }],
  };
  const shipment = { shipment: "SH-00003", time: iso(nowMs - HOUR_MS), orders: ["ORD-00017"], pallets: ["PAL-031"] };
  const base = { isCurrent: true, simulated: true, by, name, direction: "both" };
  if (by !== "piece") {
    const pieces = ["PC-0000206", "PC-0000207"].map((piece) => ({
      piece,
      variant: "PH-50A",
      state: "shipped",
      order: "ORD-00017",
      lot: lot.lot,
      pallet: "PAL-031",
      shipment: shipment.shipment,
      ride: null,
    }));
    return {
      ...base,
      life: null,
      family: {
        pieces,
        hasMore: false,
        backward: { lots: [lot] },
        forward: {
          inside: 0,
          shipped: 2,
          scrapped: 0,
          orders: ["ORD-00017"],
          pallets: ["PAL-031"],
          shipments: [shipment],
        },
      },
    };
  }
  const at = (minutes: number) => iso(nowMs - minutes * 60_000);
  const operation = (station: string, id: string, name: object, minutes: number, more: object = {}) => ({
    station,
    operation: id,
    name,
    program: `PH-50A-${id}`,
    tools: ["4", "7"],
    start: at(minutes),
    end: at(minutes - 2),
    verdict: "good",
    results: [],
    ...more,
  });
  const bore = { name: "bore-diameter", value: 50.034, lower: 49.98, upper: 50.03, unit: "mm", ok: false };
  const backward = {
    lot,
    operations: [
      operation("CNC-102", "OP10", text("车削", "Turning"), 90),
      operation("CNC-203", "OP20", text("铣削", "Milling"), 80),
      operation("PCB-01", "OP80", text("喷粉", "Powder coating"), 50, {
        program: "",
        tools: [],
        results: [{ name: "film-thickness", value: 71, lower: null, upper: null, unit: "um", ok: true }],
      }),
    ],
    inspections: [
      {
        station: "CMM-01",
        operation: "OP55",
        name: text("三坐标测量", "Measuring"),
        time: at(60),
        ok: false,
        features: [bore],
      },
    ],
    stays: [
      { place: "RCK-01", slot: 17, carrier: "PAL-042", from: null, to: at(92), isInferred: true },
      { place: "CNC-102", slot: null, carrier: null, from: at(91), to: at(85), isInferred: false },
      { place: "BUF-PACK-OUT", slot: null, carrier: "PAL-031", from: at(20), to: null, isInferred: false },
    ],
    isCut: false,
  };
  const life = {
    piece: name,
    variant: "PH-50A",
    state: "shipped",
    order: "ORD-00017",
    customer: "Nordhaven Hydraulik GmbH",
    firstAt: at(360),
    lastAt: at(20),
    holes: 0,
    isStartKnown: true,
    backward,
    forward: { pallet: "PAL-031", rides: [{ pallet: "PAL-031", from: at(20), to: at(1) }], shipment, scrappedAt: null },
  };
  return { ...base, life, family: null };
}
