/** How the uplink finds out what a link carries: links of many kinds, simulated, with the controller alone. */
import { expect, it } from "vitest";
import { Pace, type Underway } from "../../../edge/fleet/pace.ts";
import { between, type Random } from "../../reliability/random.ts";
import { randomOf } from "../../run/seed.ts";

const SEEDS = 20;
const MOST_BYTES = 64 * 1024;
const STEP_MS = 5;

interface Link {
  readonly bytesPerSecond: number;
  readonly roundTripMs: number;
  /** Chance a second that it stops, as TCP does when a retransmission is lost too, and for how long. */
  readonly stalls: number;
  readonly stallMs: number;
}

interface Run {
  /** Share of the link's rate that messages took. */
  readonly used: number;
  /** How long a live message would have waited in front of the link, ms: mean and longest. */
  readonly waits: { readonly mean: number; readonly most: number };
  readonly pace: Pace;
}

/** Sends as much as may be sent for so long. Messages wait in one queue, as in a socket. */
function run(link: Link, seconds: number, random: Random, pace = new Pace(MOST_BYTES), beginMs = 0): Run {
  const queue: { underway: Underway; left: number }[] = [];
  const arriving: { underway: Underway; atMs: number }[] = [];
  let [sent, waited, most, stalledUntil] = [0, 0, 0, 0];
  pace.lost();
  pace.asked(link.roundTripMs);
  const warmMs = beginMs + (seconds * 1000) / 3;
  for (let now = beginMs; now < beginMs + seconds * 1000; now += STEP_MS) {
    if (random() < (link.stalls * STEP_MS) / 1000) stalledUntil = now + link.stallMs;
    let room = now < stalledUntil ? 0 : (link.bytesPerSecond * STEP_MS) / 1000;
    while (queue[0] !== undefined && room > 0) {
      const taken = Math.min(room, queue[0].left);
      queue[0].left -= taken;
      room -= taken;
      if (now > warmMs) sent += taken;
      if (queue[0].left <= 0)
        arriving.push({ underway: (queue.shift() as (typeof queue)[0]).underway, atMs: now + link.roundTripMs });
    }
    while (arriving[0] !== undefined && arriving[0].atMs <= now)
      pace.arrived((arriving.shift() as (typeof arriving)[0]).underway, now);
    while (pace.hasRoom(now)) {
      const bytes = Math.round(pace.messageBytes * between(random, 0.7, 1));
      queue.push({ underway: pace.sent(bytes, now), left: bytes });
    }
    pace.full();
    if (now <= warmMs) continue;
    const wait = (queue.reduce((sum, { left }) => sum + left, 0) / link.bytesPerSecond) * 1000;
    waited += (wait * STEP_MS) / 1000;
    most = Math.max(most, wait);
  }
  const measured = (seconds * 2) / 3;
  return { used: sent / measured / link.bytesPerSecond, waits: { mean: waited / measured, most }, pace };
}

const random = randomOf("pace");
const links = Array.from({ length: SEEDS }, (_, seed) => ({
  bytesPerSecond: [1_200, 8_000, 32_000, 250_000, 12_500_000][seed % 5] as number,
  roundTripMs: [1, 40, 250, 700][seed % 4] as number,
}));

it.each(links)(
  "[UL13] $bytesPerSecond bytes/s with $roundTripMs ms are used, and a live message waits for about one of history",
  (link) => {
    const { used, waits, pace } = run({ ...link, stalls: 0, stallMs: 0 }, 60, random);
    const least = 4 * 1024;
    const messageMs = (Math.min(MOST_BYTES, Math.max(least, 0.75 * link.bytesPerSecond)) / link.bytesPerSecond) * 1000;
    expect(used).toBeGreaterThan(0.75);
    expect(waits.most).toBeLessThan(2 * messageMs + 600);
    expect(pace.messageBytes).toBeLessThanOrEqual(Math.max(least, Math.min(MOST_BYTES, 1.3 * link.bytesPerSecond)));
  },
);

it.each(links.filter(({ bytesPerSecond }) => bytesPerSecond < 1e6))(
  "[UL13] $bytesPerSecond bytes/s with $roundTripMs ms that stop now and then are not taken for faster ones",
  (link) => {
    const { pace } = run({ ...link, stalls: 0.1, stallMs: 2_000 }, 90, random);
    expect(pace.rate ?? 0).toBeLessThan(1.4 * link.bytesPerSecond);
  },
);

it("[UL13] a link that becomes thin, or fat, is found out within seconds", () => {
  const [thin, fat] = [
    { bytesPerSecond: 8_000, roundTripMs: 700 },
    { bytesPerSecond: 1_000_000, roundTripMs: 40 },
  ];
  const still = { stalls: 0, stallMs: 0 };
  const { pace } = run({ ...fat, ...still }, 30, random);
  expect(run({ ...thin, ...still }, 40, random, pace, 40_000).used).toBeGreaterThan(0.75);
  expect(pace.messageBytes).toBeLessThan(2 * thin.bytesPerSecond);
  expect(run({ ...fat, ...still }, 40, random, pace, 90_000).used).toBeGreaterThan(0.75);
  expect(pace.messageBytes).toBe(MOST_BYTES);
});

it("[UL13] little to send makes no link thin, and a connection that is gone holds nothing back", () => {
  const pace = new Pace(MOST_BYTES);
  pace.asked(40);
  let now = 0;
  for (; now < 2_000; now += 100) pace.arrived(pace.sent(60_000, now), now + 100);
  const { rate = 0 } = pace;
  pace.idle();
  for (; now < 50_000; now += 2_500) pace.arrived(pace.sent(500, now), now + 41);
  expect(pace.rate).toBe(rate);
  for (let n = 0; n < 50; n++) pace.sent(60_000, now);
  expect(pace.hasRoom(now)).toBe(false);
  pace.lost();
  expect(pace.hasRoom(now)).toBe(true);
});
