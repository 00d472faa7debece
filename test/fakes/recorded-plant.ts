/** The small plant's history as the record of an edge. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import type { PlantHistory } from "../../edge/contracts/forecast/history.ts";
import { createLog } from "../../edge/observe/log.ts";
import { MaterialStore } from "../../edge/production/material/material-store.ts";
import { newOrder, newPiece } from "../../edge/production/material/records.ts";
import { SMALL_CONFIG, START_US } from "./forecast-history.ts";

/** Writes `production/material.db` and the plant's `gemba.yaml` into a folder. `state`: of the material twin. */
export function recordPlant(
  folder: string,
  { pieces, orders }: PlantHistory,
  state: Readonly<Record<string, unknown>> = {},
): void {
  const store = new MaterialStore(join(folder, "production", "material.db"), createLog({ level: "silent" }));
  store.write({
    pieces: pieces.map(({ piece, stays, operations, ...more }) => {
      const stayed = stays.flatMap(({ from, to }) => [from, to]);
      const worked = operations.flatMap(({ start, end }) => [start, end]);
      const last = Math.max(0, ...[...stayed, ...worked].filter(Number.isFinite));
      const made = { ...newPiece(piece, stays[0]?.from ?? 0), ...more, lastAt: last };
      for (const { place, from, to } of stays)
        made.stays.push({ place, tIn: from, tOut: to, seenAt: from, inferred: false });
      for (const one of operations)
        made.operations.push({ ...one, operation: "OP", program: "", fixture: "", tools: [] });
      return made;
    }),
    carriers: [],
    orders: orders.map(({ order, variant, quantity, priority, due }) => ({
      ...newOrder(order, START_US),
      variant,
      quantity,
      priority,
      due,
    })),
    orderChanges: orders.flatMap(({ order, steps }) =>
      steps.map((step) => ({ order, ...step, counted: { started: 0, good: 0, scrapped: 0 } })),
    ),
    lots: [],
    shipments: [],
    state,
  });
  store.close();
  writeFileSync(join(folder, "gemba.yaml"), SMALL_CONFIG);
}
