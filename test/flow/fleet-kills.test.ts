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
/**
 * A round mostly waits: for a link that is cut, a process that starts, the time between two faults. So long runs have
 * several fleets side by side, each with all kinds of faults, and each is compared as a whole.
 */
const FLEETS = ROUNDS >= 4 * FAULT_NAMES.length ? 4 : 1;
const isLong = ROUNDS > FAULT_NAMES.length;

/** Faults of one fleet, and what became of its log. Throws where anything is missing, spurious, changed or twice. */
async function runFleet(number: number, rounds: number): Promise<void> {
  const random = randomOf(number === 0 ? "fleet kills" : `fleet kills ${number}`);
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
  for (let round = 0; round < rounds; round++) {
    await sleep(between(random, 100, 1_500));
    // Each of them once before any of them twice.
    if (round % FAULT_NAMES.length === 0) drawn.push(...shuffled(FAULT_NAMES, random));
    const name = drawn[round] as FaultName;
    const begun = performance.now();
    await FAULTS[name]({ fleet, proxy, random });
    const took = ((performance.now() - begun) / 1_000).toFixed(1);
    if (isLong) process.stdout.write(`${number}.${round + 1} ${name}: ${took} s, ${fleet.position} items\n`);
  }
  fleet.clockOffMs.edge = fleet.clockOffMs.hub = 0;
  const position = await fleet.stopAdding();
  const ledger = await fleet.ledger(
    ({ hub, store }) => hub.position === position && store.samples === hub.counts.samples,
    120_000,
  );
  const context = `fleet ${number}: ${drawn.slice(0, rounds).join()}`;
  expect(ledger, context).toMatchObject({ miscounted: 0, retiredUnread: 0, refused: null, problem: null });
  expect(ledger.hub.counts.lost, context).toBe(0);
  const difference = await fleet.compare();
  expect(difference, context).toMatchObject({ undeclared: 0, spurious: 0, changed: 0, items: position });
  expect(difference.waveforms).toBe(ledger.hub.counts.waveforms);
  if (isLong) process.stdout.write(`${JSON.stringify({ ...difference, ...ledger.messages })}\n`);
}

it.runIf(hasNats)(
  `[UL2] [UL3] [UL18] [UL23] [HU2] [HU28] nothing is missing, spurious, changed or twice after ${ROUNDS} faults`,
  async () => {
    const shares = Array.from({ length: FLEETS }, (_, n) => Math.floor((ROUNDS + n) / FLEETS));
    expect(shares.reduce((sum, share) => sum + share, 0)).toBe(ROUNDS);
    const ends = await Promise.allSettled(shares.map((rounds, number) => runFleet(number, rounds)));
    for (const end of ends) if (end.status === "rejected") throw end.reason;
  },
  60_000 + ROUNDS * ROUND_WITHIN_MS,
);
