/** Kill -9 of the box that writes (rules SB7 to SB9 and SB16 to SB19 in docs/rules/standby.md). */
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { expect, it } from "vitest";
import { differenceIn, requestSwitch } from "../../edge/standby/box/box-files.ts";
import { hasMosquitto } from "../fakes/mqtt/brokers.ts";
import { BOXES, Pair } from "../fakes/standby/pair.ts";
import { between } from "../reliability/random.ts";
import { IS_FULL, sizeOf } from "../run/long-sets.ts";
import { randomOf } from "../run/seed.ts";

/** `GEMBA_STANDBY_KILLS=50 npx vitest run test/flow/standby-kills.test.ts` prints the times of take-overs. */
const KILLS = sizeOf("GEMBA_STANDBY_KILLS", { short: 2, full: 20 });
const IS_LONG = IS_FULL || process.env["GEMBA_STANDBY_KILLS"] !== undefined;
/** On a machine that runs other tests as well. */
const DEADLINE_MS = 400_000 + 60_000 * KILLS;

/** How many, the times that half and 95 % of them do not exceed, and the longest. */
function spreadOf(times: readonly number[]): object {
  const sorted = times.map((ms) => Math.round(ms)).sort((one, two) => one - two);
  const at = (share: number): number | undefined => sorted[Math.ceil(sorted.length * share) - 1];
  return { kills: sorted.length, median: at(0.5), p95: at(0.95), most: at(1) };
}

it.runIf(hasMosquitto)(
  `[SB8] [SB9] [SB16] [SB18] [SB19] after ${KILLS} kills at any moment all is there or declared, and filled in later`,
  async () => {
    const random = randomOf("standby kills");
    await using pair = await Pair.make();
    pair.start("witness");
    for (const name of BOXES) pair.start(name);
    let writer = await pair.writer();
    await pair.publish();
    await pair.shows(0);
    const tookMs = { paired: [] as number[], unpaired: [] as number[] };
    for (let kill = 0; kill < KILLS; kill++) {
      // A standby that is still on its way takes over as well; what it lacks is declared.
      if (random() < 0.7) await pair.pairs(writer);
      await sleep(between(random, 0, 1_500));
      const times = pair.isPaired(writer) ? tookMs.paired : tookMs.unpaired;
      const from = performance.now();
      const published = pair.published;
      await pair.kill(writer);
      await pair.shows(published);
      times.push(performance.now() - from);
      const next = await pair.writer();
      pair.start(writer);
      writer = next;
    }
    await pair.stopPublishing();
    await pair.shows(pair.published - 1);
    const before = await pair.log(writer);
    const missing = [...pair.sent].filter(([n]) => !before.numbers.has(n));
    // What a dead writer had alone comes from it, once it is back.
    await pair.pairs(writer);
    await pair.fills(
      writer,
      missing.map(([n]) => n),
    );
    const { numbers, gaps } = await pair.log(writer);
    const left = [...pair.sent].filter(([n]) => !numbers.has(n)).length;
    const undeclared = missing.filter(([, t]) => !gaps.some(({ from, to }) => t * 1_000 >= from && t * 1_000 <= to));
    const { paired, unpaired } = tookMs;
    const took = { all: spreadOf([...paired, ...unpaired]), paired: spreadOf(paired), unpaired: spreadOf(unpaired) };
    const counts = { sent: pair.sent.size, missing: missing.length, left, undeclared: undeclared.length };
    if (IS_LONG) process.stdout.write(`${JSON.stringify({ ...took, ...counts, gaps: gaps.length })}\n`);
    expect(undeclared).toEqual([]);
    expect(left).toBe(0);
    expect(pair.doubleWriters).toEqual([]);
    expect(pair.sent.size).toBeGreaterThan(100);
  },
  DEADLINE_MS,
);

it.runIf(hasMosquitto)(
  "[SB7] [SB17] [SB42] a planned switch leaves nothing out and declares nothing",
  async () => {
    await using pair = await Pair.make();
    pair.start("witness");
    for (const name of BOXES) pair.start(name);
    const writer = await pair.writer();
    await pair.publish();
    await pair.shows(0);
    await pair.pairs(writer);
    // Both have said what they read, which is the same.
    expect(BOXES.map((name) => differenceIn(join(pair.dir, name)))).toEqual([undefined, undefined]);
    requestSwitch(join(pair.dir, writer));
    const next = await pair.writer(writer);
    await pair.shows(pair.published);
    await pair.stopPublishing();
    await pair.shows(pair.published - 1);
    const { numbers, gaps } = await pair.log(next);
    expect([...pair.sent.keys()].filter((n) => !numbers.has(n))).toEqual([]);
    // A source that has not heard yet whether its broker drops messages declares that itself, after any restart.
    expect(gaps.filter(({ source }) => source === "standby")).toEqual([]);
    expect(pair.doubleWriters).toEqual([]);
  },
  DEADLINE_MS,
);
