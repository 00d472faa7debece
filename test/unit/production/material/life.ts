/** The life of pieces as events, for tests of the material twin. */
import type { MaterialEvent, PieceEvent } from "../../../../edge/contracts/production/material-event.ts";
import type { MaterialConfig } from "../../../../edge/production/material/config.ts";

/** A plant without any knowledge beyond the events. */
export const NO_PLACES: MaterialConfig = {
  buffers: [],
  nodes: [],
  ways: [],
  operations: [],
  results: [],
  observations: [],
  scrap: "SCRAP",
  settleS: 8,
  keepDays: 3650,
};

const T0 = Date.UTC(2026, 2, 2, 0, 0, 0) * 1000;

/** µs of a second of the story. */
export const at = (second: number): number => T0 + second * 1e6;

const reportedAt = (second: number) => ({ time: at(second), receivedAt: at(second), clock: "plant" });

function pieceEvent(
  kind: PieceEvent["kind"],
  piece: string,
  second: number,
  more: Partial<PieceEvent> & { readonly place: string },
): PieceEvent {
  return { kind, piece, ...reportedAt(second), ...more };
}

/** A lot comes on a pallet, its pieces are turned, coated, measured and packed onto another pallet, which leaves. */
export function* lifeOf(
  pieces: readonly string[],
  { lot = "LOT-1", order = "ORD-1", casting = "PAL-001", finished = "PAL-002", shipment = "SH-1", from = 0 } = {},
): Generator<MaterialEvent> {
  const second = (offset: number): number => from + offset;
  yield { kind: "pallet.arrived", ...reportedAt(second(0)), place: "RCK-01", slot: 3, carrier: casting, pieces };
  yield {
    kind: "lot.received",
    ...reportedAt(second(1)),
    lot,
    supplier: "S-02",
    heat: "H-7",
    variant: "PH-50A",
    quantity: pieces.length,
    carriers: [casting],
    accepted: true,
    inspection: [{ name: "hardness", value: 182, lower: 160, upper: 210, unit: "[HB]", ok: true }],
  };
  yield { kind: "pallet.departed", ...reportedAt(second(100)), place: "RCK-01", slot: 3, carrier: casting, pieces };
  for (const [index, piece] of pieces.entries()) {
    const start = second(200 + 100 * index);
    const job = { order, variant: "PH-50A" };
    yield pieceEvent("piece.arrived", piece, start, { place: "CNC-101", ...job });
    yield pieceEvent("piece.started", piece, start + 2, {
      place: "CNC-101",
      operation: "OP10",
      program: "PH-50A-OP10",
      ...job,
    });
    yield pieceEvent("piece.completed", piece, start + 60, {
      place: "CNC-101",
      operation: "OP10",
      program: "PH-50A-OP10",
      tools: ["3", "7"],
      verdict: "good",
      ...job,
    });
    yield pieceEvent("piece.departed", piece, start + 65, { place: "CNC-101", ...job });
    yield pieceEvent("piece.arrived", piece, start + 66, { place: "PCB-01", ...job });
    yield pieceEvent("piece.started", piece, start + 67, { place: "PCB-01", operation: "OP80", ...job });
    yield pieceEvent("piece.completed", piece, start + 75, {
      place: "PCB-01",
      operation: "OP80",
      verdict: "good",
      ...job,
    });
    yield {
      kind: "piece.measured",
      ...reportedAt(start + 75),
      piece,
      place: "PCB-01",
      ok: true,
      features: [{ name: "film-thickness", value: 71, unit: "um", ok: true }],
    };
    yield pieceEvent("piece.departed", piece, start + 76, { place: "PCB-01", ...job });
    yield pieceEvent("piece.arrived", piece, start + 77, { place: "CMM-01", ...job });
    yield {
      kind: "piece.measured",
      ...reportedAt(start + 80),
      piece,
      place: "CMM-01",
      ok: index > 0,
      features: [{ name: "bore", value: 50.02, lower: 49.98, upper: 50.03, unit: "mm", ok: index > 0 }],
    };
    yield pieceEvent("piece.departed", piece, start + 82, { place: "CMM-01", ...job });
    yield pieceEvent("piece.arrived", piece, start + 83, { place: "BUF-PACK-OUT", carrier: finished, ...job });
  }
  const end = second(300 + 100 * pieces.length);
  yield { kind: "shipment.left", ...reportedAt(end), shipment, orders: [order], carriers: [finished], pieces };
}
