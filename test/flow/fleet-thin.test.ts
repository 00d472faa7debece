/** Edge and hub over a thin link of packets, with the kernel's TCP (rules UL14 and UL22 in docs/rules/uplink.md). */
import { setTimeout as sleep } from "node:timers/promises";
import { expect, it } from "vitest";
import { Fleet, type Heard, hasNats, until } from "../fakes/fleet/fleet.ts";
import { canThinLink, ThinLink } from "../fakes/net/thin-link.ts";
import { sizeOf } from "../run/long-sets.ts";

const STEADY_S = sizeOf("GEMBA_THIN_SECONDS", { short: 12, full: 60 });
/** TCP waits up to some seconds for what was lost twice. */
const FRESH_MS = 12_000;
/** Live values are these or newer. */
const LIVE_MS = 5_000;

it.runIf(hasNats && canThinLink)(
  "[UL14] [UL22] 64 kbit/s with 700 ms and 5 % loss: all of it arrives once, and soon, also after the link was cut",
  async () => {
    await using link = await ThinLink.make({ bitsPerSecond: 64_000, delayMs: 350, loss: 0.05, queueBytes: 64_000 });
    await using fleet = await Fleet.make();
    fleet.link = link;
    fleet.uplink = { everyMs: 1_000, messageKb: 64, inFlightKb: 1_024 };
    fleet.step = 60;
    fleet.restMs = 100;
    await fleet.start("nats", "hub", "spy", "edge");
    const firstAfter = (atMs: number, kind: Heard["kind"]): Heard | undefined =>
      fleet.heard.find((one) => one.kind === kind && one.atMs > atMs && fleet.ageMs(one) < FRESH_MS);
    await until(
      () => firstAfter(0, "up") !== undefined,
      () => fleet.said,
    );
    const beganMs = performance.now();
    await sleep(STEADY_S * 1000);
    const ages = fleet.heard.filter(({ kind, atMs }) => kind === "up" && atMs > beganMs).map((one) => fleet.ageMs(one));
    expect(ages.length).toBeGreaterThan(STEADY_S / 4);
    expect(ages.sort((a, b) => a - b)[ages.length >> 1]).toBeLessThan(FRESH_MS / 2);
    // No link was taken for a dead one.
    expect(fleet.said).toBe("");
    link.cut();
    await until(
      () => fleet.said.includes("nothing reaches the hub"),
      () => fleet.said,
    );
    link.mend();
    const mendedMs = performance.now();
    const greeted = (): Heard | undefined => fleet.heard.find(({ kind, atMs }) => kind === "hello" && atMs > mendedMs);
    // What the old connection still had may come too, and is older.
    const live = (): Heard | undefined =>
      fleet.heard.find((one) => one.kind === "live" && one.atMs > mendedMs && fleet.ageMs(one) < LIVE_MS);
    await until(
      () => greeted() !== undefined && live() !== undefined,
      () => fleet.said,
    );
    // The hub has taken this start before: live values wait for no answer.
    const [first, greeting] = [live(), greeted()].map((one) => fleet.heard.indexOf(one as Heard));
    expect(first).toBeLessThan(greeting as number);
    expect((live()?.atMs ?? Number.NaN) - mendedMs).toBeLessThan(FRESH_MS);
    const position = await fleet.stopAdding();
    const ledger = await fleet.ledger(({ hub }) => hub.position === position, 60_000);
    expect(ledger).toMatchObject({ miscounted: 0, refused: null, problem: null });
    expect(await fleet.compare()).toMatchObject({ undeclared: 0, spurious: 0, changed: 0, items: position });
  },
  200_000,
);
