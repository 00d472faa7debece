/**
 * `npm run bench -- thin-link`: edge, NATS server and hub, each a process, at the two ends of a link of 64 kbit/s with
 * 700 ms and 5 % loss of packets each way, by the kernel's TCP in network namespaces (Linux, root). `--seconds`: of
 * each steady state. `--rounds`: short cuts; there are half as many half-open links, and a fifth as many long cuts.
 */
import { setTimeout as sleep } from "node:timers/promises";
import { eventOrder } from "../test/fakes/fleet/event-order.ts";
import { Fleet, type Heard, hasNats, until } from "../test/fakes/fleet/fleet.ts";
import { canThinLink, ThinLink } from "../test/fakes/net/thin-link.ts";
import { seeded } from "../test/reliability/random.ts";
import { SEED } from "../test/run/seed.ts";
import { type Figures, figure, quantile } from "./report.ts";

const LINK = { bitsPerSecond: 64_000, delayMs: 350, loss: 0.05, queueBytes: 64_000 };
/** Live values are these or newer. */
const FRESH_MS = 5_000;
const SHORT_S = 20;
const LONG_S = 130;
/** So much comes at once during a long cut, as if it had been longer. */
const LONG_ITEMS = 60_000;
const WITHIN_MS = 180_000;
/** The link is at rest for so long before the next cut. */
const REST_MS = 6_000;
/** Of a plant with some 25 items a second, whose values are random and so compress badly. */
const SMALL = { step: 4, restMs: 100 };
/** Of one that the link just carries, and of one that it does not. */
const LOADS = { steady: { step: 200, restMs: 100 }, over: { step: 800, restMs: 100 } };

interface CutFigures {
  readonly liveAfterS: readonly number[];
  readonly catchUp: readonly number[];
  readonly caughtUpPerS: readonly number[];
  readonly lost: number;
  readonly outOfOrder: number;
}

export async function benchThinLink({ rounds, seconds }: { rounds: number; seconds: number }): Promise<Figures> {
  if (!hasNats || !canThinLink) throw new Error("this bench needs nats-server, root, network namespaces and VXLAN");
  const steady = await steadyState(LOADS.steady, seconds);
  const over = await steadyState(LOADS.over, seconds);
  const shares = { short: rounds, deaf: Math.ceil(rounds / 2), long: Math.ceil(rounds / 5) };
  const short = await cuts("short", shares.short);
  const deaf = await cuts("deaf", shares.deaf);
  const long = await cuts("long", shares.long);
  const all = [...short.liveAfterS, ...deaf.liveAfterS, ...long.liveAfterS];
  return [
    figure("itemsPerSecond", "committed at the edge, and carried", "1/s", [steady.itemsPerSecond]),
    figure("bytesPerItem", "messages of history, by items", "bytes", [steady.bytesPerItem]),
    figure("ageS", "of the newest items when they reach the server: median, with the extremes", "s", steady.agesS),
    figure("ageP95S", "19 of 20 are newer", "s", [quantile(steady.agesS, 0.95)]),
    figure("overItemsPerSecond", "committed at the edge: more than the link carries", "1/s", [over.itemsPerSecond]),
    figure("overLiveAgeS", "of newest values then", "s", over.liveAgesS),
    figure(
      "afterShortS",
      `from the link's return after ${SHORT_S} s until live values are there`,
      "s",
      short.liveAfterS,
    ),
    figure("afterHalfOpenS", `the same after ${SHORT_S} s in which the edge heard nothing`, "s", deaf.liveAfterS),
    figure("afterLongS", `the same after ${LONG_S} s with ${LONG_ITEMS} items`, "s", long.liveAfterS),
    figure("afterP95S", "19 of 20 of all cuts are shorter", "s", [quantile(all, 0.95)]),
    figure("afterMostS", "the longest of all", "s", [Math.max(...all)]),
    figure("catchUpFactor", "time of the plant by time to catch up, after long cuts", "", long.catchUp),
    figure("caughtUpPerSecond", "items then, beside live values", "1/s", long.caughtUpPerS),
    figure("alertsOutOfOrder", "events at the hub after a later one, or twice", "events", [
      short.outOfOrder + deaf.outOfOrder + long.outOfOrder,
    ]),
    figure("lost", "items that the hub lacks, has too much of, or has otherwise", "items", [
      steady.lost + over.lost + short.lost + deaf.lost + long.lost,
    ]),
  ];
}

async function startFleet(link: ThinLink, load: { readonly step: number; readonly restMs: number }): Promise<Fleet> {
  const fleet = await Fleet.make();
  fleet.link = link;
  fleet.uplink = { everyMs: 1_000, messageKb: 64, inFlightKb: 1_024 };
  Object.assign(fleet, load);
  await fleet.start("nats", "hub", "spy", "edge");
  await until(
    () => fleet.heard.some(({ kind }) => kind === "up"),
    () => fleet.said,
  );
  return fleet;
}

async function steadyState(load: { readonly step: number; readonly restMs: number }, seconds: number) {
  await using link = await ThinLink.make(LINK);
  await using fleet = await startFleet(link, load);
  await sleep(REST_MS);
  const [begun, from] = [performance.now(), fleet.position];
  await sleep(seconds * 1000);
  const seen = fleet.heard.filter(({ atMs }) => atMs > begun);
  const items = fleet.position - from;
  const up = seen.filter(({ kind }) => kind === "up");
  const carried = (up.at(-1)?.position ?? 0) - (up[0]?.position ?? 0);
  const agesOf = (kinds: readonly Heard["kind"][]): number[] =>
    seen.filter(({ kind }) => kinds.includes(kind)).map((one) => fleet.ageMs(one) / 1000);
  const figures = {
    itemsPerSecond: items / seconds,
    bytesPerItem: up.slice(1).reduce((sum, { bytes }) => sum + bytes, 0) / carried,
    agesS: agesOf(["up"]),
    liveAgesS: agesOf(["live"]),
  };
  return { ...figures, ...(await ending(fleet)) };
}

/** One kind of cut, again and again on one link. */
async function cuts(kind: "short" | "deaf" | "long", count: number): Promise<CutFigures> {
  const random = seeded(SEED);
  await using link = await ThinLink.make(LINK);
  await using fleet = await startFleet(link, SMALL);
  const liveAfterS: number[] = [];
  const catchUp: number[] = [];
  const caughtUpPerS: number[] = [];
  let itemsPerMs: number | undefined;
  for (let round = 0; round < count; round++) {
    await sleep(REST_MS + random() * 3_000);
    itemsPerMs ??= fleet.itemsPerMs;
    if (kind === "deaf") link.deafen();
    else link.cut();
    if (kind === "long") fleet.burst(LONG_ITEMS);
    const before = fleet.position;
    // Somewhere between two of whatever is done once a second.
    await sleep((kind === "long" ? LONG_S : SHORT_S) * 1000 + random() * 3_000);
    link.mend();
    const atMs = performance.now();
    const behind = { from: before, to: fleet.position };
    await until(
      () => fleet.heard.some((one) => isLive(fleet, one, atMs)),
      () => fleet.said,
      WITHIN_MS,
    );
    const first = fleet.heard.find((one) => isLive(fleet, one, atMs)) as Heard;
    liveAfterS.push((first.atMs - atMs) / 1000);
    await until(
      () => hubHas(fleet, behind.to) !== undefined,
      () => fleet.said,
      WITHIN_MS,
    );
    const begun = fleet.heard.find((one) => one.kind === "up" && one.atMs > atMs) as Heard;
    const done = hubHas(fleet, behind.to) as Heard;
    const perMs = (behind.to - behind.from) / (done.atMs - begun.atMs);
    caughtUpPerS.push(1000 * perMs);
    catchUp.push(perMs / itemsPerMs);
    process.stderr.write(
      `${kind}: live after ${liveAfterS.at(-1)?.toFixed(2)} s, all after ${((done.atMs - atMs) / 1000).toFixed(1)} s\n`,
    );
  }
  return { liveAfterS, catchUp, caughtUpPerS, ...(await ending(fleet)) };
}

function isLive(fleet: Fleet, one: Heard, sinceMs: number): boolean {
  return one.kind !== "down" && one.atMs > sinceMs && fleet.ageMs(one) < FRESH_MS;
}

/** The hub's word that it has everything before a position. */
function hubHas(fleet: Fleet, position: number): Heard | undefined {
  return fleet.heard.find((one) => one.kind === "down" && one.position >= position);
}

async function ending(fleet: Fleet): Promise<{ lost: number; outOfOrder: number }> {
  const position = await fleet.stopAdding();
  await fleet.ledger(({ hub }) => hub.position === position, 10 * WITHIN_MS);
  const { undeclared, spurious, changed } = await fleet.compare();
  return { lost: undeclared + spurious + changed, outOfOrder: await eventOrder(await fleet.copyDir()) };
}
