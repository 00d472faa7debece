/**
 * Everything that may happen to edge, link, server and hub, in any order (rules UL2, UL3, UL18, UL23, HU2 and HU28 in
 * docs/rules/uplink.md and hub.md). 200 faults: `GEMBA_FLEET_KILLS=200 npx vitest run test/flow/fleet-kills.test.ts`.
 */
import { setTimeout as sleep } from "node:timers/promises";
import { expect, it } from "vitest";
import { FAULT_NAMES, FAULTS, type FaultName, smallDisk } from "../fakes/fleet/faults.ts";
import { Fleet, hasNats } from "../fakes/fleet/fleet.ts";
import { TcpProxy } from "../fakes/net/tcp-proxy.ts";
import { between, shuffled } from "../reliability/random.ts";
import { sizeOf } from "../run/long-sets.ts";
import { randomOf } from "../run/seed.ts";

const ROUNDS = sizeOf("GEMBA_FLEET_KILLS", { short: 5, full: 10 });
const ROUND_WITHIN_MS = 20_000;

it.runIf(hasNats)(
  `[UL2] [UL3] [UL18] [UL23] [HU2] [HU28] nothing is missing, spurious, changed or twice after ${ROUNDS} faults`,
  async () => {
    const random = randomOf("fleet kills");
    const drawn: FaultName[] = [];
    await using fleet = await Fleet.make();
    using _disk = smallDisk(fleet);
    fleet.uplink = { waveforms: "all" };
    fleet.step = 30;
    await fleet.start("nats");
    await using proxy = await TcpProxy.to(fleet.port);
    fleet.edgePort = proxy.port;
    await fleet.start("hub", "edge");
    await fleet.ledger(({ hub }) => hub.position > 0);
    for (let round = 0; round < ROUNDS; round++) {
      await sleep(between(random, 100, 1_500));
      // Each of them once before any of them twice.
      if (round % FAULT_NAMES.length === 0) drawn.push(...shuffled(FAULT_NAMES, random));
      const name = drawn[round] as FaultName;
      await FAULTS[name]({ fleet, proxy, random });
      if (ROUNDS > FAULT_NAMES.length) process.stdout.write(`${round + 1} ${name}: ${fleet.position} items\n`);
    }
    fleet.clockOffMs.edge = fleet.clockOffMs.hub = 0;
    const position = await fleet.stopAdding();
    const ledger = await fleet.ledger(
      ({ hub, store }) => hub.position === position && store.samples === hub.counts.samples,
      120_000,
    );
    const context = drawn.slice(0, ROUNDS).join();
    expect(ledger, context).toMatchObject({ miscounted: 0, retiredUnread: 0, refused: null, problem: null });
    expect(ledger.hub.counts.lost, context).toBe(0);
    const difference = await fleet.compare();
    expect(difference, context).toMatchObject({ undeclared: 0, spurious: 0, changed: 0, items: position });
    expect(difference.waveforms).toBe(ledger.hub.counts.waveforms);
    if (ROUNDS > FAULT_NAMES.length) process.stdout.write(`${JSON.stringify({ ...difference, ...ledger.messages })}\n`);
  },
  60_000 + ROUNDS * ROUND_WITHIN_MS,
);
