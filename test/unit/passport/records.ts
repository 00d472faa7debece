/** A record of a piece for tests. */
import type { PieceRecord } from "../../../edge/contracts/trace/piece-record.ts";

const bore = { name: "bore", value: 50.02, unit: "mm", lower: 49.98, upper: 50.03, ok: true };

export const RECORD: PieceRecord = {
  format: "gemba-piece/1",
  site: { enterprise: "acme", id: "plant1", name: { zh: "一厂", en: "Plant 1" } },
  simulated: true,
  piece: "PC-1",
  variant: "PH-50A",
  state: "shipped",
  order: "ORD-1",
  lot: { lot: "LOT-1", supplier: "S-02", heat: "H-7", received: null, accepted: true, inspection: [] },
  operations: [
    {
      station: "CNC-101",
      operation: "OP10",
      name: { zh: "车削", en: "Turning" },
      program: "P1",
      fixture: "F1",
      tools: ["3", "7"],
      start: "2026-03-02T00:03:22.000000Z",
      end: "2026-03-02T00:04:20.000000Z",
      verdict: "good",
      results: [bore],
      kWh: 0.42,
    },
  ],
  inspections: [{ station: "CMM-01", operation: "", time: "2026-03-02T00:05:00.000000Z", ok: true, features: [bore] }],
  measurements: [],
  energy: { kWh: 0.42, why: null },
  co2: { kg: 0.21, why: null, factors: [{ medium: "electricity", kgPerKWh: 0.5, source: "test" }] },
  pallet: "PAL-2",
  shipment: { shipment: "SH-1", left: null },
  scrapped: null,
  gaps: { isStartKnown: true, holes: 0, isCut: false },
};
