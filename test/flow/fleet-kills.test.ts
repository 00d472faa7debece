/** Kill -9 of edge, hub and NATS server in any order (rules UL2, UL3 and HU2 in docs/rules/uplink.md and hub.md). */
import { setTimeout as sleep } from "node:timers/promises";
import { expect, it } from "vitest";
import { Fleet, hasNats, type PartName } from "../fakes/fleet/fleet.ts";
import { between } from "../reliability/random.ts";
import { sizeOf } from "../run/long-sets.ts";
import { randomOf } from "../run/seed.ts";

const ROUNDS = sizeOf("GEMBA_FLEET_KILLS", { short: 5, full: 40 });
const PARTS: readonly PartName[] = ["edge", "hub", "nats"];

it.runIf(hasNats)(
  `[UL2] [UL3] [HU2] nothing is missing, spurious or twice after ${ROUNDS} kills at any moment`,
  async () => {
    const random = randomOf("fleet kills");
    await using fleet = await Fleet.make();
    await fleet.start("nats", "hub", "edge");
    for (let round = 0; round < ROUNDS; round++) {
      await sleep(between(random, 100, 1_500));
      const killed = PARTS.filter(() => random() < 0.5);
      const losesStore = killed.includes("nats") && random() < 0.5;
      for (const part of killed) await (part === "nats" && losesStore ? fleet.loseStore() : fleet.kill(part));
      await sleep(between(random, 0, 300));
      await fleet.start(...[...killed].reverse());
    }
    const position = await fleet.stopAdding();
    const ledger = await fleet.ledger(
      ({ hub, store }) => hub.position === position && store.samples === hub.counts.samples,
      90_000,
    );
    expect(ledger).toMatchObject({ miscounted: 0, retiredUnread: 0, refused: null, problem: null });
    expect(await fleet.compare()).toMatchObject({ undeclared: 0, spurious: 0, changed: 0, items: position });
  },
  200_000,
);
