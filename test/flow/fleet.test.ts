/** An edge and its hub over a real nats-server (docs/rules/uplink.md, docs/rules/hub.md). */
import { expect, it } from "vitest";
import { Fleet } from "../fakes/fleet/fleet.ts";

const NOTHING = { undeclared: 0, spurious: 0, changed: 0 };

it("[UL1] [HU1] [HU8] the hub gets every item under its position, and edge, hub and store count the same", async () => {
  await using fleet = await Fleet.make();
  await fleet.start("nats", "hub", "edge");
  await fleet.ledger(({ hub }) => hub.position > 2_000);
  const position = await fleet.stopAdding();
  const ledger = await fleet.ledger((one) => one.hub.position === position && one.store.samples === one.hub.counts.samples);
  expect(ledger).toMatchObject({ miscounted: 0, retiredUnread: 0, refused: null, problem: null });
  const { samples, events, leftOut, lost } = ledger.hub.counts;
  expect(samples + events + leftOut + lost).toBe(position);
  expect(await fleet.compare()).toMatchObject({ ...NOTHING, items: position });
}, 120_000);
