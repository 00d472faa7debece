/** One unsafe act out of the events of several cameras over time (rules VE6 to VE9). In memory, without identity. */
import type { Micros } from "../../contracts/path/sample-batch.ts";
import type { VisionKind } from "../../contracts/safety/vision.ts";

/** An event with its place and its time by the edge's clock. */
export interface Sighting {
  readonly kind: VisionKind;
  readonly camera: string;
  readonly at: Micros;
  readonly confidence: number;
  readonly zone: string | undefined;
  readonly position: { readonly x: number; readonly y: number; readonly errorM: number } | undefined;
  readonly track: string | undefined;
}

export interface ActSettings {
  /** Fused confidence at which an act is raised. */
  readonly raiseAt: number;
  /** Weaker events neither begin an act nor keep one. */
  readonly keepAt: number;
  /** An act ends when nothing was reported of it for so long, s. */
  readonly endAfterS: number;
  /** Largest difference of two cameras' clocks that is left, s. */
  readonly clockErrorS: number;
  /** Beyond this distance two reports are of two acts, m. */
  readonly joinM: number;
}

/** What is known of an act. Positions and tracks stay here. */
export interface Act {
  readonly kind: VisionKind;
  readonly beganAt: Micros;
  /** Of the newest event, and when it arrived. */
  lastAt: Micros;
  heardAt: Micros;
  readonly views: Map<string, View>;
  zone: string | undefined;
  /** Where it was lately, oldest first: a late event is compared with the place of its own time. */
  trail: readonly Point[];
  confidence: number;
  isRaised: boolean;
}

interface Point {
  readonly x: number;
  readonly y: number;
  readonly errorM: number;
  readonly at: Micros;
}

/** The best confidence of one camera, and what it follows now. */
interface View {
  best: number;
  track: string | undefined;
  lastAt: Micros;
}

/** Acts that are open at once; further ones are refused and counted. */
export const MOST_ACTS = 256;
/** No camera alone, nor all together, is surer than this: they may share an error, such as a picture on a wall. */
const MOST_CONFIDENCE_OF_ONE = 0.95;
const MOST_CONFIDENCE = 0.99;
/** Two tracks of one camera within this time are two people. */
const TOGETHER_S = 1.2;
/** Somebody who was not seen for longer turned or stopped: the way grows no further. */
const STRAIGHT_S = 6;
/** How fast what is reported moves at most, m/s. */
const SPEED_MS: Readonly<Record<VisionKind, number>> = {
  ...{ "no-helmet": 1.6, "no-glasses": 1.6, running: 4, phone: 1.6, smoking: 1.2, climbing: 0.8 },
  ...{ "entered-while-active": 1.6, fall: 0.6, "smoke-fire": 0.3 },
};
/** Places of an act that are remembered, at least so long apart. */
const TRAIL_POINTS = 24;
const TRAIL_US = 0.4e6;
/** Score of a match by the zone alone, beside distances as a share of the largest one. */
const BY_ZONE = 0.9;

export class Acts {
  readonly #settings: ActSettings;
  #open: Act[] = [];
  #joined = 0;
  #weak = 0;
  #refused = 0;
  #below = 0;

  constructor(settings: ActSettings) {
    this.#settings = settings;
  }

  get open(): readonly Act[] {
    return this.#open;
  }

  /** Events that joined an act, that were too weak, that found no place, and acts that ended below the confidence. */
  get counts(): { readonly joined: number; readonly weak: number; readonly refused: number; readonly below: number } {
    return { joined: this.#joined, weak: this.#weak, refused: this.#refused, below: this.#below };
  }

  /** Adds a sighting to its act, or begins one. Undefined where it is too weak or finds no place. */
  take(sighting: Sighting, nowUs: Micros): { readonly act: Act; readonly raises: boolean } | undefined {
    if (sighting.confidence < this.#settings.keepAt) {
      this.#weak++;
      return undefined;
    }
    const known = this.#actOf(sighting);
    if (known !== undefined) this.#joined++;
    const act = known ?? this.#begin(sighting, nowUs);
    if (act === undefined) return undefined;
    this.#see(act, sighting, nowUs);
    if (act.isRaised || act.confidence < this.#settings.raiseAt) return { act, raises: false };
    const other = this.#raisedBeside(act);
    if (other !== undefined) return { act: this.#absorb(other, act), raises: false };
    act.isRaised = true;
    return { act, raises: true };
  }

  /**
   * Ends what nothing was reported of for long. Returns the raised ones among them. `isWatched`: whether a camera that
   * saw a raised act was heard since; one that nobody watches any more does not end.
   */
  end(nowUs: Micros, isWatched: (act: Act) => boolean = () => true): readonly Act[] {
    const forUs = this.#settings.endAfterS * 1e6;
    // A clock that was set back must not keep an act for ever.
    const isOver = (act: Act) => Math.abs(nowUs - act.heardAt) > forUs && (!act.isRaised || isWatched(act));
    const over = this.#open.filter(isOver);
    if (over.length === 0) return over;
    this.#open = this.#open.filter((act) => !over.includes(act));
    this.#below += over.filter(({ isRaised }) => !isRaised).length;
    return over.filter(({ isRaised }) => isRaised);
  }

  #begin({ kind, at }: Sighting, nowUs: Micros): Act | undefined {
    if (this.#open.length >= MOST_ACTS) {
      this.#refused++;
      return undefined;
    }
    const act: Act = {
      ...{ kind, beganAt: at, lastAt: at, heardAt: nowUs, views: new Map() },
      ...{ zone: undefined, trail: [], confidence: 0, isRaised: false },
    };
    this.#open.push(act);
    return act;
  }

  #see(act: Act, { camera, at, confidence, track, position, zone }: Sighting, nowUs: Micros): void {
    const view = act.views.get(camera);
    const best = Math.max(confidence, view?.best ?? 0);
    const isNewest = at >= (view?.lastAt ?? Number.NEGATIVE_INFINITY);
    act.views.set(camera, {
      best,
      track: isNewest ? (track ?? view?.track) : view?.track,
      lastAt: Math.max(at, view?.lastAt ?? at),
    });
    if (position !== undefined) act.trail = withPoint(act.trail, { ...position, at });
    // An alert keeps the zone in which it was raised.
    if (!act.isRaised) act.zone = zone ?? act.zone;
    act.lastAt = Math.max(act.lastAt, at);
    act.heardAt = nowUs;
    let none = 1;
    for (const { best: one } of act.views.values()) none *= 1 - Math.min(MOST_CONFIDENCE_OF_ONE, one);
    act.confidence = Math.min(MOST_CONFIDENCE, 1 - none);
  }

  /** A raised act that this one may be too: one that began elsewhere, and whose ways met. */
  #raisedBeside(act: Act): Act | undefined {
    return this.#open.find(
      (other) =>
        other.isRaised &&
        other.kind === act.kind &&
        [...act.views].every(
          ([camera, { track, lastAt: at }]) =>
            this.#distance(other, { ...sightingOf(act), camera, track, at, confidence: 0 }) <= 1,
        ),
    );
  }

  #absorb(into: Act, act: Act): Act {
    this.#open = this.#open.filter((one) => one !== act);
    this.#joined++;
    for (const [camera, { best, track, lastAt: at }] of act.views)
      this.#see(into, { ...sightingOf(act), camera, track, at, confidence: best }, act.heardAt);
    return into;
  }

  /** The open act that a sighting most probably is about. */
  #actOf(sighting: Sighting): Act | undefined {
    let best: Act | undefined;
    let least = 1;
    for (const act of this.#open) {
      if (act.kind !== sighting.kind) continue;
      const score = this.#distance(act, sighting);
      if (score > least) continue;
      least = score;
      best = act;
    }
    return best;
  }

  /** 0: the same for sure; 1: as far as it may be; infinite: another act. */
  #distance(act: Act, { camera, track, at, position, zone }: Sighting): number {
    const apartS = Math.abs(at - act.lastAt) / 1e6;
    if (apartS > this.#settings.endAfterS) return Number.POSITIVE_INFINITY;
    const view = act.views.get(camera);
    if (view?.track !== undefined && track !== undefined) {
      if (view.track === track) return 0;
      if (Math.abs(at - view.lastAt) / 1e6 < TOGETHER_S) return Number.POSITIVE_INFINITY;
    }
    const near = nearestInTime(act.trail, at);
    if (position === undefined || near === undefined)
      return zone !== undefined && zone === act.zone ? BY_ZONE : Number.POSITIVE_INFINITY;
    const moveS = Math.min(STRAIGHT_S, Math.abs(at - near.at) / 1e6 + this.#settings.clockErrorS);
    const reachM = Math.hypot(position.errorM, near.errorM) + SPEED_MS[act.kind] * moveS;
    const apartM = Math.hypot(position.x - near.x, position.y - near.y);
    const share = apartM / Math.min(this.#settings.joinM, reachM);
    return share <= 1 ? share : Number.POSITIVE_INFINITY;
  }
}

/** The newest place of an act, as a camera would report it. */
function sightingOf({ kind, zone, trail }: Act): Pick<Sighting, "kind" | "zone" | "position"> {
  return { kind, zone, position: trail.at(-1) };
}

/** A new list, in order of time. */
function withPoint(trail: readonly Point[], point: Point): readonly Point[] {
  const [before, last] = [trail.at(-2), trail.at(-1)];
  if (last !== undefined && point.at < last.at) return trail;
  // The newest place counts; older ones stay about so far apart.
  if (before !== undefined && point.at - before.at < TRAIL_US) return [...trail.slice(0, -1), point];
  return [...trail, point].slice(-TRAIL_POINTS);
}

function nearestInTime(trail: readonly Point[], at: Micros): Point | undefined {
  let nearest = trail.at(-1);
  for (const point of trail)
    if (nearest === undefined || Math.abs(point.at - at) < Math.abs(nearest.at - at)) nearest = point;
  return nearest;
}
