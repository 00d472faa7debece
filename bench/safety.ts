/**
 * `npm run bench -- safety`: a tick of live risk for 50 people, 20 robots and 10 vehicles, beside a baseline that
 * makes an object of each track and looks at all pairs, and how well encounters are foretold.
 */
import { ConflictWatch } from "../edge/safety/live/conflict-watch.ts";
import { DistanceWatch } from "../edge/safety/live/distance-watch.ts";
import { RoutesAhead } from "../edge/safety/live/routes-ahead.ts";
import { Tracks } from "../edge/safety/live/tracks.ts";
import { MISSING } from "../test/browser/page.ts";
import { judgeDrills } from "../test/fakes/safety/judge-drill.ts";
import { CONFLICT_SETTINGS, ENCOUNTERS_8H, judgeEncounters } from "../test/fakes/safety/judge-encounters.ts";
import { judgeRandomPairs } from "../test/fakes/safety/random-pairs.ts";
import { seeded } from "../test/reliability/random.ts";
import { type Figures, figure, quantile } from "./report.ts";
import { sensorToScreen } from "./safety-screen.ts";

const MANY = { people: 50, robots: 20, vehicles: 10 };
const HALL = { width: 112, depth: 64 };
const TICKS = 300;
const WARM_UP = 100;
const T0 = Date.UTC(2026, 2, 2) * 1000;
const TICK_US = 100_000;
const PAIRS = 1_000_000;
/** Seeds that chose no setting. */
const UNSEEN = [501, 502, 503, 504];
const ENCOUNTERS = 1_000;
/** Drills of a round in the largest hall, and those of a hall in which the exact shortest way can be found. */
const DRILLS = { drills: 20, floor: { width: 400, depth: 300 }, machines: 400, isExact: false };
const EXACT_DRILLS = { drills: 40, floor: { width: 100, depth: 60 }, machines: 40, isExact: true };
/** Encounters that a page shows. */
const SHOWN = 90;
const DISTANCE = {
  ...{ personSpeedMS: 1.6, reactionS: 0.5, intrusionM: 0.2, hysteresisM: 0.3, movesAboveMS: 0.02, staleS: 4 },
  ...{ confirmS: 0, clearAfterS: 2 },
};

export async function benchSafety({ rounds }: { rounds: number }): Promise<Figures> {
  const found = Array.from({ length: rounds }, (_, round) => oneRound(round + 1));
  const of = (key: keyof Round, what: string, unit: string) =>
    figure(
      key,
      what,
      unit,
      found.map((one) => one[key]),
    );
  const pairs = judgeRandomPairs(PAIRS, seeded(7));
  const share = (part: number, whole: number) => [(100 * part) / whole];
  return [
    of("tickMs", "a tick with everything: positions, distances, conflicts; median", "ms"),
    of("tickP99Ms", "the same, 99th percentile", "ms"),
    of("baselineMs", "the same pairs and terms with objects and without a grid; median", "ms"),
    of("conditionsPerSecond", "pairs judged in a second", "1/s"),
    figure("missedOfMillion", "random pairs under the distance without an indication", "1", [pairs.missed]),
    figure(
      "falsePercent",
      "indications of these pairs that were not needed",
      "%",
      share(pairs.falseOnes, pairs.indicated),
    ),
    ...drills(rounds),
    ...(await onScreen(rounds)),
    ...encounters("people"),
    ...encounters("vehicles"),
  ];
}

function drills(rounds: number): Figures {
  const big = Array.from({ length: rounds }, (_, round) => judgeDrills(seeded(301 + round), DRILLS));
  const exact = judgeDrills(seeded(300), EXACT_DRILLS);
  const wrong = (of: "wrongWays" | "wrongCounts") => [...big, exact].reduce((sum, one) => sum + one[of], 0);
  const ms = (share: number) => big.map(({ routeMs }) => quantile(routeMs, share));
  return [
    figure("routeMs", "from an exit blocked to the new ways, hall of 400 × 300 m, 400 machines; median", "ms", ms(0.5)),
    figure("routeP99Ms", "the same, 99th percentile", "ms", ms(0.99)),
    figure("routeOverPercent", "longest new way beside the shortest one", "%", [100 * Math.max(...exact.overShortest)]),
    figure("routesWrong", "drills without a new way", "1", [wrong("wrongWays")]),
    figure("countsWrong", "musters that differ from the access record", "1", [wrong("wrongCounts")]),
  ];
}

/** Worst cases from a person's position to its indication; on software GL, which draws slower than a GPU. */
async function onScreen(rounds: number): Promise<Figures> {
  if (MISSING !== "") return [];
  const found: Awaited<ReturnType<typeof sensorToScreen>>[] = [];
  for (let round = 0; round < rounds; round++) found.push(await sensorToScreen(SHOWN));
  const of = (
    key: string,
    what: string,
    share: number,
    ms: (one: Awaited<ReturnType<typeof sensorToScreen>>) => readonly number[],
  ) =>
    figure(
      key,
      what,
      "ms",
      found.map((one) => quantile(ms(one), share)),
    );
  return [
    of(
      "sensorToStreamMs",
      "from sensor time to the message in a reader of the stream; 99th percentile",
      0.99,
      (one) => one.streamMs,
    ),
    of(
      "sensorToScreenMs",
      "from sensor time to the picture, software GL; 99th percentile",
      0.99,
      (one) => one.screenMs,
    ),
    of("sensorToScreenP50Ms", "the same; median", 0.5, (one) => one.screenMs),
  ];
}

function encounters(between: "people" | "vehicles"): Figures {
  const asked = { seeds: UNSEEN, encounters: ENCOUNTERS, settings: CONFLICT_SETTINGS, between };
  const { encounters: all, nearMisses, foretold, falseOnes, averted } = judgeEncounters(asked);
  const per8h = ENCOUNTERS_8H / all;
  const once = (name: string, what: string, value: number) => figure(`${between}${name}`, what, "1", [value]);
  return [
    once("NearMisses", "near misses of encounters that chose no setting", nearMisses),
    once("ForetoldShare", "of these, foretold 2 s ahead", foretold / nearMisses),
    once("FalsePer8h", "false indications for each vehicle and 8 h", falseOnes * per8h),
    once("AvertedPer8h", "indications of conflicts that somebody averted", averted * per8h),
  ];
}

interface Round {
  readonly tickMs: number;
  readonly tickP99Ms: number;
  readonly baselineMs: number;
  readonly conditionsPerSecond: number;
}

function oneRound(seed: number): Round {
  const hall = hallOf(seed);
  const own: number[] = [];
  const base: number[] = [];
  for (let tick = 0; tick < TICKS + WARM_UP; tick++) {
    const nowUs = T0 + tick * TICK_US;
    const begun = performance.now();
    hall.move(tick, nowUs);
    hall.tick(nowUs);
    const middle = performance.now();
    hall.baseline(nowUs);
    if (tick < WARM_UP) continue;
    own.push(middle - begun);
    base.push(performance.now() - middle);
  }
  const tickMs = quantile(own, 0.5);
  const pairs = MANY.people * (MANY.robots + 2 * MANY.vehicles) + (MANY.vehicles * (MANY.vehicles - 1)) / 2;
  return {
    tickMs,
    tickP99Ms: quantile(own, 0.99),
    baselineMs: quantile(base, 0.5),
    conditionsPerSecond: (1000 * pairs) / tickMs,
  };
}

/** A hall in which everything moves on circles. */
function hallOf(seed: number) {
  const random = seeded(seed);
  const people = new Tracks({ capacity: 1024, accelerationMS2: 0.1 });
  const robots = new Tracks({ capacity: 256, accelerationMS2: 0.5 });
  const vehicles = new Tracks({ capacity: 256, accelerationMS2: 0.5 });
  const routes = new RoutesAhead(256);
  const near = { people, floor: HALL, settings: DISTANCE };
  const watches = [robots, vehicles].map((machines) => new DistanceWatch({ ...near, machines }));
  const conflicts = new ConflictWatch({ people, vehicles, routes, settings: CONFLICT_SETTINGS });
  const groups = [
    { tracks: people, many: MANY.people, speed: 1.3 },
    { tracks: robots, many: MANY.robots, speed: 0 },
    { tracks: vehicles, many: MANY.vehicles, speed: 1.2 },
  ];
  const ways = groups.map(({ tracks, many }) =>
    Array.from({ length: many }, () => {
      const row = tracks.add();
      [tracks.speedMS[row], tracks.stopS[row], tracks.stopM[row]] = [1, 0.3, 0.15];
      [tracks.halfLengthM[row], tracks.halfWidthM[row]] = [0.8, 0.5];
      [tracks.accuracyM[row], tracks.error95M[row]] = [0.2, 0.2];
      return { x: HALL.width * random(), y: HALL.depth * random(), turn: 6 * random(), radius: 3 + 6 * random() };
    }),
  );
  return {
    move(tick: number, nowUs: number) {
      for (const [at, { tracks, speed }] of groups.entries())
        for (const [row, { x, y, turn, radius }] of (ways[at] ?? []).entries()) {
          const angle = turn + (speed * tick * TICK_US) / 1e6 / radius;
          tracks.x[row] = x + radius * Math.cos(angle);
          tracks.y[row] = y + radius * Math.sin(angle);
          tracks.headingRad[row] = angle + Math.PI / 2;
          tracks.sensedUs[row] = nowUs - 200_000;
          tracks.receivedUs[row] = nowUs - 100_000;
          tracks.sensed(row);
        }
    },
    tick(nowUs: number) {
      for (const watch of watches) watch.tick(nowUs, () => {});
      conflicts.tickVehicles(nowUs, () => {});
      conflicts.tickPeople(nowUs, () => {});
    },
    baseline: (nowUs: number) => allPairs([people, robots, vehicles], nowUs),
  };
}

interface Body {
  readonly x: number;
  readonly y: number;
  readonly vx: number;
  readonly vy: number;
  readonly accuracyM: number;
  readonly latencyS: number;
}

/** The usual way: objects, all pairs, an object for each step of each prediction. Returns the number of conflicts. */
function allPairs(groups: readonly Tracks[], nowUs: number): number {
  const [people, robots, vehicles] = groups.map((tracks) =>
    Array.from({ length: tracks.length }, (_, row): Body => {
      const { x, y, vx, vy, accuracyM } = tracks;
      const of = (column: Float64Array) => column[row] as number;
      return {
        x: of(x),
        y: of(y),
        vx: of(vx),
        vy: of(vy),
        accuracyM: of(accuracyM),
        latencyS: tracks.latencyS(row, nowUs),
      };
    }),
  ) as [Body[], Body[], Body[]];
  const distances = [...robots, ...vehicles].flatMap((machine) =>
    people.map((person) => {
      const needed =
        1.6 * (0.8 + person.latencyS) + (0.5 + machine.latencyS) + 0.35 + person.accuracyM + machine.accuracyM;
      return { distance: Math.hypot(person.x - machine.x, person.y - machine.y), needed };
    }),
  );
  const steps = Array.from({ length: 61 }, (_, step) => step / 10);
  const at = ({ x, y, vx, vy }: Body, t: number) => ({ x: x + vx * t, y: y + vy * t });
  const closest = vehicles.map((vehicle) =>
    [...people, ...vehicles.filter((one) => one !== vehicle)].map((other) =>
      Math.min(
        ...steps
          .map((t) => ({ one: at(vehicle, t), two: at(other, t) }))
          .map(({ one, two }) => Math.hypot(one.x - two.x, one.y - two.y)),
      ),
    ),
  );
  return (
    distances.filter(({ distance, needed }) => distance < needed).length +
    closest.flat().filter((distance) => distance < 1).length
  );
}
