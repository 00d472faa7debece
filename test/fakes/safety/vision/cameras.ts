/** Cameras of the generated hall: what they report of it, with misses, false ones, delays and repetitions. */
import { VISION_SCHEMA } from "../../../../edge/contracts/safety/vision.ts";
import { between, type Random } from "../../../reliability/random.ts";
import { type Hall, isHidden, STEP_S, type Walker, zoneAt } from "./hall.ts";

const RAD = Math.PI / 180;

interface Camera {
  readonly id: string;
  readonly x: number;
  readonly y: number;
  readonly headingDeg: number;
  readonly viewDeg: number;
  readonly rangeM: number;
  /** Some systems know no positions, some no tracks. */
  readonly hasPosition: boolean;
  readonly hasTrack: boolean;
}

const at = (id: number, x: number, y: number, headingDeg: number, knows = "pt"): Camera => ({
  ...{ id: `CAM-${id}`, x, y, headingDeg, viewDeg: 95, rangeM: 32 },
  ...{ hasPosition: knows.includes("p"), hasTrack: knows.includes("t") },
});
/** On the walls and two poles; corners behind machines stay blind. */
const CAMERAS: readonly Camera[] = [
  at(1, 0.5, 0.5, 45),
  at(2, 59.5, 0.5, 135),
  at(3, 59.5, 39.5, 225),
  at(4, 0.5, 39.5, 315),
  at(5, 30, 20, 0, "p"),
  at(6, 30, 20, 180),
  at(7, 30, 39.5, 270, "pt"),
  at(8, 30, 0.5, 90, "p"),
];

/** How a camera errs. Confidences are normal, cut to 0.02 to 0.98. */
const SEES = { chance: 0.6, mean: 0.8, meanAtRange: 0.68, deviation: 0.11 };
/** A false series of one person in view: how many an hour, with how many events, and how sure. */
const FALSE = { perH: 6, most: 4, mean: 0.42, deviation: 0.15 };
const POSITION = { biasM: 0.3, deviationM: 0.35, error95: 1 };
const CLOCK_S = 0.5;
const DELAY_S = { least: 0.2, most: 2, rare: 0.02, rareMost: 10 };
const REPEATED = 0.03;
const TWICE = 0.02;
/** A track ends when its person was hidden for longer. */
const TRACK_LOST_S = 2;

export interface Message {
  readonly arrivesS: number;
  readonly event: Readonly<Record<string, unknown>>;
  /** The act that it shows; undefined: a false one. */
  readonly act: number | undefined;
}

interface Seeing {
  trackedS: number;
  track: number;
  false: { kind: string; left: number; mean: number } | undefined;
}

interface Bias {
  readonly x: number;
  readonly y: number;
  readonly clockS: number;
}

/** The messages of all cameras, with the truth beside each. */
export class CameraSystem {
  readonly #random: Random;
  readonly #t0Ms: number;
  readonly #bias: readonly Bias[];
  readonly #seeing: readonly (readonly Seeing[])[];
  #tracks = 0;
  #events = 0;

  constructor(random: Random, hall: Hall, t0Ms: number) {
    this.#random = random;
    this.#t0Ms = t0Ms;
    this.#bias = CAMERAS.map(() => {
      const way = between(random, 0, 2 * Math.PI);
      const bias = { x: POSITION.biasM * Math.cos(way), y: POSITION.biasM * Math.sin(way) };
      return { ...bias, clockS: between(random, -CLOCK_S, CLOCK_S) };
    });
    this.#seeing = CAMERAS.map(() =>
      hall.people.map(() => ({ trackedS: Number.NEGATIVE_INFINITY, track: 0, false: undefined })),
    );
  }

  look(hall: Hall, s: number): readonly Message[] {
    const messages: Message[] = [];
    const inView = new Set<number>();
    for (const [index, camera] of CAMERAS.entries())
      for (const [person, one] of hall.people.entries()) {
        if (!this.#mayReport(index, person, one) || !canSee(camera, one, hall.people)) continue;
        if (one.act !== undefined) inView.add(one.act.id);
        messages.push(...this.#report(index, { person, one, s }));
      }
    for (const id of inView) {
      const act = hall.acts[id];
      if (act !== undefined) act.seenS += STEP_S;
    }
    return messages;
  }

  /** Drawn before the view is computed, which costs far more. */
  #mayReport(index: number, person: number, one: Walker): boolean {
    const seeing = this.#seeing[index]?.[person] as Seeing;
    if (one.act !== undefined || seeing.false !== undefined) return true;
    return this.#random() < (FALSE.perH * STEP_S) / 3600;
  }

  #report(
    index: number,
    { person, one, s }: { readonly person: number; readonly one: Walker; readonly s: number },
  ): readonly Message[] {
    const seeing = this.#seeing[index]?.[person] as Seeing;
    if (s - seeing.trackedS > TRACK_LOST_S) seeing.track = ++this.#tracks;
    seeing.trackedS = s;
    if (one.act !== undefined && this.#random() < SEES.chance) {
      const camera = CAMERAS[index] as Camera;
      const far = Math.hypot(one.x - camera.x, one.y - camera.y) / camera.rangeM;
      const mean = SEES.mean + far * (SEES.meanAtRange - SEES.mean);
      return this.#send(index, {
        one,
        s,
        seeing,
        kind: one.act.kind,
        mean,
        deviation: SEES.deviation,
        act: one.act.id,
      });
    }
    return this.#mistake(index, { one, s, seeing });
  }

  /** A series of reports of nothing: a reflection, a cap that looks like hair. */
  #mistake(
    index: number,
    { one, s, seeing }: { readonly one: Walker; readonly s: number; readonly seeing: Seeing },
  ): readonly Message[] {
    if (seeing.false === undefined) {
      if (one.act !== undefined && this.#random() > (FALSE.perH * STEP_S) / 3600) return [];
      const kinds = ["no-helmet", "no-glasses", "phone", "smoking", "fall"];
      seeing.false = {
        kind: kinds[Math.floor(this.#random() * kinds.length)] as string,
        left: 1 + Math.floor(this.#random() * FALSE.most),
        mean: FALSE.mean + 0.07 * normal(this.#random),
      };
    }
    const { kind, mean } = seeing.false;
    seeing.false.left--;
    if (seeing.false.left === 0) seeing.false = undefined;
    return this.#send(index, { one, s, seeing, kind, mean, deviation: FALSE.deviation, act: undefined });
  }

  #send(
    index: number,
    what: {
      readonly one: Walker;
      readonly s: number;
      readonly seeing: Seeing;
      readonly kind: string;
      readonly mean: number;
      readonly deviation: number;
      readonly act: number | undefined;
    },
  ): readonly Message[] {
    const { one, s, seeing, act } = what;
    const camera = CAMERAS[index] as Camera;
    const bias = this.#bias[index] as Bias;
    const off = () => POSITION.deviationM * normal(this.#random);
    const [x, y] = [one.x + bias.x + off(), one.y + bias.y + off()];
    const zone = zoneAt(x, y);
    const confidence = Math.min(0.98, Math.max(0.02, what.mean + what.deviation * normal(this.#random)));
    const event = {
      schema: VISION_SCHEMA,
      eventId: `e-${++this.#events}`,
      camera: camera.id,
      time: new Date(this.#t0Ms + Math.round(1000 * (s + bias.clockS))).toISOString(),
      ...{ kind: what.kind, confidence },
      ...(zone === undefined ? {} : { zone }),
      ...(camera.hasPosition ? { position: { x, y, error95: POSITION.error95 } } : {}),
      ...(camera.hasTrack ? { track: `t-${seeing.track}` } : {}),
    };
    const sent = { arrivesS: s + this.#delayS(), event, act };
    if (this.#random() < REPEATED) return [sent, { ...sent, arrivesS: sent.arrivesS + 1 }];
    if (this.#random() < TWICE) return [sent, { ...sent, event: { ...event, eventId: `e-${++this.#events}` } }];
    return [sent];
  }

  #delayS(): number {
    const most = this.#random() < DELAY_S.rare ? DELAY_S.rareMost : DELAY_S.most;
    return between(this.#random, DELAY_S.least, most);
  }
}

function canSee({ x, y, headingDeg, viewDeg, rangeM }: Camera, one: Walker, people: readonly Walker[]): boolean {
  const [east, north] = [one.x - x, one.y - y];
  if (east * east + north * north > rangeM * rangeM) return false;
  const away = Math.atan2(north, east) - headingDeg * RAD;
  if (Math.abs(Math.atan2(Math.sin(away), Math.cos(away))) > (viewDeg * RAD) / 2) return false;
  return !isHidden({ x, y }, one, people);
}

function normal(random: Random): number {
  return (random() + random() + random() + random() - 2) * Math.sqrt(3);
}
