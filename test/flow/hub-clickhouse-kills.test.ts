/** Kill -9 of edge, hub, NATS server and ClickHouse in any order (rule HU22 in docs/rules/hub.md). */
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { expect, it } from "vitest";
import { ChdbServer, hasChdb, PASSWORD } from "../fakes/clickhouse/chdb-server.ts";
import { storeAt } from "../fakes/clickhouse/filled-mirror.ts";
import { Fleet, hasNats } from "../fakes/fleet/fleet.ts";
import { between } from "../reliability/random.ts";
import { sizeOf } from "../run/long-sets.ts";
import { randomOf } from "../run/seed.ts";

const ROUNDS = sizeOf("GEMBA_CLICKHOUSE_FLEET_KILLS", { short: 5, full: 40 });
const PARTS = ["edge", "hub", "nats", "store"] as const;

it.runIf(hasNats && hasChdb)(
  `[HU22] nothing is missing or there twice in ClickHouse after ${ROUNDS} kills of any part at any moment`,
  async () => {
    const random = randomOf("clickhouse kills");
    await using fleet = await Fleet.make();
    await using server = await ChdbServer.make(join(fleet.dir, "store"));
    await server.start();
    fleet.store = storeAt(server.url, PASSWORD, { blockSamples: 1_000 });
    await fleet.start("nats", "hub", "edge");
    for (let round = 0; round < ROUNDS; round++) {
      await sleep(between(random, 100, 1_500));
      const killed = PARTS.filter(() => random() < 0.5);
      for (const part of killed) await (part === "store" ? server.kill() : fleet.kill(part));
      await sleep(between(random, 0, 300));
      for (const part of [...killed].reverse()) await (part === "store" ? server.start() : fleet.start(part));
    }
    const position = await fleet.stopAdding();
    const ledger = await fleet.ledger(
      ({ hub, store }) => hub.position === position && store.behind === 0 && store.samples === hub.counts.samples,
      90_000,
    );
    expect(ledger).toMatchObject({ miscounted: 0, retiredUnread: 0, refused: null, problem: null });
    expect(await fleet.compare()).toMatchObject({ undeclared: 0, spurious: 0, changed: 0, items: position });
    // The edge gives each sample a time of its own: its position is the key, and tells what is there twice.
    const counted = await server.ask(
      `SELECT count(), uniqExact(position), (SELECT uniqExact(position) FROM gemba.events FINAL)
       FROM gemba.samples FINAL`,
    );
    const { samples, events, leftOut } = ledger.hub.counts;
    expect(counted).toEqual([[String(samples), String(samples), String(events + leftOut)]]);
  },
  200_000,
);
