/** Random pairs of a person and a robot with latency and error, judged by the distance watch and by the truth. */
import { DistanceWatch } from "../../../edge/safety/live/distance-watch.ts";
import { Tracks } from "../../../edge/safety/live/tracks.ts";
import type { Random } from "../../reliability/random.ts";

const SETTINGS = {
  ...{ personSpeedMS: 1.6, reactionS: 0.5, intrusionM: 0.2, hysteresisM: 0.2, movesAboveMS: 0.02, staleS: 4 },
  ...{ confirmS: 0, clearAfterS: 2 },
};
/**
 * The error model. Positions are off by their accuracy at most. Until now the person walks at 1.6 m/s at most, and the
 * robot moves at its speed at most, both in any direction. Latency is what the two times of a position say.
 */
const MOST = { accuracyM: 0.5, robotAccuracyM: 0.1, latencyS: 1.9, robotLatencyS: 0.5, speedMS: 2 };
const STOP = { s: 0.3, m: 0.15 };
const NOW = Date.UTC(2026, 2, 2) * 1000;
const MIDDLE_M = 12;

export interface PairFigures {
  readonly pairs: number;
  /** Pairs that are truly nearer than they should be. */
  readonly near: number;
  /** Of these, pairs without an indication. */
  readonly missed: number;
  /** Pairs with an indication, and those of them that are truly far enough. */
  readonly indicated: number;
  readonly falseOnes: number;
}

export function judgeRandomPairs(pairs: number, random: Random): PairFigures {
  const people = new Tracks({ capacity: 1, accelerationMS2: 0.5 });
  const machines = new Tracks({ capacity: 1, accelerationMS2: 0.5 });
  const floor = { width: 2 * MIDDLE_M, depth: 2 * MIDDLE_M };
  const watch = new DistanceWatch({ people, machines, floor, settings: SETTINGS });
  people.add();
  machines.add();
  machines.stopS[0] = STOP.s;
  machines.stopM[0] = STOP.m;
  const found = { pairs, near: 0, missed: 0, indicated: 0, falseOnes: 0 };
  for (let pair = 0; pair < pairs; pair++) {
    // One of four pairs is at the edge of the error model, with all errors away from each other.
    const isWorst = random() < 0.25;
    const share = () => (isWorst ? 1 : Math.sqrt(random()));
    const side = 2 * Math.PI * random();
    const towards = () => (isWorst ? side : 2 * Math.PI * random());
    const speed = SETTINGS.movesAboveMS + 1e-6 + random() * MOST.speedMS;
    const needed =
      SETTINGS.personSpeedMS * (SETTINGS.reactionS + STOP.s) +
      speed * SETTINGS.reactionS +
      STOP.m +
      SETTINGS.intrusionM;
    const distance = needed * (isWorst ? 0.98 + 0.04 * random() : 2.5 * random());
    sense(people, { distance, side, random, share, towards, speed: SETTINGS.personSpeedMS, isPerson: true });
    sense(machines, { distance: 0, side, random, share, towards: () => Math.PI + towards(), speed, isPerson: false });
    machines.speedMS[0] = speed;
    watch.states.isStanding[0] = 0;
    watch.tick(NOW, () => {});
    const isIndicated = watch.states.isStanding[0] === 1;
    if (distance < needed) found.near++;
    if (distance < needed && !isIndicated) found.missed++;
    if (isIndicated) found.indicated++;
    if (isIndicated && distance >= needed) found.falseOnes++;
  }
  return found;
}

interface Sensing {
  readonly distance: number;
  readonly side: number;
  readonly random: Random;
  readonly speed: number;
  readonly isPerson: boolean;
  share(): number;
  towards(): number;
}

/** Where a sensor saw it: where it was before the latency, with the error of the sensor. */
function sense(tracks: Tracks, { distance, side, random, share, towards, speed, isPerson }: Sensing): void {
  const latency = share() * (isPerson ? MOST.latencyS : MOST.robotLatencyS);
  const accuracy = (isPerson ? MOST.accuracyM : MOST.robotAccuracyM) * random();
  const [way, off] = [share() * speed * latency, share() * accuracy];
  const [wayTo, offTo] = [towards(), towards()];
  tracks.x[0] = MIDDLE_M + distance * Math.cos(side) + way * Math.cos(wayTo) + off * Math.cos(offTo);
  tracks.y[0] = MIDDLE_M + distance * Math.sin(side) + way * Math.sin(wayTo) + off * Math.sin(offTo);
  [tracks.accuracyM[0], tracks.error95M[0]] = [accuracy, accuracy];
  // Whole microseconds, earlier rather than later.
  tracks.sensedUs[0] = NOW - Math.ceil(latency * 1e6);
  tracks.receivedUs[0] = NOW - Math.floor(latency * 1e6 * random());
}
