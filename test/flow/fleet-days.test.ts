/**
 * A link that was away for days, with the time compressed: the log of an edge is written at once, with samples of three
 * days (rules UL21 and HU27). All 72 h: `GEMBA_FLEET_HOURS=72 npx vitest run test/flow/fleet-days.test.ts`.
 */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { pino } from "pino";
import { expect, it } from "vitest";
import { BatchBuilder } from "../../edge/batch/builder.ts";
import type { LogPosition } from "../../edge/contracts/path/source.ts";
import type { TagRef } from "../../edge/contracts/plant/tag.ts";
import { openLog } from "../../edge/historian/log/commit-log.ts";
import { startEpoch } from "../../edge/model/data-folder.ts";
import { Fleet, type Heard, hasNats, until } from "../fakes/fleet/fleet.ts";
import { TcpProxy } from "../fakes/net/tcp-proxy.ts";
import { FakeTags } from "../fakes/source/tags.ts";
import { IS_FULL, sizeOf } from "../run/long-sets.ts";

const HOURS = sizeOf("GEMBA_FLEET_HOURS", { short: 1, full: 72 });
/** As in the edge's fake; each changes once a second, as in a small line. */
const TAGS = 20;
const MINUTE_US = 60_000_000;
const FRESH_MS = 5_000;
/** From the link's return. Longer beside other tests, which take the processors from edge and hub. */
const LIVE_WITHIN_MS = IS_FULL ? 5_000 : 12_000;
/** Of real time. */
const CATCH_UP = 50;
/** Whatever the number of hours. */
const MOST_MB = { edge: 400, hub: 800 };
const never = new AbortController().signal;

it.runIf(hasNats)(
  `[UL21] [HU27] after ${HOURS} h without a link live values come first, then all of it once, in little memory`,
  async () => {
    await using fleet = await Fleet.make();
    fleet.uplink = { everyMs: 1_000, messageKb: 64, inFlightKb: 1_024 };
    fleet.step = 10;
    fleet.restMs = 100;
    await fleet.start("nats");
    await using proxy = await TcpProxy.to(fleet.port);
    fleet.edgePort = proxy.port;
    await fleet.start("hub", "spy", "edge");
    await until(
      () => fleet.heard.some(({ kind, position }) => kind === "down" && position > 0),
      () => fleet.said,
    );
    proxy.mode = "reset";
    await fleet.kill("edge");
    const backlog = await writeHours(join(fleet.dir, "edge"));
    await fleet.start("edge");
    await until(
      () => fleet.said.includes("nothing reaches the hub"),
      () => fleet.said,
    );
    proxy.mode = "pass";
    const backMs = performance.now();
    const firstFresh = () =>
      fleet.heard.find((one) => one.kind !== "down" && one.position > backlog && fleet.ageMs(one) < FRESH_MS);
    const hubHasAll = () => fleet.heard.find((one) => one.kind === "down" && one.position >= backlog);
    await until(
      () => firstFresh() !== undefined && hubHasAll() !== undefined,
      () => fleet.said,
      MS_FOR_ALL,
    );
    const liveMs = (firstFresh()?.atMs ?? Number.NaN) - backMs;
    const factor = (HOURS * 3_600_000) / ((hubHasAll()?.atMs ?? Number.NaN) - backMs);
    const firstOf = (kind: Heard["kind"]) => fleet.heard.find((one) => one.kind === kind && one.atMs > backMs)?.atMs;
    const came = (["hello", "live", "up"] as const).map((kind) => `${kind} ${(firstOf(kind) ?? 0) - backMs} ms`).join();
    expect(liveMs, came).toBeLessThan(LIVE_WITHIN_MS);
    expect(factor).toBeGreaterThan(CATCH_UP);
    const position = await fleet.stopAdding();
    const ledger = await fleet.ledger(
      ({ hub, store }) => hub.position === position && store.samples === hub.counts.samples,
      MS_FOR_ALL,
    );
    const peakMb = { edge: peakMbOf(fleet.pidOf("edge")), hub: peakMbOf(fleet.pidOf("hub")) };
    process.stdout.write(
      `${HOURS} h: ${position} items, live after ${Math.round(liveMs)} ms (${came}), ` +
        `${Math.round(factor)} x real time, peaks ${JSON.stringify(peakMb)} MiB\n`,
    );
    expect(peakMb.edge).toBeLessThan(MOST_MB.edge);
    expect(peakMb.hub).toBeLessThan(MOST_MB.hub);
    expect(ledger).toMatchObject({ miscounted: 0, retiredUnread: 0, refused: null, problem: null });
    expect(ledger.hub.counts.lost).toBe(0);
    expect(await fleet.compare()).toMatchObject({ undeclared: 0, spurious: 0, changed: 0, items: position });
  },
  60_000 + HOURS * 10_000,
);

/** A machine that is busy takes no longer. */
const MS_FOR_ALL = 40_000 + HOURS * 4_000;

/** Writes the log of the hours before now, minute by minute. Resolves with its end. */
async function writeHours(dataDir: string): Promise<LogPosition> {
  const log = await openLog({
    dir: join(dataDir, "log"),
    ...startEpoch(dataDir),
    tags: FakeTags.ofSize(TAGS),
    log: pino({ level: "silent" }),
    commitMs: 1,
  });
  // It holds back what the uplink has not read.
  await log.cursor("uplink", 0);
  const end = Math.floor(Date.now() / 1000) * 1_000_000;
  for (let minute = HOURS * 60; minute > 0; minute--) {
    const from = end - minute * MINUTE_US;
    const builder = new BatchBuilder();
    for (let second = 0; second < 60; second++)
      for (let ref = 1; ref < TAGS; ref++) {
        const time = from + second * 1_000_000 + ref * 1_000;
        const wave = Math.sin(time / 3e8 + ref);
        builder.add(
          ref as TagRef,
          time,
          ref % 3 === 0 ? Math.round(3 * wave) : Math.round(500 + 200 * wave) / 10,
          0,
          0,
        );
      }
    log.push(builder.finish(from + MINUTE_US));
    const position = log.pushEvents({ events: [alertAt(from, minute)] });
    if (log.full) await log.committed(position, never);
  }
  await log.close();
  return log.position;
}

function alertAt(time: number, minute: number) {
  const eventUid = `0190b000-0000-7000-8000-${String(minute).padStart(12, "0")}`;
  return { eventUid, type: "alert.raised", time, receivedAt: time, schema: "test/1", payload: { minute } };
}

/** Largest resident memory of a process, MiB. */
function peakMbOf(pid: number): number {
  return Math.round(Number(/VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1]) / 1024);
}
