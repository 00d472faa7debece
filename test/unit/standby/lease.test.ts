import { expect, it } from "vitest";
import { BOXES, LeaseWorld, NAMES, type Name, overlapsIn, unknownIn } from "../../fakes/standby/lease-world.ts";
import { type Random, seeded } from "../../reliability/random.ts";
import { sizeOf } from "../../run/long-sets.ts";
import { randomOf } from "../../run/seed.ts";

const SEEDS = sizeOf("GEMBA_LEASE_SEEDS", { short: 200, full: 2_000 });
const STEPS = 120;
/** True time within which a writer is there again, of a lease of 2 s: twice the hold, and rounds that met. */
const WITHIN_MS = 8_000;

const oneOf = <T>(random: Random, of: readonly T[]): T => of[Math.floor(random() * of.length)] as T;

/** One step of a hostile world. */
function disturb(world: LeaseWorld, random: Random): void {
  const act = random();
  const name = oneOf(random, NAMES);
  const other = oneOf(
    random,
    NAMES.filter((one) => one !== name),
  );
  if (act < 0.12) world.kill(name);
  else if (act < 0.3) world.start(name);
  else if (act < 0.42) world.cut.add(`${name}>${other}`);
  else if (act < 0.5) for (const way of [`${name}>${other}`, `${other}>${name}`]) world.cut.add(way);
  else if (act < 0.72) world.cut.clear();
  else if (act < 0.8) world.faults = { loss: random() * 0.6, mostDelayMs: random() * 4_000, diskFails: random() * 0.3 };
  else if (act < 0.86) world.faults = { loss: 0, mostDelayMs: 5, diskFails: 0 };
  else if (act < 0.96) world.setAlone(oneOf(random, BOXES), random() < 0.5);
  else if (world.writer !== undefined) world.release(world.writer);
}

/** The seeds of this run, by their number. */
const random = randomOf("lease");
const seeds = Array.from({ length: SEEDS }, () => Math.floor(random() * 2 ** 31));

it(`[SB1] [SB2] [SB3] [SB5] in ${SEEDS} hostile worlds never two may write, and each writer knows the last`, () => {
  let writings = 0;
  for (const seed of seeds) {
    const own = seeded(seed);
    const world = new LeaseWorld(own);
    for (let step = 0; step < STEPS; step++) {
      disturb(world, own);
      world.run(own() ** 2 * 3_000);
    }
    expect(overlapsIn(world.writings), `seed ${seed}`).toEqual([]);
    expect(unknownIn(world.writings), `seed ${seed}`).toEqual([]);
    writings += world.writings.length;
  }
  expect(writings).toBeGreaterThan(SEEDS * 5);
});

it("[SB4] with any two of three alive and connected a writer is there within a bound", () => {
  let longest = 0;
  for (const seed of seeds) {
    const own = seeded(seed);
    const world = new LeaseWorld(own);
    world.run(own() * 10_000);
    for (let step = 0; step < 20; step++) disturb(world, own);
    world.run(own() * 3_000);
    const away: Name = oneOf(own, NAMES);
    world.cut.clear();
    for (const name of NAMES) if (name !== away) world.start(name);
    world.kill(away);
    world.faults = { loss: 0.01, mostDelayMs: 20, diskFails: 0 };
    const from = world.now;
    while (world.writer === undefined || world.writer === away) {
      world.run(10);
      if (world.now - from > WITHIN_MS) break;
    }
    longest = Math.max(longest, world.now - from);
    expect(world.now - from, `seed ${seed}`).toBeLessThanOrEqual(WITHIN_MS);
  }
  expect(longest).toBeGreaterThan(0);
});

it("[SB3] finds two writers where voters keep their word for less than the lease", () => {
  let found = 0;
  for (const seed of seeds.slice(0, 50)) {
    const own = seeded(seed);
    const world = new LeaseWorld(own);
    Object.assign(world.times, { holdMs: 1_500 });
    for (let step = 0; step < STEPS; step++) {
      disturb(world, own);
      world.run(own() ** 2 * 3_000);
    }
    found += overlapsIn(world.writings).length;
  }
  expect(found).toBeGreaterThan(0);
});

it("[SB6] a box that is cut off from the writer alone changes nothing", () => {
  const world = new LeaseWorld(randomOf("cut off"));
  world.run(6_000);
  const writer = world.writer as Name;
  const other = writer === "a" ? "b" : "a";
  for (const way of [`${writer}>${other}`, `${other}>${writer}`]) world.cut.add(way);
  world.run(60_000);
  world.cut.clear();
  world.run(10_000);
  expect(world.writer).toBe(writer);
  expect(world.writings).toHaveLength(1);
});

it("[SB7] a lease that is given back goes to the other box at once", () => {
  const world = new LeaseWorld(randomOf("given back"));
  world.run(6_000);
  const writer = world.writer as Name;
  world.release(writer);
  world.run(400);
  expect(world.writer).toBe(writer === "a" ? "b" : "a");
});
