import { join } from "node:path";
import { expect, it } from "vitest";
import { loadConfig } from "../../../../edge/config/load.ts";
import { readMaterialEvent } from "../../../../edge/contracts/production/material-reader.ts";
import { plugins } from "../../../../edge/plugins.ts";
import { type JsonEventRule, JsonEvents } from "../../../../edge/sources/mqtt/json/event-rules.ts";
import { createPlant } from "../../../../simulators/plants/machining/plant.ts";

it("[M19] by the demo's config the edge reads the warehouse's listings of every rack and buffer", async () => {
  const config = await loadConfig(join(import.meta.dirname, "../../../../config/demo"), plugins);
  const source = config.sources.find(({ name }) => name === "material")?.config as
    | { events: readonly JsonEventRule[] }
    | undefined;
  const read = new JsonEvents(
    source?.events ?? [],
    { name: "material", labels: new Map(), counters: {} as never },
    new Map(),
  );
  const plant = createPlant({ seed: 1, scenario: "healthy", startMs: Date.UTC(2026, 2, 2, 1), warmUpS: 60 });
  const stock = plant.book.stock();
  expect(stock.map(({ place }) => place)).toEqual(expect.arrayContaining(["RCK-01", "BUF-TURN-IN", "PAL-TURNING"]));
  const time = plant.nowMs * 1000;
  for (const listing of stock) {
    const message = JSON.parse(JSON.stringify({ t: plant.nowMs, ...listing })) as unknown;
    const [event] = read.eventsOf(`binjiang/bj1/stores/${listing.place}/inventory`, message, { time, now: time });
    const materialEvent = event === undefined ? undefined : readMaterialEvent(event);
    const carriers = listing.pallets.map(({ pallet, ...more }) => ({ carrier: pallet, ...more }));
    expect(materialEvent).toEqual({
      kind: "stock.listed",
      time,
      receivedAt: time,
      clock: `material ${listing.place}`,
      place: listing.place,
      carriers,
      pieces: listing.pieces,
    });
  }
  const inside = stock.flatMap(({ pallets, pieces }) => [...pallets.flatMap((pallet) => pallet.pieces), ...pieces]);
  expect(new Set(inside).size).toBe(inside.length);
  expect(inside.length).toBeGreaterThan(300);
});
